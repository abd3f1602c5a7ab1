import type { Sql } from './database.ts';

/*
 * A fence on every shard: the newest version that somebody acted on there.
 *
 * A request looks into the catalog, computes a home, and then travels. It may travel for a long time (a slow network,
 * a paused process), and meanwhile the viewer may have moved. So every statement carries the version that it was
 * routed by, and a shard that has been told of a newer one refuses it; the request then looks again. A mover tells the
 * shards before it touches anything. The same fence stops a mover that has been replaced without knowing it.
 */

export async function buildFence(shard: Sql): Promise<void> {
  // One message, hence one transaction. Instances start at the same time: the lock lets one of them create the table.
  await shard.query(`
    SELECT pg_advisory_xact_lock(1);
    CREATE TABLE IF NOT EXISTS fence (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), version int NOT NULL);
    INSERT INTO fence (version) VALUES (0) ON CONFLICT DO NOTHING;
  `);
}

/**
 * From now on the shard refuses everything that was routed by an older version. The table lock is a barrier: it is
 * granted when the writes under way have ended, and writes that come later wait for it and then see the new version.
 * One message, hence one transaction, so that no delay on the way can keep the lock.
 */
export async function raiseFence(shard: Sql, version: number): Promise<void> {
  await shard.query(`
    SET LOCAL lock_timeout = '800ms';
    LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE;
    UPDATE fence SET version = ${Number(version)} WHERE version < ${Number(version)};
  `);
}

/** In a transaction that is going to write: holds the barrier off until its end. False if it is too late. */
export async function enter(sql: Sql, version: number): Promise<boolean> {
  await sql.query('LOCK TABLE users IN ROW EXCLUSIVE MODE');
  const rows = await sql.query(`SELECT WHERE ${notFenced(1)}`, [version]);
  return rows.length > 0;
}

/** What a shard answers to a statement that was routed by an older version than it has been told of: look again. */
export const FENCED = Symbol('fenced');

/** True unless the shard knows a newer version than parameter `n`. */
export const notFenced = (n: number) => `(SELECT version FROM fence) <= $${n}`;

/** For creating a viewer: a table expression with one row, or none if fenced. */
export const heldOpen = (n: number) => `open AS MATERIALIZED (SELECT WHERE ${notFenced(n)})`;
