"""A chat in which something is due: read it, decide, draft, and send or ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db import chats, drafts, messages, notifications
from db.chats import ChatScene
from db.engine import Session
from db.models import (
    Draft,
    DraftStatus,
    Message,
    Notification,
    NotificationKind,
    ReplyMode,
)
from scheduler import drafting, policy
from scheduler.by_template import ByTemplate
from scheduler.delivery import Delivery
from scheduler.drafting import Drafting, Proposal
from scheduler.inbox import Inbox
from scheduler.policy import Step
from scheduler.ports import ComeBackLater, Tools, Work

ON_ITS_WAY_PAUSE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Question:
    """A buyer who waits: where, what he wrote, and by when this was true."""

    scene: ChatScene
    lines: Sequence[Message]
    history: Sequence[Message]
    due_at: datetime


class Answers:
    """The worker for wake-ups (CHAT, chat)."""

    def __init__(
        self,
        tools: Tools,
        inbox: Inbox,
        drafting: Drafting,
        by_template: ByTemplate,
        delivery: Delivery,
    ) -> None:
        self._db = tools.db
        self._wake = tools.wake
        self._clock = tools.clock
        self._inbox = inbox
        self._drafting = drafting
        self._by_template = by_template
        self._delivery = delivery

    async def answer(self, chat_id: int) -> None:
        """Read a chat and answer what is due there; safe to repeat, cheap when nothing is due."""
        due_at = await self._inbox.read_due(chat_id)
        if due_at is None:
            return
        question = await self._question(chat_id, due_at)
        if question is None:
            return
        decision = self._decide(question.scene)
        if decision.step is Step.HOLD:
            await self._hold(question, decision.until)
            return
        await self._put(question, await self._propose(question, decision.step))

    async def _question(self, chat_id: int, due_at: datetime) -> Question | None:
        """What waits for an answer now, or None when nothing does or not yet.

        `due_at` is what the chat was read for: if it has moved, there is more to read first.
        """
        async with self._db.read() as session:
            scene = await chats.scene(session, chat_id)
            if scene is None or scene.chat.due_at is None:
                return None
            newest = await drafts.newest(session, chat_id)
            lines = await messages.waiting(session, chat_id)
            history = (
                await messages.latest(session, chat_id, limit=drafting.HISTORY_LINES)
                if lines
                else []
            )
        if scene.chat.due_at != due_at or due_at > self._clock():
            self._wake(Work.CHAT, chat_id, at=scene.chat.due_at)
            return None
        if newest and newest.status in drafts.ON_ITS_WAY:
            raise ComeBackLater(ON_ITS_WAY_PAUSE_SECONDS)
        if not lines or (newest and _is_answered_by(newest, lines)):
            async with self._db.begin() as session:
                await chats.done(session, chat_id, due_at=due_at)
            return None
        return Question(scene, lines, history, due_at)

    def _decide(self, scene: ChatScene) -> policy.Decision:
        return policy.decide(
            mode=scene.account.mode, pauses=policy.Pauses.of(scene), now=self._clock()
        )

    async def _hold(self, question: Question, until: datetime | None) -> None:
        """Paused: look again when the pause ends (None: when somebody ends it)."""
        chat = question.scene.chat
        async with self._db.begin() as session:
            await drafts.withdraw(session, chat.id)
            if until is None:
                await chats.done(session, chat.id, due_at=question.due_at)
            else:
                await chats.move_due(session, chat.id, due_at=question.due_at, to=until)
            changed = await notifications.refresh_chat(session, chat.id, if_overtaken=True)
        if changed is not None:
            self._wake(Work.TELL, changed)
        if until is not None:
            self._wake(Work.CHAT, chat.id, at=until)

    async def _propose(self, question: Question, step: Step) -> Proposal:
        if step is Step.NOTIFY:
            return drafting.only_notify(question.lines)
        scene, history, lines = question.scene, question.history, question.lines
        proposal = await self._drafting.answer(scene, history, lines)
        if not proposal.lacks_model:
            return proposal
        return await self._by_template.instead(proposal, scene.chat.id, history, lines)

    async def _put(self, question: Question, proposal: Proposal) -> None:
        """Store the proposal and act on it, unless the chat has moved on while it was written."""
        seller_id = question.scene.seller.id
        async with self._db.begin() as session:
            await drafting.record(session, question.scene, proposal, now=self._clock())
            before = await drafts.newest(session, question.scene.chat.id)
            scene = await self._still(session, question, before)
            if scene is not None:
                alone = scene.account.mode is ReplyMode.AUTO and proposal.may_go_alone
                draft = await self._store(session, scene, proposal, alone=alone)
                told = await drafting.takes_place(session, draft, before=before, now=self._clock())
                if before is None or not await _follow(session, before, draft):
                    await notifications.add(session, _card(scene, draft))
        if scene is None:
            self._wake(Work.CHAT, question.scene.chat.id)
            return
        if alone:
            await self._delivery.send_or_later(draft.id, seller_id=seller_id)
        self._wake(Work.TELL, seller_id)
        for draft_id in told:
            self._wake(Work.ANEW, draft_id)

    async def _still(
        self, session: Session, question: Question, newest: Draft | None
    ) -> ChatScene | None:
        """The chat as it is now; None when a newer line, a human or a pause has overtaken it.

        Then it stays due: the chat has to be looked at again.
        """
        before = question.scene
        scene = await chats.scene(session, before.chat.id)
        if scene is None or scene.account.mode is not before.account.mode:
            return None
        on_its_way = newest is not None and newest.status in drafts.ON_ITS_WAY
        if on_its_way or self._decide(scene).step is Step.HOLD:
            return None
        return scene if await chats.done(session, scene.chat.id, due_at=question.due_at) else None

    async def _store(
        self, session: Session, scene: ChatScene, proposal: Proposal, *, alone: bool
    ) -> Draft:
        await drafts.withdraw(session, scene.chat.id)
        asked_in = await drafting.asked_in(session, scene, proposal)
        return await drafts.add(
            session,
            Draft(
                account_id=scene.account.id,
                chat_id=scene.chat.id,
                status=DraftStatus.APPROVED if alone else DraftStatus.PENDING,
                answers=list(proposal.answers),
                asked_in=asked_in,
                **proposal.columns,
                created_at=proposal.asked_at or self._clock(),
            ),
        )


def _is_answered_by(draft: Draft, lines: Sequence[Message]) -> bool:
    """Whether nothing is to be drafted: an answer waits for the seller, or he took it back."""
    stands = draft.is_live or draft.status is DraftStatus.REVOKED
    return stands and {line.id for line in lines} <= set(draft.answers)


async def _follow(session: Session, before: Draft, draft: Draft) -> bool:
    """Show the new draft on the old one's card while the same buyer's wait goes on.

    After an answer, or when a human has been at it, a card of its own comes: an edit rings no bell.
    """
    if before.reason == policy.TAKEN_OVER or not before.is_overtaken:
        return False
    if not set(before.answers) <= set(draft.answers):
        return False
    return await notifications.move_card(session, from_draft_id=before.id, to_draft_id=draft.id)


def _card(scene: ChatScene, draft: Draft) -> Notification:
    return Notification(
        seller_id=scene.seller.id,
        kind=NotificationKind.CARD,
        account_id=scene.account.id,
        draft_id=draft.id,
        created_at=draft.created_at,
    )
