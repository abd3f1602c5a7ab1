import { expect, test } from 'vitest';
import { fixedIds, populations } from '../../model/viewers.ts';
import { looksAt } from './looks-at.ts';

interface Routing {
  homeOf(id: string, shards: readonly { readonly id: string }[]): { readonly id: string };
}

const SHARDS = ['s0', 's1', 's2', 's3'].map((id) => ({ id }));

/** Where the ids are with the routing function of a solution that is known to be wrong. */
async function homes(solution: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const file = new URL(`../../../../../test/labs/sharding/wrong/${solution}/src/routing.ts`, import.meta.url);
  const { homeOf } = (await import(file.href)) as Routing;
  return new Map(ids.map((id) => [id, homeOf(id, SHARDS).id]));
}
const [padded, byFour, uuids] = populations().map(({ ids }) => ids) as [string[], string[], string[]];

test('one shard has them all: what they share is named', async () => {
  const sorry = 'what your function looks at is the same in all of them. What else do they share?';
  expect(looksAt(await homes('first-letter', padded))).toBe(
    `All 2,000 ids, which begin with “u-00”, went to s0: ${sorry}`,
  );
  expect(looksAt(await homes('mod4', byFour))).toBe(`All 2,000 ids, which begin with “u-”, went to s0: ${sorry}`);
  expect(looksAt(await homes('everything-on-one-shard', uuids))).toBe(`All 2,000 ids went to s0: ${sorry}`);
});

test.each([
  ['first-letter', uuids, 'first character', '“5”: s1', 16],
  ['first-letter', byFour, 'first 3 characters', '“u-0”: s0', 10],
  ['range', uuids, 'first character', '“5”: s1', 16],
  ['mod4', padded, 'last 2 characters', '“01”: s1', 100],
])('%s: the part of the id that decides is found', async (solution, ids, part, example, groups) => {
  expect(looksAt(await homes(solution, ids))).toBe(
    `Ids that agree in their ${part} always went to one shard (${example}); there are ${groups} such groups for 2,000 ids. Your function seems to look at the ${part} only, and throws the rest of the id away.`,
  );
});

test('a hash that keeps close ids close', async () => {
  expect(looksAt(await homes('raw-fnv-ring', padded))).toContain(
    'Of these ids in order, 76 % went to the same shard as the one before; with shares like yours chance alone makes it 30 %. Your function keeps ids close together',
  );
});

test.each(['ring-1-vnode', 'ring-3-vnodes'])('%s: the ids are mixed, the shares are not even', async (solution) => {
  const hint = looksAt(await homes(solution, padded));
  expect(hint).toContain('So your function mixes these ids well');
});

test('nothing is made up from few ids, or where ids take turns in a way that no part of them explains', () => {
  const few = new Map(fixedIds(5).map((id) => [id, 's0']));
  expect(looksAt(few)).toBeUndefined();
  const turns = new Map(fixedIds(2000).map((id, index) => [id, `s${Math.floor(index * 1.37) % 4}`]));
  expect(looksAt(turns)).toBeUndefined();
});
