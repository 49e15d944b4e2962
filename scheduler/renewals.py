"""Facts whose last day is over: told once, and held again if the seller wants it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from db import facts, notifications, sellers
from db.engine import Session
from db.facts import OverFact
from db.models import Notification, NotificationKind
from scheduler import policy
from scheduler.ports import Tools, Work


class Renewal(StrEnum):
    """What a seller says of facts that are over."""

    WEEK = "week"
    MONTH = "month"
    EVER = "ever"
    REMOVE = "remove"


AHEAD = {Renewal.WEEK: timedelta(days=7), Renewal.MONTH: timedelta(days=30)}


class Renewals:
    def __init__(self, tools: Tools) -> None:
        self._db = tools.db
        self._wake = tools.wake
        self._clock = tools.clock

    async def offer(self) -> None:
        """Tell of the facts that are over, one message an account. Called by the clock each minute.

        Nobody is woken for it: it comes in his morning.
        """
        now = self._clock()
        async with self._db.read() as session:
            maybe = await facts.maybe_over(session, before=now.date() + timedelta(days=1))
        over = [one for one in maybe if _is_time(one, now)]
        if not over:
            return
        async with self._db.begin() as session:
            fresh = set(await facts.claim_offers(session, over))
            told = _by_account([one for one in over if one.fact.id in fresh])
            for account_id, of_one in told.items():
                await notifications.add(session, _offer(account_id, of_one, now))
        for seller_id in {of_one[0].seller_id for of_one in told.values()}:
            self._wake(Work.TELL, seller_id)

    async def answer(self, notification_id: int, *, seller_id: int, renewal: Renewal) -> int | None:
        """Renew or delete what an offer names, as far as it is over; how many there were.

        None when there is no such offer of his.
        """
        now = self._clock()
        async with self._db.begin() as session:
            offer = await notifications.find_offer(session, notification_id, seller_id=seller_id)
            seller = await sellers.find(session, seller_id)
            if offer is None or seller is None:
                return None
            of = _Over(
                ids=[fact["id"] for fact in offer.facts["facts"]],
                seller_id=seller_id,
                today=policy.local_day(now, seller.zone),
            )
            count = await _settle(session, of, renewal, now)
            if count or "answer" not in offer.facts:
                told = offer.facts | {"answer": renewal, "count": count}
                told["until"] = _iso(_until(renewal, of.today))
                await notifications.tell_anew(session, offer.id, told)
        self._wake(Work.TELL, seller_id)
        return count


@dataclass(frozen=True, slots=True)
class _Over:
    """Facts that may be over on a seller's day."""

    ids: list[int]
    seller_id: int
    today: date


async def _settle(session: Session, of: _Over, renewal: Renewal, now: datetime) -> int:
    if renewal is Renewal.REMOVE:
        return await facts.remove_over(session, of.ids, seller_id=of.seller_id, today=of.today)
    return await facts.change_over(
        session,
        of.ids,
        seller_id=of.seller_id,
        today=of.today,
        last_day=_until(renewal, of.today),
        noted_at=now,
        renewal_offered=False,
    )


def _until(renewal: Renewal, today: date) -> date | None:
    ahead = AHEAD.get(renewal)
    return today + ahead if ahead else None


def _offer(account_id: int, over: list[OverFact], now: datetime) -> Notification:
    told = [
        {"id": one.fact.id, "text": one.fact.text, "last_day": _iso(one.fact.last_day)}
        for one in over
    ]
    return Notification(
        seller_id=over[0].seller_id,
        kind=NotificationKind.RENEWAL,
        account_id=account_id,
        facts={"facts": told},
        created_at=now,
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _is_time(over: OverFact, now: datetime) -> bool:
    local = now.astimezone(ZoneInfo(over.zone))
    ended = over.fact.last_day
    return ended is not None and ended < local.date() and local.time() >= policy.MORNING


def _by_account(over: list[OverFact]) -> dict[int, list[OverFact]]:
    accounts: defaultdict[int, list[OverFact]] = defaultdict(list)
    for one in over:
        accounts[one.fact.account_id].append(one)
    return accounts
