import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { openProxy } from '../../../src/faults/proxy.ts';
import type { FaultProxy } from '../../../src/faults/types.ts';
import { eventually } from '../../../src/host/clock.ts';
import { seededRandom } from '../../../src/host/random.ts';
import type { Endpoint } from '../../../src/stack/types.ts';

/** A TCP server of a test; remembers its sockets. */
export interface TestServer extends AsyncDisposable {
  readonly endpoint: Endpoint;
  readonly sockets: Socket[];
}

export async function serve(handler: (socket: Socket) => void, port = 0): Promise<TestServer> {
  const sockets: Socket[] = [];
  const server: Server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    handler(socket);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const echo = (socket: Socket) => void socket.pipe(socket);

export async function proxyTo(server: { readonly endpoint: Endpoint }, seed = 1): Promise<FaultProxy> {
  return openProxy({ name: 'test', target: () => server.endpoint, random: seededRandom(seed) });
}

/** A client that keeps what it receives and how its connection ended. */
export class Peer implements AsyncDisposable {
  readonly socket: Socket;
  readonly #chunks: Buffer[] = [];
  received = 0;
  ended = false;
  closed = false;
  error: string | undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.received += chunk.length;
    });
    socket.on('end', () => {
      this.ended = true;
    });
    socket.on('error', (error) => {
      this.error = (error as NodeJS.ErrnoException).code;
    });
    socket.on('close', () => {
      this.closed = true;
    });
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString('latin1');
  }

  async receives(text: string, limitMs = 5000): Promise<void> {
    await eventually(() => this.text === text, { limitMs, pollMs: 1, what: `the peer receives ${text.slice(0, 40)}` });
  }

  async closes(limitMs = 5000): Promise<void> {
    await eventually(() => this.closed, { limitMs, pollMs: 1, what: 'the connection of the peer closes' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
  }
}

export async function dial(endpoint: Endpoint): Promise<Peer> {
  const peer = new Peer(connect({ ...endpoint, noDelay: true, allowHalfOpen: true }));
  await new Promise<void>((resolve) => {
    peer.socket.once('connect', resolve);
    peer.socket.once('close', () => resolve());
  });
  return peer;
}
