"""Which of the seller's facts contradict each other. Pure."""

from collections.abc import Sequence
from datetime import date, datetime

from ai.contradictions import differ, read
from ai.similar import has_words, stems
from db.facts import ListedFact
from db.models import Scope


def age(fact: ListedFact) -> tuple[datetime, int]:
    """What orders facts by when they were told."""
    return fact.fact.noted_at, fact.fact.id


def first(of: ListedFact, older: Sequence[ListedFact], today: date) -> ListedFact | None:
    """The newest of the older facts that cannot be true together with this one."""
    claim = read(of.fact.text)
    for other in sorted(older, key=age, reverse=True):
        if holds(other, today) and _overlap(of, other) and differ(claim, read(other.fact.text)):
            return other
    return None


def holds(fact: ListedFact, today: date) -> bool:
    return fact.fact.last_day is None or fact.fact.last_day >= today


def _overlap(one: ListedFact, other: ListedFact) -> bool:
    """Whether there may be a listing for which both hold."""
    scopes = {one.fact.scope, other.fact.scope}
    if Scope.ALL in scopes:
        return True
    if scopes == {Scope.LISTING}:
        return one.fact.listing_id == other.fact.listing_id
    if scopes == {Scope.GROUP}:
        left, right = set(stems(one.fact.title_words)), set(stems(other.fact.title_words))
        return left <= right or right <= left
    group, single = (one, other) if one.fact.scope is Scope.GROUP else (other, one)
    return single.listing is not None and has_words(single.listing.title, group.fact.title_words)
