"""What the seller has to see and has not yet; the notifier's side of the notifications."""

from datetime import datetime, timedelta

import structlog

from db import cards, notifications
from db.cards import Due
from db.models import Notification
from scheduler import policy
from scheduler.ports import Tools, Work

logger = structlog.get_logger()

LATE_TICKS = timedelta(minutes=5)


class Notices:
    def __init__(self, tools: Tools) -> None:
        self._db = tools.db
        self._wake = tools.wake
        self._clock = tools.clock

    async def next_due(self, seller_id: int) -> Due | None:
        """The oldest notification whose newest form he has not seen."""
        async with self._db.read() as session:
            return await cards.next_due(session, seller_id)

    async def shown(self, due: Due, *, telegram_message_id: int | None) -> Due | None:
        """Record that he sees a notification, in which message, and return the next one."""
        async with self._db.begin() as session:
            await notifications.shown(
                session,
                due.id,
                revision=due.revision,
                telegram_message_id=telegram_message_id,
                now=self._clock(),
            )
            return await cards.next_due(session, due.seller.id)

    async def lost(self, due: Due) -> Due | None:
        """Telegram will never take this one: say so in the log, and go on with the next."""
        logger.error("notification cannot be shown", notification=due.id)
        return await self.shown(due, telegram_message_id=None)

    async def fade(self) -> None:
        """Take ↩️ from the cards whose hour is over. Called by the clock each minute.

        Looks a little further back than a minute, should a tick have been late.
        """
        until = self._clock() - policy.REVOKE_WITHIN
        async with self._db.begin() as session:
            cards_then = await notifications.sent_between(
                session, since=until - LATE_TICKS, until=until
            )
            faded = [card for card, sent_at in cards_then if _drawn_in_its_hour(card, sent_at)]
            for card in faded:
                card.revision += 1
        for seller_id in {card.seller_id for card in faded}:
            self._wake(Work.TELL, seller_id)

    async def unreachable(self, seller_id: int) -> None:
        """The seller has blocked the bot: nothing of what waits is tried again."""
        logger.info("seller unreachable", seller=seller_id)
        async with self._db.begin() as session:
            await notifications.drop_unshown(session, seller_id)


def _drawn_in_its_hour(card: Notification, sent_at: datetime) -> bool:
    return card.shown_at is not None and card.shown_at < sent_at + policy.REVOKE_WITHIN
