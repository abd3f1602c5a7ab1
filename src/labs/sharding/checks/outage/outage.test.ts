import { describe, expect, test } from 'vitest';
import { call, errorCall, failureOf, opinion, rows, sent, truth } from '../../model/testing.ts';
import { range, viewer } from '../../model/viewers.ts';
import { statsOf, topOf } from '../scatter/expected.ts';
import { back } from './back.ts';
import { elsewhere } from './elsewhere.ts';
import { failFast } from './fail-fast.ts';
import { partial } from './partial.ts';
import type { Outage } from './seen.ts';
import { timeoutFor } from './seen.ts';
import { unharmed } from './unharmed.ts';

const retry = { 'retry-after': '1' };
const lost = (id: string, shard: string) =>
  sent(id, errorCall(`GET /users/${id}`, 503, 'shard_unavailable', { shard }, retry));
const fine = sent('u-1', call('GET /users/u-1', 200));
const live = truth([...range(60).flatMap((i) => rows(i % 2 ? 's0' : 's3', `u-${i}`))]);
const gap = { partial: true, missing: ['s2', 's1'] };
const put = (n: number, status: number, shard = 's2') =>
  sent(
    viewer(`n-${n}`),
    status === 503
      ? errorCall(`PUT /users/n-${n}`, 503, 'shard_unavailable', { shard })
      : call(`PUT /users/n-${n}`, status),
  );
const puts = range(100).map((n) => put(n, n < 50 ? 201 : 503));
const healed = range(100).map((i) => ({
  id: `u-${i}`,
  home: i % 2 ? 's1' : 's2',
  afterMs: 900,
  last: call(`GET /users/u-${i}`, 200),
}));

const good: Outage = {
  seeding: { written: 400 },
  timeoutMs: 1000,
  baselineMs: 3,
  toDead: range(40).map(() => lost('u-12', 's2')),
  toSilent: range(40).map(() => lost('u-13', 's1')),
  toOthers: range(300).map(() => fine),
  meanwhile: 120,
  swallowedBytes: 900,
  top: call('GET /top?limit=10', 200, { json: { items: topOf(live, 10), ...gap } }),
  stats: call('GET /stats', 200, { json: { ...statsOf(live), avgSecondsPerEvent: 0, ...gap } }),
  live,
  puts,
  healed,
  after: truth(range(50).flatMap((n) => rows(n % 2 ? 's0' : 's3', `n-${n}`))),
  found: range(50).map((n) => sent(viewer(`n-${n}`), call(`GET /users/n-${n}`, 200))),
};

describe('4a', () => {
  test('passes', () => expect(opinion(failFast, good)).toBe('pass'));
  test.each<[string, Partial<Outage>, string]>([
    [
      'no answer',
      { toSilent: [sent('u-12', call('GET /users/u-12', undefined, { ms: 4500 }))] },
      'no answer after 4.5 s (timeout); SHARD_TIMEOUT_MS is 1000',
    ],
    [
      'too late',
      { toDead: [sent('u-12', call('GET /users/u-12', 503, { ms: 2600 }))] },
      '503 (empty body) after 2.6 s',
    ],
    ['500', { toDead: [sent('u-12', errorCall('GET /users/u-12', 500, 'internal'))] }, '500 {"error"'],
    ['another shard named', { toDead: [lost('u-12', 's1')] }, '"shard":"s1"'],
    [
      'no Retry-After',
      { toDead: [sent('u-12', errorCall('GET /users/u-12', 503, 'shard_unavailable', { shard: 's2' }))] },
      'no Retry-After header',
    ],
  ])('%s', (_, change, sentence) => expect(opinion(failFast, { ...good, ...change })).toContain(sentence));
  test('says that silence is not an error by itself', () => {
    const seen = { ...good, toSilent: [sent('u-12', call('GET /users/u-12', undefined, { ms: 4500 }))] };
    expect(failureOf(failFast, seen).look[0]).toContain('A partition is not an error until you time it out');
  });
  test('a slow machine gets more time', () => {
    const seen = { ...good, baselineMs: 200, toDead: range(40).map(() => ({ ...lost('u-12', 's2') })) };
    expect(opinion(failFast, seen)).toBe('pass');
  });
  test('nothing was swallowed', () =>
    expect(opinion(failFast, { ...good, swallowedBytes: 0 })).toBe('too little: bytes swallowed'));
});

describe('4b', () => {
  test('passes', () => expect(opinion(unharmed, good)).toBe('pass'));
  test('a shared queue', () => {
    const bad = range(71).map(() => sent('u-5', errorCall('GET /users/u-5', 503, 'shard_unavailable')));
    const seen = { ...good, toOthers: [...bad, ...good.toOthers.slice(71)] };
    expect(opinion(unharmed, seen)).toContain(
      '71 of 300 requests to healthy shards failed, the first: GET /users/u-5 got 503',
    );
  });
  test('one that waited', () => {
    const slow = sent('u-5', call('GET /users/u-5', 200, { ms: 2400 }));
    expect(opinion(unharmed, { ...good, toOthers: [slow, ...good.toOthers] })).toContain('GET /users/u-5 took 2.4 s');
  });
  test('not at the same time', () =>
    expect(opinion(unharmed, { ...good, meanwhile: 3 })).toBe('too little: while others waited'));
});

describe('4c', () => {
  test('passes, whatever the order of missing', () => expect(opinion(partial, good)).toBe('pass'));
  test.each<[string, Partial<Outage>, string]>([
    ['503', { top: call('GET /top?limit=10', 503) }, 'nobody gets an answer because 2 of 4 shards are missing'],
    [
      'not marked',
      { stats: call('GET /stats', 200, { json: { partial: false, missing: [] } }) },
      'does not say what is missing',
    ],
    [
      'wrong numbers',
      { stats: call('GET /stats', 200, { json: { ...statsOf(live), users: 7, ...gap } }) },
      'users is 7, by SQL it is 60',
    ],
  ])('%s', (_, change, sentence) => expect(opinion(partial, { ...good, ...change })).toContain(sentence));
  test('not asked', () => expect(opinion(partial, { ...good, top: undefined })).toBe('too little: requests'));
});

describe('4d', () => {
  test('passes', () => expect(opinion(elsewhere, good)).toBe('pass'));
  test('an unknown write may be on the shard that was lost', () => {
    expect(opinion(elsewhere, { ...good, after: truth([...good.after.viewers, ...rows('s2', 'n-60')]) })).toBe('pass');
  });
  test.each<[string, Partial<Outage>, string]>([
    ['500', { puts: [put(1, 500)] }, 'PUT /users/n-1 got 500'],
    ['on two shards', { after: truth([...good.after.viewers, ...rows('s1', 'n-0')]) }, 'is on s3 and s1'],
    ['acknowledged, nowhere', { after: truth(good.after.viewers.slice(1)) }, 'n-0 (201 (empty body)) is on no shard'],
    [
      'refused, yet stored',
      { after: truth([...good.after.viewers, ...rows('s3', 'n-60')]) },
      'was stored on s3 although it was refused',
    ],
    [
      'none refused',
      { puts: range(100).map((n) => put(n, 201)), after: truth(range(100).flatMap((n) => rows('s3', `n-${n}`))) },
      'all 100 viewers were accepted, none refused (for example n-0, stored on s3)',
    ],
    [
      'not found later',
      { found: [sent(viewer('n-2'), call('GET /users/n-2', 404))] },
      'n-2 was stored on s3 while its home was lost (201)',
    ],
  ])('%s', (_, change, sentence) => expect(opinion(elsewhere, { ...good, ...change })).toContain(sentence));
  test('too few', () =>
    expect(opinion(elsewhere, { ...good, puts: puts.slice(40, 60) })).toBe('too little: viewers written'));
});

describe('4e', () => {
  test('passes', () => expect(opinion(back, good)).toBe('pass'));
  test('one stays lost', () => {
    const dead = { id: 'u-12', home: 's2', afterMs: undefined, last: call('GET /users/u-12', 503) };
    expect(opinion(back, { ...good, healed: [...healed, dead] })).toBe(
      's2 is back since 8.0 s, GET /users/u-12 still got 503 (empty body).',
    );
  });
  test('too few', () => expect(opinion(back, { ...good, healed: [] })).toBe('too little: viewers of the dead shard'));
});

test('data that could not be written fails every check', () => {
  const seen = { ...good, seeding: { written: 0, bad: call('POST /users/bulk', 404) } };
  for (const check of [failFast, unharmed, partial, elsewhere, back])
    expect(opinion(check, seen)).toBe('404 (empty body)');
});

test("the time limit of the outage is the contract's, and longer only where requests take long", () => {
  expect(timeoutFor(12)).toBe(1000);
  expect(timeoutFor(250)).toBe(2500);
  expect(timeoutFor(5000)).toBe(4000);
});
