import type { Sql } from './database.ts';
import { FENCED, heldOpen, notFenced } from './fence.ts';
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

/*
 * The SQL of one shard. Every function takes the version by which the shard was chosen, and tells three answers apart:
 * what was asked for; `undefined`, the viewer is not here; FENCED, the choice is out of date and nothing has been done.
 * The last two must not be confused. "Not here" sends the caller on to the viewer's second place, and there may be a
 * copy that does not count yet.
 */

/** Ends a statement: whether it was let in, and the row of the table expression `found`, if there is one. */
const outcome = (n: number) => `SELECT fence.version <= $${n} AS let_in, found.* FROM fence LEFT JOIN found ON true`;

type Outcome<R> = { let_in: boolean } & (R | { [K in keyof R]: null });

function settle<R extends { watch_seconds: string }>(rows: Outcome<R>[]): R | undefined | typeof FENCED {
  const row = rows[0];
  if (!row?.let_in) return FENCED;
  return row.watch_seconds === null ? undefined : (row as R);
}

export async function readViewer(shard: Sql, version: number, id: string): Promise<Viewer | undefined> {
  const known = await shard.query(`SELECT FROM users WHERE user_id = $1 AND ${notFenced(2)}`, [id, version]);
  if (!known[0]) return undefined;
  const [names] = await shard.query<ViewerRow>('SELECT user_id, name, email, region FROM users WHERE user_id = $1', [
    id,
  ]);
  const [time] = await shard.query<ViewerRow>('SELECT watch_seconds FROM users WHERE user_id = $1', [id]);
  return names && time && viewer({ ...names, watch_seconds: time.watch_seconds });
}

export async function updateViewer(
  shard: Sql,
  version: number,
  profile: Profile,
): Promise<Viewer | undefined | typeof FENCED> {
  const rows = await shard.query<Outcome<ViewerRow>>(
    `WITH found AS (UPDATE users SET name = $2, email = $3 WHERE user_id = $1 AND ${notFenced(4)}
                    RETURNING user_id, name, email, region, watch_seconds)
     ${outcome(4)}`,
    [profile.id, profile.name, profile.email, version],
  );
  return viewer(settle(rows));
}

/** Creates the viewer or updates them: nothing is "not here". */
export async function upsertViewer(
  shard: Sql,
  version: number,
  profile: Profile,
): Promise<{ viewer: Viewer; created: boolean } | typeof FENCED> {
  const [row] = await shard.query<ViewerRow & { created: boolean }>(
    `WITH ${heldOpen(5)}
     INSERT INTO users (user_id, name, email, region) SELECT $1, $2, $3, $4 FROM open
     ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, email = excluded.email
     RETURNING user_id, name, email, region, watch_seconds, xmax = 0 AS created`,
    [profile.id, profile.name, profile.email, profile.region, version],
  );
  return row ? { viewer: viewer(row), created: row.created } : FENCED;
}

/**
 * Adds an event and counts its seconds, both or neither. The viewer's row is locked first: whoever else holds that
 * lock can be sure that no event is being added meanwhile.
 */
export async function addEvent(
  shard: Sql,
  version: number,
  id: string,
  event: WatchEvent,
): Promise<{ fresh: boolean; watchSeconds: number } | undefined | typeof FENCED> {
  const rows = await shard.query<Outcome<{ fresh: boolean; watch_seconds: string }>>(
    `WITH viewer AS (SELECT user_id, watch_seconds FROM users WHERE user_id = $1 AND ${notFenced(5)} FOR UPDATE),
          added AS (INSERT INTO events (user_id, event_id, video_id, seconds)
                    SELECT user_id, $2, $3, $4 FROM viewer
                    ON CONFLICT (user_id, event_id) DO NOTHING
                    RETURNING user_id, seconds),
          counted AS (UPDATE users SET watch_seconds = users.watch_seconds + added.seconds
                      FROM added WHERE users.user_id = added.user_id
                      RETURNING users.watch_seconds),
          found AS (SELECT true AS fresh, watch_seconds FROM counted
                    UNION ALL
                    SELECT false, watch_seconds FROM viewer WHERE NOT EXISTS (SELECT FROM added))
     ${outcome(5)}`,
    [id, event.eventId, event.videoId, event.seconds, version],
  );
  const found = settle(rows);
  if (found === undefined || found === FENCED) return found;
  return { fresh: found.fresh, watchSeconds: Number(found.watch_seconds) };
}

/** Many viewers in one statement; returns the ids of those who were there and have been updated. */
export async function updateViewers(
  shard: Sql,
  version: number,
  profiles: Profile[],
): Promise<string[] | typeof FENCED> {
  const rows = await shard.query<{ let_in: boolean; user_id: string | null }>(
    `WITH found AS (UPDATE users SET name = p.name, email = p.email
                    FROM unnest($1::text[], $2::text[], $3::text[]) AS p (user_id, name, email)
                    WHERE users.user_id = p.user_id AND ${notFenced(4)}
                    RETURNING users.user_id)
     ${outcome(4)}`,
    [profiles.map((one) => one.id), profiles.map((one) => one.name), profiles.map((one) => one.email), version],
  );
  if (!rows[0]?.let_in) return FENCED;
  return rows.flatMap((row) => row.user_id ?? []);
}

/** Many viewers in one statement; returns the ids of those who have been written: all or, if fenced, none. */
export async function upsertViewers(shard: Sql, version: number, profiles: Profile[]): Promise<string[]> {
  // In the order of the ids, as everybody who locks several viewers does: so no two can wait for each other.
  const rows = await shard.query<{ user_id: string }>(
    `WITH ${heldOpen(5)}
     INSERT INTO users (user_id, name, email, region)
     SELECT p.* FROM open, unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS p (user_id, name, email, region)
     ORDER BY p.user_id
     ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, email = excluded.email
     RETURNING user_id`,
    [
      profiles.map((one) => one.id),
      profiles.map((one) => one.name),
      profiles.map((one) => one.email),
      profiles.map((one) => one.region),
      version,
    ],
  );
  return rows.map((row) => row.user_id);
}

// bigint arrives as text, because it may be larger than a JavaScript number is exact; watch time never is.
function viewer(row: ViewerRow): Viewer;
function viewer(row: ViewerRow | undefined | typeof FENCED): Viewer | undefined | typeof FENCED;
function viewer(row: ViewerRow | undefined | typeof FENCED): Viewer | undefined | typeof FENCED {
  if (row === undefined || row === FENCED) return row;
  const { user_id, name, email, region, watch_seconds } = row;
  return { id: user_id, name, email, region, watchSeconds: Number(watch_seconds) };
}
