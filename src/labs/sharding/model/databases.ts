import type { Bench, Service } from '../../../kit.ts';

export const SHARDS = ['s0', 's1', 's2', 's3'] as const;
/** Idle until the platform grows. */
export const SPARE = 's4';
export const CATALOG = 'catalog';

const TEMPLATE = 'lab_tpl';
/** Exists on every PostgreSQL server; the place from which other databases are made and dropped. */
const MAINTENANCE = 'postgres';
const TABLES = [
  `CREATE TABLE IF NOT EXISTS users (
     user_id text PRIMARY KEY, name text NOT NULL, email text NOT NULL, region text NOT NULL,
     watch_seconds bigint NOT NULL DEFAULT 0)`,
  `CREATE TABLE IF NOT EXISTS events (
     user_id text NOT NULL, event_id text NOT NULL, video_id text NOT NULL, seconds int NOT NULL,
     at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (user_id, event_id))`,
];

const SERVICES = [...SHARDS, SPARE, CATALOG];

/** The address of a database on a service, at `port` of this machine: its own or a proxy's. */
export function databaseUrl(service: Service, port: number, database = ownDatabase(service)): string {
  const { POSTGRES_USER = 'postgres', POSTGRES_PASSWORD = '' } = service.plan.environment;
  const login = `${encodeURIComponent(POSTGRES_USER)}:${encodeURIComponent(POSTGRES_PASSWORD)}`;
  return `postgres://${login}@127.0.0.1:${port}/${database}?sslmode=disable`;
}

/** Tables in the learner's own databases and in the template of the grading ones. Repeatable; deletes nothing. */
export async function prepareDatabases(bench: Bench): Promise<void> {
  await Promise.all(
    SERVICES.map(async (service) => {
      const tables = service === CATALOG ? [] : TABLES;
      const own = await bench.sql(service);
      for (const statement of tables) await own.query(statement);
      await makeTemplate(bench, service, tables);
    }),
  );
}

async function makeTemplate(bench: Bench, service: string, tables: readonly string[]): Promise<void> {
  const maintenance = await bench.sql(service, MAINTENANCE);
  const [found] = await maintenance.query<{ ready: boolean }>(
    'SELECT datistemplate AS ready FROM pg_database WHERE datname = $1',
    [TEMPLATE],
  );
  if (found?.ready) return;
  // Left half-made by an interrupted start.
  if (found) await maintenance.query(`DROP DATABASE ${TEMPLATE} WITH (FORCE)`);
  await maintenance.query(`CREATE DATABASE ${TEMPLATE}`);
  const template = await bench.sql(service, TEMPLATE);
  for (const statement of tables) await template.query(statement);
  // A template with a connection to it cannot be copied.
  await template[Symbol.asyncDispose]();
  await maintenance.query(`ALTER DATABASE ${TEMPLATE} IS_TEMPLATE true`);
}

/**
 * The database `name` on all six servers, with the lab's tables and no rows, as if it had just been made. It stays afterwards, for
 * looking at after a failure, until a step needs the name again.
 */
export async function freshDatabases(bench: Bench, name: string): Promise<void> {
  await Promise.all(
    SERVICES.map(async (service) => {
      const maintenance = await bench.sql(service, MAINTENANCE);
      const [found] = await maintenance.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
      if (found && (await emptied(bench, service, name))) return;
      if (found) await maintenance.query(`DROP DATABASE "${name}" WITH (FORCE)`);
      await maintenance.query(`CREATE DATABASE "${name}" TEMPLATE ${TEMPLATE} STRATEGY file_copy`);
    }),
  );
}

/** Things a solution may have made that do not go with its schemas. */
const OUTSIDE_SCHEMAS = `
  (SELECT count(*) FROM pg_extension WHERE extname <> 'plpgsql') + (SELECT count(*) FROM pg_event_trigger)
  + (SELECT count(*) FROM pg_publication) + (SELECT count(*) FROM pg_subscription WHERE subdbid = d.oid)
  + (SELECT count(*) FROM pg_largeobject_metadata) + (SELECT count(*) FROM pg_db_role_setting WHERE setdatabase = d.oid)`;

/**
 * Puts an existing database back to its beginning by dropping its schemas; a twelfth of the work of copying a template. False
 * when there is more to it than that: then it has to be made anew.
 */
async function emptied(bench: Bench, service: string, name: string): Promise<boolean> {
  const sql = await bench.sql(service, name);
  // Connections of a program that was killed may still be at work.
  await sql.query(
    'SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
    [name],
  );
  const [left] = await sql.query<{ things: string; schemas: string[] }>(
    `SELECT ${OUTSIDE_SCHEMAS} AS things,
       ARRAY(SELECT quote_ident(nspname) FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema') AS schemas
     FROM pg_database d WHERE datname = $1`,
    [name],
  );
  if (!left || Number(left.things) > 0) {
    await sql[Symbol.asyncDispose]();
    return false;
  }
  for (const schema of left.schemas) await sql.query(`DROP SCHEMA ${schema} CASCADE`);
  await sql.query('CREATE SCHEMA public');
  for (const statement of service === CATALOG ? [] : TABLES) await sql.query(statement);
  return true;
}

function ownDatabase(service: Service): string {
  return service.plan.environment.POSTGRES_DB ?? MAINTENANCE;
}
