import type { Sql } from './database.ts';

/**
 * Whether an account may send `amount` more.
 */
export async function hasRoom(sql: Sql, account: string, amount: number, limit: number | null): Promise<boolean> {
  if (limit === null) return true;
  const [row] = await sql.query<{ sent: string }>(
    `SELECT coalesce(sum(amount), 0) AS sent FROM transfers
     WHERE from_account = $1 AND step <> 'failed' AND accepted_at > now() - interval '24 hours'`,
    [account],
  );
  return Number(row?.sent) + amount <= limit;
}
