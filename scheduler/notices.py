"""What the seller has to see and has not yet; the notifier's side of the notifications."""

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from db import cards, drafts, notifications
from db.cards import Due
from db.models import Notification
from scheduler import by_template, policy
from scheduler.ports import Tools, Work

logger = structlog.get_logger()

LATE_TICKS = timedelta(minutes=5)


class Notices:
    def __init__(self, tools: Tools) -> None:
        self._db = tools.db
        self._wake = tools.wake
        self._clock = tools.clock

    async def next_due(self, seller_id: int) -> Due | None:
        """The oldest notification whose newest form he has not seen.

        None while he cannot be reached.
        """
        async with self._db.read() as session:
            due = await cards.next_due(session, seller_id)
            if due is None or due.card is None:
                return due
            offers = await by_template.offers(session, due.card)
        return replace(due, card=replace(due.card, offers=offers))

    async def shown(self, due: Due, *, telegram_message_id: int | None) -> bool:
        """Record that he sees a notification, and in which message; whether more is due."""
        async with self._db.begin() as session:
            await notifications.shown(
                session,
                due.id,
                revision=due.revision,
                telegram_message_id=telegram_message_id,
                now=self._clock(),
            )
            return await notifications.is_any_due(session, due.seller.id)

    async def refused(self, due: Due) -> bool:
        """Telegram will never take this one: say so in the log; whether more is due."""
        logger.error("notification cannot be shown", notification=due.id)
        return await self.shown(due, telegram_message_id=None)

    async def fade(self) -> None:
        """Take ↩️ from the cards whose hour is over. Called by the clock each minute.

        Looks a little further back than a minute, should a tick have been late. Writes only when
        there is something to take.
        """
        until = self._clock() - policy.REVOKE_WITHIN
        async with self._db.read() as session:
            cards_then = await notifications.sent_between(
                session, since=until - LATE_TICKS, until=until
            )
        faded = [card for card, sent_at in cards_then if _drawn_in_its_hour(card, sent_at)]
        if not faded:
            return
        async with self._db.begin() as session:
            await notifications.refresh(session, [card.id for card in faded])
        for seller_id in {card.seller_id for card in faded}:
            self._wake(Work.TELL, seller_id)

    async def is_left_behind(self, message_id: int, *, draft_id: int, seller_id: int) -> bool:
        """Whether a card is an old copy of one that stands below; that one is then shown again."""
        async with self._db.read() as session:
            dead = await notifications.is_left_behind(
                session, message_id, draft_id=draft_id, seller_id=seller_id
            )
        return dead and await self._show_anew(draft_id, seller_id=seller_id)

    async def was_card(self, message_id: int, *, words: str, seller_id: int) -> bool:
        """The same for a card that no row knows and that is told only by its words."""
        async with self._db.read() as session:
            draft_id = await notifications.draft_below(
                session, message_id, words=words, seller_id=seller_id
            )
        return draft_id is not None and await self._show_anew(draft_id, seller_id=seller_id)

    async def _show_anew(self, draft_id: int, *, seller_id: int) -> bool:
        """Show the newest card of a draft's chat in a new message; False for somebody else's."""
        async with self._db.begin() as session:
            draft = await drafts.find(session, draft_id, seller_id=seller_id)
            if draft is None:
                return False
            await notifications.refresh_chat(session, draft.chat_id, anew=True)
        self._wake(Work.TELL, seller_id)
        return True


def _drawn_in_its_hour(card: Notification, sent_at: datetime) -> bool:
    return card.shown_at is not None and card.shown_at < sent_at + policy.REVOKE_WITHIN
