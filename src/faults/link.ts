import { Socket } from 'node:net';
import type { Endpoint } from '../stack/types.ts';
import type { ActiveFault } from './active.ts';
import { Lane } from './lane.ts';

/** Understands what passes on one connection. It sees bytes as they arrive, before any fault touches them. */
export interface Tap {
  /** Bytes from the client; whatever may pass, the tap hands to `wire.forward`. */
  fromClient(chunk: Buffer): void;
  /** Bytes from the service. They pass by themselves, unless it returns false: then it hands them to `wire.reply` in its own time. */
  fromService(chunk: Buffer): boolean;
  /** The client has closed its side, has vanished, or the connection was reset. May be told more than once. */
  clientGone(): void;
}

/** What a tap may do to its connection. */
export interface Wire {
  readonly connection: number;
  /** Sends bytes on to the service. */
  forward(chunk: Buffer): void;
  /** Sends bytes to the client: an answer in the service's place, or one that was kept back. */
  reply(chunk: Buffer): void;
  /** Stops reading from the client, and goes on. */
  stall(stalled: boolean): void;
  /** Resets the client; the service sees an ordinary close after what was forwarded. */
  cut(): void;
}

export type TapMaker = (wire: Wire) => Tap;

export interface LinkOptions {
  readonly connection: number;
  readonly client: Socket;
  /** undefined: the connection was made into silence, there is no other end. */
  readonly target: Endpoint | undefined;
  readonly tap: TapMaker | undefined;
  readonly counted: { toService: number; toClient: number };
  readonly clientClosed: () => void;
  readonly closed: () => void;
}

/** One connection through the proxy: the client's socket, the service's socket, a lane each way. */
export class Link {
  /** Whether a fault has taken something out of the stream, so that it cannot go on. */
  swallowed = false;
  readonly #client: Socket;
  readonly #service: Socket;
  readonly #toService: Lane;
  readonly #toClient: Lane;
  readonly #tap: Tap | undefined;
  #clientEnded = false;

  constructor(options: LinkOptions) {
    this.#client = options.client;
    // Without it, frames that are forwarded one by one wait 40 ms for the acknowledgement of the one before (Nagle); `noDelay` in
    // the options of `connect` is not looked at.
    this.#service = new Socket({ allowHalfOpen: true }).setNoDelay(true);
    const { counted } = options;
    this.#toService = new Lane(this, 'service', this.#client, this.#service, (bytes) => {
      counted.toService += bytes;
    });
    this.#toClient = new Lane(this, 'client', this.#service, this.#client, (bytes) => {
      counted.toClient += bytes;
    });
    this.#tap = options.tap?.(this.#wire(options.connection));
    this.#relayClient(options.clientClosed);
    this.#relayService();
    this.#announceClose(options.closed);
    if (options.target) this.#service.connect(options.target);
  }

  faults(active: readonly ActiveFault[]): void {
    this.#toService.faults(active);
    this.#toClient.faults(active);
  }

  /** RST to both ends, now. What has not been delivered is lost. */
  reset(): void {
    this.#toService.kill();
    this.#toClient.kill();
    resetSocket(this.#client);
    resetSocket(this.#service);
    this.#tap?.clientGone();
  }

  /** Frees both sockets without ceremony. */
  destroy(): void {
    this.#toService.kill();
    this.#toClient.kill();
    this.#client.destroy();
    this.#service.destroy();
    this.#tap?.clientGone();
  }

  #wire(connection: number): Wire {
    return {
      connection,
      forward: (chunk) => this.#toService.push(chunk),
      reply: (chunk) => this.#toClient.push(chunk),
      stall: (stalled) => this.#toService.stall(stalled),
      cut: () => {
        this.#toClient.kill();
        resetSocket(this.#client);
        this.#endOfClient();
      },
    };
  }

  #relayClient(clientClosed: () => void): void {
    const client = this.#client;
    const tap = this.#tap;
    client.on('data', tap ? (chunk: Buffer) => tap.fromClient(chunk) : (chunk: Buffer) => this.#toService.push(chunk));
    client.on('end', () => this.#endOfClient());
    // Every error is followed by 'close', which is where it is dealt with.
    client.on('error', ignore);
    client.on('close', () => {
      this.#toClient.kill();
      this.#endOfClient();
      clientClosed();
    });
  }

  #relayService(): void {
    const service = this.#service;
    const tap = this.#tap;
    service.on('data', (chunk: Buffer) => {
      if (tap?.fromService(chunk) ?? true) this.#toClient.push(chunk);
    });
    service.on('end', () => this.#toClient.finish('end'));
    service.on('error', ignore);
    service.on('close', (failed) => {
      this.#toService.kill();
      if (failed) this.#toClient.finish('reset');
    });
  }

  /**
   * Whether the client has said goodbye or was killed, the service sees an ordinary close, and only after all that was
   * forwarded: a commit that has passed the proxy is carried out, as it would be without a proxy.
   */
  #endOfClient(): void {
    if (this.#clientEnded) return;
    this.#clientEnded = true;
    this.#tap?.clientGone();
    this.#toService.finish('end');
  }

  #announceClose(closed: () => void): void {
    let open = 2;
    const one = () => {
      open -= 1;
      if (open === 0) closed();
    };
    this.#client.once('close', one);
    this.#service.once('close', one);
  }
}

function ignore(): void {}

/** RST if there is somebody to send it to. */
export function resetSocket(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.connecting || socket.pending) socket.destroy();
  else socket.resetAndDestroy();
}
