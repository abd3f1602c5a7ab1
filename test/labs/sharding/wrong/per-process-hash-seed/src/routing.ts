import { randomBytes } from 'node:crypto';
import type { ShardInfo } from './config.ts';

const SEED = randomBytes(8).toString('hex');

/** The home of a viewer. */
export function homeOf(id: string, shards: readonly ShardInfo[]): ShardInfo {
  const home = shards[hash(SEED + id) % shards.length];
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
