import type { Sql } from './database.ts';
import { COLUMNS, type SagaRow, saga } from './sagas.ts';
import type { Next, Saga } from './steps.ts';

/**
 * Writes down what is to be done next, before it is done.
 */
export async function advance(sql: Sql, { id, reason }: Saga, next: Next): Promise<Saga | undefined> {
  const [row] = await sql.query<SagaRow>(
    `UPDATE transfers SET step = $2, reason = $3, version = version + 1
     WHERE id = $1 RETURNING ${COLUMNS}`,
    [id, next.step, next.reason ?? reason],
  );
  return row && saga(row);
}
