"""Queries about alarms, and the notifications that show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Alarm, Notification, NotificationKind, Trouble


@dataclass(frozen=True, slots=True)
class Of:
    """Whose trouble it is: that of an account, or (None) of the model for a seller."""

    seller_id: int
    account_id: int | None
    trouble: Trouble


def _of(of: Of) -> tuple[ColumnElement[bool], ...]:
    return (
        Alarm.seller_id == of.seller_id,
        Alarm.account_id == of.account_id,
        Alarm.trouble == of.trouble,
    )


async def newest(session: AsyncSession, of: Of) -> Alarm | None:
    return await session.scalar(select(Alarm).where(*_of(of)).order_by(Alarm.id.desc()).limit(1))


async def add(session: AsyncSession, of: Of, *, began_at: datetime, count: int) -> Alarm:
    alarm = Alarm(
        seller_id=of.seller_id,
        account_id=of.account_id,
        trouble=of.trouble,
        began_at=began_at,
        count=count,
    )
    session.add(alarm)
    await session.flush()
    return alarm


async def open_ones(
    session: AsyncSession, *, seller_id: int, account_id: int | None
) -> Sequence[Alarm]:
    """What has not ended, of one account or of the model for a seller."""
    rows = await session.scalars(
        select(Alarm)
        .where(Alarm.seller_id == seller_id, Alarm.account_id == account_id)
        .where(Alarm.ended_at.is_(None))
    )
    return rows.all()


async def open_for_the_model(session: AsyncSession) -> Sequence[Alarm]:
    """What has not ended of the model's troubles, of all sellers: it fails them all alike.

    A spent limit is the matter of one seller; see `open_limits`.
    """
    rows = await session.scalars(
        select(Alarm).where(
            Alarm.account_id.is_(None),
            Alarm.ended_at.is_(None),
            Alarm.trouble != Trouble.LIMIT_SPENT,
        )
    )
    return rows.all()


async def open_limits(session: AsyncSession) -> Sequence[Alarm]:
    """The spent limits that have not ended, of all sellers."""
    rows = await session.scalars(
        select(Alarm).where(Alarm.trouble == Trouble.LIMIT_SPENT, Alarm.ended_at.is_(None))
    )
    return rows.all()


async def count_up(session: AsyncSession, of: Of, *, tries: int) -> Alarm | None:
    """Add failed tries to an open alarm; None when there is none."""
    return await session.scalar(
        update(Alarm)
        .where(*_of(of), Alarm.ended_at.is_(None))
        .values(count=Alarm.count + tries)
        .returning(Alarm)
    )


async def shown_by(session: AsyncSession, alarm: Alarm) -> dict[NotificationKind, Notification]:
    """The messages that tell of an alarm: itself, and the note at its end."""
    rows = await session.scalars(
        select(Notification).where(
            Notification.seller_id == alarm.seller_id, Notification.alarm_id == alarm.id
        )
    )
    return {row.kind: row for row in rows}
