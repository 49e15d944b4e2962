"""Shows a seller what waits to be shown: cards, reports, alarms, facts that are over."""

from datetime import datetime

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramRetryAfter,
)

from bot import show
from bot.pace import Pace
from bot.screens import alarms, card, fact_lists, report
from bot.screens.screen import Reader, Screen
from bot.texts import Texts
from db.cards import Due
from db.models import NotificationKind, Trouble
from scheduler.digest import Digest
from scheduler.notices import Notices
from scheduler.ports import Clock, ComeBackLater
from scheduler.sellers import Sellers

logger = structlog.get_logger()

NO_SUCH_CHAT = "chat not found"


class Notifier:
    def __init__(
        self, bot: Bot, notices: Notices, sellers: Sellers, pace: Pace, *, clock: Clock
    ) -> None:
        self._bot = bot
        self._notices = notices
        self._sellers = sellers
        self._pace = pace
        self._clock = clock
        self._unrecorded: dict[int, int] = {}  # what the database would not take just now

    async def tell(self, seller_id: int) -> None:
        """Show a seller everything he has not seen, oldest first; the worker for (TELL, seller).

        What may not go yet, or what Telegram could not take, comes later: ComeBackLater says
        when, and no place is held until then. Showing one thing twice edits the same message.
        """
        try:
            while await self._tell_next(seller_id):
                pass
        except TelegramForbiddenError:
            await self._sellers.unreachable(seller_id)
        except TelegramRetryAfter as error:
            raise ComeBackLater(error.retry_after) from None
        except TelegramAPIError as error:
            logger.warning("telegram does not answer", error=type(error).__name__)
            raise ComeBackLater from None

    async def _tell_next(self, seller_id: int) -> bool:
        """Show the oldest; whether there may be more.

        It is read when its time has come, not before: it may have changed while it waited.
        """
        pause = self._pace.wait(seller_id)
        if pause:
            raise ComeBackLater(pause)
        due = await self._notices.next_due(seller_id)
        if due is None:
            self._pace.leave(seller_id)
            return False
        screen = draw(due, self._clock())
        return await self._show(due, screen) if screen else await self._notices.refused(due)

    async def _show(self, due: Due, screen: Screen) -> bool:
        try:
            message_id = await self._put(due, screen)
        except TelegramBadRequest as error:
            logger.warning("telegram refused a notification", id=due.id, error=error.message)
            if NO_SUCH_CHAT in error.message:
                await self._sellers.unreachable(due.seller.id)
                return False
            return await self._notices.refused(due)
        self._unrecorded[due.id] = message_id
        more = await self._notices.shown(due, telegram_message_id=message_id)
        del self._unrecorded[due.id]
        if due.telegram_message_id not in (None, message_id):
            await show.remove(self._bot, due.seller.id, due.telegram_message_id)
        return more

    async def _put(self, due: Due, screen: Screen) -> int:
        """Edit the message that shows it, or send one; returns the message that shows it now."""
        chat_id, recorded = due.seller.id, None if due.anew else due.telegram_message_id
        message_id = self._unrecorded.get(due.id, recorded)
        if message_id and await show.edit(self._bot, chat_id, message_id, screen):
            return message_id
        silent = rings_no_bell(due)
        return (await show.send(self._bot, chat_id, screen, silent=silent)).message_id


def rings_no_bell(due: Due) -> bool:
    """A new day's limit begins at midnight: the note is there in the morning, and wakes nobody."""
    is_limit = due.alarm is not None and due.alarm.trouble is Trouble.LIMIT_SPENT
    return is_limit and due.kind is NotificationKind.RECOVERY


def draw(due: Due, now: datetime) -> Screen | None:
    """A notification as a screen, or None when what it is about is gone."""
    t = Texts.load(due.seller.language)
    reader = Reader(t, due.seller.zone, now)
    if due.kind is NotificationKind.CARD:
        return card.card(due.card, reader) if due.card else None
    if due.kind in (NotificationKind.ALARM, NotificationKind.RECOVERY):
        return alarms.notice(reader, due) if due.alarm else None
    if due.kind is NotificationKind.RENEWAL:
        return fact_lists.offer(reader, due)
    return report.pushed(Digest.from_json(due.facts), t)
