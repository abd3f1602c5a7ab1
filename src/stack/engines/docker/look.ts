import { networkInterfaces } from 'node:os';
import type { Host } from '../../../host/host.ts';
import type { ServiceStatus } from '../../types.ts';
import { docker } from './cli.ts';

/** What can be seen of a container from outside. */
export interface Look {
  readonly status: ServiceStatus;
  /** Its own IP address, where this machine reaches it. */
  readonly address: string | undefined;
}

/** Looks at several containers at once, by name; those that do not exist are missing from the answer. Never rejects. */
export async function lookAt(host: Host, containers: readonly string[]): Promise<ReadonlyMap<string, Look>> {
  const format = '{{json .Name}} {{json .State.Status}} {{json .NetworkSettings.Networks}}';
  const { stdout } = await docker(host, ['container', 'inspect', '--format', format, ...containers]);
  return parseLooks(stdout, new Set(Object.keys(networkInterfaces())));
}

/** Pure half of the above; `interfaces` are the names of this machine's network interfaces that are up. */
export function parseLooks(lines: string, interfaces: ReadonlySet<string>): ReadonlyMap<string, Look> {
  const looks = new Map<string, Look>();
  for (const line of lines.split('\n')) {
    const [, name, state, networks] = /^"\/?(.+?)" "(\w+)" (.*)$/.exec(line) ?? [];
    if (name === undefined || networks === undefined) continue;
    const status = state === 'running' || state === 'paused' ? state : 'stopped';
    looks.set(name, { status, address: status === 'stopped' ? undefined : reachable(networks, interfaces) });
  }
  return looks;
}

/**
 * Docker's bridge network is an interface `br-<first 12 digits of the network's id>` of the machine that the engine runs on. Where
 * it is missing (Docker Desktop's virtual machine, another host, rootless), the same address would lead to a stranger, or nowhere.
 */
function reachable(networks: string, interfaces: ReadonlySet<string>): string | undefined {
  const all: Record<string, { NetworkID?: string; IPAddress?: string }> = JSON.parse(networks) ?? {};
  const near = Object.values(all).find(({ NetworkID: id }) => id && interfaces.has(`br-${id.slice(0, 12)}`));
  return near?.IPAddress || undefined;
}
