import type { Database, Sql } from './database.ts';
import { shardMoving } from './errors.ts';
import { enter, notFenced } from './fence.ts';

/** A viewer, as far as routing is concerned. */
export interface Placed {
  id: string;
  region: string;
}

/** From now on every viewer who changes on this shard is noted in its outbox, in the transaction of the change. */
export async function capture(shard: Sql): Promise<void> {
  await shard.query(`
    CREATE TABLE IF NOT EXISTS outbox (seq bigserial PRIMARY KEY, user_id text NOT NULL);
    CREATE OR REPLACE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN INSERT INTO outbox (user_id) VALUES (NEW.user_id); RETURN NULL; END';
    CREATE OR REPLACE TRIGGER note_change AFTER INSERT OR UPDATE ON users FOR EACH ROW EXECUTE FUNCTION note_change();
    CREATE OR REPLACE TRIGGER note_change AFTER INSERT OR UPDATE ON events FOR EACH ROW EXECUTE FUNCTION note_change();
  `);
}

/** Takes the notes made so far: who has changed since they were last taken. A mover that has been replaced gets none. */
export async function changes(shard: Sql, version: number): Promise<Placed[]> {
  return shard.query<{ id: string; region: string }>(
    `WITH taken AS (DELETE FROM outbox WHERE ${notFenced(1)} RETURNING user_id)
     SELECT DISTINCT user_id AS id, region FROM taken JOIN users USING (user_id)`,
    [version],
  );
}

export async function stopCapture(shard: Database, version: number): Promise<void> {
  await shard.transaction(async (sql) => {
    if (!(await enter(sql, version))) throw shardMoving(); // another mover may need them
    await sql.query(`
      DROP TRIGGER IF EXISTS note_change ON users;
      DROP TRIGGER IF EXISTS note_change ON events;
      DROP TABLE IF EXISTS outbox;
    `);
  });
}

/** All viewers of this shard. */
export async function everybody(shard: Sql): Promise<Placed[]> {
  return shard.query<{ id: string; region: string }>('SELECT user_id AS id, region FROM users ORDER BY user_id');
}
