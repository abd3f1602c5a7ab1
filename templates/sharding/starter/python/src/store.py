import asyncio

from database import Database
from errors import not_found, not_implemented, region_conflict
from routing import shard_for
from topology import TopologyStore
from validate import Profile, WatchEvent
from viewers import Viewer, add_event, read_viewer, upsert_viewer, upsert_viewers


class Store:
    """The viewers, wherever they are stored."""

    def __init__(self, topology: TopologyStore):
        self._topology = topology

    async def get(self, id: str) -> Viewer:
        found = await read_viewer(self._home(id), id)
        if found is None:
            raise not_found(f"viewer {id}")
        return found

    async def put(self, profile: Profile) -> tuple[Viewer, bool]:
        """The viewer, and whether they are new."""
        self._topology.must_serve(profile.region)
        written = await upsert_viewer(self._home(profile.id), profile)
        if written is None:
            raise region_conflict(profile.id)
        return written

    async def add_event(self, id: str, event: WatchEvent) -> tuple[bool, int]:
        """Whether the event is new, and the viewer's seconds with it."""
        added = await add_event(self._home(id), id, event)
        if added is None:
            raise not_found(f"viewer {id}")
        return added

    async def put_many(self, profiles: list[Profile]) -> int:
        parts: dict[Database, list[Profile]] = {}
        for profile in profiles:
            self._topology.must_serve(profile.region)
            parts.setdefault(self._home(profile.id), []).append(profile)
        return sum(await asyncio.gather(*(upsert_viewers(shard, part) for shard, part in parts.items())))

    async def change_region(self, id: str, region: str) -> Viewer:
        """Step 5: moves a viewer with everything they own to another region, while others write to them."""
        self._topology.must_serve(region)
        raise not_implemented("moving a viewer to another region")

    # Step 5: a viewer lives in their region, and their id does not say which one that is.
    def _home(self, id: str) -> Database:
        return self._topology.database(shard_for(id, self._topology.current().shards))
