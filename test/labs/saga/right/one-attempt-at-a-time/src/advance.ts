import type { Sql } from './database.ts';
import { COLUMNS, OPEN, type SagaRow, saga } from './sagas.ts';
import type { Next, Saga } from './steps.ts';

/** Takes transfers that are due. Until `leaseMs` have passed nobody else will; then the attempt counts as lost. */
export async function take(sql: Sql, atMost: number, leaseMs: number): Promise<Saga[]> {
  const rows = await sql.query<SagaRow>(
    `UPDATE transfers SET due = now() + $2 * interval '1 millisecond', attempts = attempts + 1, version = version + 1
     WHERE id IN (SELECT id FROM transfers WHERE ${OPEN} AND due <= now() ORDER BY due LIMIT $1 FOR UPDATE SKIP LOCKED)
     RETURNING ${COLUMNS}`,
    [atMost, leaseMs],
  );
  return rows.map(saga);
}

/** Puts a transfer back with its next step, to be made at once. Does nothing if somebody has taken it since. */
export async function advance(sql: Sql, { id, version, reason }: Saga, next: Next): Promise<void> {
  await sql.query(
    `UPDATE transfers SET step = $3, reason = $4, due = now(), attempts = 0, version = version + 1
     WHERE id = $1 AND version = $2`,
    [id, version, next.step, next.reason ?? reason],
  );
}

/** Puts a transfer back as it was, to be tried again after a pause that grows with every attempt. */
export async function postpone(sql: Sql, { id, version }: Saga): Promise<void> {
  await sql.query(
    `UPDATE transfers SET due = now() + least(400, 50 * 2 ^ least(attempts, 4)) * interval '1 millisecond',
       version = version + 1
     WHERE id = $1 AND version = $2`,
    [id, version],
  );
}
