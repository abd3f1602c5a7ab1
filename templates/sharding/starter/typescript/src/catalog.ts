import { Database } from './database.ts';

/**
 * Opens the catalog: a small PostgreSQL that every instance reaches and that never fails. It is empty, and its
 * schema is yours. It may hold where viewers are; it must not hold who they are (no names, no e-mail addresses).
 */
export async function openCatalog(url: string, timeoutMs: number): Promise<Database> {
  const catalog = new Database('catalog', url, timeoutMs);
  await catalog.transaction(async (sql) => {
    // Instances start at the same time; without the lock both would try to create the same table.
    await sql.query('SELECT pg_advisory_xact_lock(1)');
    for (const statement of SCHEMA) await sql.query(statement);
  });
  return catalog;
}

// Steps 5 and 6: what has to be remembered outside the shards, and outside every process?
const SCHEMA: string[] = [];
