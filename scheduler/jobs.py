"""The table of what the clock starts. Ticks only wake; the work is done by the queue's workers."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass

from scheduler.polling import Polling
from scheduler.wake import WakeQueue

LONGEST_TICK_SECONDS = 0.5
"""A tick wakes all accounts whose turn has come: half a second of them is a short moment."""
MINUTE_SECONDS = 60.0

Tick = Callable[[], Coroutine[None, None, None]]


@dataclass(frozen=True, slots=True)
class Job:
    name: str
    every_seconds: float
    tick: Tick


def build_jobs(
    *,
    polling: Polling,
    queue: WakeQueue,
    poll_seconds: float,
    each_minute: Mapping[str, Tick],
) -> tuple[Job, ...]:
    """The polls' fast tick, and by name what looks once a minute whether something has come due."""

    async def tick() -> None:
        polling.tick()
        queue.run_due()

    return (
        Job("polls", min(LONGEST_TICK_SECONDS, poll_seconds / 4), tick),
        *(Job(name, MINUTE_SECONDS, look) for name, look in each_minute.items()),
    )
