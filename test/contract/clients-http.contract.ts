import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createHttpClient } from '../../src/clients/http.ts';
import type { HttpClient } from '../../src/clients/types.ts';
import { freePorts } from '../../src/host/ports.ts';
import { serve } from './support/sockets.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

let cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
  cleanups = [];
});

/** A server of Node's own http module, and how many connections it has had. */
async function start(handler: Handler) {
  const seen = { connections: 0, sockets: [] as Socket[] };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    handler(request, response, body);
  });
  server.on('connection', (socket) => {
    seen.connections += 1;
    seen.sockets.push(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { ...clientOf((server.address() as AddressInfo).port), seen };
}

function clientOf(port: number): { client: HttpClient } {
  const client = createHttpClient(`http://127.0.0.1:${port}`);
  cleanups.push(async () => client[Symbol.asyncDispose]());
  return { client };
}

describe('a reply', () => {
  test('carries status, headers, text and JSON; requests carry theirs', async () => {
    const { client } = await start((request, response, body) => {
      response.writeHead(201, { 'X-Two': ['a', 'b'] });
      response.end(
        JSON.stringify({ method: request.method, url: request.url, type: request.headers['content-type'], body }),
      );
    });
    const put = await client.put('/users/1?x=2', { name: 'Ännie' });
    expect(put).toMatchObject({
      ...{ outcome: 'reply', status: 201, headers: { 'x-two': 'a, b' } },
      json: { method: 'PUT', url: '/users/1?x=2', type: 'application/json', body: '{"name":"Ännie"}' },
    });
    expect(await client.get('/')).toMatchObject({ json: { method: 'GET', body: '' } });
    expect(await client.post('/', '{broken')).toMatchObject({ json: { type: 'application/json', body: '{broken' } });
    const own = { method: 'DELETE', path: '/x', body: 'text', headers: { 'content-type': 'text/plain' } };
    expect(await client.send(own)).toMatchObject({ json: { method: 'DELETE', type: 'text/plain', body: 'text' } });
  });

  test('that is no JSON has none; 500 is a reply too', async () => {
    const { client } = await start((_, response) => void response.writeHead(500).end('<html>'));
    const reply = await client.get('/');
    expect(reply).toMatchObject({ outcome: 'reply', status: 500, text: '<html>' });
    expect(reply).toHaveProperty('json', undefined);
  });

  test('is cut at 5 MB', async () => {
    const { client } = await start((_, response) => void response.end(JSON.stringify('x'.repeat(8 << 20))));
    const reply = await client.get('/');
    if (reply.outcome !== 'reply') return expect.unreachable();
    expect([reply.text.length, reply.json]).toEqual([5 << 20, undefined]);
  });
});

describe('what did not end with a reply', () => {
  test('nobody listens: refused', async () => {
    const [port = 0] = await freePorts(1);
    expect(await clientOf(port).client.put('/', {})).toMatchObject({ outcome: 'refused', error: 'connection refused' });
  });

  test('no answer in time: unknown, and the next request works', async () => {
    const { client } = await start((request, response) => void (request.url === '/fast' && response.end('1')));
    const slow = await client.get('/slow', 50);
    expect(slow).toMatchObject({ outcome: 'unknown', error: 'no complete answer within 50 ms' });
    expect(slow.ms).toBeGreaterThanOrEqual(49);
    expect(await client.get('/fast')).toMatchObject({ outcome: 'reply', json: 1 });
  });

  test('an answer that stops half-way: unknown at the time limit', async () => {
    const { client } = await start((_, response) => void response.write('{"half":'));
    expect(await client.get('/', 50)).toMatchObject({ outcome: 'unknown' });
  });

  test.each([
    ['reset', (socket: Socket) => void socket.resetAndDestroy()],
    ['closed', (socket: Socket) => void socket.end()],
    ['half a head', (socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-')],
    ['half a body', (socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"a"')],
    ['no HTTP', (socket: Socket) => void socket.end('hello\r\n\r\n')],
  ])('%s after the request was read: unknown', async (_, end) => {
    await using server = await serve((socket) => void socket.once('data', () => end(socket)));
    const reply = await clientOf(server.endpoint.port).client.post('/', {});
    expect(reply).toMatchObject({ outcome: 'unknown', error: expect.stringMatching(/.+/) });
  });

  test('the client is closed: unknown', async () => {
    const { client } = await start(() => undefined);
    const pending = client.get('/');
    await client[Symbol.asyncDispose]();
    expect(await pending).toMatchObject({ outcome: 'unknown' });
  });
});

describe('connections', () => {
  test('are kept alive, and there are as many as requests at a time', async () => {
    const { client, seen } = await start((_, response) => void response.end('1'));
    for (let i = 0; i < 20; i++) await client.get('/');
    // The pool may take a second one while the first is still closing its books.
    expect(seen.connections).toBeLessThanOrEqual(2);
    await Promise.all(Array.from({ length: 10 }, () => client.get('/')));
    expect(seen.connections).toBeGreaterThan(5);
    expect(seen.connections).toBeLessThanOrEqual(12);
  });

  test.each(['end', 'resetAndDestroy'] as const)(
    'a server that closes each idle connection at once (%s) costs no request',
    async (close) => {
      const { client, seen } = await start((request, response) => {
        response.once('finish', () => void setImmediate(() => request.socket[close]()));
        response.end('1');
      });
      for (let i = 0; i < 200; i++) {
        expect(await client.post('/', {})).toMatchObject({ outcome: 'reply' });
        // The close must have come while the connection was idle, not while the next request was being written.
        const socket = seen.sockets.at(-1);
        if (socket && !socket.destroyed) await new Promise((resolve) => socket.once('close', resolve));
      }
      expect(seen.connections).toBe(200);
    },
  );
});
