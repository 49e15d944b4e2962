"""What the work needs from outside, and the words for starting it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from db.engine import Database

Clock = Callable[[], datetime]
"""The time now, aware UTC. Handed down, so that tests and the demo have their own."""


class Work(StrEnum):
    """Kinds of wake-up. A wake-up is (kind, key) and carries no data: those stay in tables."""

    POLL = "poll"  # key: account: look for news at Avito
    CHAT = "chat"  # key: chat: answer what waits there
    SEND = "send"  # key: draft: send what was approved
    SETTLE = "settle"  # key: draft: find out whether an unclear send arrived
    TELL = "tell"  # key: seller: show him what he has not seen
    ANEW = "anew"  # key: draft: write it anew with what its seller has told since
    REPORT = "report"  # key: seller: his daily report


Worker = Callable[[int], Awaitable[object]]


class Wake(Protocol):
    def __call__(self, work: Work, key: int, *, at: datetime | None = None) -> None:
        """Have the worker for this key run, now or at a time. Waking twice runs it once."""

    async def ended(self, work: Work, key: int) -> None:
        """Wait for the worker of this key, if it is at work now; not for long."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What every part of the work stands on."""

    db: Database
    wake: Wake
    clock: Clock


class ComeBackLater(Exception):  # noqa: N818 - not a fault: the other side asked for a pause
    """Raised by a worker that could not finish: wake it again after so many seconds.

    Without a number after the queue's own pause, which grows from one time to the next.
    """

    def __init__(self, seconds: float | None = None) -> None:
        super().__init__("come back later" if seconds is None else f"come back in {seconds:.1f} s")
        self.seconds = seconds
