"""The whole test, from the linking to the last word."""

import asyncio
import random
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from avito.sandbox import Sandbox
from bot.demo.telegram import PretendTelegram
from db.crypto import make_key
from tests.crash.clock import FastClock
from tests.crash.life import Life
from tests.crash.people import TOKEN, Stall, Traffic
from tests.crash.program import POINTS, REACHED
from tests.crash.verdict import Result, judge
from tests.fakes.gemini import KEY, Asked, PretendGemini, make_answer

TIMES_FASTER = 10.0
LONGEST_LIFE_SECONDS = 6.0
"""After its start."""
BUSY_SECONDS = 2.0
"""How long the buyers of one life write."""

LATEST_HIT = {"before commit": 12, "after commit": 12, "before Telegram send": 4}
LATEST_HIT |= {"after Telegram send": 4, "before Telegram edit": 4, "after Telegram edit": 4}
"""How often a life may pass a point before it ends there: as often as points come up in a life."""

ANY_MOMENT = "any moment"
PLACES = (*POINTS, ANY_MOMENT)
SETTLES_WITHIN_SECONDS = 30.0
SELLERS, CHATS = 4, 6

_LEFT = """
    SELECT (SELECT count(*) FROM drafts WHERE status IN ('approved', 'sending', 'unconfirmed'))
         + (SELECT count(*) FROM updates WHERE finished_at IS NULL)
         + (SELECT count(*) FROM notifications WHERE revision > shown_revision)
"""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """Kills and messages are shared out among worlds that go on side by side."""

    kills: int
    messages: int
    worlds: int
    seed: int
    points: Sequence[str] = PLACES


@dataclass
class Stage:
    """The servers, the people, and what the program is to be started with."""

    plan: Plan
    folder: Path
    clock: FastClock
    telegram: PretendTelegram
    avito: Sandbox
    gemini: PretendGemini
    chance: random.Random
    settings: dict[str, Any] = field(default_factory=dict)
    stalls: list[Stall] = field(default_factory=list)
    killed_at: Counter[str] = field(default_factory=Counter)
    life: Life | None = None

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
        if self.life and not self.life.over:
            await self.life.kill()
        await self.telegram.stop()
        await self.avito.stop()
        await self.gemini.stop()

    def start(self, point: str = "", hit: int = 0) -> Life:
        clock = {"began": self.clock.began, "times": self.clock.times}
        told = {"settings": self.settings, "clock": clock, "point": point, "hit": hit}
        self.life = Life(self.folder, told)
        return self.life

    def judge(self) -> Result:
        return judge(self.stalls, self.folder / "bot.db", self.clock())

    async def awake(self, life: Life) -> None:
        """Wait until a life has reached a point: its start takes a second or, in a crowd, more."""
        before = self._reached_bytes()
        while not life.over and self._reached_bytes() == before:  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    def _reached_bytes(self) -> int:
        log = self.folder / REACHED
        return log.stat().st_size if log.exists() else 0

    def reached(self) -> Counter[str]:
        """How often each point was reached in all lives."""
        return Counter(POINTS[number] for number in (self.folder / REACHED).read_bytes())


def _echo(asked: Asked) -> dict[str, Any]:
    """An answer that names the newest line it was asked about."""
    tokens = TOKEN.findall(asked.prompt)
    return make_answer(f"Ответ на {tokens[-1] if tokens else 'вопрос'}")


async def set_up(stage: Stage) -> None:
    """Sellers link their shops in a life that nobody kills; every other one goes to «авто»."""
    await stage.open()
    life = stage.start()
    for number in range(SELLERS):
        stage.stalls.append(await _open_stall(stage, number))
    await life.kill()


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


async def kill_again_and_again(stage: Stage, traffic: Traffic) -> None:
    """Each life has its share of the buyers' lines; who is at it goes on when the program dies."""
    kills, lines = stage.plan.kills, stage.plan.messages
    async with asyncio.TaskGroup() as people:
        for number in range(kills):
            share = lines * (number + 1) // kills - lines * number // kills
            point = stage.chance.choice(stage.plan.points)
            life = stage.start(point, stage.chance.randint(1, LATEST_HIT.get(point, 2)))
            if point != ANY_MOMENT:
                await stage.awake(life)
            people.create_task(traffic.go_on(messages=share, seconds=BUSY_SECONDS))
            stage.killed_at[await _end_of(stage, life, point)] += 1


async def _end_of(stage: Stage, life: Life, point: str) -> str:
    """Wait until a life has ended at its point, or end it; returns where it ended."""
    patience = stage.chance.uniform(0.5, 4.0) if point == ANY_MOMENT else LONGEST_LIFE_SECONDS
    try:
        async with asyncio.timeout(patience):
            await life.wait()
    except TimeoutError:
        await life.kill()
        return ANY_MOMENT
    return point


async def settle(stage: Stage, traffic: Traffic) -> Result:
    """A last life that goes on until everything has its end."""
    life = stage.start()
    await _until_settled(stage)
    await traffic.tap_all()
    await _until_settled(stage)
    await life.stop()
    return stage.judge()


async def _until_settled(stage: Stage) -> None:
    until = time.monotonic() + SETTLES_WITHIN_SECONDS
    while time.monotonic() < until and (  # noqa: ASYNC110 - another process has no event for it
        _work_left(stage) or stage.judge().lost
    ):
        await asyncio.sleep(0.5)


def _work_left(stage: Stage) -> bool:
    """Whether Telegram still has something for the program, or its tables something to do."""
    with closing(sqlite3.connect(stage.folder / "bot.db")) as file:
        (left,) = file.execute(_LEFT).fetchone()
    return bool(left or len(stage.telegram.state.updates))


@dataclass
class Tally:
    """What several worlds came to, together."""

    result: Result = field(default_factory=Result)
    killed_at: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    last_words: list[str] = field(default_factory=list)


async def crash(plan: Plan, *, say: Say) -> Result:
    """Kill and judge; what is said ends with the figures."""
    tally = Tally()
    shared = replace(plan, kills=plan.kills // plan.worlds, messages=plan.messages // plan.worlds)
    worlds = (replace(shared, seed=plan.seed * 100 + number) for number in range(plan.worlds))
    await asyncio.gather(*(_in_a_world(tally, world) for world in worlds))
    for words in tally.last_words:
        say(words)
    _report(tally, plan.seed, say)
    return tally.result


async def _in_a_world(tally: Tally, plan: Plan) -> None:
    clock = FastClock(time.time(), TIMES_FASTER)
    with tempfile.TemporaryDirectory(prefix="crash-") as folder:
        stage = Stage(
            plan,
            Path(folder),
            clock,
            PretendTelegram(clock=clock),
            Sandbox(clock=clock),
            PretendGemini(),
            random.Random(plan.seed),  # noqa: S311 - no secret
        )
        try:
            await set_up(stage)
            traffic = Traffic(stage.stalls, clock, plan.seed)
            await kill_again_and_again(stage, traffic)
            result = await settle(stage, traffic)
        finally:
            await stage.close()
        tally.result.add(result)
        tally.killed_at += stage.killed_at
        tally.reached += stage.reached()
        if not result.is_good:
            tally.last_words.append(_last_words(stage))


def _report(tally: Tally, seed: int, say: Say) -> None:
    result = tally.result
    say(f"seed {seed}")
    for point in PLACES:
        say(f"  killed {tally.killed_at[point]:4} × {point}, reached {tally.reached[point]} times")
    for end, times in result.ends.most_common():
        say(f"  {times:5} {end}")
    say(
        f"kills {tally.killed_at.total()}, messages {result.messages}, lost {len(result.lost)},"
        f" doubled {len(result.doubled)}, over the human {len(result.over_the_human)}"
    )
    for name in ("lost", "doubled", "over_the_human"):
        for one in getattr(result, name):
            say(f"  {name}: {one}")


def _last_words(stage: Stage) -> str:
    return (stage.folder / "program.log").read_text("utf-8")[-6000:]
