import asyncio
from typing import Any

import asyncpg

from config import ShardInfo
from errors import ApiError
from routing import shards_in
from shards import Shards
from topology import TopologyStore


class Scatter:
    """Answers that need every shard (or every shard of a region)."""

    def __init__(self, topology: TopologyStore, shards: Shards):
        self._topology = topology
        self._shards = shards

    async def top(self, limit: int, region: str | None) -> dict[str, Any]:
        """Each shard sends its own best `limit`: the best of all are among them."""
        rows, coverage = await self._ask(
            region,
            'SELECT user_id, watch_seconds FROM users ORDER BY watch_seconds DESC, user_id COLLATE "C" LIMIT $1',
            limit,
        )
        # Keyed by id, since a viewer who is being moved may for a moment be seen in two places.
        seconds = {row["user_id"]: row["watch_seconds"] for row in rows}
        best = sorted(seconds.items(), key=lambda item: (-item[1], item[0]))[:limit]
        return {"items": [{"id": id, "watchSeconds": watched} for id, watched in best], **coverage}

    async def stats(self, region: str | None) -> dict[str, Any]:
        """Each shard sends sums and counts, which can be added; averages cannot."""
        rows, coverage = await self._ask(
            region,
            """SELECT u.*, e.*
               FROM (SELECT count(*) AS users, coalesce(sum(watch_seconds), 0)::bigint AS watched FROM users) u,
                    (SELECT count(*) AS events, coalesce(sum(seconds), 0)::bigint AS seconds FROM events) e""",
        )
        total = {name: sum(row[name] for row in rows) for name in ("users", "watched", "events", "seconds")}
        return {
            "users": total["users"],
            "events": total["events"],
            "watchSeconds": total["watched"],
            "avgSecondsPerEvent": total["seconds"] / total["events"] if total["events"] else 0,
            **coverage,
        }

    async def _ask(
        self, region: str | None, question: str, *values: object
    ) -> tuple[list[asyncpg.Record], dict[str, Any]]:
        """
        Asks all shards at the same time. One that cannot answer is left out and named; what it holds is worth less to the
        client than an answer. A mistake of our own is not left out: it is raised.
        """
        missing: list[str] = []

        async def ask(info: ShardInfo) -> list[asyncpg.Record]:
            try:
                return await (await self._shards.open(info)).query(question, *values)
            except ApiError:
                missing.append(info.id)
                return []

        topology = await self._topology.current()
        answers = await asyncio.gather(*(ask(info) for info in shards_in(region, topology.coming)))
        coverage = {"partial": bool(missing), "missing": sorted(missing)}
        return [row for rows in answers for row in rows], coverage
