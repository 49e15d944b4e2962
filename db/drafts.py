"""The state machine of an answer, and the queries about drafts: one conditional UPDATE a step."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast, delete, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningUpdate

from db.accounts import own
from db.models import (
    Account,
    AccountState,
    Author,
    Chat,
    Draft,
    DraftStatus,
    Fact,
    Listing,
    Message,
    Scope,
    Seller,
)

MOVES: dict[DraftStatus, tuple[DraftStatus, ...]] = {
    # Waits for the seller. Once tried, its text may still be found in the chat: SENT.
    DraftStatus.PENDING: (
        DraftStatus.SENDING,
        DraftStatus.APPROVED,  # the seller has tapped, and the chat has to be looked at first
        DraftStatus.SKIPPED,
        DraftStatus.SUPERSEDED,
        DraftStatus.SENT,
    ),
    # May go without a further word, as soon as Avito lets it.
    DraftStatus.APPROVED: (
        DraftStatus.SENDING,
        DraftStatus.SKIPPED,
        DraftStatus.SUPERSEDED,
        DraftStatus.SENT,
        DraftStatus.PENDING,  # it cannot go by itself after all
    ),
    # The only state in which a POST is made; a second one cannot begin.
    DraftStatus.SENDING: (
        DraftStatus.SENT,
        DraftStatus.UNCONFIRMED,  # no clear answer, or the program ended
        DraftStatus.APPROVED,  # surely not done, goes on by itself: 429
        DraftStatus.PENDING,  # surely not done, the seller decides: 400, 401, 402, no connection
        DraftStatus.FAILED,  # surely not done, and never will be: unlinked
    ),
    # Reading the chat settles it.
    DraftStatus.UNCONFIRMED: (
        DraftStatus.SENT,
        DraftStatus.APPROVED,  # surely absent, one more try by itself
        DraftStatus.PENDING,  # surely absent, the seller decides
    ),
    DraftStatus.SENT: (DraftStatus.REVOKED,),
    # The ends.
    DraftStatus.FAILED: (),
    DraftStatus.SKIPPED: (),
    DraftStatus.SUPERSEDED: (),
    DraftStatus.REVOKED: (),
}
"""Every state and where it may go. Nothing else in the program changes a draft's status.

A draft is removed in one case only, see `drop_empty`."""


def came_from(to: DraftStatus) -> tuple[DraftStatus, ...]:
    """The states that may become this one."""
    return tuple(status for status, following in MOVES.items() if to in following)


def _move(
    to: DraftStatus,
    *which: ColumnElement[bool],
    among: Sequence[DraftStatus] | None = None,
    **values: Any,
) -> ReturningUpdate[Draft]:
    """One step of the machine for the drafts that are in a state to take it, and no others."""
    states = came_from(to) if among is None else [s for s in among if to in MOVES[s]]
    return (
        update(Draft)
        .where(*which, Draft.status.in_(states))
        .values(status=to, **values)
        .returning(Draft)
    )


OPEN = (DraftStatus.PENDING, DraftStatus.APPROVED)
"""Not yet on its way: may be replaced, skipped or claimed."""

ON_ITS_WAY = (DraftStatus.SENDING, DraftStatus.UNCONFIRMED)


async def find(session: AsyncSession, draft_id: int, *, seller_id: int) -> Draft | None:
    return await session.scalar(
        select(Draft).where(Draft.id == draft_id, Draft.account_id.in_(own(seller_id)))
    )


async def find_typed(session: AsyncSession, typed_in: int, *, seller_id: int) -> Draft | None:
    """The draft that took its text from this Telegram message of the seller's."""
    return await session.scalar(
        select(Draft).where(Draft.typed_in == typed_in, Draft.account_id.in_(own(seller_id)))
    )


async def find_any(session: AsyncSession, draft_id: int) -> Draft | None:
    """For the work that the clock starts: nobody asked, so there is no seller to check."""
    return await session.get(Draft, draft_id)


async def live(session: AsyncSession, chat_id: int) -> Draft | None:
    return await session.scalar(select(Draft).where(Draft.chat_id == chat_id, Draft.is_live))


async def newest(
    session: AsyncSession, chat_id: int, *, before_id: int | None = None
) -> Draft | None:
    """The newest draft of a chat; with `before_id`, of those older than that one."""
    found = select(Draft).where(Draft.chat_id == chat_id).order_by(Draft.id.desc()).limit(1)
    return await session.scalar(found if before_id is None else found.where(Draft.id < before_id))


async def add(session: AsyncSession, draft: Draft) -> Draft:
    """Store a draft; the lines it answers point at it from now on."""
    session.add(draft)
    await session.flush()
    await session.execute(
        update(Message).where(Message.id.in_(draft.answers)).values(draft_id=draft.id)
    )
    return draft


async def withdraw(session: AsyncSession, chat_id: int, *, reason: str = "") -> Draft | None:
    """End the open draft of a chat: a newer message or a human has overtaken it."""
    return await session.scalar(
        _move(DraftStatus.SUPERSEDED, Draft.chat_id == chat_id, reason=reason or Draft.reason)
    )


async def withdraw_all(session: AsyncSession, account_id: int) -> Sequence[int]:
    """End every open draft of an account that is unlinked; returns their chats."""
    rows = await session.scalars(_move(DraftStatus.SUPERSEDED, Draft.account_id == account_id))
    return [draft.chat_id for draft in rows]


async def supersede(session: AsyncSession, draft_id: int) -> bool:
    """End one draft for another in its place; False when it is no longer open."""
    ended = await session.scalar(_move(DraftStatus.SUPERSEDED, Draft.id == draft_id))
    return ended is not None


async def replace(session: AsyncSession, draft: Draft) -> bool:
    """The same, if neither its seller nor a post has been at it since the draft was read."""
    as_read = (
        Draft.typed_in.is_not_distinct_from(draft.typed_in),
        Draft.decided_by.is_not_distinct_from(draft.decided_by),
        Draft.attempts == draft.attempts,
    )
    ended = await session.scalar(
        _move(DraftStatus.SUPERSEDED, Draft.id == draft.id, *as_read, among=(draft.status,))
    )
    return ended is not None


@dataclass(frozen=True, slots=True)
class Words:
    """The seller's own text, and his Telegram message that it stood in."""

    text: str
    typed_in: int


class Held(Words):
    """Such a text that is kept in its draft: it goes if it still is."""


async def hold(
    session: AsyncSession, draft_id: int, *, seller_id: int, words: Words, findings: Sequence[str]
) -> Draft | None:
    """Keep the seller's own text in a pending draft until he says once more that it is to go.

    It takes the place of one that is held there; the draft itself stays as it is.
    """
    return await session.scalar(
        _pending(draft_id, seller_id).values(
            own_text=words.text, own_findings=list(findings), typed_in=words.typed_in
        )
    )


async def warn(
    session: AsyncSession, draft: Draft, *, seller_id: int, findings: Sequence[str]
) -> Draft | None:
    """Add to what was found in a pending draft, before what is there."""
    more = [*findings, *(one for one in draft.findings if one not in findings)]
    return await session.scalar(_pending(draft.id, seller_id).values(findings=more))


async def let_go(
    session: AsyncSession, draft_id: int, *, seller_id: int, typed_in: int
) -> Draft | None:
    """Forget a held text: the draft is again what is proposed. None when it is not held now."""
    return await session.scalar(
        _pending(draft_id, seller_id)
        .where(*_is_held(typed_in))
        .values(own_text="", own_findings=[], typed_in=None)
    )


async def drop_empty(session: AsyncSession, draft: Draft, *, instead: Draft) -> None:
    """Remove a draft that never had a text; the one before it answers its lines, as it did."""
    await session.execute(
        update(Message)
        .where(Message.id.in_(instead.answers), Message.draft_id == draft.id)
        .values(draft_id=instead.id)
    )
    await session.execute(delete(Draft).where(Draft.id == draft.id, Draft.text == ""))


def _pending(draft_id: int, seller_id: int) -> ReturningUpdate[Draft]:
    """An update of a draft that waits for its seller; its status stays."""
    return (
        update(Draft)
        .where(
            Draft.id == draft_id,
            Draft.account_id.in_(own(seller_id)),
            Draft.status == DraftStatus.PENDING,
        )
        .returning(Draft)
    )


def _is_held(typed_in: int) -> tuple[ColumnElement[bool], ...]:
    return Draft.typed_in == typed_in, Draft.own_text != ""


async def claim(
    session: AsyncSession,
    draft_id: int,
    *,
    seller_id: int,
    now: datetime,
    words: Words | None = None,
) -> Draft | None:
    """Take a pending draft for sending, or return None if it is not ours to send.

    One UPDATE both checks and marks the row, so a double tap, a second worker or a restart
    cannot send the same reply twice.
    """
    taken = _taken(DraftStatus.SENDING, draft_id, seller_id, words)
    return await session.scalar(taken.values(claimed_at=now, attempts=Draft.attempts + 1))


async def approve(
    session: AsyncSession, draft_id: int, *, seller_id: int, words: Words | None = None
) -> Draft | None:
    """Let a pending draft go, by its seller's word, as soon as its chat has been looked at."""
    return await session.scalar(_taken(DraftStatus.APPROVED, draft_id, seller_id, words))


def _taken(
    to: DraftStatus, draft_id: int, seller_id: int, words: Words | None
) -> ReturningUpdate[Draft]:
    """A pending draft's step by its seller's word, with his own text where he gave one."""
    return _move(
        to,
        Draft.id == draft_id,
        Draft.account_id.in_(own(seller_id)),
        func.length(literal(words.text) if words else Draft.text) > 0,
        *(_is_held(words.typed_in) if isinstance(words, Held) else ()),
        among=(DraftStatus.PENDING,),
        text=words.text if words else Draft.text,
        typed_in=words.typed_in if words else Draft.typed_in,
        own_text="",
        own_findings=[],
        decided_by=seller_id,
        problem="",
    )


async def claim_approved(session: AsyncSession, draft_id: int, *, now: datetime) -> Draft | None:
    """Take a draft for sending that policy or its seller has approved."""
    return await session.scalar(
        _move(
            DraftStatus.SENDING,
            Draft.id == draft_id,
            among=(DraftStatus.APPROVED,),
            claimed_at=now,
            attempts=Draft.attempts + 1,
        )
    )


async def give_back(session: AsyncSession, draft_id: int, *, problem: str) -> Draft | None:
    """An approved draft cannot go by itself: its seller decides."""
    return await session.scalar(
        _move(
            DraftStatus.PENDING,
            Draft.id == draft_id,
            among=(DraftStatus.APPROVED,),
            problem=problem,
        )
    )


async def finish(
    session: AsyncSession, draft_id: int, status: DraftStatus, *, now: datetime, problem: str = ""
) -> Draft | None:
    """Record what became of a claimed draft that has not arrived; None when more is known."""
    back = status in OPEN
    return await session.scalar(
        _move(
            status,
            Draft.id == draft_id,
            among=ON_ITS_WAY,
            finished_at=None if back else now,
            problem=problem,
        )
    )


async def arrived(
    session: AsyncSession, draft_id: int, *, avito_message_id: str, now: datetime
) -> Draft | None:
    """Record that the buyer has a draft that was tried; None when that was known."""
    return await session.scalar(
        _move(
            DraftStatus.SENT,
            Draft.id == draft_id,
            Draft.attempts > 0,
            finished_at=now,
            avito_message_id=avito_message_id,
            problem="",
        )
    )


async def skip(
    session: AsyncSession, draft_id: int, *, seller_id: int, now: datetime
) -> Draft | None:
    return await session.scalar(
        _move(
            DraftStatus.SKIPPED,
            Draft.id == draft_id,
            Draft.account_id.in_(own(seller_id)),
            finished_at=now,
            decided_by=seller_id,
        )
    )


async def revoke(session: AsyncSession, draft_id: int, *, seller_id: int) -> Draft | None:
    return await session.scalar(
        _move(DraftStatus.REVOKED, Draft.id == draft_id, Draft.account_id.in_(own(seller_id)))
    )


async def is_any_held_back(session: AsyncSession, seller_id: int, *, reason: str) -> bool:
    """Whether a card without a draft waits for its seller, for this reason."""
    held_back = select(Draft.id).where(
        Draft.account_id.in_(own(seller_id)),
        Draft.status == DraftStatus.PENDING,
        Draft.reason == reason,
        Draft.text == "",
    )
    return bool(await session.scalar(select(held_back.exists())))


async def on_their_way(session: AsyncSession, chat_id: int) -> Sequence[Draft]:
    """Drafts of a chat that were tried and are not known to have arrived."""
    rows = await session.scalars(
        select(Draft).where(
            Draft.chat_id == chat_id,
            Draft.attempts > 0,
            Draft.status.in_(came_from(DraftStatus.SENT)),
        )
    )
    return rows.all()


async def asking(
    session: AsyncSession, account_id: int, *, listing_id: int | None
) -> Sequence[Draft]:
    """Pending drafts about a listing that lack something the seller may know, oldest first.

    Not those in whose place he has typed a text of his own.
    """
    rows = await session.scalars(
        select(Draft)
        .join(Chat, Chat.id == Draft.chat_id)
        .where(
            Draft.account_id == account_id,
            Draft.status == DraftStatus.PENDING,
            Draft.own_text == "",
            Chat.listing_id.is_not_distinct_from(listing_id),
        )
        .order_by(Draft.id)
    )
    return [draft for draft in rows if draft.missing]


async def resting_on(session: AsyncSession, fact_id: int, *, seller_id: int) -> Sequence[int]:
    """Pending drafts that used a fact, or in which it was found to be in the way; oldest first.

    Not those in which the seller has written something himself.
    """
    text = await session.scalar(
        select(Fact.text).where(Fact.id == fact_id, Fact.account_id.in_(own(seller_id)))
    )
    rows = await session.scalars(
        select(Draft)
        .where(
            Draft.account_id.in_(own(seller_id)),
            Draft.status == DraftStatus.PENDING,
            Draft.own_text == "",
            Draft.text == Draft.proposed,
        )
        .order_by(Draft.id)
    )
    return [
        draft.id
        for draft in rows
        if fact_id in draft.used or text in {one.partition(":")[2] for one in draft.findings}
    ]


@dataclass(frozen=True, slots=True)
class Told:
    """A pending draft that lacks something, and a fact that may say it.

    `title` is of the listing that the draft is about, `zone` where its seller lives.
    """

    draft: Draft
    fact: Fact
    title: str | None
    zone: str


async def told(
    session: AsyncSession,
    *,
    draft_id: int | None = None,
    seller_id: int | None = None,
    fact_ids: Collection[int] | None = None,
) -> list[Told]:
    """Untouched pending drafts that lack something, each with what was told since.

    All of them, those of one seller, or one; of groups all facts; with `fact_ids` these facts,
    whenever they were told.
    """
    since = Fact.noted_at > Draft.created_at if fact_ids is None else Fact.id.in_(fact_ids)
    found = (
        select(Draft, Fact, Listing.title, Seller.zone)
        .join(Chat, Chat.id == Draft.chat_id)
        .join(Account, Account.id == Draft.account_id)
        .join(Seller, Seller.id == Account.seller_id)
        .join(Fact, Fact.account_id == Draft.account_id)
        .outerjoin(Listing, Listing.id == Chat.listing_id)
        .where(
            Draft.status == DraftStatus.PENDING,
            cast(Draft.missing, String) != "[]",
            Account.state != AccountState.UNLINKED,
            or_(Fact.scope != Scope.LISTING, Fact.listing_id == Chat.listing_id),
            since,
        )
        .order_by(Draft.id, Fact.id)
    )
    if draft_id is not None:
        found = found.where(Draft.id == draft_id)
    if seller_id is not None:
        found = found.where(Account.seller_id == seller_id)
    return [Told(*row) for row in await session.execute(found) if not row[0].is_touched]


async def automatic_in_a_row(session: AsyncSession, chat_id: int) -> int:
    """How many of a chat's newest replies went out by themselves, without a human's between."""
    by_human = or_(Message.author == Author.SELLER, Draft.decided_by.is_not(None))
    last_by_human = (
        select(func.max(Message.id))
        .outerjoin(Draft, Draft.id == Message.draft_id)
        .where(Message.chat_id == chat_id, Message.author != Author.BUYER, by_human)
        .scalar_subquery()
    )
    counted = await session.scalar(
        select(func.count()).where(
            Message.chat_id == chat_id,
            Message.author == Author.BOT,
            Message.id > func.coalesce(last_by_human, 0),
        )
    )
    return counted or 0


async def sent_ids(
    session: AsyncSession, account_id: int, avito_message_ids: Sequence[str]
) -> dict[str, int]:
    """Which of Avito's messages are our replies: their drafts by Avito's message id."""
    rows = await session.execute(
        select(Draft.avito_message_id, Draft.id).where(
            Draft.account_id == account_id, Draft.avito_message_id.in_(avito_message_ids)
        )
    )
    return {row.avito_message_id: row.id for row in rows}


async def unfinished(
    session: AsyncSession, *, account_id: int | None = None
) -> Sequence[tuple[int, DraftStatus]]:
    """Approved and unconfirmed drafts, of one linked account or of all."""
    left = (
        select(Draft.id, Draft.status)
        .join(Account, Account.id == Draft.account_id)
        .where(
            Draft.status.in_((DraftStatus.APPROVED, DraftStatus.UNCONFIRMED)),
            Account.state != AccountState.UNLINKED,
        )
    )
    if account_id is not None:
        left = left.where(Draft.account_id == account_id)
    return [(draft_id, status) for draft_id, status in await session.execute(left)]


async def orphan_sending(session: AsyncSession) -> Sequence[int]:
    """At start nobody is sending: what says so was cut off, and may have arrived or not."""
    rows = await session.scalars(_move(DraftStatus.UNCONFIRMED))
    return [draft.id for draft in rows]
