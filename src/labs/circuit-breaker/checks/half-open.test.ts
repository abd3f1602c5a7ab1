import { expect, test } from 'vitest';
import type { Judgement } from '../../../kit.ts';
import { broken, item, LIVE, line, NOT_OPENED, NOTHING, OPENED, showing, times } from '../samples.ts';
import { type BadProbeSeen, type GoodProbeSeen, judgeBadProbe, judgeGoodProbe } from './half-open.ts';

const observed = (judgement: Judgement) =>
  judgement.verdict === 'fail' ? judgement.failure.observed : judgement.verdict;
const probing = { trip: OPENED, probes: 3, callers: times(20, () => LIVE), repliedAt: 0 };
const good: GoodProbeSeen = { ...probing, after: times(15, () => LIVE), flood: 20 };
const bad: BadProbeSeen = { ...probing, atOnce: 0, later: 0, showings: [LIVE], endedAfterMs: 1100 };
const ofGood = (over: Partial<GoodProbeSeen>) => observed(judgeGoodProbe({ ...good, ...over }));
const ofBad = (over: Partial<BadProbeSeen>) => observed(judgeBadProbe({ ...bad, ...over }));

test('one to three probes, then closed', () => {
  expect(judgeGoodProbe(good)).toMatchObject({
    verdict: 'pass',
    exposed: { 'GETs while half-open': 20, probes: 3, 'calls when closed again': 20 },
  });
  expect(ofGood({ probes: 1 })).toBe('pass');
});

test('too many probes, none, never closing, closing half', () => {
  expect(ofGood({ probes: 20 })).toBe(
    '20 calls reached the catalog while its first probe was still unanswered; allowed 3',
  );
  expect(ofGood({ probes: 0 })).toBe('no call reached the catalog: the breaker stays open for ever');
  expect(ofGood({ after: times(15, () => showing([line(item(1), NOTHING)])) })).toBe(
    'none of 15 GETs was live after the probes had succeeded',
  );
  expect(ofGood({ flood: 3 })).toBe('3 calls reached the catalog');
});

test('a failed probe: no call for a full period', () => {
  expect(judgeBadProbe(bad)).toMatchObject({
    verdict: 'pass',
    exposed: { 'GETs after the failed probe': 40, probes: 3 },
  });
  expect(ofBad({ atOnce: 20 })).toBe('20 of 20 GETs right after the failed probe called the catalog');
  expect(ofBad({ later: 3 })).toBe('3 of 20 GETs called it when less than half of the new period was over');
  expect(ofBad({ probes: 0 })).toBe('no call reached the catalog: the breaker stays open for ever');
});

test('calls after a period that may have been over prove nothing', () => {
  expect(ofBad({ later: 3, endedAfterMs: 2100 })).toBe('inconclusive');
  expect(ofBad({ endedAfterMs: 2100 })).toBe('pass');
});

test('a breaker that does not open cannot be half-open', () => {
  expect(ofGood({ trip: NOT_OPENED })).toBe('60 calls in 60 GETs, and they went on');
  expect(ofGood({ trip: { ...NOT_OPENED, calls: 0 } })).toBe('none of 60 GETs called the catalog');
  expect(ofBad({ trip: { ...NOT_OPENED, showings: [broken()] } })).toBe(
    '1 of 1 did not; GET /orders/o-1 gave status 500, no body',
  );
  expect(ofGood({ after: [broken()] })).toBe('1 of 1 did not; GET /orders/o-1 gave status 500, no body');
  expect(ofBad({ showings: [broken()] })).toBe('1 of 1 did not; GET /orders/o-1 gave status 500, no body');
});
