"""Tells the admins when the database takes nothing, and when it does again.

Not a stored notification: it could not be stored.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

from bot import show
from bot.screens import storage as screens
from bot.texts import Texts
from scheduler.ports import Clock

logger = structlog.get_logger()

TELL_EVERY_SECONDS = 60.0


@dataclass
class Trouble:
    reason: str
    since: datetime
    count: int = 0
    shown_in: dict[int, int] = field(default_factory=dict)  # admin → his message


class StorageWatch:
    """One message an admin and trouble, edited in place, and one note when it is over."""

    def __init__(self, bot: Bot, admin_ids: frozenset[int], clock: Clock) -> None:
        self._bot = bot
        self._admin_ids = admin_ids
        self._clock = clock
        self._trouble: Trouble | None = None
        self._over = asyncio.Event()
        self._telling: asyncio.Task[None] | None = None

    def failed(self, reason: str) -> None:
        if self._trouble is None:
            logger.error("the database takes nothing", reason=reason)
            self._trouble = Trouble(reason, self._clock())
            self._over.clear()
            self._telling = asyncio.create_task(self._tell(self._trouble))
        self._trouble.reason, self._trouble.count = reason, self._trouble.count + 1

    def works(self) -> None:
        """Costs nothing while all is well."""
        if self._trouble is not None:
            logger.info("the database works again", failed=self._trouble.count)
            self._trouble = None
            self._over.set()

    async def close(self) -> None:
        if self._telling is not None:
            self._telling.cancel()
            with suppress(asyncio.CancelledError):
                await self._telling

    async def _tell(self, trouble: Trouble) -> None:
        """Keep the admins' messages up to date until it is over."""
        while not self._over.is_set():
            await self._show(trouble)
            with suppress(TimeoutError):
                async with asyncio.timeout(TELL_EVERY_SECONDS):
                    await self._over.wait()
        for admin_id in trouble.shown_in:
            with suppress(TelegramAPIError):
                await show.send(self._bot, admin_id, screens.over(_texts(), self._took(trouble)))

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
        return round((self._clock() - trouble.since).total_seconds())


def _texts() -> Texts:
    """Russian: what an admin's language is stands in the database."""
    return Texts.load("ru")
