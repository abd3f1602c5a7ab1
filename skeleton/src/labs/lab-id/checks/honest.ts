import { type Arena, defineCheck, fail, type Judgement, pass } from 'archlab/kit';
import { type Asked, ask, type Shop } from '../shop.ts';
import { setStock } from '../stock.ts';

export interface HonestSeen {
  /** While every connection to the stock service is reset. */
  readonly during: readonly Asked[];
  /** Connections that the fault has really cut. */
  readonly cut: number;
  /** When all is well again. */
  readonly after: Asked;
}

const QUESTIONS = 6;

async function observe(arena: Arena, shop: Shop): Promise<HonestSeen> {
  const sku = `sku-${arena.random.word(8)}`;
  await setStock(arena, { [sku]: 5 });
  arena.note('cutting every connection to the stock service');
  const outage = shop.stock.inject({ kind: 'reset' });
  const during: Asked[] = [];
  for (let i = 0; i < QUESTIONS; i++) during.push(await ask(shop, sku));
  const cut = outage.exposure.connections;
  outage.remove();
  return { during, cut, after: await ask(shop, sku) };
}

/** Pure. */
export function judgeHonest({ during, cut, after }: HonestSeen): Judgement {
  const wrong = during.find(({ status }) => status !== 503);
  if (wrong) {
    return fail({
      did: `cut every connection to the stock service and asked the shop ${QUESTIONS} times`,
      expected: 'status 503 with the code stock_unavailable, for nobody can know',
      observed: wrong.told,
      look: ['what becomes of a request to the stock service that fails'],
    });
  }
  if (after.status !== 200 || after.available !== true) {
    return fail({
      did: 'let the stock service be reached again and asked once more',
      expected: 'status 200 with available: true',
      observed: after.told,
      look: ['what the shop keeps from the time when the stock service could not be reached'],
    });
  }
  return pass({ 'questions during the outage': during.length, 'connections cut': cut });
}

export const honest = defineCheck<Shop, HonestSeen>({
  id: '1b',
  title: 'Without the stock service, the shop does not guess',
  // A pass must rest on a fault that was really met.
  minimum: { 'questions during the outage': QUESTIONS, 'connections cut': 1 },
  observe,
  judge: judgeHonest,
});
