from collections.abc import Iterable

from config import ShardInfo


def home_of(id: str, shards: Iterable[ShardInfo]) -> ShardInfo:
    """
    The home of a viewer: the one shard that holds their row and all their events. A function of the id and the shards and
    of nothing else, so that every instance, today and after a restart, names the same one.

    Rendezvous hashing: each shard draws a number for this id and the highest wins. A new shard can only win or lose against
    the shard that had won so far, so adding one moves 1/N of the ids, all of them to the new shard.
    """
    # Equal draws are settled by name, not by the order in the list.
    return max(shards, key=lambda shard: (draw(f"{shard.id}/{id}"), shard.id))


def shards_in(region: str | None, shards: Iterable[ShardInfo]) -> list[ShardInfo]:
    """The shards of one region, or all of them when none is named."""
    return [shard for shard in shards if region is None or shard.region == region]


def draw(text: str) -> int:
    """
    FNV-1a, then MurmurHash3's finaliser, 32 bits. Python's own hash() would not do: it differs from process to process. FNV
    alone would not either: its last bytes reach only the low bits, so u-000001 and u-000002 draw numbers close to each
    other. The finaliser spreads every bit of the input over all bits.
    """
    h = 0x811C9DC5
    for byte in text.encode():
        h = (h ^ byte) * 0x01000193 & 0xFFFFFFFF
    h = (h ^ h >> 16) * 0x85EBCA6B & 0xFFFFFFFF
    h = (h ^ h >> 13) * 0xC2B2AE35 & 0xFFFFFFFF
    return h ^ h >> 16
