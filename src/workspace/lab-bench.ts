import { loadLab } from '../catalogue/catalogue.ts';
import { openBench } from '../grading/bench.ts';
import type { Bench, Lab } from '../grading/types.ts';
import type { Host } from '../host/host.ts';
import { Scope } from '../host/scope.ts';
import type { Stack } from '../stack/types.ts';

/** Runs something of a lab on a running stack; connections made for it are closed afterwards. */
export async function onBench<T>(
  host: Host,
  lab: string,
  stack: Stack,
  signal: AbortSignal,
  what: (lab: Lab, bench: Bench) => Promise<T> | T,
): Promise<T> {
  const loaded = await loadLab(host, lab);
  await using scope = new Scope();
  return await what(loaded, openBench(stack, scope, signal));
}
