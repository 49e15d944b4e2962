"""The database: one writer, several readers.

SQLite has one writer at a time. Its transactions begin IMMEDIATE on one connection, so that they
queue in order instead of failing with «database is locked», and none reads what another is about
to change. Readers have connections of their own (WAL) and cannot write.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Protocol

from sqlalchemy import Connection, event, make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from db.driver import driver

Session = AsyncSession
"""What queries take first. Named here so that the work need not know SQLAlchemy."""

DatabaseError = SQLAlchemyError
"""Anything the database refused."""

BUSY_TIMEOUT_MS = 5000
POOL_TIMEOUT_SECONDS = 60.0
READERS = 4

_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON")


class StorageError(Exception):
    """The database takes nothing just now; nothing of the transaction is stored. Try again later.

    `reason` is a word: "full", "locked", "readonly", "missing", or "broken" for all else.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


_REASONS = (
    ("disk is full", "full"),
    ("locked", "locked"),
    ("readonly", "readonly"),
    ("unable to open", "missing"),
)
"""By SQLite's own messages (https://www.sqlite.org/rescode.html)."""


class Watcher(Protocol):
    """Is told how the database does."""

    def failed(self, reason: str) -> None:
        """A transaction ended with a StorageError."""

    def works(self) -> None:
        """A transaction that may write was committed."""


class Unwatched:
    """Nobody is told."""

    def failed(self, reason: str) -> None:
        """Nothing to do."""

    def works(self) -> None:
        """Nothing to do."""


class Database:
    def __init__(self, url: str, *, watcher: Watcher | None = None) -> None:
        self.url = url
        self._watcher = watcher or Unwatched()
        self._writer, self._reader = _make_engines(url)
        self._write = async_sessionmaker(self._writer, expire_on_commit=False)
        self._read = async_sessionmaker(self._reader, expire_on_commit=False)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """A transaction that may write; committed at the end, rolled back on an error."""
        with self._told():
            async with self._write.begin() as session:
                yield session
        self._watcher.works()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for questions only: they see one state of the database, and hold nobody up."""
        with self._told():
            async with self._read() as session:
                yield session

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the database itself cannot do becomes a StorageError."""
        try:
            yield
        except OperationalError as error:
            says = str(error.orig)
            reason = next((word for words, word in _REASONS if words in says), "broken")
            self._watcher.failed(reason)
            raise StorageError(reason) from error
        except PoolTimeout as error:  # those before us in the line are waiting for a lock
            self._watcher.failed("locked")
            raise StorageError("locked") from error

    async def close(self) -> None:
        await self._writer.dispose()
        await self._reader.dispose()


def _make_engines(url: str) -> tuple[AsyncEngine, AsyncEngine]:
    """The writer's engine and the readers'."""
    if make_url(url).get_backend_name() != "sqlite":
        engine = create_async_engine(url, hide_parameters=True)
        return engine, engine
    writer = _make_engine(url, pool_size=1, begin="IMMEDIATE")
    # Several questions in one session see the same state: what is decided by them fits together.
    reader = _make_engine(url, pool_size=READERS, begin="DEFERRED")
    event.listen(reader.sync_engine, "connect", _forbid_writing)
    return writer, reader


def _make_engine(url: str, *, pool_size: int, begin: str) -> AsyncEngine:
    # An error's text goes into the log: it must not quote what buyers wrote.
    engine = create_async_engine(
        url,
        module=driver,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_SECONDS,
        hide_parameters=True,
        # The driver's own transactions start too late (before the first write, after the first
        # read).
        connect_args={"isolation_level": None},
    )
    event.listen(engine.sync_engine, "connect", _prepare_connection)

    def begin_transaction(connection: Connection) -> None:
        raw: Any = connection.connection.dbapi_connection
        raw.begin(f"BEGIN {begin}")

    event.listen(engine.sync_engine, "begin", begin_transaction)
    return engine


def _prepare_connection(connection: Any, _record: Any) -> None:
    _run(connection, *_PRAGMAS, f"busy_timeout={BUSY_TIMEOUT_MS}")


def _forbid_writing(connection: Any, _record: Any) -> None:
    _run(connection, "query_only=ON")


def _run(connection: Any, *pragmas: str) -> None:
    """All in one go: the driver has a thread, and each single statement goes there and back."""
    script = ";".join(f"PRAGMA {pragma}" for pragma in pragmas)
    connection.run_async(lambda driver: driver.executescript(script))
