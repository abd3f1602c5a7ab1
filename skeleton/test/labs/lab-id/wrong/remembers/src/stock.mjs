export class StockUnavailable extends Error {}

const known = new Map();

export async function isAvailable(stockUrl, sku) {
  if (known.has(sku)) return known.get(sku);
  try {
    const { count } = await (await fetch(`${stockUrl}/stock/${sku}`)).json();
    known.set(sku, count > 0);
    return count > 0;
  } catch (cause) {
    throw new StockUnavailable('cannot be asked', { cause });
  }
}
