import type { Database } from './database.ts';
import { shardMoving } from './errors.ts';
import { enter } from './fence.ts';

/*
 * On the new shard viewers wait in tables of their own until all of them are complete. A copy may be out of date, or
 * even torn (the events a moment younger than the counter): then the viewer is in the outbox, and is copied again.
 */

export async function prepare(target: Database): Promise<void> {
  await target.query(`
    CREATE TABLE IF NOT EXISTS incoming_users (LIKE users INCLUDING ALL);
    CREATE TABLE IF NOT EXISTS incoming_events (LIKE events INCLUDING ALL);
    TRUNCATE incoming_users, incoming_events;
  `);
}

/** Copies viewers as they are now; what is there of them already is replaced. */
export async function stage(ids: string[], source: Database, target: Database, version: number): Promise<void> {
  const read = async (table: 'users' | 'events') => {
    const [row] = await source.query<{ rows: string }>(
      `SELECT coalesce(json_agg(t), '[]')::text AS rows FROM ${table} t WHERE user_id = ANY ($1)`,
      [ids],
    );
    return row?.rows;
  };
  const users = await read('users');
  const events = await read('events');
  await target.transaction(async (sql) => {
    if (!(await enter(sql, version))) throw shardMoving(); // somebody else has taken over
    await sql.query(
      'WITH e AS (DELETE FROM incoming_events WHERE user_id = ANY ($1)) DELETE FROM incoming_users WHERE user_id = ANY ($1)',
      [ids],
    );
    await sql.query(
      `WITH u AS (INSERT INTO incoming_users SELECT * FROM json_populate_recordset(NULL::users, $1))
       INSERT INTO incoming_events SELECT * FROM json_populate_recordset(NULL::events, $2)`,
      [users, events],
    );
  });
}

/** Makes the copies the shard's viewers. Nobody else writes here before the flip, so what is there is an earlier try. */
export async function promote(target: Database, version: number): Promise<void> {
  await target.transaction(async (sql) => {
    if (!(await enter(sql, version))) throw shardMoving(); // somebody else has taken over
    await sql.query('WITH old AS (DELETE FROM events) DELETE FROM users');
    await sql.query(
      'WITH u AS (INSERT INTO users SELECT * FROM incoming_users) INSERT INTO events SELECT * FROM incoming_events',
    );
    await sql.query('WITH done AS (DELETE FROM incoming_events) DELETE FROM incoming_users');
  });
}
