import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columns, count, duration, hanging, wrap } from './lines.ts';

test('wrapping keeps every word in order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }),
      fc.integer({ min: 10, max: 60 }),
      (words, width) => {
        const lines = wrap(words.join(' '), width);
        expect(lines.join(' ').split(' ')).toEqual(words);
        for (const line of lines) expect(line.length <= width || !line.includes(' ')).toBe(true);
      },
    ),
  );
});

test('hanging text stands below itself', () => {
  expect(hanging('did  ', 'one two three four five six', 25)).toEqual(['did  one two three four', '     five six']);
});

test('columns line up', () => {
  expect(
    columns(
      [
        ['a', 'bbb', 'c'],
        ['aaa', 'b', ''],
      ],
      ' ',
    ),
  ).toEqual([' a    bbb  c', ' aaa  b']);
});

test('durations and counts', () => {
  expect([duration(40), duration(12_345), duration(125_000)]).toEqual(['0.0 s', '12.3 s', '2 min 5 s']);
  expect([count(1, 'step'), count(2, 'step')]).toEqual(['1 step', '2 steps']);
});
