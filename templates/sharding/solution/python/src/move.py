from dataclasses import dataclass

from database import Database, Session
from errors import shard_moving
from fence import held_open

REMOVE = "WITH theirs AS (DELETE FROM events WHERE user_id = ANY ($1)) DELETE FROM users WHERE user_id = ANY ($1)"


async def move_viewers(
    ids: list[str], source: Database, target: Database, version: int, region: str | None = None
) -> int:
    """
    Moves viewers with all their events from one shard to another. Both must have been fenced with `version` before.

      1. lock the viewers at the source: their writers wait, their readers do not
      2. copy them to the target, and commit there
      3. delete them at the source, and commit: this is the moment at which they have moved

    While a viewer is on the way everybody looks first at the source and then at the target, so until 3 the copy is invisible
    and after 3 it is complete: no write can have happened in between. If we die before 3, the locks are gone, the source is
    still the truth, and the copy is a leftover that the next attempt removes. Nothing has to be remembered.

    Returns how many were still at the source. With `region`, they get this region on the way.
    """
    async with source.transaction() as there:
        viewers = await lock_and_read(there, ids)
        if viewers.ids:
            async with target.transaction() as here:
                await install(here, viewers, version, region)
            await there.query(REMOVE, viewers.ids)
    return len(viewers.ids)


@dataclass(frozen=True)
class Copy:
    """Rows as JSON text: PostgreSQL writes and reads it, so no value is bent on its way through this program."""

    ids: list[str]  # those who were there; others may have moved before: what the target holds of them is no leftover
    users: str
    events: str


async def lock_and_read(source: Session, ids: list[str]) -> Copy:
    [users] = await source.query(
        """WITH locked AS (SELECT * FROM users WHERE user_id = ANY ($1) ORDER BY user_id FOR UPDATE)
           SELECT coalesce(array_agg(user_id), '{}') AS ids, coalesce(json_agg(locked), '[]')::text AS rows FROM locked""",
        ids,
    )
    # A second statement, which sees everything that was committed before the locks were ours.
    [events] = await source.query(
        "SELECT coalesce(json_agg(events), '[]')::text AS rows FROM events WHERE user_id = ANY ($1)", users["ids"]
    )
    return Copy(users["ids"], users["rows"], events["rows"])


async def install(target: Session, copy: Copy, version: int, region: str | None) -> None:
    if not await target.query(f"WITH {held_open(1)} SELECT FROM open", version):
        raise shard_moving()  # somebody else has taken over this move
    await target.query(REMOVE, copy.ids)
    await target.query(
        """WITH people AS (INSERT INTO users SELECT * FROM json_populate_recordset(NULL::users, $1))
           INSERT INTO events SELECT * FROM json_populate_recordset(NULL::events, $2)""",
        copy.users, copy.events,
    )  # fmt: skip
    if region is not None:
        await target.query("UPDATE users SET region = $2 WHERE user_id = ANY ($1)", copy.ids, region)
