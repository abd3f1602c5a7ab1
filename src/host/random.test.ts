import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hash32, seededRandom } from './random.ts';

test('the same seed gives the same numbers, another seed others', () => {
  const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed).next);
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test('integers stay within their bounds and reach both', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 31 }),
      fc.integer({ min: -5, max: 5 }),
      fc.integer({ min: 0, max: 3 }),
      (seed, low, width) => {
        const random = seededRandom(seed);
        const seen = new Set(Array.from({ length: 200 }, () => random.int(low, low + width)));
        return seen.size === width + 1 && Math.min(...seen) === low && Math.max(...seen) === low + width;
      },
    ),
  );
});

test('a shuffle keeps the items', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.integer()), (seed, items) => {
      expect([...seededRandom(seed).shuffle(items)].sort()).toEqual([...items].sort());
    }),
  );
});

test('a fork depends on seed and label, not on what was drawn before', () => {
  const one = seededRandom(1);
  one.next();
  expect(one.fork('a').next()).toBe(seededRandom(1).fork('a').next());
  expect(seededRandom(1).fork('a').next()).not.toBe(seededRandom(1).fork('b').next());
});

test('similar strings hash far apart', () => {
  const buckets = new Array<number>(4).fill(0);
  for (let i = 0; i < 4000; i++) {
    const bucket = hash32(`u-${i}`) % 4;
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }
  for (const count of buckets) expect(count).toBeGreaterThan(900);
});
