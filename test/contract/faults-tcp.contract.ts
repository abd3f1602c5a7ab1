import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/faults/types.ts';
import { eventually, now, pause } from '../../src/host/clock.ts';
import { dial, echo, Peer, proxyTo, serve } from './support/sockets.ts';

const within = (what: string, attempt: () => boolean) => eventually(attempt, { limitMs: 5000, pollMs: 1, what });

describe('a proxy without faults', () => {
  test('relays both ways and counts each byte and connection', async () => {
    await using server = await serve(echo);
    await using proxy = await proxyTo(server);
    await using a = await dial(proxy.endpoint);
    await using b = await dial(proxy.endpoint);
    a.socket.write('hello');
    b.socket.write('me too');
    await a.receives('hello');
    await b.receives('me too');
    expect(proxy.tally).toEqual({ connections: 2, open: 2, toService: 11, toClient: 11 });
    a.socket.end();
    await a.closes();
    await within('one connection is left', () => proxy.tally.open === 1);
  });

  test('carries 100 MB intact, each way', async () => {
    await using server = await serve(echo);
    await using proxy = await proxyTo(server);
    await using client = await dial(proxy.endpoint);
    const block = randomBytes(1 << 20);
    const sent = createHash('sha256');
    const back = createHash('sha256');
    client.socket.removeAllListeners('data').on('data', (chunk) => void back.update(chunk));
    for (let i = 0; i < 100; i++) {
      sent.update(block);
      if (!client.socket.write(block)) await once(client.socket, 'drain');
    }
    client.socket.end();
    await eventually(() => client.ended, { limitMs: 30_000, what: 'the echo of 100 MB ends' });
    expect(back.digest('hex')).toBe(sent.digest('hex'));
    expect(proxy.tally).toMatchObject({ toService: 100 << 20, toClient: 100 << 20 });
  });

  test('relays a half-close: the reply to all that was said still comes', async () => {
    await using server = await serve((socket) => {
      const heard = new Peer(socket);
      socket.on('end', () => socket.end(`heard ${heard.received}`));
    });
    await using proxy = await proxyTo(server);
    await using client = await dial(proxy.endpoint);
    client.socket.write('12345');
    client.socket.end();
    await client.receives('heard 5');
    await client.closes();
    expect(client.error).toBeUndefined();
  });

  test('makes a fast sender wait for a slow reader', async () => {
    await using server = await serve((socket) => void socket.pause());
    await using proxy = await proxyTo(server);
    await using client = await dial(proxy.endpoint);
    const block = Buffer.alloc(1 << 20);
    const before = process.memoryUsage().external;
    let accepted = 0;
    for (let i = 0; i < 200; i++) client.socket.write(block, () => (accepted += 1));
    let last = -1;
    await eventually(
      () => {
        const still = accepted === last && accepted > 0;
        last = accepted;
        return still;
      },
      { limitMs: 5000, pollMs: 200, what: 'the sender is made to wait' },
    );
    // What the kernel's socket buffers take is its affair (up to about 10 MB per socket).
    expect(accepted).toBeLessThan(60);
    expect(process.memoryUsage().external - before).toBeLessThan(60 << 20);
    server.sockets[0]?.resume();
    await eventually(() => accepted === 200, { limitMs: 20_000, what: 'all goes through once the reader reads' });
  });

  test('resets the client when the service refuses or resets', async () => {
    const server = await serve(echo);
    await using proxy = await proxyTo(server);
    await using live = await dial(proxy.endpoint);
    live.socket.write('x');
    await live.receives('x');
    server.sockets[0]?.resetAndDestroy();
    await live.closes();
    expect(live.error).toBe('ECONNRESET');
    await server[Symbol.asyncDispose]();
    await using late = await dial(proxy.endpoint);
    await late.closes();
    expect(late.error).toBe('ECONNRESET');
  });

  test.each(['end', 'resetAndDestroy', 'destroy'] as const)(
    'client.%s(): the service gets all that was sent and an ordinary close',
    async (leave) => {
      const heard: Peer[] = [];
      await using server = await serve((socket) => void heard.push(new Peer(socket)));
      await using proxy = await proxyTo(server);
      await using client = await dial(proxy.endpoint);
      client.socket.write('COMMIT');
      await within('the service hears', () => heard[0]?.text === 'COMMIT');
      client.socket[leave]();
      await within('the service sees the end', () => heard[0]?.ended === true);
      // Writing to somebody who has gone must not come back as a reset either.
      heard[0]?.socket.write('done');
      heard[0]?.socket.end();
      await heard[0]?.closes();
      expect(heard[0]?.error).toBeUndefined();
    },
  );

  test('disposal closes everything at once, whatever the faults', async () => {
    const faults: Fault[] = [{ kind: 'latency', ms: 60_000 }, { kind: 'blackhole' }, { kind: 'refuse' }];
    for (const fault of faults) {
      await using server = await serve(echo);
      const proxy = await proxyTo(server);
      await using client = await dial(proxy.endpoint);
      client.socket.write('1');
      await client.receives('1');
      const injection = proxy.inject(fault);
      client.socket.write('2');
      await within('the proxy has it', () => injection.exposure.bytes + proxy.tally.toService === 2);
      const started = now();
      await proxy[Symbol.asyncDispose]();
      expect(now() - started).toBeLessThan(100);
      await within('the client sees it', () => client.ended || client.closed);
      await within('the service sees it', () => server.sockets[0]?.readableEnded === true);
      await using refused = await dial(proxy.endpoint);
      await refused.closes();
      expect(refused.error).toBe('ECONNREFUSED');
    }
  });
});

describe('latency', () => {
  test('is never early, applies to each direction asked for, and goes with a connection alive', async () => {
    await using server = await serve(echo);
    await using proxy = await proxyTo(server);
    await using client = await dial(proxy.endpoint);
    const roundTrip = async (text: string) => {
      const before = client.received;
      const started = now();
      client.socket.write(text);
      await within('the echo comes', () => client.received === before + text.length);
      return now() - started;
    };
    const both = proxy.inject({ kind: 'latency', ms: 40 });
    for (let i = 0; i < 5; i++) expect(await roundTrip('abc')).toBeGreaterThanOrEqual(80);
    expect(both.exposure).toEqual({ connections: 1, bytes: 30 });
    both.remove();
    both.remove();
    const one = proxy.inject({ kind: 'latency', ms: 40, toward: 'client' });
    expect(await roundTrip('abc')).toBeGreaterThanOrEqual(40);
    expect(one.exposure).toEqual({ connections: 1, bytes: 3 });
    const more = proxy.inject({ kind: 'latency', ms: 30, toward: 'service' });
    expect(await roundTrip('abc')).toBeGreaterThanOrEqual(70);
    expect(more.exposure.bytes).toBe(3);
    proxy.heal();
    await roundTrip('abc');
    expect(both.exposure.bytes + one.exposure.bytes + more.exposure.bytes).toBe(30 + 6 + 3);
    expect(client.error).toBeUndefined();
  });

  test('keeps the order under jitter, and the end behind the data', async () => {
    await using server = await serve(echo);
    await using proxy = await proxyTo(server);
    await using client = await dial(proxy.endpoint);
    proxy.inject({ kind: 'latency', ms: 10, jitterMs: 10 });
    let expected = '';
    for (let i = 0; i < 200; i++) {
      client.socket.write(`${i},`);
      expected += `${i},`;
      if (i % 10 === 0) await pause(1);
    }
    client.socket.end();
    await client.closes();
    expect(client.text).toBe(expected);
  });

  test('removed: what waited is delivered at once, in order', async () => {
    await using server = await serve(echo);
    await using proxy = await proxyTo(server);
    await using client = await dial(proxy.endpoint);
    const slow = proxy.inject({ kind: 'latency', ms: 60_000, toward: 'service' });
    client.socket.write('one ');
    await within('it waits', () => slow.exposure.bytes === 4);
    expect(proxy.tally.toService).toBe(0);
    slow.remove();
    client.socket.write('two');
    await client.receives('one two');
  });

  test('a batch written at once pays once', async () => {
    await using server = await serve(echo);
    await using proxy = await proxyTo(server);
    await using client = await dial(proxy.endpoint);
    proxy.inject({ kind: 'latency', ms: 100 });
    const started = now();
    for (let i = 0; i < 20; i++) client.socket.write('x');
    await client.receives('x'.repeat(20));
    // Twenty latencies one after the other would be 4 s.
    expect(now() - started).toBeLessThan(2000);
  });
});

describe('bandwidth', () => {
  test('takes at least bytes/rate, both faults together at least both', async () => {
    await using server = await serve(echo);
    await using proxy = await proxyTo(server);
    await using client = await dial(proxy.endpoint);
    const slow = proxy.inject({ kind: 'bandwidth', bytesPerSecond: 1_000_000, toward: 'service' });
    const started = now();
    client.socket.write(Buffer.alloc(200_000));
    await within('all is back', () => client.received === 200_000);
    expect(now() - started).toBeGreaterThanOrEqual(200);
    expect(slow.exposure).toEqual({ connections: 1, bytes: 200_000 });
    proxy.inject({ kind: 'latency', ms: 100, toward: 'service' });
    const again = now();
    client.socket.write(Buffer.alloc(100_000));
    await within('all is back', () => client.received === 300_000);
    expect(now() - again).toBeGreaterThanOrEqual(200);
  });
});

describe('reset', () => {
  test('resets live and new connections until it is removed', async () => {
    await using server = await serve(echo);
    await using proxy = await proxyTo(server);
    await using live = await dial(proxy.endpoint);
    live.socket.write('x');
    await live.receives('x');
    const reset = proxy.inject({ kind: 'reset' });
    await live.closes();
    expect(live.error).toBe('ECONNRESET');
    await using fresh = await dial(proxy.endpoint);
    await fresh.closes();
    expect(fresh.error).toBe('ECONNRESET');
    expect(reset.exposure).toEqual({ connections: 2, bytes: 0 });
    reset.remove();
    await using after = await dial(proxy.endpoint);
    after.socket.write('y');
    await after.receives('y');
    proxy.resetConnections();
    await after.closes();
    expect(after.error).toBe('ECONNRESET');
    expect(server.sockets).toHaveLength(2);
  });
});

describe('refuse', () => {
  test('refuses new connections, leaves live ones, and listens on the same port again', async () => {
    await using server = await serve(echo);
    await using proxy = await proxyTo(server);
    await using live = await dial(proxy.endpoint);
    const { port } = proxy.endpoint;
    for (let round = 0; round < 5; round++) {
      const refusal = proxy.inject({ kind: 'refuse' });
      const second = proxy.inject({ kind: 'refuse' });
      await using fresh = await dial({ host: '127.0.0.1', port });
      await fresh.closes();
      expect(fresh.error).toBe('ECONNREFUSED');
      live.socket.write('x');
      await live.receives('x'.repeat(round + 1));
      refusal.remove();
      await using still = await dial({ host: '127.0.0.1', port });
      await still.closes();
      expect(still.error).toBe('ECONNREFUSED');
      second.remove();
      await eventually(
        async () => {
          await using again = await dial({ host: '127.0.0.1', port });
          return !again.closed;
        },
        { limitMs: 2000, pollMs: 1, what: 'the proxy accepts again' },
      );
    }
    expect(proxy.endpoint.port).toBe(port);
  });
});

describe('blackhole', () => {
  test('nothing passes and nothing closes; removal resets whoever lost something and nobody else', async () => {
    await using server = await serve(echo);
    await using proxy = await proxyTo(server);
    await using talker = await dial(proxy.endpoint);
    await using silent = await dial(proxy.endpoint);
    for (const peer of [talker, silent]) {
      peer.socket.write('a');
      await peer.receives('a');
    }
    const hole = proxy.inject({ kind: 'blackhole' });
    talker.socket.write('lost');
    await using fresh = await dial(proxy.endpoint);
    fresh.socket.write('hello');
    await within('the hole has taken both', () => hole.exposure.bytes === 9);
    expect(fresh.closed).toBe(false);
    expect(talker.closed).toBe(false);
    expect(proxy.tally.toService).toBe(2);
    expect(hole.exposure).toEqual({ connections: 2, bytes: 9 });
    // A second hole keeps the first from being healed.
    const second = proxy.inject({ kind: 'blackhole' });
    hole.remove();
    talker.socket.write('more');
    await within('the second hole takes more', () => second.exposure.bytes === 4);
    expect([talker.closed, fresh.closed]).toEqual([false, false]);
    second.remove();
    await talker.closes();
    await fresh.closes();
    expect([talker.error, fresh.error]).toEqual(['ECONNRESET', 'ECONNRESET']);
    silent.socket.write('b');
    await silent.receives('ab');
    expect(server.sockets).toHaveLength(2);
  });

  test('swallows closes too: the service does not learn that its client has gone until the hole is', async () => {
    const heard: Peer[] = [];
    await using server = await serve((socket) => void heard.push(new Peer(socket)));
    await using proxy = await proxyTo(server);
    await using client = await dial(proxy.endpoint);
    client.socket.write('a');
    await within('the service hears', () => heard[0]?.text === 'a');
    const hole = proxy.inject({ kind: 'blackhole' });
    client.socket.resetAndDestroy();
    await within('the hole takes the close', () => hole.exposure.connections === 1);
    expect(heard[0]?.ended).toBe(false);
    hole.remove();
    await heard[0]?.closes();
    expect(heard[0]?.error).toBe('ECONNRESET');
  });

  test('takes what latency still had in flight', async () => {
    await using server = await serve(echo);
    await using proxy = await proxyTo(server);
    await using client = await dial(proxy.endpoint);
    const slow = proxy.inject({ kind: 'latency', ms: 60_000 });
    client.socket.write('abc');
    await within('it waits', () => slow.exposure.bytes === 3);
    const hole = proxy.inject({ kind: 'blackhole' });
    expect(hole.exposure).toEqual({ connections: 1, bytes: 3 });
    slow.remove();
    client.socket.write('d');
    await within('the hole takes more', () => hole.exposure.bytes === 4);
    expect(proxy.tally.toService).toBe(0);
    hole.remove();
    await client.closes();
    expect(client.error).toBe('ECONNRESET');
  });
});
