import {
  type Arena,
  defineCheck,
  defineStep,
  fail,
  inconclusive,
  type Judgement,
  now,
  pass,
  pause,
} from '../../../kit.ts';
import { isLive, notAnOrder, notOpened } from '../judging.ts';
import { type Context, together } from '../parallel.ts';
import { CALLERS, type Probing, probe, showUntil } from '../probing.ts';
import { openRig, type Rig } from '../rig.ts';
import { DEFAULTS } from '../settings.ts';
import { type Showing, showAtOnce, showInTurn } from '../shop.ts';

const OPEN_MS = 2500;
const ALLOWED = DEFAULTS.halfOpenCalls;
/** GETs after good probes before the breaker is expected closed: five times as many as may be needed as probes. */
const GETS_TO_CLOSE = 5 * ALLOWED;
const ATTEMPTS = 3;
/** Judged only when the grader was so quick that the new open period cannot have been over. */
const SURE_MS = 0.8 * OPEN_MS;

const prelude = `opened the breaker, waited 1.3 × BREAKER_OPEN_MS (${OPEN_MS} ms), held the catalog's replies back and sent ${CALLERS} GETs at once`;

export interface GoodProbeSeen extends Probing {
  /** GETs after the good replies. */
  readonly after: readonly Showing[];
  /** Calls of `CALLERS` more GETs at once. */
  readonly flood: number;
}

export interface BadProbeSeen extends Probing {
  /** Calls of GETs right after the bad replies, and after 0.4 of the new open period. */
  readonly atOnce: number;
  readonly later: number;
  readonly showings: readonly Showing[];
  /** From the bad replies to the end of the last GET. */
  readonly endedAfterMs: number;
}

interface Stage {
  readonly good: Promise<GoodProbeSeen>;
  readonly bad: Promise<BadProbeSeen>;
}

async function observeGood(rig: Rig, context: Context): Promise<GoodProbeSeen> {
  const probing = await probe(rig, context, 'well');
  if (probing.probes === 0) return { ...probing, after: [], flood: 0 };
  context.arena.note('the probes have been answered: the breaker should close');
  const after = await showUntil(rig, context, isLive, { least: GETS_TO_CLOSE, limitMs: 2000, everyMs: 20 });
  const since = rig.catalog.mark();
  await showAtOnce(rig.client, rig.orderIds, CALLERS);
  return { ...probing, after, flood: rig.catalog.count({ since }) };
}

async function observeBad(first: Rig, context: Context): Promise<BadProbeSeen> {
  let seen = await attemptBad(first, context);
  for (let i = 1; i < ATTEMPTS && seen.endedAfterMs > SURE_MS && seen.atOnce + seen.later > 0; i++)
    seen = await attemptBad(await openB(context.arena, `b${i + 1}`), context);
  return seen;
}

async function attemptBad(rig: Rig, context: Context): Promise<BadProbeSeen> {
  const probing = await probe(rig, context, 'broken');
  if (probing.probes === 0) return { ...probing, atOnce: 0, later: 0, showings: [], endedAfterMs: 0 };
  const { repliedAt } = probing;
  const count = async () => {
    const since = rig.catalog.mark();
    const showings = await showInTurn(rig.client, rig.orderIds, CALLERS);
    return { calls: rig.catalog.count({ since }), showings };
  };
  const atOnce = await count();
  await pause(Math.max(0, repliedAt + 0.4 * OPEN_MS - now()), context.signal);
  const later = await count();
  return {
    ...probing,
    atOnce: atOnce.calls,
    later: later.calls,
    showings: [...atOnce.showings, ...later.showings],
    endedAfterMs: now() - repliedAt,
  };
}

const settings = { openMs: OPEN_MS, callTimeoutMs: 10_000 };
const openB = (arena: Arena, instance: string) => openRig(arena, { instance, items: 5, settings });

async function stage(arena: Arena): Promise<Stage> {
  const [a, b] = await Promise.all([openRig(arena, { instance: 'a', items: 5, settings }), openB(arena, 'b')]);
  return together(arena, { good: (context) => observeGood(a, context), bad: (context) => observeBad(b, context) });
}

function noProbe({ probes }: Probing): Judgement | undefined {
  if (probes > 0) return undefined;
  return fail({
    did: prelude,
    expected: `1 to ${ALLOWED} of them to try the catalog again`,
    observed: 'no call reached the catalog: the breaker stays open for ever',
    look: ['what happens when BREAKER_OPEN_MS is over'],
  });
}

/** Pure. */
export function judgeGoodProbe(seen: GoodProbeSeen): Judgement {
  const bad = notOpened('the half-open state', seen.trip) ?? notAnOrder(prelude, seen.callers) ?? noProbe(seen);
  if (bad) return bad;
  if (seen.probes > ALLOWED)
    return fail({
      did: prelude,
      expected: `at most ${ALLOWED} calls (BREAKER_HALF_OPEN_CALLS) before the first is answered`,
      observed: `${seen.probes} calls reached the catalog while its first probe was still unanswered; allowed ${ALLOWED}`,
      look: ['a half-open breaker counts its probes when they start, not when they end'],
    });
  const did = `${prelude}; then let the good replies go and sent ${seen.after.length} GETs, and ${CALLERS} at once`;
  const broken = notAnOrder(did, seen.after);
  if (broken) return broken;
  if (!seen.after.some(isLive))
    return fail({
      did,
      expected: 'the breaker to close: live lines again',
      observed: `none of ${seen.after.length} GETs was live after the probes had succeeded`,
      look: ['what a successful probe does to the state, and that its slot is given back'],
    });
  if (seen.flood !== CALLERS)
    return fail({
      did,
      expected: `a closed breaker: ${CALLERS} calls for ${CALLERS} GETs`,
      observed: `${seen.flood} calls reached the catalog`,
      look: ['a closed breaker lets every call through, and begins with an empty window'],
    });
  return pass({ 'GETs while half-open': CALLERS, probes: seen.probes, 'calls when closed again': seen.flood });
}

/** Pure. */
export function judgeBadProbe(seen: BadProbeSeen): Judgement {
  const did = `${prelude}; then answered with 500 and sent ${CALLERS} GETs, and ${CALLERS} more after 0.4 × BREAKER_OPEN_MS`;
  const bad = notOpened('the half-open state', seen.trip) ?? noProbe(seen) ?? notAnOrder(did, seen.showings);
  if (bad) return bad;
  const calls = seen.atOnce + seen.later;
  if (calls === 0) return pass({ 'GETs after the failed probe': 2 * CALLERS, probes: seen.probes });
  if (seen.endedAfterMs > SURE_MS)
    return inconclusive('This machine was too busy: the GETs after the failed probe took longer than the open period.');
  return fail({
    did,
    expected: 'no call at all: a failed probe opens the breaker for a full new period',
    observed:
      seen.atOnce > 0
        ? `${seen.atOnce} of ${CALLERS} GETs right after the failed probe called the catalog`
        : `${seen.later} of ${CALLERS} GETs called it when less than half of the new period was over`,
    look: ['what a failed probe does: open again, and the time of opening set anew'],
  });
}

export const halfOpen = defineStep<Stage>({
  id: 'half-open',
  title: 'Half-open',
  hints: [
    'After BREAKER_OPEN_MS somebody has to try. Who may, and what do the others get meanwhile?',
    'Take one of BREAKER_HALF_OPEN_CALLS slots before the call starts; without a slot, behave as if open.',
    'A failed probe opens for a full new period. Good probes (one, or up to BREAKER_HALF_OPEN_CALLS) close with an empty window.',
  ],
  stage,
  checks: [
    defineCheck<Stage, GoodProbeSeen>({
      id: '4a',
      title: 'Tries with a few calls only, and closes when they succeed',
      minimum: { 'GETs while half-open': CALLERS, probes: 1, 'calls when closed again': CALLERS },
      observe: (_, { good }) => good,
      judge: judgeGoodProbe,
    }),
    defineCheck<Stage, BadProbeSeen>({
      id: '4b',
      title: 'Stays open for a full new period when a probe fails',
      minimum: { 'GETs after the failed probe': 2 * CALLERS, probes: 1 },
      observe: (_, { bad }) => bad,
      judge: judgeBadProbe,
    }),
  ],
});
