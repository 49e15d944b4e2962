"""Queries about waits: from a buyer's first unanswered line to what ended it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Account, AnsweredBy, Draft, Message, Wait


async def open_or_extend(session: AsyncSession, message: Message) -> None:
    """Count a buyer's line: it begins a wait, or lengthens the one that is open."""
    extended = await session.scalar(
        update(Wait)
        .where(Wait.chat_id == message.chat_id, Wait.answered_at.is_(None))
        .values(in_chars=Wait.in_chars + len(message.text))
        .returning(Wait.id)
    )
    message.wait_id = extended or await _open(session, message)


async def _open(session: AsyncSession, message: Message) -> int:
    wait = Wait(
        account_id=message.account_id,
        chat_id=message.chat_id,
        began_at=message.sent_at,
        first_message_id=message.id,
        in_chars=len(message.text),
    )
    session.add(wait)
    await session.flush()
    return wait.id


async def close(  # noqa: PLR0913 - the columns it sets
    session: AsyncSession,
    chat_id: int,
    *,
    by: AnsweredBy,
    at: datetime,
    out_chars: int = 0,
    draft_id: int | None = None,
) -> bool:
    """End the open wait of a chat; False when nobody waited there."""
    closed = await session.scalar(
        update(Wait)
        .where(Wait.chat_id == chat_id, Wait.answered_at.is_(None))
        .values(answered_by=by, answered_at=at, out_chars=out_chars, draft_id=draft_id)
        .returning(Wait.id)
    )
    return closed is not None


async def answer_after_all(session: AsyncSession, reply: Draft, *, at: datetime) -> None:
    """A reply to what was skipped: the waits of the lines it answers are answered, not skipped."""
    of_lines = select(Message.wait_id).where(Message.id.in_(reply.answers))
    await session.execute(
        update(Wait)
        .where(Wait.id.in_(of_lines), Wait.answered_by == AnsweredBy.SKIPPED)
        .values(
            answered_by=reply.answered_by,
            answered_at=at,
            out_chars=len(reply.text),
            draft_id=reply.id,
        )
    )


async def reopen(session: AsyncSession, draft_id: int) -> None:
    """The answer was taken back: its buyer has waited on, until his next answer if he had one."""
    wait = await session.scalar(select(Wait).where(Wait.draft_id == draft_id))
    if wait is None:
        return
    following = await session.scalar(
        select(Wait)
        .where(Wait.chat_id == wait.chat_id, Wait.id > wait.id)
        .order_by(Wait.id)
        .limit(1)
    )
    if following is not None:
        await _join(session, wait, following)
        return
    wait.answered_at = wait.answered_by = wait.draft_id = None
    wait.out_chars = 0


async def _join(session: AsyncSession, wait: Wait, following: Wait) -> None:
    """Make one wait of two: what began with the first ends with the second.

    `first_message_id` stays the second's: what is to be drafted now is an answer to its lines.
    """
    following.began_at = wait.began_at
    following.in_chars += wait.in_chars
    await session.execute(
        update(Message).where(Message.wait_id == wait.id).values(wait_id=following.id)
    )
    await session.delete(wait)


async def between(
    session: AsyncSession, seller_id: int, *, since: datetime, until: datetime
) -> Sequence[Wait]:
    """The waits of all of a seller's accounts that began in [since, until), oldest first."""
    rows = await session.scalars(
        select(Wait)
        .join(Account, Account.id == Wait.account_id)
        .where(Account.seller_id == seller_id, Wait.began_at >= since, Wait.began_at < until)
        .order_by(Wait.began_at, Wait.id)
    )
    return rows.all()
