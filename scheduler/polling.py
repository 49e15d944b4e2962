"""When each account is looked at, and the look itself.

The timetable is in memory: it is made anew at start, and an idle poll writes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from avito.errors import AvitoError, AvitoRateLimitError
from db import accounts
from db.models import AccountState
from scheduler import recovery
from scheduler.clients import Clients, LinkedAccount
from scheduler.health import Health, state_after
from scheduler.inbox import Inbox, Known
from scheduler.ports import Tools, Work

logger = structlog.get_logger()

LATELY = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=10)
LONGEST_PAUSE_WHEN_DOWN = timedelta(minutes=1)


@dataclass(slots=True)
class Turn:
    """An account's place in the timetable."""

    due_at: datetime
    under_way: bool = False
    failures: int = 0
    known: Known | None = None  # the list of chats that was worked through last
    looked_at: datetime | None = None  # when that was


class Polling:
    def __init__(
        self, tools: Tools, clients: Clients, inbox: Inbox, health: Health, *, every: timedelta
    ) -> None:
        self._db = tools.db
        self._clients = clients
        self._inbox = inbox
        self._health = health
        self._wake = tools.wake
        self._clock = tools.clock
        self._every = every
        self._turns: dict[int, Turn] = {}

    def add(self, account_id: int, *, after: timedelta = timedelta(0)) -> None:
        self._turns[account_id] = Turn(self._clock() + after)

    async def start(self) -> None:
        """Take in all linked accounts, spread over one interval: they do not come at once."""
        async with self._db.read() as session:
            account_ids = await accounts.linked_ids(session)
        for place, account_id in enumerate(account_ids):
            self.add(account_id, after=self._every * place / len(account_ids))

    def remove(self, account_id: int) -> None:
        self._turns.pop(account_id, None)

    def looked_lately(self, account_id: int) -> bool:
        """Whether we know what is written in an account: not at start, nor while Avito is away."""
        turn = self._turns.get(account_id)
        if turn is None or turn.looked_at is None:
            return False
        return self._clock() - turn.looked_at <= LATELY + 2 * self._every

    def tick(self) -> None:
        """Wake the accounts whose turn has come."""
        now = self._clock()
        for account_id, turn in self._turns.items():
            if turn.due_at <= now and not turn.under_way:
                turn.under_way = True
                self._wake(Work.POLL, account_id)

    async def poll(self, account_id: int) -> None:
        """Look at an account once and set its next turn, whatever comes of it."""
        turn = self._turns.get(account_id)
        account = await self._clients.get(account_id)
        if turn is None or account is None:
            self.remove(account_id)
            return
        next_at = self._clock() + self._every
        try:
            next_at = await self._look(account, turn)
        finally:
            turn.due_at, turn.under_way = next_at, False

    async def _look(self, account: LinkedAccount, turn: Turn) -> datetime:
        """One look; returns when the next is due."""
        try:
            if account.state is AccountState.NO_TARIFF:
                await self._inbox.probe(account)
            turn.known = await self._inbox.take_news(account, turn.known)
        except AvitoError as error:
            return self._clock() + await self._after(error, account, turn)
        was_away, turn.failures, turn.looked_at = turn.failures > 0, 0, self._clock()
        await self._health.works(account)
        if was_away:  # what waited for Avito need not wait for its own next try
            await recovery.resume(self._db, self._wake, account_id=account.id)
        # By the timetable, not by when it was over: a late look makes no later one late.
        return max(turn.due_at + self._every, self._clock())

    async def _after(self, error: AvitoError, account: LinkedAccount, turn: Turn) -> timedelta:
        """Take note of a look that failed; returns the pause until the next."""
        logger.info("poll failed", account=account.id, error=str(error))
        await self._health.failed(account, error)
        if isinstance(error, AvitoRateLimitError):
            return max(self._every, timedelta(seconds=error.retry_after_seconds))
        turn.failures += 1
        longest = LONGEST_PAUSE_WHEN_DOWN if state_after(error) is None else LONGEST_PAUSE
        grown: timedelta = self._every * 2 ** min(turn.failures, 20)
        return min(grown, max(longest, self._every))
