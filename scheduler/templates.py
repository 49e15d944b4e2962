"""A seller's templates: the ready ones as he has changed them, and his own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from ai import ready_templates
from ai import templates as rules
from ai.model import utf16_length
from ai.templates import Filled, Reach, Values
from db import accounts, listings, templates
from db import models as rows
from db.chats import ChatScene
from db.engine import Session
from db.models import Account, Listing, Scope, Seller
from scheduler import policy
from scheduler.ports import Tools

Template = rules.Template
Variable = rules.Variable
"""For handlers and screens, which do not know `ai`."""

MOST_TEMPLATES = 200
LISTINGS_A_PAGE = 8


class Fault(StrEnum):
    """Why a template is not kept. Each has a sentence for the seller."""

    NO_NAME = "no_name"
    LONG_NAME = "long_name"
    NO_TEXT = "no_text"
    LONG_TEXT = "long_text"
    UNKNOWN = "unknown"
    TOO_MANY = "too_many"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Refused:
    """`words` are the {words} nobody knows, `length` that of what is too long."""

    fault: Fault
    words: tuple[str, ...] = ()
    length: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """A template as it was typed."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Key:
    """Which template of which account."""

    account_id: int
    ref: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """All templates of an account, and how many of the ready ones are put away."""

    account: Account
    templates: tuple[Template, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Opened:
    """One template; `listing` is the only one it is for, `sample` one that shows it filled."""

    account: Account
    template: Template
    changed: bool  # a ready one in the seller's own words
    listing: Listing | None
    sample: Listing | None
    filled: Filled

    @property
    def is_ready(self) -> bool:
        return not self.template.ref.isdigit()

    @property
    def has_contact(self) -> bool:
        return policy.has_contact(rules.own_words(self.template.text))


class Templates:
    def __init__(self, tools: Tools) -> None:
        self._db = tools.db
        self._clock = tools.clock

    async def all(self, account_id: int, *, seller: Seller) -> Shelf | None:
        """The templates of a seller's account; None when it is not his."""
        async with self._db.read() as session:
            account = await accounts.find(session, account_id, seller_id=seller.id)
            if account is None:
                return None
            found = await templates.of_account(session, account_id, seller_id=seller.id)
        hidden = sum(row.hidden for row in found)
        return Shelf(account, tuple(offered(found, seller.language)), hidden)

    async def open(self, key: Key, *, seller: Seller, sample_name: str = "") -> Opened | None:
        """One template, filled for the listing somebody asked about last."""
        async with self._db.read() as session:
            account = await accounts.find(session, key.account_id, seller_id=seller.id)
            template, row = await _find(session, key, seller)
            if account is None or template is None:
                return None
            only = row.listing_id if row and row.scope is Scope.LISTING else None
            asked = await listings.asked_last(
                session, account.id, seller_id=seller.id, listing_id=only
            )
            listing = await listings.find(session, only)
        sample, buyer = asked or (listing, "")
        values = values_of(sample, buyer or sample_name)
        changed = row is not None and bool(row.ready)
        filled = rules.fill(template.text, values)
        return Opened(account, template, changed, listing, sample, filled)

    async def add(self, account_id: int, words: Words, *, seller: Seller) -> Template | Refused:
        """Keep a new template of the seller's own; typed again word for word it is the same."""
        name, text = plain_name(words.name), words.text.strip()
        fault = check_name(name) or check_text(text)
        if fault is not None:
            return fault
        async with self._db.begin() as session:
            if await accounts.find(session, account_id, seller_id=seller.id) is None:
                return Refused(Fault.GONE)
            found = await templates.of_account(session, account_id, seller_id=seller.id)
            own = [row for row in found if not row.ready]
            for row in own:
                if (row.name, row.text) == (name, text):
                    return _offer(row)
            if len(own) >= MOST_TEMPLATES:
                return Refused(Fault.TOO_MANY)
            row = self._row(account_id, name=name, text=text)
            return _offer(await templates.add(session, row))

    async def rename(self, key: Key, name: str, *, seller: Seller) -> Refused | None:
        name = plain_name(name)
        return check_name(name) or await self._change(key, seller, name=name)

    async def edit(self, key: Key, text: str, *, seller: Seller) -> Refused | None:
        text = text.strip()
        return check_text(text) or await self._change(key, seller, text=text)

    async def set_kind(self, key: Key, kind: str, *, seller: Seller) -> Refused | None:
        """Say which questions an own template answers; "" is any."""
        if not key.ref.isdigit() or kind not in ("", *ready_templates.ANSWERED):
            return Refused(Fault.GONE)
        return await self._change(key, seller, kind=kind)

    async def set_listing(
        self, key: Key, listing_id: int | None, *, seller: Seller
    ) -> Refused | None:
        """Keep an own template for one listing, or let it be for all (None)."""
        if not key.ref.isdigit():
            return Refused(Fault.GONE)
        if listing_id is None:
            return await self._change(key, seller, scope=Scope.ALL, listing_id=None)
        async with self._db.read() as session:
            listing = await listings.find_own(
                session, listing_id, account_id=key.account_id, seller_id=seller.id
            )
        if listing is None:
            return Refused(Fault.GONE)
        return await self._change(key, seller, scope=Scope.LISTING, listing_id=listing.id)

    async def _change(self, key: Key, seller: Seller, **values: Any) -> Refused | None:
        """Change a template; a ready one becomes a row that stands for it."""
        async with self._db.begin() as session:
            template, row = await _find(session, key, seller)
            if template is None:
                return Refused(Fault.GONE)
            if row is None:
                row = self._row(key.account_id, name=template.name, text=template.text)
                row.ready = key.ref
                await templates.add(session, row)
            await templates.change(session, row.id, seller_id=seller.id, **values)
        return None

    async def remove(self, key: Key, *, seller: Seller) -> bool:
        """Delete an own template; a ready one is put away, in whatever words. False: gone."""
        if not key.ref.isdigit():
            return await self._change(key, seller, hidden=True) is None
        async with self._db.begin() as session:
            _, row = await _find(session, key, seller)
            return row is not None and await templates.remove(session, row.id, seller_id=seller.id)

    async def reset(self, key: Key, *, seller: Seller) -> bool:
        """Give a ready template its first words back; False when they are there."""
        async with self._db.begin() as session:
            _, row = await _find(session, key, seller)
            if row is None or not row.ready:
                return False
            return await templates.remove(session, row.id, seller_id=seller.id)

    async def bring_back(self, account_id: int, *, seller: Seller) -> None:
        """Show the ready templates again that were put away, as they were."""
        async with self._db.begin() as session:
            for row in await templates.of_account(session, account_id, seller_id=seller.id):
                if row.hidden:
                    await templates.change(session, row.id, seller_id=seller.id, hidden=False)

    async def set_alone(self, account_id: int, *, seller: Seller, on: bool) -> bool:
        """Whether exact templates may answer by themselves while no model does."""
        async with self._db.begin() as session:
            return await accounts.change(
                session, account_id, seller_id=seller.id, templates_alone=on
            )

    async def listings(
        self, account_id: int, *, seller: Seller, page: int
    ) -> tuple[Sequence[Listing], bool]:
        """A page of an account's listings, and whether there are more."""
        async with self._db.read() as session:
            found = await listings.of_account(
                session,
                account_id,
                seller_id=seller.id,
                offset=page * LISTINGS_A_PAGE,
                limit=LISTINGS_A_PAGE + 1,
            )
        return found[:LISTINGS_A_PAGE], len(found) > LISTINGS_A_PAGE

    def _row(self, account_id: int, *, name: str, text: str) -> rows.Template:
        return rows.Template(account_id=account_id, name=name, text=text, created_at=self._clock())


def plain_name(name: str) -> str:
    return " ".join(name.split())


def check_name(name: str) -> Refused | None:
    if not name:
        return Refused(Fault.NO_NAME)
    length = utf16_length(name)
    return Refused(Fault.LONG_NAME, length=length) if length > rules.LONGEST_NAME else None


def check_text(text: str) -> Refused | None:
    """Why a template's text cannot be kept: nothing is cut, and no {word} is left to chance."""
    if not text:
        return Refused(Fault.NO_TEXT)
    if (length := utf16_length(text)) > rules.LONGEST_TEXT:
        return Refused(Fault.LONG_TEXT, length=length)
    words = rules.unknown(text)
    return Refused(Fault.UNKNOWN, words=words) if words else None


def offered(found: Iterable[rows.Template], language: str, *, named_in: str = "") -> list[Template]:
    """The seller's own, and the ready ones as he has changed them, without those put away.

    `language` is of the words; the names are in that of `named_in`, where it is another.
    """
    known = list(found)
    stands_for = {row.ready: row for row in known if row.ready}
    own = [_offer(row) for row in known if not row.ready]
    names = {one.ref: one.name for one in ready_templates.ready(named_in or language)}
    named = [replace(one, name=names[one.ref]) for one in ready_templates.ready(language)]
    ready = [_ready(one, stands_for.get(one.ref)) for one in named]
    return own + [one for one in ready if one is not None]


def _ready(ready: Template, row: rows.Template | None) -> Template | None:
    if row is None:
        return ready
    if row.hidden:
        return None
    return replace(ready, name=row.name, text=row.text, reach=Reach.OWN)


def _offer(row: rows.Template) -> Template:
    reach = Reach.LISTING if row.scope is Scope.LISTING else Reach.OWN
    return Template(str(row.id), row.name, row.text, row.kind, reach)


async def _find(
    session: Session, key: Key, seller: Seller
) -> tuple[Template | None, rows.Template | None]:
    """A template of a seller's account, and the row where it has one."""
    account = await accounts.find(session, key.account_id, seller_id=seller.id)
    if account is None:
        return None, None
    found = await templates.of_account(session, account.id, seller_id=seller.id)
    shown = {one.ref: one for one in offered(found, seller.language)}
    row = next((row for row in found if key.ref in (row.ready, str(row.id))), None)
    return shown.get(key.ref), row


def values_of(listing: Listing | None, buyer_name: str) -> Values:
    """What stands in a chat for the variables."""
    if listing is None:
        return Values(name=buyer_name)
    return Values(
        name=buyer_name,
        item=listing.title,
        price_rub=listing.price_rub,
        address=listing.address,
        link=listing.url,
    )


def values_in(scene: ChatScene) -> Values:
    return values_of(scene.listing, scene.chat.buyer_name)


def variables(language: str) -> str:
    """What may stand in a template, as it is typed."""
    return " ".join(f"{{{word}}}" for word in rules.WORDS.get(language, rules.WORDS["ru"]))


KINDS = ready_templates.ANSWERED
"""The questions that an own template may be for."""
