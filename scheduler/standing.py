"""Whether what an answer was written from is still so, before it goes out."""

from datetime import datetime

from ai.guards import Finding, Rule
from db import facts
from db.chats import ChatScene
from db.engine import Session
from db.models import Draft
from scheduler import by_template, drafting

CHANGES = frozenset({Rule.CHANGED, Rule.LISTING_CHANGED})


async def still_stands(session: Session, draft: Draft, scene: ChatScene, *, now: datetime) -> bool:
    """Whether the draft's listing, its facts and its template say word for word what they said.

    And whether nothing was told since that it might have been written from.
    """
    if await _has_news(session, draft, scene):
        return False
    listing = drafting.listing_facts(scene.listing)
    rested_on = tuple(draft.rests_on)
    if draft.template:
        said = await by_template.said_now(session, scene, draft.template)
        allowed = scene.account.templates_alone
        return allowed and any(drafting.basis(listing, [text]) == rested_on for text in said)
    told = await _told_now(session, draft, scene, now)
    return drafting.basis(listing, told) == rested_on


async def _has_news(session: Session, draft: Draft, scene: ChatScene) -> bool:
    """Whether the seller has told something for this listing since, besides what it rests on."""
    told = await facts.told_since(
        session, scene.account.id, listing_id=scene.chat.listing_id, since=draft.created_at
    )
    return any(one.id not in draft.used and drafting.fits_title(one, scene) for one in told)


async def changes(
    session: Session, draft: Draft, scene: ChatScene, *, now: datetime
) -> tuple[Finding, ...]:
    """What a draft that used facts rests on and is not so any more; nothing for another draft."""
    if not draft.told:
        return ()
    told = await _told_now(session, draft, scene, now)
    lost = (Finding(Rule.CHANGED, text) for text in draft.told if text not in told)
    listing = tuple(draft.rests_on[: -len(draft.told)])
    is_other = listing != drafting.basis(drafting.listing_facts(scene.listing), ())
    return (*lost, *([Finding(Rule.LISTING_CHANGED, "")] if is_other else []))


async def _told_now(
    session: Session, draft: Draft, scene: ChatScene, now: datetime
) -> tuple[str, ...]:
    """What the facts say now that the draft used, as far as they hold here."""
    if not draft.used:
        return ()
    known = await drafting.facts_for(session, scene, now=now, among=draft.used)
    return drafting.told_by(known, draft.used)
