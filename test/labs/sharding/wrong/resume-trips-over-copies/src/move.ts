import type { Database, Sql } from './database.ts';
import { shardMoving } from './errors.ts';
import { heldOpen } from './fence.ts';

/**
 * Moves viewers with all their events from one shard to another. Both must have been fenced with `version` before.
 *
 *   1. lock the viewers at the source: their writers wait, their readers do not
 *   2. copy them to the target, and commit there
 *   3. delete them at the source, and commit: this is the moment at which they have moved
 *
 * While a viewer is on the way everybody looks first at the source and then at the target, so until 3 the copy is
 * invisible and after 3 it is complete: no write can have happened in between. If we die before 3, the locks are gone,
 * the source is still the truth, and the copy is a leftover that the next attempt removes. Nothing has to be remembered.
 *
 * Returns how many were still at the source. With `region`, they get this region on the way.
 */
export async function moveViewers(
  ids: readonly string[],
  from: Database,
  to: Database,
  version: number,
  region?: string,
): Promise<number> {
  return from.transaction(async (source) => {
    const viewers = await lockAndRead(source, ids);
    if (viewers.ids.length === 0) return 0;
    await to.transaction((target) => install(target, viewers, version, region));
    await source.query(REMOVE, [viewers.ids]);
    return viewers.ids.length;
  });
}

/** Rows as JSON text: PostgreSQL writes and reads it, so no value is bent by passing through JavaScript. */
interface Copy {
  /** Those who were there. Others may have moved before: what the target holds of them is no leftover. */
  ids: string[];
  users: string;
  events: string;
}

const REMOVE = `WITH theirs AS (DELETE FROM events WHERE user_id = ANY ($1)) DELETE FROM users WHERE user_id = ANY ($1)`;

async function lockAndRead(source: Sql, ids: readonly string[]): Promise<Copy> {
  const [users] = await source.query<{ ids: string[] | null; rows: string | null }>(
    `WITH locked AS (SELECT * FROM users WHERE user_id = ANY ($1) ORDER BY user_id FOR UPDATE)
     SELECT array_agg(user_id) AS ids, json_agg(locked)::text AS rows FROM locked`,
    [ids],
  );
  // A second statement, which sees everything that was committed before the locks were ours.
  const [events] = await source.query<{ rows: string | null }>(
    'SELECT json_agg(events)::text AS rows FROM events WHERE user_id = ANY ($1)',
    [users?.ids ?? []],
  );
  return { ids: users?.ids ?? [], users: users?.rows ?? '[]', events: events?.rows ?? '[]' };
}

async function install(target: Sql, copy: Copy, version: number, region: string | undefined): Promise<void> {
  const fence = await target.query(`WITH ${heldOpen(1)} SELECT FROM open`, [version]);
  if (!fence[0]) throw shardMoving(); // somebody else has taken over this move
  if (region !== undefined) await target.query(REMOVE, [copy.ids]);
  await target.query(
    `WITH people AS (INSERT INTO users SELECT * FROM json_populate_recordset(NULL::users, $1))
     INSERT INTO events SELECT * FROM json_populate_recordset(NULL::events, $2)`,
    [copy.users, copy.events],
  );
  if (region !== undefined)
    await target.query('UPDATE users SET region = $2 WHERE user_id = ANY ($1)', [copy.ids, region]);
}
