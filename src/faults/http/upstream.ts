import { Agent, type IncomingMessage, request } from 'node:http';
import type { Endpoint } from '../../stack/types.ts';

/** Idle connections to a service are given up before any server would close them (Node closes after 5 s): no request meets a dying one. */
const IDLE_MS = 1500;

// RFC 9110, 7.6.1: these concern one connection only and are not passed on. Length is set anew: the body is sent whole.
const NOT_PASSED_ON = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
]);

type HeaderLists = Readonly<Record<string, readonly string[] | undefined>>;

/** Headers as they go on to the other end, several of one name kept apart. */
export function passedOn(headers: HeaderLists): Record<string, string | string[]> {
  const entries = Object.entries(headers).filter(([name]) => !NOT_PASSED_ON.has(name));
  return Object.fromEntries(entries.map(([name, values = []]) => [name, [...values]]));
}

/** The service behind a proxy: connections to it are kept. */
export class Upstream {
  /** Names in lower case; they win over the client's. */
  stamped: Readonly<Record<string, string>> = {};
  readonly #target: () => Endpoint;
  readonly #agent = new Agent({ keepAlive: true, timeout: IDLE_MS });

  constructor(target: () => Endpoint) {
    this.#target = target;
  }

  /** Sends the request on; resolves with the header of the reply. Rejects when there is none, or when `signal` fires first. */
  ask(incoming: IncomingMessage, body: Buffer, signal: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const { host, port } = this.#target();
      const headers: Record<string, string | string[]> = { ...passedOn(incoming.headersDistinct), ...this.stamped };
      headers.host = `${host}:${port}`;
      if (body.length > 0 || incoming.headers['content-length'] !== undefined)
        headers['content-length'] = String(body.length);
      const { method, url: path } = incoming;
      const outgoing = request({ host, port, method, path, headers, agent: this.#agent, signal }, resolve);
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
