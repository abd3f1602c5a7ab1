import { describe, expect, test } from 'vitest';
import { attempt, call, eventRow, failureOf, opinion, read, rows, truth, write } from '../../model/testing.ts';
import { fixedIds, range } from '../../model/viewers.ts';
import { alive } from './alive.ts';
import { clean } from './clean.ts';
import { type CrashSeen, crash } from './crash.ts';
import { forced } from './forced.ts';
import { intact } from './intact.ts';
import { type CrashRun, type HoldSeen, type LiveRun, VIEWERS } from './seen.ts';

const ids = fixedIds(VIEWERS);
const old = (i: number) => `s${i % 4}`;
const grown = (i: number) => (i % 5 === 0 ? 's4' : old(i));
const place = (where: (i: number) => string) => ids.flatMap((id, i) => rows(where(i), id));
const writes = ids.flatMap((id, i) => [write(id, `H-1-${i}`, 400), write(id, `L-0-${i}`, 2500)]);
const stored = (where: (i: number) => string) =>
  writes.map((w, n) => eventRow(where(Math.floor(n / 2)), w.viewer, w.event.eventId));
const hold = (label: HoldSeen['label'], shard: string, from: number, sent: HoldSeen['writes']): HoldSeen => ({
  ...{ label, shard, sql: 'INSERT INTO users', from, to: from + 1000, end: 'forwarded' as const, writes: sent },
});
const h1 = writes.filter(({ event }) => event.eventId.startsWith('H-'));
const stats = (users: number) => call('GET /stats', 200, { json: { users, events: 2 * VIEWERS, partial: false } });

const good: LiveRun = {
  seeding: { written: 2 * VIEWERS },
  zero: 0,
  added: call('POST /admin/shards', 202),
  end: { state: 'done', last: call('GET /admin/migration', 200, { json: { state: 'done' } }), tookMs: 900 },
  holds: [hold('H1', 's4', 300, h1), hold('H2', 's2', 1500, []), hold('T', 's4', 2600, [])],
  quietMs: 1000,
  ledger: { writes, reads: range(60).map(() => read('u-1', 20, 10)) },
  before: truth(place(old)),
  after: truth(place(grown), stored(grown)),
  stats: stats(VIEWERS),
  commits: 14,
  frames: 14,
  brought: 112,
};
const checks = [forced, alive, intact, clean];

test('all pass', () => expect(checks.map((check) => opinion(check, good))).toEqual(['pass', 'pass', 'pass', 'pass']));
test('a migration that fails, fails every check', () => {
  const seen = { ...good, added: call('POST /admin/shards', 501) };
  for (const check of checks) expect(opinion(check, seen)).toBe('POST /admin/shards got 501 (empty body).');
});
test('7a: nothing held', () =>
  expect(opinion(forced, { ...good, holds: [] })).toBe('too little: first frame to s4 held'));

describe('7b', () => {
  const blocked = h1.map((w) => ({ ...w, ackedAt: 1400 }));
  test('stop the world', () => {
    expect(opinion(alive, { ...good, holds: [hold('H1', 's4', 300, blocked)] })).toBe(
      'while one message of the migration was held (s4: “INSERT INTO users”), 0 of 360 viewers that do not move could be written to: more than the moving keys is locked.',
    );
  });
  test('one shard frozen', () => {
    const quarter = h1.map((w, i) => (i % 4 === 1 ? { ...w, ackedAt: 1400 } : w));
    expect(opinion(alive, { ...good, holds: [hold('H1', 's4', 300, quarter)] })).toContain('270 of 360 viewers');
  });
  test('moving viewers may wait', () => {
    const some = h1.map((w, i) => (i % 5 === 0 ? { ...w, ackedAt: 1400 } : w));
    expect(opinion(alive, { ...good, holds: [hold('H1', 's4', 300, some)] })).toBe('pass');
  });
  test('what a given-up hold left no time for does not count', () => {
    const late = h1.map((w, i) => (i < 300 ? w : { ...w, attempts: [attempt(201, 1200)], ackedAt: 1400 }));
    expect(opinion(alive, { ...good, holds: [hold('H1', 's4', 300, late)] })).toBe('pass');
  });
  test('a 404', () => {
    const seen = { ...good, ledger: { ...good.ledger, reads: [read('u-9', 0, 0, 404), read('u-2', 0, 0, 404)] } };
    expect(opinion(alive, seen)).toBe('2 requests got 404 for viewers that exist, the first: GET for u-2 at +5 ms.');
  });
  test('a 500', () => {
    const bad = { ...write('u-3', 'L-1-1'), attempts: [attempt(500, 0, 'internal')] };
    expect(opinion(alive, { ...good, ledger: { writes: [bad], reads: [] } })).toBe(
      'an event for u-3 got 500 internal.',
    );
  });
  test('never acknowledged', () => {
    const open = write('u-7', 'H-2-1', 100, 503);
    const seen = { ...good, ledger: { ...good.ledger, writes: [...writes, open] } };
    expect(opinion(alive, seen)).toContain(
      '1 write never got a 2xx, the first: u-7/H-2-1, sent at +100 ms and 1 times, last reply 503',
    );
  });
  test('too few', () => expect(opinion(alive, { ...good, holds: [] })).toContain('too little'));
});

describe('7c', () => {
  const seen = (change: Partial<LiveRun>) => ({ ...good, ...change });
  test('lost writes, with the moment', () => {
    const failure = failureOf(intact, seen({ after: truth(place(grown), stored(grown).slice(1)) }));
    expect(failure.observed).toBe(
      '1 acknowledged event exists on no shard (first: u-1/H-1-0, acknowledged at +405 ms), while a message with viewers was on its way to s4.',
    );
    expect(failure.look[0]).toContain('between the copy of its viewer and the switch');
  });
  test.each<[string, Partial<LiveRun>, string]>([
    [
      'two copies',
      { after: truth([...place(grown), ...rows('s0', 'u-1')], stored(grown)) },
      '1 viewer on two shards (first: u-1 on s4 and s0)',
    ],
    [
      'a viewer gone',
      { after: truth(place(grown).slice(1), stored(grown)) },
      '1 viewer on no shard any more (first: u-1)',
    ],
    [
      'an event twice',
      { after: truth(place(grown), [...stored(grown), eventRow('s2', 'u-1', 'H-1-0')]) },
      '1 event stored twice (first: u-1/H-1-0 on s4 and s2)',
    ],
    [
      'a phantom',
      { after: truth(place(grown), [...stored(grown), eventRow('s4', 'u-1', 'X-1-1')]) },
      '1 event that nobody sent',
    ],
    ['an old read', { ledger: { writes, reads: [read('u-1', 5, 10)] } }, '1 read older than an acknowledged write'],
  ])('%s', (_, change, sentence) => expect(opinion(intact, seen(change))).toContain(sentence));
  test('a counter', () => {
    const broken = place(grown).map((row) => ({ ...row, watchSeconds: row.id === 'u-4' ? 99 : 0 }));
    expect(opinion(intact, seen({ after: truth(broken, stored(grown)) }))).toContain(
      'u-4 on s3 has watch_seconds 99, its events add up to 20',
    );
  });
  test('an unknown write may be there once, or not at all', () => {
    const open = write('u-2', 'L-9-9', 0, 503);
    const ledger = { ...good.ledger, writes: [...writes, open] };
    expect(opinion(intact, seen({ ledger }))).toBe('pass');
    const there = truth(place(grown), [...stored(grown), eventRow('s1', 'u-2', 'L-9-9')]);
    expect(opinion(intact, seen({ ledger, after: there }))).toBe('pass');
  });
  test('too few', () =>
    expect(opinion(intact, seen({ ledger: { writes: [], reads: [] }, after: truth(place(grown)) }))).toContain(
      'too little',
    ));
});

describe('7d', () => {
  test('old copies', () => {
    expect(opinion(clean, { ...good, after: truth([...place(grown), ...rows('s0', 'u-1')]) })).toBe(
      '1 viewer and 0 events of moved viewers still have their old copy (first: viewer u-1 on s0).',
    );
  });
  test('counted twice', () => {
    expect(opinion(clean, { ...good, stats: stats(574) })).toBe(
      '/stats says 574 viewers, there are 450: 124 are counted twice.',
    );
  });
  test('too few', () =>
    expect(opinion(clean, { ...good, after: truth(place(old), stored(old)) })).toBe('too little: viewers on s4'));
});

describe('7e', () => {
  const done = call('GET /admin/migration', 200, { json: { state: 'done' } });
  const run: CrashRun = {
    seeding: { written: 2 * VIEWERS },
    zero: 0,
    added: call('POST /admin/shards', 202),
    killedAt: { what: 'COMMIT 7, with 56 viewers', time: 200 },
    settled: 'done',
    last: done,
    tookMs: 400,
    onlyOnSpare: 0,
    ledger: good.ledger,
    after: good.after,
    stats: stats(VIEWERS),
    unread: [],
  };
  const seen = (change: Partial<CrashRun>): CrashSeen => ({ live: good, run: { ...run, ...change } });
  const idle = call('GET /admin/migration', 200, { json: { state: 'idle' } });

  test('passes', () => expect(opinion(crash, seen({}))).toBe('pass'));
  test('a rollback passes', () => {
    const after = truth(place(old), stored(old));
    expect(opinion(crash, seen({ settled: 'rolled back', last: idle, after }))).toBe('pass');
  });
  test.each<[string, Partial<CrashRun>, string]>([
    [
      'forgotten',
      { settled: 'never', last: idle, tookMs: 20_000, onlyOnSpare: 28 },
      '20.0 s after the restart GET /admin/migration says idle, but 28 viewers are on s4 only.',
    ],
    ['lost', { after: truth(place(grown), stored(grown).slice(2)) }, '2 acknowledged events exist on no shard'],
    ['left', { after: truth(place(grown), [...stored(grown)]), stats: stats(610) }, '/stats says 610 viewers'],
    [
      'not readable',
      { unread: [call('GET /users/u-5', 404)] },
      '1 viewer cannot be read, the first: GET /users/u-5 got 404',
    ],
  ])('%s', (_, change, sentence) => expect(opinion(crash, seen(change))).toContain(sentence));
  test('the moment never came', () =>
    expect(opinion(crash, seen({ killedAt: undefined }))).toContain('inconclusive: '));
  test('without a migration there is nothing to kill', () => {
    const live = { ...good, added: call('POST /admin/shards', 501) };
    expect(opinion(crash, { live, run: undefined })).toContain('501');
  });
  test('too few', () =>
    expect(
      opinion(
        crash,
        seen({
          ledger: { writes: [], reads: [] },
          after: truth(place(grown)),
          stats: call('GET /stats', 200, { json: { users: VIEWERS, events: 0, partial: false } }),
        }),
      ),
    ).toBe('too little: acknowledged events'));
});
