import { advance } from './advance.ts';
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

  async claim(): Promise<Saga[]> {
    const leased = await this.#database.query<{ order_id: string }>(
      `INSERT INTO leases (order_id, owner, until)
       SELECT id, $1, now() + $2 * interval '1 millisecond' FROM transfers
       WHERE ${OPEN} AND NOT EXISTS (SELECT FROM leases WHERE order_id = id AND until >= now())
       ORDER BY id
       ON CONFLICT (order_id) DO UPDATE SET owner = excluded.owner, until = excluded.until WHERE leases.until < now()
       RETURNING order_id`,
      [this.#owner, this.#leaseMs],
    );
    if (leased.length === 0) return [];
    const rows = await this.#database.query<SagaRow>(
      `SELECT ${COLUMNS} FROM transfers WHERE ${OPEN} AND id = ANY ($1)`,
      [leased.map(({ order_id }) => order_id)],
    );
    // An entry of our own: whatever the former owner still wants to write has lost its place.
    const taken = await Promise.all(rows.map((row) => advance(this.#database, saga(row), { step: row.step })));
    return taken.filter((one) => one !== undefined);
  }

  async renew(ids: string[]): Promise<string[]> {
    const rows = await this.#database.query<{ order_id: string }>(
      `UPDATE leases SET until = now() + $2 * interval '1 millisecond'
       WHERE owner = $1 AND order_id = ANY ($3) RETURNING order_id`,
      [this.#owner, this.#leaseMs, ids],
    );
    return rows.map(({ order_id }) => order_id);
  }
}
