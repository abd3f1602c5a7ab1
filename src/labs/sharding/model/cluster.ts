import type { Arena, PgProxy } from '../../../kit.ts';
import { CATALOG, databaseUrl, freshDatabases, SHARDS, SPARE } from './databases.ts';

/** One server as the solution sees it: through its proxy. */
export interface Seat {
  readonly id: string;
  readonly region: string;
  readonly url: string;
  readonly proxy: PgProxy;
}

/** The six servers of a step, with fresh databases, behind proxies. */
export interface Cluster {
  readonly database: string;
  /** s0 – s3. */
  readonly shards: readonly Seat[];
  /** s4. */
  readonly spare: Seat;
  readonly catalog: Seat;
  /** Environment of every instance, before and after a restart. */
  readonly env: Readonly<Record<string, string>>;
  /** SHARD_TIMEOUT_MS in it. */
  readonly timeoutMs: number;
}

/**
 * SHARD_TIMEOUT_MS where no shard is lost: long, since a right program on a busy machine must not give up a shard that is only
 * slow. Steps that take a shard away set their own, the contract's 1000.
 */
export const CALM_TIMEOUT_MS = 4000;

interface ClusterOptions {
  /** Name of the databases; default `grade`. Never the learner's own. */
  readonly database?: string;
  /** Region of a shard; default: all in `us`. */
  readonly region?: (id: string) => string;
  /** SHARD_TIMEOUT_MS. */
  readonly timeoutMs?: number;
}

export async function openCluster(
  arena: Arena,
  { database = 'grade', region = () => 'us', timeoutMs = CALM_TIMEOUT_MS }: ClusterOptions = {},
): Promise<Cluster> {
  arena.note('making fresh databases on six servers');
  await freshDatabases(arena, database);
  const seat = async (id: string): Promise<Seat> => {
    const proxy = await arena.pg(id);
    return { id, region: region(id), url: databaseUrl(arena.service(id), proxy.endpoint.port, database), proxy };
  };
  const shards = await Promise.all(SHARDS.map(seat));
  const catalog = await seat(CATALOG);
  const env = environmentOf(shards, catalog.url, timeoutMs);
  return { database, shards, spare: await seat(SPARE), catalog, env, timeoutMs };
}

/** The same servers, for instances that are started with another SHARD_TIMEOUT_MS. */
export function withTimeout(cluster: Cluster, timeoutMs: number): Cluster {
  return { ...cluster, timeoutMs, env: { ...cluster.env, SHARD_TIMEOUT_MS: String(timeoutMs) } };
}

/** The variables of the contract, apart from PORT and INSTANCE. */
export function environmentOf(
  shards: readonly { id: string; url: string; region: string }[],
  catalogUrl: string,
  timeoutMs: number,
): Readonly<Record<string, string>> {
  return {
    SHARDS: JSON.stringify(shards.map(({ id, url, region }) => ({ id, url, region }))),
    CATALOG_URL: catalogUrl,
    SHARD_TIMEOUT_MS: String(timeoutMs),
  };
}
