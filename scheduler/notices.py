"""What the seller has to see and has not yet; the notifier's side of the notifications."""

import structlog

from db import cards, notifications
from db.cards import Due
from scheduler.ports import Tools

logger = structlog.get_logger()


class Notices:
    def __init__(self, tools: Tools) -> None:
        self._db = tools.db
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

    async def unreachable(self, seller_id: int) -> None:
        """The seller has blocked the bot: nothing of what waits is tried again."""
        logger.info("seller unreachable", seller=seller_id)
        async with self._db.begin() as session:
            await notifications.drop_unshown(session, seller_id)
