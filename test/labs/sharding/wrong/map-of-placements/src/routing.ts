import type { ShardInfo } from './config.ts';

const placements = new Map<string, string>();
let turn = 0;

/** The home of a viewer: the next shard in turn, and from then on always the same one. */
export function homeOf(id: string, shards: readonly ShardInfo[]): ShardInfo {
  const home = shards.find((shard) => shard.id === placements.get(id)) ?? shards[turn++ % shards.length];
  if (home) placements.set(id, home.id);
  if (!home) throw new Error('there are no shards to choose from');
  return home;
}

/** The shards of one region, or all of them when none is named. */
export function shardsIn(region: string | undefined, shards: readonly ShardInfo[]): ShardInfo[] {
  return shards.filter((shard) => region === undefined || shard.region === region);
}
