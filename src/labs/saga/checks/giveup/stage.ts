import type { Arena } from '../../../../kit.ts';
import { together } from '../../model/parallel.ts';
import { Rig } from '../../model/rig.ts';
import { type LateSeen, runLate } from './late.ts';
import { runReceiver } from './receiver.ts';
import { type ReleaseSeen, runRelease } from './release.ts';
import { runSender } from './sender.ts';
import type { UnreachableSeen } from './unreachable.ts';

export interface GiveUpStage {
  readonly receiver: Promise<UnreachableSeen>;
  readonly sender: Promise<UnreachableSeen>;
  readonly release: Promise<ReleaseSeen>;
  readonly late: Promise<LateSeen>;
}

export async function stageGiveUp(arena: Arena): Promise<GiveUpStage> {
  const rig = await Rig.open(arena, { name: 'giveup' });
  arena.note('banks out of reach until transfers have expired; releases that get 503; requests that arrive late');
  return together(arena, {
    receiver: (bound) => runReceiver(bound, rig),
    sender: (bound) => runSender(bound, rig),
    release: (bound) => runRelease(bound, rig),
    late: (bound) => runLate(bound, rig),
  });
}
