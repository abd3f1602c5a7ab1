import { ArchlabError } from '../../errors/error.ts';
import type { SolutionContract } from '../../grading/types.ts';
import { nearestOf } from '../../host/nearest.ts';
import type { LaunchRequest } from '../../solution/types.ts';
import type { Stack } from '../../stack/types.ts';
import { onBench } from '../../workspace/lab-bench.ts';
import type { Workspace } from '../../workspace/open.ts';
import type { App } from '../command.ts';

interface Wanted {
  readonly instance?: string | undefined;
  /** All roles when it is absent. */
  readonly role?: string | undefined;
}

/** One process of the solution, in the order in which they are to be started. */
export interface Part extends LaunchRequest {
  /** `orders-a`, or `a` where the lab has no roles. */
  readonly name: string;
  readonly port: number;
}

/**
 * The processes that are one instance of the solution: one for each role, or only one. Each knows where the others listen.
 * @param portsFor free ports, one for each; the one that faces the client is last
 * @throws ArchlabError USAGE_BAD_OPTION when the lab has no such instance or role
 */
export async function partsOf(
  app: App,
  workspace: Workspace,
  stack: Stack,
  wanted: Wanted,
  portsFor: (count: number) => Promise<readonly number[]>,
): Promise<readonly Part[]> {
  return onBench(app.host, workspace.manifest.lab, stack, app.signal, async ({ contract, environment }, bench) => {
    const instance = known('instance', wanted.instance, contract.instances) ?? contract.instances[0];
    const one = known('role', wanted.role, contract.roles);
    const roles: readonly (string | undefined)[] = one
      ? [one]
      : contract.roles.length > 0
        ? contract.roles
        : [undefined];
    const ports = await portsFor(roles.length);
    const urls = Object.fromEntries(
      roles.flatMap((role, i) =>
        role === undefined || ports[i] === undefined ? [] : [[role, `http://127.0.0.1:${ports[i]}`]],
      ),
    );
    return roles.map((role, i) => {
      const who = { instance, ...(role === undefined ? {} : { role }) };
      const name = role === undefined ? instance : `${role}-${instance}`;
      return { ...who, name, port: ports[i] ?? 0, health: contract.health, env: environment(bench, { ...who, urls }) };
    });
  });
}

function known(
  what: 'instance' | 'role',
  wanted: string | undefined,
  all: SolutionContract['instances'] | SolutionContract['roles'],
): string | undefined {
  if (wanted === undefined || all.includes(wanted)) return wanted;
  const fix = all.length === 0 ? `This lab has no ${what}s.` : `Use one of: ${all.join(', ')}.`;
  throw new ArchlabError('USAGE_BAD_OPTION', `There is no ${what} "${wanted}".${nearestOf(wanted, all)}`, { fix });
}
