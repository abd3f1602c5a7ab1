import { expect, test } from 'vitest';
import type { OutageSeen } from '../outage-run.ts';
import { broken, CACHED, item, line, showing, times } from '../samples.ts';
import { judgeOutage } from './outage.ts';

const old = item(1);
const dear = item(1, { priceCents: 2000 });
const START = 10_000;
/** 40 GET/s: healthy for 0.5 s, slow for 3 s, well for 3 s; live, then cached, then live at the new price. */
const load = (during = CACHED as { source: 'cache' | 'live' }, ms = 3, last = dear, lastSource = {}) =>
  times(260, (n) => {
    const at = n * 25;
    const slow = at >= 500 && at < 3500;
    const shown = at < 500 ? line(old) : slow || at < 4500 ? line(old, during) : line(last, lastSource);
    return showing([shown], { at: START + at, ms: slow ? ms : 3 });
  });
const good: OutageSeen = {
  showings: load(),
  startedAt: START,
  callsAt: [...times(20, (n) => n * 25), ...times(40, (n) => 500 + n * 25), ...times(80, (n) => 4500 + n * 25)],
  slow: [500, 3500],
  judgedTo: 6400,
  claims: [
    { at: 100, state: 'closed' },
    { at: 1000, state: 'open' },
    { at: 3000, state: 'open' },
    { at: 4600, state: 'closed' },
  ],
  newPrices: { 'p-1': 2000 },
};
const observed = (over: Partial<OutageSeen>) => {
  const judgement = judgeOutage({ ...good, ...over });
  return judgement.verdict === 'fail' ? judgement.failure.observed : judgement.verdict;
};

test('passes, with a picture', () => {
  const judgement = judgeOutage(good);
  expect(judgement).toMatchObject({
    verdict: 'pass',
    exposed: { GETs: 260, 'GETs during the outage': 120, 'calls during the outage': 40 },
  });
  const [picture] = judgement.verdict === 'pass' ? (judgement.evidence ?? []) : [];
  expect(picture).toMatchObject({
    kind: 'timeline',
    columnMs: 100,
    spans: [
      { label: 'catalog slow', tone: 'bad', fromMs: 500, toMs: 3500 },
      { label: 'open', lane: 'breaker, by the wire', tone: 'bad', fromMs: 1500, toMs: 4500 },
      { label: 'closed', lane: 'breaker, by /breakers', tone: 'good', fromMs: 100, toMs: 1000 },
      { label: 'open', lane: 'breaker, by /breakers', tone: 'bad', fromMs: 1000, toMs: 4600 },
      { label: 'closed', lane: 'breaker, by /breakers', tone: 'good', fromMs: 4600, toMs: 4600 },
    ],
  });
  const counts = picture?.kind === 'timeline' ? picture.series.map(({ counts: all }) => all) : [];
  expect(counts.map((all) => all.reduce((sum, n) => sum + n, 0))).toEqual([100, 160, 0, 140]);
  expect(counts[0]?.[0]).toBe(4);
});

test('every GET is answered', () => {
  expect(observed({ showings: [...good.showings, { ...broken('no answer'), at: START + 1000 }] })).toBe(
    '1 of 261 did not; GET /orders/o-1 gave no answer',
  );
});

test('the catalog is spared', () => {
  expect(observed({ callsAt: times(118, (n) => 500 + n * 25) })).toBe('118 of 120 GETs still called the dead catalog');
});

test('an open breaker does not wait', () => {
  expect(observed({ showings: load(CACHED, 305) })).toBe('305 ms: most replies still wait for the catalog');
  expect(observed({ showings: load(CACHED, 200) })).toBe('pass');
});

test('everything is back in the end, at the new prices', () => {
  expect(observed({ showings: load(CACHED, 3, old, CACHED) })).toBe(
    '40 of 40 were not live, though the catalog had long been well',
  );
  expect(observed({ showings: load(CACHED, 3, old) })).toBe('price 1001 as "live", the catalog says 2000');
});

test('what is still under way at the end does not count', () => {
  const last = { ...showing([line(dear, CACHED)]), at: START + 6450 };
  expect(observed({ showings: [...good.showings, last] })).toBe('pass');
});

test('a machine too busy to send the load is not judged', () => {
  expect(observed({ showings: good.showings.filter((_, n) => n % 2 === 0) })).toBe('inconclusive');
  const few = load(CACHED, 3, old, CACHED).filter(({ at }, n) => at < START + 4500 || n % 2 === 0);
  expect(observed({ showings: few })).toBe('inconclusive');
});
