"""What every update passes: order, a pause when Telegram asks."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiogram.fsm.storage.base import StorageKey
from aiogram.types import Chat, Message, TelegramObject, Update, User

from bot import middlewares
from bot.middlewares import InTurn
from bot.states import Answering
from bot.storage import SqlStorage
from db.engine import Database
from db.models import Base


def make_update(number: int, person: int = 7) -> Update:
    message = Message(
        message_id=number,
        date=datetime(2026, 11, 24, tzinfo=UTC),
        chat=Chat(id=person, type="private"),
        from_user=User(id=person, is_bot=False, first_name="Олег"),
        text="слово",
    )
    return Update(update_id=number, message=message)


async def test_messages_of_one_person_keep_their_order_and_hold_up_nobody_else() -> None:
    in_turn, first_may_end, ended = InTurn(), asyncio.Event(), []

    async def work(event: TelegramObject, _data: dict[str, Any]) -> None:
        assert isinstance(event, Update)
        if event.update_id == 1:
            await first_may_end.wait()
        ended.append(event.update_id)

    tasks = [
        asyncio.create_task(in_turn(work, make_update(number, person), {}))
        for number, person in ((1, 7), (2, 7), (3, 8))
    ]
    await tasks[2]
    first_may_end.set()
    await asyncio.gather(*tasks)
    assert ended == [3, 1, 2]


async def test_a_turn_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middlewares, "LONGEST_TURN_SECONDS", 0.01)
    in_turn, first_may_end = InTurn(), asyncio.Event()

    async def work(event: TelegramObject, _data: dict[str, Any]) -> None:
        if isinstance(event, Update) and event.update_id == 1:
            await first_may_end.wait()

    first = asyncio.create_task(in_turn(work, make_update(1), {}))
    await asyncio.sleep(0)
    await in_turn(work, make_update(2), {})
    assert not first.done()
    first_may_end.set()
    await first


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/states.db")
    async with database.begin() as session:
        connection = await session.connection()
        await connection.run_sync(Base.metadata.create_all)
    yield database
    await database.close()


KEY, OTHER = (StorageKey(bot_id=1, chat_id=person, user_id=person) for person in (7, 8))


async def test_a_conversation_survives_a_restart_and_is_nobody_elses(database: Database) -> None:
    before = SqlStorage(database)
    await before.set_state(KEY, Answering.text)
    await before.set_data(KEY, {"draft_id": 5})

    after = SqlStorage(database)
    assert await after.get_state(KEY) == Answering.text.state
    assert await after.get_data(KEY) == {"draft_id": 5}
    assert await after.get_state(OTHER) is None
    assert await after.get_data(OTHER) == {}


async def test_an_ended_conversation_leaves_nothing_behind(database: Database) -> None:
    storage = SqlStorage(database)
    await storage.set_state(KEY, Answering.text)
    await storage.set_data(KEY, {"draft_id": 5})
    await storage.set_state(KEY, None)
    await storage.set_data(KEY, {})
    async with database.read() as session:
        connection = await session.connection()
        rows = await connection.exec_driver_sql("SELECT count(*) FROM conversations")
        assert rows.scalar_one() == 0


async def test_what_is_given_out_is_a_copy(database: Database) -> None:
    storage = SqlStorage(database)
    await storage.set_data(KEY, {"draft_id": 5})
    (await storage.get_data(KEY))["draft_id"] = 6
    assert await storage.get_data(KEY) == {"draft_id": 5}
