import { now } from '../../host/clock.ts';
import type { PgStatement } from '../types.ts';
import { type Statement, statementOf, statementsOf } from './sql.ts';

/** An entry of the log while its rows are still being counted. */
export interface LoggedStatement extends PgStatement {
  rows: number;
  /** Whether it came as a simple query. */
  readonly simple: boolean;
}

/** How many different texts of prepared statements are remembered with their classification. */
const REMEMBERED = 1_000;

/** All statements that passed one proxy, in order. */
export class StatementLog {
  readonly #entries: LoggedStatement[] = [];
  readonly #known = new Map<string, Statement>();

  mark(): number {
    return this.#entries.length;
  }

  /** Copies, so that what a check has seen does not change under its hands. */
  since(mark = 0): PgStatement[] {
    return this.#entries.slice(mark).map(({ simple: _, ...statement }) => statement);
  }

  /** One Query message: one entry for each statement in it. */
  addSimple(connection: number, text: string): LoggedStatement[] {
    return statementsOf(text).map((statement) => this.#add(connection, statement, true));
  }

  /** One Execute message. */
  addExecute(connection: number, sql: string): LoggedStatement {
    return this.#add(connection, this.#classify(sql), false);
  }

  #classify(sql: string): Statement {
    const known = this.#known.get(sql);
    if (known) return known;
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    const statement = statementOf(sql);
    this.#known.set(sql, statement);
    return statement;
  }

  #add(connection: number, statement: Statement, simple: boolean): LoggedStatement {
    const entry = { seq: this.#entries.length, connection, at: now(), ...statement, rows: 0, simple };
    this.#entries.push(entry);
    return entry;
  }
}
