"""Queries about drafts: the state machine of an answer, one conditional UPDATE a step.

pending → approved → sending → sent | unconfirmed | failed
pending | approved → skipped | superseded;  sent → revoked
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Account, AccountState, Draft, DraftStatus

OPEN = (DraftStatus.PENDING, DraftStatus.APPROVED)
"""Not yet on its way: may be replaced, skipped or claimed."""

ON_ITS_WAY = (DraftStatus.SENDING, DraftStatus.UNCONFIRMED)


def _own(seller_id: int) -> Select[int]:
    return select(Account.id).where(
        Account.seller_id == seller_id, Account.state != AccountState.UNLINKED
    )


async def find(session: AsyncSession, draft_id: int, *, seller_id: int) -> Draft | None:
    return await session.scalar(
        select(Draft).where(Draft.id == draft_id, Draft.account_id.in_(_own(seller_id)))
    )


async def find_any(session: AsyncSession, draft_id: int) -> Draft | None:
    """For the work that the clock starts: nobody asked, so there is no seller to check."""
    return await session.get(Draft, draft_id)


async def live(session: AsyncSession, chat_id: int) -> Draft | None:
    return await session.scalar(select(Draft).where(Draft.chat_id == chat_id, Draft.is_live))


async def newest(session: AsyncSession, chat_id: int) -> Draft | None:
    return await session.scalar(
        select(Draft).where(Draft.chat_id == chat_id).order_by(Draft.id.desc()).limit(1)
    )


async def add(session: AsyncSession, draft: Draft) -> Draft:
    session.add(draft)
    await session.flush()
    return draft


async def withdraw(session: AsyncSession, chat_id: int, *, reason: str = "") -> Draft | None:
    """End the open draft of a chat: a newer message or a human has overtaken it."""
    values: dict[str, Any] = {"status": DraftStatus.SUPERSEDED}
    if reason:
        values["reason"] = reason
    return await session.scalar(
        update(Draft)
        .where(Draft.chat_id == chat_id, Draft.status.in_(OPEN))
        .values(**values)
        .returning(Draft)
    )


async def withdraw_all(session: AsyncSession, account_id: int) -> Sequence[int]:
    """End every open draft of an account that is unlinked; returns their chats."""
    rows = await session.scalars(
        update(Draft)
        .where(Draft.account_id == account_id, Draft.status.in_(OPEN))
        .values(status=DraftStatus.SUPERSEDED)
        .returning(Draft.chat_id)
    )
    return rows.all()


async def supersede(session: AsyncSession, draft_id: int) -> bool:
    """End one draft for another in its place; False when it is no longer open."""
    ended = await session.scalar(
        update(Draft)
        .where(Draft.id == draft_id, Draft.status.in_(OPEN))
        .values(status=DraftStatus.SUPERSEDED)
        .returning(Draft.id)
    )
    return ended is not None


async def claim(
    session: AsyncSession,
    draft_id: int,
    *,
    seller_id: int,
    now: datetime,
    text: str | None = None,
) -> Draft | None:
    """Take a pending draft for sending, or return None if it is not ours to send.

    One UPDATE both checks and marks the row, so a double tap, a second worker or a restart
    cannot send the same reply twice.
    """
    return await session.scalar(
        update(Draft)
        .where(
            Draft.id == draft_id,
            Draft.account_id.in_(_own(seller_id)),
            Draft.status == DraftStatus.PENDING,
            func.length(Draft.text if text is None else literal(text)) > 0,
        )
        .values(
            status=DraftStatus.SENDING,
            text=Draft.text if text is None else text,
            claimed_at=now,
            decided_by=seller_id,
            problem="",
        )
        .returning(Draft)
    )


async def claim_approved(session: AsyncSession, draft_id: int, *, now: datetime) -> Draft | None:
    """Take an approved draft (by policy, or by a seller before a 429) for sending."""
    return await session.scalar(
        update(Draft)
        .where(Draft.id == draft_id, Draft.status == DraftStatus.APPROVED)
        .values(status=DraftStatus.SENDING, claimed_at=now)
        .returning(Draft)
    )


async def finish(  # noqa: PLR0913 - the columns it sets
    session: AsyncSession,
    draft_id: int,
    status: DraftStatus,
    *,
    now: datetime,
    avito_message_id: str = "",
    problem: str = "",
) -> Draft | None:
    """Record what became of a claimed draft; None when that is recorded already."""
    back = status in OPEN
    return await session.scalar(
        update(Draft)
        .where(Draft.id == draft_id, Draft.status.in_(ON_ITS_WAY))
        .values(
            status=status,
            finished_at=None if back else now,
            avito_message_id=avito_message_id,
            problem=problem,
            # What goes back to the seller is his to decide again, by the text it was drafted with.
            decided_by=case((literal(status is DraftStatus.PENDING), None), else_=Draft.decided_by),
        )
        .returning(Draft)
    )


async def skip(
    session: AsyncSession, draft_id: int, *, seller_id: int, now: datetime
) -> Draft | None:
    return await session.scalar(
        update(Draft)
        .where(
            Draft.id == draft_id,
            Draft.account_id.in_(_own(seller_id)),
            Draft.status.in_(OPEN),
        )
        .values(status=DraftStatus.SKIPPED, finished_at=now, decided_by=seller_id)
        .returning(Draft)
    )


async def revoke(session: AsyncSession, draft_id: int, *, seller_id: int) -> Draft | None:
    return await session.scalar(
        update(Draft)
        .where(
            Draft.id == draft_id,
            Draft.account_id.in_(_own(seller_id)),
            Draft.status == DraftStatus.SENT,
        )
        .values(status=DraftStatus.REVOKED)
        .returning(Draft)
    )


async def on_their_way(session: AsyncSession, chat_id: int) -> Sequence[Draft]:
    """Claimed drafts of a chat whose arrival is not known yet."""
    rows = await session.scalars(
        select(Draft).where(Draft.chat_id == chat_id, Draft.status.in_(ON_ITS_WAY))
    )
    return rows.all()


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


async def ids_in(session: AsyncSession, status: DraftStatus) -> Sequence[int]:
    rows = await session.scalars(
        select(Draft.id)
        .join(Account, Account.id == Draft.account_id)
        .where(Draft.status == status, Account.state != AccountState.UNLINKED)
    )
    return rows.all()


async def orphan_sending(session: AsyncSession) -> Sequence[int]:
    """At start nobody is sending: what says so was cut off, and may have arrived or not."""
    rows = await session.scalars(
        update(Draft)
        .where(Draft.status == DraftStatus.SENDING)
        .values(status=DraftStatus.UNCONFIRMED)
        .returning(Draft.id)
    )
    return rows.all()
