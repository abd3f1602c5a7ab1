import type { Bench, Sql } from '../../kit.ts';
import { DB } from './settings.ts';

/** The database of grading; never the learner's own. */
export const GRADED = 'grade';

const JOBS = `CREATE TABLE IF NOT EXISTS jobs (
  id bigserial PRIMARY KEY,
  type text NOT NULL,
  payload jsonb NOT NULL,
  headers jsonb NOT NULL DEFAULT '{}',
  status text NOT NULL DEFAULT 'ready'
)`;

/** The queue in the learner's own database. Repeatable; deletes nothing. */
export async function prepareDatabase(bench: Bench): Promise<void> {
  const sql = await bench.sql(DB);
  await sql.query(JOBS);
}

/** An empty queue in the graded database, and nothing else in it. Connections of instances that were killed are ended first. */
export async function freshDatabase(bench: Bench): Promise<Sql> {
  const maintenance = await bench.sql(DB, 'postgres');
  const [found] = await maintenance.query('SELECT 1 FROM pg_database WHERE datname = $1', [GRADED]);
  if (!found) await maintenance.query(`CREATE DATABASE ${GRADED}`);
  const sql = await bench.sql(DB, GRADED);
  await sql.query(
    'SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
    [GRADED],
  );
  const schemas = await sql.query<{ name: string }>(
    `SELECT quote_ident(nspname) AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'`,
  );
  for (const { name } of schemas) await sql.query(`DROP SCHEMA ${name} CASCADE`);
  await sql.query('CREATE SCHEMA public');
  await sql.query(JOBS);
  return sql;
}
