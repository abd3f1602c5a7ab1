from dataclasses import dataclass

from config import ShardInfo
from database import Database
from errors import unknown_region


@dataclass(frozen=True)
class Topology:
    """Which shards there are. The number grows with every change."""

    version: int
    shards: list[ShardInfo]


class TopologyStore:
    """
    The topology, and an open database for every shard in it.

    Step 6: shards are added while we run, through any instance, and a restarted instance gets the old SHARDS again. So the
    truth has to be in the catalog, and every instance has to learn of a change.
    """

    def __init__(self, topology: Topology, databases: dict[str, Database]):
        self._topology = topology
        self._databases = databases

    @classmethod
    async def open(cls, shards: list[ShardInfo], timeout: float) -> "TopologyStore":
        databases = {shard.id: await Database.open(shard.id, shard.url, timeout) for shard in shards}
        return cls(Topology(1, shards), databases)

    def current(self) -> Topology:
        return self._topology

    def database(self, shard: ShardInfo) -> Database:
        return self._databases[shard.id]

    def must_serve(self, region: str) -> None:
        """Raises 422 unless some shard serves the region."""
        if all(shard.region != region for shard in self._topology.shards):
            raise unknown_region(region)
