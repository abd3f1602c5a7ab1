import { expect, test } from 'vitest';
import { booksOf, caseOf, completed, hold, NOTHING_DRAWN, observedOf, soundBooks } from '../../model/testing.ts';
import { judgeChaos } from './chaos.ts';
import { judgeDirty } from './dirty.ts';
import { judgeLimit } from './limit.ts';
import { judgeRoom } from './room.ts';

const sixty = completed(60);
const chaos = { cases: sixty, lost: 25, books: soundBooks(sixty), drawn: NOTHING_DRAWN };

test('5a: all end and the books are sound', () => {
  expect(judgeChaos(chaos)).toMatchObject({
    verdict: 'pass',
    exposed: { transfers: 60, 'calls without an answer': 25 },
  });
  const pending = [caseOf(1001, 'PENDING'), ...sixty.slice(1)];
  expect(observedOf(judgeChaos({ ...chaos, cases: pending, books: soundBooks(pending) }))).toMatch(
    /^1 of 60 transfers still/,
  );
  expect(observedOf(judgeChaos({ ...chaos, books: soundBooks(sixty.slice(1)) }))).toMatch(/no money has moved/);
  const paidOnly = { ...soundBooks(pending), credits: soundBooks(sixty).credits };
  const underWay = { ...paidOnly, accounts: [{ id: 'b:y', given: 0, available: 1001 }] };
  expect(observedOf(judgeChaos({ ...chaos, cases: pending, books: underWay }))).toMatch(/^1 of 60 transfers still/);
  const failed = sixty.map(({ transfer }) => caseOf(transfer.amount, 'FAILED'));
  expect(observedOf(judgeChaos({ ...chaos, cases: failed, books: booksOf([], []) }))).toBe(
    '60 of 60 transfers are not; the transfer of 10.01 (t-1001) is FAILED, reason null',
  );
});

const rejected = caseOf(700, 'FAILED', 'screening_rejected');
const dirty = { end: rejected, stopped: 3, early: 0, books: booksOf([hold(700, 'released')], []) };

test('5b: nothing before the approval, no trace after the rejection', () => {
  expect(judgeDirty(dirty)).toMatchObject({ verdict: 'pass', exposed: { 'screenings that were stuck': 3 } });
  expect(observedOf(judgeDirty({ ...dirty, early: 700 }))).toBe(
    '7.00 were credited while the screening had not answered; its answer was reject',
  );
  expect(observedOf(judgeDirty({ ...dirty, end: caseOf(700, 'COMPLETED') }))).toBe(
    'the transfer of 7.00 (t-700) is COMPLETED',
  );
  expect(observedOf(judgeDirty({ ...dirty, books: booksOf([hold(700, 'active')], []) }))).toMatch(/locked for ever$/);
});

const limited = [
  ...completed(3),
  ...Array.from({ length: 17 }, (_, i) => caseOf(2000 + i, 'FAILED', 'limit_exceeded')),
];
const limit = {
  cases: limited,
  calls: limited.map((_, i) => (i < 3 ? 3 : 0)),
  passages: [],
  books: soundBooks(limited),
};

test('5c: exactly three, and no call for the others', () => {
  expect(judgeLimit(limit)).toMatchObject({
    verdict: 'pass',
    exposed: { 'transfers at once': 20, 'within the limit': 3 },
  });
  const ten = [...completed(10), ...limited.slice(10)];
  expect(observedOf(judgeLimit({ ...limit, cases: ten, books: soundBooks(ten) }))).toBe(
    '10 transfers passed a limit of 3: each read the sum before the others had written',
  );
  const two = [caseOf(1001, 'FAILED', 'limit_exceeded'), ...limited.slice(1)];
  expect(observedOf(judgeLimit({ ...limit, cases: two, books: soundBooks(two) }))).toBe('only 2 COMPLETED');
  const other = [...limited.slice(0, 19), caseOf(3000, 'FAILED', 'expired')];
  expect(observedOf(judgeLimit({ ...limit, cases: other }))).toBe(
    'the transfer of 30.00 (t-3000) is FAILED, reason expired',
  );
  expect(observedOf(judgeLimit({ ...limit, calls: limited.map(() => 2) }))).toBe(
    'the transfer of 20.00 (t-2000) is FAILED, reason limit_exceeded, and 2 calls to the banks were made for it',
  );
});

const failed = [1, 2, 3].map((amount) => caseOf(amount, 'FAILED', 'account_closed'));
const after = completed(3);

test('5d: room that comes back', () => {
  const books = soundBooks(after);
  expect(judgeRoom({ failed, after, books })).toMatchObject({ exposed: { 'failed before': 3, 'room afterwards': 3 } });
  const refused = [caseOf(1001, 'FAILED', 'limit_exceeded'), ...after.slice(1)];
  expect(observedOf(judgeRoom({ failed, after: refused, books }))).toBe(
    'the transfer of 10.01 (t-1001) is FAILED, reason limit_exceeded',
  );
  expect(observedOf(judgeRoom({ failed: [caseOf(1, 'FAILED', 'limit_exceeded')], after, books }))).toBe(
    'the transfer of 0.01 (t-1) is FAILED, reason limit_exceeded',
  );
});

test('5c: the guess at the cause is left out where what was seen says otherwise', () => {
  const at = (one: (typeof limited)[number], i: number) => ({
    ...one,
    posting: { ...one.posting, instance: i % 2 === 0 ? 'limit-1' : 'limit-2' },
  });
  const passages = limited.map((_, i) => ({ answeredAt: i, capturedAt: i < 6 ? 900 : undefined }));
  const six = [...completed(6), ...limited.slice(6)].map(at);
  expect(judgeLimit({ ...limit, cases: six, passages, books: soundBooks(six) })).toMatchObject({
    failure: { observed: '6 transfers passed a limit of 3', hint: expect.stringMatching(/let exactly 3 pass each/) },
  });
});
