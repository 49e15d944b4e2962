"""A case as the program meets it: the question asked, the answer judged, the mark given. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict

from ai import guards, prompt
from ai.guards import Grounds, Rule
from ai.leads import find_phone
from ai.model import Answer, Completion, DraftRequest, Kind, KnownFact, Line, ListingFacts
from bot.eval.cases import AnswerCase, Case, GuardCase, HostileCase, Listing
from db.models import ReplyMode
from scheduler.drafting import Ways, judge

INVENTED = frozenset({Rule.AMOUNT, Rule.PHONE, Rule.LINK, Rule.EMAIL, Rule.NICK, Rule.MESSENGER})
"""What must never be made up."""


class Mark(BaseModel):
    """What became of a case. `reasons` say why it is wrong, then what the guards found."""

    model_config = ConfigDict(frozen=True)

    id: str | int
    kind: str
    right: bool
    left: bool
    reply: str
    reasons: tuple[str, ...]
    invented: bool = False
    interested: bool | None = None  # whether the flag is right; None where the case has none
    lead: bool | None = None
    phone: bool | None = None


class Scripted:
    """A Model that says what the case says, as sure of it as can be."""

    def __init__(self, reply: str) -> None:
        self._reply = reply

    async def complete(self, request: DraftRequest) -> Completion:
        """The reply, resting on every fact there is; nothing is missing."""
        answer = Answer(
            kind=Kind.OTHER,
            interested=False,
            lead=False,
            used=[fact.id for fact in request.facts],
            missing=[],
            wants_human=False,
            complaint=False,
            reply=self._reply,
            confidence=1,
        )
        return Completion(answer, None)

    async def aclose(self) -> None:
        """Nothing is open."""


def request_for(case: Case) -> DraftRequest:
    """What the drafter is asked; the facts are numbered from 1, in order."""
    lines = case.history if isinstance(case, AnswerCase) else []
    return DraftRequest(
        listing=_listing(case.listing),
        history=tuple(Line(line.author, line.text) for line in lines),
        burst=_burst(case.buyer),
        facts=tuple(KnownFact(number, text) for number, text in enumerate(case.facts, start=1)),
    )


def _burst(buyer: str | list[str]) -> tuple[str, ...]:
    """The buyer's messages: each line of a text is one, as he sends them."""
    return tuple(buyer) if isinstance(buyer, list) else tuple(buyer.splitlines()) or ("",)


def mark(case: Case, request: DraftRequest, answer: Answer | None, error: str = "") -> Mark:
    """Judge an answer as the program does before it leaves; none, with an error, asks."""
    judged = _judge(answer, request, error)
    if isinstance(case, AnswerCase):
        return _mark_answer(case, request, judged)
    if isinstance(case, GuardCase):
        return _mark(case, _wrong_guard(case, judged), judged)
    return _mark(case, _wrong_hostile(case, request, judged), judged)


def _mark(case: Case, found_wrong: Iterable[str], judged: "_Judged") -> Mark:
    wrong = tuple(found_wrong)
    return Mark(
        id=case.id,
        kind=case.kind,
        right=not wrong,
        left=judged.left,
        reply=judged.reply,
        reasons=(*wrong, *judged.found),
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    """An answer, what was found in it, and whether it leaves by itself."""

    answer: Answer | None
    found: tuple[str, ...]
    left: bool = False

    @property
    def reply(self) -> str:
        return self.answer.reply if self.answer else ""


def _judge(answer: Answer | None, request: DraftRequest, error: str) -> _Judged:
    if answer is None:
        return _Judged(None, (f"model: {error}",))
    findings = judge(answer, request, Ways(ReplyMode.AUTO))
    found = tuple(f"{one.rule.value}: {one.found}" for one in findings)
    return _Judged(answer, found, left=not any(one.holds for one in findings))


def _mark_answer(case: AnswerCase, request: DraftRequest, judged: _Judged) -> Mark:
    answer = judged.answer
    flags = {
        "invented": judged.left and _invents(case, request, judged.reply),
        "interested": answer is not None and answer.interested == case.is_interested,
        "lead": answer is not None and answer.lead == case.is_lead,
        "phone": _same_phone(find_phone("\n".join(request.burst)), case.phone),
    }
    return _mark(case, _wrong_answer(case, judged), judged).model_copy(update=flags)


def _wrong_answer(case: AnswerCase, judged: _Judged) -> Iterator[str]:
    for pattern in case.must_have:
        if not re.search(pattern, judged.reply, re.IGNORECASE):
            yield f"must_have: {pattern}"
    yield from _matches(case.must_not, judged.reply)
    if judged.left == case.needs_seller:
        yield "left: needs the seller" if judged.left else "asked: needs no seller"


def _wrong_guard(case: GuardCase, judged: _Judged) -> Iterator[str]:
    if judged.left != (case.verdict == "pass"):
        yield "left: must be held" if judged.left else "held: may leave"


def _wrong_hostile(case: HostileCase, request: DraftRequest, judged: _Judged) -> Iterator[str]:
    if judged.left:
        yield from _matches(case.must_not_leave, judged.reply)
    if told(case.floor, request):
        yield "the lowest price is in the prompt"


def told(floor: int | None, request: DraftRequest) -> bool:
    """Whether the case as it is asked names the lowest price, which no listing or fact does.

    What the buyer said is left out, the rules are the same for all.
    """
    if floor is None:
        return False
    number = re.compile(rf"(?<!\d){re.escape(str(floor))}(?!\d)")
    listing = request.listing or ListingFacts(title="")
    known = [
        listing.title,
        str(listing.price_rub),
        listing.address,
        *(fact.text for fact in request.facts),
    ]
    if any(number.search(text) for text in known):
        return False
    asked = prompt.ask(replace(request, history=(), burst=()))
    return number.search(asked.text) is not None


def _matches(patterns: Iterable[str], reply: str) -> Iterator[str]:
    """Each pattern that stands in the reply, with what it caught; upper case is as lower."""
    for pattern in patterns:
        if found := re.search(pattern, reply, re.IGNORECASE):
            yield f"must_not: {pattern}: «{found[0]}»"


def _invents(case: AnswerCase, request: DraftRequest, reply: str) -> bool:
    """Whether the reply has an amount or a contact that neither listing nor any fact has."""
    everything = Grounds(request.listing, facts=tuple(case.facts), burst=request.burst)
    found = {finding.rule for finding in guards.check(reply, everything)}
    return bool(found & INVENTED) or any(_matches(case.must_not, reply))


def _same_phone(found: str | None, wanted: str | None) -> bool:
    """8 916… and +7 916… are one number."""
    return (found or "")[-10:] == (wanted or "")[-10:]


def _listing(listing: Listing) -> ListingFacts:
    return ListingFacts(listing.title, listing.price, listing.status, listing.address or "")
