import pg from 'pg';
import { explain, stillConnected } from './failures.ts';

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

  constructor(id: string, url: string, timeoutMs: number) {
    this.id = id;
    this.#pool = new pg.Pool({
      connectionString: url,
      max: 20,
      lock_timeout: Math.ceil(timeoutMs / 5), // a row held by a mover: better a quick "try again" than a long wait
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
    let broken = false;
    const query = async <R>(text: string, values: unknown[] = []): Promise<R[]> => {
      try {
        return (await client.query(text, values)).rows as R[];
      } catch (error) {
        // A connection that timed out may still deliver the old answer to the next question: never use it again.
        broken ||= !stillConnected(error);
        throw explain(this.id, error);
      }
    };
    try {
      return await work({ query });
    } finally {
      client.release(broken);
    }
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw explain(this.id, error);
    }
  }
}
