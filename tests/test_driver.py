"""The driver: one trip to SQLite's thread for a statement, and transactions as they were."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiosqlite import Connection
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db.engine import Database, Session, StorageError

ADD = text("INSERT INTO words (word) VALUES (:word)")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/words.db")
    async with database.begin() as session:
        await session.execute(text("CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT UNIQUE)"))
    yield database
    await database.close()


async def words(session: Session) -> list[str]:
    return list(await session.scalars(text("SELECT word FROM words ORDER BY id")))


async def test_what_is_committed_stays_and_what_fails_does_not(database: Database) -> None:
    async with database.begin() as session:
        await session.execute(ADD, {"word": "да"})

    async def add_two() -> None:
        async with database.begin() as session:
            await session.execute(ADD, {"word": "нет"})
            await session.execute(ADD, {"word": "да"})

    with pytest.raises(IntegrityError):
        await add_two()
    async with database.read() as session:
        assert await words(session) == ["да"]


async def test_many_rows_and_rows_that_come_back(database: Database) -> None:
    async with database.begin() as session:
        await session.execute(ADD, [{"word": "раз"}, {"word": "два"}])
        back = await session.execute(text("INSERT INTO words (word) VALUES ('три') RETURNING id"))
        changed: Any = await session.execute(text("UPDATE words SET word = word || '!'"))
        assert (back.scalar_one(), changed.rowcount) == (3, 3)
    async with database.read() as session:
        assert await words(session) == ["раз!", "два!", "три!"]


async def test_a_session_sees_one_state_from_its_first_question_on(database: Database) -> None:
    async with database.read() as reader:
        assert await words(reader) == []
        async with database.begin() as writer:
            await writer.execute(ADD, {"word": "да"})
        assert await words(reader) == []
    async with database.read() as reader:
        assert await words(reader) == ["да"]


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(StorageError):
        async with database.read() as session:
            await session.execute(ADD, {"word": "да"})


SLOW = text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)"
    " INSERT INTO words (word) SELECT count(*) FROM n"
)


async def test_what_is_cancelled_ends_first_and_stores_nothing(database: Database) -> None:
    async def add_slowly() -> None:
        async with database.begin() as session:
            await session.execute(SLOW)

    adding = asyncio.create_task(add_slowly())
    await asyncio.sleep(0.01)
    adding.cancel()
    with pytest.raises(asyncio.CancelledError):
        await adding
    async with database.begin() as session:
        await session.execute(ADD, {"word": "да"})
        assert await words(session) == ["да"]


async def test_a_statement_and_its_transaction_take_two_trips(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    trips = []
    travel: Any = Connection._execute

    async def counted(self: Connection, *work: Any, **more: Any) -> Any:
        trips.append(work[0])
        return await travel(self, *work, **more)

    async with database.read() as session:  # the connection is made
        await words(session)
    monkeypatch.setattr(Connection, "_execute", counted)
    async with database.read() as session:
        await words(session)
    assert len(trips) == 2
    async with database.begin():
        pass
    async with database.read():
        pass
    assert len(trips) == 2
