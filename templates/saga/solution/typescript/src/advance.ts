import type { Sql } from './database.ts';
import { COLUMNS, type SagaRow, saga } from './sagas.ts';
import type { Next, Saga } from './steps.ts';

/**
 * Writes down what is to be done next, before it is done; `undefined` when somebody else has carried the saga on since
 * we read it. Then whatever we have just heard is no longer ours to act upon.
 */
export async function advance(sql: Sql, { id, version, reason }: Saga, next: Next): Promise<Saga | undefined> {
  const [row] = await sql.query<SagaRow>(
    `UPDATE transfers SET step = $3, reason = $4, version = version + 1
     WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`,
    [id, version, next.step, next.reason ?? reason],
  );
  return row && saga(row);
}
