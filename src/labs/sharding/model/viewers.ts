import { type Random, seededRandom } from '../../../kit.ts';

export interface Viewer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly region: string;
}

export interface WatchEvent {
  readonly eventId: string;
  readonly videoId: string;
  readonly seconds: number;
}

/** A viewer with this id and everything else derived from it. */
export function viewer(id: string, region = 'us'): Viewer {
  return { id, name: `Viewer ${id}`, email: `${id.replace(/@.*/, '')}@mail.example`, region };
}

/** `count` different ids of mixed case and length, drawn from `random`; they say nothing about the region. */
export function randomIds(random: Random, count: number): string[] {
  const ids = new Set<string>();
  while (ids.size < count) {
    const word = random.word(random.int(5, 9));
    ids.add(`u-${random.int(0, 1) === 0 ? word : word.toUpperCase()}`);
  }
  return [...ids];
}

/** `u-1` … `u-<count>`: the fixed viewers of the last two steps. Constants, so that a result never changes between runs. */
export function fixedIds(count: number): string[] {
  return range(count).map((i) => `u-${i + 1}`);
}

export interface Population {
  readonly name: string;
  readonly ids: readonly string[];
}

/**
 * Five ways in which real ids look, 2,000 each. Constants: no seed but the fixed one below goes in, so a routing function is
 * either balanced on them for ever or never.
 */
export function populations(): readonly Population[] {
  const random = seededRandom(20_241_113);
  const hex = (length: number) => range(length).map(() => random.int(0, 15).toString(16));
  const uuid = (stamp: string, version: string) =>
    `${stamp.slice(0, 8)}-${stamp.slice(8, 12)}-${version}${hex(3).join('')}-${random.pick(['8', '9', 'a', 'b'])}${hex(3).join('')}-${hex(12).join('')}`;
  const count = 2000;
  return [
    { name: 'u-000001, u-000002, …', ids: range(count).map((i) => `u-${String(i + 1).padStart(6, '0')}`) },
    { name: 'u-0, u-4, u-8, …', ids: range(count).map((i) => `u-${i * 4}`) },
    { name: 'UUIDv4', ids: range(count).map(() => uuid(hex(12).join(''), '4')) },
    { name: '<hex>@eu.example', ids: range(count).map((i) => `${(i * 65_521 + 4096).toString(16)}@eu.example`) },
    {
      name: 'time-ordered UUIDv7',
      ids: range(count).map((i) => uuid((1_731_500_000_000 + i * 41).toString(16).padStart(12, '0'), '7')),
    },
  ];
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** Order of examples in messages: by length, then bytewise, so that u-9 comes before u-10. */
export function byId(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
