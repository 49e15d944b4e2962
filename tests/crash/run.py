"""The whole test, from the linking to the last word."""

import asyncio
import json
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from avito.sandbox import Sandbox
from bot.demo.telegram import PretendTelegram
from db.crypto import make_key
from tests.crash.clock import FastClock
from tests.crash.people import TOKEN, Stall, Traffic
from tests.crash.program import POINTS
from tests.crash.verdict import Result, judge
from tests.fakes.gemini import KEY, Asked, PretendGemini, make_answer

ROOT = Path(__file__).parents[2]
TIMES_FASTER = 10.0
LONGEST_LIFE_SECONDS = 4.0
SETTLES_WITHIN_SECONDS = 30.0
SELLERS, CHATS = 4, 6

_ON_THEIR_WAY = "SELECT count(*) FROM drafts WHERE status IN ('approved', 'sending', 'unconfirmed')"

Say = Callable[[str], None]


@dataclass
class Stage:
    """The servers, the people, and what the program is to be started with."""

    folder: Path
    clock: FastClock
    telegram: PretendTelegram
    avito: Sandbox
    gemini: PretendGemini
    chance: random.Random
    settings: dict[str, Any] = field(default_factory=dict)
    stalls: list[Stall] = field(default_factory=list)
    killed_at: Counter[str] = field(default_factory=Counter)

    async def open(self) -> None:
        self.gemini.answer = _echo
        self.settings = {
            "telegram_bot_token": self.telegram.token,
            "telegram_api_url": await self.telegram.start(),
            "avito_api_url": await self.avito.start(),
            "gemini_api_key": KEY,
            "gemini_api_url": await self.gemini.start(),
            "encryption_keys": make_key(),
            "data_dir": str(self.folder),
            "poll_seconds": 0.5,
            "quiet_seconds": 1.0,
        }

    async def close(self) -> None:
        await self.telegram.stop()
        await self.avito.stop()
        await self.gemini.stop()

    async def start(self, point: str = "", hit: int = 0) -> asyncio.subprocess.Process:
        clock = {"began": self.clock.began, "times": self.clock.times}
        told = {"settings": self.settings, "clock": clock, "point": point, "hit": hit}
        with (self.folder / "program.log").open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.crash.program", json.dumps(told)),
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdout=log,
                stderr=log,
            )


def _echo(asked: Asked) -> dict[str, Any]:
    """An answer that names the newest line it was asked about."""
    tokens = TOKEN.findall(asked.prompt)
    return make_answer(f"Ответ на {tokens[-1] if tokens else 'вопрос'}")


async def set_up(stage: Stage) -> None:
    """Sellers link their shops in a life that nobody kills; every other one goes to «авто»."""
    await stage.open()
    process = await stage.start()
    for number in range(SELLERS):
        stage.stalls.append(await _open_stall(stage, number))
    process.kill()
    await process.wait()


async def _open_stall(stage: Stage, number: int) -> Stall:
    shop = stage.avito.add_shop(
        client_id=f"client-{number}", client_secret=f"secret-{number}", name=f"Лавка {number}"
    )
    listing = shop.add_listing(title="Диван угловой «Осло»", price_rub=15000)
    chats = [shop.open_chat(listing_id=listing.id, buyer=f"Анна {n}") for n in range(CHATS)]
    person = stage.telegram.person(1001 + number, f"Олег {number}")
    asked = await person.writes("/link")
    await person.sees("professionals/api", 20, after=asked["message_id"])
    await person.writes(f"client-{number} secret-{number}")
    await person.sees(f"«Лавка {number}» подключён", 20)
    alone = number % 2 == 0
    if alone:
        asked = await person.writes("/mode auto")
        await person.sees("Автоответы", 20, after=asked["message_id"])
    return Stall(person, shop, chats, alone)


async def kill_again_and_again(stage: Stage, kills: int) -> None:
    for _ in range(kills):
        point = stage.chance.choice((*POINTS, "any moment"))
        process = await stage.start(point, stage.chance.randint(1, 6))
        patience = LONGEST_LIFE_SECONDS
        if point == "any moment":
            patience = stage.chance.uniform(0.8, 2.5)
        try:
            async with asyncio.timeout(patience):
                await process.wait()
        except TimeoutError:
            point = "any moment"
            process.kill()
            await process.wait()
        stage.killed_at[point] += 1


async def settle(stage: Stage, traffic: Traffic) -> Result:
    """A last life that goes on until everything has its end."""
    process = await stage.start()
    database = stage.folder / "bot.db"
    until = time.monotonic() + SETTLES_WITHIN_SECONDS
    result = judge(stage.stalls, database)
    while time.monotonic() < until and (result.lost or _work_left(stage, database)):
        await asyncio.sleep(0.5)
        result = judge(stage.stalls, database)
    await traffic.tap_all()
    await asyncio.sleep(1)
    result = judge(stage.stalls, database)
    process.terminate()
    await process.wait()
    return result


def _work_left(stage: Stage, database: Path) -> bool:
    """Whether taps and texts wait for the program still, or replies for their end."""
    with closing(sqlite3.connect(database)) as file:
        (drafts,) = file.execute(_ON_THEIR_WAY).fetchone()
    return bool(drafts or len(stage.telegram.state.updates))


async def crash(*, kills: int, messages: int, seed: int, say: Say) -> Result:
    clock = FastClock(time.time(), TIMES_FASTER)
    with tempfile.TemporaryDirectory(prefix="crash-") as folder:
        stage = Stage(
            Path(folder),
            clock,
            PretendTelegram(clock=clock),
            Sandbox(clock=clock),
            PretendGemini(),
            random.Random(seed),  # noqa: S311 - no secret
        )
        try:
            await set_up(stage)
            traffic = Traffic(stage.stalls, clock, seed)
            goes_on = asyncio.create_task(
                traffic.go_on(messages=messages, seconds=kills * 0.6 * LONGEST_LIFE_SECONDS / 2)
            )
            await kill_again_and_again(stage, kills)
            await goes_on
            result = await settle(stage, traffic)
        finally:
            await stage.close()
        if not result.is_good:
            say(_last_words(stage))
    _report(result, stage, seed, say)
    return result


def _report(result: Result, stage: Stage, seed: int, say: Say) -> None:
    say(f"seed {seed}")
    for point, times in sorted(stage.killed_at.items()):
        say(f"  killed {times:4} × {point}")
    say(
        f"kills {stage.killed_at.total()}, messages {result.messages}, lost {len(result.lost)},"
        f" doubled {len(result.doubled)}, over the human {len(result.over_the_human)}"
    )
    for name in ("lost", "doubled", "over_the_human"):
        for one in getattr(result, name):
            say(f"  {name}: {one}")


def _last_words(stage: Stage) -> str:
    return (stage.folder / "program.log").read_text("utf-8")[-6000:]
