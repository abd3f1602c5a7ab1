import type { ShardInfo } from './config.ts';
import { badRequest } from './errors.ts';

const ID = /^[A-Za-z0-9@._-]{1,64}$/;

/** What a client says about a viewer. */
export interface Profile {
  id: string;
  name: string;
  email: string;
  region: string;
}

/** One stretch of watching; `eventId` makes sending it twice harmless. */
export interface WatchEvent {
  eventId: string;
  videoId: string;
  seconds: number;
}

export function userId(value: unknown): string {
  if (typeof value !== 'string' || !ID.test(value)) throw badRequest('a viewer id is 1 to 64 of A-Z a-z 0-9 @ . _ -');
  return value;
}

export function profile(id: unknown, body: unknown): Profile {
  const fields = object(body);
  return { id: userId(id), name: text(fields, 'name'), email: text(fields, 'email'), region: text(fields, 'region') };
}

/** The viewers of a bulk import; of several with one id the last counts, as if they had been written one by one. */
export function profiles(body: unknown): Profile[] {
  const users = object(body).users;
  if (!Array.isArray(users) || users.length > 500) throw badRequest('users must be a list of at most 500 viewers');
  const byId = new Map<string, Profile>();
  for (const user of users) {
    const one = profile(object(user).id, user);
    byId.set(one.id, one);
  }
  return [...byId.values()];
}

export function watchEvent(body: unknown): WatchEvent {
  const fields = object(body);
  const seconds = fields.seconds;
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 1 || seconds > 86_400) {
    throw badRequest('seconds must be a whole number from 1 to 86400');
  }
  return { eventId: text(fields, 'eventId'), videoId: text(fields, 'videoId'), seconds };
}

export function region(body: unknown): string {
  return text(object(body), 'region');
}

export function shardInfo(body: unknown): ShardInfo {
  const fields = object(body);
  const shard = { id: text(fields, 'id'), url: text(fields, 'url'), region: text(fields, 'region') };
  if (!URL.canParse(shard.url)) throw badRequest('url must be a postgres:// address');
  return shard;
}

export function limit(query: URLSearchParams): number {
  const value = Number(query.get('limit') ?? 10);
  if (!Number.isInteger(value) || value < 1 || value > 100)
    throw badRequest('limit must be a whole number from 1 to 100');
  return value;
}

function object(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badRequest('a JSON object is expected');
  return value as Record<string, unknown>;
}

function text(fields: Record<string, unknown>, name: string): string {
  const value = fields[name];
  // PostgreSQL's text cannot hold a NUL character.
  if (typeof value !== 'string' || value === '' || value.length > 512 || value.includes('\0')) {
    throw badRequest(`${name} must be a text of 1 to 512 characters`);
  }
  return value;
}
