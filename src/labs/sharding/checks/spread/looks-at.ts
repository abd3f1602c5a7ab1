import { count } from '../../model/say.ts';
import { byId } from '../../model/viewers.ts';

/** A part of an id stands for all of it when ids that agree in it always met on one shard, and many ids agree. */
const LEAST_PER_GROUP = 4;
const TOO_OFTEN = 1.3;

/** What the routing function seems to look at, told from where ids are and from nothing else; undefined when nothing stands out. */
export function looksAt(homes: ReadonlyMap<string, string>): string | undefined {
  if (homes.size < 2 * LEAST_PER_GROUP) return undefined;
  return oneShard(homes) ?? part(homes) ?? neighbours(homes);
}

function oneShard(homes: ReadonlyMap<string, string>): string | undefined {
  const shards = new Set(homes.values());
  if (shards.size > 1) return undefined;
  const same = sharedStart([...homes.keys()]);
  const which = same === '' ? '' : `, which begin with “${same}”,`;
  return `All ${count(homes.size)} ids${which} went to ${[...shards].join()}: what your function looks at is the same in all of them. What else do they share?`;
}

interface Part {
  readonly says: string;
  of(id: string): string;
}

/** The shortest comes first: one character explains more than three. */
const PARTS: readonly Part[] = [
  { says: 'length', of: (id) => String(id.length) },
  ...[1, 2, 3, 4].map((n) => ({
    says: n === 1 ? 'last character' : `last ${n} characters`,
    of: (id: string) => id.slice(-n),
  })),
  ...[1, 2, 3, 4, 5, 6].map((n) => ({
    says: n === 1 ? 'first character' : `first ${n} characters`,
    of: (id: string) => id.slice(0, n),
  })),
];

function part(homes: ReadonlyMap<string, string>): string | undefined {
  for (const { says, of } of PARTS) {
    const groups = groupsOf(homes, of);
    const decided = [...groups.values()].every((shards) => shards.size === 1);
    if (!decided || groups.size < 2 || homes.size / groups.size < LEAST_PER_GROUP) continue;
    const [example = '', shards = new Set<string>()] = [...groups][0] ?? [];
    return `Ids that agree in their ${says} always went to one shard (“${example}”: ${[...shards].join()}); there are ${count(groups.size)} such groups for ${count(homes.size)} ids. Your function seems to look at the ${says} only, and throws the rest of the id away.`;
  }
  return undefined;
}

function groupsOf(homes: ReadonlyMap<string, string>, of: Part['of']): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const [id, shard] of homes) groups.set(of(id), (groups.get(of(id)) ?? new Set()).add(shard));
  return groups;
}

/** Whether ids that follow one another meet more often than chance would have it with shares as uneven as these. */
function neighbours(homes: ReadonlyMap<string, string>): string | undefined {
  const ids = [...homes.keys()].sort(byId);
  const pairs = ids.slice(1).map((id, index) => homes.get(id) === homes.get(ids[index] ?? ''));
  const together = pairs.filter(Boolean).length / pairs.length;
  const chance = meetByChance([...homes.values()]);
  if (together < chance / TOO_OFTEN) return undefined;
  const told = `Of these ids in order, ${percent(together)} went to the same shard as the one before; with shares like yours chance alone makes it ${percent(chance)}.`;
  return together > TOO_OFTEN * chance
    ? `${told} Your function keeps ids close together that are close to each other: try what its hash makes of two that differ in their last character only.`
    : `${told} So your function mixes these ids well; it is the shards' shares that are uneven. How many places does each shard have, and how far apart can they come to lie?`;
}

function meetByChance(shards: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const shard of shards) counts.set(shard, (counts.get(shard) ?? 0) + 1);
  return [...counts.values()].reduce((sum, n) => sum + (n / shards.length) ** 2, 0);
}

const percent = (share: number) => `${Math.round(100 * share)} %`;

function sharedStart(ids: readonly string[]): string {
  const [first = '', ...rest] = ids;
  let length = first.length;
  for (const id of rest) while (!id.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}
