import type { Sql } from './database.ts';

/**
 * Whether an account may send `amount` more. The lock is held until the transaction ends: whoever asks for the same
 * account meanwhile waits, and then sees what we have written.
 */
export async function hasRoom(sql: Sql, account: string, amount: number, limit: number | null): Promise<boolean> {
  if (limit === null) return true;
  await sql.query('SELECT pg_advisory_xact_lock(2, hashtext($1))', [account]);
  const [row] = await sql.query<{ sent: string }>(
    `SELECT coalesce(sum(amount), 0) AS sent FROM transfers
     WHERE from_account = $1 AND step <> 'failed' AND accepted_at > now() - interval '24 hours'`,
    [account],
  );
  return Number(row?.sent) + amount <= limit;
}
