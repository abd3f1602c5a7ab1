import { defineCheck, fail, type Judgement, pass } from '../../../../kit.ts';
import { audit } from '../../model/audit.ts';
import { growthFailure } from '../../model/grown.ts';
import { seedFailure } from '../../model/seeding.ts';
import { type LiveRun, VIEWERS } from './seen.ts';
import type { RebalanceStage } from './stage.ts';
import { timeline } from './timeline.ts';

export const did = `Added s4 to ${VIEWERS} viewers under load (8 clients), held the first message that brings a viewer to s4 and the first that removes one from an old shard, wrote an event to every viewer meanwhile, and held later messages while their own viewers were written to.`;

export const forced = defineCheck<RebalanceStage, LiveRun>({
  id: '7a',
  title: 'The migration ends, whatever happens between its steps',
  limitMs: 120_000,
  minimum: { 'first frame to s4 held': 1, 'writes while held': 300, 'requests by clients': 200 },
  observe: (arena, stage) => stage.live(arena),
  judge(run): Judgement {
    const failure = seedFailure(run.seeding) ?? growthFailure(did, run.added, run.end);
    const pictures = run.added ? [liveTimeline(run)] : [];
    if (failure) return fail(failure, pictures);
    const held = (label: string) => run.holds.filter((hold) => hold.label === label);
    return pass(
      {
        'first frame to s4 held': held('H1').length,
        'first delete held': held('H2').length,
        'later frames held': held('T').length,
        'writes while held': run.holds.reduce((sum, { writes }) => sum + writes.length, 0),
        'requests by clients': run.ledger.reads.length + run.ledger.writes.length,
      },
      pictures,
    );
  },
});

/** What was done, as a reader of the picture would say it. */
const HELD = { H1: 'first frame held', H2: 'first delete held', T: 'short holds' } as const;

export function liveTimeline(run: LiveRun) {
  const { lost } = audit(
    run.before.viewers.map(({ id }) => id),
    run.ledger,
    run.after,
  );
  return timeline(
    'the migration as viewers saw it',
    run.zero,
    run.ledger,
    run.after.viewers.length > 0 ? lost : [],
    run.holds.map(({ label, from, to }) => ({ label: HELD[label], tone: 'warn', from, to })),
  );
}
