from typing import Any

from aiohttp import ClientSession

from breaker import Breaker, State
from config import Config
from upstream import ask


class Dependency:
    """
    One other service, and all that must not be shared with the next one: the breaker and what it knows.
    The time limit is inside what the breaker watches. The other way round a call that never ends would hold its slot for
    ever.
    """

    def __init__(self, url: str, config: Config, session: ClientSession):
        self._url = url
        self._timeout = config.call_timeout
        self._session = session
        self._breaker = Breaker(config.breaker)

    @property
    def state(self) -> State:
        return self._breaker.state

    async def get(self, path: str) -> dict[str, Any] | None:
        """Raises when the call fails, takes too long, or is not made because the breaker is open."""
        return await self._breaker.run(lambda: ask(self._session, f"{self._url}{path}", self._timeout))
