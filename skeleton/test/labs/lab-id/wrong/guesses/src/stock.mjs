export class StockUnavailable extends Error {}

export async function isAvailable(stockUrl, sku) {
  try {
    const { count } = await (await fetch(`${stockUrl}/stock/${sku}`)).json();
    return count > 0;
  } catch {
    return false;
  }
}
