import { type Arena, defineCheck, fail, type HttpCall, type Judgement, now, pass } from '../../../../kit.ts';
import { type Basket, type Click, click, inventBasket, times } from '../../click.ts';
import { inventContext } from '../../context.ts';
import { median, notPlaced } from '../../judging.ts';
import type { Rig } from '../../rig.ts';
import { markWire, type Witness, witnesses } from '../../wire.ts';

interface Visit {
  readonly click: Click;
  /** Articles that the inventory was asked for. */
  readonly asked: readonly string[];
  /** Most calls of the inventory under way at one moment. */
  readonly peak: number;
  /** Most articles in one call. */
  readonly batch: number;
  /** What payments was to charge; undefined when it was not asked. */
  readonly charged: number | undefined;
}

export interface FixSeen {
  readonly visits: readonly Visit[];
  /** How long the grader took to ask eight times, one after the other. */
  readonly staircaseMs: number;
}

const ARTICLES = 8;
const DELAY_MS = 80;
const VISITS = 5;
const CONCURRENT = 4;
const did = `slowed the inventory down by ${DELAY_MS} ms and sent ${VISITS} orders of ${ARTICLES} articles each that nobody has ordered before`;

async function observe(arena: Arena, rig: Rig): Promise<FixSeen> {
  const { inventory } = rig.stubs;
  inventory.script(() => ({ kind: 'forward', delayMs: DELAY_MS }));
  arena.note(`the inventory takes ${DELAY_MS} ms more`);
  const staircaseMs = await staircase(rig, inventBasket(arena.random, ARTICLES));
  const visits: Visit[] = [];
  for (const basket of times(VISITS, () => inventBasket(arena.random, ARTICLES))) {
    const since = inventory.mark();
    const wire = markWire(rig);
    const clicked = await click(rig.client, basket, { sent: inventContext(arena.random) });
    const calls = inventory.calls({ since });
    const charge = witnesses(rig, wire).find(({ at, orderRef }) => at === 'payments' && orderRef === basket.orderRef);
    visits.push(visitOf(clicked, calls, inventory.peak({ since }), charge));
  }
  inventory.script(undefined);
  return { visits, staircaseMs };
}

/** What asking one after the other costs here and now, by the same way that the solution's calls take. */
async function staircase(rig: Rig, { lines }: Basket): Promise<number> {
  const started = now();
  for (const { sku } of lines) await (await fetch(`${rig.stubs.inventory.url}/stock/${sku}`)).arrayBuffer();
  return now() - started;
}

function visitOf(clicked: Click, calls: readonly HttpCall[], peak: number, charge: Witness | undefined): Visit {
  const batches = calls.map(({ path }) => articlesIn(path));
  const batch = Math.max(0, ...batches.map((articles) => articles.length));
  return { click: clicked, asked: batches.flat(), peak, batch, charged: charge?.amountMinor };
}

/** `/stock/a` and `/stock?skus=a,b` */
function articlesIn(path: string): string[] {
  const url = new URL(path, 'http://inventory');
  const one = /^\/stock\/(.+)$/.exec(url.pathname)?.[1];
  if (one !== undefined) return [decodeURIComponent(one)];
  return (url.searchParams.get('skus') ?? '').split(',').filter((sku) => sku !== '');
}

/** Pure. */
export function judgeFix({ visits, staircaseMs }: FixSeen): Judgement {
  const clicks = visits.map((visit) => visit.click);
  const bad = notPlaced(did, clicks) ?? skipped(visits) ?? miscounted(visits);
  if (bad) return bad;
  const took = median(clicks.map(({ ms }) => ms));
  const bound = staircaseMs / 2;
  const peak = Math.max(...visits.map((visit) => visit.peak));
  const together = visits.every((visit) => visit.batch > 1 || visit.peak >= CONCURRENT);
  const evidence = {
    kind: 'bars' as const,
    title: 'Orders of eight articles, in ms',
    bars: [
      { label: 'one after the other', value: Math.round(staircaseMs) },
      ...clicks.map(({ ms }, index) => ({ label: `order ${index + 1}`, value: Math.round(ms) })),
    ],
    band: [0, Math.round(bound)] as const,
  };
  if (took <= bound && together) return pass({ orders: visits.length }, [evidence]);
  return fail(
    {
      did,
      expected: `an order of ${ARTICLES} articles in at most ${Math.round(bound)} ms, half of what asking one after the other takes here, with at least ${CONCURRENT} calls at once or one for several articles`,
      observed: `${Math.round(took)} ms in the median; at most ${peak} in flight, and at most ${Math.max(...visits.map((visit) => visit.batch))} in one call`,
      look: [
        'the trace of such an order: what the spans under POST /orders look like, and which of them needs the result of another',
      ],
    },
    [evidence],
  );
}

function skipped(visits: readonly Visit[]): Judgement | undefined {
  for (const { click: clicked, asked } of visits) {
    const { orderRef, lines } = clicked.basket;
    const missing = lines.filter(({ sku }) => !asked.includes(sku));
    if (missing.length > 0)
      return fail({
        did,
        expected: 'the inventory to be asked for each article of each order: prices are those of now',
        observed: `for order ${orderRef} it was not asked for ${missing.length} of ${lines.length} articles, such as ${missing[0]?.sku}`,
        look: ['what is done to ask less: an answer may be shared, but not remembered or guessed'],
      });
  }
  return undefined;
}

function miscounted(visits: readonly Visit[]): Judgement | undefined {
  for (const { click: clicked, charged } of visits) {
    const { orderRef, amountMinor } = clicked.basket;
    if (charged !== amountMinor)
      return fail({
        did,
        expected: 'the customer to pay the prices of the inventory: the sum of qty times price_minor',
        observed: `order ${orderRef} costs ${amountMinor}, ${charged === undefined ? 'nothing was charged' : `${charged} was charged`}`,
        look: ['what the amount is made of, and whether the order waits for all answers that it needs'],
      });
  }
  return undefined;
}

export const fix = defineCheck<Rig, FixSeen>({
  id: '7a',
  title: 'An order of eight articles does not wait eight times',
  limitMs: 45_000,
  minimum: { orders: VISITS },
  observe,
  judge: judgeFix,
});
