import { once } from 'node:events';
import { connect } from 'node:net';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openPgProxy } from '../../src/faults/postgres/proxy.ts';
import type { PgProxy } from '../../src/faults/types.ts';
import { eventually, now } from '../../src/host/clock.ts';
import { seededRandom } from '../../src/host/random.ts';
import { startPostgres, type TestPostgres } from './support/postgres.ts';
import { dial } from './support/sockets.ts';
import { bind, execute, parse, query, startup, sync } from './support/wire.ts';

let server: TestPostgres;
let direct: pg.Client;
let proxy: PgProxy;
let clients: pg.Client[] = [];

const within = (what: string, attempt: () => Promise<boolean> | boolean) =>
  eventually(attempt, { limitMs: 5000, pollMs: 2, what });

async function client(port = proxy.endpoint.port): Promise<pg.Client> {
  const made = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
  made.on('error', () => undefined);
  clients.push(made);
  await made.connect();
  return made;
}

/** A query whose failure is wanted or does not matter; resolves with its error code. */
const fate = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: Error & { code?: string }) => error.code ?? error.message,
  );

const rowsOf = async (sql: string) => Number((await direct.query(sql)).rows[0].count);

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server[Symbol.asyncDispose]());

beforeEach(async () => {
  direct = await client(server.port);
  await direct.query('drop table if exists t; create table t (id int primary key, name text)');
  await direct.query("insert into t select i, 'name ' || i from generate_series(1, 100) i");
  const target = { host: '127.0.0.1' as const, port: server.port };
  proxy = await openPgProxy({ name: 'pg', target: () => target, random: seededRandom(1) });
});

afterEach(async () => {
  await proxy[Symbol.asyncDispose]();
  await Promise.all(clients.map((one) => one.end().catch(() => undefined)));
  clients = [];
});

const log = (mark?: number) => proxy.since(mark).map(({ verb, data, rows }) => `${verb}${data ? '' : '-'} ${rows}`);

describe('the statement log', () => {
  test('simple, extended and prepared statements, with their rows', async () => {
    const c = await client();
    await c.query('begin; select * from t where id <= 3; select 1; commit');
    await c.query('select id from t where id <= $1', [7]);
    for (const n of [1, 2]) await c.query({ name: 'named', text: 'select * from t limit $1', values: [n] });
    await c.query("update t set name = 'x' where id = $1 returning id", [5]);
    expect(log()).toEqual([
      'begin- 0',
      'select 3',
      'select- 1',
      'commit- 0',
      'select 7',
      'select 1',
      'select 2',
      'update 1',
    ]);
    expect(proxy.since()[6]).toMatchObject({ seq: 6, connection: 1, sql: 'select * from t limit $1' });
    const mark = proxy.mark();
    await c.query('select 1');
    expect(proxy.since(mark).map(({ seq }) => seq)).toEqual([8]);
  });

  test('errors and empty statements move no rows to the wrong statement', async () => {
    const c = await client();
    expect(await fate(c.query('select 1/0; select * from t'))).toBe('22012');
    expect(await fate(c.query('select nonsense from t where id = $1', [1]))).toBe('42703');
    await c.query('');
    await c.query('select * from t limit 4');
    // What stood behind an error was asked for, too.
    expect(log()).toEqual(['select- 0', 'select 0', 'select 0', '- 0', 'select 4']);
  });

  test('a pipelined batch: rows go to their statements, an error skips to the next Sync', async () => {
    const peer = await dial(proxy.endpoint);
    peer.socket.write(startup('postgres', 'postgres'));
    await within('the session is ready', () => peer.text.endsWith('Z\0\0\0\x05I'));
    const run = (sql: string) => [parse('', sql), bind('', ''), execute('')];
    peer.socket.write(
      Buffer.concat([
        ...[...run('select id from t where id <= 2'), ...run('select id from t where id <= 5'), sync()],
        ...[...run('select 1/(id-id) from t'), ...run('select * from t'), sync()],
        ...[query('select id from t limit 6; select id from t limit 1'), ...run('select id from t limit 9'), sync()],
      ]),
    );
    await within('all is answered', () => peer.text.split('Z\0\0\0\x05I').length === 6);
    // The statement that was skipped was asked for all the same.
    expect(log()).toEqual(['select 2', 'select 5', 'select 0', 'select 0', 'select 6', 'select 1', 'select 9']);
    peer.socket.destroy();
  });

  test('COPY in both directions: the rows that are shipped count', async () => {
    const peer = await dial(proxy.endpoint);
    peer.socket.write(startup('postgres', 'postgres'));
    await within('the session is ready', () => peer.text.endsWith('Z\0\0\0\x05I'));
    const frames: string[] = [];
    const stop = proxy.onFrame((frame) => void frames.push(`${frame.type} ${frame.sql}`));
    peer.socket.write(query('copy t from stdin'));
    const data = Buffer.from('d\0\0\0\x00200\tcopied\n', 'latin1');
    data.writeUInt32BE(data.length - 1, 1);
    peer.socket.write(Buffer.concat([data, Buffer.from('c\0\0\0\x04', 'latin1')]));
    await within('it is in', () => peer.text.includes('COPY 1\0'));
    stop();
    peer.socket.write(query('copy t to stdout'));
    await within('it is out', () => peer.text.includes('COPY 101\0'));
    // As libpq does for a COPY with extended messages: one Sync with it, one behind the data.
    peer.socket.write(Buffer.concat([parse('', 'copy t from stdin'), bind('', ''), execute(''), sync()]));
    await within('the server takes data', () => peer.text.split('G\0\0\0').length === 3);
    const more = Buffer.from(data);
    more.write('201', 5, 'latin1');
    peer.socket.write(Buffer.concat([more, Buffer.from('c\0\0\0\x04', 'latin1'), sync()]));
    await within('it is in', () => peer.text.endsWith('COPY 1\0Z\0\0\0\x05I'));
    peer.socket.write(query('select * from t limit 2'));
    await within('it is answered', () => peer.text.includes('SELECT 2\0'));
    expect(frames).toEqual(['Q copy t from stdin', 'd copy t from stdin', 'c copy t from stdin']);
    expect(log()).toEqual(['copy 0', 'copy 101', 'copy 0', 'select 2']);
    peer.socket.destroy();
  });

  test('large messages both ways stay whole', async () => {
    const c = await client();
    const big = 'x'.repeat(30_000_000);
    const started = now();
    const { rows } = await c.query('select $1::text as back', [big]);
    expect(rows[0].back === big).toBe(true);
    expect(now() - started).toBeLessThan(10_000);
    expect(log()).toEqual(['select- 1']);
  });
});

describe('encryption and cancelling', () => {
  test('a client that asks for TLS is told no, one that insists fails', async () => {
    const peer = await dial(proxy.endpoint);
    for (const code of [80877103, 80877104]) {
      const request = Buffer.alloc(8);
      request.writeUInt32BE(8, 0);
      request.writeUInt32BE(code, 4);
      peer.socket.write(request);
    }
    await peer.receives('NN');
    peer.socket.write(startup('postgres', 'postgres'));
    await within('the session is ready', () => peer.text.endsWith('Z\0\0\0\x05I'));
    peer.socket.destroy();
    const strict = new pg.Client({ host: '127.0.0.1', port: proxy.endpoint.port, user: 'postgres', ssl: true });
    expect(await fate(strict.connect())).toContain('does not support SSL');
  });

  test('what is no PostgreSQL is reset', async () => {
    const peer = await dial(proxy.endpoint);
    peer.socket.write('GET / HTTP/1.1\r\n\r\n');
    await peer.closes();
    expect(peer.error).toBe('ECONNRESET');
  });

  test('a cancel request passes', async () => {
    const c = await client();
    const { processID, secretKey } = c as unknown as { processID: number; secretKey: number };
    const slow = fate(c.query('select pg_sleep(30)'));
    await within(
      'it runs',
      async () =>
        (await rowsOf(
          "select count(*) from pg_stat_activity where query like '%pg_sleep(30)' and state = 'active'",
        )) === 1,
    );
    const request = Buffer.alloc(16);
    for (const [i, word] of [16, 80877102, processID, secretKey].entries()) request.writeInt32BE(word, i * 4);
    const socket = connect({ ...proxy.endpoint });
    const closed = once(socket.resume(), 'close');
    socket.end(request);
    expect(await slow).toBe('57014');
    await closed;
  });
});

describe('markers', () => {
  test('count the frames that carry the text, in queries and in parameters', async () => {
    const c = await client();
    const marker = proxy.watch('grüße-77');
    await c.query("select * from t where name = 'grüße-77'");
    await c.query('select * from t where name = $1', ['x grüße-77 x']);
    await c.query('select * from t where name = $1', ['other']);
    expect(marker.frames).toBe(2);
    expect(marker.statements).toEqual(["select * from t where name = 'grüße-77'", 'select * from t where name = $1']);
    marker.stop();
    await c.query("select 'grüße-77'");
    expect(marker.frames).toBe(2);
  });
});

describe('holding answers', () => {
  test('a commit is done and its client does not know, until the release', async () => {
    const a = await client();
    const b = await client();
    const hold = proxy.holdReplies({ match: ({ type, sql }) => type === 'Q' && /^commit/i.test(sql) });
    await a.query('begin');
    await a.query('insert into t values ($1, $2)', [600, 'x']);
    let done = false;
    const commit = a.query('commit').then(() => {
      done = true;
    });
    const held = await hold.next(5000);
    expect(held).toMatchObject({ sql: 'commit', transaction: 'none', state: 'held' });
    expect(await rowsOf('select count(*) from t where id = 600')).toBe(1);
    await b.query('select 1');
    expect(done).toBe(false);
    held?.release();
    await commit;
    expect(held?.state).toBe('released');
    expect((await a.query('select 7 as n')).rows).toEqual([{ n: 7 }]);
  });

  test('each answer of a connection in turn, with where the transaction stands', async () => {
    const a = await client();
    const hold = proxy.holdReplies({ match: () => true, times: Number.POSITIVE_INFINITY });
    const all = (async () => {
      await a.query('begin');
      await a.query('insert into t values ($1, $2)', [601, 'x']);
      await fate(a.query('select 1/0'));
      await a.query('rollback');
      return (await a.query("select count(*)::int from t, generate_series(1, 5000) where name = 'name 1'")).rows;
    })();
    const seen: string[] = [];
    for (let i = 0; i < 5; i++) {
      const held = await hold.next(5000);
      seen.push(`${held?.sql.split(' ')[0]} ${held?.transaction}`);
      held?.release();
    }
    expect(await all).toEqual([{ count: 5000 }]);
    expect(seen).toEqual(['begin open', 'insert open', 'select failed', 'rollback none', 'select none']);
    expect(await hold.next(20)).toBeUndefined();
  });

  test("an error in a lab's match is thrown to who waits, not at the connection", async () => {
    const a = await client();
    const hold = proxy.holdReplies({
      match: () => {
        throw new Error('a mistake in the lab');
      },
    });
    expect((await a.query('select 8 as n')).rows).toEqual([{ n: 8 }]);
    await expect(hold.next(1000)).rejects.toThrow('a mistake in the lab');
  });

  test('abandoned when the client is killed: what was done stays done', async () => {
    const a = await client();
    const hold = proxy.holdReplies({ match: (frame) => frame.contains('dying') });
    const insert = fate(a.query('insert into t values ($1, $2)', [602, 'dying']));
    const held = await hold.next(5000);
    const { stream } = (a as unknown as { connection: { stream: ReturnType<typeof connect> } }).connection;
    stream.resetAndDestroy();
    await within('it is abandoned', () => held?.state === 'abandoned');
    held?.release();
    await insert;
    expect(await rowsOf('select count(*) from t where id = 602')).toBe(1);
  });

  test('stop catches no more, release hands over what is held', async () => {
    const a = await client();
    const b = await client();
    const hold = proxy.holdReplies({ match: () => true, times: 2 });
    const one = a.query('select 1 as n');
    const held = await hold.next(5000);
    expect(await hold.next(20)).toBeUndefined();
    hold.stop();
    expect((await b.query('select 2 as n')).rows).toEqual([{ n: 2 }]);
    expect(held?.state).toBe('held');
    hold.release();
    expect((await one).rows).toEqual([{ n: 1 }]);
  });
});

describe('holding frames', () => {
  test('keeps one frame and all behind it, lets other connections pass, releases in order', async () => {
    const a = await client();
    const b = await client();
    const hold = proxy.hold({ match: (frame) => frame.type === 'B' && frame.contains('held') });
    const insert = a.query('insert into t values ($1, $2)', [500, 'held']);
    const held = await hold.next(5000);
    expect(held?.frame).toMatchObject({ type: 'B', sql: 'insert into t values ($1, $2)', connection: 1 });
    await b.query('insert into t values ($1, $2)', [501, 'held too']);
    expect(await rowsOf('select count(*) from t where id >= 500')).toBe(1);
    expect(held?.state).toBe('held');
    expect(log()).toEqual(['insert 0']);
    held?.release();
    await insert;
    expect(await held?.settled).toBe('forwarded');
    expect(await rowsOf('select count(*) from t where id >= 500')).toBe(2);
    expect(await hold.next(0)).toBeUndefined();
  });

  test('dropped: the statement never happened and the client sees a reset', async () => {
    const a = await client();
    const hold = proxy.hold({ match: ({ type, sql }) => type === 'Q' && /^commit/i.test(sql) });
    await a.query('begin');
    await a.query("insert into t values (600, 'x')");
    const commit = fate(a.query('commit'));
    const held = await hold.next(5000);
    held?.drop();
    held?.release();
    expect(await commit).toBe('ECONNRESET');
    expect(held?.state).toBe('dropped');
    await within(
      'the transaction is gone',
      async () => (await rowsOf("select count(*) from pg_stat_activity where state like 'idle in trans%'")) === 0,
    );
    expect(await rowsOf('select count(*) from t where id = 600')).toBe(0);
  });

  test.each(['resetAndDestroy', 'destroy'] as const)('abandoned when the client goes away (%s)', async (leave) => {
    const a = await client();
    const hold = proxy.hold({ match: ({ sql }) => sql.startsWith('insert') });
    const insert = fate(a.query("insert into t values (700, 'x')"));
    const held = await hold.next(5000);
    const { stream } = (a as unknown as { connection: { stream: ReturnType<typeof connect> } }).connection;
    stream[leave]();
    expect(await held?.settled).toBe('abandoned');
    held?.release();
    await insert;
    await within(
      'the session is gone',
      async () => (await rowsOf("select count(*) from pg_stat_activity where backend_type = 'client backend'")) === 1,
    );
    expect(await rowsOf('select count(*) from t where id = 700')).toBe(0);
  });

  test('a forwarded commit is carried out though its client is killed at once', async () => {
    for (let i = 0; i < 20; i++) {
      const a = await client();
      const { stream } = (a as unknown as { connection: { stream: ReturnType<typeof connect> } }).connection;
      const stop = proxy.onFrame(({ sql }) => void (sql === 'commit' && stream.resetAndDestroy()));
      await a.query('begin');
      await a.query('insert into t values ($1, $2)', [800 + i, 'x']);
      await fate(a.query('commit'));
      stop();
    }
    await within('all are in', async () => (await rowsOf('select count(*) from t where id >= 800')) === 20);
  });

  test('what a listener is told has passed has passed: a fault injected there comes too late for it', async () => {
    const a = await client();
    proxy.onFrame(({ sql }) => void (sql.startsWith('insert') && proxy.inject({ kind: 'blackhole' })));
    const insert = fate(a.query("insert into t values (850, 'x')"));
    await within('the row is there', async () => (await rowsOf('select count(*) from t where id = 850')) === 1);
    proxy.heal();
    expect(await insert).toBe('ECONNRESET');
  });

  test('several frames, stop and release', async () => {
    const all = await Promise.all([1, 2, 3].map(() => client()));
    const hold = proxy.hold({ match: ({ sql }) => sql.startsWith('update'), times: 2 });
    const updates = all.map((c, i) => c.query(`update t set name = 'u' where id = ${i + 1}`));
    const first = await hold.next(5000);
    const second = await hold.next(5000);
    expect(new Set([first, second]).size).toBe(2);
    expect(hold.held).toEqual([first, second]);
    expect(await hold.next(5000)).toBeUndefined();
    await Promise.race(updates);
    hold.release();
    await Promise.all(updates);
    const idle = proxy.hold({ match: () => true });
    const waiting = idle.next(60_000);
    idle.stop();
    expect(await waiting).toBeUndefined();
    await all[0]?.query('select 1');
    const aborted = proxy.hold({ match: () => false }).next(60_000, AbortSignal.abort(new Error('stop now')));
    await expect(aborted).rejects.toThrow('stop now');
    const wrong = proxy.hold({
      match: () => {
        throw new Error('a mistake in the lab');
      },
    });
    await all[0]?.query('select 1');
    await expect(wrong.next(1000)).rejects.toThrow('a mistake in the lab');
  });

  test('the end of the time limit, and the end of the proxy', async () => {
    const a = await client();
    const hold = proxy.hold({ match: ({ sql }) => sql.startsWith('insert') });
    expect(await hold.next(1)).toBeUndefined();
    const insert = fate(a.query("insert into t values (900, 'x')"));
    const held = await hold.next(5000);
    const waiting = proxy.hold({ match: () => false }).next(60_000);
    await proxy[Symbol.asyncDispose]();
    expect(await held?.settled).toBe('abandoned');
    expect(await waiting).toBeUndefined();
    await insert;
    expect(await rowsOf('select count(*) from t where id = 900')).toBe(0);
  });

  test('with latency: paid after the release; with a blackhole: what is released is lost', async () => {
    const a = await client();
    const hold = proxy.hold({ match: ({ sql }) => sql.startsWith('insert'), times: 2 });
    proxy.inject({ kind: 'latency', ms: 50 });
    const insert = a.query("insert into t values (910, 'x')");
    const held = await hold.next(5000);
    const started = now();
    held?.release();
    await insert;
    expect(now() - started).toBeGreaterThanOrEqual(100);
    proxy.heal();
    const lost = fate(a.query("insert into t values (911, 'x')"));
    const second = await hold.next(5000);
    const hole = proxy.inject({ kind: 'blackhole' });
    second?.release();
    expect(hole.exposure.bytes).toBeGreaterThan(0);
    hole.remove();
    expect(await lost).toBe('ECONNRESET');
    expect(await rowsOf('select count(*) from t where id = 911')).toBe(0);
  });
});

describe('latency and the death of the server', () => {
  test('a statement with parameters pays one round trip, for its batch leaves in one piece', async () => {
    const c = await client();
    proxy.inject({ kind: 'latency', ms: 300 });
    const started = now();
    await c.query('select * from t where id = $1', [1]);
    const took = now() - started;
    expect(took).toBeGreaterThanOrEqual(600);
    // Two round trips would be 1 200.
    expect(took).toBeLessThan(1150);
  });

  test('kill -9: clients are closed, new ones reset, and after a restart all is well', async () => {
    const c = await client();
    const running = fate(c.query('select pg_sleep(30)'));
    await server.kill();
    expect(await running).not.toBe('ok');
    await expect(client()).rejects.toThrow();
    await server.start();
    expect((await (await client()).query('select count(*) from t')).rows).toEqual([{ count: '100' }]);
  });
});
