"""Queries about facts: what the sellers told us."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import own
from db.models import Account, AccountState, Fact, Listing, Scope, Seller


@dataclass(frozen=True, slots=True)
class ListedFact:
    """A fact with the listing that it is of, if it is of one."""

    fact: Fact
    listing: Listing | None


@dataclass(frozen=True, slots=True)
class OverFact:
    """A fact whose last day may be over, and whose day it is to be judged by."""

    fact: Fact
    seller_id: int
    zone: str


async def add(session: AsyncSession, fact: Fact) -> Fact:
    session.add(fact)
    await session.flush()
    return fact


async def add_all(session: AsyncSession, facts: Collection[Fact]) -> None:
    session.add_all(facts)
    await session.flush()


async def find(session: AsyncSession, fact_id: int, *, seller_id: int) -> Fact | None:
    return await session.scalar(
        select(Fact).where(Fact.id == fact_id, Fact.account_id.in_(own(seller_id)))
    )


async def by_ids(session: AsyncSession, ids: Collection[int], *, seller_id: int) -> Sequence[Fact]:
    rows = await session.scalars(
        select(Fact).where(Fact.id.in_(ids), Fact.account_id.in_(own(seller_id))).order_by(Fact.id)
    )
    return rows.all()


async def holding(
    session: AsyncSession,
    account_id: int,
    *,
    listing_id: int | None,
    today: date,
    among: Collection[int] | None = None,
) -> Sequence[Fact]:
    """An account's facts that hold on this day for this listing; of groups all.

    `today` is the seller's local day: a fact's last day is still one of its days. With `among`
    only those of them that have these ids.
    """
    holds = (
        select(Fact)
        .where(
            Fact.account_id == account_id,
            or_(Fact.last_day.is_(None), Fact.last_day >= today),
            or_(Fact.scope != Scope.LISTING, Fact.listing_id == listing_id),
        )
        .order_by(Fact.id)
    )
    if among is not None:
        holds = holds.where(Fact.id.in_(among))
    return (await session.scalars(holds)).all()


async def told_since(
    session: AsyncSession, account_id: int, *, listing_id: int | None, since: datetime
) -> Sequence[Fact]:
    """An account's facts for this listing that came or were changed later; of groups all."""
    rows = await session.scalars(
        select(Fact).where(
            Fact.account_id == account_id,
            Fact.noted_at > since,
            or_(Fact.scope != Scope.LISTING, Fact.listing_id == listing_id),
        )
    )
    return rows.all()


async def count(session: AsyncSession, account_id: int, *, seller_id: int) -> int:
    counted = select(func.count()).select_from(Fact).where(Fact.account_id == account_id)
    return await session.scalar(counted.where(Fact.account_id.in_(own(seller_id)))) or 0


async def newest_first(
    session: AsyncSession,
    account_id: int,
    *,
    seller_id: int,
    offset: int = 0,
    limit: int | None = None,
) -> list[ListedFact]:
    """An account's facts, expired ones too, those first that he told or confirmed last."""
    rows = await session.execute(
        select(Fact, Listing)
        .outerjoin(Listing, Listing.id == Fact.listing_id)
        .where(Fact.account_id == account_id, Fact.account_id.in_(own(seller_id)))
        .order_by(Fact.noted_at.desc(), Fact.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [ListedFact(fact, listing) for fact, listing in rows]


async def change(session: AsyncSession, fact_id: int, *, seller_id: int, **values: Any) -> bool:
    """Set columns of a seller's fact; False when it is not his or not there."""
    changed = await session.scalar(
        update(Fact)
        .where(Fact.id == fact_id, Fact.account_id.in_(own(seller_id)))
        .values(**values)
        .returning(Fact.id)
    )
    return changed is not None


async def remove(session: AsyncSession, fact_id: int, *, seller_id: int) -> bool:
    gone = await session.scalar(
        delete(Fact)
        .where(Fact.id == fact_id, Fact.account_id.in_(own(seller_id)))
        .returning(Fact.id)
    )
    return gone is not None


async def maybe_over(session: AsyncSession, *, before: date) -> list[OverFact]:
    """Facts that end before a day and whose renewal was not offered, of sellers within reach."""
    rows = await session.execute(
        select(Fact, Seller.id, Seller.zone)
        .join(Account, Account.id == Fact.account_id)
        .join(Seller, Seller.id == Account.seller_id)
        .where(
            Fact.last_day < before,
            Fact.renewal_offered.is_(False),
            Account.state != AccountState.UNLINKED,
            Seller.unreachable_since.is_(None),
        )
        .order_by(Fact.last_day, Fact.id)
    )
    return [OverFact(*row) for row in rows]


async def claim_offers(session: AsyncSession, over: Collection[OverFact]) -> Sequence[int]:
    """Mark facts as offered for renewal; those that were not yet, and whose day is still that."""
    seen = [(one.fact.id, one.fact.last_day) for one in over]
    claimed = await session.scalars(
        update(Fact)
        .where(tuple_(Fact.id, Fact.last_day).in_(seen), Fact.renewal_offered.is_(False))
        .values(renewal_offered=True)
        .returning(Fact.id)
    )
    return claimed.all()


async def change_over(
    session: AsyncSession, ids: Collection[int], *, seller_id: int, today: date, **values: Any
) -> int:
    """Set columns of those of a seller's facts that are over; how many there were."""
    changed = await session.scalars(
        update(Fact)
        .where(Fact.id.in_(ids), Fact.account_id.in_(own(seller_id)), Fact.last_day < today)
        .values(**values)
        .returning(Fact.id)
    )
    return len(changed.all())


async def remove_over(
    session: AsyncSession, ids: Collection[int], *, seller_id: int, today: date
) -> int:
    """Delete those of a seller's facts that are over; how many there were."""
    gone = await session.scalars(
        delete(Fact)
        .where(Fact.id.in_(ids), Fact.account_id.in_(own(seller_id)), Fact.last_day < today)
        .returning(Fact.id)
    )
    return len(gone.all())
