"""Queries about chats."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Account, AccountState, Chat, Draft, Listing, Seller, Silence, Wait


@dataclass(frozen=True, slots=True)
class ChatScene:
    """A chat with everything it belongs to: the rows that decide what is to be done there."""

    chat: Chat
    account: Account
    seller: Seller
    listing: Listing | None


# Asked several times for each message: building it costs a third of asking.
_SCENE = (
    select(Chat, Account, Seller, Listing)
    .join(Account, Account.id == Chat.account_id)
    .join(Seller, Seller.id == Account.seller_id)
    .outerjoin(Listing, Listing.id == Chat.listing_id)
    .where(Chat.id == bindparam("chat_id"), Account.state != AccountState.UNLINKED)
)


async def scene(session: AsyncSession, chat_id: int) -> ChatScene | None:
    found = await session.execute(_SCENE, {"chat_id": chat_id})
    row = found.one_or_none()
    return ChatScene(*row) if row else None


async def known(
    session: AsyncSession, account_id: int, avito_chat_ids: Collection[str]
) -> dict[str, Chat]:
    """Those of Avito's chats that we have, by Avito's id."""
    rows = await session.scalars(
        select(Chat).where(Chat.account_id == account_id, Chat.avito_chat_id.in_(avito_chat_ids))
    )
    return {chat.avito_chat_id: chat for chat in rows}


async def of_draft(session: AsyncSession, draft_id: int, *, seller_id: int) -> Chat | None:
    return await session.scalar(
        select(Chat)
        .join(Draft, Draft.chat_id == Chat.id)
        .join(Account, Account.id == Chat.account_id)
        .where(Draft.id == draft_id, Account.seller_id == seller_id)
    )


async def change(session: AsyncSession, chat_id: int, **values: Any) -> None:
    await session.execute(update(Chat).where(Chat.id == chat_id).values(**values))


async def silence(session: AsyncSession, chat_id: int, *, why: Silence, until: datetime) -> None:
    await change(session, chat_id, silence=why, silent_until=until)


async def release(session: AsyncSession, chat_id: int) -> None:
    await change(session, chat_id, silence=None, silent_until=None)


async def move_due(
    session: AsyncSession, chat_id: int, *, due_at: datetime | None, to: datetime
) -> None:
    """Set anew when a chat is due (None: it was not), unless something newer came meanwhile."""
    await session.execute(
        update(Chat).where(Chat.id == chat_id, Chat.due_at == due_at).values(due_at=to)
    )


async def done(session: AsyncSession, chat_id: int, *, due_at: datetime) -> bool:
    """The work that was due is done; False when more has come meanwhile and it stays due."""
    cleared = await session.scalar(
        update(Chat)
        .where(Chat.id == chat_id, Chat.due_at == due_at)
        .values(due_at=None, burst_began_at=None)
        .returning(Chat.id)
    )
    return cleared is not None


async def drop_due(session: AsyncSession, account_id: int) -> Sequence[int]:
    """Nothing is to be done any more in an account that is unlinked; returns where it was."""
    rows = await session.scalars(
        update(Chat)
        .where(Chat.account_id == account_id, Chat.due_at.is_not(None))
        .values(due_at=None, burst_began_at=None)
        .returning(Chat.id)
    )
    return rows.all()


async def due(
    session: AsyncSession, *, account_id: int | None = None
) -> Sequence[tuple[int, datetime]]:
    """Chats with work, of one account or of all, each with its time."""
    waiting = (
        select(Chat.id, Chat.due_at)
        .join(Account, Account.id == Chat.account_id)
        .where(Chat.due_at.is_not(None), Account.state != AccountState.UNLINKED)
    )
    if account_id is not None:
        waiting = waiting.where(Account.id == account_id)
    rows = await session.execute(waiting)
    return [(chat_id, at) for chat_id, at in rows if at]


async def call_waiting(
    session: AsyncSession,
    *,
    now: datetime,
    seller_id: int | None = None,
    account_id: int | None = None,
    chat_id: int | None = None,
) -> Sequence[int]:
    """Make due the chats in which a buyer waits and no draft is live: a pause has ended there."""
    live = select(Draft.chat_id).where(Draft.is_live)
    waiting = (
        select(Chat.id)
        .join(Account, Account.id == Chat.account_id)
        .join(Wait, Wait.chat_id == Chat.id)
        .where(Wait.answered_at.is_(None), Account.state != AccountState.UNLINKED)
        .where(Chat.id.not_in(live))
    )
    for column, value in (
        (Account.seller_id, seller_id),
        (Account.id, account_id),
        (Chat.id, chat_id),
    ):
        if value is not None:
            waiting = waiting.where(column == value)
    rows = await session.scalars(
        update(Chat).where(Chat.id.in_(waiting)).values(due_at=now).returning(Chat.id)
    )
    return rows.all()
