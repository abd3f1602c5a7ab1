import { describe, expect, test } from 'vitest';
import type { PgFrame } from '../../../kit.ts';
import { MoveTracker } from '../checks/rebalance/tracker.ts';
import { Ledger } from './ledger.ts';
import { bringsViewers, takesViewers, viewersIn } from './move-frames.ts';
import { call } from './testing.ts';

const frame = (type: string, sql: string, values = '', connection = 1): PgFrame => {
  const bytes = Buffer.from(`${type}\0\0\0\x09${type === 'Q' ? sql : ''}\0${values}`);
  return { connection, type, sql, bytes, contains: (text) => bytes.includes(text) };
};
const known = new Set(['u-1', 'u-41', 'u-600']);
const names = (one: PgFrame) => viewersIn(one, known).length > 0;

/** A ledger with the event L-3-17 on its way. */
async function busyLedger(): Promise<Ledger> {
  const ledger = new Ledger();
  const write = ledger.open('u-41', { eventId: 'L-3-17', videoId: 'v-1', seconds: 5 });
  void ledger.attempt(write, () => new Promise(() => undefined));
  return ledger;
}

test('viewers are found whole, once, and only known ones', () => {
  expect(viewersIn(frame('B', 'INSERT', 'u-1\0u-41\0u-1\0u-4\0u-6000'), known)).toEqual(['u-1', 'u-41']);
});

describe('frames that bring viewers', () => {
  test.each<[string, PgFrame, boolean]>([
    ['a copy', frame('B', 'INSERT INTO users VALUES ($1)', 'u-1'), true],
    [
      'a batch with events, one of them on its way',
      frame('B', 'INSERT INTO events SELECT unnest($1)', 'u-1 E-0-1 L-3-17'),
      true,
    ],
    ['COPY data', frame('d', 'COPY users FROM STDIN', 'u-1\tAnn'), true],
    ['a staging table', frame('B', 'INSERT INTO incoming VALUES ($1)', 'u-1'), true],
    [
      'an upsert of the counter',
      frame(
        'B',
        'INSERT INTO users VALUES ($1) ON CONFLICT (user_id) DO UPDATE SET watch_seconds = excluded.watch_seconds',
        'u-1',
      ),
      true,
    ],
    ['our event, written twice', frame('B', 'INSERT INTO events VALUES ($1, $2)', 'u-41\0L-3-17'), false],
    [
      'its counter',
      frame('B', 'UPDATE users SET watch_seconds = watch_seconds + $1 WHERE user_id = $2', 'u-41'),
      false,
    ],
    [
      'its counter, spelt otherwise',
      frame('B', 'UPDATE users SET watch_seconds = $1 + users.watch_seconds WHERE user_id = $2', 'u-41'),
      false,
    ],
    ['a read', frame('B', 'SELECT name FROM users WHERE user_id = $1 FOR UPDATE', 'u-41'), false],
    ['nobody', frame('B', 'INSERT INTO users VALUES ($1)', 'someone'), false],
    ['a Parse', frame('P', 'INSERT INTO users VALUES ($1)', 'u-1'), false],
  ])('%s', async (_, one, expected) => expect(bringsViewers(one, await busyLedger(), names)).toBe(expected));
});

describe('frames that take viewers away', () => {
  test.each<[string, PgFrame, boolean]>([
    ['a delete', frame('B', 'DELETE FROM users WHERE user_id = ANY($1)', 'u-1'), true],
    [
      'a delete in a CTE',
      frame('Q', 'WITH gone AS (DELETE FROM "users" WHERE slot = 7 RETURNING *) SELECT count(*) FROM gone'),
      true,
    ],
    ['a truncate', frame('Q', 'TRUNCATE TABLE public.events'), true],
    ['a mark', frame('B', 'UPDATE users SET moving = true WHERE user_id = $1', 'u-1'), true],
    ['a table of its own', frame('B', 'DELETE FROM move_queue WHERE user_id = $1', 'u-1'), false],
    ['the counter', frame('B', 'UPDATE users SET watch_seconds = watch_seconds + $1', 'u-41'), false],
    [
      'the counter in a CTE',
      frame(
        'B',
        'WITH e AS (INSERT INTO events VALUES ($1) RETURNING seconds) UPDATE users SET watch_seconds = watch_seconds + e.seconds FROM e',
        'u-41 L-3-17',
      ),
      false,
    ],
    [
      'an upsert',
      frame('B', 'INSERT INTO users VALUES ($1) ON CONFLICT DO UPDATE SET name = excluded.name', 'u-1'),
      false,
    ],
  ])('%s', async (_, one, expected) => expect(takesViewers(one, await busyLedger())).toBe(expected));
});

test('the tracker counts commits of moves only', () => {
  const tracker = new MoveTracker(new Ledger(), known);
  const seen = [
    frame('B', 'BEGIN'),
    frame('B', 'INSERT INTO users VALUES ($1)', 'u-1'),
    frame('B', 'INSERT INTO events VALUES ($1)', 'u-1'),
    frame('Q', 'COMMIT'),
    frame('Q', 'COMMIT'),
    frame('B', 'UPDATE users SET watch_seconds = watch_seconds + 1 WHERE user_id = $1', 'u-1', 2),
    frame('Q', 'COMMIT', '', 2),
  ].map((one) => tracker.see(one));
  expect(seen).toEqual([undefined, 'data', 'data', 'commit', undefined, undefined, undefined]);
  expect([tracker.commits, tracker.frames]).toEqual([1, 2]);
});

test('the ledger knows what is acknowledged, pending and due', async () => {
  const ledger = new Ledger();
  const write = ledger.open('u-1', { eventId: 'L-0-1', videoId: 'v', seconds: 30 });
  const late = ledger.attempt(write, async () => call('POST /x', 503));
  expect(ledger.isPending('L-0-1')).toBe(true);
  await late;
  expect([ledger.isPending('L-0-1'), ledger.ackedSeconds('u-1'), write.ackedAt]).toEqual([false, 0, undefined]);
  await ledger.attempt(write, async () => call('POST /x', 201));
  await ledger.attempt(write, async () => call('POST /x', 200));
  expect([ledger.ackedSeconds('u-1'), write.attempts.length]).toEqual([30, 3]);
  await ledger.read('u-1', async () => call('GET /x', 200, { json: { watchSeconds: 10 } }));
  expect(ledger.reads[0]).toMatchObject({ floor: 30, watchSeconds: 10 });
});
