import type { Bench } from '../../../kit.ts';
import type { Cluster } from './cluster.ts';

export interface StoredViewer {
  readonly shard: string;
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly region: string;
  readonly watchSeconds: number;
  /** System column xmin: the transaction that last wrote the row. */
  readonly xmin: string;
}

export interface StoredEvent {
  readonly shard: string;
  readonly viewer: string;
  readonly id: string;
  readonly video: string;
  readonly seconds: number;
  readonly at: string;
}

/** What is really stored, read past the proxies. */
export interface Truth {
  readonly shards: readonly string[];
  readonly viewers: readonly StoredViewer[];
  readonly events: readonly StoredEvent[];
}

/** Reads both tables of the given shards (default: s0 – s4). One after the other per shard, shards in parallel. */
export async function readTruth(bench: Bench, cluster: Cluster, shards = allShards(cluster)): Promise<Truth> {
  const parts = await Promise.all(
    shards.map(async (shard) => {
      const sql = await bench.sql(shard, cluster.database);
      const viewers = await sql.query<Omit<StoredViewer, 'shard'>>(
        'SELECT user_id AS id, name, email, region, watch_seconds::float8 AS "watchSeconds", xmin::text AS xmin FROM users',
      );
      const events = await sql.query<Omit<StoredEvent, 'shard'>>(
        'SELECT user_id AS viewer, event_id AS id, video_id AS video, seconds, at::text AS at FROM events',
      );
      return {
        viewers: viewers.map((row) => ({ ...row, shard })),
        events: events.map((row) => ({ ...row, shard })),
      };
    }),
  );
  return { shards, viewers: parts.flatMap((part) => part.viewers), events: parts.flatMap((part) => part.events) };
}

function allShards(cluster: Cluster): readonly string[] {
  return [...cluster.shards, cluster.spare].map(({ id }) => id);
}

/** Viewer id → shards that hold a `users` row of it (normally one). */
export function placements(truth: Pick<Truth, 'viewers'>): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const { id, shard } of truth.viewers) places.set(id, [...(places.get(id) ?? []), shard]);
  return places;
}

/** Viewer id → the first shard that holds it. */
export function homesOf(truth: Pick<Truth, 'viewers'>): Map<string, string> {
  const homes = new Map<string, string>();
  for (const { id, shard } of truth.viewers) if (!homes.has(id)) homes.set(id, shard);
  return homes;
}

/** Rows of `users` per shard, with zero for shards that have none. */
export function viewersPerShard(truth: Pick<Truth, 'shards' | 'viewers'>): Map<string, number> {
  const counts = new Map<string, number>(truth.shards.map((shard) => [shard, 0]));
  for (const { shard } of truth.viewers) counts.set(shard, (counts.get(shard) ?? 0) + 1);
  return counts;
}
