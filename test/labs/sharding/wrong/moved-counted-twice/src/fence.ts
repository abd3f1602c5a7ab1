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
    CREATE TABLE IF NOT EXISTS forwarded (user_id text PRIMARY KEY);
  `);
}

/** From now on the shard refuses everything that was routed by an older version. Waits for what is under way. */
export async function raiseFence(shard: Sql, version: number): Promise<void> {
  await shard.query('UPDATE fence SET version = $1 WHERE version < $1', [version]);
}

/** What a shard answers to a statement that was routed by an older version than it has been told of: look again. */
export const FENCED = Symbol('fenced');

/**
 * For reading and changing a viewer who must be there: true unless the shard knows a newer version than parameter `n`.
 * No lock is needed, since a mover locks the viewer's row, and raises the fence before any copy of it appears.
 */
export const notFenced = (n: number) => `(SELECT version FROM fence) <= $${n}`;

/**
 * For creating a viewer: a table expression with one row, or none if fenced. There is no row yet that a mover could
 * lock, so the fence itself is locked until the new row is committed: nobody raises it in between.
 */
export const heldOpen = (n: number) => `open AS MATERIALIZED (SELECT FROM fence WHERE version <= $${n} FOR SHARE)`;
