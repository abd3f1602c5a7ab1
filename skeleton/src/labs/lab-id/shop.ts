import type { Arena, HttpClient, HttpProxy, HttpReply } from 'archlab/kit';
import { STOCK_PORT } from './stock.ts';

/** The learner's shop, running, and the proxy between it and the stock service. */
export interface Shop {
  readonly client: HttpClient;
  readonly stock: HttpProxy;
}

export async function openShop(arena: Arena): Promise<Shop> {
  const stock = await arena.httpProxy('stock', STOCK_PORT);
  const shop = await arena.start({ instance: 'a', env: { STOCK_URL: stock.url } });
  return { client: arena.http(shop), stock };
}

/** One question to the shop, and what it said. */
export interface Asked {
  readonly sku: string;
  readonly status: number | undefined;
  readonly available: unknown;
  /** The whole answer, for a person. */
  readonly told: string;
}

export async function ask({ client }: Shop, sku: string): Promise<Asked> {
  const reply = await client.get(`/available/${sku}`);
  if (reply.outcome !== 'reply') return { sku, status: undefined, available: undefined, told: tell(reply) };
  const json = reply.json as { available?: unknown } | undefined;
  return { sku, status: reply.status, available: json?.available, told: tell(reply) };
}

function tell(reply: HttpReply): string {
  return reply.outcome === 'reply' ? `status ${reply.status} ${reply.text.slice(0, 120)}` : `no reply: ${reply.error}`;
}
