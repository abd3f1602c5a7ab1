/** Throw this when the stock service cannot be asked: the server answers 503 then. */
export class StockUnavailable extends Error {}

/** Whether there is at least one piece of `sku` now. */
export async function isAvailable(stockUrl, sku) {
  try {
    const response = await fetch(`${stockUrl}/stock/${sku}`, { signal: AbortSignal.timeout(1000) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const { count } = await response.json();
    return count > 0;
  } catch (cause) {
    throw new StockUnavailable(`the stock service did not say how many ${sku} there are`, { cause });
  }
}
