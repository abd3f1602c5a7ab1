from typing import Any

from aiohttp import ClientSession, ClientTimeout, TCPConnector


def open_session() -> ClientSession:
    """
    Each call has a connection of its own. Over one that was used before, aiohttp would by itself repeat a GET whose
    connection breaks, and the contract wants each line to ask once. How many there may be at a time is not limited here.
    """
    return ClientSession(connector=TCPConnector(force_close=True, limit=0))


async def ask(session: ClientSession, url: str, timeout: float | None = None) -> dict[str, Any] | None:
    """
    Asks another service. Returns its answer, or None when it says that there is no such thing (404), which is an answer
    too. Whatever is not an answer raises: a status of 500 and more, a connection that is refused or reset, a body that has
    not ended after `timeout` seconds.
    """
    async with session.get(url, timeout=ClientTimeout(total=timeout)) as reply:
        if reply.status == 404:
            return None
        reply.raise_for_status()
        return await reply.json()
