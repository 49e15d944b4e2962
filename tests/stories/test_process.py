"""The program as a process: started as an operator starts it, stopped as a server stops it."""

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from tests.world import POLL_SECONDS, QUIET_SECONDS, World, open_world

ROOT = Path(__file__).parents[2]
STOPS_WITHIN_SECONDS = 12
BAD_SETTINGS = 2


def environment(world: World) -> dict[str, str]:
    settings = world.settings
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "TELEGRAM_BOT_TOKEN": world.telegram.token,
        "TELEGRAM_API_URL": settings.telegram_api_url,
        "AVITO_API_URL": settings.avito_api_url,
        "GEMINI_API_KEY": world.gemini.key,
        "GEMINI_API_URL": settings.gemini_api_url,
        "ENCRYPTION_KEYS": ",".join(settings.keys),
        "DATA_DIR": str(settings.data_dir),
        "POLL_SECONDS": str(POLL_SECONDS),
        "QUIET_SECONDS": str(QUIET_SECONDS),
        "LOG_FORMAT": "json",
    }


@asynccontextmanager
async def running(
    world: World, folder: Path, **changed: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m bot run` in a folder without .env, from when it listens until the block ends."""
    async with starting(world, folder, **changed) as process:
        await _listens_or_ends(world, process)
        yield process


@asynccontextmanager
async def starting(
    world: World, folder: Path, **changed: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The same, from when it starts."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        cwd=folder,
        env=environment(world) | changed,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _listens_or_ends(world: World, process: asyncio.subprocess.Process) -> None:
    """A machine that has much to do may take long to start it."""
    state = world.telegram.state
    ends = asyncio.create_task(process.wait())
    listens = asyncio.create_task(state.wait_for(lambda: state.updates.polling or None, 30))
    _, late = await asyncio.wait([ends, listens], return_when="FIRST_COMPLETED")
    for task in late:
        task.cancel()


async def stopped(process: asyncio.subprocess.Process) -> str:
    """Send SIGTERM and give what the process has logged; it must end by itself, and well."""
    process.send_signal(signal.SIGTERM)
    return await ended(process)


async def ended(process: asyncio.subprocess.Process) -> str:
    _, log = await asyncio.wait_for(process.communicate(), STOPS_WITHIN_SECONDS)
    assert process.returncode == 0, log.decode()
    return log.decode()


@pytest.mark.long
async def test_a_story_over_two_lives_of_the_process(tmp_path: Path) -> None:
    async with open_world(tmp_path / "data") as world:
        async with running(world, tmp_path) as process:
            await world.seller.writes("/start")
            await world.seller.sees("Авито", 15)
            await world.link()
            chat = world.buyer("Анна")
            world.shop.buyer_writes(chat.id, "Мой номер 8 916 123-45-67, актуально?")
            card = await world.card("в продаже")
            log = await stopped(process)
        assert world.sent == []
        for hidden in (
            "123-45-67",
            "secret-of-oleg",
            world.telegram.token,
            world.gemini.key,
            "актуально",
        ):
            assert hidden not in log

        async with running(world, tmp_path) as process:
            world.seller.patience_seconds = 15  # the tap waits for the program to be up
            await world.seller.taps(card["message_id"], "✅ Отправить")
            await world.seller.sees("✅ Отправлено")
            assert len(world.sent) == 1
            await stopped(process)


@pytest.mark.long
async def test_a_send_cut_off_by_sigterm_is_found_out_by_the_next_life(tmp_path: Path) -> None:
    async with open_world(tmp_path / "data") as world:
        async with running(world, tmp_path) as process:
            await world.seller.writes("/start")
            await world.seller.sees("Авито", 15)
            await world.link()
            chat = world.buyer("Анна")
            world.shop.buyer_writes(chat.id, "Актуально?")
            card = await world.card("в продаже")
            world.avito.fail("POST", "*/messages", "hang_after", times=1)
            tap = asyncio.create_task(world.seller.taps(card["message_id"], "✅ Отправить"))
            await world.until(lambda: len(world.sent) == 1)
            process.send_signal(signal.SIGTERM)
            world.avito.clear_faults()  # the answer never comes: the connection breaks
            await ended(process)
            tap.cancel()

        async with running(world, tmp_path) as process:
            shown = await world.seller.sees("✅ Отправлено", 15)
            assert shown["message_id"] == card["message_id"]
            await world.two_polls()
            assert len(world.sent) == 1
            await stopped(process)


async def test_a_start_that_waits_for_the_database_can_be_stopped(tmp_path: Path) -> None:
    async with open_world(tmp_path / "data") as world:
        await world.start()
        await world.stop()
        with closing(sqlite3.connect(tmp_path / "data" / "bot.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            async with starting(world, tmp_path) as process:
                assert process.stderr is not None
                while b"the start waits" not in (line := await process.stderr.readline()):
                    assert line, "it has ended"
                assert "Traceback" not in await stopped(process)


@pytest.mark.parametrize("token", ["rubbish", "1:" + "x" * 35])
async def test_a_token_that_telegram_refuses_is_named_and_nothing_stays(
    tmp_path: Path, token: str
) -> None:
    async with (
        open_world(tmp_path / "data") as world,
        running(world, tmp_path, TELEGRAM_BOT_TOKEN=token) as process,
    ):
        _, log = await asyncio.wait_for(process.communicate(), 15)
    assert process.returncode == BAD_SETTINGS
    assert "TELEGRAM_BOT_TOKEN" in log.decode()
    assert "aiogram.exceptions" not in log.decode()
    assert token not in log.decode()


async def test_a_start_while_telegram_is_away_listens_when_it_is_back(
    tmp_path: Path,
) -> None:
    async with open_world(tmp_path) as world:
        world.telegram.fail("getMe", "500", times=2)
        await world.start()
        await world.seller.writes("/start")
        await world.seller.sees("Авито")
        await world.stop()
