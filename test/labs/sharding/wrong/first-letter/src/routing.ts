import type { ShardInfo } from './config.ts';

/** The home of a viewer: the first character after the prefix says which. */
export function homeOf(id: string, shards: readonly ShardInfo[]): ShardInfo {
  const home = shards[id.replace(/^[a-z]+-/, '').charCodeAt(0) % shards.length];
  if (!home) throw new Error('there are no shards to choose from');
  return home;
}

/** The shards of one region, or all of them when none is named. */
export function shardsIn(region: string | undefined, shards: readonly ShardInfo[]): ShardInfo[] {
  return shards.filter((shard) => region === undefined || shard.region === region);
}
