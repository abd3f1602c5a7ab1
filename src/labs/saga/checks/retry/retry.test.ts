import { expect, test } from 'vitest';
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
import { type Attempt, judgeLosses, type LossesSeen } from './losses.ts';
import { judgeOneKey } from './one-key.ts';
import { judgeRefusals } from './refusals.ts';

const one = completed(1);
const { posting } = one[0]!;
const reused = { ...posting, status: 422, code: 'idempotency_key_reused', id: undefined };
const same = Array.from({ length: 11 }, () => posting);
const oneKeySeen = { same, other: reused, cases: one, books: soundBooks(one) };

test('2a: one key, one transfer', () => {
  expect(judgeOneKey(oneKeySeen)).toMatchObject({ verdict: 'pass', exposed: { 'POSTs with one key': 11 } });
  const two = completed(2);
  expect(observedOf(judgeOneKey({ ...oneKeySeen, cases: two, books: soundBooks(two) }))).toBe(
    '2 ids came back: 2 transfers',
  );
  expect(observedOf(judgeOneKey({ ...oneKeySeen, other: { ...posting, told: 'status 202, {"id":"t-1001"}' } }))).toBe(
    'status 202, code none',
  );
  const refused = { ...posting, status: 409, told: 'status 409, no body' };
  expect(observedOf(judgeOneKey({ ...oneKeySeen, same: [...same, refused] }))).toBe('one gave status 409, no body');
});

const cases = completed(10);
const calls: Attempt[] = cases.flatMap(({ transfer: { amount } }) => [
  ...(['hold', 'hold', 'capture'] as const).map((kind) => ({ kind, id: `h-${amount}`, amount })),
  ...(['credit', 'read credit'] as const).map((kind) => ({ kind, id: `c-${amount}`, amount })),
]);
const lost: LossesSeen = {
  cases,
  troubles: [
    'hold',
    'hold',
    'screening',
    'screening',
    'credit',
    'credit',
    'capture',
    'capture',
    'unavailable',
    'unavailable',
  ],
  calls,
  books: soundBooks(cases),
  drawn: NOTHING_DRAWN,
};

test('2b: asked again with the same id; a PUT and a GET of one id are two attempts', () => {
  expect(judgeLosses(lost)).toMatchObject({
    verdict: 'pass',
    exposed: { transfers: 10, 'attempts that were repeated': 20 },
  });
});

test('2b: other ids, money made, not completed, not ended', () => {
  const twice = [...calls, { kind: 'hold' as const, id: 'h-new', amount: 1001 }];
  expect(observedOf(judgeLosses({ ...lost, calls: twice }))).toBe(
    'the transfer of 10.01 (t-1001) used 2 ids for its hold: h-1001, h-new',
  );
  const failed = [caseOf(1001, 'FAILED'), ...cases.slice(1)];
  const given = soundBooks(cases.slice(1));
  const books = booksOf([...given.holds, hold(1001, 'released')], [...given.credits, credit(1001)]);
  expect(observedOf(judgeLosses({ ...lost, cases: failed, books }))).toMatch(/^total \+10\.01: the transfer of 10\.01/);
  expect(judgeLosses({ ...lost, cases: failed, books: given })).toMatchObject({
    failure: {
      did: 'lost the reply to the first hold, for a transfer of 10.01',
      observed: 'it is FAILED, reason null',
    },
  });
  const pending = [caseOf(1001, 'PENDING'), ...cases.slice(1)];
  expect(observedOf(judgeLosses({ ...lost, cases: pending, books: given }))).toMatch(
    /^1 of 10 transfers still PENDING/,
  );
});

test('2c: a few more calls after a refusal are no fault, many are', () => {
  const failed = [caseOf(5, 'FAILED', 'insufficient_funds'), caseOf(6, 'FAILED', 'account_closed')];
  const seen = (further: number | undefined) => ({
    cases: failed,
    refusals: [
      { kind: 'hold' as const, further },
      { kind: 'credit' as const, further: 0 },
    ],
    books: booksOf([hold(6, 'released')], []),
  });
  expect(judgeRefusals(seen(2))).toMatchObject({ verdict: 'pass', exposed: { 'refusals seen': 2 } });
  expect(judgeRefusals(seen(undefined))).toMatchObject({ verdict: 'pass', exposed: { 'refusals seen': 1 } });
  expect(observedOf(judgeRefusals(seen(5)))).toBe('the transfer of 0.05 (t-5) asked for its hold 5 more times');
});

test('hints go with the failures they explain', () => {
  const other = { ...posting, id: 't-1002' };
  const two = { same: [posting, other, posting], cases: completed(2), books: soundBooks(completed(2)) };
  expect(judgeOneKey({ ...oneKeySeen, ...two })).toMatchObject({
    failure: { hint: expect.stringMatching(/is found/) },
  });
  const failed = cases.map((one, i) => (i < 2 ? caseOf(one.transfer.amount, 'FAILED') : one));
  const hint = expect.stringMatching(/^The transfers that lost the reply to the hold are FAILED/);
  const sound = soundBooks(cases.slice(2));
  expect(judgeLosses({ ...lost, cases: failed, books: sound })).toMatchObject({ failure: { hint } });
  const locked = booksOf([...sound.holds, hold(1001, 'active')], sound.credits);
  expect(judgeLosses({ ...lost, cases: failed, books: locked })).toMatchObject({
    failure: { hint, observed: expect.stringMatching(/locked for ever/) },
  });
});
