import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { pause } from '../../../host/clock.ts';
import type { Host } from '../../../host/host.ts';
import type { ServiceStatus } from '../../types.ts';
import { followArgv } from './argv.ts';

interface FollowOptions {
  readonly host: Host;
  readonly container: string;
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
  status(): Promise<ServiceStatus>;
}

/**
 * Streams a container's output, past lines first. `docker logs -f` ends when the container does, so it is asked again, from the last
 * line seen, once the container runs again. Ends when aborted or when the container is removed.
 */
export async function followContainer(options: FollowOptions): Promise<void> {
  let last: string | undefined;
  while (!options.signal.aborted) {
    last = await followOnce(options, last);
    let status = await options.status();
    while (status === 'stopped' && !options.signal.aborted) {
      await pause(200, options.signal).catch(() => undefined);
      status = await options.status();
    }
    if (status === 'gone') return;
  }
}

/** Follows until the container ends; returns the time of the latest line. Lines up to `seen` are known already. */
async function followOnce({ host, container, onLine, signal }: FollowOptions, seen: string | undefined) {
  let last = seen;
  const run = execa('docker', followArgv(container, seen), {
    reject: false,
    env: { ...host.env },
    extendEnv: false,
    cancelSignal: signal,
    stdin: 'ignore',
    buffer: false,
  });
  const take = (text: string) => {
    // RFC 3339 in UTC with nine digits: text order is time order.
    const space = text.indexOf(' ');
    const time = space < 0 ? text : text.slice(0, space);
    if (seen !== undefined && time <= seen) return;
    if (last === undefined || time > last) last = time;
    onLine(space < 0 ? '' : text.slice(space + 1));
  };
  const streams = [run.stdout, run.stderr].map(async (input) => {
    for await (const line of createInterface({ input })) take(line);
  });
  await Promise.all([run, ...streams]);
  return last;
}
