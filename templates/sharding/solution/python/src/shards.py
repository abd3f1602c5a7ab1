import asyncio

from config import ShardInfo
from database import Database
from fence import build_fence


class Shards:
    """The open shards of this process, each with its own pool of connections; opened when first needed."""

    def __init__(self, timeout: float):
        self._timeout = timeout
        self._opening: dict[str, asyncio.Task[Database]] = {}

    async def open(self, info: ShardInfo) -> Database:
        """The shard, with its fence in place. Raises 503 when it cannot be reached; the next caller tries again."""
        # Whoever comes meanwhile shares the attempt; one after the other they would add up their time limits.
        attempt = self._opening.get(info.url)
        if attempt is None or (attempt.done() and attempt.exception()):
            attempt = self._opening[info.url] = asyncio.create_task(self._build(info))
        return await asyncio.shield(attempt)

    async def warm(self, infos: list[ShardInfo]) -> None:
        """Opens several at once, whether or not they answer."""
        await asyncio.gather(*(self.open(info) for info in infos), return_exceptions=True)

    async def _build(self, info: ShardInfo) -> Database:
        shard = await Database.open(info.id, info.url, self._timeout)
        await build_fence(shard)
        return shard
