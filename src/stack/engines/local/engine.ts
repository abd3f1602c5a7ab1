import { dirname, join } from 'node:path';
import { ArchlabError } from '../../../errors/error.ts';
import type { Host } from '../../../host/host.ts';
import { isPortFree } from '../../../host/ports.ts';
import { localPlan } from '../../compose.ts';
import { Recorder } from '../../recorder.ts';
import { findService, neededServices } from '../../services.ts';
import type { Engine, ServicePlan, Stack, StackPlan, StackState, UpContext } from '../../types.ts';
import { makeDataHome } from './data-home.ts';
import { destroyLocal } from './destroy.ts';
import { isGap, type Place, type Server } from './drivers/driver.ts';
import { driverFor } from './drivers/index.ts';
import { Servers } from './servers.ts';
import { LocalService } from './service.ts';

/** Runs the services of a stack as plain processes of this machine, with real servers. */
export function createLocalEngine(host: Host): Engine {
  const servers = new Servers(host);
  return {
    kind: 'local',

    async probe(plan) {
      const found = await servers.findAll(plan);
      return found.flatMap(({ server }) => (isGap(server) ? [server] : []));
    },

    async up(plan, context) {
      return up(localPlan(plan), host, servers, context);
    },

    async attach(plan, state, { record }) {
      const recorder = new Recorder(state, record);
      const services = neededServices(localPlan(plan)).flatMap((service) => {
        const driver = driverFor(service);
        return driver
          ? [new LocalService({ plan: service, driver, recorder, servers, place: placeOf(plan, service, state) })]
          : [];
      });
      return stackOf(services, recorder);
    },
  };
}

async function up(plan: StackPlan, host: Host, servers: Servers, context: UpContext): Promise<Stack> {
  const found = await servers.findAll(plan);
  const ready = found.flatMap(({ service, driver, server }) =>
    driver && !isGap(server) ? [{ service, driver, server, place: freshPlace(plan, service, server) }] : [],
  );
  const gaps = found.flatMap(({ server }) => (isGap(server) ? [server] : []));
  if (gaps[0])
    throw new ArchlabError(
      'MACHINE_SERVER_MISSING',
      gaps.map(({ service, reason }) => `${service}: ${reason}.`).join('\n'),
      {
        fix: gaps[0].fix,
      },
    );
  await refuseTakenPorts(neededServices(plan));
  const recorder = new Recorder(intent(plan, ready), context.record);
  // What an earlier run may have left in the same places would be in the way.
  await destroyLocal(recorder.state);
  await recorder.save();
  const homes = new Set(ready.map(({ place }) => dirname(place.dataDir)));
  await Promise.all([...homes].map((home) => makeDataHome(home, host)));
  const services = ready.map(({ service: servicePlan, ...rest }) => {
    const service = new LocalService({ plan: servicePlan, recorder, servers, ...rest });
    return { service, server: rest.server };
  });
  try {
    await bootAll(services, host, context);
  } catch (error) {
    await destroyLocal(recorder.state);
    throw error;
  }
  return stackOf(
    services.map(({ service }) => service),
    recorder,
  );
}

/** Boots all at the same time, each after those it depends on. The first failure stops the others. */
async function bootAll(
  services: ReadonlyArray<{ service: LocalService; server: Server }>,
  host: Host,
  context: UpContext,
) {
  const failure = new AbortController();
  const signal = AbortSignal.any([context.signal, failure.signal]);
  const boots = new Map<string, Promise<void>>();
  const boot = (name: string): Promise<void> => {
    const known = boots.get(name);
    const entry = services.find(({ service }) => service.name === name);
    if (known || !entry) return known ?? Promise.resolve();
    const { service, server } = entry;
    const promise = (async () => {
      await Promise.all(service.plan.dependsOn.map(boot));
      await service.boot(server, { host, signal, progress: context.progress });
      context.progress(`${name} is ready`);
    })();
    boots.set(name, promise);
    return promise;
  };
  const all = services.map(({ service }) => boot(service.name));
  try {
    await Promise.all(all);
  } catch (error) {
    failure.abort(error);
    await Promise.allSettled(all);
    throw error;
  }
}

async function refuseTakenPorts(services: readonly ServicePlan[]): Promise<void> {
  for (const { name, ports } of services)
    for (const { host: port } of ports)
      if (!(await isPortFree(port)))
        throw new ArchlabError('MACHINE_PORT', `Port ${port} of service "${name}" is in use by another program.`);
}

function intent(plan: StackPlan, services: ReadonlyArray<{ service: ServicePlan; place: Place }>): StackState {
  const entries = services.map(({ service, place }) => [
    service.name,
    { ports: service.ports, dataDir: place.dataDir, logFile: place.logFile },
  ]);
  return {
    engine: 'local',
    project: plan.project,
    startedAt: new Date().toISOString(),
    services: Object.fromEntries(entries),
  };
}

function freshPlace(plan: StackPlan, service: ServicePlan, server: Server): Place {
  const home = join(plan.dir, '.archlab', 'data');
  const dataHome = server.dataRoot === undefined ? home : join(server.dataRoot, plan.project);
  return {
    workspace: plan.dir,
    dataDir: join(dataHome, service.name),
    logFile: join(home, `${service.name}.log`),
  };
}

function placeOf(plan: StackPlan, service: ServicePlan, state: StackState): Place {
  const home = join(plan.dir, '.archlab', 'data');
  const known = state.services[service.name];
  return {
    workspace: plan.dir,
    dataDir: known?.dataDir ?? join(home, service.name),
    logFile: known?.logFile ?? join(home, `${service.name}.log`),
  };
}

function stackOf(services: readonly LocalService[], recorder: Recorder): Stack {
  return {
    engine: 'local',
    get state() {
      return recorder.state;
    },
    services,
    onlyForLooking: [],
    service: (name) => findService(services, name),
    down: () => destroyLocal(recorder.state),
  };
}
