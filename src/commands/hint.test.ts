import { expect, test } from 'vitest';
import { makeStyle, PLAIN } from '../report/style.ts';
import { FAILED, PASSED, UNSURE } from '../report/verdicts.fixture.ts';
import { type Hint, render, seenIn } from './hint.ts';

const HINT: Hint = {
  lab: 'sharding',
  step: 2,
  title: 'Spread evenly, touch one shard',
  hint: 'Ids are not random numbers.',
  number: 1,
  of: 3,
  again: false,
};

test('what the last run saw comes first, and what follows from it', () => {
  const seen = { ...seenIn(FAILED, 'spread-evenly')!, hint: 'In all 100 requests a shard too many was asked.' };
  expect(render({ ...HINT, seen }, PLAIN)).toMatchInlineSnapshot(`
    "Step 2: Spread evenly, touch one shard (hint 1 of 3)

    In the last run 2b failed: one shard on the wire
      observed  SELECT … FROM users on s0, s1, s2, s3; only s2 holds the row.
                That is a broadcast \\x1b[31m& not sharding.
       look at  src/routing.ts
                README.md, step 2
            so  In all 100 requests a shard too many was asked.

    Ids are not random numbers.

    2 more if you need: archlab hint 2
    "
  `);
});

test('nothing was seen: only the hint', () => {
  expect(render(HINT, PLAIN)).toMatchInlineSnapshot(`
    "Step 2: Spread evenly, touch one shard (hint 1 of 3)

    Ids are not random numbers.

    2 more if you need: archlab hint 2
    "
  `);
});

test('used up: said, and what there is instead', () => {
  expect(render({ ...HINT, number: 3, again: true }, PLAIN)).toContain('That was the last one, given before.');
  expect(render({ ...HINT, number: 3 }, PLAIN)).toContain('This was the last hint for this step.');
});

test('only a failed check of this very step is told of', () => {
  expect(seenIn(FAILED, 'route-by-key')).toBeUndefined();
  expect(seenIn(FAILED, 'ask-everybody')).toBeUndefined();
  expect(seenIn(PASSED, 'spread-evenly')).toBeUndefined();
  expect(seenIn(UNSURE, 'lose-a-shard')).toBeUndefined();
  expect(seenIn(FAILED, 'spread-evenly')).toMatchObject({ check: '2b', look: ['src/routing.ts', 'README.md, step 2'] });
});

test('it keeps to the width of the window', () => {
  const seen = seenIn(FAILED, 'spread-evenly')!;
  const lines = render({ ...HINT, seen }, makeStyle({ colour: false, unicode: false, columns: 60 })).split('\n');
  expect(lines.filter((line) => line.length > 60)).toEqual([]);
});
