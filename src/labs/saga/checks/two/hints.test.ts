import { expect, test } from 'vitest';
import { caseOf } from '../../model/testing.ts';
import { type Meanwhile, whatTheOtherDoes } from './hints.ts';

const hintFor = (meanwhile: Partial<Meanwhile>) =>
  whatTheOtherDoes(10, { fresh: caseOf(500, 'PENDING'), calls: 0, callsForStuck: 0, ...meanwhile }, 3000);

test('the other instance works and leaves them alone, or does not work', () => {
  expect(hintFor({ fresh: caseOf(500, 'COMPLETED'), calls: 4 })).toBe(
    'Meanwhile archlab sent a new transfer to the other instance, and within 3 s it was COMPLETED. So that instance works, but made no call for the 10. By what does it tell that a transfer is not its business, and can that ever change?',
  );
  expect(hintFor({})).toBe(
    'Meanwhile archlab sent a new transfer to the other instance, and in 3 s there was no call for it either. So it is not the 10 that are stuck, it is the instance. What does it wait for, and would a process that stands still ever give that up?',
  );
});

test('nothing follows when it does try, is under way, or took nothing', () => {
  expect(hintFor({ fresh: caseOf(500, 'COMPLETED'), calls: 4, callsForStuck: 1 })).toBeUndefined();
  expect(hintFor({ callsForStuck: 1 })).toBeUndefined();
  expect(hintFor({ calls: 2 })).toBeUndefined();
  const { posting, ...rest } = caseOf(500, 'PENDING');
  expect(hintFor({ fresh: { ...rest, posting: { ...posting, id: undefined } } })).toBeUndefined();
  expect(whatTheOtherDoes(10, undefined, 3000)).toBeUndefined();
});
