"""From what is known of a chat to a proposed answer: one model call, then the guards."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from ai import guards
from ai.drafter import Drafter
from ai.errors import ModelError
from ai.guards import Grounds
from ai.model import DraftRequest, Line, ListingFacts, Manner, Usage
from db import model_calls
from db.chats import ChatScene
from db.engine import Session
from db.model_calls import ANSWER
from db.models import Author, Listing, Message, ModelCall, ReplyMode, Verdict
from scheduler.costs import Costs
from scheduler.listings import Listings
from scheduler.model_health import ModelHealth

logger = structlog.get_logger()

HISTORY_LINES = 20

WORDLESS = "no_text"
GUARD = "guard"
MODE_OFF = "mode_off"
OWN_TEXT = "own_text"
"""Reasons why a draft asks the seller; those of a model's failure are "model_" + its code."""


@dataclass(frozen=True, slots=True)
class Spent:
    """A model call to be recorded."""

    outcome: str
    usage: Usage
    microrub: int | None  # None: the model's price is not known


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to put before the seller, or to send: an empty text says that there is no draft."""

    text: str = ""
    kind: str = ""
    reason: str = ""
    findings: tuple[str, ...] = ()
    answers: tuple[int, ...] = field(default=())
    spent: Spent | None = None

    @property
    def may_go_alone(self) -> bool:
        return bool(self.text) and not self.reason


class Drafting:
    def __init__(
        self, drafter: Drafter, listings: Listings, health: ModelHealth, costs: Costs
    ) -> None:
        self._drafter = drafter
        self._costs = costs
        self._health = health
        self._listings = listings

    async def answer(
        self, scene: ChatScene, history: Sequence[Message], lines: Sequence[Message]
    ) -> Proposal:
        """Propose an answer to a burst from what Avito and the chat say now."""
        scene = await self._listings.refresh(scene)
        request = request_for(scene, history, lines)
        return await self.propose(request, scene=scene, lines=lines)

    async def propose(
        self, request: DraftRequest, *, scene: ChatScene, lines: Sequence[Message]
    ) -> Proposal:
        """Ask the model once; a model that gives no draft is a reason to ask the seller."""
        answers = tuple(line.id for line in lines)
        if not any(line.text for line in lines):
            return Proposal(reason=WORDLESS, answers=answers)
        try:
            await self._costs.check(scene.seller)
            completion = await self._drafter.draft(request)
        except ModelError as error:
            logger.warning("no draft", code=error.code, error=str(error))
            await self._health.failed(error.code, account_id=lines[0].account_id)
            spent = self._spent(scene, error.code, error.usage)
            return Proposal(reason=f"model_{error.code}", answers=answers, spent=spent)
        await self._health.works()
        answer = completion.answer
        found = guards.check(answer.reply, Grounds(request.listing))
        return Proposal(
            text=answer.reply,
            kind=answer.kind.value,
            reason=GUARD if found and scene.account.mode is ReplyMode.AUTO else "",
            findings=tuple(f"{finding.rule.value}:{finding.found}" for finding in found),
            answers=answers,
            spent=self._spent(scene, ANSWER, completion.usage),
        )

    def _spent(self, scene: ChatScene, outcome: str, usage: Usage | None) -> Spent | None:
        """A call that was paid for, whatever came of it."""
        if usage is None:
            return None
        return Spent(outcome, usage, self._costs.charge(scene.seller.id, usage))


def only_notify(lines: Sequence[Message]) -> Proposal:
    return Proposal(reason=MODE_OFF, answers=tuple(line.id for line in lines))


def request_for(
    scene: ChatScene, history: Sequence[Message], lines: Sequence[Message]
) -> DraftRequest:
    """What the model is told. `lines` are the buyer's unanswered ones, also found in history."""
    waiting = {line.id for line in lines}
    return DraftRequest(
        listing=_listing_facts(scene.listing),
        history=tuple(
            Line("buyer" if row.author is Author.BUYER else "seller", row.text)
            for row in history
            if row.id not in waiting and row.text and _is_speech(row)
        ),
        burst=tuple(line.text or f"[{line.type}]" for line in lines),
        language=scene.seller.language,
    )


def in_manner(request: DraftRequest, *, previous: str, manner: str, wish: str) -> DraftRequest:
    """The same question, to be answered another way; "again" asks anew without a wish."""
    return DraftRequest(
        listing=request.listing,
        history=request.history,
        burst=request.burst,
        language=request.language,
        tone=request.tone,
        manner=None if manner == "again" else Manner(manner),
        wish=wish,
        previous=previous,
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


def _listing_facts(listing: Listing | None) -> ListingFacts | None:
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
