import { defineCheck, type Evidence, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import { leaksOf } from '../../model/audit.ts';
import { booksFailure, contractFailure, pendingFailure } from '../../model/judging.ts';
import { pictures } from '../../model/pictures.ts';
import { toldOf } from './boundaries.ts';
import type { CrashSeen } from './crash-run.ts';
import { whenAsked } from './hints.ts';
import type { DieStage } from './stage.ts';

const did =
  'froze ten transfers, each at a boundary of its own, killed the program, started it, killed it again at the first calls it made, and started it once more';

/** Pure. */
export function judgeCrash(seen: CrashSeen): Judgement {
  const { boundaries, cases, reached, frozenAgain, ghosts, books, drawn } = seen;
  const evidence = pictures('Killed at every boundary', drawn);
  const look: Failure['look'] = [
    'what you save before a call, and what after it; who takes up again what was not finished',
  ];
  const refused = contractFailure(
    did,
    cases.map(({ transfer, posting }) => ({ transfer, posting, look: undefined })),
    evidence,
  );
  if (refused) return refused;
  if (reached < boundaries.length)
    return fail(
      {
        did: 'asked for ten transfers at a time and let each of them get stuck at another call',
        expected: 'all ten to be on their way at the same time: at least 16 must be possible',
        observed: `only ${reached} of ${boundaries.length} boundaries were reached in 8 s`,
        look: ['what a transfer that waits for an answer keeps others from'],
      },
      evidence,
    );
  const bad =
    contractFailure(did, cases, evidence) ??
    unaidedFailure(seen, evidence) ??
    pendingFailure({ did, within: '15 s of the last start', look }, cases, evidence);
  if (bad) return bad;
  const first = leaksOf(cases, books)[0]?.amount;
  const index = cases.findIndex(({ transfer }) => transfer.amount === first);
  const where =
    first === undefined
      ? did
      : `${toldOf(boundaries[index])}; started it, killed it again at its first calls, and started it once more`;
  return (
    booksFailure({ did: where, look }, cases, books, evidence) ??
    pass(
      {
        'boundaries reached': reached,
        'frozen after the first restart': frozenAgain,
        'late requests delivered': ghosts,
      },
      evidence,
    )
  );
}

function unaidedFailure({ cases, unaided, askedMs }: CrashSeen, evidence: readonly Evidence[]): Judgement | undefined {
  if (unaided > 0) return undefined;
  return fail(
    {
      did: 'killed the program in the middle of eleven transfers, started it again, and asked for nothing',
      expected: 'the transfers to go on by themselves within LEASE_MS and ten seconds: a 202 is a promise',
      observed: 'not one call to a bank or to the screening in all that time',
      look: ['who looks for transfers that were not finished, and when'],
      hint: whenAsked(cases, askedMs),
    },
    evidence,
  );
}

export const crash = defineCheck<DieStage, CrashSeen>({
  id: '4a',
  title: 'Killed at every boundary, and again while recovering, every transfer still ends, and rightly',
  limitMs: 60_000,
  minimum: { 'boundaries reached': 10, 'frozen after the first restart': 6, 'late requests delivered': 6 },
  observe: (_, stage) => stage.crash,
  judge: judgeCrash,
});
