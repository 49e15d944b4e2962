"""Queries about facts: what the sellers told us."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Account, AccountState, Fact, Scope


async def add(session: AsyncSession, fact: Fact) -> Fact:
    session.add(fact)
    await session.flush()
    return fact


async def find(session: AsyncSession, fact_id: int, *, seller_id: int) -> Fact | None:
    own = select(Account.id).where(
        Account.seller_id == seller_id, Account.state != AccountState.UNLINKED
    )
    return await session.scalar(select(Fact).where(Fact.id == fact_id, Fact.account_id.in_(own)))


async def by_ids(session: AsyncSession, ids: Collection[int]) -> Sequence[Fact]:
    rows = await session.scalars(select(Fact).where(Fact.id.in_(ids)).order_by(Fact.id))
    return rows.all()


async def holding(
    session: AsyncSession, account_id: int, *, listing_id: int | None, today: date
) -> Sequence[Fact]:
    """An account's facts that hold on this day for this listing; of groups all.

    `today` is the seller's local day: a fact's last day is still one of its days.
    """
    rows = await session.scalars(
        select(Fact)
        .where(
            Fact.account_id == account_id,
            or_(Fact.last_day.is_(None), Fact.last_day >= today),
            or_(Fact.scope != Scope.LISTING, Fact.listing_id == listing_id),
        )
        .order_by(Fact.id)
    )
    return rows.all()


async def same(
    session: AsyncSession, account_id: int, *, listing_id: int | None, text: str
) -> Fact | None:
    """What was told in these very words of this listing (None: of all), if it still holds."""
    return await session.scalar(
        select(Fact)
        .where(
            Fact.account_id == account_id,
            Fact.listing_id.is_not_distinct_from(listing_id),
            Fact.text == text,
            Fact.last_day.is_(None),
        )
        .limit(1)
    )
