"""What a notification needs to be drawn: rows gathered into facts, nothing decided."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import drafts, facts, messages, notifications, sellers
from db.models import (
    Account,
    Alarm,
    Chat,
    Draft,
    DraftStatus,
    Listing,
    Message,
    Notification,
    NotificationKind,
    Seller,
    Silence,
)

AVITO_CHAT_URL = "https://www.avito.ru/profile/messenger/channel/"


@dataclass(frozen=True, slots=True)
class CardLine:
    text: str
    type: str  # Avito's: text, image, voice, location, …
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class UsedFact:
    """Something the seller told us, and when; None when he says something else by now."""

    text: str
    noted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A template that a tap puts on the card."""

    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class Asking:
    """Another card that asks the seller: its buyer, and all that it asks."""

    buyer: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardFacts:
    draft_id: int
    chat_id: int
    account_title: str
    buyer_name: str
    listing_title: str | None
    price_rub: int | None
    lines: tuple[CardLine, ...]
    status: DraftStatus
    text: str
    template: str
    reason: str
    findings: tuple[str, ...]
    used: tuple[UsedFact, ...]
    missing: tuple[str, ...]
    asked_in: Asking | None  # what asked the same already when this was drafted
    suspicious: bool
    problem: str
    edited: bool
    by_bot: bool
    decided_by_name: str
    finished_at: datetime | None
    preparing: bool
    silence: Silence | None
    silent_until: datetime | None
    paused_until: datetime | None  # everywhere, or in the account
    url: str
    offers: tuple[Offer, ...] = ()  # where no model gave a draft
    own_text: str = ""  # the seller's, kept until he says so again
    own_findings: tuple[str, ...] = ()
    typed_in: int | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A notification that the seller has not seen in its newest form."""

    id: int
    seller: Seller
    kind: NotificationKind
    revision: int
    telegram_message_id: int | None
    anew: bool
    card: CardFacts | None
    account: Account | None
    alarm: Alarm | None
    facts: dict[str, Any]


async def next_due(session: AsyncSession, seller_id: int) -> Due | None:
    """The oldest notification of a seller that is due; None while he cannot be reached."""
    found = await session.execute(
        select(Notification, Seller)
        .join(Seller, Seller.id == Notification.seller_id)
        .where(
            Notification.seller_id == seller_id,
            notifications.IS_DUE,
            Seller.unreachable_since.is_(None),
        )
        .order_by(Notification.id)
        .limit(1)
    )
    row = found.one_or_none()
    return await _gather(session, *row) if row else None


async def _gather(session: AsyncSession, notification: Notification, seller: Seller) -> Due:
    card = account = alarm = None
    if notification.draft_id is not None:
        card = await card_facts(session, notification.draft_id)
    elif notification.account_id is not None:
        account = await session.get(Account, notification.account_id)
    if notification.alarm_id is not None:
        alarm = await session.get(Alarm, notification.alarm_id)
    return Due(
        id=notification.id,
        seller=seller,
        kind=notification.kind,
        revision=notification.revision,
        telegram_message_id=notification.telegram_message_id,
        anew=notification.anew,
        card=card,
        account=account,
        alarm=alarm,
        facts=notification.facts,
    )


_CARD = (
    select(Draft, Chat, Account, Seller, Listing)
    .join(Chat, Chat.id == Draft.chat_id)
    .join(Account, Account.id == Chat.account_id)
    .join(Seller, Seller.id == Account.seller_id)
    .outerjoin(Listing, Listing.id == Chat.listing_id)
)


async def card_facts(session: AsyncSession, draft_id: int) -> CardFacts | None:
    found = await session.execute(_CARD.where(Draft.id == draft_id))
    row = found.one_or_none()
    if row is None:
        return None
    draft, chat, account, seller, listing = row
    lines = await shown_lines(session, draft, chat)
    decider = await sellers.find(session, draft.decided_by) if draft.decided_by else None
    return CardFacts(
        **_of_draft(draft),
        **_of_chat(chat, listing),
        account_title=account.title,
        lines=tuple(CardLine(text=row.text, type=row.type, sent_at=row.sent_at) for row in lines),
        used=await _used(session, draft, seller),
        asked_in=await _asked_in(session, draft),
        decided_by_name=decider.name if decider else "",
        preparing=draft.status is DraftStatus.SUPERSEDED and chat.due_at is not None,
        paused_until=max(filter(None, [seller.paused_until, account.paused_until]), default=None),
    )


def _of_draft(draft: Draft) -> dict[str, Any]:
    return {
        "draft_id": draft.id,
        "status": draft.status,
        "text": draft.text,
        "template": draft.template,
        "reason": draft.reason,
        "findings": tuple(draft.findings),
        "missing": tuple(draft.missing),
        "suspicious": draft.suspicious,
        "problem": draft.problem,
        "edited": draft.edited,
        "by_bot": draft.decided_by is None,
        "finished_at": draft.finished_at,
        "own_text": draft.own_text,
        "own_findings": tuple(draft.own_findings),
        "typed_in": draft.typed_in,
    }


def _of_chat(chat: Chat, listing: Listing | None) -> dict[str, Any]:
    return {
        "chat_id": chat.id,
        "buyer_name": chat.buyer_name,
        "listing_title": listing.title if listing else None,
        "price_rub": listing.price_rub if listing else None,
        "silence": chat.silence,
        "silent_until": chat.silent_until,
        "url": AVITO_CHAT_URL + chat.avito_chat_id,
    }


async def _used(session: AsyncSession, draft: Draft, seller: Seller) -> tuple[UsedFact, ...]:
    """The facts that the draft rests on, in the words that they had then."""
    if not draft.told:
        return ()
    rows = await facts.by_ids(session, draft.used, seller_id=seller.id)
    noted = {row.text: row.noted_at for row in rows}
    return tuple(UsedFact(text, noted.get(text)) for text in draft.told)


async def _asked_in(session: AsyncSession, draft: Draft) -> Asking | None:
    """Whose card asked the seller the same, and what that one asks now."""
    if draft.asked_in is None:
        return None
    other = await drafts.live(session, draft.asked_in)
    if other is None or other.status is not DraftStatus.PENDING or not other.missing:
        return None
    chat = await session.get(Chat, draft.asked_in)
    return Asking(chat.buyer_name, tuple(other.missing)) if chat else None


async def shown_lines(session: AsyncSession, draft: Draft, chat: Chat) -> list[Message]:
    """The buyer's messages that the draft answers, or those that have overtaken it."""
    overtaken = draft.status is DraftStatus.SUPERSEDED and chat.due_at is not None
    waiting = await messages.waiting(session, chat.id) if overtaken else []
    return waiting or await messages.by_ids(session, draft.answers)
