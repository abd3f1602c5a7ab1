import type { Arena, SolutionProcess } from '../../../kit.ts';
import { type Api, api } from './api.ts';
import type { Cluster } from './cluster.ts';

export interface Instance {
  readonly process: SolutionProcess;
  readonly api: Api;
}

/** Starts instances of the solution at the same time, all with the same environment. */
export async function startInstances<Name extends string>(
  arena: Arena,
  cluster: Cluster,
  names: readonly Name[],
): Promise<Record<Name, Instance>> {
  arena.note(`starting ${names.length === 1 ? 'the program' : `instances ${names.join(' and ')}`}`);
  const started = await Promise.all(
    names.map(async (instance) => {
      const process = await arena.start({ instance, env: cluster.env });
      return [instance, { process, api: api(arena.http(process), process) }] as const;
    }),
  );
  return Object.fromEntries(started) as Record<Name, Instance>;
}
