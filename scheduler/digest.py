"""The figures of a period, all counted from one query: the waits that began in it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from math import ceil
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from db import accounts, model_calls, notifications, sellers, waits
from db.models import AnsweredBy, Notification, NotificationKind, Seller, Wait
from scheduler import policy
from scheduler.ports import Tools, Work

ENOUGH_CHATS = 5
"""Below this a percentage would say more than is known: «мало данных»."""

READ_CHARS_PER_MINUTE = 1000
TYPE_CHARS_PER_MINUTE = 150
"""Somebody who reads a chat and types on a phone; the report's «ⓘ» names both figures."""

SAVED_SHARE = {AnsweredBy.BOT: 1.0, AnsweredBy.TAP: 1.0, AnsweredBy.EDITED: 0.5}


class Period(StrEnum):
    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "week"
    MONTH = "month"


def days(period: Period, today: date) -> tuple[date, date]:
    """First and last local day of a period; a week is seven days, a month thirty."""
    ago = {Period.TODAY: (0, 0), Period.YESTERDAY: (1, 1), Period.WEEK: (6, 0)}
    first, last = ago.get(period, (29, 0))
    return today - timedelta(days=first), today - timedelta(days=last)


@dataclass(frozen=True, slots=True)
class Digest:
    """Figures of the local days `first_day`…`last_day`, as far as `until`.

    `chats` = `answered` + `waiting` + `skipped`: chats in which a buyer began to wait in these
    days. Answer times are those of the first answer in each of `timed` chats.
    """

    first_day: date
    last_day: date
    zone: str
    until: datetime
    accounts: tuple[str, ...]
    chats: int
    answered: int
    waiting: int
    skipped: int
    timed: int
    median_seconds: int | None
    p90_seconds: int | None
    within_5_min: int
    within_30_min: int
    by_bot: int
    by_tap: int
    by_edit: int
    by_hand: int
    minutes_saved: int
    model_calls: int = 0
    model_microrub: int | None = None  # None: nothing was asked, or a price is not known
    evening_chats: int = 0  # of the day before, after its own report: in no other push
    evening_waiting: int = 0

    @property
    def enough(self) -> bool:
        return self.chats >= ENOUGH_CHATS

    @property
    def drafts_sent(self) -> int:
        return self.by_bot + self.by_tap + self.by_edit

    @property
    def unedited(self) -> int:
        return self.by_bot + self.by_tap

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "until": self.until.isoformat(),
            "accounts": list(self.accounts),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Digest":
        return cls(
            **stored
            | {
                "first_day": date.fromisoformat(stored["first_day"]),
                "last_day": date.fromisoformat(stored["last_day"]),
                "until": datetime.fromisoformat(stored["until"]),
                "accounts": tuple(stored["accounts"]),
            }
        )


class Digests:
    def __init__(self, tools: Tools) -> None:
        self._db = tools.db
        self._wake = tools.wake
        self._clock = tools.clock

    async def today(self, seller_id: int) -> date:
        """Today in the seller's zone."""
        async with self._db.read() as session:
            seller = await sellers.find(session, seller_id)
        return policy.local_day(self._clock(), seller.zone if seller else "UTC")

    async def compute(self, seller_id: int, *, first_day: date, last_day: date) -> Digest:
        async with self._db.read() as session:
            seller = await sellers.find(session, seller_id)
            if seller is None:
                raise LookupError(f"no seller {seller_id}")
            since, until = bounds(first_day, last_day, seller.zone)
            until = min(until, self._clock())
            rows = await waits.between(session, seller_id, since=since, until=until)
            calls = await model_calls.totals(session, seller_id, since=since, until=until)
            titles = [row.title for row in await accounts.of_seller(session, seller_id)]
        return Digest(
            first_day=first_day,
            last_day=last_day,
            zone=seller.zone,
            until=until,
            accounts=tuple(titles),
            model_calls=calls.calls,
            model_microrub=calls.known_microrub,
            **count(rows),
        )

    async def wake_due(self) -> None:
        """Wake the sellers whose hour has come. Called by the clock each minute."""
        async with self._db.read() as session:
            due = await sellers.due_for_report(session, now=self._clock())
        for seller_id in due:
            self._wake(Work.REPORT, seller_id)

    async def report(self, seller_id: int) -> None:
        """Push the report of the day whose hour has come, once; the worker for (REPORT, seller)."""
        now = self._clock()
        async with self._db.read() as session:
            seller = await sellers.find(session, seller_id)
        if seller is None or seller.next_report_at is None or seller.next_report_at > now:
            return
        day = policy.local_day(seller.next_report_at, seller.zone)
        digest = await self._with_evening(
            seller, await self.compute(seller_id, first_day=day, last_day=day)
        )
        async with self._db.begin() as session:
            fresh = await sellers.claim_report(session, seller, day=day, next_at=_next(seller, now))
            if fresh and digest.chats:
                await notifications.add(session, _pushed(seller_id, digest, now))
        self._wake(Work.TELL, seller_id)

    async def _with_evening(self, seller: Seller, digest: Digest) -> Digest:
        """Add what came between yesterday's report and midnight, so that no chat goes untold."""
        yesterday = digest.first_day - timedelta(days=1)
        hour = time(seller.report_minute // 60, seller.report_minute % 60)
        since = datetime.combine(yesterday, hour, ZoneInfo(seller.zone)).astimezone(UTC)
        _, midnight = bounds(yesterday, yesterday, seller.zone)
        async with self._db.read() as session:
            rows = await waits.between(session, seller.id, since=since, until=midnight)
        figures = count(rows)
        return replace(digest, evening_chats=figures["chats"], evening_waiting=figures["waiting"])


def bounds(first_day: date, last_day: date, zone: str) -> tuple[datetime, datetime]:
    """The local days as a half-open span of UTC (23 or 25 hours where the clocks change)."""
    tz = ZoneInfo(zone)
    midnights = (
        datetime.combine(day, time(0), tz) for day in (first_day, last_day + timedelta(days=1))
    )
    since, until = (midnight.astimezone(UTC) for midnight in midnights)
    return since, until


def count(rows: Sequence[Wait]) -> dict[str, Any]:
    """All figures from one period's waits."""
    fates = Counter(_fate(list(group)) for group in _by_chat(rows))
    seconds = sorted(_first_answers(rows))
    by = Counter(row.answered_by for row in rows)
    return {
        "chats": fates.total(),
        "answered": fates["answered"],
        "waiting": fates["waiting"],
        "skipped": fates["skipped"],
        "timed": len(seconds),
        "median_seconds": round(median(seconds)) if seconds else None,
        "p90_seconds": percentile(seconds, 90),
        "within_5_min": sum(value <= 5 * 60 for value in seconds),
        "within_30_min": sum(value <= 30 * 60 for value in seconds),
        "by_bot": by[AnsweredBy.BOT],
        "by_tap": by[AnsweredBy.TAP],
        "by_edit": by[AnsweredBy.EDITED],
        "by_hand": by[AnsweredBy.HAND],
        "minutes_saved": int(sum(_saved_minutes(row) for row in rows)),
    }


def percentile(ordered: Sequence[int], share: int) -> int | None:
    """The smallest value that at least `share` per cent of them do not exceed."""
    return ordered[ceil(len(ordered) * share / 100) - 1] if ordered else None


def _by_chat(rows: Sequence[Wait]) -> Iterable[Iterable[Wait]]:
    ordered = sorted(rows, key=lambda row: (row.chat_id, row.began_at, row.id))
    return [list(group) for _, group in groupby(ordered, key=lambda row: row.chat_id)]


def _fate(chat: list[Wait]) -> str:
    """What became of a chat: it still waits, needed no answer after all, or was answered."""
    if any(row.answered_at is None for row in chat):
        return "waiting"
    return "skipped" if all(row.answered_by is AnsweredBy.SKIPPED for row in chat) else "answered"


def _first_answers(rows: Sequence[Wait]) -> Iterable[int]:
    """Seconds to the first answer, for each chat whose first wait in the period was answered."""
    for chat in _by_chat(rows):
        first = next(iter(chat))
        if first.answered_at is not None and first.answered_by is not AnsweredBy.SKIPPED:
            yield max(0, round((first.answered_at - first.began_at).total_seconds()))


def _saved_minutes(row: Wait) -> float:
    share = SAVED_SHARE.get(row.answered_by, 0.0) if row.answered_by else 0.0
    return share * (row.in_chars / READ_CHARS_PER_MINUTE + row.out_chars / TYPE_CHARS_PER_MINUTE)


def _next(seller: Seller, now: datetime) -> datetime:
    return policy.next_report(after=now, minute=seller.report_minute, zone=seller.zone)


def _pushed(seller_id: int, digest: Digest, now: datetime) -> Notification:
    return Notification(
        seller_id=seller_id,
        kind=NotificationKind.REPORT,
        facts=digest.to_json(),
        created_at=now,
    )
