import pg from 'pg';
import { explain } from './failures.ts';

export type Row = Record<string, unknown>;

/** Whatever runs SQL: a database (on any free connection) or an open transaction (on its one connection). */
export interface Sql {
  query<R = Row>(text: string, values?: unknown[]): Promise<R[]>;
}

/**
 * One PostgreSQL server and the pool of connections to it.
 *
 * Every server has its own pool (a bulkhead): when one is silent, the requests that wait for it fill its pool and
 * nobody else's. And everything has a limit, since a silent server never says that it is gone.
 */
export class Database implements Sql {
  readonly id: string;
  readonly #pool: pg.Pool;
  readonly #idle: pg.PoolClient[] = [];
  readonly #waiting: (() => void)[] = [];
  #opened = 0;

  constructor(id: string, url: string, timeoutMs: number) {
    this.id = id;
    this.#pool = new pg.Pool({
      connectionString: url,
      max: 20,
      connectionTimeoutMillis: timeoutMs, // waiting for a free connection or for a new one
      query_timeout: timeoutMs, // our own limit: holds when nothing comes back at all
      statement_timeout: timeoutMs, // the server's: it does not go on with what we have given up
      lock_timeout: Math.ceil(timeoutMs / 5), // a row held by a mover: better a quick "try again" than a long wait
      idle_in_transaction_session_timeout: timeoutMs * 10,
    });
    // A connection that breaks while nobody uses it emits 'error'; without a listener that would end the process.
    this.#pool.on('error', () => {});
    this.#pool.on('connect', (client) => client.on('error', () => {}));
  }

  async query<R = Row>(text: string, values: unknown[] = []): Promise<R[]> {
    return this.connected((sql) => sql.query<R>(text, values));
  }

  /** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
  async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.connected(async (sql) => {
      await sql.query('BEGIN');
      try {
        const result = await work(sql);
        await sql.query('COMMIT');
        return result;
      } catch (error) {
        await sql.query('ROLLBACK').catch(() => {});
        throw error;
      }
    });
  }

  /** Lends one connection to `work`: for what belongs to a session, such as an advisory lock. */
  async connected<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    const query = async <R>(text: string, values: unknown[] = []): Promise<R[]> => {
      try {
        return (await client.query(text, values)).rows as R[];
      } catch (error) {
        throw explain(this.id, error);
      }
    };
    try {
      return await work({ query });
    } finally {
      this.#idle.push(client);
      this.#waiting.shift()?.();
    }
  }

  async #connect(): Promise<pg.PoolClient> {
    for (;;) {
      const idle = this.#idle.shift();
      if (idle) return idle;
      if (this.#opened < 10) break;
      await this.#turn();
    }
    this.#opened++;
    try {
      return await this.#pool.connect();
    } catch (error) {
      this.#opened--;
      throw explain(this.id, error);
    }
  }

  #turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const next = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(next), 1);
        reject(explain(this.id, new Error('no connection is free')));
      }, 1000);
      this.#waiting.push(next);
    });
  }
}
