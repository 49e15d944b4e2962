"""Which of the seller's facts a model is shown when there are too many for all. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from ai.fence import fence
from ai.model import KnownFact
from ai.similar import likeness_to

OF_LISTING_BONUS = 0.2
"""What was told of this very listing goes before what was told of all."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """Facts in the order in which they were told: those to show, and those that did not fit."""

    chosen: tuple[KnownFact, ...]
    left_out: tuple[KnownFact, ...] = ()


def choose(facts: Sequence[KnownFact], *, about: str, most_characters: int) -> Recalled:
    """As many facts as fit, those first that are most like what is asked."""
    costs = {fact.id: cost(fact) for fact in facts}
    if sum(costs.values()) <= most_characters:
        return Recalled(tuple(facts))
    like, chosen = likeness_to(about), set[int]()
    for fact in sorted(
        facts, key=lambda fact: -like(fact.text) - OF_LISTING_BONUS * fact.of_listing
    ):
        if costs[fact.id] <= most_characters:
            most_characters -= costs[fact.id]
            chosen.add(fact.id)
    return Recalled(
        tuple(fact for fact in facts if fact.id in chosen),
        tuple(fact for fact in facts if fact.id not in chosen),
    )


def cost(fact: KnownFact) -> int:
    """The characters that a fact takes in a prompt, its number and marks included."""
    return len(fence(fact.text)) + len(str(fact.id)) + 5
