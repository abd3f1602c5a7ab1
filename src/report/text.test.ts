import { expect, test } from 'vitest';
import type { StepVerdict } from '../grading/verdict.ts';
import { makeStyle, PLAIN } from './style.ts';
import { renderText } from './text.ts';
import { FAILED, PASSED, UNSURE } from './verdicts.fixture.ts';

test('a failure reads: did, expected, observed, look at, replay with', () => {
  expect(renderText(FAILED, PLAIN)).toMatchInlineSnapshot(`
    "sharding (typescript, engine local, seed 8123)

     x 2  Spread evenly, touch one shard  3 checks, 0.9 s
         + 2a  balance
         x 2b  one shard on the wire

                   did  sent GET /users/u-31, alone, after 20 requests to warm up
              expected  data statements on the shard that holds u-31 (s2), and on no other
              observed  SELECT … FROM users on s0, s1, s2, s3; only s2 holds the row.
                        That is a broadcast \\x1b[31m& not sharding.
               look at  src/routing.ts
                        README.md, step 2
           replay with  archlab verify --step 2b --seed 8123

         - 2c  no cheating memory

     + 1  Route by key                    1.2 s
     x 2  Spread evenly, touch one shard  0.9 s  2b
     - 3  Ask everybody, once

    Failed: 1 of 2 steps passed. (12.3 s)
    "
  `);
});

test('a pass is short', () => {
  expect(renderText(PASSED, PLAIN)).toMatchInlineSnapshot(`
    "sharding (typescript, engine local, seed 8123)

     + 1  Route by key  1.2 s

    Passed: 1 step. (1.2 s)
    "
  `);
});

test('a long run ends with its steps, times below one another, however long they took', () => {
  const [first, second] = FAILED.steps as [StepVerdict, StepVerdict];
  const steps = [
    { ...first, durationMs: 125_000 },
    { ...first, number: 2, title: 'Two' },
    { ...second, number: 3 },
  ];
  const lines = renderText({ ...FAILED, steps }, PLAIN)
    .split('\n')
    .slice(-6);
  expect(lines).toEqual([
    ' + 1  Route by key                    2 min 5 s',
    ' + 2  Two                                 1.2 s',
    ' x 3  Spread evenly, touch one shard      0.9 s  2b',
    '',
    'Failed: 2 of 3 steps passed. (12.3 s)',
    '',
  ]);
});

test('what could not be judged never blames the learner', () => {
  expect(renderText(UNSURE, PLAIN)).toMatchInlineSnapshot(`
    "sharding (typescript, engine local, seed 8123)

     ? 4  Lose a shard  3 checks, 3.0 s
         ? 4a  own users fail fast

                unsure  Too little was seen to judge.
           replay with  archlab verify --step 4a --seed 8123

         ? 4b  others unharmed

               our bug  x is not a function
                        TypeError: x is not a function
                            at lab.ts:1:1
           replay with  archlab verify --step 4b --seed 8123

         ? 4c  partial answers

               stopped  Interrupted.
           replay with  archlab verify --step 4c --seed 8123

    archlab itself failed; this says nothing about your solution. (12.3 s)
    Please report it with the text above.
    "
  `);
});

test('lines keep to the width of the window', () => {
  const narrow = renderText(FAILED, makeStyle({ colour: false, unicode: false, columns: 60 }));
  expect(narrow.split('\n').filter((line) => line.length > 60)).toEqual([]);
});

test('an interrupted run says so', () => {
  expect(renderText({ ...FAILED, outcome: 'interrupted' }, PLAIN)).toContain('Interrupted: what is shown above');
  expect(renderText({ ...FAILED, outcome: 'inconclusive' }, PLAIN)).toContain('says nothing about your solution');
});

test('colour is only added, never text', () => {
  const coloured = renderText(FAILED, makeStyle({ colour: true, unicode: false, columns: 100 }));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes of colours are what is taken out
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(renderText(FAILED, PLAIN));
  expect(coloured).not.toBe(renderText(FAILED, PLAIN));
});
