import type { Database } from './database.ts';
import { notImplemented } from './errors.ts';
import type { Orchestrator } from './orchestrator.ts';
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
  readonly database: Database;
  readonly orchestrator: Orchestrator;
  readonly dailyLimitCents: number | null;

  constructor(database: Database, orchestrator: Orchestrator, dailyLimitCents: number | null) {
    this.database = database;
    this.orchestrator = orchestrator;
    this.dailyLimitCents = dailyLimitCents;
  }

  /**
   * Step 1: remembers the order and has it carried out. Whoever gets an answer has got a promise.
   * Step 2: the same key again is the same transfer; with another order it is a mistake (errors.ts: keyReused).
   * Step 5: an account may not send more than the daily limit, however many ask at the same time.
   */
  async accept(_key: string, _order: Order): Promise<Transfer> {
    throw notImplemented('accepting a transfer');
  }

  async find(_id: string): Promise<Transfer | undefined> {
    throw notImplemented('showing a transfer');
  }
}
