import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from config import ShardInfo
from database import Database
from directory import Directory, Whereabouts
from errors import not_found, region_conflict, shard_moving
from fence import Fenced, raise_fence
from shards import Shards
from topology import TopologyStore
from validate import Profile, WatchEvent
from viewers import Viewer, add_event, read_viewer, update_viewer, update_viewers, upsert_viewer, upsert_viewers

T = TypeVar("T")

LOOKS = 8  # how often a request looks where the viewer is before it gives up with 503 `shard_moving`


class Store:
    """The viewers, wherever they are stored."""

    def __init__(self, topology: TopologyStore, directory: Directory, shards: Shards):
        self._topology = topology
        self._directory = directory
        self._shards = shards

    async def get(self, id: str) -> Viewer:
        return await self._at_home(id, lambda shard, version: read_viewer(shard, version, id))

    async def add_event(self, id: str, event: WatchEvent) -> tuple[bool, int]:
        """Whether the event is new, and the viewer's seconds with it."""
        return await self._at_home(id, lambda shard, version: add_event(shard, version, id, event))

    async def put(self, profile: Profile) -> tuple[Viewer, bool]:
        """The viewer, and whether they are new."""
        await self._topology.must_serve(profile.region)
        for _ in range(LOOKS):
            for seen in await self._directory.claim([profile]):
                if seen.region != profile.region:
                    raise region_conflict(profile.id)
                try:
                    return await self._write(seen, profile)
                except Fenced:
                    pass
        raise shard_moving()

    async def put_many(self, profiles: list[Profile]) -> int:
        for region in {profile.region for profile in profiles}:
            await self._topology.must_serve(region)
        rest = {profile.id: profile for profile in profiles}
        for _ in range(LOOKS):
            if not rest:
                return len(profiles)
            seen = await self._directory.claim(list(rest.values()))
            for one in seen:
                if one.region != rest[one.id].region:
                    raise region_conflict(one.id)
            written = await asyncio.gather(*(self._write_part(part) for part in parts(seen, rest)))
            for id in (id for ids in written for id in ids):
                del rest[id]
        raise shard_moving()

    async def _at_home(self, id: str, visit: Callable[[Database, int], Awaitable[T | None]]) -> T:
        """
        Does something to a viewer on the shard where they are. `visit` answers None when they are not on the shard it was
        given. Somebody who is in none of their places may have been moved since we looked, so we look again; they do not
        exist if nothing has changed meanwhile. Fenced ends the round at once: only a place that was allowed to answer can
        send us on to the next one.
        """
        seen = await self._directory.locate(id)
        for _ in range(LOOKS):
            if seen.region is None:
                raise not_found(f"viewer {id}")
            fenced = False
            try:
                for place in seen.places:
                    answer = await visit(await self._shards.open(place), seen.topology.version)
                    if answer is not None:
                        return answer
            except Fenced:
                fenced = True
            before, seen = seen, await self._directory.locate(id)
            if not fenced and seen.route == before.route:
                raise not_found(f"viewer {id}")
        raise shard_moving()

    async def _write(self, seen: Whereabouts, profile: Profile) -> tuple[Viewer, bool]:
        version = seen.topology.version
        first, *second = [await self._shards.open(place) for place in seen.places]
        if not second:
            return await upsert_viewer(first, version, profile)
        # Between two places a viewer may be created in the second only when they are not in the first and nobody, having
        # looked earlier than we did, can still create them there. Hence the fence, then the update, then the insert.
        await raise_fence(first, version)
        viewer = await update_viewer(first, version, profile)
        if viewer is not None:
            return viewer, False
        return await upsert_viewer(second[0], version, replace(profile, region=seen.moving_to or profile.region))

    async def _write_part(self, part: "Part") -> list[str]:
        """The same as _write for many viewers with the same places; returns the ids that have been written."""
        updated: list[str] = []
        others = part.profiles
        try:
            first, *second = [await self._shards.open(place) for place in part.places]
            if second:
                await raise_fence(first, part.version)
                updated = await update_viewers(first, part.version, part.profiles)
                there = set(updated)
                others = [profile for profile in part.profiles if profile.id not in there]
            await upsert_viewers(second[0] if second else first, part.version, others)
        except Fenced:
            return updated
        return updated + [profile.id for profile in others]


@dataclass
class Part:
    """Those of a bulk import who can be written together."""

    places: list[ShardInfo]
    version: int
    profiles: list[Profile] = field(default_factory=list)


def parts(seen: list[Whereabouts], profiles: dict[str, Profile]) -> list[Part]:
    found: dict[tuple, Part] = {}
    for one in seen:
        places = one.places
        key = (*(place.id for place in places), one.moving_to)
        part = found.setdefault(key, Part(places, one.topology.version))
        profile = profiles[one.id]
        part.profiles.append(replace(profile, region=one.moving_to or profile.region))
    return list(found.values())
