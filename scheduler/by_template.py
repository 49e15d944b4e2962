"""Answers from templates: one that a tap puts in a draft's place, or exact ones with no model."""

from collections.abc import Sequence
from dataclasses import dataclass

from ai import guards
from ai import templates as rules
from ai.guards import Grounds
from ai.model import LONGEST_REPLY, utf16_length
from ai.templates import Template, Variable
from db import chats, drafts, messages, notifications, templates
from db.chats import ChatScene
from db.engine import Session
from db.models import Draft, DraftStatus, Message
from scheduler import listings
from scheduler.ports import Tools, Work
from scheduler.templates import offered, values_in

FIRST_SHOWN = 5
"""How many templates open at once under a card."""


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


class ByTemplate:
    def __init__(self, tools: Tools) -> None:
        self._db = tools.db
        self._wake = tools.wake
        self._clock = tools.clock

    async def choice(self, draft_id: int, *, seller_id: int, page: int) -> Choice | None:
        """Templates for the draft of a card; None when nothing can be put there any more."""
        async with self._db.read() as session:
            draft = await _pending(session, draft_id, seller_id)
            scene = await chats.scene(session, draft.chat_id) if draft else None
            if draft is None or scene is None:
                return None
            burst = _texts(await messages.by_ids(session, draft.answers))
            known = await _known(session, scene, burst)
        ordered = rules.fitting(known, draft.kind, burst)
        first = page * FIRST_SHOWN
        shown = tuple(ordered[first : first + FIRST_SHOWN])
        return Choice(shown, page, has_more=len(ordered) > first + FIRST_SHOWN)

    async def put(self, draft_id: int, ref: str, *, seller_id: int) -> Unfit | Draft | None:
        """Put a template in a draft's place, on the same card; None: that draft is over."""
        async with self._db.begin() as session:
            draft = await _pending(session, draft_id, seller_id)
            scene = await chats.scene(session, draft.chat_id) if draft else None
            if draft is None or scene is None:
                return None
            burst = _texts(await messages.by_ids(session, draft.answers))
            known = {one.ref: one for one in await _known(session, scene, burst)}
            worded = _word(known.get(ref), scene)
            if isinstance(worded, Unfit):
                return worded
            await drafts.supersede(session, draft.id)
            new = await drafts.add(session, self._draft(draft, worded, scene, burst))
            await notifications.move_card(session, from_draft_id=draft.id, to_draft_id=new.id)
        self._wake(Work.TELL, seller_id)
        return new

    def _draft(
        self, before: Draft, worded: Worded, scene: ChatScene, burst: Sequence[str]
    ) -> Draft:
        """The draft that a template makes of another: what is known of the buyer stays."""
        found = guards.check(worded.text, _grounds(worded, scene, burst))
        return Draft(
            account_id=before.account_id,
            chat_id=before.chat_id,
            status=DraftStatus.PENDING,
            proposed=worded.text,
            text=worded.text,
            template=worded.template.name,
            answers=list(before.answers),
            kind=before.kind or worded.template.kind,
            findings=[f"{finding.rule.value}:{finding.found}" for finding in found],
            interested=before.interested,
            lead=before.lead,
            lead_why=before.lead_why,
            suspicious=before.suspicious,
            created_at=self._clock(),
        )

    async def exact(self, scene: ChatScene, lines: Sequence[Message]) -> Worded | None:
        """The template that answers these lines without a model, where its seller allows that.

        It says what was asked, has a value for each variable, and no guard finds anything.
        """
        listing = scene.listing
        if not scene.account.templates_alone or listing is None or listing.status != ON_SALE:
            return None
        if any(not line.text for line in lines):
            return None
        burst = _texts(lines)
        async with self._db.read() as session:
            known = await _known(session, scene, burst)
        template = rules.exact(known, burst)
        worded = _word(template, scene) if template else None
        if not isinstance(worded, Worded) or worded.template.kind in scene.account.ask_kinds:
            return None
        found = guards.check(worded.text, _grounds(worded, scene, burst))
        return None if found else worded


ON_SALE = "active"


async def _pending(session: Session, draft_id: int, seller_id: int) -> Draft | None:
    draft = await drafts.find(session, draft_id, seller_id=seller_id)
    return draft if draft and draft.status is DraftStatus.PENDING else None


async def _known(session: Session, scene: ChatScene, burst: Sequence[str]) -> list[Template]:
    """The templates for a chat; the ready ones in its buyer's language."""
    listing_id = scene.listing.id if scene.listing else None
    found = await templates.holding(session, scene.account.id, listing_id=listing_id)
    return offered(found, rules.language_of(burst, scene.seller.language))


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


def _grounds(worded: Worded, scene: ChatScene, burst: Sequence[str]) -> Grounds:
    return Grounds(listings.facts_of(scene.listing), facts=(worded.grounds,), burst=tuple(burst))


def _texts(lines: Sequence[Message]) -> list[str]:
    return [line.text for line in lines if line.text]
