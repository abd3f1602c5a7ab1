import type { Arena } from '../../../../kit.ts';
import { together } from '../../model/parallel.ts';
import { Rig } from '../../model/rig.ts';
import { type ChaosSeen, runChaos } from './chaos.ts';
import { type DirtySeen, runDirty } from './dirty.ts';
import { LIMIT_CENTS, type LimitSeen, runLimit } from './limit.ts';
import { type RoomSeen, runRoom } from './room.ts';

export interface ManyStage {
  readonly chaos: Promise<ChaosSeen>;
  readonly dirty: Promise<DirtySeen>;
  readonly limit: Promise<LimitSeen>;
  readonly room: Promise<RoomSeen>;
}

/** On a loaded machine sixty at once take longer than the usual 600 ms for a call, and then all of them are repeated for ever. */
const STEP_TIMEOUT_MS = 2000;

export async function stageMany(arena: Arena): Promise<ManyStage> {
  const [many, limited] = await Promise.all([
    Rig.open(arena, { name: 'many', settings: { stepTimeoutMs: STEP_TIMEOUT_MS } }),
    Rig.open(arena, { name: 'limit', instances: 2, settings: { dailyLimitCents: LIMIT_CENTS } }),
  ]);
  arena.note('sixty transfers under faults; a screening that gets stuck; a daily limit at two instances');
  return together(arena, {
    chaos: (bound) => runChaos(bound, many),
    dirty: (bound) => runDirty(bound, many),
    limit: (bound) => runLimit(bound, limited),
    room: (bound) => runRoom(bound, limited),
  });
}
