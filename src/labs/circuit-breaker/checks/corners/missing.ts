import { defineCheck, fail, type HttpPlan, type Judgement, now, pass, pause } from '../../../../kit.ts';
import { firstLine, isLive, notAnOrder, notOpened, some } from '../../judging.ts';
import type { Context } from '../../parallel.ts';
import { showUntil } from '../../probing.ts';
import type { Rig } from '../../rig.ts';
import { DEFAULTS } from '../../settings.ts';
import { type Showing, showInTurn } from '../../shop.ts';
import { type Trip, trip } from '../../trip.ts';

const OPEN_MS = 1500;
const GETS = 100;
const GETS_TO_CLOSE = 5 * DEFAULTS.halfOpenCalls;

export const MISSING_SETTINGS = { openMs: OPEN_MS, callTimeoutMs: 2000 };

const NOT_FOUND: HttpPlan = {
  kind: 'answer',
  answer: { status: 404, json: { error: { code: 'unknown_product', message: 'there is no such product' } } },
};

export interface MissingSeen {
  readonly trip: Trip;
  /** Calls of the half-open breaker, all answered with 404. */
  readonly probes: number;
  readonly after: readonly Showing[];
  /** Once closed: 100 GETs, all answered with 404. */
  readonly closed: { readonly showings: readonly Showing[]; readonly calls: number };
}

export async function observeMissing(rig: Rig, context: Context): Promise<MissingSeen> {
  const tripped = await trip(rig);
  if (!tripped.opened) return { trip: tripped, probes: 0, after: [], closed: { showings: [], calls: 0 } };
  const probing = rig.catalog.mark();
  rig.catalog.script(() => NOT_FOUND);
  await pause(Math.max(0, tripped.lastFailureAt + 1.3 * OPEN_MS - now()), context.signal);
  const limits = { least: GETS_TO_CLOSE, limitMs: 2 * OPEN_MS + 2000, everyMs: 20 };
  const after = await showUntil(rig, context, isLive, limits);
  const closing = rig.catalog.mark();
  const showings = after.some(isLive) ? await showInTurn(rig.client, rig.orderIds, GETS) : [];
  const calls = rig.catalog.count({ since: closing });
  return { trip: tripped, probes: closing - probing, after, closed: { showings, calls } };
}

/** Pure. */
export function judgeMissing({ trip: tripped, probes, after, closed }: MissingSeen): Judgement {
  const did = `opened the breaker, let the catalog answer 404 to everything, and sent ${after.length} GETs when BREAKER_OPEN_MS was over, then ${GETS}`;
  const bad = notOpened('a probe that gets 404', tripped) ?? notAnOrder(did, [...after, ...closed.showings]);
  if (bad) return bad;
  if (probes === 0)
    return fail({
      did,
      expected: 'a probe when BREAKER_OPEN_MS is over',
      observed: 'no call reached the catalog: the breaker stays open for ever',
      look: ['step 4'],
    });
  const last = after.at(-1);
  if (!last || !isLive(last))
    return fail({
      did,
      expected: 'the breaker to close: a 404 is a good answer of a healthy catalog, source "live"',
      observed: `${after.filter(isLive).length} of ${after.length} GETs were live and the last was not, though ${some(probes, 'probe')} got a 404`,
      look: ['how the outcome of a call is told from its status', 'a probe gives its slot back whatever its status'],
    });
  if (closed.calls !== GETS)
    return fail({
      did,
      expected: `all ${GETS} GETs to call the catalog: 404 never opens the breaker`,
      observed: `${closed.calls} of ${GETS} GETs reached it`,
      look: ['404 is a success: the service works, the product does not exist'],
    });
  const invented = closed.showings.find((showing) => !saysNothing(showing));
  if (invented)
    return fail({
      did,
      expected: 'a product that the catalog does not know: name null, priceCents null, source "live", fetchedAt now',
      observed: `product ${firstLine(invented)?.productId} came as ${JSON.stringify(firstLine(invented)?.product)}`,
      look: ['what a line shows when the answer is 404'],
    });
  return pass({ 'probes answered 404': probes, 'calls answered 404 while closed': closed.calls });
}

function saysNothing(showing: Showing): boolean {
  const { name, priceCents, source, fetchedAt } = firstLine(showing)?.product ?? {};
  return name === null && priceCents === null && source === 'live' && typeof fetchedAt === 'string';
}

export const missing = defineCheck<{ readonly missing: Promise<MissingSeen> }, MissingSeen>({
  id: '5b',
  title: 'Takes a 404 for what it is: an answer',
  minimum: { 'probes answered 404': 1, 'calls answered 404 while closed': GETS },
  observe: (_, stage) => stage.missing,
  judge: judgeMissing,
});
