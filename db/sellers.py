"""Queries about sellers."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Seller


async def find(session: AsyncSession, seller_id: int) -> Seller | None:
    return await session.get(Seller, seller_id)


async def by_ids(session: AsyncSession, seller_ids: Collection[int]) -> Sequence[Seller]:
    return (await session.scalars(select(Seller).where(Seller.id.in_(seller_ids)))).all()


async def change(session: AsyncSession, seller_id: int, **values: Any) -> Seller:
    """Set columns of a seller and return him as he is now."""
    found = await session.scalars(
        update(Seller).where(Seller.id == seller_id).values(**values).returning(Seller)
    )
    return found.one()


async def leave(session: AsyncSession, seller_id: int, *, now: datetime) -> bool:
    """Note that a seller cannot be reached; False when that was known, or nobody knows him."""
    left = await session.scalar(
        update(Seller)
        .where(Seller.id == seller_id, Seller.unreachable_since.is_(None))
        .values(unreachable_since=now)
        .returning(Seller.id)
    )
    return left is not None


async def come_back(session: AsyncSession, seller_id: int) -> Seller | None:
    """Note that a seller can be reached again; None when he could be before."""
    return await session.scalar(
        update(Seller)
        .where(Seller.id == seller_id, Seller.unreachable_since.is_not(None))
        .values(unreachable_since=None)
        .returning(Seller)
    )


async def due_for_report(session: AsyncSession, *, now: datetime) -> Sequence[int]:
    """Sellers whose hour has come; who cannot be reached gets none, and none later instead."""
    rows = await session.scalars(
        select(Seller.id).where(Seller.next_report_at <= now, Seller.unreachable_since.is_(None))
    )
    return rows.all()


async def claim_report(
    session: AsyncSession, seller: Seller, *, day: date, next_at: datetime
) -> bool:
    """Set the next report's time and mark a local day as reported.

    False when it already was, or when the seller has changed his hour since he was read.
    """
    moved = await session.scalar(
        update(Seller)
        .where(Seller.id == seller.id, Seller.next_report_at == seller.next_report_at)
        .values(next_report_at=next_at)
        .returning(Seller.id)
    )
    if moved is None:
        return False
    claimed = await session.scalar(
        update(Seller)
        .where(
            Seller.id == seller.id,
            or_(Seller.reported_on.is_(None), Seller.reported_on < day),
        )
        .values(reported_on=day)
        .returning(Seller.id)
    )
    return claimed is not None
