import type { Host } from '../../../host/host.ts';
import type { Gap } from '../../../stack/types.ts';
import { engineOf } from '../../../workspace/engines.ts';
import type { PlannedLab } from './examine.ts';

/** What each lab lacks to run without Docker. One engine for all of them: it looks once for each server. */
export async function examineLocal(
  host: Host,
  labs: readonly PlannedLab[],
): Promise<ReadonlyMap<string, readonly Gap[]>> {
  const engine = await engineOf(host, 'local');
  return new Map(await Promise.all(labs.map(async ({ entry, plan }) => [entry.id, await engine.probe(plan)] as const)));
}
