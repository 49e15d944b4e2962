"""Whether what an answer was written from is still so, before it goes out by itself."""

from datetime import datetime

from db import facts
from db.chats import ChatScene
from db.engine import Session
from db.models import Draft
from scheduler import by_template, drafting


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
    told: tuple[str, ...] = ()
    if draft.used:
        known = await drafting.facts_for(session, scene, now=now, among=draft.used)
        told = drafting.told_by(known, draft.used)
    return drafting.basis(listing, told) == rested_on


async def _has_news(session: Session, draft: Draft, scene: ChatScene) -> bool:
    """Whether the seller has told something for this listing since, besides what it rests on."""
    told = await facts.told_since(
        session, scene.account.id, listing_id=scene.chat.listing_id, since=draft.created_at
    )
    return any(one.id not in draft.used and drafting.fits_title(one, scene) for one in told)
