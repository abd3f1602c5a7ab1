import { createHash } from 'node:crypto';
import type { ShardInfo } from './config.ts';

/**
 * The home of a viewer: jump consistent hashing (Lamping and Veach). It walks through the numbers of shards at which this
 * key would have moved; the last one within reach is its bucket. Buckets are positions in the list, so shards may only be
 * appended.
 */
export function homeOf(id: string, shards: readonly ShardInfo[]): ShardInfo {
  let key = createHash('sha256').update(id).digest().readBigUInt64BE(0);
  let bucket = -1;
  let next = 0;
  while (next < shards.length) {
    bucket = next;
    key = BigInt.asUintN(64, key * 2862933555777941757n + 1n);
    next = Math.floor((bucket + 1) * (2 ** 31 / (Number(key >> 33n) + 1)));
  }
  const home = shards[bucket];
  if (!home) throw new Error('there are no shards to choose from');
  return home;
}

/** The shards of one region, or all of them when none is named. */
export function shardsIn(region: string | undefined, shards: readonly ShardInfo[]): ShardInfo[] {
  return shards.filter((shard) => region === undefined || shard.region === region);
}
