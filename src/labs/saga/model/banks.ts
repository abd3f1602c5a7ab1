import { type Bench, now, type Sql } from '../../../kit.ts';
import { BANKS, type BankName, bankSql } from './databases.ts';

/** A hold or a credit in a bank's own table; tombstones, which name no account, are left out. */
export interface Entry {
  readonly bank: BankName;
  readonly id: string;
  readonly account: string;
  readonly amount: number;
  /** `active`, `captured`, `released`; `applied`. */
  readonly state: string;
}

export interface Account {
  readonly id: string;
  /** What it was opened with, or given by the grader later. */
  readonly given: number;
  readonly available: number;
}

/** Money that moved: `hold`, `release`, `capture` or `credit`. */
export interface Movement {
  /** On the clock of `now()`. */
  readonly at: number;
  readonly what: string;
  readonly account: string;
  readonly amount: number;
}

export interface Books {
  readonly accounts: readonly Account[];
  readonly holds: readonly Entry[];
  readonly credits: readonly Entry[];
  readonly movements: readonly Movement[];
}

/** The banks' databases, as one client of theirs is kept there: the truth, past all proxies. */
export class Banks {
  readonly #client: string;
  readonly #sql: Readonly<Record<BankName, Sql>>;
  readonly #given = new Map<string, number>();
  /** The clock of the databases minus ours. */
  readonly #offset = Date.now() - now();

  private constructor(client: string, sql: Readonly<Record<BankName, Sql>>) {
    this.#client = client;
    this.#sql = sql;
  }

  /** Both banks without any trace of this client. */
  static async fresh(bench: Bench, client: string): Promise<Banks> {
    const [a, b] = await Promise.all([bankSql(bench, 'a'), bankSql(bench, 'b')]);
    for (const sql of [a, b]) {
      for (const table of ['accounts', 'holds', 'credits', 'journal'])
        await sql.query(`DELETE FROM ${table} WHERE client = $1`, [client]);
    }
    return new Banks(client, { a, b });
  }

  /** Opens an account; its id begins with its bank. */
  async open(id: string, available: number, closed = false): Promise<string> {
    const values = [this.#client, id, available, closed];
    await this.#at(id).query('INSERT INTO accounts (client, id, available, closed) VALUES ($1, $2, $3, $4)', values);
    this.#given.set(id, available);
    return id;
  }

  async topUp(id: string, by: number): Promise<void> {
    const values = [this.#client, id, by];
    await this.#at(id).query('UPDATE accounts SET available = available + $3 WHERE client = $1 AND id = $2', values);
    this.#given.set(id, (this.#given.get(id) ?? 0) + by);
  }

  async reopen(id: string): Promise<void> {
    await this.#at(id).query('UPDATE accounts SET closed = false WHERE client = $1 AND id = $2', [this.#client, id]);
  }

  /** Everything about these accounts (default: all). */
  async books(only?: ReadonlySet<string>): Promise<Books> {
    const wanted = (account: string) => only?.has(account) ?? true;
    const parts = await Promise.all(BANKS.map((bank) => this.#read(bank)));
    return {
      accounts: parts.flatMap(({ accounts }) => accounts).filter(({ id }) => wanted(id)),
      holds: parts.flatMap(({ holds }) => holds).filter(({ account }) => wanted(account)),
      credits: parts.flatMap(({ credits }) => credits).filter(({ account }) => wanted(account)),
      movements: parts
        .flatMap(({ movements }) => movements)
        .filter(({ account }) => wanted(account))
        .sort((x, y) => x.at - y.at),
    };
  }

  async holds(bank: BankName): Promise<readonly Entry[]> {
    return this.#entries(bank, 'holds');
  }

  async credits(bank: BankName): Promise<readonly Entry[]> {
    return this.#entries(bank, 'credits');
  }

  #at(account: string): Sql {
    return this.#sql[account.startsWith('b:') ? 'b' : 'a'];
  }

  async #read(bank: BankName): Promise<Books> {
    const sql = this.#sql[bank];
    const accounts = await sql.query<{ id: string; available: number }>(
      'SELECT id, available FROM accounts WHERE client = $1 ORDER BY id',
      [this.#client],
    );
    const movements = await sql.query<{ at: Date; what: string; account: string; amount: number }>(
      'SELECT at, what, account, amount FROM journal WHERE client = $1 ORDER BY seq',
      [this.#client],
    );
    return {
      accounts: accounts.map(({ id, available }) => ({ id, available, given: this.#given.get(id) ?? 0 })),
      holds: await this.#entries(bank, 'holds'),
      credits: await this.#entries(bank, 'credits'),
      movements: movements.map(({ at, ...rest }) => ({ at: at.getTime() - this.#offset, ...rest })),
    };
  }

  async #entries(bank: BankName, table: 'holds' | 'credits'): Promise<Entry[]> {
    const rows = await this.#sql[bank].query<Omit<Entry, 'bank'>>(
      `SELECT id, account, amount, state FROM ${table} WHERE client = $1 AND account IS NOT NULL ORDER BY id`,
      [this.#client],
    );
    return rows.map((row) => ({ bank, ...row }));
  }
}
