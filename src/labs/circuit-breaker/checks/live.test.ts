import { expect, test } from 'vitest';
import { broken, item, line, NOTHING, showing, times } from '../samples.ts';
import { judgeLive, type LiveSeen } from './live.ts';

const items = times(20, (n) => item(n));
const dearer = items.map((one) => ({ ...one, priceCents: one.priceCents + 100 }));
const once = (some = items) => Object.fromEntries(some.map(({ productId }) => [productId, 1]));
const all = (some = items) => some.map((one) => showing([line(one)]));
const three = dearer.slice(0, 3);

const good: LiveSeen = {
  refused: undefined,
  unknown: { status: 404, code: 'unknown_order', told: 'status 404' },
  before: { items, showings: all(), calls: once() },
  after: { items: dearer, showings: all(dearer), calls: once() },
  basket: { items: three, showings: [showing(three.map((one) => line(one)))], calls: once(three) },
};
const observed = (seen: LiveSeen) => {
  const judgement = judgeLive(seen);
  return judgement.verdict === 'fail' ? judgement.failure.observed : judgement.verdict;
};
const after = (over: Partial<LiveSeen['after']>): LiveSeen => ({ ...good, after: { ...good.after, ...over } });

test('passes on 40 GETs with one call each', () => {
  expect(judgeLive(good)).toMatchObject({
    verdict: 'pass',
    exposed: { 'GETs of an order': 40, 'calls to the catalog': 40 },
  });
});

test('an order must be accepted', () => {
  expect(observed({ ...good, refused: 'status 501, no body' })).toBe(
    'it was refused or answered differently: status 501, no body',
  );
});

test('a known order must be shown', () => {
  expect(observed(after({ showings: [broken(), ...all(dearer).slice(1)] }))).toBe(
    '1 of 41 did not; GET /orders/o-1 gave status 500, no body',
  );
});

test('the old price is the cache, another one is wrong', () => {
  expect(observed(after({ showings: all() }))).toBe(
    'price 1000, catalog now says 1100: answered from cache while the breaker is closed',
  );
  expect(observed(after({ showings: all(dearer.map((one) => ({ ...one, priceCents: 7 }))) }))).toBe(
    'product p-0 is shown as "Kettle 0" for 7, the catalog says "Kettle 0" for 1100',
  );
});

test('lines must be live, rated, of the right product, and all there', () => {
  expect(observed(after({ showings: dearer.map((one) => showing([line(one, NOTHING)])) }))).toBe(
    'product p-0 came with source "none", fetchedAt null',
  );
  const unrated = dearer.map((one) => showing([{ ...line(one), rating: { value: null, source: 'none' } }]));
  expect(observed(after({ showings: unrated }))).toBe(
    'product p-0 has rating null from "none", the reviews service says 4',
  );
  expect(observed(after({ showings: all(dearer).reverse() }))).toBe('a line is of product p-19 where p-0 was placed');
  expect(observed(after({ showings: all(dearer).slice(1) }))).toBe('19 lines, 20 were placed');
});

test('a live order is not degraded', () => {
  const gloomy = all(dearer).map((one) => ({ ...one, order: one.order && { ...one.order, degraded: true } }));
  expect(observed(after({ showings: gloomy }))).toBe('an order with live products and ratings says degraded: true');
});

test('each line asks once: not twice, not never, and nothing else', () => {
  expect(observed(after({ calls: { ...once(), 'p-3': 2 } }))).toBe(
    '21 calls reached the catalog; product p-3 was asked for 2 times',
  );
  expect(observed(after({ calls: { ...once(), 'p-3': 0 } }))).toBe(
    '19 calls reached the catalog; product p-3 was asked for 0 times',
  );
  expect(observed(after({ calls: { ...once(), '/': 1 } }))).toBe(
    '21 calls reached the catalog; other paths were asked for as well',
  );
});

test('an unknown order is 404 with its code', () => {
  expect(observed({ ...good, unknown: { status: 200, code: undefined, told: 'status 200, {}' } })).toBe(
    'status 200, {}',
  );
});
