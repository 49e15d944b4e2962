"""Queries about notifications: the rows that the notifier shows in Telegram."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Draft, DraftStatus, Notification, NotificationKind


async def add(session: AsyncSession, notification: Notification) -> None:
    session.add(notification)
    await session.flush()


async def card_of(session: AsyncSession, draft_id: int) -> Notification | None:
    return await session.scalar(
        select(Notification).where(
            Notification.draft_id == draft_id, Notification.kind == NotificationKind.CARD
        )
    )


async def card_shown_as(
    session: AsyncSession, telegram_message_id: int, *, seller_id: int
) -> Notification | None:
    return await session.scalar(
        select(Notification).where(
            Notification.seller_id == seller_id,
            Notification.telegram_message_id == telegram_message_id,
            Notification.kind == NotificationKind.CARD,
        )
    )


async def move_card(session: AsyncSession, *, from_draft_id: int, to_draft_id: int) -> bool:
    """Let a card show another draft; False when the first one has no card."""
    moved = await session.scalar(
        update(Notification)
        .where(Notification.draft_id == from_draft_id, Notification.kind == NotificationKind.CARD)
        .values(draft_id=to_draft_id, revision=Notification.revision + 1)
        .returning(Notification.id)
    )
    return moved is not None


async def refresh_card(session: AsyncSession, draft_id: int) -> int | None:
    """Have the card of a draft shown anew; the seller to wake for it, or None without a card."""
    return await session.scalar(
        update(Notification)
        .where(Notification.draft_id == draft_id)
        .values(revision=Notification.revision + 1)
        .returning(Notification.seller_id)
    )


async def refresh_chat(
    session: AsyncSession, chat_id: int, *, if_overtaken: bool = False
) -> int | None:
    """Have the newest card of a chat shown anew; with `if_overtaken`, only one without a draft."""
    newest = select(Draft.id).where(Draft.chat_id == chat_id).order_by(Draft.id.desc()).limit(1)
    shown = update(Notification).where(Notification.draft_id == newest.scalar_subquery())
    if if_overtaken:
        overtaken = select(Draft.id).where(
            Draft.chat_id == chat_id, Draft.status == DraftStatus.SUPERSEDED
        )
        shown = shown.where(Notification.draft_id.in_(overtaken))
    return await session.scalar(
        shown.values(revision=Notification.revision + 1).returning(Notification.seller_id)
    )


async def shown(
    session: AsyncSession,
    notification_id: int,
    *,
    revision: int,
    telegram_message_id: int | None,
    now: datetime,
) -> None:
    """Record the newest revision that the seller sees (a later one may be due already)."""
    values: dict[str, Any] = {"shown_revision": revision, "shown_at": now}
    if telegram_message_id is not None:
        values["telegram_message_id"] = telegram_message_id
    await session.execute(
        update(Notification).where(Notification.id == notification_id).values(**values)
    )


async def sent_between(
    session: AsyncSession, *, since: datetime, until: datetime
) -> Sequence[tuple[Notification, datetime]]:
    """Cards of replies that were sent in (since, until], each with the time of the send."""
    rows = await session.execute(
        select(Notification, Draft.finished_at)
        .join(Draft, Draft.id == Notification.draft_id)
        .where(
            Draft.finished_at > since,
            Draft.finished_at <= until,
            Draft.status == DraftStatus.SENT,
        )
    )
    return [(card, sent_at) for card, sent_at in rows if sent_at]


async def drop_unshown(session: AsyncSession, seller_id: int) -> None:
    """He cannot be reached: nothing of this is tried again."""
    await session.execute(
        update(Notification)
        .where(Notification.seller_id == seller_id)
        .values(shown_revision=Notification.revision)
    )


async def sellers_to_tell(session: AsyncSession) -> Sequence[int]:
    rows = await session.scalars(
        select(Notification.seller_id)
        .where(Notification.revision > Notification.shown_revision)
        .distinct()
    )
    return rows.all()
