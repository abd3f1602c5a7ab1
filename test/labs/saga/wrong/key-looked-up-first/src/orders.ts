import { randomUUID } from 'node:crypto';
import type { Sql } from './database.ts';
import { keyReused } from './errors.ts';
import { COLUMNS, type SagaRow, saga } from './sagas.ts';
import type { Saga } from './steps.ts';
import type { Reason } from './transfers.ts';
import type { Order } from './validate.ts';

export async function lookUp(sql: Sql, key: string, order: Order): Promise<Saga | undefined> {
  const [known] = await sql.query<SagaRow>(`SELECT ${COLUMNS} FROM transfers WHERE idempotency_key = $1`, [key]);
  if (known && !isSame(saga(known), order)) throw keyReused();
  return known && saga(known);
}

export async function writeDown(sql: Sql, key: string, order: Order, refused: Reason | null): Promise<Saga> {
  const { from, to, amount, expiresInMs } = order;
  const [fresh] = await sql.query<SagaRow>(
    `INSERT INTO transfers (id, idempotency_key, from_account, to_account, amount, expires_in_ms, expires_at, step, reason)
     VALUES ($1, $2, $3, $4, $5, $6::int, now() + $6::int * interval '1 millisecond', $7, $8)
     RETURNING ${COLUMNS}`,
    [randomUUID(), key, from, to, amount, expiresInMs, refused ? 'failed' : 'hold', refused],
  );
  if (!fresh) throw new Error('nothing was inserted');
  return saga(fresh);
}

function isSame(known: Saga, { from, to, amount, expiresInMs }: Order): boolean {
  return known.from === from && known.to === to && known.amount === amount && known.expiresInMs === expiresInMs;
}
