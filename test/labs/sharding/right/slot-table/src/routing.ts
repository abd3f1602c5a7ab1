import type { ShardInfo } from './config.ts';

export const SLOTS = 256;

/** Which shard owns each slot of each region, by id. */
export type Slots = Record<string, string[]>;

/** The slot of an id never changes; who owns the slot does, and that stands in the catalog. */
export function slotOf(id: string): number {
  return hash(id) % SLOTS;
}

/** The first table: the shards of a region take turns. */
export function deal(shards: readonly ShardInfo[]): Slots {
  const slots: Slots = {};
  for (const { region } of shards) {
    const owners = shardsIn(region, shards);
    slots[region] ??= Array.from({ length: SLOTS }, (_, slot) => owners[slot % owners.length]?.id ?? '');
  }
  return slots;
}

/** The slots that a new owner takes over: its fair share, always from whoever has most. */
export function share(owners: readonly string[], newcomer: string): number[] {
  if (owners.length === 0) return Array.from({ length: SLOTS }, (_, slot) => slot);
  const after = [...owners];
  const count = new Map<string, number>([[newcomer, 0]]);
  for (const owner of owners) count.set(owner, (count.get(owner) ?? 0) + 1);
  const fair = Math.floor(SLOTS / count.size);
  const taken: number[] = [];
  while ((count.get(newcomer) ?? 0) < fair) {
    const [richest] = [...count].reduce((a, b) => (b[1] > a[1] ? b : a));
    const slot = after.indexOf(richest);
    after[slot] = newcomer;
    count.set(richest, (count.get(richest) ?? 0) - 1);
    count.set(newcomer, (count.get(newcomer) ?? 0) + 1);
    taken.push(slot);
  }
  return taken;
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
