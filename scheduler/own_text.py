"""What the seller typed himself, before it goes: what the guards would have him think over."""

from datetime import datetime

from ai import guards
from ai.guards import Grounds
from ai.model import Tone
from db import chats, drafts, messages
from db.engine import Session
from db.models import Draft
from scheduler import drafting, questions
from scheduler.manners import stored, tone_of


async def warnings(
    session: Session, draft_id: int, text: str, *, seller_id: int, now: datetime
) -> tuple[str, ...]:
    """What is found in a text that is to go in a draft's place, as a draft's findings are stored.

    Everything the seller told us that holds here may stand in it, whether or not it was asked.
    """
    draft = await drafts.find(session, draft_id, seller_id=seller_id)
    scene = await chats.scene(session, draft.chat_id) if draft else None
    if draft is None or scene is None:
        return ()
    lines = await messages.by_ids(session, draft.answers)
    known = await drafting.facts_for(session, scene, now=now)
    asked = drafting.request_for(scene, (), lines, known)
    tone = tone_of(scene.account)
    facts = (*(questions.stated(fact.text) for fact in known), *_said_by_him(draft, tone))
    grounds = Grounds(asked.listing, facts=facts, burst=asked.burst, avoid=tone.avoid)
    return stored(guards.check_own(text, grounds))


def _said_by_him(draft: Draft, tone: Tone) -> tuple[str, ...]:
    """Texts of his own beside his facts: the signature, and a template that stands in the draft."""
    return (tone.signature, draft.proposed if draft.template else "")
