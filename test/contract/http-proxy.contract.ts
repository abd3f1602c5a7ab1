import { Agent, createServer, type IncomingMessage, request, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHttpProxy } from '../../src/faults/http/proxy.ts';
import type { HeldCall, HttpProxy } from '../../src/faults/types.ts';
import { eventually, now } from '../../src/host/clock.ts';
import { seededRandom } from '../../src/host/random.ts';

// A real server, a real client, real sockets.
let server: Server;
let proxy: HttpProxy;
let agent: Agent;
/** `METHOD path body` of every request the service heard of. */
let heard: string[];

interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly ms: number;
}

async function readAll(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

beforeEach(async () => {
  heard = [];
  agent = new Agent({ keepAlive: true });
  server = createServer(async (incoming, response) => {
    const body = await readAll(incoming);
    heard.push(`${incoming.method} ${incoming.url} ${body.length > 50 ? body.length : body}`.trim());
    response.setHeader('x-host', incoming.headers.host ?? '');
    response.setHeader('set-cookie', ['a=1', 'b=2']);
    if (incoming.url === '/missing') response.statusCode = 404;
    response.write('the ');
    response.end(`answer to ${incoming.url}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy = await openHttpProxy({ name: 'shop', target: () => endpoint(server), random: seededRandom(1) });
});

afterEach(async () => {
  agent.destroy();
  await proxy[Symbol.asyncDispose]();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function endpoint(of: Server) {
  return { host: '127.0.0.1', port: (of.address() as { port: number }).port } as const;
}

function send(method: string, path: string, body?: string, signal?: AbortSignal): Promise<Reply> {
  const started = now();
  return new Promise((resolve, reject) => {
    const outgoing = request(`${proxy.url}${path}`, { method, agent, ...(signal ? { signal } : {}) }, (reply) => {
      readAll(reply).then(
        (text) => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, text, ms: now() - started }),
        reject,
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const get = (path: string, signal?: AbortSignal) => send('GET', path, undefined, signal);
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'answered',
    (error: NodeJS.ErrnoException) => error.code ?? error.name,
  );

test('forwards requests and replies whole, with several headers of one name, and names the service as host', async () => {
  const reply = await send('PUT', '/orders/1?x=%20y', '{"a":"ü"}');
  expect(reply).toMatchObject({ status: 200, text: 'the answer to /orders/1?x=%20y' });
  expect(reply.headers['set-cookie']).toEqual(['a=1', 'b=2']);
  expect(reply.headers['x-host']).toBe(`127.0.0.1:${endpoint(server).port}`);
  expect(heard).toEqual(['PUT /orders/1?x=%20y {"a":"ü"}']);
  expect((await get('/missing')).status).toBe(404);
});

test('records method, path, headers, body up to 64 KiB, status and times', async () => {
  const before = now();
  await send('POST', '/big', 'x'.repeat(100_000));
  const [call] = proxy.calls();
  expect(call).toMatchObject({ seq: 0, method: 'POST', path: '/big', state: 'answered', status: 200 });
  expect(call?.headers['content-length']).toBe('100000');
  expect(call?.body.length).toBe(65_536);
  expect(call?.at).toBeGreaterThanOrEqual(before);
  expect(call?.endedAt).toBeGreaterThanOrEqual(call?.at ?? Number.NaN);
  expect(heard).toEqual(['POST /big 100000']);
});

test('counts exactly, by method, path and mark, and keeps connections', async () => {
  for (let i = 0; i < 50; i++) await get(`/products/${i}`);
  const mark = proxy.mark();
  await Promise.all(Array.from({ length: 30 }, (_, i) => get(`/reviews/${i}`)));
  await send('POST', '/reviews/1');
  expect(proxy.count()).toBe(81);
  expect(proxy.count({ path: /^\/reviews\// })).toBe(31);
  expect(proxy.count({ path: /^\/reviews\//, method: 'POST' })).toBe(1);
  expect(proxy.count({ since: mark })).toBe(31);
  expect(proxy.tally.connections).toBeLessThanOrEqual(31);
  expect(heard).toHaveLength(81);
});

test('a scripted answer does not ask the service', async () => {
  proxy.script(({ path }) =>
    path === '/down'
      ? { kind: 'answer', answer: { status: 503, json: { no: 1 }, headers: { 'retry-after': '1' } } }
      : undefined,
  );
  const reply = await get('/down');
  expect(reply).toMatchObject({ status: 503, text: '{"no":1}' });
  expect(reply.headers).toMatchObject({ 'retry-after': '1', 'content-type': 'application/json' });
  expect((await get('/up')).status).toBe(200);
  expect(heard).toEqual(['GET /up']);
  expect(proxy.count()).toBe(2);
});

test('a delay is never early, for real and for scripted replies', async () => {
  proxy.script(() => ({ kind: 'forward', delayMs: 60 }));
  expect((await get('/a')).ms).toBeGreaterThanOrEqual(60);
  proxy.script(() => ({ kind: 'answer', answer: { status: 200 }, delayMs: 60 }));
  expect((await get('/b')).ms).toBeGreaterThanOrEqual(60);
  expect(heard).toEqual(['GET /a']);
});

test('drop resets before the service hears of it; forward-then-drop after it has done its work', async () => {
  proxy.script(() => ({ kind: 'drop' }));
  expect(await code(get('/never'))).toBe('ECONNRESET');
  proxy.script(() => ({ kind: 'forward-then-drop' }));
  expect(await code(send('POST', '/done', 'once'))).toBe('ECONNRESET');
  expect(heard).toEqual(['POST /done once']);
  expect(proxy.calls().map(({ state }) => state)).toEqual(['dropped', 'dropped']);
});

test('silence lasts as long as the client waits, and does not touch others', async () => {
  proxy.script(({ path }) => (path === '/silent' ? { kind: 'silence' } : undefined));
  const gone = code(get('/silent', AbortSignal.timeout(100)));
  expect((await get('/loud')).status).toBe(200);
  expect(proxy.inFlight).toBe(1);
  expect(await gone).toBe('ABORT_ERR');
  await eventually(() => proxy.inFlight === 0, { limitMs: 2000, what: 'the proxy notices that the client has gone' });
  expect(proxy.calls()[0]).toMatchObject({ state: 'abandoned', status: undefined });
  expect(heard).toEqual(['GET /loud']);
});

test('a held reply: the service has answered, the client waits until release; the rest passes', async () => {
  const hold = proxy.hold({ at: 'reply', match: ({ path }) => path.startsWith('/held'), times: 2 });
  const first = get('/held/1');
  const second = get('/held/2');
  const one = await hold.next(2000);
  const two = await hold.next(2000);
  expect([one?.call.path, two?.call.path].sort()).toEqual(['/held/1', '/held/2']);
  expect(await get('/held/3')).toMatchObject({ status: 200 });
  expect(heard.slice().sort()).toEqual(['GET /held/1', 'GET /held/2', 'GET /held/3']);
  expect(proxy.inFlight).toBe(2);
  hold.release({ status: 500, json: { broken: true } });
  expect(await first).toMatchObject({ status: 500, text: '{"broken":true}' });
  expect(await second).toMatchObject({ status: 500 });
  expect(one?.state).toBe('released');
});

test('a held request: the service hears nothing before the release', async () => {
  const hold = proxy.hold({ at: 'request' });
  const reply = get('/later');
  const held = await hold.next(2000);
  expect(heard).toEqual([]);
  held?.release();
  expect((await reply).text).toBe('the answer to /later');
  expect(heard).toEqual(['GET /later']);
});

test("an error in a lab's match is thrown to who waits, not at the call", async () => {
  const hold = proxy.hold({
    at: 'request',
    match: () => {
      throw new Error('a mistake in the lab');
    },
  });
  expect(await get('/calm')).toMatchObject({ status: 200 });
  await expect(hold.next(1000)).rejects.toThrow('a mistake in the lab');
});

test('held calls can be let go in another order, dropped, and are abandoned when the client goes', async () => {
  const hold = proxy.hold({ at: 'request', times: 3 });
  const paths = ['/1', '/2', '/3'];
  const leave = new AbortController();
  const replies: Promise<string>[] = [];
  const held: (HeldCall | undefined)[] = [];
  for (const path of paths) {
    replies.push(code(get(path, path === '/3' ? leave.signal : undefined)));
    held.push(await hold.next(2000));
  }
  leave.abort();
  held[1]?.release();
  expect(await replies[1]).toBe('answered');
  held[0]?.drop();
  expect(await replies[0]).toBe('ECONNRESET');
  await eventually(() => held[2]?.state === 'abandoned', { limitMs: 2000, what: 'the held call is abandoned' });
  expect(heard).toEqual(['GET /2']);
  expect(await hold.next(50)).toBeUndefined();
});

test('a ghost: a held request that its client has given up reaches the service later, and the answer goes to nobody', async () => {
  const hold = proxy.hold({ at: 'request' });
  const leave = new AbortController();
  const gone = code(send('PUT', '/missing', 'late', leave.signal));
  const held = await hold.next(2000);
  leave.abort();
  expect(await gone).toBe('ABORT_ERR');
  await eventually(() => held?.state === 'abandoned', { limitMs: 2000, what: 'the held call is abandoned' });
  expect(heard).toEqual([]);
  expect(await held?.deliver()).toEqual({ status: 404, text: 'the answer to /missing' });
  expect(heard).toEqual(['PUT /missing late']);
  // Not a request of the client's.
  expect(proxy.calls()).toHaveLength(1);
});

test('a ghost of a request whose client still waits resets it first; of a held reply it is a second execution', async () => {
  const before = proxy.hold({ at: 'request' });
  const waiting = code(get('/1'));
  expect(await (await before.next(2000))?.deliver()).toMatchObject({ status: 200 });
  expect(await waiting).toBe('ECONNRESET');
  const after = proxy.hold({ at: 'reply' });
  const second = code(get('/2'));
  await (await after.next(2000))?.deliver();
  expect(await second).toBe('ECONNRESET');
  expect(heard).toEqual(['GET /1', 'GET /2', 'GET /2']);
});

test('a stamp is on every request, the ghost too, and not on what was seen of the client', async () => {
  const stamps: unknown[] = [];
  server.on('request', ({ headers }) => stamps.push(headers['x-user']));
  proxy.stamp({ 'x-user': 'ann' });
  await get('/1');
  const hold = proxy.hold({ at: 'request' });
  const waiting = code(get('/2'));
  await (await hold.next(2000))?.deliver();
  await waiting;
  expect(stamps).toEqual(['ann', 'ann']);
  expect(proxy.calls()[0]?.headers).not.toHaveProperty('x-user');
});

test('a ghost meets a service that is gone', async () => {
  const hold = proxy.hold({ at: 'request' });
  const waiting = code(get('/1'));
  const held = await hold.next(2000);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(await held?.deliver()).toEqual({ status: 0, text: '' });
  expect(await waiting).toBe('ECONNRESET');
  server.listen(0, '127.0.0.1');
});

test('waiting for a held call ends with the limit and with the signal', async () => {
  const hold = proxy.hold({ at: 'reply' });
  expect(await hold.next(30)).toBeUndefined();
  const abort = new AbortController();
  const waiting = hold.next(5000, abort.signal);
  abort.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});

test('knows the most requests that were under way at once', async () => {
  const hold = proxy.hold({ at: 'reply', times: 7 });
  const replies = Array.from({ length: 7 }, (_, i) => get(`/${i}`));
  for (let i = 0; i < 7; i++) await hold.next(2000);
  hold.release();
  await Promise.all(replies);
  const mark = proxy.mark();
  for (let i = 0; i < 5; i++) await get(`/one/${i}`);
  expect(proxy.peak()).toBe(7);
  expect(proxy.peak({ since: mark })).toBe(1);
});

test('the faults of every proxy act in front: refuse, reset, blackhole, latency', async () => {
  const refuse = proxy.inject({ kind: 'refuse' });
  expect(await code(get('/a'))).toBe('ECONNREFUSED');
  refuse.remove();
  await eventually(async () => (await code(get('/b'))) === 'answered', { limitMs: 2000, what: 'it accepts again' });
  const reset = proxy.inject({ kind: 'reset' });
  expect(await code(get('/c'))).toBe('ECONNRESET');
  reset.remove();
  const hole = proxy.inject({ kind: 'blackhole' });
  expect(await code(get('/d', AbortSignal.timeout(80)))).toBe('ABORT_ERR');
  hole.remove();
  proxy.inject({ kind: 'latency', ms: 40 });
  expect((await get('/e')).ms).toBeGreaterThanOrEqual(80);
  proxy.heal();
  expect(heard).toEqual(['GET /b', 'GET /e']);
});

test('a service that is not there, or dies, is a reset for the client; one that comes back is used again', async () => {
  expect((await get('/a')).status).toBe(200);
  const { port } = endpoint(server);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(await code(get('/b'))).toBe('ECONNRESET');
  expect(proxy.calls().at(-1)?.state).toBe('dropped');
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  expect((await get('/c')).status).toBe(200);
});

test('closing it ends what waits, and frees the port', async () => {
  proxy.hold({ at: 'request' });
  proxy.script(({ path }) => (path === '/silent' ? { kind: 'silence' } : undefined));
  const waiting = [code(get('/held')), code(get('/silent'))];
  await eventually(() => proxy.count() === 2, { limitMs: 2000, what: 'both have arrived' });
  await proxy[Symbol.asyncDispose]();
  expect(await Promise.all(waiting)).toEqual(['ECONNRESET', 'ECONNRESET']);
  expect(await code(get('/x'))).toBe('ECONNREFUSED');
});

test('says when it began to reply: after the delay, before the client had anything', async () => {
  proxy.script(() => ({ kind: 'forward', delayMs: 100 }));
  await get('/');
  const got = now();
  const [call] = proxy.calls();
  expect(call?.repliedAt).toBeGreaterThanOrEqual((call?.at ?? 0) + 100);
  expect(call?.repliedAt).toBeLessThanOrEqual(got);
  proxy.script(() => ({ kind: 'drop' }));
  await get('/').catch(() => undefined);
  expect(proxy.calls()[1]?.repliedAt).toBeUndefined();
});

test('may be opened before there is anything behind it', async () => {
  let port = 0;
  await using early = await openHttpProxy({
    name: 'later',
    target: () => ({ host: '127.0.0.1', port }),
    random: seededRandom(1),
  });
  await expect(fetch(early.url)).rejects.toThrow();
  port = endpoint(server).port;
  expect((await fetch(early.url)).status).toBe(200);
});
