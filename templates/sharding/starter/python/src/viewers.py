from dataclasses import dataclass

import asyncpg

from database import Sql
from validate import Profile, WatchEvent


@dataclass(frozen=True)
class Viewer:
    """A viewer as the contract shows them."""

    id: str
    name: str
    email: str
    region: str
    watchSeconds: int


async def read_viewer(shard: Sql, id: str) -> Viewer | None:
    """The viewer stored on this shard, if they are."""
    rows = await shard.query("SELECT user_id, name, email, region, watch_seconds FROM users WHERE user_id = $1", id)
    return viewer(rows[0]) if rows else None


async def upsert_viewer(shard: Sql, profile: Profile) -> tuple[Viewer, bool] | None:
    """Creates (True) or updates a viewer on this shard; None when they are stored here with another region."""
    rows = await shard.query(
        """INSERT INTO users (user_id, name, email, region) VALUES ($1, $2, $3, $4)
           ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, email = excluded.email
             WHERE users.region = excluded.region
           RETURNING user_id, name, email, region, watch_seconds, xmax = 0 AS created""",
        profile.id, profile.name, profile.email, profile.region,
    )  # fmt: skip
    return (viewer(rows[0]), rows[0]["created"]) if rows else None


async def upsert_viewers(shard: Sql, profiles: list[Profile]) -> int:
    """Creates or updates many viewers on this shard in one statement; returns how many were written."""
    rows = await shard.query(
        """INSERT INTO users (user_id, name, email, region)
           SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) ORDER BY 1
           ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, email = excluded.email
             WHERE users.region = excluded.region
           RETURNING user_id""",
        *columns(profiles),
    )
    return len(rows)


async def add_event(shard: Sql, id: str, event: WatchEvent) -> tuple[bool, int] | None:
    """
    Adds an event and counts its seconds, both or neither: whether it is new, and the viewer's seconds; None when the viewer
    is not stored on this shard. The viewer's row is locked first: whoever else holds that lock can be sure that no event is
    being added meanwhile.
    """
    rows = await shard.query(
        """WITH viewer AS (SELECT user_id, watch_seconds FROM users WHERE user_id = $1 FOR UPDATE),
                added AS (INSERT INTO events (user_id, event_id, video_id, seconds)
                          SELECT user_id, $2, $3, $4 FROM viewer
                          ON CONFLICT (user_id, event_id) DO NOTHING
                          RETURNING user_id, seconds),
                counted AS (UPDATE users SET watch_seconds = users.watch_seconds + added.seconds
                            FROM added WHERE users.user_id = added.user_id
                            RETURNING users.watch_seconds)
           SELECT true AS fresh, watch_seconds FROM counted
           UNION ALL
           SELECT false, watch_seconds FROM viewer WHERE NOT EXISTS (SELECT FROM added)""",
        id, event.event_id, event.video_id, event.seconds,
    )  # fmt: skip
    return (rows[0]["fresh"], rows[0]["watch_seconds"]) if rows else None


def columns(profiles: list[Profile]) -> tuple[list[str], list[str], list[str], list[str]]:
    """Profiles as arrays, for statements that take many at once."""
    return (
        [one.id for one in profiles],
        [one.name for one in profiles],
        [one.email for one in profiles],
        [one.region for one in profiles],
    )


def viewer(row: asyncpg.Record) -> Viewer:
    return Viewer(row["user_id"], row["name"], row["email"], row["region"], row["watch_seconds"])
