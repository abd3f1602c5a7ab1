import type { Service, Stack } from '../stack/types.ts';

/** A stack as one step uses it: it is known which services a check has put out of action itself; all others are expected to run. */
export interface WatchedStack {
  readonly stack: Stack;
  /** The services that do not run although nothing here has stopped them. */
  lost(): Promise<readonly string[]>;
  /**
   * Ends the step's hold on the stack: what its checks have put out of action runs again, and a check that ran into its limit
   * and is still at work can stop nothing any more.
   */
  settle(): Promise<void>;
}

export function watchStack(stack: Stack): WatchedStack {
  const down = new Set<string>();
  const hold: Hold = { down, ended: false };
  const services = stack.services.filter(({ plan }) => plan.profiles.length === 0).map((each) => watch(each, hold));
  return {
    stack: {
      engine: stack.engine,
      state: stack.state,
      services,
      onlyForLooking: stack.onlyForLooking,
      // A name that is unknown has its error from below.
      service: (name) => services.find((service) => service.name === name) ?? stack.service(name),
      down: () => stack.down(),
    },
    async lost() {
      const expected = services.filter(({ name }) => !down.has(name));
      const found = await Promise.all(expected.map(async (service) => ({ service, status: await service.status() })));
      return found.filter(({ status }) => status !== 'running').map(({ service }) => service.name);
    },
    async settle() {
      hold.ended = true;
      for (const service of services.filter(({ name }) => down.has(name))) {
        if ((await service.status()) === 'paused') await service.resume();
        else await service.restart();
      }
    },
  };
}

interface Hold {
  readonly down: Set<string>;
  ended: boolean;
}

function watch(service: Service, hold: Hold): Service {
  const { name } = service;
  const { down } = hold;
  const stopping = () => {
    if (hold.ended) throw new Error(`the step is over; ${name} is not to be stopped any more`);
    down.add(name);
  };
  return {
    plan: service.plan,
    name,
    endpoint: (port) => service.endpoint(port),
    direct: (port) => service.direct(port),
    status: () => service.status(),
    ready: (signal) => service.ready(signal),
    async kill() {
      stopping();
      await service.kill();
    },
    async pause() {
      stopping();
      await service.pause();
    },
    async resume() {
      await service.resume();
      down.delete(name);
    },
    async restart() {
      await service.restart();
      down.delete(name);
    },
    lastLines: (count) => service.lastLines(count),
    follow: (onLine, signal) => service.follow(onLine, signal),
  };
}
