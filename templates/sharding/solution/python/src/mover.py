import asyncio
import logging
from dataclasses import dataclass, field

from config import ShardInfo
from database import Database
from fence import raise_fence
from move import move_viewers
from routing import home_of, shards_in
from shards import Shards
from topology import Topology, TopologyStore

BATCH = 5  # viewers moved together; few: while they are copied, each of their writers waits on a connection of the pool
PAUSE = 0.2  # seconds, after a failure
WATCH = 1.0  # seconds, while another instance does the work


@dataclass
class Transfer:
    """Viewers of one shard who belong on another."""

    source: ShardInfo
    target: ShardInfo
    ids: list[str] = field(default_factory=list)


class Mover:
    """Moves viewers to a shard that is being added, as long as the topology says that one is."""

    def __init__(self, catalog: Database, topology: TopologyStore, shards: Shards):
        self._catalog = catalog
        self._topology = topology
        self._shards = shards
        self._bell = asyncio.Event()

    def wake(self) -> None:
        """To be called whenever a shard may be joining: at start, and when a request learns of it."""
        self._bell.set()

    async def work(self) -> None:
        """
        Waits for the bell, for ever. One instance does the work. The others wait for its lock, which the catalog takes from
        it when it dies, and then go on where it stopped.
        """
        while True:
            await self._bell.wait()
            self._bell.clear()
            try:
                while (await self._topology.current()).joining:
                    if not await self._migrate_if_first():
                        await asyncio.sleep(WATCH)
            except Exception:
                logging.exception("the migration is interrupted and will go on")
                self._bell.set()
                await asyncio.sleep(PAUSE)

    async def _migrate_if_first(self) -> bool:
        async with self._catalog.session() as session:
            [lock] = await session.query("SELECT pg_try_advisory_lock(2) AS mine")
            if not lock["mine"]:
                return False
            try:
                await self._migrate()
            finally:
                await session.query("SELECT pg_advisory_unlock(2)")
            return True

    async def _migrate(self) -> None:
        topology = await self._topology.take_over()
        if not topology.joining:
            return
        # Nobody acts on an older topology any more, and no earlier mover either: from here on the world holds still.
        for info in topology.coming:
            await raise_fence(await self._shards.open(info), topology.version)

        total = (await self._topology.status()).total or 0
        while True:
            transfers = await self._plan(topology)
            left = sum(len(transfer.ids) for transfer in transfers)
            total = max(total, left)
            await self._topology.progress(total - left, total)
            if left == 0:
                return await self._topology.finish()
            await self._move_all(transfers, topology.version, total - left, total)

    async def _plan(self, topology: Topology) -> list[Transfer]:
        """Who is not where they belong once the new shard counts. Asking the shards themselves needs no memory."""
        transfers: dict[tuple[str, str], Transfer] = {}
        for source in topology.shards:
            shard = await self._shards.open(source)
            for id, region in await shard.query("SELECT user_id, region FROM users ORDER BY user_id"):
                target = home_of(id, shards_in(region, topology.coming))
                if target.id != source.id:
                    transfers.setdefault((source.id, target.id), Transfer(source, target)).ids.append(id)
        return list(transfers.values())

    async def _move_all(self, transfers: list[Transfer], version: int, moved: int, total: int) -> None:
        """All sources at the same time, each batch by batch. All have stopped when this returns or raises."""

        async def carry(transfer: Transfer) -> None:
            nonlocal moved
            source = await self._shards.open(transfer.source)
            target = await self._shards.open(transfer.target)
            for i in range(0, len(transfer.ids), BATCH):
                count = await move_viewers(transfer.ids[i : i + BATCH], source, target, version)
                moved += count
                await self._topology.progress(moved, total)

        results = await asyncio.gather(*(carry(transfer) for transfer in transfers), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result
