"""From what is known of a chat to a proposed answer: one model call, then the guards."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import structlog

from ai import guards
from ai.contradictions import disputed
from ai.drafter import Drafter
from ai.errors import ModelError
from ai.guards import Finding, Grounds, Leave, Rule
from ai.model import (
    Answer,
    Completion,
    DraftRequest,
    KnownFact,
    Line,
    ListingFacts,
    Manner,
    Usage,
)
from ai.reading.moods import complains, wants_person
from ai.similar import is_of_group
from ai.tricks import is_trick
from db import drafts, facts, model_calls, notifications
from db.chats import ChatScene
from db.engine import Session
from db.model_calls import ANSWER
from db.models import (
    Account,
    Author,
    Draft,
    Fact,
    Listing,
    Message,
    ModelCall,
    ReplyMode,
    Scope,
    Verdict,
)
from scheduler import outdated, policy, questions
from scheduler.costs import Costs
from scheduler.listings import Listings
from scheduler.manners import stored, tone_of
from scheduler.model_health import ModelHealth
from scheduler.ports import Tools

logger = structlog.get_logger()

HISTORY_LINES = 20

WORDLESS = "no_text"
GUARD = "guard"
MODE_OFF = "mode_off"
OWN_TEXT = "own_text"
NO_MODEL = "model_"
"""Reasons why a draft asks the seller; those of a model's failure are NO_MODEL + its code."""

AGAIN = "again"
OF_AUTO = frozenset({Rule.KIND, Rule.IN_A_ROW, Rule.TRICK})
"""What matters only where nobody looks at an answer before it goes."""


@dataclass(frozen=True, slots=True)
class Vary:
    """How an answer is to differ from the draft that stands."""

    previous: str
    manner: str
    wish: str = ""


@dataclass(frozen=True, slots=True)
class Spent:
    """A model call to be recorded."""

    outcome: str
    usage: Usage
    microrub: int | None  # None: the model's price is not known


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to put before the seller, or to send: an empty text says that there is no draft.

    `findings` are those of the guards as "rule:words", `used` the ids of the facts it rests on,
    `rests_on` the words of these and what else it was written from, `missing` what the seller has
    to be asked.
    """

    text: str = ""
    kind: str = ""
    reason: str = ""
    findings: tuple[str, ...] = ()
    used: tuple[int, ...] = ()
    rests_on: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    interested: bool = False
    lead: bool = False
    lead_why: str = ""
    suspicious: bool = False
    template: str = ""  # the name of the one it was
    answers: tuple[int, ...] = field(default=())
    asked_at: datetime | None = None  # what is told after that it does not know; None: no question
    spent: Spent | None = None

    @property
    def may_go_alone(self) -> bool:
        return bool(self.text) and not self.reason

    @property
    def lacks_model(self) -> bool:
        return no_model(self.reason)

    @property
    def columns(self) -> dict[str, Any]:
        """What a stored draft takes from it."""
        return {
            "proposed": self.text,
            "text": self.text,
            "kind": self.kind,
            "reason": self.reason,
            "findings": list(self.findings),
            "used": list(self.used),
            "rests_on": list(self.rests_on),
            "missing": list(self.missing),
            "interested": self.interested,
            "lead": self.lead,
            "lead_why": self.lead_why,
            "suspicious": self.suspicious,
            "template": self.template,
        }


@dataclass(frozen=True, slots=True)
class Ways:
    """How an account answers by itself, and how often it has done so in this chat."""

    mode: ReplyMode
    languages: tuple[str, ...] = ("ru",)
    ask_kinds: frozenset[str] = frozenset()
    most_in_a_row: int = 5
    in_a_row: int = 0

    @classmethod
    def of(cls, account: Account, *, in_a_row: int = 0) -> "Ways":
        return cls(
            mode=account.mode,
            languages=tuple(account.languages),
            ask_kinds=frozenset(account.ask_kinds),
            most_in_a_row=account.most_in_a_row,
            in_a_row=in_a_row,
        )


class Drafting:
    def __init__(
        self,
        tools: Tools,
        drafter: Drafter,
        listings: Listings,
        health: ModelHealth,
        costs: Costs,
    ) -> None:
        self._db = tools.db
        self._clock = tools.clock
        self._drafter = drafter
        self._costs = costs
        self._health = health
        self._listings = listings

    async def answer(
        self,
        scene: ChatScene,
        history: Sequence[Message],
        lines: Sequence[Message],
        *,
        vary: Vary | None = None,
    ) -> Proposal:
        """Propose an answer to a burst from what Avito, the chat and the seller say now."""
        asked_at = self._clock()
        scene = await self._listings.refresh(scene)
        request, ways = await self.ask(scene, history, lines)
        request = in_manner(request, vary) if vary else request
        proposal = await self.propose(request, ways, scene=scene, lines=lines)
        return replace(proposal, asked_at=asked_at)

    async def ask(
        self, scene: ChatScene, history: Sequence[Message], lines: Sequence[Message]
    ) -> tuple[DraftRequest, Ways]:
        """What the model is to be asked, and what may become of its answer."""
        async with self._db.read() as session:
            known = await facts_for(session, scene, now=self._clock())
            alone = scene.account.mode is ReplyMode.AUTO
            in_a_row = await drafts.automatic_in_a_row(session, scene.chat.id) if alone else 0
        return request_for(scene, history, lines, known), Ways.of(scene.account, in_a_row=in_a_row)

    async def propose(
        self, request: DraftRequest, ways: Ways, *, scene: ChatScene, lines: Sequence[Message]
    ) -> Proposal:
        """Ask the model once; a model that gives no draft is a reason to ask the seller.

        So is a day whose money is spent: then it is not asked at all.
        """
        answers = tuple(line.id for line in lines)
        if not any(line.text for line in lines):
            return Proposal(reason=WORDLESS, answers=answers)
        try:
            await self._costs.check(scene.seller)
            completion = await self._drafter.draft(request)
        except ModelError as error:
            return await self._no_draft(error, scene, lines)
        spent = self._spent(scene, ANSWER, completion.usage)
        await self._health.works()
        if completion.left_out:
            logger.info("facts left out", facts=[fact.id for fact in completion.left_out])
        return replace(_proposal(completion, request, ways), answers=answers, spent=spent)

    async def _no_draft(
        self, error: ModelError, scene: ChatScene, lines: Sequence[Message]
    ) -> Proposal:
        spent = self._spent(scene, error.code, error.usage)
        logger.warning("no draft", code=error.code, error=str(error))
        await self._health.failed(error.code, account_id=lines[0].account_id)
        return Proposal(
            reason=f"{NO_MODEL}{error.code}",
            answers=tuple(line.id for line in lines),
            spent=spent,
        )

    def _spent(self, scene: ChatScene, outcome: str, usage: Usage | None) -> Spent | None:
        """A call that was paid for, whatever came of it."""
        if usage is None:
            return None
        return Spent(outcome, usage, self._costs.charge(scene.seller.id, usage))


def _proposal(completion: Completion, request: DraftRequest, ways: Ways) -> Proposal:
    answer = completion.answer
    found = judge(answer, request, ways)
    alone = ways.mode is ReplyMode.AUTO
    suspicious = any(one.rule is Rule.TRICK for one in found)
    if suspicious:  # a seller is not to be asked for what a trick is after
        found = tuple(one for one in found if one.rule is not Rule.MISSING)
    holds = alone and any(one.holds for one in found)
    return Proposal(
        text=answer.reply,
        kind=answer.kind.value,
        reason=GUARD if holds else "",
        findings=stored([one for one in found if alone or one.rule not in OF_AUTO]),
        used=tuple(answer.used),
        rests_on=basis(request.listing, told_by(request.facts, answer.used)),
        missing=() if suspicious else tuple(answer.missing),
        interested=answer.interested,
        lead=answer.lead,
        lead_why=answer.why,
        suspicious=suspicious,
    )


def judge(answer: Answer, request: DraftRequest, ways: Ways) -> tuple[Finding, ...]:
    """Everything that keeps an answer from going out by itself: its words, then the rest of it."""
    used = [fact for fact in request.facts if fact.id in answer.used]
    told = tuple(questions.stated(fact.text) for fact in used)
    # What he orders, and what stands under each answer, he has said himself.
    grounds = grounds_for(request, ways, (*told, request.wish, request.tone.signature))
    leave = Leave(ways.ask_kinds, ways.most_in_a_row, ways.in_a_row)
    tricks = [Finding(Rule.TRICK, "")] if is_trick(request.burst) else []
    conflict = [Finding(Rule.CONFLICT, fact.text) for fact in disputed(used, request.facts)]
    answer = answer.model_copy(
        update={
            "complaint": answer.complaint or complains(request.burst),
            "wants_human": answer.wants_human or wants_person(request.burst),
        }
    )
    found = (*guards.check(answer.reply, grounds), *guards.check_answer(answer, leave))
    return (*tricks, *conflict, *found)


def told_by(known: Sequence[KnownFact], used: Collection[int]) -> tuple[str, ...]:
    """The words of those facts that an answer rests on."""
    return tuple(fact.text for fact in known if fact.id in used)


def basis(listing: ListingFacts | None, told: Sequence[str]) -> tuple[str, ...]:
    """What an answer rests on, to be compared word for word: its listing, then what was told."""
    if listing is None:
        return tuple(told)
    return (f"{listing.status} · {listing.price_rub} · {listing.address}", *told)


def grounds_for(request: DraftRequest, ways: Ways, told: tuple[str, ...]) -> Grounds:
    """What an answer to this may rest on, where the seller has told so much."""
    said = [line.text for line in request.history if line.author == "seller"]
    return Grounds(
        listing=request.listing,
        facts=told,
        burst=request.burst,
        languages=ways.languages,
        avoid=request.tone.avoid,
        last_reply=said[-1] if said else "",
    )


def no_model(reason: str) -> bool:
    """Whether a draft has no text because no model gave one."""
    return reason.startswith(NO_MODEL)


def only_notify(lines: Sequence[Message]) -> Proposal:
    return Proposal(reason=MODE_OFF, answers=tuple(line.id for line in lines))


async def facts_for(
    session: Session, scene: ChatScene, *, now: datetime, among: Collection[int] | None = None
) -> tuple[KnownFact, ...]:
    """What the seller told us that holds today for this chat's listing; of all or of a few."""
    rows = await facts.holding(
        session,
        scene.account.id,
        listing_id=scene.chat.listing_id,
        today=policy.local_day(now, scene.seller.zone),
        among=among,
    )
    return tuple(
        KnownFact(row.id, row.text, of_listing=row.scope is not Scope.ALL)
        for row in rows
        if fits_title(row, scene)
    )


def fits_title(fact: Fact, scene: ChatScene) -> bool:
    """Whether a fact of a group is of this chat's listing too; any other is."""
    title = scene.listing.title if scene.listing else ""
    return fact.scope is not Scope.GROUP or is_of_group(title, fact.title_words)


def request_for(
    scene: ChatScene,
    history: Sequence[Message],
    lines: Sequence[Message],
    known: tuple[KnownFact, ...],
) -> DraftRequest:
    """What the model is told. `lines` are the buyer's unanswered ones, also found in history."""
    waiting = {line.id for line in lines}
    return DraftRequest(
        listing=listing_facts(scene.listing),
        history=tuple(
            Line("buyer" if row.author is Author.BUYER else "seller", row.text)
            for row in history
            if row.id not in waiting and row.text and _is_speech(row)
        ),
        burst=tuple(line.text or f"[{line.type}]" for line in lines),
        facts=known,
        tone=tone_of(scene.account),
        language=scene.seller.language,
    )


def in_manner(request: DraftRequest, vary: Vary) -> DraftRequest:
    """The same question, to be answered another way; "again" asks anew without a wish."""
    return replace(
        request,
        manner=None if vary.manner == AGAIN else Manner(vary.manner),
        wish=vary.wish,
        previous=vary.previous,
    )


async def record(session: Session, scene: ChatScene, proposal: Proposal, *, now: datetime) -> None:
    """Store what the model call used, whether or not its draft is used."""
    if proposal.spent is None:
        return
    usage = proposal.spent.usage
    await model_calls.add(
        session,
        ModelCall(
            account_id=scene.account.id,
            chat_id=scene.chat.id,
            at=now,
            model=usage.model,
            outcome=proposal.spent.outcome,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            cached_tokens=usage.cached_tokens,
            took_seconds=usage.took_seconds,
            cost_microrub=proposal.spent.microrub,
            characters=usage.characters,
        ),
    )


async def takes_place(
    session: Session, draft: Draft, *, before: Draft | None, now: datetime
) -> Sequence[int]:
    """A draft stands in another's place, whose question to the seller no card is to point at.

    Returns it if it is to be written anew at once: what it lacks was told while it was written.
    """
    if before is not None:
        await notifications.refresh_asking(session, before)
    return await outdated.find(session, now, draft_id=draft.id) if draft.missing else ()


async def asked_in(session: Session, scene: ChatScene, proposal: Proposal) -> int | None:
    """The chat in whose card the seller is asked already all that this answer lacks."""
    if not proposal.missing:
        return None
    asking = await drafts.asking(session, scene.account.id, listing_id=scene.chat.listing_id)
    return questions.asked_elsewhere(proposal.missing, asking, chat_id=scene.chat.id)


def listing_facts(listing: Listing | None) -> ListingFacts | None:
    if listing is None:
        return None
    return ListingFacts(
        title=listing.title,
        price_rub=listing.price_rub,
        status=listing.status,
        address=listing.address,
    )


def _is_speech(row: Message) -> bool:
    """Said by the buyer or by the seller: Avito's own notes are no part of the conversation."""
    return row.author is not Author.AVITO and row.verdict is not Verdict.DELETED
