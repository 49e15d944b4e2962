"""Answers from templates: one that a tap puts in a draft's place, or exact ones with no model."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from ai import guards
from ai import templates as rules
from ai.manners import dress
from ai.model import LONGEST_REPLY, DraftRequest, utf16_length
from ai.templates import Template, Variable
from db import chats, drafts, messages, notifications, templates
from db.cards import CardFacts, Offer
from db.chats import ChatScene
from db.engine import Session
from db.models import Draft, DraftStatus, Message, ReplyMode
from scheduler import drafting
from scheduler.drafting import Drafting, Proposal, Ways
from scheduler.manners import stored
from scheduler.ports import Tools, Work
from scheduler.templates import offered, values_in

MOST_OFFERED = 3
FIRST_SHOWN = 5
"""How many templates open at once under a card."""

ON_SALE = "active"


@dataclass(frozen=True, slots=True)
class Choice:
    """A page of the templates for a card, fitting ones first."""

    templates: tuple[Template, ...]
    number: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a template cannot be put on a card: what is empty, or that it is gone or too long."""

    empty: tuple[Variable, ...] = ()
    too_long: bool = False


@dataclass(frozen=True, slots=True)
class Worded:
    """A template filled for a chat, and what of it an answer may rest on."""

    template: Template
    text: str
    grounds: str


@dataclass(frozen=True, slots=True)
class Case:
    """A draft's chat, the lines that wait there, and the templates for them."""

    draft: Draft
    scene: ChatScene
    lines: Sequence[Message]
    history: Sequence[Message]
    templates: Sequence[Template]


class ByTemplate:
    def __init__(self, tools: Tools, drafting: Drafting) -> None:
        self._db = tools.db
        self._wake = tools.wake
        self._clock = tools.clock
        self._drafting = drafting

    async def choice(self, draft_id: int, *, seller_id: int, page: int) -> Choice | None:
        """Templates for the draft of a card; None when nothing can be put there any more."""
        case = await self._case(draft_id, seller_id)
        if case is None:
            return None
        ordered = rules.fitting(case.templates, case.draft.kind, _texts(case.lines))
        first = page * FIRST_SHOWN
        shown = tuple(ordered[first : first + FIRST_SHOWN])
        return Choice(shown, page, has_more=len(ordered) > first + FIRST_SHOWN)

    async def put(self, draft_id: int, ref: str, *, seller_id: int) -> Draft | Unfit | None:
        """Put a template in a draft's place, on the same card; None: that draft is over."""
        case = await self._case(draft_id, seller_id)
        if case is None:
            return None
        worded = _word(next((one for one in case.templates if one.ref == ref), None), case.scene)
        if isinstance(worded, Unfit):
            return worded
        request, ways = await self._drafting.ask(case.scene, case.history, case.lines)
        async with self._db.begin() as session:
            if not await drafts.replace(session, case.draft):
                return None
            draft = await drafts.add(session, self._draft(case, worded, request, ways))
            await notifications.move_card(session, from_draft_id=draft_id, to_draft_id=draft.id)
        self._wake(Work.TELL, seller_id)
        return draft

    async def _case(self, draft_id: int, seller_id: int) -> Case | None:
        """What a template for a card is chosen by; None unless the seller's draft waits."""
        async with self._db.read() as session:
            draft = await drafts.find(session, draft_id, seller_id=seller_id)
            scene = await chats.scene(session, draft.chat_id) if draft else None
            if draft is None or scene is None or draft.status is not DraftStatus.PENDING:
                return None
            lines = await messages.by_ids(session, draft.answers)
            history = await messages.latest(session, scene.chat.id, limit=drafting.HISTORY_LINES)
            known = await _known(session, scene, _texts(lines))
        return Case(draft, scene, lines, history, known)

    def _draft(self, case: Case, worded: Worded, request: DraftRequest, ways: Ways) -> Draft:
        """The draft that a template makes of another: what is known of the buyer and what the
        seller is asked stay."""
        before = case.draft
        signed = replace(request.tone, greets="always")  # he has chosen these words
        proposal = Proposal(
            text=dress(worded.text, signed, first=True),
            kind=before.kind or worded.template.kind,
            findings=_findings(worded, request, ways),
            rests_on=drafting.basis(request.listing, (worded.text,)),
            missing=tuple(before.missing),
            interested=before.interested,
            lead=before.lead,
            lead_why=before.lead_why,
            suspicious=before.suspicious,
            template=worded.template.name,
        )
        return Draft(
            account_id=before.account_id,
            chat_id=before.chat_id,
            status=DraftStatus.PENDING,
            answers=list(before.answers),
            asked_in=before.asked_in,
            **proposal.columns,
            created_at=self._clock(),
        )

    async def instead(
        self, proposal: Proposal, chat_id: int, history: Sequence[Message], lines: Sequence[Message]
    ) -> Proposal:
        """The exact template in the place of a draft that no model gave, to go out by itself.

        The proposal as it is, unless the seller allows that, exactly one thing is asked, one
        template answers it with a value for each variable, and the guards find nothing.
        """
        async with self._db.read() as session:
            scene = await chats.scene(session, chat_id)
            if scene is None or not _may_answer_alone(scene, lines):
                return proposal
            known = await _known(session, scene, _texts(lines))
        template = rules.exact(known, _texts(lines))
        worded = _word(template, scene)
        if isinstance(worded, Unfit):
            return proposal
        request, ways = await self._drafting.ask(scene, history, lines)
        kind = worded.template.kind
        held = kind in ways.ask_kinds or ways.in_a_row >= ways.most_in_a_row
        if held or _findings(worded, request, ways):
            return proposal
        text = dress(worded.text, request.tone, first=request.is_first_answer)
        return replace(
            proposal,
            text=text,
            kind=kind,
            reason="",
            rests_on=drafting.basis(request.listing, (worded.text,)),
            template=worded.template.name,
        )


async def said_now(session: Session, scene: ChatScene, name: str) -> tuple[str, ...]:
    """What the templates of this name say in a chat now, in each language."""
    found = await templates.holding(session, scene.account.id, listing_id=scene.chat.listing_id)
    named = (
        one
        for language, named_in in product(rules.WORDS, repeat=2)
        for one in offered(found, language, named_in=named_in)
        if one.name == name
    )
    filled = (_word(one, scene) for one in named)
    return tuple(one.text for one in filled if isinstance(one, Worded))


async def offers(session: Session, card: CardFacts) -> tuple[Offer, ...]:
    """What stands on a card in the place of the draft that no model gave: what fits, filled."""
    if card.text or card.status is not DraftStatus.PENDING or not drafting.no_model(card.reason):
        return ()
    scene = await chats.scene(session, card.chat_id)
    if scene is None:
        return ()
    burst = [line.text for line in card.lines if line.text]
    known = await _known(session, scene, burst)
    whole = [one for one in known if isinstance(_word(one, scene), Worded)]
    fit = rules.suggested(whole, burst, most=MOST_OFFERED)
    return tuple(Offer(one.ref, one.name) for one in fit)


def _may_answer_alone(scene: ChatScene, lines: Sequence[Message]) -> bool:
    """Whether an exact template may go out here: allowed, on sale, and nothing but words asked."""
    account, listing = scene.account, scene.listing
    allowed = account.templates_alone and account.mode is ReplyMode.AUTO
    on_sale = listing is not None and listing.status == ON_SALE
    return allowed and on_sale and all(line.text for line in lines)


async def _known(session: Session, scene: ChatScene, burst: Sequence[str]) -> list[Template]:
    """The templates for a chat; the ready ones in its buyer's language, named in the seller's."""
    listing_id = scene.listing.id if scene.listing else None
    found = await templates.holding(session, scene.account.id, listing_id=listing_id)
    language = scene.seller.language
    return offered(found, rules.language_of(burst, language), named_in=language)


def _word(template: Template | None, scene: ChatScene) -> Worded | Unfit:
    if template is None:
        return Unfit()
    values = values_in(scene)
    filled = rules.fill(template.text, values)
    if filled.empty:
        return Unfit(filled.empty)
    if utf16_length(filled.text) > LONGEST_REPLY:
        return Unfit(too_long=True)
    return Worded(template, filled.text, rules.grounds(template.text, values))


def _findings(worded: Worded, request: DraftRequest, ways: Ways) -> tuple[str, ...]:
    grounds = drafting.grounds_for(request, ways, (worded.grounds,))
    return stored(guards.check(worded.text, grounds))


def _texts(lines: Sequence[Message]) -> list[str]:
    return [line.text for line in lines if line.text]
