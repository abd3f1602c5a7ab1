import type { Bench } from 'archlab/kit';

/** The port of the stock service inside its container. */
export const STOCK_PORT = 3000;

/** Pieces by SKU. */
export type Counts = Readonly<Record<string, number>>;

/** Tells the stock service itself, past all proxies, what it has. */
export async function setStock(bench: Bench, counts: Counts): Promise<void> {
  const { host, port } = bench.service('stock').endpoint(STOCK_PORT);
  const response = await fetch(`http://${host}:${port}/__ctl`, {
    method: 'PUT',
    body: JSON.stringify(counts),
    signal: bench.signal,
  });
  if (!response.ok) throw new Error(`the stock service answered ${response.status} to PUT /__ctl`);
}
