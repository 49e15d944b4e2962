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
            notification = await notifications.next_unshown(session, seller_id)
            return await cards.gather(session, notification) if notification else None

    async def shown(self, notification_id: int, *, revision: int, telegram_message_id: int) -> None:
        async with self._db.begin() as session:
            await notifications.shown(
                session,
                notification_id,
                revision=revision,
                telegram_message_id=telegram_message_id,
                now=self._clock(),
            )

    async def lost(self, notification_id: int, *, revision: int) -> None:
        """Telegram will never take this one: say so in the log, and go on with the next."""
        logger.error("notification cannot be shown", notification=notification_id)
        async with self._db.begin() as session:
            await notifications.shown(
                session,
                notification_id,
                revision=revision,
                telegram_message_id=None,
                now=self._clock(),
            )

    async def unreachable(self, seller_id: int) -> None:
        """The seller has blocked the bot: nothing of what waits is tried again."""
        logger.info("seller unreachable", seller=seller_id)
        async with self._db.begin() as session:
            await notifications.drop_unshown(session, seller_id)
