from datetime import UTC, datetime
from typing import TypedDict

from aiohttp import ClientSession

from breaker import State
from config import Config
from dependency import Dependency


class Product(TypedDict):
    """What the catalog answers at /products/{id}."""

    productId: str
    name: str
    priceCents: int


class Info(TypedDict):
    """What a line shows of its product, and how far it can be trusted."""

    name: str | None
    priceCents: int | None
    source: str  # "live": the catalog has just said so; "cache": it said so at fetchedAt; "none": nothing is known
    fetchedAt: str | None  # when the catalog said so: RFC 3339, UTC, with milliseconds


NOTHING: Info = {"name": None, "priceCents": None, "source": "none", "fetchedAt": None}


class ProductInfo:
    """Product info from the catalog, or the best that can be had without it."""

    def __init__(self, config: Config, session: ClientSession):
        self._catalog = Dependency(config.catalog_url, config, session)
        # The catalog's last answer for each product. Only written while all is well, only read when a call has failed.
        self._last: dict[str, Info] = {}

    @property
    def breaker(self) -> State:
        """The state of the catalog's breaker."""
        return self._catalog.state

    async def of(self, product_id: str) -> Info:
        """Never raises."""
        try:
            product = await self._catalog.get(f"/products/{product_id}")
        except Exception:  # no answer, for whatever reason
            last = self._last.get(product_id)
            return {**last, "source": "cache"} if last else NOTHING
        known = product or {}
        info: Info = {
            "name": known.get("name"),
            "priceCents": known.get("priceCents"),
            "source": "live",
            "fetchedAt": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }
        self._last[product_id] = info
        return info
