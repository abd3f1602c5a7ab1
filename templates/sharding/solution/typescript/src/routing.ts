import type { ShardInfo } from './config.ts';

/**
 * The home of a viewer: the one shard that holds their row and all their events. A function of the id and the shards
 * and of nothing else, so that every instance, today and after a restart, names the same one.
 *
 * Rendezvous hashing: each shard draws a number for this id and the highest wins. A new shard can only win or lose
 * against the shard that had won so far, so adding one moves 1/N of the ids, all of them to the new shard.
 */
export function homeOf(id: string, shards: readonly ShardInfo[]): ShardInfo {
  let home: ShardInfo | undefined;
  let highest = -1;
  for (const shard of shards) {
    const draw = hash(`${shard.id}/${id}`);
    // Equal draws are settled by name, not by the order in the list.
    if (draw > highest || (draw === highest && home && shard.id < home.id)) {
      home = shard;
      highest = draw;
    }
  }
  if (!home) throw new Error('there are no shards to choose from');
  return home;
}

/** The shards of one region, or all of them when none is named. */
export function shardsIn(region: string | undefined, shards: readonly ShardInfo[]): ShardInfo[] {
  return shards.filter((shard) => region === undefined || shard.region === region);
}

/**
 * FNV-1a, then MurmurHash3's finaliser, 32 bits. FNV alone would not do: its last bytes reach only the low bits, so
 * u-000001 and u-000002 draw numbers close to each other. The finaliser spreads every bit of the input over all bits.
 */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
