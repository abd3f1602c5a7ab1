import { expect, test } from 'vitest';
import lab from './lab.ts';

test('steps and checks have the names that progress and proofs go by', () => {
  expect(lab.steps.map(({ id }) => id)).toEqual([
    'route-by-key',
    'spread-evenly',
    'ask-everybody',
    'lose-a-shard',
    'pin-regions',
    'add-a-shard',
    'rebalance-live',
  ]);
  expect(lab.steps.map(({ checks }) => checks.map(({ id }) => id).join(' '))).toEqual([
    '1a 1b 1c',
    '2a 2b 2c',
    '3a 3b 3c',
    '4a 4b 4c 4d 4e',
    '5a 5b 5c 5d 5e',
    '6a 6b 6c 6d',
    '7a 7b 7c 7d 7e',
  ]);
});

test('every check has something that must have been seen', () => {
  for (const check of lab.steps.flatMap(({ checks }) => checks))
    expect([check.id, Object.keys(check.minimum).length > 0]).toEqual([check.id, true]);
});

test('first hints name no identifier of the solution', () => {
  for (const { hints } of lab.steps) expect(hints[0]).not.toMatch(/[a-z][A-Z]|_|\(\)|SELECT|INSERT|DELETE|SHA|MD5/);
});
