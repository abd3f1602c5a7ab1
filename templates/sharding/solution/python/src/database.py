import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Protocol, TypeVar

import asyncpg

from failures import explain

T = TypeVar("T")


class Sql(Protocol):
    """Whatever runs SQL: a database (on any free connection) or a session (on its one connection)."""

    async def query(self, text: str, *values: object) -> list[asyncpg.Record]: ...


class Session:
    """One connection to a database."""

    def __init__(self, id: str, connection: asyncpg.Connection):
        self._id = id
        self._connection = connection

    async def query(self, text: str, *values: object) -> list[asyncpg.Record]:
        return await self._explained(lambda: self._connection.fetch(text, *values))

    async def script(self, text: str) -> None:
        """Several statements in one message, hence in one transaction."""
        await self._explained(lambda: self._connection.execute(text))

    async def _explained(self, talk: Callable[[], Awaitable[T]]) -> T:
        try:
            return await talk()
        except Exception as error:
            raise explain(self._id, error, self._broken_by(error)) from error

    def _broken_by(self, error: Exception) -> bool:
        try:
            if isinstance(error, (TimeoutError, OSError)):
                # The old answer may still come, as the answer to the next question: never use this connection again.
                self._connection.terminate()
            return self._connection.is_closed()
        except asyncpg.InterfaceError:  # it is closed so much that the pool has taken it back
            return True


class Database:
    """
    One PostgreSQL server and the pool of connections to it.

    Every server has its own pool (a bulkhead): when one is silent, the requests that wait for it fill its pool and nobody
    else's. And everything has a limit, since a silent server never says that it is gone.
    """

    def __init__(self, id: str, pool: asyncpg.Pool, timeout: float):
        self.id = id
        self._pool = pool
        self._timeout = timeout

    @classmethod
    async def open(cls, id: str, url: str, timeout: float) -> "Database":
        milliseconds = math.ceil(timeout * 1000)
        pool = await asyncpg.create_pool(
            url,
            min_size=0,
            max_size=20,
            timeout=timeout,  # for a new connection
            command_timeout=timeout,  # our own limit: holds when nothing comes back at all
            server_settings={
                # The server's: it does not go on with what we have given up.
                "statement_timeout": str(milliseconds),
                # A row held by a mover: better a quick "try again" than a long wait.
                "lock_timeout": str(milliseconds // 5),
                "idle_in_transaction_session_timeout": str(milliseconds * 10),
            },
            reset=nothing_to_reset,
        )
        return cls(id, pool, timeout)

    async def query(self, text: str, *values: object) -> list[asyncpg.Record]:
        async with self.session() as session:
            return await session.query(text, *values)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        """One transaction: committed at the end of the block, rolled back when the block raises."""
        async with self.session() as session:
            await session.query("BEGIN")
            try:
                yield session
            except BaseException:
                with suppress(Exception):  # such as that there is no connection any more
                    await session.query("ROLLBACK")
                raise
            await session.query("COMMIT")

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        """Lends one connection: for what belongs to a session, such as an advisory lock."""
        try:
            connection = await self._pool.acquire(timeout=self._timeout)
        except Exception as error:
            raise explain(self.id, error, True) from error
        try:
            yield Session(self.id, connection)
        finally:
            await self._pool.release(connection)


async def nothing_to_reset(_connection: asyncpg.Connection) -> None:
    """Instead of asyncpg's own reset, which is a statement more for every request: this program leaves nothing to reset."""
