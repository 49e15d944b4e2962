"""Queries about accounts. Each takes the seller it belongs to, but for those of the clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Account, AccountState


def own(seller_id: int) -> Select[int]:
    """The ids of a seller's linked accounts: what every query about his things asks for."""
    return select(Account.id).where(
        Account.seller_id == seller_id, Account.state != AccountState.UNLINKED
    )


async def of_seller(session: AsyncSession, seller_id: int) -> Sequence[Account]:
    rows = await session.scalars(
        select(Account)
        .where(Account.seller_id == seller_id, Account.state != AccountState.UNLINKED)
        .order_by(Account.id)
    )
    return rows.all()


async def find(session: AsyncSession, account_id: int, *, seller_id: int) -> Account | None:
    return await session.scalar(
        select(Account).where(
            Account.id == account_id,
            Account.seller_id == seller_id,
            Account.state != AccountState.UNLINKED,
        )
    )


async def find_linked(session: AsyncSession, account_id: int) -> Account | None:
    """For the work that the clock starts: nobody asked, so there is no seller to check."""
    return await session.scalar(
        select(Account).where(Account.id == account_id, Account.state != AccountState.UNLINKED)
    )


async def find_by_avito_user(session: AsyncSession, avito_user_id: int) -> Account | None:
    """The linked account of an Avito profile, whoever linked it."""
    return await session.scalar(
        select(Account).where(
            Account.avito_user_id == avito_user_id, Account.state != AccountState.UNLINKED
        )
    )


async def find_unlinked(
    session: AsyncSession, avito_user_id: int, *, seller_id: int
) -> Account | None:
    """The history that the same seller kept when he unlinked."""
    return await session.scalar(
        select(Account)
        .where(Account.avito_user_id == avito_user_id, Account.seller_id == seller_id)
        .where(Account.state == AccountState.UNLINKED)
        .order_by(Account.id.desc())
        .limit(1)
    )


async def linked_ids(session: AsyncSession) -> Sequence[int]:
    rows = await session.scalars(select(Account.id).where(Account.state != AccountState.UNLINKED))
    return rows.all()


async def change(session: AsyncSession, account_id: int, *, seller_id: int, **values: Any) -> bool:
    """Set columns of a seller's linked account; False when it is not his or not there."""
    changed = await session.scalar(
        update(Account)
        .where(
            Account.id == account_id,
            Account.seller_id == seller_id,
            Account.state != AccountState.UNLINKED,
        )
        .values(**values)
        .returning(Account.id)
    )
    return changed is not None


async def takeover(session: AsyncSession, account_id: int) -> timedelta:
    """How long the bot is silent in a chat after the seller's own line there."""
    minutes = await session.scalar(select(Account.takeover_minutes).where(Account.id == account_id))
    return timedelta(minutes=minutes or 0)


async def end_pauses(session: AsyncSession, seller_id: int) -> None:
    await session.execute(
        update(Account).where(Account.seller_id == seller_id).values(paused_until=None)
    )


async def move_state(
    session: AsyncSession, account_id: int, *, state: AccountState, now: datetime
) -> Account | None:
    """Put an account into another state; None when it is in it already (nothing to tell)."""
    return await session.scalar(
        update(Account)
        .where(Account.id == account_id, Account.state.not_in([state, AccountState.UNLINKED]))
        .values(state=state, state_since=now)
        .returning(Account)
    )


async def keep_token(
    session: AsyncSession, account_id: int, *, token: str, expires_at: datetime
) -> None:
    await session.execute(
        update(Account)
        .where(Account.id == account_id)
        .values(token=token, token_expires_at=expires_at)
    )


async def unlink(session: AsyncSession, account_id: int, *, seller_id: int) -> bool:
    """Delete the keys; the history stays."""
    return await change(
        session,
        account_id,
        seller_id=seller_id,
        state=AccountState.UNLINKED,
        secret="",
        token="",
        token_expires_at=None,
    )


async def forget(session: AsyncSession, account_id: int, *, seller_id: int) -> bool:
    """Delete an account and everything known through it."""
    gone = await session.scalar(
        delete(Account)
        .where(Account.id == account_id, Account.seller_id == seller_id)
        .returning(Account.id)
    )
    return gone is not None


async def secrets(session: AsyncSession) -> Sequence[Account]:
    """All accounts that hold something encrypted: for the change of keys."""
    return (await session.scalars(select(Account).where(Account.secret != ""))).all()
