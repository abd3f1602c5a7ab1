import { Pool, type PoolClient } from 'pg';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS orders (
  order_id uuid PRIMARY KEY,
  order_ref text NOT NULL,
  email text NOT NULL,
  amount_minor bigint NOT NULL,
  status text NOT NULL DEFAULT 'placed'
)`;

/** Opens the database and makes the table of orders; the table of jobs is there already. */
export async function openDatabase(url: string): Promise<Pool> {
  const pool = new Pool({ connectionString: url, max: 10 });
  // A connection that breaks while nobody uses it is replaced at the next query; without a listener it would end the process.
  pool.on('error', () => undefined);
  await inTransaction(pool, async (client) => {
    // Two roles that start at once would both make the table, and one of them would fail.
    await client.query('SELECT pg_advisory_xact_lock(707)');
    await client.query(SCHEMA);
  });
  return pool;
}

export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    // The connection is thrown away, and with it the transaction.
    client.release(true);
    throw error;
  }
}
