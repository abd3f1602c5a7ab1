import type { Arena, HeldReply, ReplyHold } from '../../../../kit.ts';
import { POSTGRES } from '../../model/databases.ts';

/**
 * Lets the answers of the database pass until one of them follows upon a commit that has written one of these words, in whatever table
 * and form, and keeps that one back. undefined when there was none within the limit.
 */
export async function firstDurable(
  arena: Arena,
  hold: ReplyHold,
  {
    database,
    words,
    limitMs,
  }: { readonly database: string; readonly words: readonly string[]; readonly limitMs: number },
): Promise<HeldReply | undefined> {
  for (;;) {
    const held = await hold.next(limitMs, arena.signal);
    if (!held) return undefined;
    if (held.transaction === 'none' && (await isWritten(arena, database, words))) return held;
    held.release();
  }
}

async function isWritten(arena: Arena, database: string, words: readonly string[]): Promise<boolean> {
  const sql = await arena.sql(POSTGRES, database);
  const tables = await sql.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  for (const { name } of tables) {
    const [found] = await sql.query(
      `SELECT 1 FROM ${name} AS row WHERE EXISTS (SELECT FROM unnest($1::text[]) AS word WHERE row::text LIKE '%' || word || '%') LIMIT 1`,
      [words],
    );
    if (found) return true;
  }
  return false;
}
