import type { Dispatcher, Pool } from 'undici';
import { messageOf, systemCode } from '../errors/error.ts';
import { now } from '../host/clock.ts';
import type { HttpClient, HttpReply, HttpRequest } from './types.ts';

const DEFAULT_TIMEOUT_MS = 5_000;
/** More of a body than this is not read: `text` is cut there and `json` is undefined. */
const LONGEST_BODY = 5 * 1024 * 1024;

/**
 * Idle connections older than this are not used again. Servers close theirs after 2 s (gunicorn), 5 s (Node, uvicorn) or
 * more; a request sent into that very moment may or may not have been read, so we stay well clear of it.
 */
const KEEP_ALIVE_MS = 1_000;

/** A client for one solution process at `http://127.0.0.1:<port>`. Opens as many connections as there are requests at a time. */
export function createHttpClient(url: string): HttpClient {
  return new PooledClient(url);
}

class PooledClient implements HttpClient {
  readonly #url: string;
  /** Made at the first request: loading undici costs more than most commands need. */
  #pool: Promise<Pool> | undefined;
  readonly #disposal = new AbortController();

  constructor(url: string) {
    this.#url = url;
  }

  async send(request: HttpRequest): Promise<HttpReply> {
    const pool = await this.#open();
    const limitMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const timeout = AbortSignal.timeout(limitMs);
    const started = now();
    const ms = () => now() - started;
    try {
      const signal = AbortSignal.any([timeout, this.#disposal.signal]);
      const reply = await pool.request({ ...dispatched(request), signal });
      const { text, whole } = await readBody(reply.body);
      const { statusCode: status, headers } = reply;
      return {
        ...{ outcome: 'reply', status, headers: flatten(headers), text },
        ...{ json: whole ? parse(text) : undefined, ms: ms() },
      };
    } catch (error) {
      if (timeout.aborted) return { outcome: 'unknown', error: `no complete answer within ${limitMs} ms`, ms: ms() };
      // Only the refusal of the connection proves that the request was never read.
      const outcome = systemCode(error) === 'ECONNREFUSED' ? 'refused' : 'unknown';
      return { outcome, error: describe(error), ms: ms() };
    }
  }

  get(path: string, timeoutMs?: number): Promise<HttpReply> {
    return this.send({ method: 'GET', path, ...limit(timeoutMs) });
  }

  put(path: string, body: unknown, timeoutMs?: number): Promise<HttpReply> {
    return this.send({ method: 'PUT', path, body, ...limit(timeoutMs) });
  }

  post(path: string, body: unknown, timeoutMs?: number): Promise<HttpReply> {
    return this.send({ method: 'POST', path, body, ...limit(timeoutMs) });
  }

  /** Requests in flight end as `unknown`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposal.abort(new Error('the client was closed'));
    const pool = await this.#pool;
    await pool?.destroy();
  }

  #open(): Promise<Pool> {
    this.#pool ??= import('undici').then(
      // undici is CommonJS: bundled, it has only a default export.
      ({ default: undici }) =>
        new undici.Pool(this.#url, {
          pipelining: 1,
          keepAliveTimeout: KEEP_ALIVE_MS,
          keepAliveMaxTimeout: KEEP_ALIVE_MS,
          // The limit of each request covers everything.
          headersTimeout: 0,
          bodyTimeout: 0,
        }),
    );
    return this.#pool;
  }
}

const limit = (timeoutMs: number | undefined) => (timeoutMs === undefined ? {} : { timeoutMs });

/** A body that is a string already is sent as it is, so that a check can send broken JSON. */
function dispatched(request: HttpRequest): Dispatcher.RequestOptions {
  const { method, path, body, headers } = request;
  const common = { method: method as Dispatcher.HttpMethod, path };
  if (body === undefined) return { ...common, headers: { ...headers } };
  return {
    ...common,
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

async function readBody(body: AsyncIterable<Buffer>): Promise<{ text: string; whole: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    // Leaving the loop destroys the stream, and with it the connection.
    if (length > LONGEST_BODY) break;
  }
  const whole = length <= LONGEST_BODY;
  return { text: Buffer.concat(chunks).toString('utf8', 0, LONGEST_BODY), whole };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as const],
  );
  return Object.fromEntries(pairs);
}

/** What a learner can make something of: the connection was reset, closed, … */
function describe(error: unknown): string {
  switch (systemCode(error)) {
    case 'ECONNREFUSED':
      return 'connection refused';
    case 'ECONNRESET':
      return 'connection reset before the answer was complete';
    case 'UND_ERR_SOCKET':
      return 'connection closed before the answer was complete';
    default:
      return messageOf(error);
  }
}
