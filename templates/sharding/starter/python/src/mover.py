from dataclasses import dataclass

from config import ShardInfo
from errors import not_implemented
from topology import TopologyStore


@dataclass(frozen=True)
class Migration:
    """How far the last (or the running) move of viewers to a new shard has come."""

    state: str  # "idle", "running", "done" or "failed"
    topologyVersion: int
    moved: int
    total: int | None


class Mover:
    """
    Moves viewers to a shard that is being added.

    Step 6: take the shard into the topology and move those whose home it becomes; nobody else.
    Step 7: do it while the same viewers are read and written, and survive being killed at any moment.
    """

    def __init__(self, topology: TopologyStore):
        self._topology = topology

    async def add_shard(self, shard: ShardInfo) -> Migration:
        """Starts the migration and returns while it runs. 409 when one is running or when the shard is known."""
        raise not_implemented("adding a shard")

    async def status(self) -> Migration:
        return Migration("idle", self._topology.current().version, 0, None)
