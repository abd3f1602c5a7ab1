import json
from collections.abc import Callable
from dataclasses import asdict, dataclass

import asyncpg

from config import ShardInfo
from database import Database, Session
from errors import migration_running, shard_exists, shard_moving, unknown_region


@dataclass(frozen=True)
class Topology:
    """Which shards there are, and which one is being added."""

    version: int
    shards: list[ShardInfo]
    joining: ShardInfo | None

    @classmethod
    def parse(cls, version: int, shards: list[dict], joining: dict | None) -> "Topology":
        return cls(version, [ShardInfo(**shard) for shard in shards], ShardInfo(**joining) if joining else None)

    @property
    def coming(self) -> list[ShardInfo]:
        """The shards as they will be: with the one that is being added, if there is one."""
        return [*self.shards, self.joining] if self.joining else self.shards


@dataclass(frozen=True)
class Migration:
    """How far the last (or the running) move of viewers to a new shard has come."""

    state: str  # "idle", "running", "done" or "failed"
    topologyVersion: int
    moved: int
    total: int | None


# What a query has to select to learn of a change: the version, and the rest only if $1 is another version.
TOPOLOGY_COLUMNS = """t.version,
    CASE WHEN t.version <> $1 THEN jsonb_build_object('shards', t.shards, 'joining', t.joining) END AS changed"""


class TopologyStore:
    """
    The topology, kept in the catalog so that all instances agree and a restart forgets nothing.

    Nobody polls for changes. Every look into the directory asks for the topology in the same statement, and the answer
    carries it only if it differs from what this instance knew. So a request never starts from an old topology.
    """

    def __init__(self, catalog: Database):
        self._catalog = catalog
        # What this instance knows; its version is $1 of TOPOLOGY_COLUMNS. Take it before the query, not after.
        self.known = Topology(0, [], None)
        # Called when this instance learns that a shard is being added.
        self.on_joining: Callable[[], None] = lambda: None

    async def bootstrap(self, shards: list[ShardInfo]) -> Topology:
        """Stores SHARDS as the first topology; does nothing if the catalog has one."""
        first = json.dumps([asdict(shard) for shard in shards])
        await self._catalog.query(
            "INSERT INTO topology (version, shards) VALUES (1, $1) ON CONFLICT DO NOTHING", first
        )
        return await self.current()

    def learn(self, row: asyncpg.Record, known: Topology) -> Topology:
        """Reads TOPOLOGY_COLUMNS, given what was known when the query was sent."""
        if row["changed"] is None:
            return known
        topology = Topology.parse(row["version"], **json.loads(row["changed"]))
        if topology.version > self.known.version:
            self.known = topology
            if topology.joining:
                self.on_joining()
        return topology

    async def current(self) -> Topology:
        known = self.known
        [row] = await self._catalog.query(f"SELECT {TOPOLOGY_COLUMNS} FROM topology t", known.version)
        return self.learn(row, known)

    async def must_serve(self, region: str) -> None:
        """Raises 422 unless some shard serves the region; asks the catalog before it says no."""

        def serves(topology: Topology) -> bool:
            return any(shard.region == region for shard in topology.shards)

        if not serves(self.known) and not serves(await self.current()):
            raise unknown_region(region)

    async def join(self, shard: ShardInfo) -> Migration:
        """Writes down that a shard is being added. From the next version on every instance looks in two places."""
        async with self._catalog.transaction() as sql:
            topology = await lock_topology(sql)
            if topology.joining:
                raise migration_running()
            if any(one.id == shard.id or one.url == shard.url for one in topology.shards):
                raise shard_exists(shard.id)
            # A viewer on the way to another region must arrive first: they have two places already.
            if await sql.query("SELECT user_id FROM directory WHERE moving_to IS NOT NULL LIMIT 1"):
                raise shard_moving()
            await sql.query(
                "UPDATE topology SET version = version + 1, joining = $1, state = 'running', moved = 0, total = NULL",
                json.dumps(asdict(shard)),
            )
        await self.current()
        return await self.status()

    async def take_over(self) -> Topology:
        """Makes the caller the one mover: a new version, which every shard will be told before anything is moved."""
        await self._catalog.query("UPDATE topology SET version = version + 1 WHERE joining IS NOT NULL")
        return await self.current()

    async def progress(self, moved: int, total: int) -> None:
        await self._catalog.query("UPDATE topology SET moved = $1, total = $2 WHERE joining IS NOT NULL", moved, total)

    async def finish(self) -> None:
        """The new shard is a shard like the others."""
        await self._catalog.query(
            """UPDATE topology SET version = version + 1, shards = shards || joining, joining = NULL, state = 'done'
               WHERE joining IS NOT NULL"""
        )
        await self.current()

    async def status(self) -> Migration:
        [row] = await self._catalog.query("SELECT state, version, moved, total FROM topology")
        return Migration(*row)


async def lock_topology(sql: Session) -> Topology:
    """Holds the topology still until the transaction ends: nobody can begin to add a shard meanwhile."""
    [row] = await sql.query("SELECT version, shards, joining FROM topology FOR UPDATE")
    return Topology.parse(row["version"], json.loads(row["shards"]), json.loads(row["joining"] or "null"))
