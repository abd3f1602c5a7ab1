from dataclasses import dataclass

import asyncpg

from config import ShardInfo
from database import Database
from errors import not_found, shard_moving
from routing import home_of, shards_in
from topology import TOPOLOGY_COLUMNS, Topology, TopologyStore, lock_topology
from validate import Profile


@dataclass(frozen=True)
class Whereabouts:
    """All that is known about where a viewer is, as of one moment."""

    id: str
    topology: Topology
    region: str | None  # None for an unknown viewer
    moving_to: str | None

    @property
    def places(self) -> list[ShardInfo]:
        """
        Where the viewer's row can be: one shard, or two while they are being moved. The order is the rule that makes moves
        safe: a viewer who is stored in the first place lives there, whatever the second one holds.
        """
        if self.region is None:
            return []
        now = home_of(self.id, shards_in(self.region, self.topology.shards))
        coming = home_of(self.id, shards_in(self.moving_to or self.region, self.topology.coming))
        return [now] if now.id == coming.id else [now, coming]

    @property
    def route(self) -> tuple[int, str | None, str | None]:
        """Equal when both lead to the same places."""
        return self.topology.version, self.region, self.moving_to


class Directory:
    """Which region each viewer lives in. The shard within the region needs no entry: it is computed (routing.py)."""

    def __init__(self, catalog: Database, topology: TopologyStore):
        self._catalog = catalog
        self._topology = topology

    async def locate(self, id: str) -> Whereabouts:
        """Where the viewer is, and the topology of the same moment, in one statement."""
        known = self._topology.known
        [row] = await self._catalog.query(
            f"""SELECT {TOPOLOGY_COLUMNS}, d.region, d.moving_to
                FROM topology t LEFT JOIN directory d ON d.user_id = $2""",
            known.version, id,
        )  # fmt: skip
        return self._whereabouts(id, row, known)

    async def claim(self, wanted: list[Profile]) -> list[Whereabouts]:
        """Enters viewers who are not known yet, and says where all of them are, in one statement."""
        known = self._topology.known
        # The row of a viewer whom somebody else enters at this moment is in neither half: they are left out, ask again.
        rows = await self._catalog.query(
            f"""WITH wanted AS (SELECT * FROM unnest($2::text[], $3::text[]) AS w (user_id, region) ORDER BY 1),
                     entered AS (INSERT INTO directory (user_id, region) SELECT user_id, region FROM wanted
                                 ON CONFLICT (user_id) DO NOTHING RETURNING user_id, region, moving_to)
                SELECT {TOPOLOGY_COLUMNS}, d.user_id, d.region, d.moving_to
                FROM topology t,
                     (SELECT * FROM entered
                      UNION ALL SELECT user_id, d.region, moving_to FROM directory d JOIN wanted USING (user_id)) d""",
            known.version, [one.id for one in wanted], [one.region for one in wanted],
        )  # fmt: skip
        return [self._whereabouts(row["user_id"], row, known) for row in rows]

    async def depart(self, id: str, region: str) -> Whereabouts:
        """Writes down that the viewer is on the way to `region`. From the next version on everybody looks in two places."""
        async with self._catalog.transaction() as sql:
            if (await lock_topology(sql)).joining:
                raise shard_moving()
            await sql.query("UPDATE topology SET version = version + 1")
            # Whoever is on the way already keeps their destination; the caller sees it in the answer.
            rows = await sql.query(
                "UPDATE directory SET moving_to = coalesce(moving_to, $2) WHERE user_id = $1 RETURNING user_id", id, region
            )
            if not rows:
                raise not_found(f"viewer {id}")
        return await self.locate(id)

    async def arrive(self, id: str, region: str) -> None:
        await self._catalog.query(
            "UPDATE directory SET region = moving_to, moving_to = NULL WHERE user_id = $1 AND moving_to = $2", id, region
        )

    async def travelling(self) -> list[str]:
        """Viewers whose move was begun and not finished."""
        rows = await self._catalog.query("SELECT user_id FROM directory WHERE moving_to IS NOT NULL")
        return [row["user_id"] for row in rows]

    def _whereabouts(self, id: str, row: asyncpg.Record, known: Topology) -> Whereabouts:
        return Whereabouts(id, self._topology.learn(row, known), row["region"], row["moving_to"])
