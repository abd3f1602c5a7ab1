import { type Arena, defineCheck, defineStep, type Evidence, fail, type Judgement, pass } from '../../../kit.ts';
import { notAnOrder, some } from '../judging.ts';
import { together } from '../parallel.ts';
import { openRig, type Rig } from '../rig.ts';
import { DEFAULTS } from '../settings.ts';
import { type Showing, showInTurn } from '../shop.ts';
import { BROKEN } from '../trip.ts';
import { countsFailures, countsInARow, leaking, tooEarly } from './rate-hints.ts';

const GETS = 60;
const GETS_AFTER = 100;
const { minCalls, window } = DEFAULTS;

/** F = the call fails with 500, S = it succeeds. Decided by the call's number, so every run is the same. */
const ALL = 'F';
const THIRTY = 'FSSFSSSFSS';
const SIXTY = 'FFSFSFFSFS';

export interface RateSeen {
  readonly gets: number;
  /** Of these, so many reached the catalog. */
  readonly calls: number;
  readonly showings: readonly Showing[];
}

export interface AllFailSeen extends RateSeen {
  /** Calls of the 100 GETs that followed. */
  readonly callsAfter: number;
}

interface Stage {
  readonly all: Promise<AllFailSeen>;
  readonly thirty: Promise<RateSeen>;
  readonly sixty: Promise<RateSeen>;
}

async function run({ catalog, client, orderIds }: Rig, pattern: string, gets: number): Promise<RateSeen> {
  const since = catalog.mark();
  catalog.script(({ seq }) => (pattern[(seq - since) % pattern.length] === 'F' ? BROKEN : undefined));
  const showings = await showInTurn(client, orderIds, gets);
  return { gets, calls: catalog.count({ since }), showings };
}

async function runAllFail(rig: Rig): Promise<AllFailSeen> {
  const seen = await run(rig, ALL, GETS);
  const since = rig.catalog.mark();
  const later = await showInTurn(rig.client, rig.orderIds, GETS_AFTER);
  return { ...seen, callsAfter: rig.catalog.count({ since }), showings: [...seen.showings, ...later] };
}

async function stage(arena: Arena): Promise<Stage> {
  const open = (instance: string) =>
    openRig(arena, { instance, items: 5, settings: { openMs: 60_000, callTimeoutMs: 2000 } });
  const [a, b, c] = await Promise.all([open('a'), open('b'), open('c')]);
  return together(arena, {
    all: () => runAllFail(a),
    thirty: () => run(b, THIRTY, GETS),
    sixty: () => run(c, SIXTY, GETS),
  });
}

const bars = (phase: string, calls: number, band: readonly [number, number]): Evidence[] => [
  { kind: 'bars', title: `catalog calls while ${phase}`, bars: [{ label: `of ${GETS} GETs`, value: calls }], band },
];

/** Pure. */
export function judgeAllFail(seen: AllFailSeen): Judgement {
  const did = `let every catalog call fail, and asked for ${GETS} orders one after the other, then for ${GETS_AFTER} more`;
  const { calls, callsAfter } = seen;
  const evidence = bars('all fail', calls, [minCalls, window]);
  const bad = notAnOrder(did, seen.showings, evidence);
  if (bad) return bad;
  if (calls < minCalls)
    return fail(
      {
        did,
        expected: `at least ${minCalls} of the ${GETS} GETs to call the catalog: BREAKER_MIN_CALLS is ${minCalls}`,
        observed:
          calls === 0
            ? 'no GET called the catalog'
            : `the breaker opened after ${some(calls, 'call')}, too few to speak of a rate`,
        look: ['when the breaker may judge: not before BREAKER_MIN_CALLS calls are in the window'],
        hint: tooEarly(calls),
      },
      evidence,
    );
  if (calls > window)
    return fail(
      {
        did,
        expected: `the breaker to open within ${window} calls (BREAKER_WINDOW)`,
        observed: `${calls} calls reached the dead catalog in ${GETS} GETs`,
        look: ['what counts as a failure (5xx, reset, refused, timeout), and when the breaker opens'],
      },
      evidence,
    );
  if (callsAfter > 0)
    return fail(
      {
        did,
        expected: 'no more calls while the breaker is open: BREAKER_OPEN_MS is 60000',
        observed: `${callsAfter} of ${GETS_AFTER} later GETs called the catalog`,
        look: ['an open breaker answers from the fallback without calling'],
        hint: leaking(callsAfter, GETS_AFTER),
      },
      evidence,
    );
  return pass({ 'failing calls': calls, 'GETs while open': GETS_AFTER }, evidence);
}

/** Pure. */
export function judgeThirty({ calls, showings }: RateSeen): Judgement {
  const did = `let 3 of every 10 catalog calls fail, and asked for ${GETS} orders one after the other`;
  const evidence = bars('3 of 10 fail', calls, [GETS, GETS]);
  const bad = notAnOrder(did, showings, evidence);
  if (bad) return bad;
  if (calls === GETS) return pass({ 'calls to the catalog': calls }, evidence);
  if (calls > GETS)
    return fail(
      {
        did,
        expected: `one call for each of ${GETS} GETs`,
        observed: `${calls} calls reached the catalog: failed ones are retried`,
        look: ['no retries: they multiply the load on a service that is already in trouble'],
      },
      evidence,
    );
  return fail(
    {
      did,
      expected: `all ${GETS} calls to reach the catalog: 30 % is below BREAKER_FAILURE_PERCENT`,
      observed:
        calls === 0
          ? 'no GET called the catalog'
          : `3 of every 10 calls failed and the breaker opened after ${calls}: it counts failures, not their rate`,
      look: ['failures are counted against the calls of the window, successes included, and old calls leave it'],
      hint: countsFailures(THIRTY, calls),
    },
    evidence,
  );
}

/** Pure. */
export function judgeSixty({ calls, showings }: RateSeen): Judgement {
  const did = `let 6 of every 10 catalog calls fail, never more than 2 in a row, and asked for ${GETS} orders`;
  const evidence = bars('6 of 10 fail', calls, [minCalls, window]);
  const bad = notAnOrder(did, showings, evidence);
  if (bad) return bad;
  if (calls > window)
    return fail(
      {
        did,
        expected: `the breaker to open within ${window} calls: 60 % is above BREAKER_FAILURE_PERCENT`,
        observed: `${calls} calls reached the catalog in ${GETS} GETs; a success in between does not make it well`,
        look: ['a success must not forget the failures before it: count over the window, not in a row'],
        hint: countsInARow(SIXTY, calls),
      },
      evidence,
    );
  if (calls < minCalls)
    return fail(
      {
        did,
        expected: `at least ${minCalls} calls before the breaker judges (BREAKER_MIN_CALLS)`,
        observed: calls === 0 ? 'no GET called the catalog' : `the breaker opened after ${some(calls, 'call')}`,
        look: ['when the breaker may judge'],
      },
      evidence,
    );
  return pass({ 'calls to the catalog': calls }, evidence);
}

export const rate = defineStep<Stage>({
  id: 'rate',
  title: 'Open on a rate',
  hints: [
    'Remember the outcome of the last BREAKER_WINDOW calls, good and bad, and nothing older.',
    'Judge after each call: from BREAKER_MIN_CALLS outcomes on, failures × 100 ≥ BREAKER_FAILURE_PERCENT × outcomes opens the breaker.',
    'A 5xx, a reset, a refusal and a timeout are failures. A 404 is an answer.',
  ],
  stage,
  checks: [
    defineCheck<Stage, AllFailSeen>({
      id: '3a',
      title: 'Opens when all calls fail, not before it has seen enough, and then calls no more',
      minimum: { 'failing calls': minCalls, 'GETs while open': GETS_AFTER },
      observe: (_, { all }) => all,
      judge: judgeAllFail,
    }),
    defineCheck<Stage, RateSeen>({
      id: '3b',
      title: 'Stays closed when three of ten calls fail',
      minimum: { 'calls to the catalog': GETS },
      observe: (_, { thirty }) => thirty,
      judge: judgeThirty,
    }),
    defineCheck<Stage, RateSeen>({
      id: '3c',
      title: 'Opens when six of ten calls fail, with successes in between',
      minimum: { 'calls to the catalog': minCalls },
      observe: (_, { sixty }) => sixty,
      judge: judgeSixty,
    }),
  ],
});
