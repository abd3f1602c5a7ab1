import type { Sql } from './database.ts';
import type { Next, Saga } from './steps.ts';

/** Appends what is to be done next; `undefined` when somebody else has written the entry that would have been ours. */
export async function advance(sql: Sql, saga: Saga, next: Next): Promise<Saga | undefined> {
  const entry = { version: saga.version + 1, step: next.step, reason: next.reason ?? saga.reason };
  const written = await sql.query(
    'INSERT INTO journal (order_id, seq, step, reason) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING seq',
    [saga.id, entry.version, entry.step, entry.reason],
  );
  return written.length === 1 ? { ...saga, ...entry } : undefined;
}
