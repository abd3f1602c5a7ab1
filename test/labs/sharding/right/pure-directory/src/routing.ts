import type { ShardInfo } from './config.ts';

let turn = Math.floor(Math.random() * 1000);

/** A shard for somebody who has none yet: the shards take turns. The directory remembers the choice. */
export function nextOf(shards: readonly ShardInfo[]): ShardInfo {
  const shard = shards[turn++ % shards.length];
  if (!shard) throw new Error('there are no shards to choose from');
  return shard;
}

/** The shards of one region, or all of them when none is named. */
export function shardsIn(region: string | undefined, shards: readonly ShardInfo[]): ShardInfo[] {
  return shards.filter((shard) => region === undefined || shard.region === region);
}
