import { type Arena, defineCheck, defineStep, fail, type HttpCall, type Judgement, pass } from '../../../kit.ts';
import { notAnOrder, STATES } from '../judging.ts';
import type { Line } from '../order.ts';
import { type Item, reprice, teach } from '../products.ts';
import { openRig, type Rig } from '../rig.ts';
import { place, type Showing, show, showInTurn, tell } from '../shop.ts';

const PRODUCTS = 20;

interface Round {
  /** What the catalog said at that time, one product per showing. */
  readonly items: readonly Item[];
  readonly showings: readonly Showing[];
  /** Calls to the catalog, by product. */
  readonly calls: Readonly<Record<string, number>>;
}

export interface LiveSeen {
  /** What was wrong with a PUT. */
  readonly refused: string | undefined;
  readonly unknown: { readonly status: number | undefined; readonly code: unknown; readonly told: string };
  readonly before: Round;
  /** With other prices. */
  readonly after: Round;
  /** One order of three lines. */
  readonly basket: Round;
}

const did = 'asked for 20 orders of one product each, changed all prices in the catalog, and asked again';

async function observe(arena: Arena, rig: Rig): Promise<LiveSeen> {
  const { client, items, orderIds } = rig;
  const before = await round(rig, items, () => showInTurn(client, orderIds, PRODUCTS));
  const repriced = reprice(arena.random, items);
  await teach(arena, repriced);
  const after = await round(rig, repriced, () => showInTurn(client, orderIds, PRODUCTS));
  const three = arena.random.shuffle(repriced).slice(0, 3);
  const basketId = `o-${arena.random.word(8)}`;
  const refused =
    rig.refused ??
    (await place(
      client,
      basketId,
      three.map(({ productId }) => productId),
    ));
  const basket = await round(rig, three, async () => [await show(client, basketId)]);
  const reply = await client.get(`/orders/o-${arena.random.word(12)}`);
  const status = reply.outcome === 'reply' ? reply.status : undefined;
  const json = reply.outcome === 'reply' ? (reply.json as { error?: { code?: unknown } } | undefined) : undefined;
  return { refused, unknown: { status, code: json?.error?.code, told: tell(reply) }, before, after, basket };
}

async function round(rig: Rig, items: readonly Item[], run: () => Promise<Showing[]>): Promise<Round> {
  const since = rig.catalog.mark();
  const showings = await run();
  return { items, showings, calls: callsByProduct(rig.catalog.calls({ since })) };
}

function callsByProduct(calls: readonly HttpCall[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { path } of calls) {
    const id = path.replace(/^\/products\//, '');
    counts[id] = (counts[id] ?? 0) + 1;
  }
  return counts;
}

/** Pure. */
export function judgeLive(seen: LiveSeen): Judgement {
  const { refused, unknown, before, after, basket } = seen;
  if (refused !== undefined)
    return fail({
      did: 'placed an order with PUT /orders/{id}',
      expected: 'status 200 with the stored order {orderId, lines}',
      observed: `it was refused or answered differently: ${refused}`,
      look: [STATES],
    });
  const bad = notAnOrder(did, [...before.showings, ...after.showings, ...basket.showings]);
  if (bad) return bad;
  const wrong = wrongLine(before, before) ?? wrongLine(after, before) ?? wrongLine(basket, before);
  if (wrong) return fail({ did, ...wrong });
  const miscounted = wrongCount(before) ?? wrongCount(after) ?? wrongCount(basket);
  if (miscounted) return fail({ did, ...miscounted });
  if (unknown.status !== 404 || unknown.code !== 'unknown_order')
    return fail({
      did: 'asked for an order that was never placed',
      expected: 'status 404 with the code unknown_order',
      observed: unknown.told,
      look: [STATES],
    });
  const gets = before.showings.length + after.showings.length;
  const calls = [before, after].flatMap((one) => Object.values(one.calls)).reduce((sum, n) => sum + n, 0);
  return pass({ 'GETs of an order': gets, 'calls to the catalog': calls });
}

type Finding = { readonly expected: string; readonly observed: string; readonly look: [string, ...string[]] };

function wrongLine({ items, showings }: Round, old: Round): Finding | undefined {
  const lines = showings.flatMap(({ order }) => order?.lines ?? []);
  if (lines.length !== items.length)
    return {
      expected: 'an order to have the lines it was placed with',
      observed: `${lines.length} lines, ${items.length} were placed`,
      look: [STATES],
    };
  for (const [index, item] of items.entries()) {
    const line = lines[index];
    if (!line) continue;
    const finding =
      sourceFinding(line, item) ??
      valueFinding(
        line,
        item,
        old.items.find(({ productId }) => productId === item.productId),
      );
    if (finding) return finding;
  }
  return showings.some(({ order }) => order?.degraded !== false)
    ? {
        expected: 'degraded: false, for all is well',
        observed: 'an order with live products and ratings says degraded: true',
        look: [STATES],
      }
    : undefined;
}

function sourceFinding({ productId, product, rating }: Line, item: Item): Finding | undefined {
  if (productId !== item.productId)
    return {
      expected: 'lines in the order they were placed',
      observed: `a line is of product ${productId} where ${item.productId} was placed`,
      look: [STATES],
    };
  if (product.source !== 'live' || product.fetchedAt === null)
    return {
      expected: 'each line live from the catalog, with the time it was fetched, while catalog and reviews are well',
      observed: `product ${productId} came with source "${product.source}", fetchedAt ${product.fetchedAt}`,
      look: ['how a line gets its product while the breaker is closed'],
    };
  if (rating.source !== 'live' || rating.value !== item.rating)
    return {
      expected: 'each line with the live rating of the reviews service',
      observed: `product ${productId} has rating ${rating.value} from "${rating.source}", the reviews service says ${item.rating}`,
      look: ['how a line gets its rating; reviews answer {productId, rating}'],
    };
  return undefined;
}

function valueFinding({ productId, product }: Line, item: Item, old: Item | undefined): Finding | undefined {
  if (product.name === item.name && product.priceCents === item.priceCents) return undefined;
  const expected = 'the name and the price that the catalog has now';
  const look: [string] = [
    'where the catalog is asked: while the breaker is closed the cache is only filled, never read',
  ];
  if (product.name === item.name && product.priceCents === old?.priceCents)
    return {
      expected,
      observed: `price ${product.priceCents}, catalog now says ${item.priceCents}: answered from cache while the breaker is closed`,
      look,
    };
  return {
    expected,
    observed: `product ${productId} is shown as "${product.name}" for ${product.priceCents}, the catalog says "${item.name}" for ${item.priceCents}`,
    look,
  };
}

function wrongCount({ items, calls }: Round): Finding | undefined {
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
  const repeated = items.find(({ productId }) => (calls[productId] ?? 0) !== 1);
  if (!repeated && total === items.length) return undefined;
  const detail = repeated
    ? `product ${repeated.productId} was asked for ${calls[repeated.productId] ?? 0} times`
    : 'other paths were asked for as well';
  return {
    expected: `one catalog call for each line shown: ${items.length}`,
    observed: `${total} calls reached the catalog; ${detail}`,
    look: ['retries, caching or coalescing in front of the breaker: in this lab each line asks once'],
  };
}

export const live = defineStep<Rig>({
  id: 'live',
  title: 'Live',
  hints: [
    'Begin without any breaker: a line of an order needs one answer of the catalog and one of the reviews.',
    'fetchedAt is the moment the answer came. Keep the last answer of each product for later, but do not read it yet.',
    'An order is degraded when at least one of its products is not live.',
  ],
  stage: (arena) => openRig(arena, { instance: 'a', items: PRODUCTS, settings: { callTimeoutMs: 2000 } }),
  checks: [
    defineCheck<Rig, LiveSeen>({
      id: '1a',
      title: 'Orders show what the catalog says now, asking it once per line',
      minimum: { 'GETs of an order': 40, 'calls to the catalog': 40 },
      observe,
      judge: judgeLive,
    }),
  ],
});
