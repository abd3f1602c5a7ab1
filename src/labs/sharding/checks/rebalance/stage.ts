import type { Arena } from '../../../../kit.ts';
import { prepareGround, type RebalanceGround } from './ground.ts';
import { runLive } from './live-run.ts';
import type { LiveRun } from './seen.ts';

export interface RebalanceStage extends RebalanceGround {
  /** The migration under load happens once, by the first check that asks. */
  live(arena: Arena): Promise<LiveRun>;
}

export async function stageRebalance(arena: Arena): Promise<RebalanceStage> {
  const ground = await prepareGround(arena);
  let live: Promise<LiveRun> | undefined;
  return {
    ...ground,
    live(bound) {
      live ??= runLive(bound, ground);
      return live;
    },
  };
}
