import { createServer, type Server } from 'node:http';
import { ArchlabError } from '../../errors/error.ts';
import type { Endpoint } from '../../stack/types.ts';
import { type ProxyOptions, TcpProxy } from '../proxy.ts';
import type {
  Fault,
  HttpCall,
  HttpFilter,
  HttpHold,
  HttpHoldOptions,
  HttpProxy,
  HttpScript,
  Injection,
  Tally,
} from '../types.ts';
import { Exchange } from './exchange.ts';
import { Holds } from './hold.ts';
import { HttpLog, peakOf } from './log.ts';
import { Upstream } from './upstream.ts';

/** An HTTP proxy on a free port of 127.0.0.1. @throws ArchlabError MACHINE_PORT */
export async function openHttpProxy(options: ProxyOptions): Promise<HttpProxy> {
  // A wrong service name is a mistake of the lab: say so now, not at the first request.
  options.target();
  const proxy = new HttpFaultProxy(options);
  await proxy.open();
  return proxy;
}

/**
 * Two parts in a row: the TCP proxy with its faults faces the solution, and behind it an HTTP server reads, counts, holds and
 * forwards. So faults of connections are the same as for every other protocol.
 */
class HttpFaultProxy implements HttpProxy {
  readonly name: string;
  readonly #front: TcpProxy;
  readonly #server: Server;
  readonly #upstream: Upstream;
  readonly #log = new HttpLog();
  readonly #holds = new Holds();
  #script: HttpScript | undefined;

  constructor({ name, target, random }: ProxyOptions) {
    this.name = name;
    this.#upstream = new Upstream(target);
    this.#server = this.#createServer();
    this.#front = new TcpProxy({ name, target: () => this.#inner(), random });
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host: '127.0.0.1', port: 0, exclusive: true }, resolve);
    }).catch((error: unknown) => {
      throw new ArchlabError('MACHINE_PORT', 'A proxy could not listen on 127.0.0.1.', { cause: error });
    });
    await this.#front.open();
  }

  get endpoint(): Endpoint {
    return this.#front.endpoint;
  }

  get url(): string {
    return `http://127.0.0.1:${this.endpoint.port}`;
  }

  get tally(): Tally {
    return this.#front.tally;
  }

  get inFlight(): number {
    return this.#log.inFlight;
  }

  inject(fault: Fault): Injection {
    return this.#front.inject(fault);
  }

  heal(): void {
    this.#front.heal();
  }

  resetConnections(): void {
    this.#front.resetConnections();
  }

  script(script: HttpScript | undefined): void {
    this.#script = script;
  }

  stamp(headers: Readonly<Record<string, string>>): void {
    this.#upstream.stamped = headers;
  }

  hold(options: HttpHoldOptions): HttpHold {
    return this.#holds.add(options);
  }

  mark(): number {
    return this.#log.length;
  }

  calls(filter?: HttpFilter): readonly HttpCall[] {
    return this.#log.calls(filter);
  }

  count(filter?: HttpFilter): number {
    return this.#log.calls(filter).length;
  }

  peak(filter?: HttpFilter): number {
    return peakOf(this.#log.calls(filter));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#holds.dropAll();
    await this.#front[Symbol.asyncDispose]();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
    this.#upstream.close();
  }

  #inner(): Endpoint {
    const address = this.#server.address();
    return { host: '127.0.0.1', port: typeof address === 'object' && address ? address.port : 0 };
  }

  #createServer(): Server {
    const around = { upstream: this.#upstream, holds: this.#holds, script: () => this.#script };
    const server = createServer((request, response) => {
      const headers = Object.entries(request.headersDistinct).map(([name, values = []]) => [name, values.join(', ')]);
      const call = this.#log.begin({
        method: request.method ?? '',
        path: request.url ?? '',
        headers: Object.fromEntries(headers) as Record<string, string>,
      });
      void new Exchange(call, request, response, around).run();
    });
    // How long an idle connection lives is for the two ends to decide.
    server.keepAliveTimeout = 0;
    server.headersTimeout = 0;
    server.requestTimeout = 0;
    return server;
  }
}
