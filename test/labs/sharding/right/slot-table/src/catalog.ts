import { Database } from './database.ts';

/**
 * Opens the catalog: a small PostgreSQL that every instance reaches and that never fails. It knows which shards there
 * are and in which region each viewer lives; it must not know who they are (no names, no e-mail addresses).
 */
export async function openCatalog(url: string, timeoutMs: number): Promise<Database> {
  const catalog = new Database('catalog', url, timeoutMs);
  await catalog.transaction(async (sql) => {
    // Instances start at the same time; without the lock both would try to create the same table.
    await sql.query('SELECT pg_advisory_xact_lock(1)');
    await sql.query(SCHEMA);
  });
  return catalog;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS topology (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    version int NOT NULL,       -- grows whenever the home of anybody may have changed
    shards jsonb NOT NULL,
    slots jsonb NOT NULL,       -- by region: the shard that owns each slot
    frozen jsonb NOT NULL DEFAULT '[]', -- slots of the joining shard's region that take no writes at the moment
    joining jsonb,              -- the shard that is being added, while viewers are being moved to it
    state text NOT NULL DEFAULT 'idle',
    moved int NOT NULL DEFAULT 0,
    total int
  );
  CREATE TABLE IF NOT EXISTS directory (
    user_id text PRIMARY KEY,
    region text NOT NULL,
    moving_to text              -- another region, while the viewer is being moved there
  );
  CREATE INDEX IF NOT EXISTS directory_moving ON directory (user_id) WHERE moving_to IS NOT NULL;
`;
