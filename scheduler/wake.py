"""The in-process queue of wake-ups: one worker per key at a time, a bound per kind of work."""

import asyncio
import contextlib
import heapq
import itertools
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from db.engine import StorageError
from scheduler.ports import Clock, ComeBackLater, Work, Worker

logger = structlog.get_logger()

BOUNDS = {
    Work.POLL: 192,  # of 256 connections to Avito: polls leave some to reading and sending
    Work.CHAT: 32,
    Work.SEND: 32,
    Work.SETTLE: 8,
    Work.TELL: 64,  # thirty a second, with a Telegram that takes two seconds to answer
    Work.ANEW: 8,
    Work.REPORT: 4,
}
"""How many keys of a kind are worked side by side. A hanging one holds one place, no other's."""

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
LONGEST_WAIT_SECONDS = 3.0

Key = tuple[Work, int]


class WakeQueue:
    """Wakes workers. It forgets everything at exit: the tables know what is left to do."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._workers: Mapping[Work, Worker] = {}
        self._places = {work: asyncio.Semaphore(bound) for work, bound in BOUNDS.items()}
        self._running: dict[Key, asyncio.Task[None]] = {}
        self._again: set[Key] = set()
        self._faults: defaultdict[Key, int] = defaultdict(int)
        self._later: list[tuple[datetime, int, Key]] = []
        self._back_at: dict[Key, datetime] = {}
        self._order = itertools.count()
        self._timer: asyncio.TimerHandle | None = None
        self._held = False
        self._closing = False

    def start(self, workers: Mapping[Work, Worker]) -> None:
        self._workers = workers

    def __call__(self, work: Work, key: int, *, at: datetime | None = None) -> None:
        if at is not None and at > self._clock():
            self._put_off((work, key), at)
        else:
            self._run((work, key))

    def run_due(self) -> None:
        """Start what has come due. Called by the timer and, should the clock jump, by the tick."""
        now = self._clock()
        while self._later and self._later[0][0] <= now and not self._held:
            at, _, key = heapq.heappop(self._later)
            if self._back_at.get(key) == at:
                del self._back_at[key]
            self._run(key)
        self._set_timer()

    async def ended(self, work: Work, key: int) -> None:
        task = self._running.get((work, key))
        if task is not None:
            await asyncio.wait([task], timeout=LONGEST_WAIT_SECONDS)

    async def idle(self) -> None:
        """Wait until nothing runs and nothing is due (what waits for its time does not count)."""
        while self._running:
            await asyncio.wait([*self._running.values()])

    def hold(self) -> None:
        """Start nothing more by the clock. What is woken at once still runs: taps in hand send."""
        self._held = True
        self._set_timer()

    async def close(self, *, timeout_seconds: float) -> None:
        """Take no new work and let what is in hand end; cancel what has not after the time-out."""
        self._closing = True
        self.hold()
        running = [*self._running.values()]
        if not running:
            return
        _, late = await asyncio.wait(running, timeout=timeout_seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    def _set_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._later and not self._held:
            wait = max(0.0, (self._later[0][0] - self._clock()).total_seconds())
            self._timer = asyncio.get_running_loop().call_later(wait, self.run_due)

    def _put_off(self, key: Key, at: datetime) -> None:
        heapq.heappush(self._later, (at, next(self._order), key))
        self._set_timer()

    def _run(self, key: Key) -> None:
        if self._closing:
            return
        if key in self._running:
            self._again.add(key)
            return
        task = asyncio.create_task(self._work(key), name=f"{key[0]}:{key[1]}")
        self._running[key] = task

    async def _work(self, key: Key) -> None:
        work, which = key
        try:
            async with self._places[work]:
                self._again.discard(key)
                await self._workers[work](which)
            self._faults.pop(key, None)
        except ComeBackLater as pause:
            self._come_back(key, self._grown(key) if pause.seconds is None else pause.seconds)
        except Exception as error:  # noqa: BLE001 - a worker's fault is told and tried again, never lost
            self._fault(key, error)
        finally:
            del self._running[key]
            if key in self._again:
                self._again.discard(key)
                self._run(key)

    def _fault(self, key: Key, error: Exception) -> None:
        pause = self._grown(key)
        if isinstance(error, StorageError):  # said once, by who watches the database
            logger.info("work waits for the database", work=key[0], key=key[1], again_in=pause)
        else:
            logger.error("work failed", work=key[0], key=key[1], again_in=pause, exc_info=error)
        with contextlib.suppress(RuntimeError):  # the loop is closing
            self._come_back(key, pause)

    def _grown(self, key: Key) -> float:
        """The pause after one more try that came to nothing; ended work begins anew."""
        self._faults[key] += 1
        doubled: float = FIRST_PAUSE_SECONDS * 2 ** min(self._faults[key] - 1, 20)
        return min(doubled, LONGEST_PAUSE_SECONDS)

    def _come_back(self, key: Key, seconds: float) -> None:
        """Run a key again after a pause, unless it comes back before that anyway.

        Otherwise each wake-up during a pause would add one more return, and each of those another.
        """
        at = self._clock() + timedelta(seconds=seconds)
        if self._back_at.get(key, at) >= at:
            self._back_at[key] = at
            self._put_off(key, at)
