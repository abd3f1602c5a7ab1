from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import TypeVar

from config import BreakerOptions

T = TypeVar("T")


class State(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class OpenError(Exception):
    """Raised instead of making a call."""


class Breaker:
    """
    Watches the calls to one service. Closed, it lets them through and remembers how they ended. When too many have failed
    it opens, and refuses at once with OpenError. After a while it is half-open: a few calls may try whether the service is
    back.
    """

    def __init__(self, options: BreakerOptions):
        self._options = options

    # TODO (steps 3 and 4): the state, and how it changes.
    @property
    def state(self) -> State:
        return State.CLOSED

    async def run(self, call: Callable[[], Awaitable[T]]) -> T:
        """Makes the call, or raises OpenError without making it."""
        # TODO: may this call start? If so, how did it end, and what follows from that?
        return await call()
