import { describe, expect, test } from 'vitest';
import { call, errorCall, eventRow, opinion, read, rows, sent, truth, write } from '../../model/testing.ts';
import { range, type Viewer, viewer } from '../../model/viewers.ts';
import { statsOf, topOf } from '../scatter/expected.ts';
import { type AtHomeSeen, atHome } from './at-home.ts';
import { type MoveSeen, move } from './move.ts';
import type { MoveRun } from './move-run.ts';
import { type PlacementSeen, placement } from './placement.ts';
import { type RegionOutageSeen, regionOutage } from './region-outage.ts';
import { type ResidencySeen, residency } from './residency.ts';

const seeding = { written: 1200 };
const viewers: Viewer[] = range(600).map((i) => viewer(`u-${i}`, i % 2 ? 'eu' : 'us'));
const home = (i: number) => ['s0', 's2', 's1', 's3'][i % 4] ?? '';
const users = viewers.flatMap(({ id }, i) => rows(home(i), id));
const events = viewers.map(({ id }, i) => eventRow(home(i), id, 'e-0'));

describe('5a', () => {
  const conflicts = [errorCall('PUT /users/u-0', 409, 'region_conflict')];
  const good: PlacementSeen = { seeding, viewers, truth: truth(users, events), conflicts };
  test('passes', () => expect(opinion(placement, good)).toBe('pass'));
  test.each<[string, Partial<PlacementSeen>, string]>([
    ['a viewer missing', { truth: truth(users.slice(1), events) }, 'viewer u-0 (us) is on no shard'],
    [
      'abroad',
      {
        truth: truth([...users.filter(({ id }) => id !== 'u-1'), ...rows('s1', 'u-1')], [eventRow('s1', 'u-1', 'e-0')]),
      },
      'eu viewer u-1 has 1 users row and 1 event on s1 (us).',
    ],
    [
      'events abroad',
      { truth: truth(users, [eventRow('s2', 'u-0', 'e-0')]) },
      'us viewer u-0 has 0 users rows and 1 event on s2 (eu).',
    ],
    [
      'one shard per region',
      {
        truth: truth(
          viewers.flatMap(({ id }, i) => rows(i % 2 ? 's2' : 's0', id)),
          [],
        ),
      },
      's0 holds 300, s1 holds 0.',
    ],
    ['a claim accepted', { conflicts: [call('PUT /users/u-0', 200)] }, '200 (empty body)'],
  ])('%s', (_, change, sentence) => expect(opinion(placement, { ...good, ...change })).toContain(sentence));
  test('too few', () => expect(opinion(placement, { ...good, viewers: [] })).toBe('too little: us viewers'));
});

describe('5b', () => {
  const wired = (asked: Record<string, readonly string[]>, status = 200) => ({
    call: call('GET /users/u-8', status),
    home: 's2',
    asked,
  });
  const good: ResidencySeen = {
    seeding,
    calls: range(70).map(() => wired({ s2: ['SELECT'], catalog: ['SELECT'] })),
    top: call('GET /top', 200),
    leaks: ['s0', 's1', 'catalog'].map((server) => ({ server, frames: 0, statements: [] })),
  };
  const leak = (server: string) => ({
    ...good,
    leaks: [...good.leaks, { server, frames: 3, statements: ['UPDATE users SET name = $1'] }],
  });
  test('passes', () => expect(opinion(residency, good)).toBe('pass'));
  test('personal data in the us', () => {
    expect(opinion(residency, leak('s0'))).toBe(
      's0 (us) received the e-mail or name of eu viewers in 3 messages, the first: UPDATE users SET name = $1.',
    );
  });
  test('personal data in the catalogue', () =>
    expect(opinion(residency, leak('catalog'))).toContain('catalog (no region) received'));
  test('asking around', () => {
    expect(opinion(residency, { ...good, calls: [wired({ s0: ['SELECT 1'], s2: ['SELECT'] })] })).toBe(
      's0 (us) was asked “SELECT 1”: trying every shard is an export of personal data.',
    );
  });
  test('an error', () => expect(opinion(residency, { ...good, calls: [wired({}, 404)] })).toContain('404'));
  test('too few', () => expect(opinion(residency, { ...good, calls: [] })).toBe('too little: requests for eu viewers'));
});

describe('5c', () => {
  const us = truth(users.filter(({ shard }) => shard === 's0' || shard === 's1'));
  const wired = (asked: Record<string, readonly string[]>) => ({
    call: call('GET /users/u-2', 200),
    home: 's0',
    asked,
  });
  const whole = { partial: false, missing: [] };
  const both = { s0: ['SELECT'], s1: ['SELECT'] };
  const top = call('GET /top?limit=10&region=us', 200, { json: { items: topOf(us, 10), ...whole } });
  const stats = call('GET /stats?region=us', 200, { json: { ...statsOf(us), avgSecondsPerEvent: 0, ...whole } });
  const good: AtHomeSeen = {
    seeding,
    single: range(60).map(() => wired({ s0: ['SELECT'] })),
    scatter: [
      { call: top, home: 'us', asked: both },
      { call: stats, home: 'us', asked: both },
    ],
    us,
    ocean: { us: 2, eu: 152 },
  };
  test('passes', () => expect(opinion(atHome, good)).toBe('pass'));
  test('eu asked first', () => {
    expect(opinion(atHome, { ...good, single: [wired({ s2: ['SELECT 1'], s0: ['SELECT'] })] })).toBe(
      'reading or writing a us viewer asked s2 (eu): “SELECT 1”. Every us request pays an Atlantic crossing.',
    );
  });
  test('scatter over all', () => {
    expect(
      opinion(atHome, { ...good, scatter: [{ call: top, home: 'us', asked: { ...both, s3: ['SELECT'] } }] }),
    ).toContain('s3 (eu) was asked as well');
  });
  test('eu viewers in it', () => {
    const wrong = call('GET /stats?region=us', 200, { json: { ...statsOf(us), users: 600, ...whole } });
    expect(opinion(atHome, { ...good, scatter: [{ call: wrong, home: 'us', asked: both }] })).toContain('users is 600');
  });
  test('too few', () => expect(opinion(atHome, { ...good, scatter: [] })).toBe('too little: scatter requests'));
});

describe('5d', () => {
  const one = viewers[0] as Viewer;
  const lost = sent(one, errorCall('GET /users/u-1', 503, 'shard_unavailable'));
  const good: RegionOutageSeen = {
    seeding,
    us: range(200).map(() => sent(one, call('GET /users/u-0', 200))),
    eu: range(20).map(() => lost),
    swallowedBytes: 10,
  };
  test('passes', () => expect(opinion(regionOutage, good)).toBe('pass'));
  test('us requests fail', () => {
    expect(opinion(regionOutage, { ...good, us: [...range(34).map(() => lost), ...good.us.slice(34)] })).toContain(
      'with eu down, 34 us requests failed',
    );
  });
  test('eu hangs', () =>
    expect(opinion(regionOutage, { ...good, eu: [sent(one, call('GET /users/u-1'))] })).toContain('no answer'));
  test('too few', () => expect(opinion(regionOutage, { ...good, eu: [] })).toBe('too little: eu requests'));
});

describe('5e', () => {
  const ids = range(5).map((i) => `u-${i}`);
  const moved = call('POST /users/u-0/region', 200, { json: { region: 'eu' } });
  const writes = ids.flatMap((id) => range(12).map((n) => write(id, `A-0-${n}`, 10)));
  const inEu = (shard = 's2') => ids.flatMap((id) => rows(shard, id)).map((row) => ({ ...row, region: 'eu' }));
  const stored = (shard = 's2') => writes.map((w) => eventRow(shard, w.viewer, w.event.eventId));
  const run: MoveRun = {
    moves: ids.map((id) => ({ viewer: id, call: moved, held: { target: 1, source: 1 }, writesWhileHeld: 6 })),
    ledger: { writes, reads: range(10).map(() => read('u-0', 120, 120)) },
    before: truth(inEu('s0')),
    after: truth(inEu(), stored()),
  };
  const seen = (change: Partial<MoveRun>): MoveSeen => ({ seeding, run: { ...run, ...change } });
  test('passes', () => expect(opinion(move, seen({}))).toBe('pass'));
  test.each<[string, Partial<MoveRun>, string]>([
    [
      'refused',
      { moves: [{ ...(run.moves[0] as MoveRun['moves'][number]), call: call('POST /users/u-0/region', 501) }] },
      '501',
    ],
    [
      'lost writes',
      { after: truth(inEu(), stored().slice(3)) },
      '3 acknowledged events exist on no shard (first: u-0/A-0-0, acknowledged at +15 ms)',
    ],
    ['left in the us', { after: truth(inEu('s1'), stored('s1')) }, 'u-0 is still on s1 (us)'],
    [
      'on both',
      { after: truth([...inEu(), ...rows('s0', 'u-3')], stored()) },
      '1 viewer on two shards (first: u-3 on s2 and s0)',
    ],
    [
      'region not changed',
      {
        after: truth(
          ids.flatMap((id) => rows('s2', id)),
          stored(),
        ),
      },
      'the row of u-0 on s2 says region us',
    ],
    [
      'an old read',
      { ledger: { writes, reads: [read('u-0', 10, 30)] } },
      'GET of u-0 said 10 s, 30 s had been acknowledged',
    ],
    ['a 404', { ledger: { writes, reads: [read('u-0', 0, 0, 404)] } }, 'GET /users/u-0 answered 404 during the move'],
    ['eu not back', { unreachable: call('GET /users/u-1', 503) }, 'GET /users/u-1 still got 503'],
    ['a column lost', { before: truth(inEu('s0').map((row) => ({ ...row, name: 'Ann' }))) }, 'Viewer u-0, u-0@x.'],
  ])('%s', (_, change, sentence) => expect(opinion(move, seen(change))).toContain(sentence));
  test('too few', () => expect(opinion(move, seen({ moves: [] }))).toBe('too little: viewers moved'));
});
