import { expect, test } from 'vitest';
import type { Judgement } from '../../../kit.ts';
import { broken } from '../samples.ts';
import { judgeAllFail, judgeSixty, judgeThirty } from './rate.ts';

const observed = (judgement: Judgement) =>
  judgement.verdict === 'fail' ? judgement.failure.observed : judgement.verdict;
const all = (calls: number, callsAfter = 0) => judgeAllFail({ gets: 60, calls, callsAfter, showings: [] });
const thirty = (calls: number) => judgeThirty({ gets: 60, calls, showings: [] });
const sixty = (calls: number) => judgeSixty({ gets: 60, calls, showings: [] });

test('opening after 10 to 20 failures is right', () => {
  expect(all(10)).toMatchObject({ verdict: 'pass', exposed: { 'failing calls': 10, 'GETs while open': 100 } });
  expect(observed(all(20))).toBe('pass');
});

test('too early, too late, never, and not for long', () => {
  expect(observed(all(9))).toBe('the breaker opened after 9 calls, too few to speak of a rate');
  expect(observed(all(1))).toBe('the breaker opened after 1 call, too few to speak of a rate');
  expect(observed(all(0))).toBe('no GET called the catalog');
  expect(observed(all(21))).toBe('21 calls reached the dead catalog in 60 GETs');
  expect(observed(all(20, 3))).toBe('3 of 100 later GETs called the catalog');
});

test('30 % failures: every call gets through', () => {
  expect(thirty(60)).toMatchObject({ verdict: 'pass', exposed: { 'calls to the catalog': 60 } });
  expect(observed(thirty(31))).toBe(
    '3 of every 10 calls failed and the breaker opened after 31: it counts failures, not their rate',
  );
  expect(observed(thirty(90))).toBe('90 calls reached the catalog: failed ones are retried');
  expect(observed(thirty(0))).toBe('no GET called the catalog');
});

test('60 % failures: opens, though never three fail in a row', () => {
  expect(sixty(10)).toMatchObject({ verdict: 'pass', exposed: { 'calls to the catalog': 10 } });
  expect(observed(sixty(60))).toBe(
    '60 calls reached the catalog in 60 GETs; a success in between does not make it well',
  );
  expect(observed(sixty(4))).toBe('the breaker opened after 4 calls');
  expect(observed(sixty(0))).toBe('no GET called the catalog');
});

const hint = (judgement: Judgement) => (judgement.verdict === 'fail' ? judgement.failure.hint : undefined);

test('what follows from opening too early', () => {
  expect(hint(all(1))).toBe(
    'All calls failed, so after 1 call it had seen 1 failure: a limit of 1 failure opens there. With 1 outcome known the rate is 100 % already; what must hold besides the rate?',
  );
  expect(hint(all(0))).toBeUndefined();
});

test('what follows from calls while it should be open', () => {
  expect(hint(all(20, 100))).toContain('Each of the 100 GETs called the catalog: opening changed nothing');
  expect(hint(all(20, 20))).toContain('Of 100 GETs 20 came through, about one in 5');
});

test('a count that nothing leaves shows in the number of calls', () => {
  expect(hint(thirty(31))).toBe(
    'By call 31 it had seen 10 failures in all: 32 %, and 6 among the last 20. Neither is 50 %, so it was not the rate that opened it; a plain count of failures with a limit of 10 opens just there. What leaves your count, and when?',
  );
  expect(hint(thirty(0))).toBeUndefined();
  expect(hint(thirty(90))).toBeUndefined();
});

test('a count of failures in a row shows in that it never opens', () => {
  expect(hint(sixty(60))).toBe(
    'Of 60 calls 36 failed, yet never more than 2 in a row: a count that a success sets back to 0 never gets beyond 2. What does a success do to yours?',
  );
});

test('each picture says which phase it is of', () => {
  const titles = [all(10), thirty(60), sixty(10)].map(
    (judgement) => 'evidence' in judgement && judgement.evidence?.[0]?.title,
  );
  expect(titles).toEqual([
    'catalog calls while all fail',
    'catalog calls while 3 of 10 fail',
    'catalog calls while 6 of 10 fail',
  ]);
});

test('orders that are not shown come first', () => {
  const seen = { gets: 60, calls: 10, showings: [broken('status 502, no body')] };
  const text = '1 of 1 did not; GET /orders/o-1 gave status 502, no body';
  expect(observed(judgeAllFail({ ...seen, callsAfter: 0 }))).toBe(text);
  expect(observed(judgeThirty(seen))).toBe(text);
  expect(observed(judgeSixty(seen))).toBe(text);
});
