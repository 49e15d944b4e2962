"""One run: the program beside the bare minimum, in the same minutes on the same machine.

Ratios hold on any machine; milliseconds are this one's.
"""

import os
import platform
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from ai.model import LONGEST_REPLY
from ai.prompt import MOST_CHARACTERS
from tests.bench import measures, questions
from tests.bench.measures import Crowd, Messages, OwnTime, Polls, Pressure, Rounds, Start
from tests.bench.servers import Stall
from tests.bench.stage import Stage, open_stage

Say = Callable[[str], None]

MESSAGE_GOAL, POLL_GOAL, START_GOAL_SECONDS, MEMORY_GOAL_MB = 1.3, 1.2, 4.0, 200.0
LOOP_GOAL_MS = 50.0
LONG_ANSWER = 10_000  # more than may leave: held for its length
RULES_GOAL_MS = 5.0
PEER_CHARACTERS = "1780-2540 a call, 1.83-2 calls an answer"


async def run(*, say: Say, short: bool = False) -> int:
    """Measure everything and print it; in `short`, fewer rounds and no thousand accounts."""
    began = time.perf_counter()
    say(f"Python {platform.python_version()}, {os.cpu_count()} cores. Goals in brackets.")
    say("CPU is that of the program's process alone, the least of several rounds.")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with open_stage(Path(folder)) as stage:
            await _measure(stage, say, short=short)
    say(f"\nTook {time.perf_counter() - began:.0f} s.")
    return 0


async def _measure(stage: Stage, say: Say, *, short: bool) -> None:
    say_messages(await measures.messages(stage, rounds=3 if short else 12), say)
    stalls = await stage.open_shops(100 if short else 1000, chats=10)
    rounds, times = (3, 200) if short else (6, 1000)
    say_polls(await measures.polls(stage, stalls[:100], rounds=rounds, times=times), say)
    crowds = [
        await measures.crowd(stage, stalls[:size], rounds=rounds, times=times)
        for size in (1, 100, 1000)
        if size <= len(stalls)
    ]
    if not short:
        for found in (crowds[0], crowds[-1]):
            await measures.by_the_clock(stage, stalls[: found.accounts], found, seconds=10)
    say_crowds(crowds, say)
    await _press(stage, stalls, say, short=short)
    say_own_time(await measures.own_time(stage, rounds=2 if short else 8), say)
    say_start(await measures.starts(stage, rounds=1 if short else 4), say)
    say_questions(say)


async def _press(stage: Stage, stalls: Sequence[Stall], say: Say, *, short: bool) -> None:
    every, slow, seconds = (1.0, 1.0, 4.0) if short else (5.0, 2.0, 30.0)
    found = [
        await measures.pressure(
            stage, stalls, every_seconds=every, thinks_seconds=thinks, seconds=seconds
        )
        for thinks in (0.0, slow)
    ]
    say_pressure(found, await measures.blocked(stage, rounds=2 if short else 10), say)


def say_messages(found: Messages, say: Say) -> None:
    whole = found.to_card.least + found.to_sent.least
    floor = found.floor_to_card.least + found.floor_to_sent.least
    say("\n1. CPU per handled message, 20 at a time, ms      program    by hand      ratio")
    say(_beside("   buyer's message → card", found.to_card, found.floor_to_card))
    say(_beside("   tap → sent, card edited", found.to_sent, found.floor_to_sent))
    say(f"{'   both':48}{whole:9.2f}{floor:11.2f}{whole / floor:10.2f} ×  [≤ {MESSAGE_GOAL} ×]")
    say(f"   the look at Avito after it: {found.echo.least:.2f} ms more (our own text comes back)")
    calls = ", ".join(f"{call} {times:g}" for call, times in sorted(found.calls.items()))
    say(f"   requests per message, with both looks: {calls}")
    say(f"   memory after these messages: {found.rss_mb:.0f} MB")


def say_polls(found: Polls, say: Say) -> None:
    say("\n2. CPU per idle poll, ms                          program   bare GET      ratio")
    goal = f"  [≤ {POLL_GOAL} ×]"
    say(_beside("   one by one, against plain httpx", found.alone, found.plain_alone) + goal)
    say(_beside("   20 at a time, against plain httpx", found.busy, found.plain_busy) + goal)
    say(_beside("   one by one, against the same client", found.alone, found.same_alone))
    say(_beside("   20 at a time, against the same client", found.busy, found.same_busy))
    say(f"   requests per idle poll: {found.requests:g}")


def say_crowds(crowds: list[Crowd], say: Say) -> None:
    say("\n3. Idle accounts     CPU per poll, ms   memory, MB   by the clock, every 5 s")
    for found in crowds:
        clock = ""
        if found.share_percent is not None:
            share = f"{found.share_percent:.1f} % of a core"
            clock = f"{share}, {found.polls_a_second:.1f} polls/s"
        say(f"{found.accounts:15}{found.poll.least:22.2f}{found.rss_mb:13.0f}   {clock}")
    growth = crowds[-1].poll.least / crowds[0].poll.least
    each = (crowds[-1].rss_mb - crowds[0].rss_mb) / (crowds[-1].accounts - 1) * 1024
    say(f"   from 1 to {crowds[-1].accounts}: {growth:.2f} × per poll  [flat], {each:.0f} KB each")


def say_pressure(found: list[Pressure], with_messages_ms: float, say: Say) -> None:
    say("\n4. Pressure        seconds between two looks at one account    loop blocked")
    for one in found:
        gaps = f"{one.shortest:.2f} … {one.middle:.2f} … {one.longest:.2f}"
        asked = (
            f"{one.accounts} every {one.every_seconds:g} s, Avito takes {one.thinks_seconds:g} s"
        )
        left_out = f", {one.left_out} not looked at" if one.left_out else ""
        say(f"   {asked}: {gaps}{left_out}, {one.blocked_ms:.0f} ms  [≤ {LOOP_GOAL_MS:g} ms]")
    messages = f"{measures.AT_ONCE} messages at once"
    say(f"   {messages}: blocked {with_messages_ms:.0f} ms  [≤ {LOOP_GOAL_MS:g} ms]")


def say_own_time(found: OwnTime, say: Say) -> None:
    own = found.to_card.median - found.calls.median
    say("\n5. End of the quiet time → card, medians, ms")
    both = f"{found.to_card.median:.1f} in all, {found.calls.median:.1f} for the same calls by hand"
    say(f"   {both}: {own:.1f} of our own")


def say_start(found: Start, say: Say) -> None:
    say("\n6. Start: python -m bot run → its first getUpdates")
    say(f"   {found.later.least / 1000:.2f} s  [≤ {START_GOAL_SECONDS:g} s]")
    say(f"   {found.first.least / 1000:.2f} s the first time, when it makes its database")
    say(f"   {found.rss_mb:.0f} MB then  [≤ {MEMORY_GOAL_MB:g} MB]")


def say_questions(say: Say) -> None:
    say("\n7. One question to the model, one call for each answer: characters, rules included")
    for told in map(questions.told, (0, 20, 100)):
        left = f", {told.left_out} facts did not fit" if told.left_out else ""
        say(f"   {told.facts:3} facts known: {told.characters}{left}  [≤ {MOST_CHARACTERS}]")
    say(f"   XianyuAutoAgent, which knows none: {PEER_CHARACTERS}")
    for characters in (LONGEST_REPLY, LONG_ANSWER):
        took_ms = questions.judged_ms(characters)
        goal = f"[≤ {RULES_GOAL_MS:g} ms]"
        say(f"   the rules over {characters} characters: {took_ms:.1f} ms  {goal}")


def _beside(what: str, own: Rounds, bare: Rounds) -> str:
    return f"{what:48}{own.least:9.2f}{bare.least:11.2f}{own.least / bare.least:10.2f} ×"
