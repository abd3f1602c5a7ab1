import type { Socket } from 'node:net';
import type { Random } from '../host/random.ts';
import type { Endpoint } from '../stack/types.ts';
import { ActiveFault } from './active.ts';
import { Link, resetSocket, type TapMaker } from './link.ts';
import { Listener } from './listener.ts';
import type { Fault, FaultProxy, Injection, Tally } from './types.ts';

export interface ProxyOptions {
  readonly name: string;
  /** Where the service answers; asked for each connection, because a restarted service may have moved. */
  readonly target: () => Endpoint;
  /** Draws the jitter. */
  readonly random: Random;
}

/** A TCP proxy on a free port of 127.0.0.1. @throws ArchlabError MACHINE_PORT */
export async function openProxy(options: ProxyOptions): Promise<FaultProxy> {
  const proxy = new TcpProxy(options);
  await proxy.open();
  return proxy;
}

/** The proxy for any protocol; one that understands its protocol passes a tap for each connection. */
export class TcpProxy implements FaultProxy {
  readonly name: string;
  readonly #options: ProxyOptions;
  readonly #tap: TapMaker | undefined;
  readonly #listener = new Listener((socket) => this.#accept(socket));
  readonly #links = new Set<Link>();
  readonly #counted = { connections: 0, open: 0, toService: 0, toClient: 0 };
  #faults: readonly ActiveFault[] = [];
  #injected = 0;
  #closed = false;
  #allClosed: (() => void) | undefined;

  constructor(options: ProxyOptions, tap?: TapMaker) {
    this.name = options.name;
    this.#options = options;
    this.#tap = tap;
  }

  async open(): Promise<void> {
    // A wrong service name is a mistake of the lab: say so now, not at the first connection.
    this.#options.target();
    await this.#listener.open();
  }

  get endpoint(): Endpoint {
    return { host: '127.0.0.1', port: this.#listener.port };
  }

  get tally(): Tally {
    return { ...this.#counted };
  }

  inject(fault: Fault): Injection {
    this.#injected += 1;
    const random = this.#options.random.fork(`${this.name}/${this.#injected}`);
    const active = new ActiveFault(fault, random, (which) => this.#remove([which]));
    this.#apply([...this.#faults, active]);
    if (active.behaviour.begin) {
      for (const link of [...this.#links]) {
        active.touch(link, 0);
        active.behaviour.begin(link);
      }
    }
    return active;
  }

  heal(): void {
    this.#remove(this.#faults);
  }

  resetConnections(): void {
    for (const link of [...this.#links]) link.reset();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const done = new Promise<void>((resolve) => {
      this.#allClosed = resolve;
    });
    for (const link of [...this.#links]) link.destroy();
    this.#linkClosed();
    await Promise.all([this.#listener.close(), done]);
  }

  #accept(client: Socket): void {
    this.#counted.connections += 1;
    const rejecting = this.#faults.filter(({ behaviour }) => behaviour.rejects);
    const silencing = this.#faults.filter(({ behaviour }) => behaviour.silences);
    const target = silencing.length > 0 ? undefined : this.#target();
    if (this.#closed || rejecting.length > 0 || target === 'nowhere') {
      for (const fault of rejecting) fault.touchRejected();
      client.on('error', () => undefined);
      resetSocket(client);
      return;
    }
    this.#counted.open += 1;
    const link: Link = new Link({
      connection: this.#counted.connections,
      client,
      target,
      tap: this.#tap,
      counted: this.#counted,
      clientClosed: () => {
        this.#counted.open -= 1;
      },
      closed: () => {
        this.#links.delete(link);
        this.#linkClosed();
      },
    });
    this.#links.add(link);
    link.faults(this.#faults);
    // There is nobody at the other end: once the silence is over, the connection has to go.
    if (silencing.length > 0) link.swallowed = true;
    for (const fault of silencing) fault.touch(link, 0);
  }

  /** The service may have lost its address since the proxy was opened; then the client sees a reset, as with a dead service. */
  #target(): Endpoint | 'nowhere' {
    try {
      return this.#options.target();
    } catch {
      return 'nowhere';
    }
  }

  #remove(gone: readonly ActiveFault[]): void {
    const removed = gone.filter((fault) => this.#faults.includes(fault));
    if (removed.length === 0) return;
    const rest = this.#faults.filter((fault) => !removed.includes(fault));
    // Before anything flows again: with a hole in the stream both ends would misread what follows.
    if (!rest.some(({ behaviour }) => behaviour.silences)) {
      for (const link of [...this.#links]) if (link.swallowed) link.reset();
    }
    this.#apply(rest);
  }

  #apply(faults: readonly ActiveFault[]): void {
    this.#faults = faults;
    for (const link of this.#links) link.faults(faults);
    this.#listener.want(!this.#closed && !faults.some(({ behaviour }) => behaviour.refuses));
  }

  #linkClosed(): void {
    if (this.#links.size === 0) this.#allClosed?.();
  }
}
