"""Finding facts, and listings for them, by words. Pure."""

from collections.abc import Callable, Sequence

from ai.similar import NEARLY, looking_for
from db.facts import ListedFact

ENOUGH_WORDS = 0.5
"""The share of the words that were asked for that a fact has at least to be found by them."""


def best(rows: Sequence[ListedFact], words: str) -> list[ListedFact]:
    """Those that have enough of the words, the best first; of equals the newest."""
    share_in = _share(words)
    weighed = [(share_in(_text(row)), row) for row in rows]
    found = [one for one in weighed if one[0] >= ENOUGH_WORDS]
    return [row for _, row in sorted(found, key=lambda one: -one[0])]


def fits(title: str, words: str) -> bool:
    """Whether a title has all the words, or nearly."""
    return _share(words)(title) >= NEARLY


def _text(row: ListedFact) -> str:
    return " ".join([row.fact.text, row.fact.title_words, row.listing.title if row.listing else ""])


def _share(words: str) -> Callable[[str], float]:
    """How many of the words a text has; all, where they stand in it just so: «123-45»."""
    share_in, phrase = looking_for(words), words.casefold()
    return lambda text: 1.0 if phrase and phrase in text.casefold() else share_in(text)
