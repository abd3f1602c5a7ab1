from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

import asyncpg

from failures import explain


class Sql(Protocol):
    """Whatever runs SQL: a database (on any free connection) or a session (on its one connection)."""

    async def query(self, text: str, *values: object) -> list[asyncpg.Record]: ...


class Session:
    """One connection to a database."""

    def __init__(self, id: str, connection: asyncpg.Connection):
        self._id = id
        self._connection = connection

    async def query(self, text: str, *values: object) -> list[asyncpg.Record]:
        try:
            return await self._connection.fetch(text, *values)
        except Exception as error:
            raise explain(self._id, error) from error


class Database:
    """One PostgreSQL server and the pool of connections to it. Every server has its own pool."""

    def __init__(self, id: str, pool: asyncpg.Pool):
        self.id = id
        self._pool = pool

    @classmethod
    async def open(cls, id: str, url: str, timeout: float) -> "Database":
        # Step 4: a server that has gone silent must not hold a request for ever. Nothing uses `timeout` yet.
        pool = await asyncpg.create_pool(url, min_size=0, max_size=20, reset=nothing_to_reset)
        return cls(id, pool)

    async def query(self, text: str, *values: object) -> list[asyncpg.Record]:
        async with self.session() as session:
            return await session.query(text, *values)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        """One transaction: committed at the end of the block, rolled back when the block raises."""
        async with self.session() as session:
            await session.query("BEGIN")
            yield session
            await session.query("COMMIT")

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        """Lends one connection."""
        try:
            connection = await self._pool.acquire()
        except Exception as error:
            raise explain(self.id, error) from error
        try:
            yield Session(self.id, connection)
        except BaseException:
            # A connection on which something failed is closed rather than used again; that also rolls back.
            connection.terminate()
            raise
        finally:
            await self._pool.release(connection)


async def nothing_to_reset(_connection: asyncpg.Connection) -> None:
    """Instead of asyncpg's own reset, which is a statement more for every request: this program leaves nothing to reset."""
