"""Shows a seller what waits to be shown: cards, reports, alarms."""

from datetime import datetime

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot import show
from bot.screens import alarms, card, report
from bot.screens.screen import Reader, Screen
from bot.texts import Texts
from db.cards import Due
from db.models import NotificationKind
from scheduler.digest import Digest
from scheduler.notices import Notices
from scheduler.ports import Clock, ComeBackLater

logger = structlog.get_logger()

TELEGRAM_DOWN_PAUSE_SECONDS = 3.0


class Notifier:
    def __init__(self, bot: Bot, notices: Notices, *, clock: Clock) -> None:
        self._bot = bot
        self._notices = notices
        self._clock = clock

    async def tell(self, seller_id: int) -> None:
        """Show a seller everything he has not seen, oldest first; the worker for (TELL, seller).

        What Telegram could not take now is tried again: ComeBackLater says when. Showing one
        thing twice edits the same message.
        """
        due = await self._notices.next_due(seller_id)
        try:
            while due is not None:
                due = await self._tell_one(due)
        except TelegramForbiddenError:
            await self._notices.unreachable(seller_id)
        except TelegramRetryAfter as error:
            raise ComeBackLater(error.retry_after) from None
        except (TelegramNetworkError, TelegramServerError) as error:
            logger.warning("telegram does not answer", error=type(error).__name__)
            raise ComeBackLater(TELEGRAM_DOWN_PAUSE_SECONDS) from None

    async def _tell_one(self, due: Due) -> Due | None:
        """Show one, and return the next."""
        screen = draw(due, self._clock())
        if screen is None:
            return await self._notices.lost(due)
        try:
            message_id = await self._put(due.seller.id, due.telegram_message_id, screen)
        except TelegramBadRequest as error:
            logger.warning("telegram refused a notification", id=due.id, error=error.message)
            return await self._notices.lost(due)
        return await self._notices.shown(due, telegram_message_id=message_id)

    async def _put(self, chat_id: int, message_id: int | None, screen: Screen) -> int:
        """Edit the message that shows it, or send one; returns the message that shows it now."""
        if message_id and await show.edit(self._bot, chat_id, message_id, screen):
            return message_id
        return (await show.send(self._bot, chat_id, screen)).message_id


def draw(due: Due, now: datetime) -> Screen | None:
    """A notification as a screen, or None when what it is about is gone."""
    t = Texts.load(due.seller.language)
    reader = Reader(t, due.seller.zone, now)
    if due.kind is NotificationKind.CARD:
        return card.card(due.card, reader) if due.card else None
    if due.kind in (NotificationKind.ALARM, NotificationKind.RECOVERY):
        return alarms.notice(reader, due) if due.alarm else None
    return report.pushed(Digest.from_json(due.facts), t)
