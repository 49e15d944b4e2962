"""The queue of wake-ups: one worker a key, nothing lost, nothing held up by another."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from scheduler.ports import ComeBackLater, Work, Worker
from scheduler.wake import BOUNDS, WakeQueue


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def open_queue(workers: Mapping[Work, Worker], clock: Clock | None = None) -> WakeQueue:
    queue = WakeQueue(clock or Clock())
    queue.start(workers)
    return queue


async def test_waking_twice_while_it_works_runs_it_once_more() -> None:
    runs, gate = 0, asyncio.Event()

    async def work(_key: int) -> None:
        nonlocal runs
        runs += 1
        await gate.wait()

    queue = open_queue({Work.CHAT: work})
    queue(Work.CHAT, 1)
    await asyncio.sleep(0)
    for _ in range(5):
        queue(Work.CHAT, 1)
    gate.set()
    await queue.idle()
    assert runs == 2


async def test_a_held_queue_runs_what_is_woken_and_nothing_by_the_clock() -> None:
    runs: list[int] = []

    async def work(key: int) -> None:
        runs.append(key)

    clock = Clock()
    queue = open_queue({Work.CHAT: work}, clock)
    queue(Work.CHAT, 1, at=clock.now + timedelta(seconds=1))
    queue.hold()
    clock.now += timedelta(seconds=2)
    queue.run_due()
    queue(Work.CHAT, 2)
    await queue.idle()
    assert runs == [2]


async def test_a_key_is_never_worked_twice_at_once() -> None:
    at_work: set[int] = set()

    async def work(key: int) -> None:
        assert key not in at_work
        at_work.add(key)
        await asyncio.sleep(0)
        at_work.discard(key)

    queue = open_queue({Work.CHAT: work})
    for turn in range(200):
        queue(Work.CHAT, turn % 7)
        if turn % 3 == 0:
            await asyncio.sleep(0)
    await queue.idle()


async def test_a_hanging_key_delays_no_other() -> None:
    done: list[int] = []

    async def work(key: int) -> None:
        if key == 0:
            await asyncio.Event().wait()
        done.append(key)

    queue = open_queue({Work.POLL: work})
    for key in range(BOUNDS[Work.POLL]):
        queue(Work.POLL, key)
    for _ in range(5):
        await asyncio.sleep(0)
    assert sorted(done) == list(range(1, BOUNDS[Work.POLL]))
    await queue.close(timeout_seconds=0)


async def test_a_fault_is_tried_again_after_growing_pauses() -> None:
    clock, tries = Clock(), 0

    async def work(_key: int) -> None:
        nonlocal tries
        tries += 1
        raise OSError("the database is away")

    queue = open_queue({Work.CHAT: work}, clock)
    queue(Work.CHAT, 1)
    await queue.idle()
    for pause in (1, 2, 4, 8):
        before = tries
        clock.now += timedelta(seconds=pause - 0.1)
        queue.run_due()
        await queue.idle()
        assert tries == before
        clock.now += timedelta(seconds=0.1)
        queue.run_due()
        await queue.idle()
        assert tries == before + 1
    await queue.close(timeout_seconds=0)


async def test_a_worker_may_ask_to_come_back_later() -> None:
    clock, tries = Clock(), 0

    async def work(_key: int) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise ComeBackLater(30)

    queue = open_queue({Work.SEND: work}, clock)
    queue(Work.SEND, 1)
    await queue.idle()
    queue.run_due()
    await queue.idle()
    assert tries == 1
    clock.now += timedelta(seconds=30)
    queue.run_due()
    await queue.idle()
    assert tries == 2
    await queue.close(timeout_seconds=0)


@pytest.mark.parametrize("pause", [OSError("away"), ComeBackLater()])
async def test_without_a_time_it_comes_back_after_growing_pauses(pause: Exception) -> None:
    clock, tries = Clock(), list[datetime]()

    async def work(_key: int) -> None:
        tries.append(clock.now)
        if len(tries) != 8:
            raise pause

    queue = open_queue({Work.TELL: work}, clock)
    queue(Work.TELL, 1)
    for _ in range(200):
        await queue.idle()
        clock.now += timedelta(seconds=1)
        queue.run_due()
    pauses = [(after - before).total_seconds() for before, after in pairwise(tries)]
    assert pauses == [1, 2, 4, 8, 16, 32, 60]
    queue(Work.TELL, 1)
    await queue.idle()
    clock.now += timedelta(seconds=1)
    queue.run_due()
    await queue.idle()
    assert tries[-1] - tries[-2] == timedelta(seconds=1), "what has ended well begins anew"
    await queue.close(timeout_seconds=0)


async def test_wakes_during_a_pause_add_no_more_returns() -> None:
    clock, runs = Clock(), 0

    async def work(_key: int) -> None:
        nonlocal runs
        runs += 1
        raise ComeBackLater(10)

    queue = open_queue({Work.TELL: work}, clock)
    for _ in range(20):
        queue(Work.TELL, 1)
        await queue.idle()
        clock.now += timedelta(seconds=0.1)
    before = runs
    for _ in range(30):
        clock.now += timedelta(seconds=1)
        queue.run_due()
        await queue.idle()
    assert runs - before == 3
    await queue.close(timeout_seconds=0)


async def test_a_pause_that_is_over_at_once_is_no_end() -> None:
    runs = 0

    async def work(_key: int) -> None:
        nonlocal runs
        runs += 1
        if runs < 3:
            raise ComeBackLater(0)

    queue = open_queue({Work.TELL: work})
    queue(Work.TELL, 1)
    for _ in range(20):
        await asyncio.sleep(0)
    assert runs == 3
    await queue.close(timeout_seconds=0)


async def test_closing_lets_work_in_hand_end_and_takes_no_more() -> None:
    done: list[int] = []

    async def work(key: int) -> None:
        await asyncio.sleep(0.01)
        done.append(key)

    queue = open_queue({Work.CHAT: work})
    queue(Work.CHAT, 1)
    await asyncio.sleep(0)
    closing = asyncio.create_task(queue.close(timeout_seconds=5))
    await asyncio.sleep(0)
    queue(Work.CHAT, 2)
    await closing
    assert done == [1]
