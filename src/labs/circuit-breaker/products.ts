import type { Bench, Random } from '../../kit.ts';
import { SERVICE_PORT } from './settings.ts';
import type { Product, Review } from './stub/data.ts';

/** A product of this run, known to both services once taught. */
export interface Item extends Product, Review {}

const MATERIALS = ['Copper', 'Steel', 'Glass', 'Clay', 'Oak', 'Linen', 'Brass', 'Cork', 'Slate', 'Wool'];
const THINGS = ['kettle', 'teapot', 'lamp', 'clock', 'basket', 'ladder', 'mirror', 'bowl', 'stool', 'blanket'];

/** Products that nobody can know before the run. */
export function inventItems(random: Random, count: number): Item[] {
  return Array.from({ length: count }, () => ({
    // A digit in each: recorded failure texts mask words that have one.
    productId: `p-${random.word(6)}${random.int(0, 9)}`,
    name: `${random.pick(MATERIALS)} ${random.pick(THINGS)} ${random.word(3)}${random.int(0, 9)}`,
    priceCents: random.int(500, 90_000),
    rating: random.int(10, 50) / 10,
  }));
}

/** The same products at other prices. */
export function reprice(random: Random, items: readonly Item[]): Item[] {
  return items.map((item) => ({ ...item, priceCents: item.priceCents + random.int(1, 400) }));
}

/** Tells both services about products, past the proxies. */
export async function teach(bench: Bench, items: readonly Item[]): Promise<void> {
  const products = items.map(({ productId, name, priceCents }): Product => ({ productId, name, priceCents }));
  const reviews = items.map(({ productId, rating }): Review => ({ productId, rating }));
  await Promise.all([control(bench, 'catalog', products), control(bench, 'reviews', reviews)]);
}

async function control(bench: Bench, name: string, records: readonly object[]): Promise<void> {
  const service = bench.service(name);
  const { host, port } = service.endpoint(SERVICE_PORT);
  const signal = AbortSignal.any([bench.signal, AbortSignal.timeout(5000)]);
  const request = { method: 'PUT', body: JSON.stringify({ records }), signal };
  const send = () => fetch(`http://${host}:${port}/__ctl`, request);
  const reply = await send().catch(async (error: unknown) => {
    // Says so, and that it is not the learner's fault, when the service is not there at all.
    await service.ready(bench.signal);
    throw error;
  });
  if (!reply.ok) throw new Error(`${name} answered ${reply.status} to its control request: ${await reply.text()}`);
  await reply.arrayBuffer();
}
