import fc from 'fast-check';
import pg from 'pg';
import { expect, test } from 'vitest';
import { FrameHold } from '../../src/faults/postgres/hold.ts';
import { Observers } from '../../src/faults/postgres/observers.ts';
import { Session } from '../../src/faults/postgres/session.ts';
import { TcpProxy } from '../../src/faults/proxy.ts';
import { seededRandom } from '../../src/host/random.ts';
import { startPostgres } from './support/postgres.ts';

interface Recording {
  readonly client: Buffer;
  readonly service: Buffer;
}

/** What the pg driver and a real server say to each other in a session with every kind of statement. */
async function record(): Promise<Recording> {
  await using server = await startPostgres();
  const said = { client: [] as Buffer[], service: [] as Buffer[] };
  const target = { host: '127.0.0.1' as const, port: server.port };
  await using proxy = new TcpProxy({ name: 'recorder', target: () => target, random: seededRandom(1) }, (wire) => ({
    fromClient(chunk) {
      said.client.push(chunk);
      wire.forward(chunk);
    },
    fromService: (chunk) => said.service.push(chunk) > 0,
    clientGone: () => undefined,
  }));
  await proxy.open();
  const client = new pg.Client({ ...proxy.endpoint, user: 'postgres', database: 'postgres' });
  await client.connect();
  await client.query('create table t (id int, name text); begin');
  await client.query("insert into t select i, repeat('ü', 500) from generate_series(1, $1::int) i", [200]);
  await client.query('select * from t where id <= 10; select 1; select id from t where id <= 3');
  for (const n of [3, 4]) await client.query({ name: 'named', text: 'select * from t limit $1', values: [n] });
  await client.query('select 1/$1::int', [0]).catch(() => undefined);
  await client.query('rollback');
  await client.query('select $1::text', ['y'.repeat(100_000)]);
  await client.end();
  return { client: Buffer.concat(said.client), service: Buffer.concat(said.service) };
}

function split(stream: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % stream.length))].sort((a, b) => a - b);
  return [...places, stream.length].map((end, i) => stream.subarray(places[i - 1] ?? 0, end));
}

function replay(recording: Recording, cuts: readonly number[], holdEvery?: number) {
  const observers = new Observers();
  const forwarded: Buffer[] = [];
  let types = '';
  observers.listen((frame) => {
    types += frame.type;
  });
  const wire = {
    connection: 1,
    forward: (chunk: Buffer) => void forwarded.push(chunk),
    reply: () => undefined,
    stall: () => undefined,
    cut: () => expect.unreachable(),
  };
  const session = new Session(wire, observers);
  let seen = 0;
  const hold = new FrameHold({ match: () => holdEvery !== undefined && seen++ % holdEvery === 0, times: 1000 });
  observers.addHold(hold);
  const release = () => {
    for (const held of hold.held) held.release();
  };
  split(recording.client, cuts).forEach((chunk, i) => {
    session.fromClient(chunk);
    if (i % 3 === 0) release();
  });
  for (let before = -1; before !== hold.held.length; ) {
    before = hold.held.length;
    release();
  }
  for (const chunk of split(recording.service, cuts)) session.fromService(chunk);
  const statements = observers.log.since().map(({ at: _, ...rest }) => rest);
  return { statements, types, forwarded: Buffer.concat(forwarded) };
}

test('however the streams are cut and whatever is held on the way: the same statements, rows and bytes', async () => {
  const recording = await record();
  const whole = replay(recording, []);
  expect(whole.forwarded.equals(recording.client)).toBe(true);
  expect(whole.statements.map(({ verb, rows }) => `${verb} ${rows}`)).toEqual([
    ...['create 0', 'begin 0', 'insert 0', 'select 10', 'select 1', 'select 3', 'select 3', 'select 4'],
    ...['select 0', 'rollback 0', 'select 1'],
  ]);
  const cuts = fc.array(fc.nat({ max: recording.service.length }), { maxLength: 200 });
  // Cuts close together hit the middle of headers.
  const burst = fc.nat({ max: 2000 }).map((from) => Array.from({ length: 60 }, (_, i) => from + i));
  fc.assert(
    fc.property(
      fc.oneof(cuts, burst),
      fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
      (where, every) => {
        const again = replay(recording, where, every);
        expect(again.statements).toEqual(whole.statements);
        expect(again.types).toBe(whole.types);
        expect(again.forwarded.equals(recording.client)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
