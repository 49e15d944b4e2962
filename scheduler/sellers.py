"""A seller's own settings: language, pauses, the hour of his report."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog

from db import accounts, chats, notifications, sellers
from db.engine import Session
from db.models import Seller
from scheduler import policy
from scheduler.ports import Tools, Work

logger = structlog.get_logger()

LANGUAGES = ("ru", "en")
DEFAULT_ZONE = "Europe/Moscow"
DEFAULT_REPORT_MINUTE = 20 * 60


class Sellers:
    def __init__(self, tools: Tools) -> None:
        self._db = tools.db
        self._wake = tools.wake
        self._clock = tools.clock

    async def greet(self, seller_id: int, *, name: str, language_code: str | None) -> Seller:
        """The seller, added at his first word; Russian unless his Telegram speaks otherwise.

        Who could not be reached is back with whatever he does.
        """
        async with self._db.read() as session:
            seller = await sellers.find(session, seller_id)
        if seller is not None:
            return seller if seller.unreachable_since is None else await self._welcome(seller)
        async with self._db.begin() as session:
            again = await sellers.find(session, seller_id)
            return again or await self._add(session, seller_id, name, language_code)

    async def _add(
        self, session: Session, seller_id: int, name: str, language_code: str | None
    ) -> Seller:
        now = self._clock()
        seller = Seller(
            id=seller_id,
            name=name[:200],
            language=language_for(language_code),
            zone=DEFAULT_ZONE,
            report_minute=DEFAULT_REPORT_MINUTE,
            reports_on=True,
            created_at=now,
            next_report_at=policy.next_report(
                after=now, minute=DEFAULT_REPORT_MINUTE, zone=DEFAULT_ZONE
            ),
        )
        session.add(seller)
        return seller

    async def unreachable(self, seller_id: int) -> None:
        """He has blocked the bot, or is not in Telegram any more: his accounts pause.

        Nothing is sent to him or in his name, and nothing tried again, until he is back.
        """
        async with self._db.begin() as session:
            left = await sellers.leave(session, seller_id, now=self._clock())
        if left:
            logger.info("seller unreachable", seller=seller_id)

    async def returned(self, seller_id: int) -> Seller | None:
        """He can be reached again; None when he could be before.

        The cards of buyers who wait come again, in new messages; what is over is not told.
        """
        async with self._db.begin() as session:
            seller = await sellers.come_back(session, seller_id)
            if seller is None:
                return None
            seller.next_report_at = self._next_report(seller)
            await notifications.drop_missed(session, seller_id)
            await notifications.call_again(session, seller_id, left_to_him=policy.TAKEN_OVER)
            due = await chats.call_waiting(session, now=self._clock(), seller_id=seller_id)
        logger.info("seller is back", seller=seller_id)
        self._wake(Work.TELL, seller_id)
        for chat_id in due:
            self._wake(Work.CHAT, chat_id)
        return seller

    async def _welcome(self, seller: Seller) -> Seller:
        return await self.returned(seller.id) or seller

    async def find(self, seller_id: int) -> Seller | None:
        async with self._db.read() as session:
            return await sellers.find(session, seller_id)

    async def set_language(self, seller_id: int, language: str) -> None:
        async with self._db.begin() as session:
            await sellers.change(session, seller_id, language=language)

    async def set_report(
        self,
        seller_id: int,
        *,
        minute: int | None = None,
        zone: str | None = None,
        on: bool | None = None,
    ) -> Seller:
        """Change when the report comes, or whether; ValueError for an unknown zone."""
        if zone is not None:
            check_zone(zone)
        async with self._db.begin() as session:
            seller = await sellers.find(session, seller_id)
            if seller is None:
                raise LookupError(f"no seller {seller_id}")
            seller.report_minute = seller.report_minute if minute is None else minute
            seller.zone = zone or seller.zone
            seller.reports_on = seller.reports_on if on is None else on
            seller.next_report_at = self._next_report(seller)
            return seller

    def _next_report(self, seller: Seller) -> datetime | None:
        if not seller.reports_on:
            return None
        return policy.next_report(
            after=self._clock(), minute=seller.report_minute, zone=seller.zone
        )

    async def pause(self, seller_id: int, *, until: datetime) -> None:
        """Silence everywhere: no drafts, nothing by itself. What buyers write is kept."""
        async with self._db.begin() as session:
            await sellers.change(session, seller_id, paused_until=until)

    async def resume(self, seller_id: int) -> None:
        """End the pauses of the seller and of his accounts; buyers who wait get their drafts."""
        async with self._db.begin() as session:
            await sellers.change(session, seller_id, paused_until=None)
            await accounts.end_pauses(session, seller_id)
            due = await chats.call_waiting(session, now=self._clock(), seller_id=seller_id)
        for chat_id in due:
            self._wake(Work.CHAT, chat_id)


def language_for(language_code: str | None) -> str:
    """Russian by default; English for those whose Telegram is neither Russian nor unknown."""
    code = (language_code or "ru").lower().partition("-")[0]
    return "ru" if code in RUSSIAN_READERS else "en"


RUSSIAN_READERS = frozenset({"ru", "uk", "be", "kk", "ky", "tg", "uz", "hy", "az", "tt", "ba"})


def check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"unknown time zone {zone!r}") from None
