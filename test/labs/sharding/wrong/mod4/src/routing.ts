import type { ShardInfo } from './config.ts';

/** The home of a viewer: the number in the id, modulo the number of shards. */
export function homeOf(id: string, shards: readonly ShardInfo[]): ShardInfo {
  const number = Number.parseInt(id.replace(/[^0-9]/g, '').slice(-9) || '0', 10);
  const home = shards[number % shards.length];
  if (!home) throw new Error('there are no shards to choose from');
  return home;
}

/** The shards of one region, or all of them when none is named. */
export function shardsIn(region: string | undefined, shards: readonly ShardInfo[]): ShardInfo[] {
  return shards.filter((shard) => region === undefined || shard.region === region);
}
