import { expect, test } from 'vitest';
import { caseOf, completed, NOTHING_DRAWN, observedOf, soundBooks } from '../../model/testing.ts';
import { judgeShared } from './shared.ts';
import { judgeTakeover } from './takeover.ts';

const ended = completed(10);
const takeover = {
  stuck: 10,
  ended,
  meanwhile: undefined,
  after: ended,
  books: soundBooks(ended),
  drawn: NOTHING_DRAWN,
};

test('6a: taken over, and unchanged when the first is back', () => {
  expect(judgeTakeover(takeover)).toMatchObject({
    verdict: 'pass',
    exposed: { 'transfers of the stopped instance': 10 },
  });
  const pending = [caseOf(1001, 'PENDING'), ...ended.slice(1)];
  expect(observedOf(judgeTakeover({ ...takeover, ended: pending }))).toBe(
    '1 of 10 transfers still PENDING, first the transfer of 10.01 (t-1001)',
  );
  const meanwhile = { fresh: caseOf(500, 'COMPLETED'), calls: 4, callsForStuck: 0 };
  expect(judgeTakeover({ ...takeover, ended: pending, meanwhile })).toMatchObject({
    failure: { hint: expect.stringMatching(/made no call for the 1\./) },
  });
  const changed = [caseOf(1001, 'FAILED', 'expired'), ...ended.slice(1)];
  expect(observedOf(judgeTakeover({ ...takeover, after: changed }))).toBe(
    'the transfer of 10.01 (t-1001) was COMPLETED, and afterwards it was FAILED, reason expired',
  );
  expect(observedOf(judgeTakeover({ ...takeover, books: soundBooks(ended.slice(1)) }))).toMatch(/no money has moved/);
});

const twenty = completed(20);
const shared = { cases: twenty, twice: twenty.map(() => 0), books: soundBooks(twenty), drawn: NOTHING_DRAWN };

test('6b: the same call by both instances, at most for three transfers', () => {
  expect(judgeShared(shared)).toMatchObject({ exposed: { transfers: 20, 'driven by one instance at a time': 20 } });
  expect(judgeShared({ ...shared, twice: twenty.map((_, i) => (i < 3 ? 1 : 0)) }).verdict).toBe('pass');
  expect(observedOf(judgeShared({ ...shared, twice: twenty.map((_, i) => (i < 4 ? 1 : 0)) }))).toBe(
    'for 4 of 20 transfers both instances made the same call',
  );
  const failed = [caseOf(1001, 'FAILED', 'expired'), ...twenty.slice(1)];
  expect(observedOf(judgeShared({ ...shared, cases: failed, books: soundBooks(failed) }))).toBe(
    'the transfer of 10.01 (t-1001) is FAILED, reason expired',
  );
});
