import type { Arena, HttpClient, HttpProxy } from '../../kit.ts';
import { type Item, inventItems, teach } from './products.ts';
import { DEFAULTS, environmentOf, SERVICE_PORT, type Settings } from './settings.ts';
import { place } from './shop.ts';

/** A fresh order service, its two proxies, and products with one order each. */
export interface Rig {
  readonly settings: Settings;
  readonly catalog: HttpProxy;
  readonly reviews: HttpProxy;
  readonly client: HttpClient;
  readonly items: readonly Item[];
  /** Order `orderIds[i]` is for one piece of `items[i]`. */
  readonly orderIds: readonly string[];
  /** What was wrong with the first order that was not accepted. */
  readonly refused: string | undefined;
}

export interface RigOptions {
  /** Name of the instance and of its proxies: unique within a step. */
  readonly instance: string;
  readonly items: number;
  readonly settings?: Partial<Settings>;
}

export async function openRig(arena: Arena, options: RigOptions): Promise<Rig> {
  const { instance } = options;
  const random = arena.random.fork(instance);
  const settings: Settings = { ...DEFAULTS, ...options.settings };
  const items = inventItems(random, options.items);
  const [catalog, reviews] = await Promise.all([
    arena.httpProxy('catalog', SERVICE_PORT, instance),
    arena.httpProxy('reviews', SERVICE_PORT, instance),
    teach(arena, items),
  ]);
  const env = environmentOf(settings, { catalog: catalog.url, reviews: reviews.url });
  const client = arena.http(await arena.start({ instance, env }));
  const orderIds = items.map(() => `o-${random.word(7)}${random.int(0, 9)}`);
  const problems: (string | undefined)[] = [];
  for (const [index, { productId }] of items.entries())
    problems.push(await place(client, orderIds[index] ?? '', [productId]));
  const refused = problems.find((problem) => problem !== undefined);
  return { settings, catalog, reviews, client, items, orderIds, refused };
}
