"""What is measured, and how: each figure from rounds in turn with the bare minimum's."""

import asyncio
import os
import signal
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.bench.lines import ROOT, Child, rss_mb
from tests.bench.servers import Stall
from tests.bench.stage import Stage, open_floor, open_program

AT_ONCE = 20
"""Messages in one round, each of another seller's buyer; polls side by side in the busy figure."""

CHATS = 10
TALKING = 2
"""Chats of a shop in which buyers write by turns."""


@dataclass
class Rounds:
    """Milliseconds in each round; the least disturbed one counts."""

    took: list[float] = field(default_factory=list)

    def add(self, seconds: float, *, by: int = 1) -> None:
        self.took.append(seconds * 1000 / by)

    @property
    def least(self) -> float:
        return min(self.took)

    @property
    def median(self) -> float:
        return statistics.median(self.took)


@dataclass
class Messages:
    """CPU of one message; `calls` is what the program asked of the servers for one."""

    to_card: Rounds = field(default_factory=Rounds)
    to_sent: Rounds = field(default_factory=Rounds)
    echo: Rounds = field(default_factory=Rounds)
    floor_to_card: Rounds = field(default_factory=Rounds)
    floor_to_sent: Rounds = field(default_factory=Rounds)
    calls: dict[str, float] = field(default_factory=dict)
    rss_mb: float = 0.0


async def messages(stage: Stage, *, rounds: int) -> Messages:
    """Handle messages, `AT_ONCE` at a time, from the buyer's line to the reply at Avito."""
    stalls = await stage.open_shops(AT_ONCE, chats=CHATS)
    by_hand = (await stage.open_shops(1, chats=AT_ONCE))[0]
    async with (
        open_floor(stage, by_hand) as floor,
        open_program(stage, "messages", stalls) as program,
    ):
        warm, found = Messages(), Messages()
        for turn in range(TALKING + rounds):
            counted = found if turn >= TALKING else warm
            await _by_hand(stage, floor, by_hand, counted)
            await stage.calls()
            await _by_program(stage, program, (stalls, turn % TALKING), counted)
            found.calls = {call: n / AT_ONCE for call, n in (await stage.calls()).items()}
        found.rss_mb = (await program.ask("cost"))["rss"]
    return found


async def _by_program(
    stage: Stage, program: Child, where: tuple[Sequence[Stall], int], found: Messages
) -> None:
    stalls, chat = where
    sellers = [stall.seller_id for stall in stalls]
    accounts = [number for number, _ in enumerate(stalls, start=1)]
    await stage.servers.ask("write", shops=[stall.user_id for stall in stalls], chats=[chat])
    before = (await program.ask("cost"))["cpu"]
    await program.ask("poll", accounts=accounts, side_by_side=AT_ONCE)
    await stage.servers.ask("cards", sellers=sellers)
    with_card = (await program.ask("cost"))["cpu"]
    await stage.servers.ask("tap", sellers=sellers)
    sent = (await program.ask("cost"))["cpu"]
    await program.ask("poll", accounts=accounts, side_by_side=AT_ONCE)
    echo = (await program.ask("cost"))["cpu"]
    found.to_card.add(with_card - before, by=AT_ONCE)
    found.to_sent.add(sent - with_card, by=AT_ONCE)
    found.echo.add(echo - sent, by=AT_ONCE)


async def _by_hand(stage: Stage, floor: Child, stall: Stall, found: Messages) -> None:
    chats = list(range(AT_ONCE))
    await stage.servers.ask("write", shops=[stall.user_id], chats=chats)
    made = await floor.ask("to_cards", chats=chats)
    queries = (await stage.servers.ask("queries", count=AT_ONCE))["queries"]
    sent = await floor.ask("to_sent", chats=chats, cards=made["cards"], queries=queries)
    found.floor_to_card.add(made["cpu"], by=AT_ONCE)
    found.floor_to_sent.add(sent["cpu"], by=AT_ONCE)


@dataclass
class Polls:
    """An idle poll, one after another and many side by side: the program's, and bare GETs."""

    alone: Rounds = field(default_factory=Rounds)
    busy: Rounds = field(default_factory=Rounds)
    plain_alone: Rounds = field(default_factory=Rounds)
    plain_busy: Rounds = field(default_factory=Rounds)
    same_alone: Rounds = field(default_factory=Rounds)
    same_busy: Rounds = field(default_factory=Rounds)
    requests: float = 0.0


@dataclass
class Crowd:
    """What one idle account costs among so many."""

    accounts: int
    poll: Rounds = field(default_factory=Rounds)
    rss_mb: float = 0.0
    share_percent: float | None = None  # of one core, polled by the clock every 5 seconds
    polls_a_second: float = 0.0


async def polls(stage: Stage, stalls: Sequence[Stall], *, rounds: int, times: int) -> Polls:
    """Poll 100 accounts in which nothing happens, in turn with GETs of the same list."""
    found = Polls()
    async with open_floor(stage, stalls[0]) as floor, open_program(stage, "polls", stalls) as own:
        accounts = _in_turn(len(stalls), times)
        await own.ask("poll", accounts=accounts, side_by_side=AT_ONCE)
        await floor.ask("polls", times=AT_ONCE, side_by_side=AT_ONCE, plain=True)
        await floor.ask("polls", times=AT_ONCE, side_by_side=AT_ONCE, plain=False)
        for _ in range(rounds):
            for side_by_side in (1, AT_ONCE):
                busy = side_by_side > 1
                for plain, ones in (
                    (True, found.plain_busy if busy else found.plain_alone),
                    (False, found.same_busy if busy else found.same_alone),
                ):
                    bare = await floor.ask(
                        "polls", times=times, side_by_side=side_by_side, plain=plain
                    )
                    ones.add(bare["cpu"], by=times)
                await stage.calls()
                used = await _poll(own, accounts, side_by_side)
                (found.busy if busy else found.alone).add(used, by=times)
                found.requests = sum((await stage.calls()).values()) / times
    return found


async def crowd(stage: Stage, stalls: Sequence[Stall], *, rounds: int, times: int) -> Crowd:
    """Poll so many accounts one after another, as the clock spreads them."""
    found = Crowd(len(stalls))
    async with open_program(stage, f"crowd{len(stalls)}", stalls) as own:
        every = _in_turn(len(stalls), len(stalls))
        await own.ask("poll", accounts=every, side_by_side=AT_ONCE)
        for _ in range(rounds):
            found.poll.add(await _poll(own, _in_turn(len(stalls), times), 1), by=times)
        found.rss_mb = (await own.ask("cost"))["rss"]
    return found


async def by_the_clock(
    stage: Stage, stalls: Sequence[Stall], found: Crowd, *, seconds: float
) -> None:
    """The same crowd with the program's own clock, at the usual POLL_SECONDS."""
    name = f"clock{len(stalls)}"
    async with open_program(stage, name, stalls, poll_seconds=5.0) as own:
        await asyncio.sleep(6)  # each account's first look, which costs more
        await stage.calls()
        before, began = (await own.ask("cost"))["cpu"], time.perf_counter()
        await asyncio.sleep(seconds)
        took = time.perf_counter() - began
        used = (await own.ask("cost"))["cpu"] - before
        found.share_percent = used / took * 100
        found.polls_a_second = (await stage.calls()).get("avito GET chats", 0) / took


@dataclass
class Pressure:
    """Accounts polled by the program's own clock: gaps between the looks at one account."""

    accounts: int
    every_seconds: float
    thinks_seconds: float  # how long Avito takes for each answer
    shortest: float = 0.0
    middle: float = 0.0
    longest: float = 0.0
    blocked_ms: float = 0.0
    left_out: int = 0  # accounts that were not looked at twice


async def pressure(
    stage: Stage,
    stalls: Sequence[Stall],
    *,
    every_seconds: float,
    thinks_seconds: float,
    seconds: float,
) -> Pressure:
    found = Pressure(len(stalls), every_seconds, thinks_seconds)
    name = f"pressure{len(stalls)}x{thinks_seconds:g}"
    async with open_program(stage, name, stalls, poll_seconds=every_seconds) as own:
        await asyncio.sleep(1.2 * every_seconds)  # each account's first look, which costs more
        await stage.servers.ask("think", seconds=thinks_seconds)
        await asyncio.sleep(2 * thinks_seconds)
        await own.ask("blocked")
        await stage.calls()
        await asyncio.sleep(seconds)
        found.blocked_ms = (await own.ask("blocked"))["ms"]
        looked = await stage.servers.ask("gaps")
        await stage.servers.ask("think", seconds=0)
    gaps = sorted(looked["gaps"])
    found.left_out = len(stalls) - looked["accounts"]
    found.shortest, found.middle, found.longest = gaps[0], statistics.median(gaps), gaps[-1]
    return found


async def blocked(stage: Stage, *, rounds: int) -> float:
    """Milliseconds: the longest block of the event loop while many messages are handled at once."""
    stalls = await stage.open_shops(AT_ONCE, chats=CHATS)
    async with open_program(stage, "blocked", stalls) as program:
        await _handle(stage, program, stalls, 0)  # what is loaded at its first use
        await program.ask("blocked")
        for turn in range(rounds):
            await _handle(stage, program, stalls, (turn + 1) % TALKING)
        longest: float = (await program.ask("blocked"))["ms"]
    return longest


async def _handle(stage: Stage, program: Child, stalls: Sequence[Stall], chat: int) -> None:
    sellers = [stall.seller_id for stall in stalls]
    accounts = [number for number, _ in enumerate(stalls, start=1)]
    await stage.servers.ask("write", shops=[stall.user_id for stall in stalls], chats=[chat])
    await program.ask("poll", accounts=accounts, side_by_side=AT_ONCE)
    await stage.servers.ask("cards", sellers=sellers)
    await stage.servers.ask("tap", sellers=sellers)
    await program.ask("poll", accounts=accounts, side_by_side=AT_ONCE)


async def _poll(program: Child, accounts: Sequence[int], side_by_side: int) -> float:
    before = (await program.ask("cost"))["cpu"]
    await program.ask("poll", accounts=list(accounts), side_by_side=side_by_side)
    used: float = (await program.ask("cost"))["cpu"] - before
    return used


def _in_turn(accounts: int, times: int) -> list[int]:
    return [1 + turn % accounts for turn in range(times)]


@dataclass
class OwnTime:
    """From the end of the quiet time to the card, and the same three calls by hand."""

    to_card: Rounds = field(default_factory=Rounds)
    calls: Rounds = field(default_factory=Rounds)


async def own_time(stage: Stage, *, rounds: int) -> OwnTime:
    """One message at a time, when nothing else happens."""
    stalls = await stage.open_shops(1, chats=CHATS)
    by_hand = (await stage.open_shops(1, chats=rounds + 1))[0]
    found = OwnTime()
    async with (
        open_floor(stage, by_hand) as floor,
        open_program(stage, "own_time", stalls, quiet_seconds=1.6) as program,
    ):
        for turn in range(rounds + 1):
            bare = await floor.ask("to_cards", chats=[turn])
            took = await _to_card(stage, program, stalls[0], turn % TALKING)
            if turn:  # the first loads what is used for the first time
                found.calls.add(bare["took"])
                found.to_card.add(took)
    return found


async def _to_card(stage: Stage, program: Child, stall: Stall, chat: int) -> float:
    """Seconds from the end of the quiet time until the card is in Telegram."""
    await stage.servers.ask("write", shops=[stall.user_id], chats=[chat])
    await program.ask("poll", accounts=[1], side_by_side=1)
    due: list[float] = (await program.ask("due_at"))["at"]
    card: float = (await stage.servers.ask("cards", sellers=[stall.seller_id]))["at"]
    await stage.servers.ask("tap", sellers=[stall.seller_id])
    await program.ask("poll", accounts=[1], side_by_side=1)
    return card - due[0]


@dataclass
class Start:
    """`python -m bot run`, from the command to its first getUpdates."""

    first: Rounds = field(default_factory=Rounds)  # makes its database
    later: Rounds = field(default_factory=Rounds)
    rss_mb: float = 0.0
    cpu: Rounds = field(default_factory=Rounds)


async def starts(stage: Stage, *, rounds: int) -> Start:
    """Start the real program and stop it with SIGTERM, again and again."""
    found = Start()
    settings = stage.settings("start", poll_seconds=5)
    env = {name.upper(): str(value) for name, value in settings.items()}
    for turn in range(rounds + 1):
        await stage.calls()
        began = time.time()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=stage.folder,
            env={**os.environ, **env, "PYTHONPATH": str(ROOT)},
            stderr=asyncio.subprocess.DEVNULL,
        )
        at: float = (await stage.servers.ask("first_update_asked"))["at"]
        (found.later if turn else found.first).add(at - began)
        found.rss_mb = rss_mb(process.pid)
        process.send_signal(signal.SIGTERM)
        await process.wait()
    return found
