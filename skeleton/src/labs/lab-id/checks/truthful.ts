import { type Arena, defineCheck, fail, type Judgement, pass } from 'archlab/kit';
import { type Asked, ask, type Shop } from '../shop.ts';
import { type Counts, setStock } from '../stock.ts';

interface Round {
  readonly counts: Counts;
  readonly asked: readonly Asked[];
}

export interface TruthfulSeen {
  readonly before: Round;
  /** What was there is gone, and the other way round. */
  readonly after: Round;
}

const ARTICLES = 12;

async function observe(arena: Arena, shop: Shop): Promise<TruthfulSeen> {
  const skus = Array.from({ length: ARTICLES }, () => `sku-${arena.random.word(8)}`);
  // Never all there or all gone: a shop that always says the same must be wrong somewhere.
  const counts = Object.fromEntries(skus.map((sku, index) => [sku, index % 2 === 0 ? arena.random.int(1, 9) : 0]));
  const turned = Object.fromEntries(Object.entries(counts).map(([sku, count]) => [sku, count > 0 ? 0 : 1]));
  return { before: await round(arena, shop, counts), after: await round(arena, shop, turned) };
}

async function round(arena: Arena, shop: Shop, counts: Counts): Promise<Round> {
  await setStock(arena, counts);
  const asked: Asked[] = [];
  for (const sku of arena.random.shuffle(Object.keys(counts))) asked.push(await ask(shop, sku));
  return { counts, asked };
}

/** Pure: write a unit test for it, with observations made by hand. */
export function judgeTruthful({ before, after }: TruthfulSeen): Judgement {
  const did = `asked the shop for ${ARTICLES} articles, sold and restocked them all, and asked again`;
  for (const [when, { counts, asked }] of [['at first', before] as const, ['after the change', after] as const]) {
    for (const { sku, status, available, told } of asked) {
      const expected = (counts[sku] ?? 0) > 0;
      if (status === 200 && available === expected) continue;
      return fail({
        did,
        expected: `status 200 with available: ${expected}; the stock service has ${counts[sku]} of ${sku} ${when}`,
        observed: told,
        look: ['where the shop gets its answer from, and how old that answer may be'],
      });
    }
  }
  return pass({ answers: before.asked.length + after.asked.length });
}

export const truthful = defineCheck<Shop, TruthfulSeen>({
  id: '1a',
  title: 'The shop says what the stock service says now',
  minimum: { answers: 2 * ARTICLES },
  observe,
  judge: judgeTruthful,
});
