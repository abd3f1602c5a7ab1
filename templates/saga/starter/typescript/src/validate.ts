import type { IncomingHttpHeaders } from 'node:http';
import { invalidRequest, keyMissing } from './errors.ts';

/** What a client wants: `amount` cents from one account to another, within `expiresInMs` or not at all. */
export interface Order {
  from: string;
  to: string;
  amount: number;
  expiresInMs: number;
}

const ACCOUNT = /^[ab]:[A-Za-z0-9._-]{1,64}$/;

export function order(body: unknown): Order {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalidRequest('a JSON object is expected');
  const { from, to, amount, expiresInMs = 60_000 } = body as Record<string, unknown>;
  return {
    from: account('from', from),
    to: account('to', to),
    amount: whole('amount', amount, 1, 1_000_000_000),
    expiresInMs: whole('expiresInMs', expiresInMs, 500, 600_000),
  };
}

/** The key with which a client makes it harmless to send a request again. */
export function idempotencyKey(headers: IncomingHttpHeaders): string {
  const key = headers['idempotency-key'];
  if (typeof key !== 'string' || key === '') throw keyMissing();
  if (key.length > 64) throw invalidRequest('an Idempotency-Key has at most 64 characters');
  return key;
}

function account(name: string, value: unknown): string {
  if (typeof value !== 'string' || !ACCOUNT.test(value))
    throw invalidRequest(`${name} must be an account, such as a:alice or b:bob`);
  return value;
}

function whole(name: string, value: unknown, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
    throw invalidRequest(`${name} must be a whole number from ${least} to ${most}`);
  return value;
}
