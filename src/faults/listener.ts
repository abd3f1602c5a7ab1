import { createServer, type Server, type Socket } from 'node:net';
import { ArchlabError, systemCode } from '../errors/error.ts';
import { now, pause } from '../host/clock.ts';

/** How long a port that somebody took while we refused connections is asked for again. */
const TAKE_BACK_MS = 5_000;

/** A TCP listener on 127.0.0.1 that can be closed and opened again on the same port. */
export class Listener {
  readonly #accept: (socket: Socket) => void;
  #server: Server | undefined;
  #port = 0;
  #wanted = true;
  /** Closing and opening take turns. */
  #turn: Promise<void> = Promise.resolve();
  #failure: unknown;

  constructor(accept: (socket: Socket) => void) {
    this.#accept = accept;
  }

  get port(): number {
    return this.#port;
  }

  /** Opens on a port of the kernel's choice. @throws ArchlabError MACHINE_PORT */
  async open(): Promise<void> {
    try {
      await this.#listen();
    } catch (error) {
      throw new ArchlabError('MACHINE_PORT', 'A proxy could not listen on 127.0.0.1.', { cause: error });
    }
  }

  /** Whether new connections are to be accepted; closing takes effect at once, opening within a few milliseconds. */
  want(listening: boolean): void {
    if (listening === this.#wanted) return;
    this.#wanted = listening;
    if (!listening) this.#stop();
    this.#turn = this.#turn.then(() => this.#follow());
  }

  /** Closes for good. @throws ArchlabError MACHINE_PORT when the port could not be taken back before */
  async close(): Promise<void> {
    this.#wanted = false;
    this.#stop();
    await this.#turn;
    if (this.#failure === undefined) return;
    const message = `A proxy could not listen on port ${this.#port} again after it had refused connections.`;
    throw new ArchlabError('MACHINE_PORT', message, { cause: this.#failure });
  }

  async #follow(): Promise<void> {
    const deadline = now() + TAKE_BACK_MS;
    while (this.#wanted && !this.#server) {
      try {
        await this.#listen();
      } catch (error) {
        if (systemCode(error) !== 'EADDRINUSE' || now() > deadline) {
          this.#failure = error;
          return;
        }
        await pause(10);
      }
    }
    if (!this.#wanted) this.#stop();
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      const server = createServer({ allowHalfOpen: true, noDelay: true }, this.#accept);
      server.once('error', reject);
      server.listen({ host: '127.0.0.1', port: this.#port, backlog: 1024, exclusive: true }, () => {
        // From here on errors are about single connections (out of file descriptors): the client sees a reset.
        server.on('error', () => undefined);
        const address = server.address();
        this.#port = typeof address === 'object' && address ? address.port : 0;
        this.#server = server;
        resolve();
      });
    });
  }

  #stop(): void {
    this.#server?.close();
    this.#server = undefined;
  }
}
