"""Whose is an outgoing message: ours, or the seller's own hand in Avito."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from avito.models import Message as AvitoMessage
from db import accounts, chats, drafts, messages, notifications, waits
from db.engine import Session
from db.models import AnsweredBy, Chat, Draft, Message, Silence
from scheduler import policy
from scheduler.clients import LinkedAccount

SENT_SKEW = timedelta(minutes=5)
"""How far Avito's clock may be behind ours when an echo is matched to a send.

Generous: an echo that is taken for the seller's own words would be sent a second time.
"""


async def take_over(session: Session, chat: Chat, by: Message, *, now: datetime) -> bool:
    """The seller wrote himself: withdraw the draft, be silent for a while. True: a card changes."""
    await waits.close(session, chat.id, by=AnsweredBy.HAND, at=by.sent_at, out_chars=len(by.text))
    withdrawn = await drafts.withdraw(session, chat.id, reason=policy.TAKEN_OVER)
    if withdrawn is not None:
        await notifications.refresh_asking(session, withdrawn)
    until = by.sent_at + await accounts.takeover(session, chat.account_id)
    if until <= now or not policy.outlasts(until, chat.silent_until):
        return withdrawn is not None
    await chats.silence(session, chat.id, why=Silence.TAKEOVER, until=until)
    return True


async def our_replies(
    session: Session,
    account: LinkedAccount,
    chat: Chat,
    new: Sequence[AvitoMessage],
    *,
    now: datetime,
) -> dict[str, int]:
    """Our own among the new messages: the drafts they came from, by Avito's message id.

    Known by the id Avito returned or, while that is not known, by its text and time. One that is
    found here has arrived, whatever its own request will come to.
    """
    outgoing = [message for message in new if message.direction == "out"]
    if not outgoing:
        return {}
    ours = await drafts.sent_ids(session, account.id, [message.id for message in outgoing])
    for draft in await drafts.on_their_way(session, chat.id):
        echo = next((m for m in outgoing if m.id not in ours and _is_echo(m, draft)), None)
        if echo is not None:
            ours[echo.id] = draft.id
            await arrived(session, draft, echo, now=now)
    return ours


async def arrived(session: Session, draft: Draft, echo: AvitoMessage, *, now: datetime) -> bool:
    """Record that a draft has reached the buyer as this message; False when that was known."""
    finished = await drafts.arrived(session, draft.id, avito_message_id=echo.id, now=now)
    if finished is None:
        return False
    await _end_wait(session, finished, at=echo.created)
    await notifications.refresh_card(session, draft.id)
    return True


async def _end_wait(session: Session, reply: Draft, *, at: datetime) -> None:
    """The buyer has his answer; what he wrote while it was on its way still waits for one."""
    waiting = await messages.waiting(session, reply.chat_id)
    left = [line for line in waiting if line.id not in reply.answers]
    if len(left) == len(waiting):
        await waits.answer_after_all(session, reply, at=at)
        return
    await waits.close(
        session,
        reply.chat_id,
        by=reply.answered_by,
        at=at,
        out_chars=len(reply.text),
        draft_id=reply.id,
    )
    for line in left:
        await waits.open_or_extend(session, line)


def _is_echo(message: AvitoMessage, draft: Draft) -> bool:
    return (
        (message.text or "").split() == draft.text.split()
        and draft.claimed_at is not None
        and message.created >= draft.claimed_at - SENT_SKEW
    )
