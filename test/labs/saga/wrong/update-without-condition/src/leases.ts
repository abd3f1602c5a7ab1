import type { Database } from './database.ts';
import { COLUMNS, OPEN, type SagaRow, saga } from './sagas.ts';
import type { Saga } from './steps.ts';

/** Who may carry a saga on: one process at a time, as long as it gives signs of life. */
export class Leases {
  readonly #database: Database;
  readonly #owner: string;
  readonly #leaseMs: number;

  constructor(database: Database, owner: string, leaseMs: number) {
    this.#database = database;
    this.#owner = owner;
    this.#leaseMs = leaseMs;
  }

  /** Takes sagas that nobody has or whose owner has given no sign of life; each goes to one taker only. */
  async claim(): Promise<Saga[]> {
    const rows = await this.#database.query<SagaRow>(
      `UPDATE transfers SET owner = $1, leased_until = now() + $2 * interval '1 millisecond', version = version + 1
       WHERE id IN (SELECT id FROM transfers WHERE ${OPEN} AND leased_until < now() LIMIT 100 FOR UPDATE SKIP LOCKED)
       RETURNING ${COLUMNS}`,
      [this.#owner, this.#leaseMs],
    );
    return rows.map(saga);
  }

  /** A sign of life for what was once ours. */
  async renew(ids: string[]): Promise<string[]> {
    await this.#database.query(
      `UPDATE transfers SET leased_until = now() + $1 * interval '1 millisecond' WHERE id = ANY ($2) AND ${OPEN}`,
      [this.#leaseMs, ids],
    );
    return ids;
  }
}
