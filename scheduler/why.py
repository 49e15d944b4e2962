"""Why a message was answered, held or left alone: one verdict for each, from what happened.

Pure but for the class that asks the table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db import chats, events
from db.events import Event
from db.models import (
    AccountState,
    AnsweredBy,
    Author,
    Draft,
    DraftStatus,
    Message,
    Silence,
    Verdict,
    Wait,
)
from scheduler import drafting
from scheduler.health import CUT_OFF
from scheduler.ports import Tools

PAGE = 10


class Ending(StrEnum):
    """What became of a message. Each has a sentence for the seller."""

    # It wants no answer.
    HISTORY = "history"
    SYSTEM = "system"
    AUTO_ANSWER = "auto_answer"
    NOT_OUR_LISTING = "not_our_listing"
    TARIFF_PLACEHOLDER = "tariff_placeholder"
    CALL = "call"
    DELETED = "deleted"
    OURS = "ours"
    TYPED = "typed"  # the seller's words, sent by us
    YOURS = "yours"  # the seller's own hand, in Avito
    # The buyer has his answer, or gets none by the seller's word.
    SENT_ALONE = "sent_alone"
    SENT_BY_TEMPLATE = "sent_by_template"  # alone, while no model answered
    SENT_BY_TAP = "sent_by_tap"
    SENT_EDITED = "sent_edited"
    BY_HAND = "by_hand"
    SKIPPED = "skipped"
    # An answer is there and not yet with the buyer.
    DRAFTED = "drafted"
    GUARDED = "guarded"
    NO_DRAFT = "no_draft"  # no text to draft from, or the model gave none
    MODE_OFF = "mode_off"
    NOT_SENT = "not_sent"
    WAITS_FOR_AVITO = "waits_for_avito"
    SENDING = "sending"
    CHECKING = "checking"
    FAILED = "failed"
    REVOKED = "revoked"
    # The bot is silent, and why.
    UNREACHABLE = "unreachable"
    UNLINKED = "unlinked"
    CUT_OFF = "cut_off"
    TAKEN_OVER = "taken_over"
    CHAT_PAUSED = "chat_paused"
    ACCOUNT_PAUSED = "account_paused"
    ALL_PAUSED = "all_paused"
    PREPARING = "preparing"
    REDRAFTING = "redrafting"  # its draft was withdrawn, the next is being made
    WAITING = "waiting"  # nothing is under way and nothing forbids it: never seen to happen


@dataclass(frozen=True, slots=True)
class Why:
    """An ending with the few facts that its words need."""

    ending: Ending
    at: datetime | None = None  # when it ended so, or until when it lasts
    detail: str = ""  # a reason's, a problem's or a state's word
    findings: tuple[str, ...] = ()


_NO_ANSWER_WANTED = {
    Verdict.HISTORY: Ending.HISTORY,
    Verdict.SYSTEM: Ending.SYSTEM,
    Verdict.AUTO_ANSWER: Ending.AUTO_ANSWER,
    Verdict.NOT_OUR_LISTING: Ending.NOT_OUR_LISTING,
    Verdict.TARIFF_PLACEHOLDER: Ending.TARIFF_PLACEHOLDER,
    Verdict.CALL: Ending.CALL,
    Verdict.DELETED: Ending.DELETED,
}

_ENDED_BY = {
    AnsweredBy.BOT: Ending.SENT_ALONE,
    AnsweredBy.TAP: Ending.SENT_BY_TAP,
    AnsweredBy.EDITED: Ending.SENT_EDITED,
    AnsweredBy.HAND: Ending.BY_HAND,
    AnsweredBy.SKIPPED: Ending.SKIPPED,
}

_ON_ITS_WAY = {
    DraftStatus.APPROVED: Ending.WAITS_FOR_AVITO,
    DraftStatus.SENDING: Ending.SENDING,
    DraftStatus.UNCONFIRMED: Ending.CHECKING,
    DraftStatus.REVOKED: Ending.REVOKED,
}


def why(event: Event, now: datetime) -> Why:
    """What became of a message. The first rule that fits wins, and the last one always fits."""
    message, wait, draft = event.message, event.wait, event.draft
    if message.verdict in _NO_ANSWER_WANTED:
        return Why(_NO_ANSWER_WANTED[message.verdict])
    if message.verdict is Verdict.OUTGOING:
        return Why(_outgoing(message, draft))
    if wait is not None and wait.answered_by is not None:
        return _ended(wait, wait.answered_by, draft)
    if draft is not None and draft.status in _ON_ITS_WAY:
        return Why(_ON_ITS_WAY[draft.status])
    if draft is not None and draft.status is DraftStatus.PENDING:
        return _pending(draft)
    return _silent(event, now) or _under_way(event)


def _outgoing(message: Message, draft: Draft | None) -> Ending:
    if draft is not None and draft.status is DraftStatus.REVOKED:
        return Ending.REVOKED
    if message.author is not Author.BOT:
        return Ending.YOURS
    typed = draft is not None and draft.answered_by in (AnsweredBy.HAND, AnsweredBy.EDITED)
    return Ending.TYPED if typed else Ending.OURS


def _ended(wait: Wait, by: AnsweredBy, draft: Draft | None) -> Why:
    """What ended a wait; an answer that was taken back ended it only as long as it stood."""
    if draft is not None and draft.status is DraftStatus.REVOKED and wait.draft_id == draft.id:
        return Why(Ending.REVOKED)
    if by is AnsweredBy.BOT and draft is not None and wait.draft_id == draft.id and draft.template:
        return Why(Ending.SENT_BY_TEMPLATE, wait.answered_at, detail=draft.template)
    return Why(_ENDED_BY[by], wait.answered_at)


def _pending(draft: Draft) -> Why:
    """A draft waits for the seller: why it did not go by itself, if there is more to say."""
    if draft.problem:
        return Why(Ending.NOT_SENT, detail=draft.problem)
    if draft.reason == drafting.GUARD:
        return Why(Ending.GUARDED, findings=tuple(draft.findings))
    if draft.reason == drafting.MODE_OFF:
        return Why(Ending.MODE_OFF)
    if draft.text or draft.reason == drafting.OWN_TEXT:
        return Why(Ending.DRAFTED)
    return Why(Ending.NO_DRAFT, detail=draft.reason)


def _silent(event: Event, now: datetime) -> Why | None:
    """What keeps the bot from answering in this chat now."""
    chat, account, seller = event.chat, event.account, event.seller
    if account.state is AccountState.UNLINKED:
        return Why(Ending.UNLINKED)
    if seller.unreachable_since is not None:
        return Why(Ending.UNREACHABLE, seller.unreachable_since)
    if account.state in CUT_OFF:
        return Why(Ending.CUT_OFF, account.state_since, detail=account.state.value)
    taken = chat.silence is Silence.TAKEOVER
    pauses = (
        (chat.silent_until, Ending.TAKEN_OVER if taken else Ending.CHAT_PAUSED),
        (account.paused_until, Ending.ACCOUNT_PAUSED),
        (seller.paused_until, Ending.ALL_PAUSED),
    )
    running = [Why(ending, until) for until, ending in pauses if until and until > now]
    # The one that keeps him waiting longest, as for the answer itself.
    return max(running, key=lambda pause: pause.at or now, default=None)


def _under_way(event: Event) -> Why:
    draft, account = event.draft, event.account
    if event.chat.due_at is not None:
        if account.state is AccountState.DOWN:
            return Why(Ending.CUT_OFF, account.state_since, detail=account.state.value)
        overtaken = draft is not None and draft.is_overtaken
        return Why(Ending.REDRAFTING if overtaken else Ending.PREPARING)
    if draft is not None and draft.status is DraftStatus.FAILED:
        return Why(Ending.FAILED, detail=draft.problem)
    if event.message.sent_at < account.linked_at:  # it was unlinked in between
        return Why(Ending.HISTORY)
    return Why(Ending.WAITING)


@dataclass(frozen=True, slots=True)
class Entry:
    event: Event
    why: Why


@dataclass(frozen=True, slots=True)
class Page:
    """A page of events, newest first; `chat` when they are all of one chat."""

    entries: Sequence[Entry]
    number: int
    has_more: bool
    chat_id: int | None


class Events:
    """What happened, with its reasons, for the seller it happened to."""

    def __init__(self, tools: Tools) -> None:
        self._db = tools.db
        self._clock = tools.clock

    async def page(self, seller_id: int, *, number: int = 0, chat_id: int | None = None) -> Page:
        async with self._db.read() as session:
            found = await events.newest(
                session, seller_id, chat_id=chat_id, offset=number * PAGE, limit=PAGE + 1
            )
        now = self._clock()
        entries = [Entry(event, why(event, now)) for event in found[:PAGE]]
        return Page(entries, number, has_more=len(found) > PAGE, chat_id=chat_id)

    async def chat_of(self, draft_id: int, *, seller_id: int) -> int | None:
        """The chat of a card's draft, if it is this seller's."""
        async with self._db.read() as session:
            chat = await chats.of_draft(session, draft_id, seller_id=seller_id)
        return chat.id if chat else None
