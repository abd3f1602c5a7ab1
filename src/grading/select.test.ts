import { expect, test } from 'vitest';
import { defineCheck, defineLab, defineStep } from './define.ts';
import { pass } from './judgement.ts';
import { select } from './select.ts';

const check = (id: string) =>
  defineCheck({ id, title: id, minimum: {}, observe: async () => undefined, judge: () => pass({}) });
const step = (id: string, checks: string[]) =>
  defineStep({ id, title: id, hints: ['a', 'b'], stage: async () => undefined, checks: checks.map(check) });
const lab = defineLab({
  id: 'x',
  contract: { instances: ['a'], roles: [], health: '/healthz' },
  prepare: async () => undefined,
  environment: () => ({}),
  steps: [step('one', ['1a', '1b']), step('two', ['2a', '2b', '2c'])],
});
const chosen = (wanted?: string) =>
  select(lab, wanted).map(({ number, checks }) => [number, ...checks.map((c) => c.id)]);

test('nothing means all; a number or name means a step; a check brings those before it along', () => {
  expect(chosen()).toEqual([
    [1, '1a', '1b'],
    [2, '2a', '2b', '2c'],
  ]);
  expect(chosen('2')).toEqual([[2, '2a', '2b', '2c']]);
  expect(chosen('one')).toEqual([[1, '1a', '1b']]);
  expect(chosen('2b')).toEqual([[2, '2a', '2b']]);
});

test('an unknown step names the known ones', () => {
  expect(() => chosen('9')).toThrow('x has no step or check "9". Its steps: 1 (one), 2 (two).');
});
