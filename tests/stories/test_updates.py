"""What Telegram has handed over is done, whatever happens to the program in between."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiogram import Bot

from bot import storage_watch
from bot.demo.telegram_people import text_of
from bot.storage_watch import StorageWatch
from bot.updates import REMEMBERED, UpdateBook
from db.crypto import Vault, make_key
from db.engine import Database, StorageError
from db.models import Base
from tests.stories.test_process import running
from tests.stories.test_sending import DRAFT, POSTS, ask, ours
from tests.test_middlewares import make_update
from tests.world import StoryClock, World, open_world, told

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
POSTED = "late_after"  # the buyer has it, and the answer to our request does not come


@pytest.mark.long
async def test_a_tap_that_was_fetched_and_not_finished_is_finished(tmp_path: Path) -> None:
    async with open_world(tmp_path / "data") as world:
        world.seller.patience_seconds = 15
        async with running(world, tmp_path) as process:
            await world.link()
            chat, card = await ask(world)
            world.avito.fail("POST", POSTS, POSTED)
            tap = asyncio.create_task(world.seller.taps(card["message_id"], "✅ Отправить"))
            await world.until(lambda: ours(chat) == [DRAFT], seconds=15)
            process.kill()
            await process.wait()
        world.avito.clear_faults()
        async with running(world, tmp_path):
            answer = await tap
            assert "Не знаю, дошло ли" in answer.text or "отправлен" in answer.text.lower()
            await world.seller.sees("✅ Отправлено", 15)
            await world.two_polls()
        assert ours(chat) == [DRAFT]


@pytest.mark.long
async def test_a_typed_answer_that_was_fetched_and_not_finished_goes_out_once(
    tmp_path: Path,
) -> None:
    async with open_world(tmp_path / "data") as world:
        async with running(world, tmp_path) as process:
            await world.link()
            chat, card = await ask(world)
            world.avito.fail("POST", POSTS, POSTED)
            await world.seller.replies(card["message_id"], "Да, приезжайте")
            await world.until(lambda: ours(chat) == ["Да, приезжайте"], seconds=15)
            process.kill()
            await process.wait()
        world.avito.clear_faults()
        async with running(world, tmp_path):
            await world.seller.sees("✅ Отправлено", 15)
            await world.two_polls()
        assert ours(chat) == ["Да, приезжайте"]


async def test_nothing_of_what_people_write_can_be_read_in_the_file(linked: World) -> None:
    await linked.seller.writes("/link")
    await linked.seller.writes("ключ-который-никому-не-виден")
    await linked.settled()
    await linked.stop()
    for file in linked.settings.data_dir.iterdir():
        assert "ключ-который-никому-не-виден".encode() not in file.read_bytes()
    assert linked.rows("SELECT count(*) FROM updates WHERE finished_at IS NULL") == [(0,)]


@pytest.fixture
def clock() -> StoryClock:
    return StoryClock(NOW)


@pytest.fixture
async def book(tmp_path: Path, clock: StoryClock) -> AsyncIterator[UpdateBook]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/updates.db")
    async with database.begin() as session:
        await (await session.connection()).run_sync(Base.metadata.create_all)
    yield UpdateBook(database, Vault([make_key()]), clock)
    await database.close()


async def test_what_is_long_over_is_forgotten_without_a_restart(
    book: UpdateBook, clock: StoryClock
) -> None:
    for number in (1, 2, 3):
        await book.keep([make_update(number)])
        if number != 2:  # which is still being worked
            book.finish(number)
        await book.save()
        clock.jump(REMEMBERED)
    assert await book.keep([make_update(number) for number in (1, 2, 3)]) == [make_update(1)]


async def test_an_update_that_comes_twice_is_worked_once(book: UpdateBook) -> None:
    bot = Bot("1:" + "x" * 35)
    first, second = make_update(1), make_update(2)
    assert await book.keep([first]) == [first]
    assert await book.keep([first, second]) == [second]
    assert [one.update_id for one in await book.unfinished(bot)] == [1, 2]
    book.finish(1)
    await book.save()
    assert await book.keep([first]) == []
    left = await book.unfinished(bot)
    assert [one.model_dump() for one in left] == [second.model_dump()]
    await bot.session.close()


async def test_what_nobody_can_read_any_more_does_not_stop_the_start(book: UpdateBook) -> None:
    bot = Bot("1:" + "x" * 35)
    await book.keep([make_update(1)])
    book._vault = Vault([make_key()])
    await book.keep([make_update(2)])
    assert [one.update_id for one in await book.unfinished(bot)] == [2]
    await book.save()
    assert [one.update_id for one in await book.unfinished(bot)] == [2]
    await bot.session.close()


async def test_a_locked_database_is_told_and_survived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.engine.BUSY_TIMEOUT_MS", 20)
    monkeypatch.setattr(storage_watch, "TELL_EVERY_SECONDS", 0.02)
    async with open_world(tmp_path) as world:
        world.use(admin_ids=frozenset({world.stranger.id}))
        await world.start()
        await world.stranger.writes("/start")
        await world.link()
        chat, card = await ask(world)
        await world.settled()  # that the card is shown is stored
        with closing(sqlite3.connect(tmp_path / "bot.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            answer = await world.seller.taps(card["message_id"], "✅ Отправить")
            assert "Ничего не потеряно" in answer.text
            assert "держит другая программа" in text_of(await world.stranger.sees("🧱"))
            world.shop.buyer_writes(world.buyer("Борис").id, "А цвет?")
            await world.two_polls()
            assert ours(chat) == []
            other.execute("ROLLBACK")
        await world.seller.sees("✅ Отправлено")
        await world.seller.sees("А цвет?")
        world.clock.jump(storage_watch.CALM)
        await world.stranger.sees("✅ База бота снова принимает записи")
        assert ours(chat) == [DRAFT]
        assert told(world.stranger, "🧱") == 1


async def test_a_disk_that_takes_one_write_in_two_is_one_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage_watch, "TELL_EVERY_SECONDS", 0.02)
    async with open_world(tmp_path) as world:
        await world.start()
        await world.seller.writes("/start")
        assert world.app is not None
        watch = StorageWatch(world.app.bot, frozenset({world.seller.id}), world.clock)
        for tries in range(1, 5):
            watch.failed("full")
            await world.seller.sees(f"попыток: {tries}.")
            watch.works()
            await _two_edits(world)
        watch.failed("full")
        await world.seller.sees("попыток: 5.")
        world.clock.jump(storage_watch.CALM)  # and nothing was taken since
        await _two_edits(world)
        watch.failed("full")
        await world.seller.sees("попыток: 6.")
        watch.works()
        world.clock.jump(storage_watch.CALM)
        await world.seller.sees("✅ База бота снова принимает записи")
        assert told(world.seller, "🧱") == told(world.seller, "снова принимает") == 1
        await watch.close()


async def _two_edits(world: World) -> None:
    before = world.telegram.count("editMessageText")
    await world.until(lambda: world.telegram.count("editMessageText") >= before + 2)


async def test_a_start_with_a_locked_database_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.engine.BUSY_TIMEOUT_MS", 20)
    async with open_world(tmp_path) as world:
        world.use(admin_ids=frozenset({world.seller.id}))
        await world.start()
        await world.link()
        await world.stop()
        with closing(sqlite3.connect(tmp_path / "bot.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            starting = asyncio.create_task(world.start())
            await world.seller.sees("🧱")
            assert not starting.done()
            other.execute("ROLLBACK")
        await starting
        await ask(world)


async def test_after_the_signal_nothing_new_begins(
    linked: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.STOP_WITHIN_SECONDS", 0.5)
    await linked.restart()
    _, card = await ask(linked)
    linked.avito.fail("POST", POSTS, "hang")
    tap = asyncio.create_task(linked.seller.taps(card["message_id"], "✅ Отправить"))
    await linked.until(lambda: linked.avito.count("POST", POSTS) == 1)
    before = linked.avito.count("GET", "*/chats")
    await linked.stop()
    assert linked.avito.count("GET", "*/chats") <= before + 1  # the one in hand
    tap.cancel()


async def test_who_waits_behind_a_lock_for_too_long_meets_a_storage_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.engine.POOL_TIMEOUT_SECONDS", 0.02)
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/busy.db")
    async with database.begin() as first:
        await first.connection()
        with pytest.raises(StorageError) as caught:
            async with database.begin() as second:
                await second.connection()
    assert caught.value.reason == "locked"
    await database.close()


async def test_a_full_disk_is_a_storage_error_and_nothing_is_stored(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/full.db")
    async with database.begin() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("CREATE TABLE words (word TEXT)")
        await connection.exec_driver_sql("PRAGMA max_page_count=1")

    async def fill() -> None:
        async with database.begin() as session:
            connection = await session.connection()
            await connection.exec_driver_sql("INSERT INTO words VALUES ('да')")
            await connection.exec_driver_sql("INSERT INTO words VALUES (zeroblob(100000))")

    with pytest.raises(StorageError) as caught:
        await fill()
    assert caught.value.reason == "full"
    async with database.read() as session:
        found = await (await session.connection()).exec_driver_sql("SELECT count(*) FROM words")
        assert found.scalar() == 0
    await database.close()
