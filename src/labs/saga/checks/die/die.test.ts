import { expect, test } from 'vitest';
import type { Call } from '../../model/call.ts';
import {
  booksOf,
  caseOf,
  completed,
  credit,
  hold,
  NOTHING_DRAWN,
  observedOf,
  soundBooks,
} from '../../model/testing.ts';
import { BOUNDARIES, freezeAt, toldOf } from './boundaries.ts';
import { judgeCrash } from './crash.ts';
import type { CrashSeen } from './crash-run.ts';
import { judgeKey, type KeySeen } from './key.ts';

const cases = completed(11);
const good: CrashSeen = {
  boundaries: BOUNDARIES,
  cases,
  reached: 10,
  frozenAgain: 11,
  ghosts: 12,
  unaided: 30,
  askedMs: undefined,
  books: soundBooks(cases),
  drawn: NOTHING_DRAWN,
};

test('4a passes; a transfer that went backward may have no reason', () => {
  expect(judgeCrash(good)).toMatchObject({
    verdict: 'pass',
    exposed: { 'boundaries reached': 10, 'frozen after the first restart': 11, 'late requests delivered': 12 },
  });
  const backward = [caseOf(1001, 'FAILED'), ...cases.slice(1)];
  expect(judgeCrash({ ...good, cases: backward, books: soundBooks(backward) }).verdict).toBe('pass');
});

test('4a: one at a time, forgotten, never ended', () => {
  expect(observedOf(judgeCrash({ ...good, reached: 1 }))).toBe('only 1 of 10 boundaries were reached in 8 s');
  const forgotten = [{ ...caseOf(1001, 'PENDING'), look: { problem: 'status 404, no body' } }, ...cases.slice(1)];
  expect(observedOf(judgeCrash({ ...good, cases: forgotten }))).toBe(
    'for the transfer of 10.01 (t-1001) it gave status 404, no body',
  );
  const pending = [...cases.slice(1), caseOf(1001, 'PENDING')];
  expect(observedOf(judgeCrash({ ...good, cases: pending }))).toBe(
    '1 of 11 transfers still PENDING, first the transfer of 10.01 (t-1001)',
  );
});

test('4a: going on only when somebody asks', () => {
  expect(observedOf(judgeCrash({ ...good, unaided: 0 }))).toBe(
    'not one call to a bank or to the screening in all that time',
  );
  expect(judgeCrash({ ...good, unaided: 0, askedMs: 30 })).toMatchObject({
    failure: { hint: expect.stringMatching(/^As soon as archlab asked/) },
  });
});

test('4a: a leak names the boundary at which its transfer was', () => {
  const lost = [...cases.slice(0, 5), caseOf(1006, 'FAILED'), ...cases.slice(6)];
  const sound = soundBooks(lost);
  const books = booksOf([...sound.holds, hold(1006, 'released')], [...sound.credits, credit(1006)]);
  expect(judgeCrash({ ...good, cases: lost, books })).toMatchObject({
    failure: {
      did: 'killed it after the bank had executed the credit, before it heard of it; started it, killed it again at its first calls, and started it once more',
      observed: expect.stringMatching(
        /^total \+10\.06: the transfer of 10\.06 \(t-1006\) is FAILED and has an applied credit/,
      ),
    },
  });
  expect(toldOf({ kind: 'screening', where: 'before' })).toBe(
    'killed it after it had sent the screening, which had not reached the screening yet',
  );
  expect(toldOf(undefined)).toBe('killed it when it had answered the POST with 202');
});

test('a transfer is stopped at its boundary, and whatever it tries afterwards', () => {
  const rule = freezeAt(new Map([[7, { kind: 'credit', where: 'after' }]]));
  const call = (kind: Call['kind'], amount: number | undefined) => rule({ kind, amount } as Call)?.kind;
  expect([call('hold', 7), call('credit', 8), call('credit', undefined)]).toEqual([undefined, undefined, undefined]);
  expect([call('credit', 7), call('credit', 7), call('void', 7)]).toEqual([
    'freeze-after',
    'freeze-before',
    'freeze-before',
  ]);
});

const again = caseOf(900, 'COMPLETED');
const lost = { ...again.posting, status: undefined, id: undefined };
const keySeen: KeySeen = { frozen: true, first: lost, again, holds: 1, books: soundBooks([again]) };

test('4b: one transfer, two, none; no exposure when no commit was caught', () => {
  expect(judgeKey(keySeen)).toMatchObject({ verdict: 'pass', exposed: { 'commits whose answer was lost': 1 } });
  expect(judgeKey({ ...keySeen, frozen: false })).toMatchObject({ exposed: { 'commits whose answer was lost': 0 } });
  expect(observedOf(judgeKey({ ...keySeen, holds: 2 }))).toBe(
    '2 holds on the account of the sender: the key made 2 transfers',
  );
  expect(observedOf(judgeKey({ ...keySeen, again: caseOf(900, 'PENDING') }))).toMatch(/still PENDING/);
  expect(observedOf(judgeKey({ ...keySeen, again: caseOf(900, 'FAILED', 'expired'), books: soundBooks([]) }))).toBe(
    'it is FAILED, reason expired',
  );
  const refused = { ...again, posting: { ...again.posting, status: 500, told: 'status 500, no body' } };
  expect(observedOf(judgeKey({ ...keySeen, again: refused }))).toBe('the POST did not: status 500, no body');
});
