"""The state machine of a notification, and the queries about what the notifier shows.

A notification has no column for its state: what is stored says it, and cannot contradict itself.

due        revision > shown_revision. Made by `add`.
           → `shown`, or `refused` when Telegram will never take it. A failed try changes nothing
           here: the queue of wake-ups knows when to try again.
due anew   The same with `anew`: it comes in a new message, and the old one goes. → `shown`
shown      revision = shown_revision, and the message is telegram_message_id.
           → due by `refresh…` and `move_card`; due anew by `refresh_chat` with `anew`
refused    revision = shown_revision, and there is no message. → due, as a shown one
held       due, while `Seller.unreachable_since` is set: nothing is tried.
           → when he is back, due anew by `call_again`; what is over by then, refused by
           `drop_missed`

A showing takes the revision that was read: what has grown meanwhile stays due.

Ids of messages grow in a chat. A card's message that no row records, above one of the same chat
that a row does, was left behind (Telegram's answer to it was lost): it is dead, see
`is_left_behind`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    LIVE,
    Account,
    Alarm,
    Chat,
    Draft,
    DraftStatus,
    Notification,
    NotificationKind,
    Seller,
)

IS_DUE = Notification.revision > Notification.shown_revision


async def add(session: AsyncSession, notification: Notification) -> None:
    session.add(notification)
    await session.flush()


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


async def is_left_behind(
    session: AsyncSession, telegram_message_id: int, *, draft_id: int, seller_id: int
) -> bool:
    """Whether a card's message is dead: no row knows it, and its chat has a card below it."""
    chat = select(Draft.chat_id).where(Draft.id == draft_id).scalar_subquery()
    own = select(Notification.id).where(Notification.seller_id == seller_id)
    known = own.where(Notification.telegram_message_id == telegram_message_id)
    below = own.join(Draft, Draft.id == Notification.draft_id).where(
        Draft.chat_id == chat, Notification.telegram_message_id > telegram_message_id
    )
    return bool(await session.scalar(select(and_(below.exists(), ~known.exists()))))


async def draft_below(
    session: AsyncSession, telegram_message_id: int, *, words: str, seller_id: int
) -> int | None:
    """The draft of the first card below a message whose buyer is named in its words."""
    return await session.scalar(
        select(Notification.draft_id)
        .join(Draft, Draft.id == Notification.draft_id)
        .join(Chat, Chat.id == Draft.chat_id)
        .where(
            Notification.seller_id == seller_id,
            Notification.telegram_message_id > telegram_message_id,
            literal(words).contains(Chat.buyer_name),
        )
        .order_by(Notification.telegram_message_id)
        .limit(1)
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


async def refresh_asking(session: AsyncSession, draft: Draft) -> None:
    """The draft asks its seller no more: the cards that say it does are to be shown anew."""
    if not draft.missing:
        return
    pointing = select(Draft.id).where(
        Draft.account_id == draft.account_id,
        Draft.asked_in == draft.chat_id,
        Draft.status == DraftStatus.PENDING,
    )
    await session.execute(
        update(Notification)
        .where(Notification.draft_id.in_(pointing))
        .values(revision=Notification.revision + 1)
    )


async def refresh(session: AsyncSession, notification_ids: Sequence[int]) -> None:
    await session.execute(
        update(Notification)
        .where(Notification.id.in_(notification_ids))
        .values(revision=Notification.revision + 1)
    )


async def refresh_chat(
    session: AsyncSession, chat_id: int, *, if_overtaken: bool = False, anew: bool = False
) -> int | None:
    """Have the newest card of a chat shown again; with `if_overtaken`, only one without a draft.

    With `anew` it comes in a new message.
    """
    newest = select(Draft.id).where(Draft.chat_id == chat_id).order_by(Draft.id.desc()).limit(1)
    shown = update(Notification).where(Notification.draft_id == newest.scalar_subquery())
    if if_overtaken:
        overtaken = select(Draft.id).where(
            Draft.chat_id == chat_id, Draft.status == DraftStatus.SUPERSEDED
        )
        shown = shown.where(Notification.draft_id.in_(overtaken))
    if anew:
        shown = shown.values(anew=True)
    return await session.scalar(
        shown.values(revision=Notification.revision + 1).returning(Notification.seller_id)
    )


async def find_offer(
    session: AsyncSession, notification_id: int, *, seller_id: int
) -> Notification | None:
    """A seller's message about facts that are over."""
    return await session.scalar(
        select(Notification).where(
            Notification.id == notification_id,
            Notification.seller_id == seller_id,
            Notification.kind == NotificationKind.RENEWAL,
        )
    )


async def tell_anew(session: AsyncSession, notification_id: int, facts: dict[str, Any]) -> None:
    """Let a notification tell something else, in its place."""
    await session.execute(
        update(Notification)
        .where(Notification.id == notification_id)
        .values(facts=facts, revision=Notification.revision + 1)
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
    values: dict[str, Any] = {
        "shown_revision": revision,
        "shown_at": now,
        "anew": case((Notification.revision > revision, Notification.anew), else_=False),
    }
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


async def call_again(session: AsyncSession, seller_id: int, *, left_to_him: str) -> None:
    """A seller is back: what still waits for him comes again, in new messages.

    A card whose draft was overtaken gets its new message with its next draft, unless the draft
    was withdrawn for the reason `left_to_him`: that buyer is answered by the seller himself.
    """
    own = Draft.account_id.in_(_own(seller_id))
    open_alarms = select(Alarm.id).where(Alarm.seller_id == seller_id, Alarm.ended_at.is_(None))
    of_him = update(Notification).where(Notification.seller_id == seller_id).values(anew=True)
    live = Notification.draft_id.in_(select(Draft.id).where(own, Draft.status.in_(LIVE)))
    alarm = and_(
        Notification.kind == NotificationKind.ALARM, Notification.alarm_id.in_(open_alarms)
    )
    await session.execute(of_him.where(or_(live, alarm)).values(revision=Notification.revision + 1))
    overtaken = select(Draft.id).where(
        own, Draft.status == DraftStatus.SUPERSEDED, Draft.reason != left_to_him
    )
    await session.execute(of_him.where(Notification.draft_id.in_(overtaken)))


async def drop_missed(session: AsyncSession, seller_id: int) -> None:
    """A seller is back: what he missed and is over is not told any more.

    That is reports, notes of recovery, and what became of cards and alarms that he never saw.
    """
    over = select(Draft.id).where(Draft.account_id.in_(_own(seller_id)), Draft.status.not_in(LIVE))
    ended = select(Alarm.id).where(Alarm.seller_id == seller_id, Alarm.ended_at.is_not(None))
    never_seen = Notification.telegram_message_id.is_(None)
    missed = or_(
        Notification.kind.in_((NotificationKind.REPORT, NotificationKind.RECOVERY)),
        and_(never_seen, or_(Notification.draft_id.in_(over), Notification.alarm_id.in_(ended))),
    )
    await session.execute(
        update(Notification)
        .where(Notification.seller_id == seller_id, IS_DUE, missed)
        .values(shown_revision=Notification.revision)
    )


def _own(seller_id: int) -> Select[int]:
    return select(Account.id).where(Account.seller_id == seller_id)


async def is_any_due(session: AsyncSession, seller_id: int) -> bool:
    due = select(Notification.id).where(Notification.seller_id == seller_id, IS_DUE)
    return bool(await session.scalar(select(due.exists())))


async def sellers_to_tell(session: AsyncSession) -> Sequence[int]:
    rows = await session.scalars(
        select(Notification.seller_id)
        .join(Seller, Seller.id == Notification.seller_id)
        .where(IS_DUE, Seller.unreachable_since.is_(None))
        .distinct()
    )
    return rows.all()
