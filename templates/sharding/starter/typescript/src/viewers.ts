import type { Sql } from './database.ts';
import type { Profile, WatchEvent } from './validate.ts';

/** A viewer as the contract shows them. */
export interface Viewer {
  id: string;
  name: string;
  email: string;
  region: string;
  watchSeconds: number;
}

interface ViewerRow {
  user_id: string;
  name: string;
  email: string;
  region: string;
  watch_seconds: string;
}

/** The viewer stored on this shard, if they are. */
export async function readViewer(shard: Sql, id: string): Promise<Viewer | undefined> {
  const rows = await shard.query<ViewerRow>(
    'SELECT user_id, name, email, region, watch_seconds FROM users WHERE user_id = $1',
    [id],
  );
  return rows[0] && viewer(rows[0]);
}

/** Creates or updates a viewer on this shard; `undefined` when they are stored here with another region. */
export async function upsertViewer(
  shard: Sql,
  profile: Profile,
): Promise<{ viewer: Viewer; created: boolean } | undefined> {
  const rows = await shard.query<ViewerRow & { created: boolean }>(
    `INSERT INTO users (user_id, name, email, region) VALUES ($1, $2, $3, $4)
     ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, email = excluded.email
       WHERE users.region = excluded.region
     RETURNING user_id, name, email, region, watch_seconds, xmax = 0 AS created`,
    [profile.id, profile.name, profile.email, profile.region],
  );
  return rows[0] && { viewer: viewer(rows[0]), created: rows[0].created };
}

/** Creates or updates many viewers on this shard in one statement; returns how many were written. */
export async function upsertViewers(shard: Sql, profiles: Profile[]): Promise<number> {
  const rows = await shard.query(
    `INSERT INTO users (user_id, name, email, region)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) ORDER BY 1
     ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, email = excluded.email
       WHERE users.region = excluded.region
     RETURNING user_id`,
    [
      profiles.map((one) => one.id),
      profiles.map((one) => one.name),
      profiles.map((one) => one.email),
      profiles.map((one) => one.region),
    ],
  );
  return rows.length;
}

/**
 * Adds an event and counts its seconds, both or neither; `undefined` when the viewer is not stored on this shard.
 * The viewer's row is locked first: whoever else holds that lock can be sure that no event is being added meanwhile.
 */
export async function addEvent(
  shard: Sql,
  id: string,
  event: WatchEvent,
): Promise<{ fresh: boolean; watchSeconds: number } | undefined> {
  const rows = await shard.query<{ fresh: boolean; watch_seconds: string }>(
    `WITH viewer AS (SELECT user_id, watch_seconds FROM users WHERE user_id = $1 FOR UPDATE),
          added AS (INSERT INTO events (user_id, event_id, video_id, seconds)
                    SELECT user_id, $2, $3, $4 FROM viewer
                    ON CONFLICT (user_id, event_id) DO NOTHING
                    RETURNING user_id, seconds),
          counted AS (UPDATE users SET watch_seconds = users.watch_seconds + added.seconds
                      FROM added WHERE users.user_id = added.user_id
                      RETURNING users.watch_seconds)
     SELECT true AS fresh, watch_seconds FROM counted
     UNION ALL
     SELECT false, watch_seconds FROM viewer WHERE NOT EXISTS (SELECT FROM added)`,
    [id, event.eventId, event.videoId, event.seconds],
  );
  return rows[0] && { fresh: rows[0].fresh, watchSeconds: Number(rows[0].watch_seconds) };
}

// bigint arrives as text, because it may be larger than a JavaScript number is exact; watch time never is.
function viewer(row: ViewerRow): Viewer {
  const { user_id, name, email, region, watch_seconds } = row;
  return { id: user_id, name, email, region, watchSeconds: Number(watch_seconds) };
}
