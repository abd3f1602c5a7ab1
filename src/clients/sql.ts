import type { Client } from 'pg';
import { ArchlabError, messageOf } from '../errors/error.ts';
import type { Endpoint, Service } from '../stack/types.ts';
import type { Sql } from './types.ts';

const CONNECT_LIMIT_MS = 5_000;
const STATEMENT_LIMIT_MS = 15_000;
const GOODBYE_MS = 500;

/**
 * The URL of a PostgreSQL service, with user, password and database of its Compose file. `at` is the service itself
 * unless given: the endpoint of a proxy, for the solution.
 */
export function postgresUrl(
  service: Pick<Service, 'plan' | 'endpoint'>,
  database?: string,
  at: Endpoint = service.endpoint(5432),
): string {
  const { POSTGRES_USER = 'postgres', POSTGRES_PASSWORD = '', POSTGRES_DB } = service.plan.environment;
  const user = encodeURIComponent(POSTGRES_USER);
  const password = POSTGRES_PASSWORD === '' ? '' : `:${encodeURIComponent(POSTGRES_PASSWORD)}`;
  const name = encodeURIComponent(database ?? POSTGRES_DB ?? POSTGRES_USER);
  return `postgres://${user}${password}@${at.host}:${at.port}/${name}?sslmode=disable`;
}

/**
 * Connects to a PostgreSQL server; the URL is asked for at each connection, because a restarted server may have moved.
 * Columns of type bigint come as numbers (exact below 2⁵³), numeric as strings.
 * @throws ArchlabError MACHINE_SERVICE_NOT_READY when it cannot be reached within 5 s
 */
export async function openSql(url: () => string): Promise<Sql> {
  const sql = new PgSql(url);
  await sql.open();
  return sql;
}

/** One connection, one statement at a time. A connection that was lost (the server was killed) is opened again. */
class PgSql implements Sql {
  readonly #url: () => string;
  #client: Client | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(url: () => string) {
    this.#url = url;
  }

  async open(): Promise<Client> {
    const { default: pg } = await import('pg');
    const url = this.#url();
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_LIMIT_MS,
      statement_timeout: STATEMENT_LIMIT_MS,
      // A frozen server does not watch its own limit.
      query_timeout: STATEMENT_LIMIT_MS + 1_000,
      types: {
        getTypeParser: (oid, format) =>
          oid === pg.types.builtins.INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format),
      },
    });
    // Without a listener the death of the server would be an uncaught error.
    const lost = () => {
      if (this.#client === client) this.#client = undefined;
    };
    client.on('error', lost);
    client.on('end', lost);
    try {
      await client.connect();
    } catch (error) {
      const { host, pathname } = new URL(url);
      const message = `Could not connect to PostgreSQL at ${host}${pathname}: ${messageOf(error)}`;
      throw new ArchlabError('MACHINE_SERVICE_NOT_READY', message, { cause: error });
    }
    this.#client = client;
    return client;
  }

  query<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    const result = this.#turn.then(async () => {
      if (this.#closed) throw new ArchlabError('BUG', 'A query came after its connection had been closed.');
      return this.#run<Row>(this.#client ?? (await this.open()), sql, [...values]);
    });
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #run<Row extends object>(client: Client, sql: string, values: unknown[]): Promise<Row[]> {
    try {
      // Several statements in one text give several results; the last one counts.
      const results = [await client.query<Row>(sql, values)].flat();
      return results.at(-1)?.rows ?? [];
    } catch (error) {
      // Whatever is not an error of the statement has ended the connection, or left it out of step.
      const severity = typeof error === 'object' && error && 'severity' in error ? error.severity : 'lost';
      if (severity !== 'ERROR' && this.#client === client) {
        this.#client = undefined;
        client.connection.stream.destroy();
      }
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const client = this.#client;
    this.#client = undefined;
    if (!client) return;
    // pg does not wait for a statement that still runs, but it does wait for a frozen server to say goodbye.
    const timer = setTimeout(() => client.connection.stream.destroy(), GOODBYE_MS);
    await client.end().catch(() => undefined);
    clearTimeout(timer);
  }
}
