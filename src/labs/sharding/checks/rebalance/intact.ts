import { defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import { type Audit, audit, damaged } from '../../model/audit.ts';
import { firstDamage } from '../../model/audit-failure.ts';
import { growthFailure } from '../../model/grown.ts';
import type { Write } from '../../model/ledger.ts';
import { seedFailure } from '../../model/seeding.ts';
import { did, liveTimeline } from './forced.ts';
import { type HoldSeen, type LiveRun, VIEWERS } from './seen.ts';
import type { RebalanceStage } from './stage.ts';

export const intact = defineCheck<RebalanceStage, LiveRun>({
  id: '7c',
  title: 'Nothing is lost and nothing is doubled',
  limitMs: 120_000,
  minimum: { viewers: VIEWERS, 'acknowledged events': 400, reads: 50 },
  observe: (arena, stage) => stage.live(arena),
  judge(run): Judgement {
    const failure = seedFailure(run.seeding) ?? growthFailure(did, run.added, run.end) ?? damage(run) ?? changed(run);
    if (failure) return fail(failure, [liveTimeline(run)]);
    return pass({
      viewers: run.after.viewers.length,
      'acknowledged events': run.ledger.writes.filter(({ ackedAt }) => ackedAt !== undefined).length,
      reads: run.ledger.reads.length,
    });
  },
});

const expected =
  'every viewer on exactly one shard, every acknowledged event exactly once and there, every counter the sum of its events, no read older than an acknowledged write.';

function damage(run: LiveRun): Failure | undefined {
  const found = audit(
    run.before.viewers.map(({ id }) => id),
    run.ledger,
    run.after,
  );
  const clause = firstDamage(found, run.zero);
  if (!clause) return undefined;
  return {
    did: `${did} Read every row of every shard when it was done.`,
    expected,
    observed: `${clause}${during(found.lost[0], run.holds)}.`,
    look: [lookAt(found)],
  };
}

function during(write: Write | undefined, holds: readonly HoldSeen[]): string {
  const at = write?.ackedAt;
  const hold = at === undefined ? undefined : holds.find(({ from, to }) => at >= from && at <= to);
  if (!hold) return '';
  return hold.shard === 's4'
    ? ', while a message with viewers was on its way to s4'
    : `, while the removal of rows from ${hold.shard} was on its way`;
}

function lookAt({ lost, twice, homeless, doubled }: Audit): string {
  if (lost.length > 0)
    return 'Where a write goes between the copy of its viewer and the switch, and who brings it along.';
  if (twice.length > 0 || doubled.length > 0)
    return 'The end of a move: the copy is the truth only when the original is gone.';
  if (homeless.length > 0) return 'The order of copy and delete.';
  return 'What is moved together with a viewer, and in which transaction: rows, events and the counter.';
}

function changed({ before, after }: LiveRun): Failure | undefined {
  const different = damaged(before, after);
  return (
    different && {
      did: `${did} Compared the rows with those before, column by column.`,
      expected: `${different.what} as it was: ${different.was}.`,
      observed: `${different.is}.`,
      look: ['The list of columns that a move copies.'],
    }
  );
}
