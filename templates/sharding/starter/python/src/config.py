import json
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ShardInfo:
    """One PostgreSQL server that holds viewers, as it appears in SHARDS and in POST /admin/shards."""

    id: str
    url: str
    region: str


@dataclass(frozen=True)
class Config:
    """What the environment says."""

    port: int
    catalog_url: str
    shard_timeout: float  # seconds
    shards: list[ShardInfo]


def read_config(env: Mapping[str, str]) -> Config:
    """Reads the environment; raises KeyError or ValueError when a variable is missing or wrong."""
    return Config(
        port=int(env["PORT"]),
        catalog_url=env["CATALOG_URL"],
        shard_timeout=int(env.get("SHARD_TIMEOUT_MS", 1000)) / 1000,
        shards=[ShardInfo(**shard) for shard in json.loads(env["SHARDS"])],
    )
