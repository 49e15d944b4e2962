"""What the seller told us: listed, found, added, changed, and what contradicts it."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from ai.similar import is_of_group, stems
from db import accounts, drafts, facts, listings, sellers
from db.engine import Session
from db.facts import ListedFact
from db.models import Account, Fact, FactSource, Listing, Scope
from scheduler import outdated, policy, rivals
from scheduler.fact_rows import clean
from scheduler.fact_search import best, fits
from scheduler.ports import Tools, Work
from scheduler.rivals import Stand

LONGEST_FACT = 500
LONGEST_WORDS = 80
MOST_FACTS = 1000
"""In one account."""

PAGE = 10


class Refusal(StrEnum):
    """Why a fact was not kept, or not changed."""

    GONE = "gone"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    KNOWN = "known"
    PAST = "past"
    NO_DAY = "no_day"
    NO_LISTING = "no_listing"
    NO_WORDS = "no_words"


@dataclass(frozen=True, slots=True)
class Where:
    """For which listings something holds."""

    scope: Scope = Scope.ALL
    listing_id: int | None = None
    title_words: str = ""


FOR_ALL = Where()


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact with what is shown of it; `today` is the seller's local day.

    `fitting` is how many listings a group's fact holds for now; None when nobody counted.
    """

    fact: Fact
    listing: Listing | None
    today: date
    fitting: int | None = None

    @property
    def is_over(self) -> bool:
        return not rivals.holds(self.fact, self.today)

    @property
    def has_contact(self) -> bool:
        return policy.has_contact(self.fact.text)


@dataclass(frozen=True, slots=True)
class Noted:
    """What became of a fact that was said: it is there now, or why not.

    `rival` is an older one that contradicts it. A fact that was known is in `view` too.
    """

    view: FactView | None
    refusal: Refusal | None = None
    rival: FactView | None = None


@dataclass(frozen=True, slots=True)
class FactPage:
    account: Account
    facts: tuple[FactView, ...]
    number: int
    total: int
    several_accounts: bool

    @property
    def has_more(self) -> bool:
        return (self.number + 1) * PAGE < self.total


@dataclass(frozen=True, slots=True)
class Found:
    """The facts that are most like what was asked for, and how many are like it."""

    account: Account
    words: str
    facts: tuple[FactView, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ListingPage:
    """The listings of a fact's account that it may be of; `words` were asked for."""

    view: FactView
    listings: tuple[Listing, ...]
    number: int
    total: int
    words: str = ""

    @property
    def has_more(self) -> bool:
        return (self.number + 1) * PAGE < self.total


class Keep(StrEnum):
    """Which of two that contradict each other is right."""

    NEW = "new"
    OLD = "old"
    BOTH = "both"


class Knowledge:
    def __init__(self, tools: Tools) -> None:
        self._db = tools.db
        self._wake = tools.wake
        self._clock = tools.clock

    async def counts(self, seller_id: int) -> list[tuple[Account, int]]:
        """The seller's accounts, each with how many facts it has."""
        async with self._db.read() as session:
            return [
                (account, await facts.count(session, account.id, seller_id=seller_id))
                for account in await accounts.of_seller(session, seller_id)
            ]

    async def page(self, account_id: int, *, seller_id: int, number: int = 0) -> FactPage | None:
        """A page of an account's facts, the newest first; the last one when there are fewer."""
        async with self._db.read() as session:
            account = await accounts.find(session, account_id, seller_id=seller_id)
            if account is None:
                return None
            total = await facts.count(session, account_id, seller_id=seller_id)
            number = min(number, max(0, (total - 1) // PAGE))
            rows = await facts.newest_first(
                session, account_id, seller_id=seller_id, offset=number * PAGE, limit=PAGE
            )
            shown = _views(rows, await self._today(session, seller_id))
            several = len(await accounts.of_seller(session, seller_id)) > 1
        return FactPage(account, shown, number, total, several)

    async def search(self, account_id: int, *, seller_id: int, words: str) -> Found | None:
        """The facts that have these words, or are like them; the best first."""
        async with self._db.read() as session:
            account = await accounts.find(session, account_id, seller_id=seller_id)
            if account is None:
                return None
            rows = await facts.newest_first(session, account_id, seller_id=seller_id)
            today = await self._today(session, seller_id)
        found = best(rows, words)
        return Found(account, words, _views(found[:PAGE], today), len(found))

    async def find(self, fact_id: int, *, seller_id: int) -> FactView | None:
        async with self._db.read() as session:
            return await self._view(session, fact_id, seller_id)

    async def add(
        self, account_id: int, *, seller_id: int, text: str, where: Where = FOR_ALL
    ) -> Noted:
        """Keep what the seller typed, use it at once, and tell what contradicts it."""
        noted = await self.keep(account_id, seller_id=seller_id, text=text, where=where)
        if noted.view is not None and noted.refusal is None:
            await self.use([noted.view.fact.id])
        return noted

    async def use(self, fact_ids: Collection[int], *, first: int | None = None) -> None:
        """Have every draft written anew that lacks what these facts say, `first` before others.

        Should the program end before that, the next start finds them.
        """
        async with self._db.read() as session:
            told = await outdated.find(session, self._clock(), fact_ids=fact_ids)
        self._write_anew(sorted(told, key=lambda one: one != first))

    async def keep(
        self,
        account_id: int,
        *,
        seller_id: int,
        text: str,
        where: Where = FOR_ALL,
        source: FactSource = FactSource.TYPED,
    ) -> Noted:
        """Keep what the seller said, and tell what contradicts it; `use` is the next step."""
        text = clean(text)
        if refusal := refuse_text(text):
            return Noted(None, refusal)
        async with self._db.begin() as session:
            if await accounts.find(session, account_id, seller_id=seller_id) is None:
                return Noted(None, Refusal.GONE)
            known = await facts.newest_first(session, account_id, seller_id=seller_id)
            key = key_of(text, where)
            fact = next((row.fact for row in known if key_of_fact(row.fact) == key), None)
            if fact is not None:
                if not await self._hold_again(session, fact, seller_id):
                    return Noted(await self._view(session, fact.id, seller_id), Refusal.KNOWN)
            elif len(known) >= MOST_FACTS:
                return Noted(None, Refusal.TOO_MANY)
            else:
                fact = make_fact(account_id, text, where, source=source, now=self._clock())
                await facts.add(session, fact)
        return await self.noted(fact.id, seller_id=seller_id)

    async def _hold_again(self, session: Session, fact: Fact, seller_id: int) -> bool:
        """Make a fact that is over hold as if told now; False for one that holds."""
        if rivals.holds(fact, await self._today(session, seller_id)):
            return False
        again = hold_until(None, self._clock())
        return await facts.change(session, fact.id, seller_id=seller_id, **again)

    async def noted(self, fact_id: int, *, seller_id: int) -> Noted:
        """A fact as it was just kept, with the newest older one that contradicts it."""
        async with self._db.read() as session:
            view = await self._view(session, fact_id, seller_id)
            if view is None:
                return Noted(None, Refusal.GONE)
            rows = await facts.newest_first(session, view.fact.account_id, seller_id=seller_id)
        return Noted(view, rival=_rival(view, rivals.stands(rows, view.today), than=view))

    async def edit(self, fact_id: int, *, seller_id: int, text: str) -> Noted:
        text = clean(text)
        refusal = refuse_text(text)
        return await self._change(fact_id, seller_id, refusal, text=text)

    async def place(self, fact_id: int, *, seller_id: int, where: Where) -> Noted:
        """Set for which listings a fact holds."""
        words = clean(where.title_words)
        refusal = refuse_words(words) if where.scope is Scope.GROUP else None
        async with self._db.read() as session:
            refusal = refusal or await _refuse_listing(session, fact_id, seller_id, where)
        return await self._change(
            fact_id,
            seller_id,
            refusal,
            scope=where.scope,
            listing_id=where.listing_id,
            title_words=words,
        )

    async def set_last_day(self, fact_id: int, *, seller_id: int, day: date | None) -> Noted:
        """Set the last day on which a fact holds; None for ever."""
        async with self._db.read() as session:
            before = await self._view(session, fact_id, seller_id)
            today = await self._today(session, seller_id)
        refusal = Refusal.PAST if day is not None and day < today else None
        changed = await self._change(
            fact_id, seller_id, refusal, last_day=day, renewal_offered=False
        )
        # Of one that held already he has been asked, whatever contradicts it.
        return changed if before is None or before.is_over else replace(changed, rival=None)

    async def remove(self, fact_id: int, *, seller_id: int) -> bool:
        async with self._db.begin() as session:
            resting = await drafts.resting_on(session, fact_id, seller_id=seller_id)
            gone = await facts.remove(session, fact_id, seller_id=seller_id)
        self._write_anew(resting)
        return gone

    def _write_anew(self, draft_ids: Sequence[int]) -> None:
        """Have drafts say what is so now: they rest on what was changed, or lack what was told."""
        for draft_id in draft_ids:
            self._wake(Work.ANEW, draft_id)

    async def settle(self, new_id: int, old_id: int, *, seller_id: int, keep: Keep) -> Noted:
        """Delete the one of two that is wrong, and tell what contradicts the new one besides.

        When it came with many others and nothing does, the next of those that something does.
        Two taps at once do not delete both.
        """
        resting: Sequence[int] = ()
        async with self._db.begin() as session:
            new = await self._view(session, new_id, seller_id)
            old = await self._view(session, old_id, seller_id)
            if new is None or old is None:
                return Noted(new or old, None if new or old else Refusal.GONE)
            if keep is not Keep.BOTH:
                wrong = old_id if keep is Keep.NEW else new_id
                resting = await drafts.resting_on(session, wrong, seller_id=seller_id)
                await facts.remove(session, wrong, seller_id=seller_id)
        self._write_anew(resting)
        rest = await self._rest(new, seller_id, than=old if keep is not Keep.OLD else None)
        return rest or Noted(old if keep is Keep.OLD else new)

    async def quarrel_among(self, ids: Sequence[int], *, seller_id: int) -> Noted | None:
        """The first of the facts that came together that an older one contradicts."""
        first = await self.find(min(ids, default=0), seller_id=seller_id)
        return await self._rest(first, seller_id, than=first) if first else None

    async def _rest(self, new: FactView, seller_id: int, *, than: FactView | None) -> Noted | None:
        """The next contradiction: of the new one with those older than `than`, or after it."""
        async with self._db.read() as session:
            rows = await facts.newest_first(session, new.fact.account_id, seller_id=seller_id)
        stands = rivals.stands(rows, new.today)
        if than is not None and (rival := _rival(new, stands, than=than)):
            return Noted(new, rival=rival)
        for stand in reversed(stands):
            fact = stand.row.fact
            if fact.noted_at == new.fact.noted_at and fact.id > new.fact.id:
                if found := rivals.first(stand, stands, older_than=stand.age):
                    return Noted(_view_of(stand.row, new.today), rival=_view_of(found, new.today))
                await asyncio.sleep(0)  # a thousand with a thousand take seconds
        return None

    async def listings(
        self, fact_id: int, *, seller_id: int, number: int = 0, words: str = ""
    ) -> ListingPage | None:
        """The listings that a fact may be of; with `words` those that have them or are like."""
        async with self._db.read() as session:
            view = await self._view(session, fact_id, seller_id)
            if view is None:
                return None
            known = await listings.of_account(session, view.fact.account_id, seller_id=seller_id)
        fitting = [one for one in known if not words or fits(one.title, words)]
        number = min(number, max(0, (len(fitting) - 1) // PAGE))
        shown = tuple(fitting[number * PAGE : (number + 1) * PAGE])
        return ListingPage(view, shown, number, len(fitting), words)

    async def today(self, seller_id: int) -> date:
        async with self._db.read() as session:
            return await self._today(session, seller_id)

    async def _change(
        self, fact_id: int, seller_id: int, refusal: Refusal | None, **values: object
    ) -> Noted:
        """Change a fact, which confirms it: it is as if told now."""
        if refusal is not None:
            async with self._db.read() as session:
                return Noted(await self._view(session, fact_id, seller_id), refusal)
        async with self._db.begin() as session:
            resting = await drafts.resting_on(session, fact_id, seller_id=seller_id)
            changed = await facts.change(
                session, fact_id, seller_id=seller_id, noted_at=self._clock(), **values
            )
        if not changed:
            return Noted(None, Refusal.GONE)
        if "last_day" not in values:  # until another day it says the same today
            self._write_anew(resting)
        return await self.noted(fact_id, seller_id=seller_id)

    async def _view(self, session: Session, fact_id: int, seller_id: int) -> FactView | None:
        fact = await facts.find(session, fact_id, seller_id=seller_id)
        if fact is None:
            return None
        listing = await listings.find(session, fact.listing_id)
        today = await self._today(session, seller_id)
        return FactView(fact, listing, today, await _fitting(session, fact, seller_id))

    async def _today(self, session: Session, seller_id: int) -> date:
        seller = await sellers.find(session, seller_id)
        return policy.local_day(self._clock(), seller.zone if seller else "UTC")


async def _fitting(session: Session, fact: Fact, seller_id: int) -> int | None:
    if fact.scope is not Scope.GROUP:
        return None
    known = await listings.of_account(session, fact.account_id, seller_id=seller_id)
    return sum(is_of_group(one.title, fact.title_words) for one in known)


def make_fact(
    account_id: int, text: str, where: Where, *, source: FactSource, now: datetime
) -> Fact:
    return Fact(
        account_id=account_id,
        scope=where.scope,
        listing_id=where.listing_id,
        title_words=where.title_words,
        text=text,
        source=source,
        noted_at=now,
        renewal_offered=False,
    )


def hold_until(last_day: date | None, now: datetime) -> dict[str, Any]:
    """What changes in a fact that is said again: it is as new."""
    return {"last_day": last_day, "renewal_offered": False, "noted_at": now}


Key = tuple[str, Where]


def key_of(text: str, where: Where) -> Key:
    """What makes two facts the same one: they say just this of just these listings."""
    return text.casefold(), where


def key_of_fact(fact: Fact) -> Key:
    return key_of(fact.text, Where(fact.scope, fact.listing_id, fact.title_words))


def refuse_text(text: str) -> Refusal | None:
    if not text:
        return Refusal.EMPTY
    return Refusal.TOO_LONG if len(text) > LONGEST_FACT else None


def refuse_words(words: str) -> Refusal | None:
    """Words of a title: a few, and such that say something."""
    return Refusal.NO_WORDS if not stems(words) or len(words) > LONGEST_WORDS else None


async def _refuse_listing(
    session: Session, fact_id: int, seller_id: int, where: Where
) -> Refusal | None:
    """A listing has to be one of the fact's own account."""
    if where.scope is not Scope.LISTING:
        return None
    fact = await facts.find(session, fact_id, seller_id=seller_id)
    listing = fact and await listings.find_own(
        session, where.listing_id or 0, account_id=fact.account_id, seller_id=seller_id
    )
    return None if listing else Refusal.NO_LISTING


def _view_of(row: ListedFact, today: date) -> FactView:
    return FactView(row.fact, row.listing, today)


def _views(rows: Sequence[ListedFact], today: date) -> tuple[FactView, ...]:
    return tuple(_view_of(row, today) for row in rows)


def _rival(of: FactView, stands: Sequence[Stand], *, than: FactView) -> FactView | None:
    """The newest fact older than `than` that contradicts one that holds."""
    if of.is_over:
        return None
    [mine] = rivals.stands([ListedFact(of.fact, of.listing)], of.today)
    found = rivals.first(mine, stands, older_than=rivals.age(than.fact))
    return _view_of(found, of.today) if found else None
