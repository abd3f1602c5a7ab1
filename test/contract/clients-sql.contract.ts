import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSql, postgresUrl } from '../../src/clients/sql.ts';
import { openProxy } from '../../src/faults/proxy.ts';
import { now } from '../../src/host/clock.ts';
import { freePorts } from '../../src/host/ports.ts';
import { seededRandom } from '../../src/host/random.ts';
import { startPostgres, type TestPostgres } from './support/postgres.ts';

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server[Symbol.asyncDispose]());

const serviceAt = (port: number, environment: Record<string, string> = {}) => ({
  endpoint: () => ({ host: '127.0.0.1' as const, port }),
  plan: {
    ...{ name: 's0', image: { reference: 'postgres:17', repository: 'postgres', tag: '17' }, command: [], environment },
    ...{ ports: [], dependsOn: [], profiles: [], mounts: [] },
  },
});

test('the URL carries user, password and database of the Compose file, or what the image takes without them', () => {
  const full = serviceAt(5000, { POSTGRES_USER: 'app', POSTGRES_PASSWORD: 'p@ss/w', POSTGRES_DB: 'stream' });
  expect(postgresUrl(full)).toBe('postgres://app:p%40ss%2Fw@127.0.0.1:5000/stream?sslmode=disable');
  expect(postgresUrl(full, 'other', { host: '127.0.0.1', port: 1 })).toContain('@127.0.0.1:1/other?');
  expect(postgresUrl(serviceAt(5000))).toBe('postgres://postgres@127.0.0.1:5000/postgres?sslmode=disable');
  expect(postgresUrl(serviceAt(5000, { POSTGRES_USER: 'app' }))).toContain('/app?');
});

describe('openSql', () => {
  test('queries one at a time, with values, several statements, and errors that leave it usable', async () => {
    await using sql = await openSql(() => postgresUrl(serviceAt(server.port)));
    const both = [sql.query('select pg_sleep(0.05), 1 as n'), sql.query<{ n: number }>('select $1::int as n', [2])];
    expect((await Promise.all(both)).map(([row]) => row)).toMatchObject([{ n: 1 }, { n: 2 }]);
    expect(await sql.query('create temp table x (a bigint); insert into x values (7); select a from x')).toEqual([
      { a: 7 },
    ]);
    await expect(sql.query('select nonsense')).rejects.toMatchObject({ code: '42703' });
    expect(await sql.query('select count(*) from x')).toEqual([{ count: 1 }]);
  });

  test('outlives the death of the server', async () => {
    await using sql = await openSql(() => postgresUrl(serviceAt(server.port)));
    const running = sql.query('select pg_sleep(30)');
    running.catch(() => undefined);
    await server.kill();
    await expect(running).rejects.toThrow();
    await expect(sql.query('select 1')).rejects.toMatchObject({ code: 'MACHINE_SERVICE_NOT_READY' });
    await server.start();
    expect(await sql.query('select 1 as n')).toEqual([{ n: 1 }]);
  });

  test('goes on at once after the server has ended the session', async () => {
    await using sql = await openSql(() => postgresUrl(serviceAt(server.port)));
    for (let i = 0; i < 20; i++) {
      await expect(sql.query('select pg_terminate_backend(pg_backend_pid())')).rejects.toThrow();
      expect(await sql.query('select 1 as n')).toEqual([{ n: 1 }]);
    }
  });

  test('nobody there, or nobody who answers: an error that says where', async () => {
    const [port = 0] = await freePorts(1);
    await expect(openSql(() => postgresUrl(serviceAt(port), 'stream'))).rejects.toMatchObject({
      ...{ code: 'MACHINE_SERVICE_NOT_READY', message: expect.stringContaining(`127.0.0.1:${port}/stream`) },
    });
  });

  test('says goodbye in bounded time, to a frozen server too', async () => {
    const target = { host: '127.0.0.1' as const, port: server.port };
    await using proxy = await openProxy({ name: 'frozen', target: () => target, random: seededRandom(1) });
    const sql = await openSql(() => postgresUrl(serviceAt(proxy.endpoint.port)));
    proxy.inject({ kind: 'blackhole' });
    const started = now();
    await sql[Symbol.asyncDispose]();
    expect(now() - started).toBeLessThan(3000);
    await expect(sql.query('select 1')).rejects.toMatchObject({ code: 'BUG' });
  });
});
