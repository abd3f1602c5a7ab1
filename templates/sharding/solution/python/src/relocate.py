from directory import Directory, Whereabouts
from errors import not_found, shard_moving
from fence import raise_fence
from move import move_viewers
from shards import Shards
from topology import TopologyStore

ATTEMPTS = 5


class Relocations:
    """Moves single viewers to another region, with everything they own."""

    def __init__(self, topology: TopologyStore, directory: Directory, shards: Shards):
        self._topology = topology
        self._directory = directory
        self._shards = shards

    async def relocate(self, id: str, region: str) -> None:
        """Returns when the viewer lives in `region`. Asking twice, or from two instances, is harmless."""
        await self._topology.must_serve(region)
        for _ in range(ATTEMPTS):
            seen = await self._directory.locate(id)
            if seen.region is None:
                raise not_found(f"viewer {id}")
            if seen.region == region and seen.moving_to is None:
                return
            # Writing down the intention first makes the move survive our death: whoever finds it can finish it.
            await self._travel(await self._directory.depart(id, region))
        raise shard_moving()

    async def finish_all(self) -> None:
        """Finishes the moves that were begun by an instance that is no more (or that is just slow: that is harmless too)."""
        for id in await self._directory.travelling():
            moving_to = (await self._directory.locate(id)).moving_to
            if moving_to is not None:
                await self.relocate(id, moving_to)

    async def _travel(self, seen: Whereabouts) -> None:
        places = [await self._shards.open(place) for place in seen.places]
        if len(places) < 2 or seen.moving_to is None:
            return
        for place in places:
            await raise_fence(place, seen.topology.version)
        await move_viewers([seen.id], *places, seen.topology.version, seen.moving_to)
        await self._directory.arrive(seen.id, seen.moving_to)
