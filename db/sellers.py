"""Queries about sellers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Seller


async def find(session: AsyncSession, seller_id: int) -> Seller | None:
    return await session.get(Seller, seller_id)


async def change(session: AsyncSession, seller_id: int, **values: Any) -> Seller:
    """Set columns of a seller and return him as he is now."""
    found = await session.scalars(
        update(Seller).where(Seller.id == seller_id).values(**values).returning(Seller)
    )
    return found.one()


async def due_for_report(session: AsyncSession, *, now: datetime) -> Sequence[int]:
    return (await session.scalars(select(Seller.id).where(Seller.next_report_at <= now))).all()


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
