import { expect, test } from 'vitest';
import { broken, CACHED, item, line, NOTHING, showing, times } from '../samples.ts';
import { type InTimeSeen, judgeInTime } from './in-time.ts';

const items = times(4, (n) => item(n));
const news = times(4, (n) => item(n + 10));
const good: InTimeSeen = {
  items,
  warm: items.map((one) => showing([line(one)])),
  known: items.map((one) => showing([line(one, CACHED)], { ms: 320 })),
  fresh: news.map((one) => showing([line(one, NOTHING)], { ms: 320 })),
  slowSince: Date.parse('2026-01-01T12:00:01.000Z'),
  calls: 8,
};
const observed = (over: Partial<InTimeSeen>) => {
  const judgement = judgeInTime({ ...good, ...over });
  return judgement.verdict === 'fail' ? judgement.failure.observed : judgement.verdict;
};

test('passes on cached and empty lines in time', () => {
  expect(judgeInTime(good)).toMatchObject({
    verdict: 'pass',
    exposed: { 'GETs while the catalog was slow': 8, 'calls kept waiting': 8 },
  });
});

test('a reply that waits for the catalog is too late', () => {
  const late = [showing([line(items[0]!, CACHED)], { ms: 5003.4 }), ...good.known.slice(1)];
  expect(observed({ known: late })).toBe('it took 5003 ms; CALL_TIMEOUT_MS is 300');
});

test('a machine that is slow by itself is not judged', () => {
  expect(observed({ warm: items.map((one) => showing([line(one)], { ms: 600 })) })).toBe('inconclusive');
});

test('the ground must be there: live lines before', () => {
  expect(observed({ warm: items.map((one) => showing([line(one, NOTHING)])) })).toBe(
    'a line came with source "none" from a healthy catalog',
  );
});

test('a known product comes from the cache, as it was, with the time it was fetched', () => {
  expect(observed({ known: items.map((one) => showing([line(one, NOTHING)])) })).toBe('source "none"');
  expect(observed({ known: items.map(() => showing([line(items[3]!, CACHED)])) })).toBe('"Kettle 3" for 1003');
  const now = items.map((one) => showing([line(one, { ...CACHED, fetchedAt: '2026-01-01T12:00:02.000Z' })]));
  expect(observed({ known: now })).toBe('fetchedAt 2026-01-01T12:00:02.000Z, later than that');
});

test('nothing is invented about a product never seen', () => {
  expect(observed({ fresh: news.map((one) => showing([line(one, { ...NOTHING, priceCents: 0 })])) })).toBe(
    'product p-10 came as {"name":null,"priceCents":0,"source":"none","fetchedAt":null}',
  );
});

test('the order says that it is degraded', () => {
  const silent = good.known.map((one) => ({ ...one, order: one.order && { ...one.order, degraded: false } }));
  expect(observed({ known: silent })).toBe('4 orders did not say so');
});

test('no order at all, and no call at all', () => {
  expect(observed({ fresh: [broken()] })).toBe('1 of 9 did not; GET /orders/o-1 gave status 500, no body');
  const quick = [showing([line(items[0]!, CACHED)], { ms: 4 }), ...good.known.slice(1)];
  expect(observed({ calls: 3, known: quick })).toBe('3 calls reached it');
  expect(observed({ calls: 0 })).toBe('0 calls reached it');
});

test('who waited for as long as a call may take has asked, though the request came too late to be seen', () => {
  expect(observed({ calls: 7 })).toBe('pass');
  const slow = items.map((one) => showing([line(one)], { ms: 200 }));
  expect(observed({ calls: 7, warm: slow })).toBe('inconclusive');
});
