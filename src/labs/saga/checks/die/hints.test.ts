import { expect, test } from 'vitest';
import { caseOf, completed } from '../../model/testing.ts';
import { whenAsked } from './hints.ts';

const pending = completed(11).map(({ transfer }) => caseOf(transfer.amount, 'PENDING'));

test('they end when they are asked for, or not even then', () => {
  expect(whenAsked(completed(11), 40)).toBe(
    'As soon as archlab asked for them with GET there were calls again, and 11 of 11 ended. So your program can go on with them, and does so when it is asked. What becomes of a transfer that nobody asks for?',
  );
  expect(whenAsked(pending, undefined)).toBe(
    'Nor was there a call when archlab asked for each of them with GET. The answers were PENDING for all 11, so they are still known, and known to be unfinished. Which line of your program would come upon them?',
  );
});

test('nothing follows from calls long after the question, from calls that ended nothing, or from an end without a call', () => {
  expect(whenAsked(completed(11), 1800)).toBeUndefined();
  expect(whenAsked(pending, 40)).toBeUndefined();
  expect(whenAsked([...completed(1), ...pending.slice(1)], undefined)).toBeUndefined();
});
