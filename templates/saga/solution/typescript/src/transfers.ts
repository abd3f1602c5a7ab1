import type { Database } from './database.ts';
import { hasRoom } from './limit.ts';
import type { Orchestrator } from './orchestrator.ts';
import { writeDown } from './orders.ts';
import { COLUMNS, type SagaRow, saga } from './sagas.ts';
import { shown } from './shown.ts';
import type { Order } from './validate.ts';

/** Why a transfer has failed. */
export type Reason =
  | 'insufficient_funds'
  | 'account_closed'
  | 'no_account'
  | 'screening_rejected'
  | 'limit_exceeded'
  | 'expired';

/** A transfer as the contract shows it. */
export interface Transfer {
  id: string;
  from: string;
  to: string;
  amount: number;
  state: 'PENDING' | 'COMPLETED' | 'FAILED';
  reason: Reason | null;
}

/** Takes orders and tells how they stand. */
export class Transfers {
  readonly #database: Database;
  readonly #orchestrator: Orchestrator;
  readonly #dailyLimitCents: number | null;

  constructor(database: Database, orchestrator: Orchestrator, dailyLimitCents: number | null) {
    this.#database = database;
    this.#orchestrator = orchestrator;
    this.#dailyLimitCents = dailyLimitCents;
  }

  /** Writes the order down and then has it carried out. A key that is known is answered with the transfer it made. */
  async accept(key: string, order: Order): Promise<Transfer> {
    const saga = await this.#database.transaction(async (sql) => {
      const room = await hasRoom(sql, order.from, order.amount, this.#dailyLimitCents);
      return writeDown(sql, key, order, room ? null : 'limit_exceeded');
    });
    this.#orchestrator.start();
    return shown(saga);
  }

  async find(id: string): Promise<Transfer | undefined> {
    // Compared as text: what is not a UUID is no transfer of ours, and no error either.
    const [row] = await this.#database.query<SagaRow>(`SELECT ${COLUMNS} FROM transfers WHERE id::text = $1`, [id]);
    return row && shown(saga(row));
  }
}
