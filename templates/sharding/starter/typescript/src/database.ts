import pg from 'pg';
import { explain } from './failures.ts';

export type Row = Record<string, unknown>;

/** Whatever runs SQL: a database (on any free connection) or an open transaction (on its one connection). */
export interface Sql {
  query<R = Row>(text: string, values?: unknown[]): Promise<R[]>;
}

/** One PostgreSQL server and the pool of connections to it. Every server has its own pool. */
export class Database implements Sql {
  readonly id: string;
  readonly #pool: pg.Pool;

  constructor(id: string, url: string, _timeoutMs: number) {
    this.id = id;
    // Step 4: a server that has gone silent must not hold a request for ever. Nothing uses _timeoutMs yet.
    this.#pool = new pg.Pool({ connectionString: url, max: 20 });
    // A connection that breaks while nobody uses it emits 'error'; without a listener that would end the process.
    this.#pool.on('error', () => {});
    this.#pool.on('connect', (client) => client.on('error', () => {}));
  }

  async query<R = Row>(text: string, values: unknown[] = []): Promise<R[]> {
    return this.#connected((sql) => sql.query<R>(text, values));
  }

  /** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
  async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#connected(async (sql) => {
      await sql.query('BEGIN');
      const result = await work(sql);
      await sql.query('COMMIT');
      return result;
    });
  }

  async #connected<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const client = await this.#explained(this.#pool.connect());
    let failed = true;
    try {
      const query = async <R>(text: string, values: unknown[] = []): Promise<R[]> =>
        (await this.#explained(client.query(text, values))).rows as R[];
      const result = await work({ query });
      failed = false;
      return result;
    } finally {
      // A connection on which something failed is closed rather than used again; that also rolls back.
      client.release(failed);
    }
  }

  async #explained<T>(talk: Promise<T>): Promise<T> {
    try {
      return await talk;
    } catch (error) {
      throw explain(this.id, error);
    }
  }
}
