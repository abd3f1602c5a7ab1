import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHttpProxy } from '../../src/faults/http/proxy.ts';
import type { HttpProxy } from '../../src/faults/types.ts';
import { eventually } from '../../src/host/clock.ts';
import { seededRandom } from '../../src/host/random.ts';
import { outcomeOf } from '../../src/labs/saga/model/call.ts';
import { Wire } from '../../src/labs/saga/model/wire.ts';

// The saga lab's view of the wire, on a real proxy before a real server.
let server: Server;
let proxy: HttpProxy;
let wire: Wire;
/** `METHOD path` of what the service heard. */
let heard: string[];

beforeEach(async () => {
  heard = [];
  server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url}`);
    request.resume();
    response.statusCode = request.url?.includes('refused') ? 409 : 201;
    response.end('{"code":"voided"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const target = { host: '127.0.0.1' as const, port: (server.address() as { port: number }).port };
  proxy = await openHttpProxy({ name: 'bank', target: () => target, random: seededRandom(1) });
  wire = new Wire();
  wire.attach('one', 'bank-a', proxy);
});

afterEach(async () => {
  await proxy[Symbol.asyncDispose]();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** The status, or what became of the call instead. */
function call(method: string, path: string, body?: object, timeoutMs = 3000): Promise<number | string> {
  const init = { method, signal: AbortSignal.timeout(timeoutMs), ...(body ? { body: JSON.stringify(body) } : {}) };
  return fetch(`${proxy.url}${path}`, init).then(
    async (reply) => {
      await reply.arrayBuffer();
      return reply.status;
    },
    (error: Error) => error.name,
  );
}

test('calls belong to a transfer by amount, by transfer, by an id that was used before, or by the name in an id', async () => {
  wire.expect(4711);
  wire.learn('transfer-00000001', 4711);
  await call('PUT', '/holds/h-1', { account: 'a:x', amount: 4711, transferId: 't-1' });
  await call('POST', '/holds/h-1/release');
  await call('POST', '/screenings', { transferId: 't-1' });
  await call('POST', '/credits/transfer-00000001-credit/void');
  await call('POST', '/credits/h-1/void');
  await call('PUT', '/holds/h-2', { amount: 4712, transferId: 't-2' });
  expect(wire.calls.map(({ kind, id, amount }) => `${kind} ${id} ${amount}`)).toEqual([
    'hold h-1 4711',
    'release h-1 4711',
    'screening t-1 4711',
    'void transfer-00000001-credit 4711',
    'void h-1 undefined',
    'hold h-2 undefined',
  ]);
  expect(wire.of(4711)).toHaveLength(4);
});

test('the newest rule that has an opinion decides, until it is taken back', async () => {
  wire.rule(() => ({ kind: 'unavailable' }));
  const back = wire.rule(({ kind }) =>
    kind === 'credit' ? { kind: 'answer', json: { decision: 'reject' } } : undefined,
  );
  expect(await call('PUT', '/holds/h-1')).toBe(503);
  expect(await call('PUT', '/credits/c-1')).toBe(200);
  back();
  expect(await call('PUT', '/credits/c-1')).toBe(503);
  expect(heard).toEqual([]);
  expect(wire.calls.map(outcomeOf)).toEqual(['lost', 'ok', 'lost']);
});

test('frozen before: not heard of, given up, and delivered as a ghost', async () => {
  const thaw = wire.rule(() => ({ kind: 'freeze-before' }));
  expect(await call('PUT', '/credits/refused', undefined, 200)).toBe('TimeoutError');
  thaw();
  const [frozen] = wire.frozen;
  await eventually(() => frozen?.held.state === 'abandoned', { limitMs: 2000, what: 'it is abandoned' });
  expect(heard).toEqual([]);
  expect(await wire.deliver(frozen!)).toMatchObject({ status: 409, code: 'voided' });
  expect(heard).toEqual(['PUT /credits/refused']);
  expect(wire.ghosts).toHaveLength(1);
  expect(wire.calls.map(outcomeOf)).toEqual(['frozen']);
});

test('frozen after: carried out, and nobody hears of it; a reset is neither', async () => {
  wire.rule(({ kind }) => (kind === 'hold' ? { kind: 'freeze-after' } : { kind: 'reset' }));
  expect(await call('PUT', '/holds/h-1', undefined, 200)).toBe('TimeoutError');
  expect(await call('PUT', '/credits/c-1')).toBe('TypeError');
  expect(heard).toEqual(['PUT /holds/h-1']);
  expect(wire.calls.map(outcomeOf)).toEqual(['frozen', 'lost']);
  expect(wire.frozen.map(({ call: { kind } }) => kind)).toEqual(['hold']);
});

test('a frozen call that is let go goes on, with another answer if there is one', async () => {
  const thaw = wire.rule(() => ({ kind: 'freeze-before' }));
  const replies = [call('POST', '/screenings', { transferId: 'a' }), call('POST', '/screenings', { transferId: 'b' })];
  await eventually(() => wire.frozen.length === 2, { limitMs: 2000, what: 'both are frozen' });
  thaw();
  wire.frozen[0]?.held.release();
  wire.frozen[1]?.held.release({ status: 200, json: { decision: 'reject' } });
  expect((await Promise.all(replies)).sort()).toEqual([200, 201]);
  expect(heard).toEqual(['POST /screenings']);
});
