"""«Ответить и запомнить»: what the bot does not know it asks once, and uses at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from db import chats, drafts
from db.chats import ChatScene
from db.engine import Session
from db.models import Draft, FactSource, Scope
from scheduler import drafting, questions
from scheduler.knowledge import FOR_ALL, Knowledge, Noted, Where
from scheduler.ports import Tools
from scheduler.reply import Replies


@dataclass(frozen=True, slots=True)
class Question:
    """What a draft lacks, asked together, and of which listing."""

    names: tuple[str, ...]
    listing_title: str


class Learning:
    def __init__(self, tools: Tools, knowledge: Knowledge, replies: Replies) -> None:
        self._db = tools.db
        self._knowledge = knowledge
        self._replies = replies

    async def question(self, draft_id: int, *, seller_id: int) -> Question | None:
        """What is to be asked for a draft, nothing when it lacks nothing; None: it is not his."""
        found = await self._find(draft_id, seller_id)
        if found is None:
            return None
        draft, scene = found
        return Question(tuple(draft.missing), scene.listing.title if scene.listing else "")

    async def learn(self, draft_id: int, *, seller_id: int, text: str) -> Sequence[Noted]:
        """Keep the seller's answer, for the draft's listing. Empty: the draft is not his.

        The answer to a question that nobody waits for any more is kept all the same.
        """
        found = await self._find(draft_id, seller_id)
        if found is None:
            return []
        draft, scene = found
        return [
            await self._knowledge.add(
                scene.account.id,
                seller_id=seller_id,
                text=fact,
                where=_of_listing(scene),
                source=FactSource.CARD,
            )
            for fact in questions.read_answers(draft.missing, text).facts
        ]

    async def use(self, draft_id: int, *, seller_id: int) -> None:
        """Write every draft anew that lacked what this one did, this one first; in automatic mode
        they may go by themselves then. One for which the model gives nothing stays as it is.
        """
        async with self._db.read() as session:
            draft = await drafts.find(session, draft_id, seller_id=seller_id)
            lacking = await _lacking(session, draft) if draft else []
        for one in sorted(lacking, key=lambda other: other != draft_id):
            await self._replies.regenerate(
                one, seller_id=seller_id, manner=drafting.AGAIN, alone=True
            )

    async def _find(self, draft_id: int, seller_id: int) -> tuple[Draft, ChatScene] | None:
        async with self._db.read() as session:
            draft = await drafts.find(session, draft_id, seller_id=seller_id)
            scene = await chats.scene(session, draft.chat_id) if draft else None
        return (draft, scene) if draft and scene else None


def _of_listing(scene: ChatScene) -> Where:
    listing_id = scene.chat.listing_id
    return FOR_ALL if listing_id is None else Where(Scope.LISTING, listing_id)


async def _lacking(session: Session, asked: Draft) -> list[int]:
    """The pending drafts about the same listing that lack any of what was asked."""
    scene = await chats.scene(session, asked.chat_id)
    if scene is None:
        return []
    pending = await drafts.asking(session, scene.account.id, listing_id=scene.chat.listing_id)
    return [one.id for one in pending if questions.overlaps(one.missing, asked.missing)]
