import { describe, expect, test } from 'vitest';
import { call, eventRow, failureOf, opinion, rows, truth } from '../../model/testing.ts';
import { range } from '../../model/viewers.ts';
import { type ExactSeen, exact } from './exact.ts';
import { statsOf, topOf } from './expected.ts';
import { type ParallelSeen, parallel } from './parallel.ts';
import { type PushDownSeen, pushDown } from './push-down.ts';
import { skewedEvents } from './stage.ts';

const ids = range(120).map((i) => `u-${i}`);
const home = (id: string) => `s${Number(id.slice(2)) % 4}`;
const events = skewedEvents(ids, home).map(({ viewer, event }) =>
  eventRow(home(viewer), viewer, event.eventId, event.seconds),
);
const stored = truth(
  ids.flatMap((id) => rows(home(id), id)),
  events,
);
const whole = { partial: false, missing: [] };

describe('3a', () => {
  const { users, events: count, watchSeconds } = statsOf(stored);
  const stats = { users, events: count, watchSeconds, avgSecondsPerEvent: watchSeconds / count, ...whole };
  const top = (items = topOf(stored, 10)) => ({
    limit: 10,
    call: call('GET /top?limit=10', 200, { json: { items, ...whole } }),
  });
  const good: ExactSeen = {
    seeding: { written: 1 },
    truth: stored,
    tops: [top(), top(), top()],
    stats: call('GET /stats', 200, { json: stats }),
  };
  const withStats = (change: object): ExactSeen => ({
    ...good,
    stats: call('GET /stats', 200, { json: { ...stats, ...change } }),
  });

  test('passes', () => expect(opinion(exact, good)).toBe('pass'));
  test('the tie goes across the 10th place', () => {
    const [tenth, eleventh] = topOf(stored, 11).slice(9);
    expect(tenth?.watchSeconds).toBe(eleventh?.watchSeconds);
  });
  test('a wrong order', () => {
    const items = topOf(stored, 10);
    const swapped = [items[1], items[0], ...items.slice(2)] as typeof items;
    expect(opinion(exact, { ...good, tops: [top(swapped)] })).toMatch(/^place 1 is \{.*\}, by SQL it is \{.*\}$/);
  });
  test('the mean of means', () => {
    const failure = failureOf(exact, withStats({ avgSecondsPerEvent: 1254 }));
    expect(failure.observed).toMatch(
      /^avgSecondsPerEvent is 1254, but Σ\/n is [\d.]+: the mean of per-shard means is not the mean\.$/,
    );
  });
  test('a wrong sum', () => expect(opinion(exact, withStats({ users: 1 }))).toContain('users is 1, by SQL it is 120'));
  test('called partial', () => expect(opinion(exact, withStats({ partial: true }))).toContain('"partial":true'));
  test('an error', () => {
    expect(opinion(exact, { ...good, tops: [{ limit: 10, call: call('GET /top?limit=10', 501) }] })).toContain('501');
  });
  test('too few', () => expect(opinion(exact, { ...good, tops: [top()] })).toBe('too little: requests'));
});

describe('3b', () => {
  const timed = (ms: number, status = 200) => ({
    baselineMs: 10,
    calls: [call('GET /stats', status, { ms, json: whole })],
  });
  const seen = (...ones: readonly ReturnType<typeof timed>[]): ParallelSeen => ({
    seeding: { written: 1 },
    timed: ones,
    delayed: 900,
  });

  test('passes with three round trips', () => expect(opinion(parallel, seen(timed(760), timed(300)))).toBe('pass'));
  test('one after the other', () => {
    expect(opinion(parallel, seen(timed(300), timed(1021)))).toBe(
      'GET /stats took 1021 ms: 4 × 250, one after the other.',
    );
  });
  test('the bound never reaches what a serial one needs', () => {
    const slow = { ...timed(995), baselineMs: 400 };
    expect(opinion(parallel, seen(timed(300), slow))).toContain('one after the other');
  });
  test('an error', () => expect(opinion(parallel, seen(timed(10, 503)))).toContain('got 503'));
  test('no delay was met', () => {
    expect(opinion(parallel, { ...seen(timed(10), timed(10)), delayed: 0 })).toBe('too little: bytes delayed');
  });
});

describe('3c', () => {
  const ship = (allowed: number, sent: number, path = '/top?limit=10', status = 200) => ({
    call: call(`GET ${path}`, status),
    allowed,
    perShard: range(4).map((i) => ({ shard: `s${i}`, rows: i === 1 ? sent : 1, sql: 'SELECT * FROM users' })),
  });
  const seen = (...shipped: readonly ReturnType<typeof ship>[]): PushDownSeen => ({ seeding: { written: 1 }, shipped });

  test('passes', () => expect(opinion(pushDown, seen(ship(20, 10), ship(4, 1, '/stats')))).toBe('pass'));
  test('everything is fetched', () => {
    expect(opinion(pushDown, seen(ship(20, 512)))).toBe(
      's1 shipped 512 rows to answer /top?limit=10 (“SELECT * FROM users”).',
    );
  });
  test('nothing came from the shards', () => {
    const none = { ...ship(4, 0), perShard: [{ shard: 's0', rows: 0, sql: '' }] };
    expect(opinion(pushDown, seen(none))).toContain('no shard sent a row');
  });
  test('an error', () => expect(opinion(pushDown, seen(ship(4, 1, '/stats', 500)))).toBe('500 (empty body)'));
  test('too few', () => expect(opinion(pushDown, seen(ship(20, 10)))).toBe('too little: requests'));
});
