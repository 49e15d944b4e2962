"""SQLite through aiosqlite, with one trip to its thread for each statement.

aiosqlite keeps a connection in a thread of its own, and SQLAlchemy's adapter goes there four times
for a question: to make a cursor, to ask, to fetch and to close. Each trip wakes the thread and then
the loop, which costs more than the question itself. For the same reason a transaction begins in one
trip with its first statement, and one that never had any ends without a trip.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)

Statement = Callable[[sqlite3.Cursor], object]


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """One statement with all its rows; nothing is left open in the thread."""

    __slots__ = ()
    _awaitable_cursor_close = False
    _adapt_connection: "Connection"

    def _make_new_cursor(self, connection: Any) -> Any:
        """None is made before there is something to ask."""

    def _aenter_cursor(self, cursor: Any) -> Any:
        """Nor entered."""

    async def _execute_async(self, operation: str, parameters: Any) -> None:
        await self._run(lambda cursor: cursor.execute(operation, parameters or ()))

    async def _executemany_async(self, operation: str, seq_of_parameters: Any) -> None:
        await self._run(lambda cursor: cursor.executemany(operation, seq_of_parameters))

    async def _run(self, statement: Statement) -> None:
        driver: Any = self._connection
        begins = self._adapt_connection.take_beginning()
        async with self._adapt_connection._execute_mutex:
            try:
                self._cursor, rows = await driver._execute(_run, driver._conn, begins, statement)
            except asyncio.CancelledError:
                await _until_idle(driver)
                raise
        self._rows = deque(rows)

    def close(self) -> None:
        self._rows.clear()


async def _until_idle(driver: Any) -> None:
    """The thread has answered: it is left with nothing to tell a loop that may be over by then."""
    with suppress(ValueError):  # closed meanwhile
        await driver._execute(bool)


def _run(
    connection: sqlite3.Connection, begins: str, statement: Statement
) -> tuple[sqlite3.Cursor, list[Any]]:
    """In the driver's thread. What a closed cursor tells of its statement stays readable."""
    cursor = connection.cursor()
    try:
        if begins:
            cursor.execute(begins)
        statement(cursor)
        return cursor, cursor.fetchall() if cursor.description else []
    finally:
        cursor.close()


class Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ("_begins",)
    _cursor_cls = _Cursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._begins = ""

    def begin(self, how: str) -> None:
        """A transaction begins with the next statement; `how` is the statement that begins it."""
        self._begins = how

    def take_beginning(self) -> str:
        """The statement that has to come before the next one, once."""
        taken, self._begins = self._begins, ""
        return taken

    def commit(self) -> None:
        if self._has_begun():
            super().commit()

    def rollback(self) -> None:
        if self._has_begun():
            super().rollback()

    def _has_begun(self) -> bool:
        self._begins = ""
        return bool(self._connection._connection and self._connection.in_transaction)


class _Driver(AsyncAdapt_aiosqlite_dbapi):
    def connect(self, *arg: Any, **kw: Any) -> Connection:
        plain = super().connect(*arg, **kw)
        return Connection(self, plain.driver_connection)


driver = _Driver(aiosqlite, sqlite3)
"""Given to an engine as its `module`."""
