import { randomUUID } from 'node:crypto';
import type { Sql } from './database.ts';
import { keyReused } from './errors.ts';
import { byId, byKey } from './memory.ts';
import type { Saga } from './steps.ts';
import type { Reason } from './transfers.ts';
import type { Order } from './validate.ts';

export async function writeDown(_sql: Sql, key: string, order: Order, refused: Reason | null): Promise<Saga> {
  const known = byKey.get(key);
  if (known && !isSame(known, order)) throw keyReused();
  if (known) return byId.get(known.id) ?? known;
  const step = refused ? 'failed' : 'hold';
  const expiresAt = Date.now() + order.expiresInMs;
  const saga: Saga = { ...order, id: randomUUID(), expiresAt, step, reason: refused, version: 0 };
  byKey.set(key, saga);
  byId.set(saga.id, saga);
  return saga;
}

function isSame(known: Saga, { from, to, amount, expiresInMs }: Order): boolean {
  return known.from === from && known.to === to && known.amount === amount && known.expiresInMs === expiresInMs;
}
