from typing import Any

from topology import TopologyStore

# An answer that is put together from several shards says whether it is whole; `missing` names those that did not answer.
WHOLE: dict[str, Any] = {"partial": False, "missing": []}


async def top(topology: TopologyStore, limit: int, region: str | None) -> dict[str, Any]:
    """
    Step 3: the viewers who watched most, of all shards (or of those of one region), by watchSeconds descending, then id
    ascending. All shards are to be asked at the same time, and none is to send more than is needed.
    Step 4: a shard that does not answer is named in `missing`; the others still count.
    """
    return {"items": [], **WHOLE}


async def stats(topology: TopologyStore, region: str | None) -> dict[str, Any]:
    """Step 3: how many viewers and events there are, the seconds watched, and their mean over all events."""
    return {"users": 0, "events": 0, "watchSeconds": 0, "avgSecondsPerEvent": 0, **WHOLE}
