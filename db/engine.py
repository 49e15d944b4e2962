"""The database: one writer, several readers.

SQLite has one writer at a time. Its transactions begin IMMEDIATE on one connection, so that they
queue in order instead of failing with «database is locked», and none reads what another is about
to change. Readers have connections of their own (WAL) and cannot write.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from sqlalchemy import Connection, event, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

Session = AsyncSession
"""What queries take first. Named here so that the work need not know SQLAlchemy."""

DatabaseError = SQLAlchemyError
"""Anything the database refused."""

BUSY_TIMEOUT_MS = 5000


class Database:
    def __init__(self, url: str) -> None:
        self.url = url
        self._writer = _make_engine(url, pool_size=1, begin="IMMEDIATE")
        self._reader = _make_engine(url, pool_size=4, begin="DEFERRED")
        self._write = async_sessionmaker(self._writer, expire_on_commit=False)
        self._read = async_sessionmaker(self._reader, expire_on_commit=False)

    def begin(self) -> AbstractAsyncContextManager[AsyncSession]:
        """A transaction that may write; committed at the end, rolled back on an error."""
        return self._write.begin()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for questions only: it sees what is committed and holds nobody up."""
        async with self._read() as session:
            yield session

    async def close(self) -> None:
        await self._writer.dispose()
        await self._reader.dispose()


def _make_engine(url: str, *, pool_size: int, begin: str) -> AsyncEngine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_async_engine(url, pool_size=pool_size * 5)
    engine = create_async_engine(
        url, pool_size=pool_size, max_overflow=0, pool_timeout=60, pool_reset_on_return="rollback"
    )
    event.listen(engine.sync_engine, "connect", _prepare_connection)

    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {begin}")

    event.listen(engine.sync_engine, "begin", begin_transaction)
    return engine


def _prepare_connection(connection: Any, _record: Any) -> None:
    # The driver's own transactions start too late (before the first write, after the first read).
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
