import { createHash } from 'node:crypto';
import type { ShardInfo } from './config.ts';

/** With 128 points the largest share of a shard is some 25 % above the mean; with one point it is often twice the mean. */
const POINTS = 128;

/**
 * The home of a viewer: the shard of the first point at or after the viewer's own place on the ring. A new shard takes
 * the stretches before its points from their owners, and changes nothing else.
 */
export function homeOf(id: string, shards: readonly ShardInfo[]): ShardInfo {
  const points = ringOf(shards);
  const place = position(id);
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.at ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  const home = (points[low] ?? points[0])?.shard;
  if (!home) throw new Error('there are no shards to choose from');
  return home;
}

interface Point {
  at: number;
  shard: ShardInfo;
}

const rings = new Map<string, Point[]>();

function ringOf(shards: readonly ShardInfo[]): Point[] {
  const key = shards.map((shard) => `${shard.id}=${shard.url}`).join();
  let points = rings.get(key);
  if (!points) {
    points = shards.flatMap((shard) =>
      Array.from({ length: POINTS }, (_, i) => ({ at: position(`${shard.id}#${i}`), shard })),
    );
    points.sort((a, b) => a.at - b.at || (a.shard.id < b.shard.id ? -1 : 1));
    rings.set(key, points);
  }
  return points;
}

function position(text: string): number {
  return createHash('md5').update(text).digest().readUInt32BE(0);
}

/** The shards of one region, or all of them when none is named. */
export function shardsIn(region: string | undefined, shards: readonly ShardInfo[]): ShardInfo[] {
  return shards.filter((shard) => region === undefined || shard.region === region);
}
