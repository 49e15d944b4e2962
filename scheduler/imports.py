"""Many facts at once: read, looked at, kept."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from ai.similar import stems
from db import accounts, facts, listings
from db.engine import Session
from db.models import Account, Fact, FactSource, Listing, Scope
from scheduler import fact_rows, policy, rivals
from scheduler.fact_rows import FactRow, NotATableError, TooManyRowsError
from scheduler.knowledge import (
    FOR_ALL,
    LONGEST_WORDS,
    MOST_FACTS,
    Key,
    Knowledge,
    Noted,
    Refusal,
    Where,
    hold_until,
    key_of,
    key_of_fact,
    make_fact,
    refuse_text,
)
from scheduler.ports import Tools
from scheduler.sheets import Sheets, is_workbook

_ITEM_ID = re.compile(r"(?:^|_)(\d{5,19})(?:\?.*)?$")
"""A listing's number at Avito, by itself or at the end of its address."""

FOR_EVERY = frozenset(
    (
        *("", "-", "–", "—", "*", "all"),
        *("все", "всех", "для всех", "все объявления", "для всех объявлений"),
    )
)
"""How a table says that a fact is for all listings."""

TABLES = (".csv", ".tsv")
TEXTS = (".txt", ".md", ".text")


@dataclass(frozen=True, slots=True)
class Ready:
    """A fact that can be kept as it is."""

    text: str
    where: Where
    last_day: date | None
    title: str = ""  # of the listing that it is of, if it is of one

    @property
    def has_contact(self) -> bool:
        return policy.has_contact(self.text)


@dataclass(frozen=True, slots=True)
class Renewed:
    """A fact that is there already, and the last day that it is to have instead of its own."""

    fact_id: int
    row: Ready


@dataclass(frozen=True, slots=True)
class RefusedRow:
    number: int
    text: str
    why: Refusal


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of the rows that were sent, all of them counted once."""

    account: Account
    new: tuple[Ready, ...]
    renewed: tuple[Renewed, ...]
    known: int
    refused: tuple[RefusedRow, ...]
    unread: int = 0  # rows of which not all columns were understood

    @property
    def changes(self) -> int:
        """How many facts come or change."""
        return len(self.new) + len(self.renewed)

    @property
    def with_contacts(self) -> int:
        return sum(row.has_contact for row in (*self.new, *(one.row for one in self.renewed)))


@dataclass(frozen=True, slots=True)
class Kept:
    """How many facts were kept, and the first of them that contradicts an older one."""

    preview: Preview
    quarrel: Noted | None


class Unreadable(StrEnum):
    """Why nothing came of what was sent."""

    TOO_BIG = "too_big"
    NOT_LOADED = "not_loaded"
    NO_TABLE = "no_table"
    TOO_MANY = "too_many"
    NOTHING = "nothing"


def read_lines(text: str) -> list[FactRow] | Unreadable:
    """The rows of a message, or why it has none."""
    try:
        return _some(fact_rows.of_lines(text))
    except TooManyRowsError:
        return Unreadable.TOO_MANY


def _some(rows: list[FactRow]) -> list[FactRow] | Unreadable:
    return rows or Unreadable.NOTHING


class Imports:
    def __init__(self, tools: Tools, knowledge: Knowledge, sheets: Sheets) -> None:
        self._db = tools.db
        self._clock = tools.clock
        self._knowledge = knowledge
        self._sheets = sheets

    async def read(self, name: str, content: bytes) -> list[FactRow] | Unreadable:
        """The rows of a file, or why it has none."""
        try:
            return _some(await self._rows(name, content))
        except NotATableError:
            return Unreadable.NO_TABLE
        except TooManyRowsError:
            return Unreadable.TOO_MANY

    async def _rows(self, name: str, content: bytes) -> list[FactRow]:
        if is_workbook(content):
            return fact_rows.of_table(await self._sheets.rows(content))
        if name.lower().endswith(TABLES):
            return fact_rows.of_table(fact_rows.table_of_csv(content))
        if name.lower().endswith(TEXTS):
            return fact_rows.of_lines(fact_rows.decode(content))
        raise NotATableError("neither a table nor a text")

    async def preview(
        self, account_id: int, rows: Sequence[FactRow], *, seller_id: int
    ) -> Preview | None:
        """What would be kept; None when the account is not there."""
        today = await self._knowledge.today(seller_id)
        async with self._db.read() as session:
            return await _judge(session, account_id, rows, seller_id=seller_id, today=today)

    async def keep(
        self, account_id: int, rows: Sequence[FactRow], *, seller_id: int
    ) -> Kept | None:
        """Keep what can be kept, by what is known now; None when the account is not there."""
        today, now = await self._knowledge.today(seller_id), self._clock()
        async with self._db.begin() as session:
            judged = await _judge(session, account_id, rows, seller_id=seller_id, today=today)
            if judged is None:
                return None
            new = [_fact_of(row, account_id, now) for row in judged.new]
            await facts.add_all(session, new)
            for one in judged.renewed:
                again = hold_until(one.row.last_day, now)
                await facts.change(session, one.fact_id, seller_id=seller_id, **again)
        ids = [*(fact.id for fact in new), *(one.fact_id for one in judged.renewed)]
        await self._knowledge.use(ids)
        quarrel = await self._knowledge.quarrel_among(ids, seller_id=seller_id)
        return Kept(judged, quarrel)


def _fact_of(row: Ready, account_id: int, now: datetime) -> Fact:
    fact = make_fact(account_id, row.text, row.where, source=FactSource.IMPORTED, now=now)
    fact.last_day = row.last_day
    return fact


async def _judge(
    session: Session, account_id: int, rows: Sequence[FactRow], *, seller_id: int, today: date
) -> Preview | None:
    account = await accounts.find(session, account_id, seller_id=seller_id)
    if account is None:
        return None
    known = await facts.newest_first(session, account_id, seller_id=seller_id)
    titles = Titles(await listings.of_account(session, account_id, seller_id=seller_id))
    sorting = _Sorting([row.fact for row in known], today)
    for row in rows:
        sorting.take(row, judge(row, titles, today))
    return Preview(
        account,
        new=tuple(sorting.new),
        renewed=tuple(sorting.renewed),
        known=sorting.known,
        refused=tuple(sorting.refused),
        unread=sum(row.has_more for row in rows),
    )


class _Sorting:
    """Rows on their way into new, renewed, known and refused."""

    def __init__(self, known: Sequence[Fact], today: date) -> None:
        # Of two that are the same the newest, as when one is typed.
        self._stored = {key_of_fact(fact): fact for fact in reversed(known)}
        self._seen: set[Key] = set()
        self._room = MOST_FACTS - len(known)
        self._today = today
        self.new: list[Ready] = []
        self.renewed: list[Renewed] = []
        self.refused: list[RefusedRow] = []
        self.known = 0

    def take(self, row: FactRow, judged: Ready | Refusal) -> None:
        if isinstance(judged, Refusal):
            self.refused.append(RefusedRow(row.number, row.text, judged))
        elif (key := key_of(judged.text, judged.where)) in self._seen:
            self.known += 1
        elif fact := self._stored.get(key):
            self._seen.add(key)
            self._take_known(fact, judged)
        elif len(self.new) >= self._room:
            self.refused.append(RefusedRow(row.number, row.text, Refusal.TOO_MANY))
        else:
            self._seen.add(key)
            self.new.append(judged)

    def _take_known(self, fact: Fact, row: Ready) -> None:
        """What is over holds again, as when it is typed again; a day that a row names is set."""
        moved = row.last_day is not None and row.last_day != fact.last_day
        if moved or not rivals.holds(fact, self._today):
            self.renewed.append(Renewed(fact.id, replace(row, text=fact.text)))
        else:
            self.known += 1


def judge(row: FactRow, titles: "Titles", today: date) -> Ready | Refusal:
    """One row as a fact, or why it cannot be one."""
    if refusal := refuse_text(row.text):
        return refusal
    where = titles.where(row.listing)
    if where is None:
        return Refusal.NO_LISTING
    last_day = fact_rows.read_day(row.until, today)
    if last_day is None and not fact_rows.is_ever(row.until):
        return Refusal.NO_DAY
    if last_day is not None and last_day < today:
        return Refusal.PAST
    return Ready(row.text, where, last_day, titles.of(where))


class Titles:
    """An account's listings, as a table may name them; made once for all its rows."""

    def __init__(self, known: Sequence[Listing]) -> None:
        self._by_id = {one.id: one.title for one in known}
        self._by_item = {one.avito_item_id: one.id for one in known}
        self._by_title: defaultdict[str, list[int]] = defaultdict(list)
        for one in known:
            self._by_title[one.title.casefold()].append(one.id)
        self._stems = [frozenset(stems(one.title)) for one in known]

    def where(self, words: str) -> Where | None:
        """What «объявление» means: a title, an address, a number, or words of titles."""
        if words.casefold() in FOR_EVERY:
            return FOR_ALL
        named = self._named(words)
        if len(named) == 1:
            return Where(Scope.LISTING, named[0])
        return Where(Scope.GROUP, None, words) if self._is_group(words) else None

    def of(self, where: Where) -> str:
        return self._by_id.get(where.listing_id or 0, "")

    def _named(self, words: str) -> Sequence[int]:
        number = _ITEM_ID.search(words)
        listing_id = self._by_item.get(int(number[1])) if number else None
        return [listing_id] if listing_id else self._by_title.get(words.casefold(), [])

    def _is_group(self, words: str) -> bool:
        wanted = frozenset(stems(words)) if len(words) <= LONGEST_WORDS else frozenset()
        return bool(wanted) and any(wanted <= title for title in self._stems)
