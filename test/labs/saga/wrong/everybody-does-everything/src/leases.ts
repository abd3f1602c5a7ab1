import type { Database } from './database.ts';
import { COLUMNS, OPEN, type SagaRow, saga } from './sagas.ts';
import type { Saga } from './steps.ts';

/** Finds open sagas; those that we began a while ago may have been left behind. */
export class Leases {
  readonly #database: Database;
  readonly #againAfterMs: number;
  readonly #begun = new Map<string, number>();

  constructor(database: Database, _owner: string, leaseMs: number) {
    this.#database = database;
    this.#againAfterMs = leaseMs;
  }

  async claim(): Promise<Saga[]> {
    const rows = await this.#database.query<SagaRow>(`SELECT ${COLUMNS} FROM transfers WHERE ${OPEN}`);
    const now = Date.now();
    const due = rows.filter(({ id }) => now - (this.#begun.get(id) ?? 0) > this.#againAfterMs);
    for (const { id } of due) this.#begun.set(id, now);
    return due.map(saga);
  }

  async renew(ids: string[]): Promise<string[]> {
    return ids;
  }
}
