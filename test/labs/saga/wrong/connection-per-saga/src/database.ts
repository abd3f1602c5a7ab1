import pg from 'pg';

export type Row = Record<string, unknown>;

/** Whatever runs SQL: the database (on any free connection) or an open transaction (on its one connection). */
export interface Sql {
  query<R = Row>(text: string, values?: unknown[]): Promise<R[]>;
}

/** Your PostgreSQL database and the pool of connections to it. */
export class Database implements Sql {
  readonly #pool: pg.Pool;

  constructor(url: string) {
    this.#pool = new pg.Pool({ connectionString: url, max: 40 });
    // A connection that breaks while nobody uses it emits 'error'; without a listener that would end the process.
    this.#pool.on('error', () => {});
    this.#pool.on('connect', (client) => client.on('error', () => {}));
  }

  /** Runs the statements that make your tables. Instances start at the same time; the lock lets one go first. */
  async prepare(statements: readonly string[]): Promise<void> {
    await this.transaction(async (sql) => {
      await sql.query('SELECT pg_advisory_xact_lock(1)');
      for (const statement of statements) await sql.query(statement);
    });
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
    const client = await this.#pool.connect();
    let failed = true;
    try {
      const query = async <R>(text: string, values: unknown[] = []): Promise<R[]> =>
        (await client.query(text, values)).rows as R[];
      const result = await work({ query });
      failed = false;
      return result;
    } finally {
      // A connection on which something failed is closed rather than used again; that also rolls back.
      client.release(failed);
    }
  }
}
