"""Which of the seller's facts a model is shown when there are too many for all. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from ai.model import KnownFact
from ai.similar import likeness

OF_LISTING_BONUS = 0.2
"""What was told of this very listing goes before what was told of all."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """Facts in the order in which they were told: those to show, and those that did not fit."""

    chosen: tuple[KnownFact, ...]
    left_out: tuple[KnownFact, ...] = ()


def choose(facts: Sequence[KnownFact], *, about: str, most_characters: int) -> Recalled:
    """As many facts as fit, those first that are most like what is asked."""
    if sum(map(cost, facts)) <= most_characters:
        return Recalled(tuple(facts))
    chosen: set[int] = set()
    for fact in sorted(facts, key=lambda fact: -_weight(fact, about)):
        if cost(fact) <= most_characters:
            most_characters -= cost(fact)
            chosen.add(fact.id)
    return Recalled(
        tuple(fact for fact in facts if fact.id in chosen),
        tuple(fact for fact in facts if fact.id not in chosen),
    )


def cost(fact: KnownFact) -> int:
    """The characters that a fact takes in a prompt, its number and marks included."""
    return len(fact.text) + len(str(fact.id)) + 7


def _weight(fact: KnownFact, about: str) -> float:
    return likeness(fact.text, about) + (OF_LISTING_BONUS if fact.of_listing else 0)
