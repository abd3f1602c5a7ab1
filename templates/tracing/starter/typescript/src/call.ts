import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { traceCall } from './client-span.ts';

/** A connection per call: one that was kept open may be closed by the other side in the very moment it is used again. */
const agent = new Agent({ keepAlive: false });

export interface Call {
  method: string;
  url: URL;
  /** The path without what differs from call to call: `/stock/{sku}`. */
  template: string;
  body?: unknown;
  timeoutMs: number;
}

export interface Answer {
  status: number;
  body: unknown;
}

/** Asks another service. Rejects when no answer comes: refused, reset, or not within `timeoutMs`. */
export function ask(call: Call): Promise<Answer> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  return traceCall(call, headers, () => send(call, headers));
}

function send({ method, url, body, timeoutMs }: Call, headers: OutgoingHttpHeaders): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, agent }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body: parse(Buffer.concat(chunks)) }));
    });
    const limit = setTimeout(() => outgoing.destroy(new TimeoutError(timeoutMs)), timeoutMs);
    outgoing.on('error', reject);
    outgoing.on('close', () => clearTimeout(limit));
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Has a `code`, as the errors of node:http have. */
class TimeoutError extends Error {
  readonly code = 'ETIMEDOUT';

  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
  }
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
