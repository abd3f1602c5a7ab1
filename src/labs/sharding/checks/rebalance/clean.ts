import { defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import { bodyOf, type Call, statusOf } from '../../model/api.ts';
import { growthFailure } from '../../model/grown.ts';
import { answer, count, some } from '../../model/say.ts';
import { seedFailure } from '../../model/seeding.ts';
import type { Truth } from '../../model/truth.ts';
import { byId } from '../../model/viewers.ts';
import { did } from './forced.ts';
import { type LiveRun, VIEWERS } from './seen.ts';
import type { RebalanceStage } from './stage.ts';

export const clean = defineCheck<RebalanceStage, LiveRun>({
  id: '7d',
  title: 'The old shards keep nothing of what has moved',
  limitMs: 120_000,
  minimum: { 'viewers on s4': 60 },
  observe: (arena, stage) => stage.live(arena),
  judge(run): Judgement {
    const failure =
      seedFailure(run.seeding) ??
      growthFailure(did, run.added, run.end) ??
      leftovers(did, run.after) ??
      counted(did, run.stats, run.after);
    if (failure) return fail(failure);
    return pass({ 'viewers on s4': run.after.viewers.filter(({ shard }) => shard === 's4').length });
  },
});

const LOOK = ['The end of a move: what is left at the old place, and who counts it.'] as const;

/** Rows of viewers of s4 that an old shard still holds. */
export function leftovers(what: string, { viewers, events }: Pick<Truth, 'viewers' | 'events'>): Failure | undefined {
  const moved = new Set(viewers.filter(({ shard }) => shard === 's4').map(({ id }) => id));
  const rows = viewers.filter(({ id, shard }) => shard !== 's4' && moved.has(id)).sort((x, y) => byId(x.id, y.id));
  const old = events
    .filter(({ viewer, shard }) => shard !== 's4' && moved.has(viewer))
    .sort((x, y) => byId(x.viewer, y.viewer));
  const [row, event] = [rows[0], old[0]];
  if (!row && !event) return undefined;
  const first = row ? `viewer ${row.id} on ${row.shard}` : `event ${event?.viewer}/${event?.id} on ${event?.shard}`;
  return {
    did: what,
    expected: 'no row of a viewer that is on s4 on any other shard.',
    observed: `${some(rows.length, 'viewer')} and ${some(old.length, 'event')} of moved viewers still have their old copy (first: ${first}).`,
    look: LOOK,
  };
}

/** `/stats` counts every viewer once. */
export function counted(what: string, stats: Call | undefined, after: Pick<Truth, 'events'>): Failure | undefined {
  if (!stats) return undefined;
  const { users, events, partial } = bodyOf(stats);
  if (statusOf(stats) === 200 && users === VIEWERS && events === after.events.length && partial === false)
    return undefined;
  const more = typeof users === 'number' && users > VIEWERS ? `: ${users - VIEWERS} are counted twice` : '';
  return {
    did: `${what} Then GET /stats.`,
    expected: `200 with "users":${VIEWERS}, "events":${after.events.length}, "partial":false.`,
    observed:
      typeof users === 'number' && users !== VIEWERS
        ? `/stats says ${count(users)} viewers, there are ${VIEWERS}${more}.`
        : `${answer(stats)}.`,
    look: LOOK,
  };
}
