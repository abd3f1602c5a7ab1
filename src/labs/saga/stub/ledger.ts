import type { Pool, PoolClient } from 'pg';
import { type Answer, problem } from './http.ts';

/** Every client has accounts, holds and credits of its own. */
export interface Key {
  readonly client: string;
  readonly id: string;
}

/** What a caller asks for. */
export interface Order {
  readonly account: string;
  readonly amount: number;
  readonly transferId: string;
}

/** A hold or a credit as it is stored. Without an account it is a tombstone: only the id is known, and that nothing may come of it. */
interface Entry {
  readonly id: string;
  readonly account: string | null;
  readonly amount: number | null;
  readonly transfer_id: string | null;
  readonly state: string;
}

interface Account {
  readonly available: number;
  readonly closed: boolean;
}

type Table = 'holds' | 'credits';

/** Holds and credits of one bank. Every call may be repeated; calls about one id take turns. */
export class Ledger {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Takes the amount out of what the owner can spend. A refusal is not remembered. */
  hold(key: Key, order: Order): Promise<Answer> {
    return this.#put('holds', key, order, 'active', ({ available, closed }) => {
      if (closed) return problem(409, 'account_closed', `${order.account} is closed`);
      if (available < order.amount) return problem(409, 'insufficient_funds', `${order.account} has only ${available}`);
      return undefined;
    });
  }

  /** Adds the amount to what the owner can spend, at once and for good. */
  credit(key: Key, order: Order): Promise<Answer> {
    return this.#put('credits', key, order, 'applied', ({ closed }) =>
      closed ? problem(409, 'account_closed', `${order.account} is closed`) : undefined,
    );
  }

  release(key: Key): Promise<Answer> {
    const { client, id } = key;
    return this.#inTurn('holds', key, async (db, entry) => {
      if (entry?.state === 'captured') return problem(409, 'captured', `hold ${id} is captured`);
      if (entry?.state === 'active') {
        await db.query("UPDATE holds SET state = 'released' WHERE client = $1 AND id = $2", [client, id]);
        await move(db, 'release', key, orderOf(entry), entry.amount ?? 0);
      }
      return this.#bury(db, 'holds', key, entry, 'released');
    });
  }

  capture(key: Key): Promise<Answer> {
    const { client, id } = key;
    return this.#inTurn('holds', key, async (db, entry) => {
      if (!entry) return problem(404, 'no_hold', `there is no hold ${id}`);
      if (entry.state === 'released') return problem(409, 'released', `hold ${id} is released`);
      if (entry.state === 'active') {
        await db.query("UPDATE holds SET state = 'captured' WHERE client = $1 AND id = $2", [client, id]);
        await move(db, 'capture', key, orderOf(entry), 0);
      }
      return [200, { id, state: 'captured' }];
    });
  }

  /** Makes sure that a credit with this id never comes. */
  void(key: Key): Promise<Answer> {
    return this.#inTurn('credits', key, async (db, entry) => {
      if (entry?.state === 'applied') return problem(409, 'applied', `credit ${key.id} is applied`);
      return this.#bury(db, 'credits', key, entry, 'voided');
    });
  }

  async read(table: Table, key: Key): Promise<Answer> {
    const entry = await find(this.#pool, table, key);
    if (!entry) return problem(404, `no_${table.slice(0, -1)}`, `nothing is known of ${key.id}`);
    return [200, shown(entry)];
  }

  async account({ client, id }: Key): Promise<Answer> {
    const { rows } = await this.#pool.query<Account>(
      'SELECT id, available, closed FROM accounts WHERE client = $1 AND id = $2',
      [client, id],
    );
    return rows[0] ? [200, rows[0]] : problem(404, 'no_account', `there is no account ${id}`);
  }

  #put(
    table: Table,
    key: Key,
    order: Order,
    state: 'active' | 'applied',
    refusal: (account: Account) => Answer | undefined,
  ): Promise<Answer> {
    return this.#inTurn(table, key, async (db, entry) => {
      if (entry) return again(entry, order);
      const { rows } = await db.query<Account>(
        'SELECT available, closed FROM accounts WHERE client = $1 AND id = $2 FOR NO KEY UPDATE',
        [key.client, order.account],
      );
      const refused = rows[0] ? refusal(rows[0]) : problem(404, 'no_account', `there is no account ${order.account}`);
      if (refused) return refused;
      await db.query(
        `INSERT INTO ${table} (client, id, account, amount, transfer_id, state) VALUES ($1, $2, $3, $4, $5, $6)`,
        [key.client, key.id, order.account, order.amount, order.transferId, state],
      );
      if (table === 'holds') await move(db, 'hold', key, order, -order.amount);
      else await move(db, 'credit', key, order, order.amount);
      return [201, { id: key.id, state, ...order }];
    });
  }

  /** Marks an id of which nothing was known, so that a late PUT finds it taken. */
  async #bury(db: PoolClient, table: Table, key: Key, entry: Entry | undefined, state: string): Promise<Answer> {
    if (!entry)
      await db.query(`INSERT INTO ${table} (client, id, state) VALUES ($1, $2, $3)`, [key.client, key.id, state]);
    return [200, { id: key.id, state }];
  }

  async #inTurn(
    table: Table,
    key: Key,
    run: (db: PoolClient, entry: Entry | undefined) => Promise<Answer>,
  ): Promise<Answer> {
    const db = await this.#pool.connect();
    try {
      await db.query('BEGIN');
      const lock = `${table}/${key.client}/${key.id}`;
      await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [lock]);
      const answer = await run(db, await find(db, table, key));
      await db.query('COMMIT');
      db.release();
      return answer;
    } catch (error) {
      // The connection goes, and with it the transaction.
      db.release(true);
      throw error;
    }
  }
}

async function find(db: Pool | PoolClient, table: Table, { client, id }: Key): Promise<Entry | undefined> {
  const { rows } = await db.query<Entry>(`SELECT * FROM ${table} WHERE client = $1 AND id = $2`, [client, id]);
  return rows[0];
}

async function move(db: PoolClient, what: string, key: Key, order: Order, by: number): Promise<void> {
  const { client, id } = key;
  const { account, amount, transferId } = order;
  await db.query('UPDATE accounts SET available = available + $3 WHERE client = $1 AND id = $2', [client, account, by]);
  await db.query(
    'INSERT INTO journal (client, what, id, transfer_id, account, amount) VALUES ($1, $2, $3, $4, $5, $6)',
    [client, what, id, transferId, account, amount],
  );
}

/** The answer to a PUT whose id is known. */
function again(entry: Entry, order: Order): Answer {
  const { account, amount, transferId } = orderOf(entry);
  const same = account === order.account && amount === order.amount && transferId === order.transferId;
  if (entry.account !== null && !same) return problem(422, 'id_reused', `${entry.id} was used with another body`);
  if (entry.state === 'released' || entry.state === 'voided')
    return problem(409, entry.state, `${entry.id} is ${entry.state}`);
  return [200, shown(entry)];
}

function orderOf({ account, amount, transfer_id }: Entry): Order {
  return { account: account ?? '', amount: amount ?? 0, transferId: transfer_id ?? '' };
}

function shown(entry: Entry): object {
  return { id: entry.id, state: entry.state, ...(entry.account === null ? {} : orderOf(entry)) };
}
