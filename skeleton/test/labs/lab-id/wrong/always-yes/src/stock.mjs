export class StockUnavailable extends Error {}

export async function isAvailable(stockUrl, sku) {
  try {
    return (await fetch(`${stockUrl}/stock/${sku}`)).ok;
  } catch (cause) {
    throw new StockUnavailable('cannot be asked', { cause });
  }
}
