"""Which of the seller's facts contradict each other. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ai.contradictions import Claim, differ, read
from ai.similar import is_of_group, stems
from db.facts import ListedFact
from db.models import Fact, Scope

Age = tuple[datetime, int]
"""What orders facts by when they were told."""


@dataclass(frozen=True, slots=True)
class Stand:
    """A fact and what it claims, read once."""

    row: ListedFact
    age: Age
    claim: Claim


def age(fact: Fact) -> Age:
    return fact.noted_at, fact.id


def stands(rows: Sequence[ListedFact], today: date) -> list[Stand]:
    """The facts that hold, the newest first."""
    held = [
        Stand(row, age(row.fact), read(row.fact.text)) for row in rows if holds(row.fact, today)
    ]
    return sorted(held, key=lambda stand: stand.age, reverse=True)


def first(of: Stand, among: Sequence[Stand], *, older_than: Age) -> ListedFact | None:
    """The newest of those older than that which cannot be true together with this one."""
    for other in among:
        if other.age >= older_than or other.age == of.age:
            continue
        if differ(of.claim, other.claim) and _overlap(of.row, other.row):
            return other.row
    return None


def holds(fact: Fact, today: date) -> bool:
    return fact.last_day is None or fact.last_day >= today


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
    return single.listing is not None and is_of_group(single.listing.title, group.fact.title_words)
