"""Queries about templates. A row is the seller's own, or stands for a ready one (`ready`)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import own
from db.models import Scope, Template


async def of_account(
    session: AsyncSession, account_id: int, *, seller_id: int
) -> Sequence[Template]:
    rows = await session.scalars(
        select(Template)
        .where(Template.account_id == account_id, Template.account_id.in_(own(seller_id)))
        .order_by(Template.id)
    )
    return rows.all()


async def holding(
    session: AsyncSession, account_id: int, *, listing_id: int | None
) -> Sequence[Template]:
    """An account's rows that count in a chat about this listing; for the work of the clock."""
    rows = await session.scalars(
        select(Template)
        .where(
            Template.account_id == account_id,
            or_(Template.scope != Scope.LISTING, Template.listing_id == listing_id),
        )
        .order_by(Template.id)
    )
    return rows.all()


async def add(session: AsyncSession, template: Template) -> Template:
    session.add(template)
    await session.flush()
    return template


async def change(
    session: AsyncSession, template_id: int, *, seller_id: int, **values: Any
) -> Template | None:
    return await session.scalar(
        update(Template)
        .where(Template.id == template_id, Template.account_id.in_(own(seller_id)))
        .values(**values)
        .returning(Template)
    )


async def remove(session: AsyncSession, template_id: int, *, seller_id: int) -> bool:
    gone = await session.scalar(
        delete(Template)
        .where(Template.id == template_id, Template.account_id.in_(own(seller_id)))
        .returning(Template.id)
    )
    return gone is not None
