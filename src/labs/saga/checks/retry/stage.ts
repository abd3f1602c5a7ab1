import type { Arena } from '../../../../kit.ts';
import { together } from '../../model/parallel.ts';
import { Rig } from '../../model/rig.ts';
import { type LossesSeen, runLosses } from './losses.ts';
import { type OneKeySeen, runOneKey } from './one-key.ts';
import { type RefusalsSeen, runRefusals } from './refusals.ts';

export interface RetryStage {
  readonly oneKey: Promise<OneKeySeen>;
  readonly losses: Promise<LossesSeen>;
  readonly refusals: Promise<RefusalsSeen>;
}

export async function stageRetry(arena: Arena): Promise<RetryStage> {
  const rig = await Rig.open(arena, { name: 'retry' });
  arena.note('ten POSTs with one key; lost replies and 503s; refusals');
  return together(arena, {
    oneKey: (bound) => runOneKey(bound, rig),
    losses: (bound) => runLosses(bound, rig),
    refusals: (bound) => runRefusals(bound, rig),
  });
}
