import { type Answer, ask } from './call.ts';
import { badRequest, upstreamError } from './errors.ts';
import type { Line } from './order.ts';

/** The price of an order, all lines of which are asked for in one call. */
export async function priceOf(inventoryUrl: string, lines: Line[]): Promise<number> {
  const skus = [...new Set(lines.map(({ sku }) => sku))];
  const url = new URL(`/stock?skus=${skus.map(encodeURIComponent).join(',')}`, inventoryUrl);
  let answer: Answer;
  try {
    answer = await ask({ method: 'GET', url, template: '/stock', timeoutMs: 2000 });
  } catch (error) {
    throw upstreamError('inventory', error);
  }
  if (answer.status !== 200) throw upstreamError('inventory');
  const { items } = answer.body as { items: { sku: string; price_minor: number }[] };
  const prices = new Map(items.map(({ sku, price_minor }) => [sku, price_minor]));
  return lines.reduce((total, { sku, qty }) => {
    const price = prices.get(sku);
    if (price === undefined) throw badRequest(`there is no ${sku}`);
    return total + qty * price;
  }, 0);
}
