import type { ShardInfo } from './config.ts';

const POINTS = 1;

/** The home of a viewer: the first point of a shard at or after the viewer's own place on the ring. */
export function homeOf(id: string, shards: readonly ShardInfo[]): ShardInfo {
  const points = ringOf(shards);
  const place = hash(id);
  const home = (points.find((point) => point.at >= place) ?? points[0])?.shard;
  if (!home) throw new Error('there are no shards to choose from');
  return home;
}

interface Point {
  at: number;
  shard: ShardInfo;
}

const rings = new Map<string, Point[]>();

function ringOf(shards: readonly ShardInfo[]): Point[] {
  const key = shards.map((shard) => shard.id).join();
  let points = rings.get(key);
  if (!points) {
    points = shards.flatMap((shard) =>
      Array.from({ length: POINTS }, (_, i) => ({ at: hash(`${shard.id}#${i}`), shard })),
    );
    points.sort((a, b) => a.at - b.at);
    rings.set(key, points);
  }
  return points;
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
