import type { ShardInfo } from './config.ts';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

/** The home of a viewer: each shard has its part of the alphabet (hexadecimal digits get equal parts). */
export function homeOf(id: string, shards: readonly ShardInfo[]): ShardInfo {
  const letter = ALPHABET.indexOf(
    id
      .replace(/^[a-z]+-/, '')
      .charAt(0)
      .toLowerCase(),
  );
  const part = Math.floor((Math.max(0, letter) / 16) * shards.length);
  const home = shards[Math.min(part, shards.length - 1)];
  if (!home) throw new Error('there are no shards to choose from');
  return home;
}

/** The shards of one region, or all of them when none is named. */
export function shardsIn(region: string | undefined, shards: readonly ShardInfo[]): ShardInfo[] {
  return shards.filter((shard) => region === undefined || shard.region === region);
}
