from typing import TypedDict

from aiohttp import ClientSession

from breaker import State
from config import Config


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
        self._config = config
        self._session = session

    @property
    def breaker(self) -> State:
        """The state of the reviews' breaker."""
        return State.CLOSED

    async def of(self, product_id: str) -> Rating:
        """Never raises."""
        # TODO: as for the products. What must the two services have in common, and what not?
        return NONE
