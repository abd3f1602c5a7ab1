import { describe, expect, test } from 'vitest';
import { call, failureOf, opinion } from '../../model/testing.ts';
import { populations, range } from '../../model/viewers.ts';
import { type BalanceSeen, balance } from './balance.ts';
import { type FreshSeen, fresh } from './fresh.ts';
import { type WireSeen, wire } from './wire.ts';

const per = (...counts: readonly number[]) => new Map(counts.map((n, i) => [`s${i}`, n]));

/** u-0, u-1, …, shard after shard. */
const homesFor = (counts: ReadonlyMap<string, number>) =>
  new Map([...counts].flatMap(([shard, n]) => range(n).map((i) => [`u-${shard}-${i}`, shard] as const)));

describe('2a', () => {
  const spread = (counts: ReadonlyMap<string, number>) => ({
    population: 'u-0, u-4, u-8, …',
    ids: 2000,
    seeding: { written: 2000 },
    perShard: counts,
    homes: homesFor(counts),
  });
  const seen = (counts: ReadonlyMap<string, number>): BalanceSeen => ({ spreads: range(5).map(() => spread(counts)) });

  test('passes inside the band', () => expect(opinion(balance, seen(per(330, 670, 500, 500)))).toBe('pass'));
  test('all on one shard', () => {
    const failure = failureOf(balance, seen(per(2000, 0, 0, 0)));
    expect(failure.observed).toBe('s0 got 2,000 of 2,000, 4.00 × the mean (s0 2,000, s1 0, s2 0, s3 0).');
    expect(failure.look[0]).toContain('ignore most of the bits');
    expect(failure.hint).toContain('All 2,000 ids, which begin with “u-s0-”, went to s0');
  });
  test('a ring with long arcs', () => {
    const failure = failureOf(balance, seen(per(790, 400, 410, 400)));
    expect(failure.observed).toContain('s0 got 790 of 2,000, 1.58 × the mean');
    expect(failure.look[0]).toContain('a ring with few points');
  });
  test('rows missing', () => expect(opinion(balance, seen(per(400, 400, 400, 400)))).toContain('1,600 rows'));
  test('import refused', () => {
    const seeding = { written: 0, bad: call('POST /users/bulk', 404) };
    expect(opinion(balance, { spreads: [{ ...spread(per(0, 0, 0, 0)), seeding }] })).toBe('404 (empty body)');
  });
  test('too few populations', () => {
    expect(opinion(balance, { spreads: [spread(per(500, 500, 500, 500))] })).toBe('too little: populations');
  });
  test('the populations are constant, different ids of the contract', () => {
    const all = populations();
    expect(all.map(({ ids }) => new Set(ids).size)).toEqual([2000, 2000, 2000, 2000, 2000]);
    expect(new Set(all.flatMap(({ ids }) => ids)).size).toBe(10_000);
    expect(all.flatMap(({ ids }) => ids).every((id) => /^[A-Za-z0-9@._-]{1,64}$/.test(id))).toBe(true);
    expect(populations()).toEqual(all);
  });
});

describe('2b', () => {
  const wired = (asked: Record<string, readonly string[]>, status = 200) => ({
    call: call('GET /users/u-31', status),
    home: 's2',
    asked,
  });
  const home = wired({ s2: ['SELECT 1 FROM users'] });
  const good: WireSeen = {
    seeding: { written: 100 },
    reads: range(100).map(() => home),
    writes: range(60).map(() => home),
  };
  const reads = (one: ReturnType<typeof wired>) => ({ ...good, reads: [...good.reads.slice(1), one] });

  test('passes', () => expect(opinion(wire, good)).toBe('pass'));
  test('a broadcast', () => {
    const sql = ['SELECT * FROM users'];
    expect(opinion(wire, reads(wired({ s0: sql, s1: sql, s2: sql, s3: sql })))).toBe(
      'GET /users/u-31 ran “SELECT * FROM users” on s0, s1 and s3 (in all it asked s0, s1, s2 and s3); only s2 holds the viewer. That is a broadcast, not sharding.',
    );
  });
  test('what follows from how often it was one', () => {
    const sql = ['SELECT * FROM users'];
    const everywhere = wired({ s0: sql, s1: sql, s2: sql, s3: sql });
    expect(failureOf(wire, reads(everywhere)).hint).toBe(
      'In 1 of 100 requests a shard was asked that does not hold the viewer; in the other 99 the home was found at once. What is special about that one: a fallback, a first time, a retry? The first is GET /users/u-31.',
    );
    expect(failureOf(wire, { ...good, reads: range(100).map(() => everywhere) }).hint).toBe(
      'In all 100 requests a shard was asked that does not hold the viewer: nothing works out the home before the first statement.',
    );
  });
  test('too many statements at home', () => {
    const three = wired({ s2: ['a', 'b', 'c'] });
    expect(opinion(wire, { ...good, reads: range(100).map(() => three) })).toContain('300 statements for 100 requests');
  });
  test('no statement at all', () => {
    expect(opinion(wire, { ...good, reads: range(100).map(() => wired({})) })).toContain(
      'did not come from the database',
    );
  });
  test('a now and then is no broadcast: bounds hold for the sum', () => {
    expect(opinion(wire, reads(wired({ s2: ['a', 'b', 'c'], catalog: ['x', 'y', 'z'] })))).toBe('pass');
  });
  test('two looks at the catalogue per request', () => {
    const two = wired({ s2: ['a'], catalog: ['x', 'y'] });
    expect(opinion(wire, { ...good, reads: range(100).map(() => two) })).toContain('200 statements on the catalogue');
  });
  test('an error', () => expect(opinion(wire, reads(wired({}, 500)))).toContain('GET /users/u-31 got 500'));
  test('too few', () => expect(opinion(wire, { ...good, writes: good.writes.slice(0, 5) })).toBe('too little: writes'));
});

describe('2c', () => {
  const change = (name: unknown, status = 200) => ({
    id: 'u-3',
    shard: 's1',
    before: call('GET /users/u-3', 200, { json: { name: 'Ann' } }),
    name: 'Changed x',
    after: call('GET /users/u-3', status, { json: { name } }),
  });
  const seen = (...changes: readonly ReturnType<typeof change>[]): FreshSeen => ({ seeding: { written: 8 }, changes });
  const good = range(8).map(() => change('Changed x'));

  test('passes', () => expect(opinion(fresh, seen(...good))).toBe('pass'));
  test('a cached row', () => {
    expect(opinion(fresh, seen(...good, change('Ann')))).toBe(
      'the row of u-3 on s1 says “Changed x”, the reply still says “Ann”: it did not come from the database.',
    );
  });
  test('not readable', () => expect(opinion(fresh, seen(change('', 503)))).toContain('GET /users/u-3 got 503'));
  test('too few', () => expect(opinion(fresh, seen())).toBe('too little: rows changed'));
});
