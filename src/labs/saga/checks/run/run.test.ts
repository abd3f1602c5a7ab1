import { expect, test } from 'vitest';
import { booksOf, caseOf, completed, hold, NOTHING_DRAWN, observedOf, soundBooks } from '../../model/testing.ts';
import { judgeReasons, reasons } from './reasons.ts';
import { judgeTransfers, type TransfersSeen, transfers } from './transfers.ts';

const cases = completed(20);
const good: TransfersSeen = { cases, books: soundBooks(cases), calls: 80, drawn: NOTHING_DRAWN };

test('1a passes with its exposure, which has to be large enough', () => {
  expect(judgeTransfers(good)).toMatchObject({ verdict: 'pass', exposed: transfers.minimum });
});

test('1a: refused, pending, failed, leaking', () => {
  const refused = {
    ...caseOf(1, 'PENDING'),
    posting: { ...caseOf(1, 'PENDING').posting, status: 501, told: 'status 501, no body' },
  };
  expect(observedOf(judgeTransfers({ ...good, cases: [refused, ...cases] }))).toBe(
    '1 of 21 POSTs did not: status 501, no body',
  );
  const pending = [caseOf(1001, 'PENDING'), ...cases.slice(1)];
  expect(observedOf(judgeTransfers({ ...good, cases: pending }))).toBe(
    '1 of 20 transfers still PENDING, first the transfer of 10.01 (t-1001)',
  );
  const failed = [...cases.slice(1), caseOf(1001, 'FAILED', 'expired')];
  expect(observedOf(judgeTransfers({ ...good, cases: failed, books: soundBooks(failed) }))).toBe(
    'the transfer of 10.01 (t-1001) is FAILED, reason expired',
  );
  expect(observedOf(judgeTransfers({ ...good, books: soundBooks(cases.slice(1)) }))).toBe(
    'the transfer of 10.01 (t-1001) is COMPLETED and has no applied credit and no hold: no money has moved, and the client was told that it has',
  );
  const strange = { ...caseOf(1001, 'COMPLETED'), look: { problem: 'status 404, no body' } };
  expect(observedOf(judgeTransfers({ ...good, cases: [strange, ...cases.slice(1)] }))).toBe(
    'for the transfer of 10.01 (t-1001) it gave status 404, no body',
  );
});

const failing = [caseOf(777, 'FAILED', 'account_closed'), caseOf(778, 'FAILED', 'insufficient_funds')];
const reasonsSeen = {
  cases: failing,
  reasons: ['account_closed', 'insufficient_funds'] as const,
  books: booksOf([hold(777, 'released'), hold(779, 'released')], []),
  drawn: NOTHING_DRAWN,
};

test('1b: each failure', () => {
  expect(judgeReasons(reasonsSeen)).toMatchObject({
    verdict: 'pass',
    exposed: { 'transfers that cannot be': 2, 'holds released': reasons.minimum['holds released'] },
  });
  expect(judgeReasons({ ...reasonsSeen, books: booksOf([hold(777, 'active')], []) })).toMatchObject({
    failure: {
      did: 'asked for a transfer with a receiver whose account is closed',
      expected: 'the hold to be released',
      observed: 'it is still active: 7.77 locked for ever',
    },
  });
  expect(observedOf(judgeReasons({ ...reasonsSeen, reasons: ['screening_rejected', 'insufficient_funds'] }))).toBe(
    'the transfer of 7.77 (t-777) is FAILED, reason account_closed',
  );
});
