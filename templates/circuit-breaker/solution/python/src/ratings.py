from typing import TypedDict

from aiohttp import ClientSession

from breaker import State
from config import Config
from dependency import Dependency


class Review(TypedDict):
    """What the reviews service answers at /reviews/{id}."""

    productId: str
    rating: float


class Rating(TypedDict):
    value: float | None
    source: str  # "live" or "none"


NONE: Rating = {"value": None, "source": "none"}


class Ratings:
    """Ratings from the reviews service. A rating that is not fresh is not worth showing, so there is no cache."""

    def __init__(self, config: Config, session: ClientSession):
        self._reviews = Dependency(config.reviews_url, config, session)

    @property
    def breaker(self) -> State:
        """The state of the reviews' breaker."""
        return self._reviews.state

    async def of(self, product_id: str) -> Rating:
        """Never raises."""
        try:
            review = await self._reviews.get(f"/reviews/{product_id}")
        except Exception:  # no answer, for whatever reason
            return NONE
        return {"value": review["rating"] if review else None, "source": "live"}
