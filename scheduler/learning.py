"""«Ответить и запомнить»: what the bot does not know it asks once, and uses at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from db import chats, drafts, facts, notifications
from db.chats import ChatScene
from db.engine import Session
from db.models import Draft, Fact, FactSource, Scope
from scheduler import drafting, policy, questions
from scheduler.policy import Step
from scheduler.ports import Tools, Work
from scheduler.reply import Replies


@dataclass(frozen=True, slots=True)
class Question:
    """What a draft lacks, asked together, and of which listing."""

    names: tuple[str, ...]
    listing_title: str


class Learning:
    def __init__(self, tools: Tools, replies: Replies) -> None:
        self._db = tools.db
        self._wake = tools.wake
        self._clock = tools.clock
        self._replies = replies

    async def question(self, draft_id: int, *, seller_id: int) -> Question | None:
        """What is to be asked for a draft, nothing when it lacks nothing; None: it is not his."""
        async with self._db.read() as session:
            draft = await drafts.find(session, draft_id, seller_id=seller_id)
            scene = await chats.scene(session, draft.chat_id) if draft else None
        if draft is None or scene is None:
            return None
        title = scene.listing.title if scene.listing else ""
        return Question(tuple(draft.missing), title)

    async def learn(self, draft_id: int, *, seller_id: int, text: str) -> Sequence[Fact]:
        """Keep the seller's answer for the draft's listing, and have every draft that lacked it
        written anew. Empty: the draft is not his.

        The answer to a question that nobody waits for any more is kept all the same.
        """
        async with self._db.begin() as session:
            draft = await drafts.find(session, draft_id, seller_id=seller_id)
            scene = await chats.scene(session, draft.chat_id) if draft else None
            if draft is None or scene is None:
                return []
            learnt = [
                await self._keep(session, scene, text)
                for text in questions.facts_from(draft.missing, text)
            ]
            lacking = await self._lacking(session, scene, draft)
        for one in lacking:
            await self._redraft(one, seller_id=seller_id)
        return learnt

    async def _keep(self, session: Session, scene: ChatScene, text: str) -> Fact:
        """Store a fact, or find it where the same was said before."""
        listing_id = scene.chat.listing_id
        known = await facts.same(session, scene.account.id, listing_id=listing_id, text=text)
        if known is not None:
            return known
        return await facts.add(
            session,
            Fact(
                account_id=scene.account.id,
                scope=Scope.ALL if listing_id is None else Scope.LISTING,
                listing_id=listing_id,
                text=text,
                source=FactSource.CARD,
                noted_at=self._clock(),
            ),
        )

    async def _lacking(
        self, session: Session, scene: ChatScene, asked: Draft
    ) -> Sequence[tuple[Draft, ChatScene]]:
        """The drafts about this listing that lack any of what was asked, each with its chat."""
        found = []
        pending = await drafts.asking(session, scene.account.id, listing_id=scene.chat.listing_id)
        for draft in pending:
            other = await chats.scene(session, draft.chat_id)
            if other is not None and questions.overlaps(draft.missing, asked.missing):
                found.append((draft, other))
        return found

    async def _redraft(self, lacking: tuple[Draft, ChatScene], *, seller_id: int) -> None:
        """Write a draft anew, by the way that every draft goes; where that is closed now (a pause,
        nobody waits) on its card alone.
        """
        draft, scene = lacking
        decision = policy.decide(
            mode=scene.account.mode, pauses=policy.Pauses.of(scene), now=self._clock()
        )
        if decision.step is not Step.DRAFT or not await self._call(draft):
            await self._replies.regenerate(draft.id, seller_id=seller_id, manner=drafting.AGAIN)

    async def _call(self, draft: Draft) -> bool:
        """Withdraw a draft and make its chat due; False when no buyer waits there."""
        async with self._db.begin() as session:
            if not await drafts.is_waited_for(session, draft.id):
                return False
            if not await drafts.replace(session, draft):
                return True  # it has gone its way meanwhile, or he answers himself
            await chats.call_waiting(session, now=self._clock(), chat_id=draft.chat_id)
            seller_id = await notifications.refresh_card(session, draft.id)
        self._wake(Work.CHAT, draft.chat_id)
        if seller_id is not None:
            self._wake(Work.TELL, seller_id)
        return True
