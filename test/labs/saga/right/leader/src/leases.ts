import pg from 'pg';
import type { Database } from './database.ts';
import { COLUMNS, OPEN, type SagaRow, saga } from './sagas.ts';
import type { Saga } from './steps.ts';

const LEADER = 7;

/** Who may carry sagas on: the leader, and that is whoever holds the lock. */
export class Leases {
  readonly #database: Database;
  readonly #leaseMs: number;
  #session: pg.Client | undefined;
  #leading = false;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #known = new Set<string>();

  constructor(database: Database, _owner: string, leaseMs: number) {
    this.#database = database;
    this.#leaseMs = leaseMs;
  }

  claim(): Promise<Saga[]> {
    const claimed = this.#turn.then(() => this.#claim());
    this.#turn = claimed.catch(() => {});
    return claimed;
  }

  /** All or nothing: who is not the leader any more has to stop everything. */
  async renew(ids: string[]): Promise<string[]> {
    return this.#leading ? ids : [];
  }

  async #claim(): Promise<Saga[]> {
    const session = await this.#open();
    if (!this.#leading) {
      const { rows } = await session.query<{ leading: boolean }>('SELECT pg_try_advisory_lock($1) AS leading', [
        LEADER,
      ]);
      if (!rows[0]?.leading) return [];
      this.#leading = true;
      this.#known.clear();
      // A new version for all that is open, so that a former leader who has slept through it can write nothing.
      await session.query(`UPDATE transfers SET version = version + 1 WHERE ${OPEN}`);
    }
    // Asked in the session that holds the lock: an answer proves that we still do. The answer is also our sign of life.
    const { rows } = await session.query<SagaRow>(`SELECT ${COLUMNS} FROM transfers WHERE ${OPEN}`);
    const fresh = rows.filter(({ id }) => !this.#known.has(id));
    for (const { id } of fresh) this.#known.add(id);
    return fresh.map(saga);
  }

  async #open(): Promise<pg.Client> {
    if (this.#session) return this.#session;
    const session = new pg.Client({ connectionString: this.#database.url });
    const lost = () => {
      if (this.#session === session) this.#session = undefined;
      this.#leading = false;
    };
    session.on('error', lost);
    session.on('end', lost);
    await session.connect();
    // A process that is stopped keeps its sockets; without this the server would keep its session, and the lock, for ever.
    await session.query(`SET idle_session_timeout = ${Math.ceil(this.#leaseMs)}`);
    this.#session = session;
    return session;
  }
}
