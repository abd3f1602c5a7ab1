/** One PostgreSQL server that holds viewers, as it appears in `SHARDS` and in `POST /admin/shards`. */
export interface ShardInfo {
  id: string;
  url: string;
  region: string;
}

/** What the environment says. Times are in milliseconds. */
export interface Config {
  port: number;
  instance: string;
  catalogUrl: string;
  shardTimeoutMs: number;
  shards: ShardInfo[];
}

/** Reads the environment; throws with the name of the variable that is missing or wrong. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const must = (name: string): string => {
    const value = env[name];
    if (!value) throw new Error(`${name} is not set`);
    return value;
  };
  return {
    port: Number(must('PORT')),
    instance: env.INSTANCE ?? 'a',
    catalogUrl: must('CATALOG_URL'),
    shardTimeoutMs: Number(env.SHARD_TIMEOUT_MS ?? 1000),
    shards: JSON.parse(must('SHARDS')) as ShardInfo[],
  };
}
