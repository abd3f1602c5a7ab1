import { type Arena, defineCheck, defineStep, fail, inconclusive, type Judgement, pass } from '../../../kit.ts';
import { isLive, median, notAnOrder, round } from '../judging.ts';
import { type OutageSeen, observeOutage, PRODUCTS, SLOW_FOR_MS } from '../outage-run.ts';
import { openRig, type Rig } from '../rig.ts';
import { DEFAULTS } from '../settings.ts';
import type { Showing } from '../shop.ts';
import { timeline } from '../timeline.ts';

/** Fewer GETs than this in three seconds, and the machine was too busy to say anything. */
const LEAST_GETS = 90;
const LEAST_IN_A_SECOND = 30;
/** Whoever waits for the catalog does so for the time limit of a call; a little less, since timers are not exact. */
const MEDIAN_MS = 0.9 * DEFAULTS.callTimeoutMs;

const did = `sent 40 GETs a second; after a while the catalog took 5 s for each reply, for ${SLOW_FOR_MS / 1000} s; then it was well, with new prices`;

/** Pure. */
export function judgeOutage(seen: OutageSeen): Judgement {
  const evidence = [timeline(seen)];
  const during = seen.showings.filter(({ at }) => between(at - seen.startedAt, seen.slow));
  if (during.length < LEAST_GETS)
    return inconclusive(
      `Only ${during.length} of ${(40 * SLOW_FOR_MS) / 1000} GETs could be sent during the outage: this machine is too busy.`,
    );
  const bad = notAnOrder(did, seen.showings, evidence);
  if (bad) return bad;
  const calls = seen.callsAt.filter((at) => between(at, seen.slow)).length;
  if (calls > during.length / 2)
    return fail(
      {
        did,
        expected: 'at most half of the GETs during the outage to call the catalog',
        observed: `${calls} of ${during.length} GETs still called the dead catalog`,
        look: ['a timeout is a failure like any other: does the breaker hear of it?'],
      },
      evidence,
    );
  const slow = tooSlow(seen, during);
  if (slow) return fail({ did, ...slow }, evidence);
  const last = seen.showings.filter(({ at }) => between(at - seen.startedAt, [seen.judgedTo - 1000, seen.judgedTo]));
  const stale = notBack(seen, last);
  if (stale && last.length < LEAST_IN_A_SECOND)
    return inconclusive(`Only ${last.length} of 40 GETs could be sent in the last second: this machine is too busy.`);
  if (stale) return fail({ did, ...stale }, evidence);
  return pass(
    { GETs: seen.showings.length, 'GETs during the outage': during.length, 'calls during the outage': calls },
    evidence,
  );
}

function between(at: number, [from, to]: readonly [number, number]): boolean {
  return at >= from && at < to;
}

type Finding = { readonly expected: string; readonly observed: string; readonly look: [string, ...string[]] };

/** Once open, a breaker answers at once. */
function tooSlow(seen: OutageSeen, during: readonly Showing[]): Finding | undefined {
  const to = seen.slow[1];
  const healthy = seen.showings.filter(({ at }) => at - seen.startedAt < seen.slow[0]);
  const limit = Math.max(MEDIAN_MS, 10 * median(healthy));
  const last = during.filter(({ at }) => at - seen.startedAt >= to - 1000);
  const took = median(last);
  if (took < limit) return undefined;
  return {
    expected: `a median reply time below ${round(limit)} ms in the last second of the outage`,
    observed: `${round(took)} ms: most replies still wait for the catalog`,
    look: ['an open breaker does not wait: it falls back at once'],
  };
}

/** The last second of the run: everything live again, at the new prices. */
function notBack({ newPrices }: OutageSeen, last: readonly Showing[]): Finding | undefined {
  const dead = last.filter((showing) => !isLive(showing)).length;
  const expected = 'all replies live, with the new prices, in the last second';
  if (dead > 0)
    return {
      expected,
      observed: `${dead} of ${last.length} were not live, though the catalog had long been well`,
      look: ['how the breaker finds out that the catalog is back: steps 4 and 5'],
    };
  for (const { order } of last)
    for (const { productId, product } of order?.lines ?? [])
      if (product.priceCents !== newPrices[productId])
        return {
          expected,
          observed: `price ${product.priceCents} as "live", the catalog says ${newPrices[productId]}`,
          look: ['where the cache is read: only as a fallback'],
        };
  return undefined;
}

export const outage = defineStep<Rig>({
  id: 'outage',
  title: 'Outage under load',
  hints: [
    'Draw the three seconds: how many calls until it opens, how many are under way meanwhile, how many probes follow?',
    'If nearly all calls still reach the catalog, its timeouts are not counted: the breaker must see them as failures.',
    'If it does not come back, look at what happens to a probe that is started while others are still timing out.',
  ],
  stage: (arena: Arena) => openRig(arena, { instance: 'a', items: PRODUCTS }),
  checks: [
    defineCheck<Rig, OutageSeen>({
      id: '6a',
      title: 'Serves every request through an outage, spares the catalog, and comes back',
      minimum: { 'GETs during the outage': LEAST_GETS, 'calls during the outage': 1 },
      observe: observeOutage,
      judge: judgeOutage,
    }),
  ],
});
