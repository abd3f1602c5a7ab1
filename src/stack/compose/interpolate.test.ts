import { expect, test } from 'vitest';
import { interpolate, references } from './interpolate.ts';

const variables = { X: 'x', EMPTY: '' };

test.each([
  ['plain', 'plain'],
  ['${X}', 'x'],
  ['$X!', 'x!'],
  ['$$X $${X}', '$X ${X}'],
  ['${NONE}', ''],
  ['${NONE:-d}', 'd'],
  ['${NONE-d}', 'd'],
  ['${EMPTY:-d}', 'd'],
  ['${EMPTY-d}', ''],
  ['${X:-d}${X-d}', 'xx'],
  ['${NONE:-a${X}b}', 'axb'],
  ['${X:+y}${NONE:+y}${EMPTY+z}${EMPTY:+z}', 'yz'],
  ['${X:?m}${EMPTY?m}', 'x'],
  ['${ADDR:-db:5432}', 'db:5432'],
])('%s → %s', (text, value) => {
  expect(interpolate(text, variables)).toBe(value);
});

test.each([
  ['${NONE:?say so}', 'variable NONE is required: say so'],
  ['${EMPTY:?}', 'variable EMPTY is required: it has no value'],
  ['${X', 'has no closing brace'],
  ['${X!}', 'operator'],
  ['costs 5$', 'write $$'],
])('%s is refused: %s', (text, message) => {
  expect(() => interpolate(text, variables)).toThrow(message);
});

test('references lists names with their defaults', () => {
  expect([...references('$A ${B:-b${C}} $$D ${E:?e}')]).toEqual([
    ['A', undefined],
    ['B', 'b${C}'],
    ['C', undefined],
    ['E', undefined],
  ]);
});
