import { expect, test } from 'vitest';
import type { Judgement } from '../../../../kit.ts';
import { broken, item, LIVE, line, NOT_OPENED, NOTHING, OPENED, showing, times } from '../../samples.ts';
import { judgeLate, type LateSeen } from './late-success.ts';
import { judgeLost, type LostSeen } from './lost-probe.ts';
import { judgeMissing, type MissingSeen } from './missing.ts';
import { judgeReviews, type ReviewsSeen } from './reviews-down.ts';

const observed = (judgement: Judgement) =>
  judgement.verdict === 'fail' ? judgement.failure.observed : judgement.verdict;
const bad = '1 of 1 did not; GET /orders/o-1 gave status 500, no body';
const nothing = showing([line(item(1), NOTHING)]);
const missing = showing([line(item(1), { name: null, priceCents: null })]);

const lost: LostSeen = { trip: OPENED, lost: 3, after: [nothing, LIVE], tookMs: 1700 };
const ofLost = (over: Partial<LostSeen>) => observed(judgeLost({ ...lost, ...over }));

test('5a: back after a lost probe', () => {
  expect(judgeLost(lost)).toMatchObject({
    verdict: 'pass',
    exposed: { 'probes lost': 3, 'GETs after the healing': 2 },
  });
  expect(ofLost({ after: [nothing], tookMs: 8012 })).toBe(
    'no live reply 8 s after the catalog came back: the probe that never returned still holds the half-open slot',
  );
  expect(ofLost({ lost: 0 })).toBe('no call reached the catalog: the breaker stays open for ever');
  expect(ofLost({ trip: NOT_OPENED })).toBe('60 calls in 60 GETs, and they went on');
  expect(ofLost({ after: [broken()] })).toBe(bad);
});

const seen404: MissingSeen = {
  trip: OPENED,
  probes: 15,
  after: times(15, () => missing),
  closed: { showings: times(100, () => missing), calls: 100 },
};
const ofMissing = (over: Partial<MissingSeen>) => observed(judgeMissing({ ...seen404, ...over }));

test('5b: a 404 is an answer', () => {
  expect(judgeMissing(seen404)).toMatchObject({
    verdict: 'pass',
    exposed: { 'probes answered 404': 15, 'calls answered 404 while closed': 100 },
  });
  expect(ofMissing({ after: times(15, () => nothing), probes: 3, closed: { showings: [], calls: 0 } })).toBe(
    '0 of 15 GETs were live and the last was not, though 3 probes got a 404',
  );
  expect(ofMissing({ after: [...times(3, () => missing), ...times(12, () => nothing)], probes: 3 })).toBe(
    '3 of 15 GETs were live and the last was not, though 3 probes got a 404',
  );
  expect(ofMissing({ probes: 0 })).toBe('no call reached the catalog: the breaker stays open for ever');
  expect(ofMissing({ closed: { showings: times(100, () => nothing), calls: 10 } })).toBe('10 of 100 GETs reached it');
  expect(ofMissing({ closed: { showings: [nothing], calls: 100 } })).toBe(
    'product p-1 came as {"name":null,"priceCents":null,"source":"none","fetchedAt":null}',
  );
  expect(ofMissing({ trip: NOT_OPENED })).toBe('60 calls in 60 GETs, and they went on');
  expect(ofMissing({ after: [broken()], closed: { showings: [], calls: 0 } })).toBe(bad);
});

const late: LateSeen = {
  held: true,
  trip: OPENED,
  waiting: true,
  first: LIVE,
  calls: 0,
  showings: [nothing],
  endedAfterMs: 100,
};
const ofLate = (over: Partial<LateSeen>) => observed(judgeLate({ ...late, ...over }));

test('5c: a late success closes nothing', () => {
  expect(judgeLate(late)).toMatchObject({
    verdict: 'pass',
    exposed: { 'failures before the late success': 10, 'GETs after it': 10 },
  });
  expect(ofLate({ calls: 10 })).toBe('10 of 10 GETs called the catalog: a late success has closed the breaker');
  expect(ofLate({ held: false, trip: undefined })).toBe('none came within 3 s');
  expect(ofLate({ trip: NOT_OPENED })).toBe('60 calls in 60 GETs, and they went on');
  expect(ofLate({ waiting: false })).toBe('inconclusive');
  expect(ofLate({ calls: 3, endedAfterMs: 5000 })).toBe('inconclusive');
  expect(ofLate({ showings: [broken()] })).toBe('1 of 2 did not; GET /orders/o-1 gave status 500, no body');
});

const unrated = showing([{ ...line(item(1)), rating: { value: null, source: 'none' } }]);
const reviews: ReviewsSeen = { showings: times(40, () => unrated), catalogCalls: 40, reviewsCalls: 10 };
const ofReviews = (over: Partial<ReviewsSeen>) => observed(judgeReviews({ ...reviews, ...over }));

test('5d: the reviews are the reviews', () => {
  expect(judgeReviews(reviews)).toMatchObject({
    verdict: 'pass',
    exposed: { 'GETs with the reviews down': 40, 'calls to the reviews': 10 },
  });
  expect(ofReviews({ showings: times(40, (n) => (n < 10 ? unrated : nothing)), catalogCalls: 10 })).toBe(
    '10 were live, 10 calls reached the catalog, 10 the reviews',
  );
  expect(ofReviews({ showings: times(40, () => LIVE) })).toBe('a rating came as {"value":4,"source":"live"}');
  expect(ofReviews({ reviewsCalls: 40 })).toBe('40 calls reached them');
  expect(ofReviews({ reviewsCalls: 0 })).toBe('0 calls reached them');
  expect(ofReviews({ showings: [broken()] })).toBe(bad);
});
