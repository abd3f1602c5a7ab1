import type { ShardInfo } from './config.ts';

/** The home of a viewer. */
export function homeOf(_id: string, shards: readonly ShardInfo[]): ShardInfo {
  const home = shards[0];
  if (!home) throw new Error('there are no shards to choose from');
  return home;
}

/** The shards of one region, or all of them when none is named. */
export function shardsIn(region: string | undefined, shards: readonly ShardInfo[]): ShardInfo[] {
  return shards.filter((shard) => region === undefined || shard.region === region);
}
