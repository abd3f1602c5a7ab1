"""
The SQL of one shard. Every function takes the version by which the shard was chosen, and tells three answers apart: what was
asked for; None, the viewer is not here; Fenced, the choice is out of date and nothing has been done. The last two must not be
confused. "Not here" sends the caller on to the viewer's second place, and there may be a copy that does not count yet.
"""

from dataclasses import dataclass

import asyncpg

from database import Sql
from fence import Fenced, held_open, not_fenced
from validate import Profile, WatchEvent


@dataclass(frozen=True)
class Viewer:
    """A viewer as the contract shows them."""

    id: str
    name: str
    email: str
    region: str
    watchSeconds: int


def outcome(n: int) -> str:
    """Ends a statement: whether it was let in, and the row of the table expression `found`, if there is one."""
    return f"SELECT fence.version <= ${n} AS let_in, found.* FROM fence LEFT JOIN found ON true"


def let_in(rows: list[asyncpg.Record]) -> list[asyncpg.Record]:
    if not rows or not rows[0]["let_in"]:
        raise Fenced
    return rows


async def read_viewer(shard: Sql, version: int, id: str) -> Viewer | None:
    rows = await shard.query(
        f"""WITH found AS (SELECT user_id, name, email, region, watch_seconds FROM users
                           WHERE user_id = $1 AND {not_fenced(2)})
            {outcome(2)}""",
        id, version,
    )  # fmt: skip
    return viewer(let_in(rows)[0])


async def update_viewer(shard: Sql, version: int, profile: Profile) -> Viewer | None:
    rows = await shard.query(
        f"""WITH found AS (UPDATE users SET name = $2, email = $3 WHERE user_id = $1 AND {not_fenced(4)}
                           RETURNING user_id, name, email, region, watch_seconds)
            {outcome(4)}""",
        profile.id, profile.name, profile.email, version,
    )  # fmt: skip
    return viewer(let_in(rows)[0])


async def upsert_viewer(shard: Sql, version: int, profile: Profile) -> tuple[Viewer, bool]:
    """Creates the viewer (True) or updates them: nothing is "not here"."""
    rows = await shard.query(
        f"""WITH {held_open(5)}
            INSERT INTO users (user_id, name, email, region) SELECT $1, $2, $3, $4 FROM open
            ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, email = excluded.email
            RETURNING user_id, name, email, region, watch_seconds, xmax = 0 AS created""",
        profile.id, profile.name, profile.email, profile.region, version,
    )  # fmt: skip
    if not rows:
        raise Fenced
    return viewer(rows[0]), rows[0]["created"]


async def add_event(shard: Sql, version: int, id: str, event: WatchEvent) -> tuple[bool, int] | None:
    """
    Adds an event and counts its seconds, both or neither: whether it is new, and the viewer's seconds. The viewer's row is
    locked first: whoever else holds that lock can be sure that no event is being added meanwhile.
    """
    rows = await shard.query(
        f"""WITH viewer AS (SELECT user_id, watch_seconds FROM users WHERE user_id = $1 AND {not_fenced(5)} FOR UPDATE),
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
            {outcome(5)}""",
        id, event.event_id, event.video_id, event.seconds, version,
    )  # fmt: skip
    found = let_in(rows)[0]
    return None if found["fresh"] is None else (found["fresh"], found["watch_seconds"])


async def update_viewers(shard: Sql, version: int, profiles: list[Profile]) -> list[str]:
    """Many viewers in one statement; returns the ids of those who were there and have been updated."""
    ids, names, emails, _ = columns(profiles)
    rows = await shard.query(
        f"""WITH found AS (UPDATE users SET name = p.name, email = p.email
                           FROM unnest($1::text[], $2::text[], $3::text[]) AS p (user_id, name, email)
                           WHERE users.user_id = p.user_id AND {not_fenced(4)}
                           RETURNING users.user_id)
            {outcome(4)}""",
        ids, names, emails, version,
    )  # fmt: skip
    return [row["user_id"] for row in let_in(rows) if row["user_id"] is not None]


async def upsert_viewers(shard: Sql, version: int, profiles: list[Profile]) -> None:
    """
    Many viewers in one statement: all or, when it raises Fenced, none. In the order of the ids, as everybody who locks
    several viewers does: so no two can wait for each other.
    """
    rows = await shard.query(
        f"""WITH {held_open(5)}
            INSERT INTO users (user_id, name, email, region)
            SELECT p.* FROM open, unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS p (user_id, name, email, region)
            ORDER BY p.user_id
            ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, email = excluded.email
            RETURNING user_id""",
        *columns(profiles), version,
    )  # fmt: skip
    if profiles and not rows:
        raise Fenced


def columns(profiles: list[Profile]) -> tuple[list[str], list[str], list[str], list[str]]:
    """Profiles as arrays, for statements that take many at once."""
    return (
        [one.id for one in profiles],
        [one.name for one in profiles],
        [one.email for one in profiles],
        [one.region for one in profiles],
    )


def viewer(row: asyncpg.Record) -> Viewer | None:
    if row["user_id"] is None:
        return None
    return Viewer(row["user_id"], row["name"], row["email"], row["region"], row["watch_seconds"])
