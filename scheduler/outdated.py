"""Drafts that lack what their seller has told since: they are to be written anew."""

from collections.abc import Collection
from datetime import datetime

from ai.similar import is_of_group
from db import drafts
from db.drafts import Told
from db.engine import Session
from db.models import Scope
from scheduler import policy, questions, rivals


async def find(
    session: Session,
    now: datetime,
    *,
    draft_id: int | None = None,
    seller_id: int | None = None,
    fact_ids: Collection[int] | None = None,
) -> list[int]:
    """Pending drafts with a question that a fact told since then answers, the oldest first.

    All of them, those of one seller, or the one if it is; with `fact_ids` by these facts, whenever
    they were told.
    """
    told = await drafts.told(session, draft_id=draft_id, seller_id=seller_id, fact_ids=fact_ids)
    return list(dict.fromkeys(one.draft.id for one in told if _answers(one, now)))


def _answers(told: Told, now: datetime) -> bool:
    """Whether the fact holds for the draft's listing today, and says what the draft lacks."""
    fact = told.fact
    if not rivals.holds(fact, policy.local_day(now, told.zone)):
        return False
    if fact.scope is Scope.GROUP and not is_of_group(told.title or "", fact.title_words):
        return False
    return questions.answers(fact.text, told.draft.missing)
