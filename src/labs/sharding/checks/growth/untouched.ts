import { defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import { growthFailure } from '../../model/grown.ts';
import { some } from '../../model/say.ts';
import { seedFailure } from '../../model/seeding.ts';
import { byId } from '../../model/viewers.ts';
import { did } from './minimal.ts';
import type { Growth } from './seen.ts';
import type { GrowthStage } from './stage.ts';

export const untouched = defineCheck<GrowthStage, Growth>({
  id: '6b',
  title: 'Rows that stay are not rewritten',
  limitMs: 90_000,
  minimum: { 'viewers that stayed': 60 },
  observe: (arena, stage) => stage.growth(arena),
  judge(seen): Judgement {
    const { stayed, rewritten } = compare(seen);
    const failure =
      seedFailure(seen.seeding) ?? growthFailure(did, seen.added, seen.end) ?? reloaded(rewritten, stayed);
    if (failure) return fail(failure);
    return pass({ 'viewers that stayed': stayed });
  },
});

/** Rows on the same shard before and after, and those of them that another transaction has written since (system column xmin). */
function compare({ before, after }: Growth): { stayed: number; rewritten: readonly string[] } {
  const then = new Map(before.viewers.map((row) => [`${row.shard}/${row.id}`, row.xmin]));
  const both = after.viewers.filter((row) => then.has(`${row.shard}/${row.id}`));
  const rewritten = both.filter((row) => then.get(`${row.shard}/${row.id}`) !== row.xmin);
  return { stayed: both.length, rewritten: rewritten.map(({ id }) => id).sort(byId) };
}

function reloaded(rewritten: readonly string[], stayed: number): Failure | undefined {
  if (rewritten.length === 0) return undefined;
  return {
    did: `${did} Compared the system column xmin of the rows that stayed.`,
    expected: `the rows of all ${stayed} viewers that stayed are as they were (same xmin).`,
    observed: `${some(rewritten.length, 'viewer')} that did not move were rewritten (first: ${rewritten[0]}): you paid for a full reload.`,
    look: ['What a move reads and writes: only the viewers that the new shard takes over.'],
  };
}
