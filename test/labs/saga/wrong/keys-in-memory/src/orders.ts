import { randomUUID } from 'node:crypto';
import type { Sql } from './database.ts';
import { keyReused } from './errors.ts';
import { COLUMNS, type SagaRow, saga } from './sagas.ts';
import type { Saga } from './steps.ts';
import type { Reason } from './transfers.ts';
import type { Order } from './validate.ts';

const known = new Map<string, { order: Order; id: string; written: Promise<Saga> }>();

export async function writeDown(sql: Sql, key: string, order: Order, refused: Reason | null): Promise<Saga> {
  const earlier = known.get(key);
  if (!earlier) {
    const id = randomUUID();
    const written = insert(sql, id, order, refused);
    known.set(key, { order, id, written });
    return written;
  }
  if (!isSame(earlier.order, order)) throw keyReused();
  const [row] = await sql.query<SagaRow>(`SELECT ${COLUMNS} FROM transfers WHERE id = $1`, [earlier.id]);
  return row ? saga(row) : earlier.written;
}

async function insert(sql: Sql, id: string, order: Order, refused: Reason | null): Promise<Saga> {
  const { from, to, amount, expiresInMs } = order;
  const [row] = await sql.query<SagaRow>(
    `INSERT INTO transfers (id, idempotency_key, from_account, to_account, amount, expires_in_ms, expires_at, step, reason)
     VALUES ($1, $1::uuid::text, $2, $3, $4, $5::int, now() + $5::int * interval '1 millisecond', $6, $7)
     RETURNING ${COLUMNS}`,
    [id, from, to, amount, expiresInMs, refused ? 'failed' : 'hold', refused],
  );
  if (!row) throw new Error('nothing was inserted');
  return saga(row);
}

function isSame(a: Order, b: Order): boolean {
  return a.from === b.from && a.to === b.to && a.amount === b.amount && a.expiresInMs === b.expiresInMs;
}
