import { type HttpClient, type HttpReply, now, type SolutionProcess } from '../../../kit.ts';
import type { Viewer, WatchEvent } from './viewers.ts';

/** How long a request may take where no fault is at work. */
export const PATIENCE_MS = 5000;

/** One request to the solution and how it ended. */
export interface Call {
  readonly instance: string;
  readonly method: string;
  readonly path: string;
  readonly reply: HttpReply;
  /** `now()` when it was sent and when it ended. */
  readonly sentAt: number;
  readonly endedAt: number;
  /** Set when no reply came because the program had ended: how, and its last line. */
  readonly gone?: string;
}

/** The lab's contract as verbs of one instance. Nothing here throws for what the solution does. */
export interface Api {
  readonly instance: string;
  put(viewer: Viewer, timeoutMs?: number): Promise<Call>;
  get(id: string, timeoutMs?: number): Promise<Call>;
  event(id: string, event: WatchEvent, timeoutMs?: number): Promise<Call>;
  bulk(viewers: readonly Viewer[], timeoutMs?: number): Promise<Call>;
  top(limit: number, region?: string, timeoutMs?: number): Promise<Call>;
  stats(region?: string, timeoutMs?: number): Promise<Call>;
  move(id: string, region: string, timeoutMs?: number): Promise<Call>;
  addShard(shard: { id: string; url: string; region: string }, timeoutMs?: number): Promise<Call>;
  migration(timeoutMs?: number): Promise<Call>;
  /** A request that the contract does not allow. */
  raw(method: string, path: string, body?: unknown): Promise<Call>;
}

/** The verbs over one client. `program` only explains why a reply is missing. */
export function api(client: HttpClient, program: SolutionProcess): Api {
  const send = async (method: string, path: string, body?: unknown, timeoutMs = PATIENCE_MS): Promise<Call> => {
    const sentAt = now();
    const reply = await client.send({ method, path, timeoutMs, ...(body === undefined ? {} : { body }) });
    const call = { instance: program.instance, method, path, reply, sentAt, endedAt: now() };
    const exit = program.exit;
    if (reply.outcome === 'reply' || !exit) return call;
    const last = program.lastLines(1)[0];
    const how = exit.signal ?? `exit code ${exit.code}`;
    return { ...call, gone: `the program has ended (${how}${last ? `; its last line: ${last}` : ''})` };
  };
  const query = (region?: string, limit?: number) => {
    const parts = [limit === undefined ? '' : `limit=${limit}`, region ? `region=${region}` : ''].filter(Boolean);
    return parts.length === 0 ? '' : `?${parts.join('&')}`;
  };
  return {
    instance: program.instance,
    put: ({ id, ...body }, limit) => send('PUT', `/users/${id}`, body, limit),
    get: (id, limit) => send('GET', `/users/${id}`, undefined, limit),
    event: (id, event, limit) => send('POST', `/users/${id}/events`, event, limit),
    bulk: (users, limit) => send('POST', '/users/bulk', { users }, limit ?? 2 * PATIENCE_MS),
    top: (limit, region, timeout) => send('GET', `/top${query(region, limit)}`, undefined, timeout),
    stats: (region, timeout) => send('GET', `/stats${query(region)}`, undefined, timeout),
    move: (id, region, limit) => send('POST', `/users/${id}/region`, { region }, limit),
    addShard: ({ id, url, region }, limit) => send('POST', '/admin/shards', { id, url, region }, limit),
    migration: (limit) => send('GET', '/admin/migration', undefined, limit),
    raw: (method, path, body) => send(method, path, body),
  };
}

/** HTTP status, or undefined when no reply came. */
export function statusOf({ reply }: Call): number | undefined {
  return reply.outcome === 'reply' ? reply.status : undefined;
}

export function succeeded(call: Call): boolean {
  const status = statusOf(call);
  return status !== undefined && status >= 200 && status < 300;
}

/** The body as an object; empty when it is none. */
export function bodyOf({ reply }: Call): Readonly<Record<string, unknown>> {
  return reply.outcome === 'reply' ? object(reply.json) : {};
}

/** The contract's error object `{"code","message","shard"?}`; empty when the body has none. */
export function errorOf(call: Call): Readonly<Record<string, unknown>> {
  return object(bodyOf(call).error);
}

/** True when the call got no reply for want of an answer in time (or a broken connection). */
export function silent({ reply }: Call): boolean {
  return reply.outcome !== 'reply';
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
