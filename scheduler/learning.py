"""«Ответить и запомнить»: what the bot does not know it asks once, and uses at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from db import chats, drafts
from db.chats import ChatScene
from db.models import Draft, DraftStatus, FactSource, ReplyMode, Scope
from scheduler import questions
from scheduler.knowledge import FOR_ALL, Knowledge, Noted, Refusal, Where
from scheduler.ports import Tools, Work
from scheduler.reply import Replies


@dataclass(frozen=True, slots=True)
class Question:
    """What a draft lacks, asked together. Without a listing its answer is to hold for all."""

    names: tuple[str, ...]
    listing_title: str


@dataclass(frozen=True, slots=True)
class Learnt:
    """What an answer said, and what it leaves to be asked once more.

    `put_off` are questions that he cannot answer now: nobody asks them again but their card.
    `unclear`: it could not be told to which question it is. `stays`: the draft is not written
    anew for it, as the seller or a post has been at that.
    """

    noted: tuple[Noted, ...]
    left: Question
    put_off: tuple[str, ...]
    unclear: bool
    stays: bool

    @property
    def is_too_long(self) -> bool:
        return any(noted.refusal is Refusal.TOO_LONG for noted in self.noted)


class Learning:
    def __init__(self, tools: Tools, knowledge: Knowledge, replies: Replies) -> None:
        self._db = tools.db
        self._wake = tools.wake
        self._knowledge = knowledge
        self._replies = replies

    async def question(self, draft_id: int, *, seller_id: int) -> Question | None:
        """What is to be asked for a draft, nothing when it lacks nothing; None: it is not his."""
        found = await self._find(draft_id, seller_id)
        if found is None:
            return None
        draft, scene = found
        return _question(draft.missing, scene)

    async def learn(
        self, draft_id: int, *, seller_id: int, text: str, names: Sequence[str] = ()
    ) -> Learnt | None:
        """Keep the seller's answer, for the draft's listing, and use it. None: it is not his.

        `names` are the questions that were asked, where not all that the draft lacks. The answer
        to one that nobody waits for any more is kept all the same.
        """
        found = await self._find(draft_id, seller_id)
        if found is None:
            return None
        draft, scene = found
        names = names or draft.missing
        answers = questions.read_answers(names, text)
        noted = [await self._keep(scene, fact) for fact in answers.facts]
        kept = [one.view.fact.id for one in noted if one.view]
        await self._knowledge.use(kept, first=draft.id)
        stays = bool(noted) and draft.status is DraftStatus.PENDING and draft.is_touched
        left = _question(answers.open, scene)
        return Learnt(tuple(noted), left, answers.put_off, answers.unclear, stays)

    async def _keep(self, scene: ChatScene, fact: str) -> Noted:
        seller_id = scene.seller.id
        noted = await self._knowledge.keep(
            scene.account.id,
            seller_id=seller_id,
            text=fact,
            where=_of_listing(scene),
            source=FactSource.CARD,
        )
        if noted.view is None or not questions.holds_today_only(fact):
            return noted
        kept = await self._knowledge.set_last_day(
            noted.view.fact.id, seller_id=seller_id, day=noted.view.today
        )
        return replace(kept, rival=noted.rival)  # he has not been asked which of them is right

    async def used(self, draft_id: int) -> None:
        """Wait until a draft is written anew, but not for long."""
        await self._wake.ended(Work.ANEW, draft_id)

    async def write_anew(self, draft_id: int) -> None:
        """The worker: put what the seller has told since into a draft.

        In automatic mode it may go by itself then; it stays as it is when the model gives nothing.
        """
        async with self._db.read() as session:
            draft = await drafts.find_any(session, draft_id)
            scene = await chats.scene(session, draft.chat_id) if draft else None
        if scene is not None and scene.account.mode is not ReplyMode.OFF:
            await self._replies.write_anew(draft_id, seller_id=scene.seller.id)

    async def _find(self, draft_id: int, seller_id: int) -> tuple[Draft, ChatScene] | None:
        async with self._db.read() as session:
            draft = await drafts.find(session, draft_id, seller_id=seller_id)
            scene = await chats.scene(session, draft.chat_id) if draft else None
        return (draft, scene) if draft and scene else None


def _question(names: Sequence[str], scene: ChatScene) -> Question:
    return Question(tuple(names), scene.listing.title if scene.listing else "")


def _of_listing(scene: ChatScene) -> Where:
    listing_id = scene.chat.listing_id
    return FOR_ALL if listing_id is None else Where(Scope.LISTING, listing_id)
