"""Queries about messages."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Author, Message, Verdict, Wait


@dataclass(frozen=True, slots=True)
class NewMessage:
    account_id: int
    chat_id: int
    avito_message_id: str
    author: Author
    type: str
    text: str
    sent_at: datetime
    seen_at: datetime
    verdict: Verdict
    draft_id: int | None = None


async def known_ids(
    session: AsyncSession, account_id: int, avito_message_ids: Collection[str]
) -> set[str]:
    rows = await session.scalars(
        select(Message.avito_message_id).where(
            Message.account_id == account_id, Message.avito_message_id.in_(avito_message_ids)
        )
    )
    return set(rows)


async def add(session: AsyncSession, messages: Sequence[NewMessage]) -> list[Message]:
    """Store messages; return the new ones, in this order. Those that are there stay as they are."""
    if not messages:
        return []
    rows = await session.scalars(
        insert(Message).on_conflict_do_nothing().returning(Message),
        [asdict(message) for message in messages],
    )
    return sorted(rows, key=lambda row: row.id)


async def latest(session: AsyncSession, chat_id: int, *, limit: int) -> list[Message]:
    """The newest messages of a chat, oldest of them first."""
    rows = await session.scalars(
        select(Message)
        .where(Message.chat_id == chat_id)
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(limit)
    )
    return list(reversed(rows.all()))


async def waiting(session: AsyncSession, chat_id: int) -> list[Message]:
    """What the buyer wrote since he waits, oldest first; empty when he does not wait."""
    rows = await session.scalars(
        select(Message)
        .join(Wait, Wait.chat_id == Message.chat_id)
        .where(
            Message.chat_id == chat_id,
            Message.verdict == Verdict.NEEDS_ANSWER,
            Wait.answered_at.is_(None),
            Message.id >= Wait.first_message_id,
        )
        .order_by(Message.sent_at, Message.id)
    )
    return list(rows)


async def by_ids(session: AsyncSession, ids: Collection[int]) -> list[Message]:
    if not ids:
        return []
    rows = await session.scalars(
        select(Message).where(Message.id.in_(ids)).order_by(Message.sent_at, Message.id)
    )
    return list(rows)
