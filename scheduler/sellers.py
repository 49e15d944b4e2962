"""A seller's own settings: language, pauses, the hour of his report."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from db import accounts, chats, sellers
from db.engine import Session
from db.models import Seller
from scheduler import policy
from scheduler.ports import Tools, Work

LANGUAGES = ("ru", "en")
DEFAULT_ZONE = "Europe/Moscow"
DEFAULT_REPORT_MINUTE = 20 * 60


class Sellers:
    def __init__(self, tools: Tools) -> None:
        self._db = tools.db
        self._wake = tools.wake
        self._clock = tools.clock

    async def greet(self, seller_id: int, *, name: str, language_code: str | None) -> Seller:
        """The seller, added at his first word; Russian unless his Telegram speaks otherwise."""
        async with self._db.read() as session:
            seller = await sellers.find(session, seller_id)
        if seller is not None:
            return seller
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
