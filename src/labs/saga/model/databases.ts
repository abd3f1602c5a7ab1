import type { Bench, Endpoint, Service, Sql } from '../../../kit.ts';
import { BANK_TABLES } from '../stub/schema.ts';

export const POSTGRES = 'postgres';
export const BANKS = ['a', 'b'] as const;
export type BankName = (typeof BANKS)[number];

/** Of the stub services, inside their containers. */
export const SERVICE_PORT = 3000;
const POSTGRES_PORT = 5432;

/** The learner's role, and the database it begins with. */
const LEARNER = 'saga';

export const serviceOf = (bank: BankName) => `bank-${bank}`;

/** A few accounts to try things with by hand; the grader opens its own. */
const FOR_TRYING: Readonly<Record<BankName, readonly [id: string, available: number, closed: boolean][]>> = {
  a: [
    ['a:alice', 100_000, false],
    ['a:adam', 500, false],
    ['a:anna-closed', 0, true],
    ['a:watched', 100_000, false],
  ],
  b: [
    ['b:bob', 100_000, false],
    ['b:berta', 500, false],
    ['b:boris-closed', 0, true],
    ['b:watched', 100_000, false],
  ],
};

/** Three databases with a role each, the banks' tables, and some accounts. Repeatable; deletes nothing. */
export async function prepareDatabases(bench: Bench): Promise<void> {
  const maintenance = await bench.sql(POSTGRES);
  for (const bank of BANKS) {
    const name = `bank_${bank}`;
    await makeDatabase(maintenance, name, bench.service(serviceOf(bank)).plan.environment.DATABASE_PASSWORD ?? '');
    const sql = await bankSql(bench, bank);
    // The tables are the bank's own, so they are made in its name.
    await sql.query([`SET ROLE ${name}`, ...BANK_TABLES, 'RESET ROLE'].join(';\n'));
    for (const account of FOR_TRYING[bank])
      await sql.query(
        'INSERT INTO accounts (id, available, closed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        account,
      );
  }
  await makeDatabase(maintenance, LEARNER, learnerPassword(bench.service(POSTGRES)));
}

async function makeDatabase(maintenance: Sql, name: string, password: string): Promise<void> {
  const [role] = await maintenance.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
  if (!role) await maintenance.query(`CREATE ROLE ${name} LOGIN PASSWORD '${password}'`);
  const [database] = await maintenance.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (!database) await maintenance.query(`CREATE DATABASE ${name} OWNER ${name}`);
  await maintenance.query(`REVOKE CONNECT ON DATABASE ${name} FROM PUBLIC`);
}

/** The learner's database `name`, as empty as on the first day. It stays afterwards, for looking at after a failure. */
export async function freshDatabase(bench: Bench, name: string): Promise<void> {
  const maintenance = await bench.sql(POSTGRES);
  await maintenance.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await maintenance.query(`CREATE DATABASE ${name} OWNER ${LEARNER} STRATEGY file_copy`);
}

export function bankSql(bench: Bench, bank: BankName): Promise<Sql> {
  return bench.sql(POSTGRES, `bank_${bank}`);
}

/** The address of one of the learner's databases, at the server itself or at a proxy. */
export function learnerUrl(
  service: Service,
  database: string = LEARNER,
  { host, port }: Endpoint = service.endpoint(POSTGRES_PORT),
): string {
  return `postgres://${LEARNER}:${learnerPassword(service)}@${host}:${port}/${database}?sslmode=disable`;
}

function learnerPassword(service: Service): string {
  return service.plan.environment.SAGA_PASSWORD ?? '';
}
