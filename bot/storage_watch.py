"""Tells the admins when the database takes nothing, and when it does again.

Not a stored notification: it could not be stored.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

from bot import show
from bot.screens import storage as screens
from bot.texts import Texts
from scheduler.ports import Clock

logger = structlog.get_logger()

TELL_EVERY_SECONDS = 60.0
CALM = timedelta(minutes=1)
"""It is over when nothing has failed for as long as the longest pause between two tries: on a full
disk, what happens to need no room is taken, and the next write is not."""


@dataclass
class Trouble:
    reason: str
    since: datetime
    failed_at: datetime
    count: int = 0
    worked_at: datetime | None = None  # since the last failure
    shown_in: dict[int, int] = field(default_factory=dict)  # admin → his message


class StorageWatch:
    """One message an admin and trouble, edited in place, and one note when it is over."""

    def __init__(self, bot: Bot, admin_ids: frozenset[int], clock: Clock) -> None:
        self._bot = bot
        self._admin_ids = admin_ids
        self._clock = clock
        self._trouble: Trouble | None = None
        self._telling: set[asyncio.Task[None]] = set()

    def failed(self, reason: str) -> None:
        now = self._clock()
        if self._trouble is None:
            logger.error("the database takes nothing", reason=reason)
            self._trouble = Trouble(reason, since=now, failed_at=now)
            task = asyncio.create_task(self._tell(self._trouble))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)
        trouble = self._trouble
        trouble.reason, trouble.count = reason, trouble.count + 1
        trouble.failed_at, trouble.worked_at = now, None

    def works(self) -> None:
        """Costs nothing while all is well."""
        if self._trouble is not None and self._trouble.worked_at is None:
            self._trouble.worked_at = self._clock()

    async def close(self) -> None:
        for task in self._telling:
            task.cancel()
        await asyncio.gather(*self._telling, return_exceptions=True)

    async def _tell(self, trouble: Trouble) -> None:
        """Keep the admins' messages up to date until it is over."""
        while not self._is_over(trouble):
            await self._show(trouble)
            await asyncio.sleep(TELL_EVERY_SECONDS)
        self._trouble = None  # what fails from here on is a trouble of its own
        logger.info("the database works again", failed=trouble.count)
        for admin_id in trouble.shown_in:
            with suppress(TelegramAPIError):
                await show.send(self._bot, admin_id, screens.over(_texts(), self._took(trouble)))

    def _is_over(self, trouble: Trouble) -> bool:
        return trouble.worked_at is not None and self._clock() - trouble.failed_at >= CALM

    async def _show(self, trouble: Trouble) -> None:
        screen = screens.trouble(
            _texts(), reason=trouble.reason, count=trouble.count, seconds=self._took(trouble)
        )
        for admin_id in self._admin_ids:
            shown = trouble.shown_in.get(admin_id)
            with suppress(TelegramAPIError):  # an admin who has not started the bot
                if shown is None:
                    sent = await show.send(self._bot, admin_id, screen)
                    trouble.shown_in[admin_id] = sent.message_id
                else:
                    await show.edit(self._bot, admin_id, shown, screen)

    def _took(self, trouble: Trouble) -> int:
        end = trouble.worked_at or self._clock()
        return round((end - trouble.since).total_seconds())


def _texts() -> Texts:
    """Russian: what an admin's language is stands in the database."""
    return Texts.load("ru")
