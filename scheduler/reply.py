"""What a seller does to a draft or a reply. Every call checks that it is his."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from avito.errors import AvitoAuthError, AvitoError, AvitoRequestError
from db import accounts, cards, chats, conversations, drafts, messages, notifications, waits
from db.engine import Session
from db.models import (
    AnsweredBy,
    Draft,
    DraftStatus,
    Message,
    Notification,
    Silence,
)
from db.types import FOREVER
from scheduler import drafting, outdated, own_text, policy, standing
from scheduler.clients import Clients
from scheduler.costs import LIMIT_REASON
from scheduler.delivery import Delivery, Outcome
from scheduler.drafting import Drafting, Proposal
from scheduler.manners import stored
from scheduler.polling import Polling
from scheduler.ports import Tools, Work

TYPED_BEFORE = timedelta(seconds=5)
"""How far Telegram's clock may be behind ours when we tell what a seller had before his eyes."""

_WHY_NOT = {
    DraftStatus.SENT: Outcome.ALREADY_SENT,
    DraftStatus.REVOKED: Outcome.ALREADY_SENT,
    DraftStatus.SENDING: Outcome.SENDING,
    DraftStatus.UNCONFIRMED: Outcome.UNCONFIRMED,
    DraftStatus.APPROVED: Outcome.LATER,
    DraftStatus.PENDING: Outcome.EMPTY,
    DraftStatus.SUPERSEDED: Outcome.REPLACED,
    DraftStatus.SKIPPED: Outcome.FINISHED,
    DraftStatus.FAILED: Outcome.FINISHED,
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What a seller wrote to a buyer, and in which Telegram message."""

    text: str
    message_id: int
    at: datetime

    @property
    def words(self) -> drafts.Words:
        return drafts.Words(self.text.strip(), typed_in=self.message_id)

    @property
    def refusal(self) -> Outcome | None:
        """Why it cannot be sent as it is: nothing is cut."""
        if not self.text.strip():
            return Outcome.EMPTY
        too_long = policy.utf16_length(self.text.strip()) > policy.LONGEST_REPLY
        return Outcome.TOO_LONG if too_long else None


@dataclass(frozen=True, slots=True)
class _Case:
    """A draft that may be written anew, where it belongs, and the lines it answers."""

    draft: Draft
    scene: chats.ChatScene
    lines: Sequence[Message]
    history: Sequence[Message]


class Replies:
    def __init__(
        self,
        tools: Tools,
        clients: Clients,
        drafting: Drafting,
        delivery: Delivery,
        polling: Polling,
    ) -> None:
        self._db = tools.db
        self._wake = tools.wake
        self._clock = tools.clock
        self._clients = clients
        self._drafting = drafting
        self._delivery = delivery
        self._polling = polling

    async def send(self, draft_id: int, *, seller_id: int) -> Outcome:
        """Send a draft as it is, at most once.

        One that rests on facts that say something else by now is written anew instead; should no
        model answer, it goes when he taps again, for then he has been warned.
        """
        if await self._warn_of_changes(draft_id, seller_id=seller_id):
            return Outcome.OUTDATED
        return await self._send(draft_id, seller_id=seller_id)

    async def _warn_of_changes(self, draft_id: int, *, seller_id: int) -> bool:
        async with self._db.begin() as session:
            draft = await drafts.find(session, draft_id, seller_id=seller_id)
            found = await self._new_changes(session, draft) if draft else ()
            if draft is None or not found:
                return False
            await drafts.warn(session, draft, seller_id=seller_id, findings=found)
            await notifications.refresh_card(session, draft_id)
        self._wake(Work.TELL, seller_id)
        self._wake(Work.ANEW, draft_id)
        return True

    async def _new_changes(self, session: Session, draft: Draft) -> tuple[str, ...]:
        """What has changed under a draft that stands as it was proposed, and he was not told."""
        if draft.status is not DraftStatus.PENDING or draft.edited:
            return ()
        scene = await chats.scene(session, draft.chat_id)
        if scene is None:
            return ()
        found = stored(await standing.changes(session, draft, scene, now=self._clock()))
        return found if set(found) - set(draft.findings) else ()

    async def changes(self, draft_id: int, *, seller_id: int) -> tuple[str, ...]:
        """What he was warned of instead of sending a draft, as its findings are stored."""
        async with self._db.read() as session:
            draft = await drafts.find(session, draft_id, seller_id=seller_id)
        found = draft.findings if draft else ()
        return tuple(one for one in found if one.partition(":")[0] in standing.CHANGES)

    async def send_typed(self, draft_id: int, *, seller_id: int, typed: Typed) -> Outcome:
        """Send the seller's own text in a draft's place, at most once.

        One that the guards find something in is kept instead, until he says so again.
        """
        refusal = typed.refusal or await self._taken_before(typed, seller_id=seller_id)
        if refusal is not None:
            return refusal
        draft_id = await self._standing(draft_id, seller_id=seller_id)
        return await self._say(draft_id, seller_id=seller_id, typed=typed)

    async def _standing(self, draft_id: int, *, seller_id: int) -> int:
        """The draft that stands for the same lines now: it may be written anew while he types."""
        async with self._db.read() as session:
            draft = await drafts.find(session, draft_id, seller_id=seller_id)
            newest = await drafts.newest(session, draft.chat_id) if draft else None
        if draft is None or newest is None or not newest.rewrites(draft):
            return draft_id
        return newest.id

    async def _say(self, draft_id: int, *, seller_id: int, typed: Typed) -> Outcome:
        warned = await self._warn(draft_id, seller_id=seller_id, typed=typed)
        return warned or await self._send(draft_id, seller_id=seller_id, words=typed.words)

    async def _taken_before(self, typed: Typed, *, seller_id: int) -> Outcome | None:
        """What became of this very message, should it come again after the program ended."""
        async with self._db.read() as session:
            draft = await drafts.find_typed(session, typed.message_id, seller_id=seller_id)
        return _why_not(draft) if draft else None

    async def _warn(self, draft_id: int, *, seller_id: int, typed: Typed) -> Outcome | None:
        """Keep a text that is better thought over; None for one that may go as it is."""
        words = typed.words
        async with self._db.read() as session:
            found = await own_text.warnings(
                session, draft_id, words.text, seller_id=seller_id, now=self._clock()
            )
        if not found:
            return None
        async with self._db.begin() as session:
            held = await drafts.hold(
                session, draft_id, seller_id=seller_id, words=words, findings=found
            )
            await notifications.refresh_card(session, draft_id)
        self._wake(Work.TELL, seller_id)
        return Outcome.WARNED if held else await self.show_again(draft_id, seller_id=seller_id)

    async def held(self, typed_in: int, *, seller_id: int) -> Draft | None:
        """The draft that keeps the text of this message, while it waits for the seller's word."""
        async with self._db.read() as session:
            draft = await drafts.find_typed(session, typed_in, seller_id=seller_id)
        return draft if draft and draft.keeps_own_text else None

    async def send_held(self, draft_id: int, *, seller_id: int, typed_in: int) -> Outcome:
        """«Всё равно отправить»: send what was typed in this message, and no other text."""
        kept = await self.held(typed_in, seller_id=seller_id)
        if kept is None:
            return await self.show_again(draft_id, seller_id=seller_id)
        words = drafts.Held(kept.own_text, typed_in)
        return await self._send(draft_id, seller_id=seller_id, words=words)

    async def let_go(self, draft_id: int, *, seller_id: int, typed_in: int) -> Outcome:
        """Forget what was typed in this message: the draft stands as it was proposed.

        A draft that was there for this text alone is gone with it, and its card is as before.
        """
        due: Sequence[int] = ()
        lacking: Sequence[int] = ()
        async with self._db.begin() as session:
            draft = await drafts.let_go(session, draft_id, seller_id=seller_id, typed_in=typed_in)
            if draft is not None and _is_for_own_text_alone(draft):
                due = await self._take_back(session, draft)
            elif draft is not None:
                await notifications.refresh_card(session, draft_id)
                lacking = await outdated.find(session, self._clock(), draft_id=draft_id)
        if draft is None:
            return await self.show_again(draft_id, seller_id=seller_id)
        self._wake(Work.TELL, seller_id)
        for chat_id in due:
            self._wake(Work.CHAT, chat_id)
        for lacking_id in lacking:
            self._wake(Work.ANEW, lacking_id)
        return Outcome.LET_GO

    async def _take_back(self, session: Session, own: Draft) -> Sequence[int]:
        """Undo `_draft_to_answer_with`; the chat is looked at again if its buyer still waits."""
        before = await drafts.newest(session, own.chat_id, before_id=own.id)
        if before is None:
            raise LookupError(f"draft {own.id} stands in no other's place")
        await notifications.move_card(session, from_draft_id=own.id, to_draft_id=before.id)
        await drafts.drop_empty(session, own, instead=before)
        return await chats.call_waiting(session, now=self._clock(), chat_id=own.chat_id)

    async def _send(
        self, draft_id: int, *, seller_id: int, words: drafts.Words | None = None
    ) -> Outcome:
        async with self._db.begin() as session:
            draft = await drafts.find(session, draft_id, seller_id=seller_id)
            at_once = draft is not None and self._may_go_at_once(draft)
            if at_once:
                draft = await drafts.claim(
                    session, draft_id, seller_id=seller_id, now=self._clock(), words=words
                )
            else:
                draft = await drafts.approve(session, draft_id, seller_id=seller_id, words=words)
            scene = await chats.scene(session, draft.chat_id) if draft else None
            if draft is not None:
                await notifications.refresh_asking(session, draft)
            if draft is not None and not at_once:
                await notifications.refresh_card(session, draft.id)
        if draft is None or scene is None:
            return await self.show_again(draft_id, seller_id=seller_id)
        if at_once:
            return await self._delivery.deliver(draft, scene)
        sent = await self._delivery.send_or_later(draft_id, seller_id=seller_id)
        return sent or await self.show_again(draft_id, seller_id=seller_id)

    def _may_go_at_once(self, draft: Draft) -> bool:
        """Not what was tried before, nor before its account was looked at: the chat may have it,
        or a line of the buyer's that the seller has not seen."""
        return draft.attempts == 0 and self._polling.looked_lately(draft.account_id)

    async def answer_card(
        self, telegram_message_id: int, *, seller_id: int, typed: Typed
    ) -> Outcome | None:
        """Send what a seller wrote in reply to a card; None when that message is no card of his.

        On a card whose draft has ended (sent, skipped, taken over) it is one more reply.
        """
        card = await self._find_card(telegram_message_id, seller_id=seller_id)
        if card is None:  # it is on his screen a moment before it is in the table
            await self._wake.ended(Work.TELL, seller_id)
            card = await self._find_card(telegram_message_id, seller_id=seller_id)
        if card is None or card.draft_id is None:
            return None
        refusal = typed.refusal or await self._taken_before(typed, seller_id=seller_id)
        if refusal is not None:
            return refusal
        if _is_stale(card, typed.at) and not await self._is_for_same_lines(card.draft_id):
            return await self.show_again(card.draft_id, seller_id=seller_id, stale=True)
        draft_id = await self._draft_to_answer_with(card.draft_id, seller_id=seller_id)
        if draft_id is None:
            return await self.show_again(card.draft_id, seller_id=seller_id)
        return await self._say(draft_id, seller_id=seller_id, typed=typed)

    async def _is_for_same_lines(self, draft_id: int) -> bool:
        """Whether a draft that waits was but written anew: what he answers is what it answers."""
        async with self._db.read() as session:
            draft = await drafts.find_any(session, draft_id)
            before = draft and await drafts.newest(session, draft.chat_id, before_id=draft_id)
        if draft is None or before is None or draft.status is not DraftStatus.PENDING:
            return False
        return draft.rewrites(before)

    async def _find_card(self, message_id: int, *, seller_id: int) -> Notification | None:
        async with self._db.read() as session:
            return await notifications.card_shown_as(session, message_id, seller_id=seller_id)

    async def _draft_to_answer_with(self, draft_id: int, *, seller_id: int) -> int | None:
        """The card's draft while it is open, else a new empty one; None if a newer one is live."""
        async with self._db.begin() as session:
            draft = await drafts.find(session, draft_id, seller_id=seller_id)
            if draft is None or draft.status is DraftStatus.PENDING:
                return draft_id if draft else None
            chat = await chats.of_draft(session, draft_id, seller_id=seller_id)
            newest = await drafts.newest(session, draft.chat_id)
            overtaken = draft.is_overtaken and draft.reason != policy.TAKEN_OVER
            if chat is None or draft.is_live or newest != draft or overtaken:
                return None
            lines = await cards.shown_lines(session, draft, chat)
            own = await drafts.add(session, _own_text(draft, lines, self._clock()))
            await notifications.move_card(session, from_draft_id=draft.id, to_draft_id=own.id)
            return own.id

    async def text_of(self, draft_id: int, *, seller_id: int) -> str | None:
        """The text of a draft that can still be changed; None when it is over or not his."""
        async with self._db.read() as session:
            draft = await drafts.find(session, draft_id, seller_id=seller_id)
        if draft is None or draft.status is not DraftStatus.PENDING:
            return None
        return draft.own_text or draft.text

    async def show_again(self, draft_id: int, *, seller_id: int, stale: bool = False) -> Outcome:
        """Say why a draft cannot be acted on, and have the chat's newest card shown anew."""
        async with self._db.begin() as session:
            draft = await drafts.find(session, draft_id, seller_id=seller_id)
            if draft is None:
                return Outcome.GONE
            newest = await drafts.newest(session, draft.chat_id)
            await notifications.refresh_chat(session, draft.chat_id)
        self._wake(Work.TELL, seller_id)
        if stale:
            return Outcome.REPLACED
        if newest is not None and newest.rewrites(draft):
            return Outcome.REWRITTEN if newest.status is DraftStatus.PENDING else _why_not(newest)
        if draft.is_overtaken and draft.reason == policy.TAKEN_OVER:
            return Outcome.FINISHED
        return _why_not(draft)

    async def regenerate(
        self, draft_id: int, *, seller_id: int, manner: str, wish: str = ""
    ) -> Outcome:
        """Draft anew in another manner, on the same card, by its seller's wish."""
        draft_id = await self._standing(draft_id, seller_id=seller_id)
        case = await self._case(draft_id, seller_id=seller_id)
        if case is None:
            return await self.show_again(draft_id, seller_id=seller_id)
        proposal = await self._propose(case, manner, wish)
        draft = _redrafted(case.draft, proposal, decided_by=seller_id)
        return await self._replace(case, proposal, draft)

    async def write_anew(self, draft_id: int, *, seller_id: int) -> None:
        """Put what he has told since into a draft that neither he nor a post has been at.

        It may go out by itself where the account's mode lets it, unless he is typing in its place.
        """
        case = await self._case(draft_id, seller_id=seller_id)
        if case is None or case.draft.is_touched:
            return
        proposal = await self._propose(case, drafting.AGAIN)
        draft = _redrafted(case.draft, proposal)
        if proposal.may_go_alone and policy.may_answer_alone(case.scene, self._clock()):
            draft.status = DraftStatus.APPROVED
        await self._replace(case, proposal, draft)

    async def _case(self, draft_id: int, *, seller_id: int) -> _Case | None:
        """A draft that waits for its seller, and all that it is written anew from."""
        async with self._db.read() as session:
            draft = await drafts.find(session, draft_id, seller_id=seller_id)
            scene = await chats.scene(session, draft.chat_id) if draft else None
            if draft is None or scene is None or draft.status is not DraftStatus.PENDING:
                return None
            lines = await messages.by_ids(session, draft.answers)
            history = await messages.latest(session, draft.chat_id, limit=drafting.HISTORY_LINES)
        return _Case(draft, scene, lines, history)

    async def _propose(self, case: _Case, manner: str, wish: str = "") -> Proposal:
        vary = drafting.Vary(case.draft.text, manner, wish)
        return await self._drafting.answer(case.scene, case.history, case.lines, vary=vary)

    async def _replace(self, case: _Case, proposal: Proposal, draft: Draft) -> Outcome:
        """Put a draft in another's place; the old one stays when there is no new one."""
        async with self._db.begin() as session:
            await drafting.record(session, case.scene, proposal, now=self._clock())
            if not proposal.text:
                return Outcome.LIMIT if proposal.reason == LIMIT_REASON else Outcome.NO_MODEL
            in_time = await drafts.replace(session, case.draft)
            lacking = await self._put(session, case, proposal, draft) if in_time else ()
        if not in_time:
            return await self.show_again(case.draft.id, seller_id=case.scene.seller.id)
        if draft.status is DraftStatus.APPROVED:
            self._wake(Work.SEND, draft.id)
        self._wake(Work.TELL, case.scene.seller.id)
        for draft_id in lacking:
            self._wake(Work.ANEW, draft_id)
        return Outcome.REDRAFTED

    async def _put(
        self, session: Session, case: _Case, proposal: Proposal, draft: Draft
    ) -> Sequence[int]:
        """Store a draft on the card of the one before it; returns what is to be written anew."""
        if await conversations.edits_draft_of(session, draft.chat_id):
            draft.status = DraftStatus.PENDING
        draft.created_at = proposal.asked_at or self._clock()
        draft.asked_in = await drafting.asked_in(session, case.scene, proposal)
        await drafts.add(session, draft)
        await notifications.move_card(session, from_draft_id=case.draft.id, to_draft_id=draft.id)
        return await drafting.takes_place(session, draft, before=case.draft, now=self._clock())

    async def skip(self, draft_id: int, *, seller_id: int) -> Outcome:
        """End a draft: the buyer gets no answer to this, by the seller's decision."""
        now = self._clock()
        async with self._db.begin() as session:
            draft = await drafts.skip(session, draft_id, seller_id=seller_id, now=now)
            if draft is not None:
                await waits.close(session, draft.chat_id, by=AnsweredBy.SKIPPED, at=now)
                await notifications.refresh_card(session, draft_id)
                await notifications.refresh_asking(session, draft)
        if draft is None:
            return await self.show_again(draft_id, seller_id=seller_id)
        self._wake(Work.TELL, seller_id)
        return Outcome.SKIPPED

    async def take_over(self, draft_id: int, *, seller_id: int) -> datetime | None:
        """«Отвечу сам»: the bot is silent in this chat until the returned moment; None: gone."""
        return await self._silence(draft_id, seller_id=seller_id, why=Silence.TAKEOVER)

    async def pause_chat(self, draft_id: int, *, seller_id: int, until: datetime) -> Outcome:
        paused = await self._silence(draft_id, seller_id=seller_id, why=Silence.PAUSE, until=until)
        return Outcome.PAUSED if paused else Outcome.GONE

    async def _silence(
        self, draft_id: int, *, seller_id: int, why: Silence, until: datetime | None = None
    ) -> datetime | None:
        """Be silent in a draft's chat, for as long as its account says if no end is given."""
        async with self._db.begin() as session:
            chat = await chats.of_draft(session, draft_id, seller_id=seller_id)
            if chat is None:
                return None
            until = until or self._clock() + await accounts.takeover(session, chat.account_id)
            await chats.silence(session, chat.id, why=why, until=until)
            withdrawn = await drafts.withdraw(session, chat.id, reason=policy.TAKEN_OVER)
            if withdrawn is not None:
                await notifications.refresh_asking(session, withdrawn)
            due = await self._look_again(session, chat.id, until)
            await notifications.refresh_chat(session, chat.id)
        self._wake(Work.TELL, seller_id)
        for chat_id in due:
            self._wake(Work.CHAT, chat_id, at=until)
        return until

    async def _look_again(self, session: Session, chat_id: int, until: datetime) -> list[int]:
        """A buyer who still waits when the silence ends gets his draft then."""
        if until >= FOREVER:
            return []
        return list(await chats.call_waiting(session, now=until, chat_id=chat_id))

    async def release(self, draft_id: int, *, seller_id: int) -> Outcome:
        """«Вернуть боту»: end the silence; a buyer who waits gets his draft at once."""
        async with self._db.begin() as session:
            chat = await chats.of_draft(session, draft_id, seller_id=seller_id)
            if chat is None:
                return Outcome.GONE
            await chats.release(session, chat.id)
            due = await chats.call_waiting(session, now=self._clock(), chat_id=chat.id)
            await notifications.refresh_chat(session, chat.id)
        self._wake(Work.TELL, seller_id)
        for chat_id in due:
            self._wake(Work.CHAT, chat_id)
        return Outcome.RELEASED

    async def revoke(self, draft_id: int, *, seller_id: int) -> Outcome:
        """Take a reply back at Avito, within an hour of its sending."""
        async with self._db.read() as session:
            draft = await drafts.find(session, draft_id, seller_id=seller_id)
            chat = await chats.of_draft(session, draft_id, seller_id=seller_id)
        if draft is None or chat is None:
            return Outcome.GONE
        if draft.status is not DraftStatus.SENT or not draft.finished_at:
            return await self.show_again(draft_id, seller_id=seller_id)
        if self._clock() - draft.finished_at > policy.REVOKE_WITHIN:
            return await self._too_late(draft_id, seller_id=seller_id)
        account = await self._clients.get(draft.account_id)
        if account is None:
            return Outcome.GONE
        try:
            await account.avito.delete_message(chat.avito_chat_id, draft.avito_message_id)
        except AvitoError as error:
            return _revoke_failed(error)
        return await self._revoked(draft_id, seller_id=seller_id)

    async def _too_late(self, draft_id: int, *, seller_id: int) -> Outcome:
        await self.show_again(draft_id, seller_id=seller_id)
        return Outcome.TOO_LATE

    async def _revoked(self, draft_id: int, *, seller_id: int) -> Outcome:
        async with self._db.begin() as session:
            if await drafts.revoke(session, draft_id, seller_id=seller_id):
                await waits.reopen(session, draft_id)
                await notifications.refresh_card(session, draft_id)
        self._wake(Work.TELL, seller_id)
        return Outcome.REVOKED


def _why_not(draft: Draft) -> Outcome:
    """Why a draft cannot be acted on as was asked."""
    if draft.keeps_own_text:
        return Outcome.WARNED
    if draft.status is DraftStatus.PENDING and draft.text:  # it has another text by now
        return Outcome.LET_GO
    return _WHY_NOT[draft.status]


def _is_stale(card: Notification, written_at: datetime) -> bool:
    """He wrote before the card got the form it has: he answered another draft."""
    return card.shown_at is not None and written_at < card.shown_at - TYPED_BEFORE


def _own_text(draft: Draft, lines: Sequence[Message], now: datetime) -> Draft:
    """An empty draft in the place of a finished one, for an answer of the seller's to its card."""
    return Draft(
        account_id=draft.account_id,
        chat_id=draft.chat_id,
        status=DraftStatus.PENDING,
        proposed="",
        text="",
        answers=[line.id for line in lines],
        reason=drafting.OWN_TEXT,
        created_at=now,
    )


def _is_for_own_text_alone(draft: Draft) -> bool:
    return draft.reason == drafting.OWN_TEXT and not draft.text


def _redrafted(draft: Draft, proposal: Proposal, *, decided_by: int | None = None) -> Draft:
    """Another draft for the same lines; what was tried before may still turn up in the chat."""
    return Draft(
        account_id=draft.account_id,
        chat_id=draft.chat_id,
        status=DraftStatus.PENDING,
        answers=list(draft.answers),
        attempts=draft.attempts,
        claimed_at=draft.claimed_at,
        decided_by=decided_by,
        **proposal.columns,
    )


def _revoke_failed(error: AvitoError) -> Outcome:
    """A deletion may be repeated, so an unclear one is simply not done yet."""
    if isinstance(error, AvitoRequestError):
        return Outcome.TOO_LATE
    if isinstance(error, AvitoAuthError):
        return Outcome.KEYS_REFUSED
    return Outcome.NOT_REVOKED
