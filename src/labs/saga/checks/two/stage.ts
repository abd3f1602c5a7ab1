import type { Arena } from '../../../../kit.ts';
import { together } from '../../model/parallel.ts';
import { Rig } from '../../model/rig.ts';
import { runShared, type SharedSeen } from './shared.ts';
import { runTakeover, type TakeoverSeen } from './takeover.ts';

export interface TwoStage {
  readonly takeover: Promise<TakeoverSeen>;
  readonly shared: Promise<SharedSeen>;
}

/** With the usual 600 ms a loaded machine needs four calls where three are right. */
const STEP_TIMEOUT_MS = 2000;

export async function stageTwo(arena: Arena): Promise<TwoStage> {
  const settings = { stepTimeoutMs: STEP_TIMEOUT_MS };
  const [takeover, shared] = await Promise.all([
    Rig.open(arena, { name: 'takeover', instances: 2, settings: { ...settings, leaseMs: 2000 } }),
    Rig.open(arena, { name: 'shared', instances: 2, settings }),
  ]);
  arena.note('stopping an instance while its transfers wait; two instances side by side');
  return together(arena, {
    takeover: (bound) => runTakeover(bound, takeover),
    shared: (bound) => runShared(bound, shared),
  });
}
