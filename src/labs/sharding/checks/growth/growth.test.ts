import { describe, expect, test } from 'vitest';
import { call, errorCall, eventRow, opinion, rows, truth } from '../../model/testing.ts';
import { fixedIds, range } from '../../model/viewers.ts';
import { conflict } from './conflict.ts';
import { known } from './known.ts';
import { growthPictures, minimal } from './minimal.ts';
import type { Growth } from './seen.ts';
import { untouched } from './untouched.ts';

const ids = fixedIds(600);
const old = (i: number) => `s${i % 4}`;
const grown = (i: number) => (i % 5 === 0 ? 's4' : old(i));
const place = (where: (i: number) => string) => ids.flatMap((id, i) => rows(where(i), id));
const events = (where: (i: number) => string) => ids.map((id, i) => eventRow(where(i), id, 'e-0'));
const done = call('GET /admin/migration', 200, { json: { state: 'done', topologyVersion: 2 } });
const wired = { call: call('GET /users/u-1', 200), home: 's1', asked: { s1: ['SELECT'] } };
const after = truth(place(grown), events(grown));

const good: Growth = {
  seeding: { written: 2400 },
  added: call('POST /admin/shards', 202, { json: { state: 'running' } }),
  end: { state: 'done', last: done, tookMs: 300 },
  second: errorCall('POST /admin/shards', 409, 'migration_running'),
  running: call('GET /admin/migration', 200, { json: { state: 'running' } }),
  again: range(2).map(() => errorCall('POST /admin/shards', 409, 'shard_exists')),
  before: truth(place(old), events(old)),
  after,
  readers: ['a', 'b'].map((instance) => ({ instance, unread: [], read: 600 })),
  reads: range(50).map(() => wired),
  writes: range(50).map(() => wired),
  written: truth(
    after.viewers,
    range(50).map((i) => eventRow(grown(i), `u-${i + 1}`, 'e-after')),
  ),
};
const all = [minimal, untouched, known, conflict];

test('all pass', () => expect(all.map((check) => opinion(check, good))).toEqual(['pass', 'pass', 'pass', 'pass']));

test.each<[string, Partial<Growth>, string]>([
  ['not accepted', { added: call('POST /admin/shards', 501) }, 'POST /admin/shards got 501 (empty body).'],
  [
    'never done',
    {
      end: { state: 'never', last: call('GET /admin/migration', 200, { json: { state: 'running' } }), tookMs: 30_000 },
    },
    'GET /admin/migration still got 200 {"state":"running"} 30.0 s after the 202.',
  ],
  [
    'failed',
    { end: { state: 'failed', last: call('GET /admin/migration', 200, { json: { state: 'failed' } }), tookMs: 300 } },
    'the migration failed: 200 {"state":"failed"}.',
  ],
])('%s fails every check', (_, change, sentence) => {
  for (const check of all) expect(opinion(check, { ...good, ...change })).toBe(sentence);
});

describe('6a', () => {
  const seen = (where: (i: number) => string) => ({ ...good, after: truth(place(where)) });
  test('hash modulo', () => {
    expect(
      opinion(
        minimal,
        seen((i) => `s${i % 5}`),
      ),
    ).toMatch(/^360 viewers moved between old shards \(s0→s1 30, s0→s2 30, s0→s3 30, …\), 120 to s4\./);
  });
  test('nothing moved', () => expect(opinion(minimal, seen(old))).toBe('0 viewers moved to s4 (0 %).'));
  test('too much moved', () =>
    expect(
      opinion(
        minimal,
        seen((i) => (i % 2 ? 's4' : old(i))),
      ),
    ).toBe('300 viewers moved to s4 (50 %).'));
  test('shows the movements', () => {
    const matrix = growthPictures(good).find(({ kind }) => kind === 'matrix');
    expect(matrix).toMatchObject({ rows: ['from s0', 'from s1', 'from s2', 'from s3', 'from s4'] });
  });
});

test('6b: a reload', () => {
  const rewritten = truth(after.viewers.map((row) => ({ ...row, xmin: '999' })));
  expect(opinion(untouched, { ...good, after: rewritten })).toBe(
    '480 viewers that did not move were rewritten (first: u-2): you paid for a full reload.',
  );
});
test('6b: too few', () => {
  expect(opinion(untouched, { ...good, before: truth([]), after: truth([]) })).toBe('too little: viewers that stayed');
});

describe('6c', () => {
  const lost = { id: 'u-77', last: call('GET /users/u-77', 404, { instance: 'b' }) };
  test.each<[string, Partial<Growth>, string]>([
    [
      'still on both',
      { after: truth([...after.viewers, ...rows('s0', 'u-1')], after.events) },
      'the first: u-1 on s4 and s0',
    ],
    [
      'uneven',
      {
        after: truth(
          place((i) => (i % 3 ? 's0' : grown(i))),
          after.events,
        ),
      },
      '× the mean',
    ],
    ['events lost', { after: truth(after.viewers, after.events.slice(1)) }, '599 events.'],
    ['events left', { after: truth(after.viewers, events(old)) }, 'u-1 is on s4, its event e-0 on s0.'],
    [
      'a column changed',
      {
        after: truth(
          after.viewers,
          after.events.map((row) => ({ ...row, at: 'now' })),
        ),
      },
      'v-1, 10 s, now.',
    ],
    [
      'b does not know',
      { readers: [{ instance: 'b', unread: [lost], read: 599 }] },
      'instance b cannot find 1 viewer, 5.0 s after the topology changed to version 2; the first: GET /users/u-77 got 404 (empty body), the row is on s0.',
    ],
    ['asks two shards', { reads: [{ ...wired, asked: { s1: ['SELECT'], s4: ['SELECT'] } }] }, 'That is a broadcast'],
    [
      'b writes to the old place',
      { written: truth(after.viewers, [eventRow('s0', 'u-1', 'e-after')]) },
      'u-1 is on s4, its event e-after on s0.',
    ],
  ])('%s', (_, change, sentence) => expect(opinion(known, { ...good, ...change })).toContain(sentence));
  test('too few', () => expect(opinion(known, { ...good, readers: [] })).toBe('too little: viewers read through a'));
});

describe('6d', () => {
  test('two movers', () => {
    expect(opinion(conflict, { ...good, second: call('POST /admin/shards', 202) })).toContain(
      'got 202 (empty body): two movers would fight',
    );
  });
  test('not running', () => expect(opinion(conflict, { ...good, running: done })).toContain('"state":"done"'));
  test('a known shard', () =>
    expect(opinion(conflict, { ...good, again: [call('POST /admin/shards', 202)] })).toContain('202'));
  test('nothing was held', () =>
    expect(opinion(conflict, { ...good, second: undefined })).toBe('too little: while running'));
});
