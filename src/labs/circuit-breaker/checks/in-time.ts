import { type Arena, defineCheck, defineStep, fail, inconclusive, type Judgement, pass } from '../../../kit.ts';
import { firstLine, isLive, median, notAnOrder, round } from '../judging.ts';
import { type Item, inventItems, teach } from '../products.ts';
import { openRig, type Rig } from '../rig.ts';
import { DEFAULTS } from '../settings.ts';
import { place, type Showing, show, showAtOnce } from '../shop.ts';

const KNOWN = 4;
const FRESH = 4;
const SLOW_MS = 5000;
/** Five times the time limit of a call: nothing else in a reply takes long. */
const LIMIT_MS = 1500;
const WARM_UPS = 8;
/** More than all calls of this step: the breaker stays closed, so that every GET really waits. */
const NEVER_JUDGED = 100;

export interface InTimeSeen {
  /** The last showing of each known product while all was well. */
  readonly warm: readonly Showing[];
  readonly items: readonly Item[];
  /** In new orders, while the catalog was slow. */
  readonly known: readonly Showing[];
  readonly fresh: readonly Showing[];
  /** Wall clock when the catalog became slow. */
  readonly slowSince: number;
  /** Calls that the slow catalog received. */
  readonly calls: number;
}

const did = `let the catalog take 5 s for each reply, and asked for ${KNOWN} products it had shown before and ${FRESH} it had not`;

async function observe(arena: Arena, rig: Rig): Promise<InTimeSeen> {
  const { client, catalog, items, orderIds } = rig;
  const warm: Showing[] = [];
  for (const orderId of orderIds) warm.push(await warmUp(rig, orderId));
  const fresh = inventItems(arena.random, FRESH);
  await teach(arena, fresh);
  const newOrders: string[] = [];
  for (const { productId } of [...items, ...fresh]) {
    const orderId = `o-${arena.random.word(8)}`;
    await place(client, orderId, [productId]);
    newOrders.push(orderId);
  }
  arena.note('the catalog becomes slow: 5 s for each reply');
  const since = catalog.mark();
  const slowSince = Date.now();
  catalog.script(() => ({ kind: 'forward', delayMs: SLOW_MS }));
  const showings = await showAtOnce(client, newOrders, newOrders.length);
  return {
    warm,
    items,
    known: showings.slice(0, KNOWN),
    fresh: showings.slice(KNOWN),
    slowSince,
    calls: catalog.count({ since }),
  };
}

/** A cold process on a busy machine may need more than CALL_TIMEOUT_MS for its first call. */
async function warmUp({ client }: Rig, orderId: string): Promise<Showing> {
  let showing = await show(client, orderId);
  for (let i = 1; i < WARM_UPS && !isLive(showing); i++) showing = await show(client, orderId);
  return showing;
}

/** Pure. */
export function judgeInTime(seen: InTimeSeen): Judgement {
  const { warm, known, fresh } = seen;
  const bad = notAnOrder(did, [...warm, ...known, ...fresh]);
  if (bad) return bad;
  if (!warm.every(isLive))
    return fail({
      did: 'asked for known products before the catalog became slow',
      expected: 'live lines',
      observed: `a line came with source "${firstLine(warm.find((one) => !isLive(one)) as Showing)?.product.source}" from a healthy catalog`,
      look: ['step 1'],
    });
  return tooLate(seen) ?? notCached(seen) ?? notEmpty(seen) ?? notSaid(seen) ?? asked(seen);
}

function tooLate({ warm, known, fresh }: InTimeSeen): Judgement | undefined {
  const limit = LIMIT_MS + 10 * median(warm);
  if (limit > SLOW_MS - 500)
    return inconclusive('This machine is too busy: a reply from a healthy catalog took over half a second.');
  const slowest = Math.max(...[...known, ...fresh].map(({ ms }) => ms));
  if (slowest <= limit) return undefined;
  return fail({
    did,
    expected: `each reply within ${round(limit)} ms`,
    observed: `it took ${round(slowest)} ms; CALL_TIMEOUT_MS is 300`,
    look: ['the call to the catalog: what ends it when no answer comes?'],
  });
}

function notCached({ warm, known, items, slowSince }: InTimeSeen): Judgement | undefined {
  for (const [index, showing] of known.entries()) {
    const line = firstLine(showing);
    const last = firstLine(warm[index] as Showing);
    const item = items[index];
    if (!line || !last || !item) continue;
    const { source, name, priceCents, fetchedAt } = line.product;
    const expected = `product ${item.productId} from the cache: "${last.product.name}" for ${last.product.priceCents}, as it was last seen`;
    if (source !== 'cache')
      return fail({
        did,
        expected,
        observed: `source "${source}"`,
        look: ['what a line falls back to when a call fails'],
      });
    if (name !== last.product.name || priceCents !== last.product.priceCents)
      return fail({
        did,
        expected,
        observed: `"${name}" for ${priceCents}`,
        look: ['the key of the cache, and what is put into it'],
      });
    if (fetchedAt === null || Date.parse(fetchedAt) > slowSince)
      return fail({
        did,
        expected: "fetchedAt to be the time of the catalog's last answer, before it became slow",
        observed: `fetchedAt ${fetchedAt}, later than that`,
        look: ['fetchedAt belongs to the cached answer, not to this reply'],
      });
  }
  return undefined;
}

function notEmpty({ fresh }: InTimeSeen): Judgement | undefined {
  for (const showing of fresh) {
    const line = firstLine(showing);
    const { source, name, priceCents, fetchedAt } = line?.product ?? {};
    if (source === 'none' && name === null && priceCents === null && fetchedAt === null) continue;
    return fail({
      did,
      expected: 'a product never seen to have source "none" and nulls: nothing is known about it',
      observed: `product ${line?.productId} came as ${JSON.stringify(line?.product)}`,
      look: ['the fallback for a product that is not in the cache'],
    });
  }
  return undefined;
}

function notSaid({ known, fresh }: InTimeSeen): Judgement | undefined {
  const silent = [...known, ...fresh].filter(({ order }) => order?.degraded !== true);
  if (silent.length === 0) return undefined;
  return fail({
    did,
    expected: 'degraded: true on each order with a product that is not live',
    observed: `${silent.length} orders did not say so`,
    look: ['how degraded is worked out from the lines'],
  });
}

/**
 * On a busy machine a call may be given up before its request has reached the catalog. The program has asked all the same: its reply
 * took the time limit of a call, and a reply from memory takes none.
 */
function asked({ warm, known, fresh, calls }: InTimeSeen): Judgement {
  const all = known.length + fresh.length;
  const hurried = [...known, ...fresh].filter(({ ms }) => ms < DEFAULTS.callTimeoutMs).length;
  const exposed = { 'GETs while the catalog was slow': all, 'calls kept waiting': calls };
  if (calls >= all) return pass(exposed);
  if (hurried === 0 && calls > 0)
    return median(warm) < DEFAULTS.callTimeoutMs / 2
      ? pass(exposed)
      : inconclusive('This machine is too busy: a reply from a healthy catalog takes as long as a call may.');
  return fail({
    did,
    expected: `each of the ${all} GETs to ask the catalog first: the breaker is closed, with BREAKER_MIN_CALLS at ${NEVER_JUDGED}`,
    observed: `${calls} calls reached it`,
    look: ['the cache is a fallback: it is read after a call has failed'],
  });
}

export const inTime = defineStep<Rig>({
  id: 'in-time',
  title: 'Give up in time',
  hints: [
    'A call that takes longer than CALL_TIMEOUT_MS has failed. Who waits for it must be let go, and the connection with it.',
    'fetch takes a signal; AbortSignal.timeout(ms) makes one. Reading the body counts too.',
    'Fall back to the last answer for this product id, with its own fetchedAt. If there is none, say "none" and give nulls.',
  ],
  stage: (arena) =>
    openRig(arena, { instance: 'a', items: KNOWN, settings: { minCalls: NEVER_JUDGED, window: NEVER_JUDGED } }),
  checks: [
    defineCheck<Rig, InTimeSeen>({
      id: '2a',
      title: 'A slow catalog delays nobody: cached or no product info, and the order says so',
      minimum: { 'GETs while the catalog was slow': KNOWN + FRESH, 'calls kept waiting': 1 },
      observe,
      judge: judgeInTime,
    }),
  ],
});
