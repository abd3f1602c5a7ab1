import type { Evidence } from '../../../kit.ts';

/** Share of the mean that a shard may hold at least and at most. */
export const BAND = [0.65, 1.35] as const;

/** Bars of rows per shard with the allowed band around their mean. */
export function shardBars(
  title: string,
  perShard: ReadonlyMap<string, number>,
  band: readonly [number, number] = BAND,
): Evidence {
  const bars = [...perShard].map(([label, value]) => ({ label, value }));
  const mean = bars.reduce((sum, { value }) => sum + value, 0) / Math.max(1, bars.length);
  return { kind: 'bars', title, bars, band: [Math.round(band[0] * mean), Math.round(band[1] * mean)] };
}

/** How many viewers went from which shard to which. */
export function movementMatrix(
  title: string,
  shards: readonly string[],
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Evidence {
  const cells = shards.map((from) =>
    shards.map((to) => [...before].filter(([id, home]) => home === from && after.get(id) === to).length),
  );
  return { kind: 'matrix', title, rows: shards.map((s) => `from ${s}`), columns: shards.map((s) => `to ${s}`), cells };
}
