"""Finding facts, and listings for them, by words. Pure."""

from collections.abc import Sequence

from ai.similar import is_of_group, likeness, stems
from db.facts import ListedFact

ENOUGH_WORDS = 0.5
"""The share of the words that were asked for that a fact has at least to be found by them."""
ALIKE = 0.8
SHORTEST_START = 3


def best(rows: Sequence[ListedFact], words: str) -> list[ListedFact]:
    """Those that have enough of the words, the best first; of equals the newest."""
    weighed = [(_weight(row, words), row) for row in rows]
    found = [one for one in weighed if one[0] >= ENOUGH_WORDS]
    return [row for _, row in sorted(found, key=lambda one: -one[0])]


def _weight(row: ListedFact, words: str) -> float:
    text = " ".join([row.fact.text, row.fact.title_words, row.listing.title if row.listing else ""])
    if words.casefold() in text.casefold():
        return 1.0
    wanted, have = stems(words), stems(text)
    if not wanted:
        return 0.0
    share = sum(any(_begins(stem, with_) for stem in have) for with_ in wanted) / len(wanted)
    return share if share >= ENOUGH_WORDS or likeness(text, words) < ALIKE else ENOUGH_WORDS


def _begins(stem: str, start: str) -> bool:
    return stem == start or (len(start) >= SHORTEST_START and stem.startswith(start))


def fits(title: str, words: str) -> bool:
    return (
        words.casefold() in title.casefold()
        or is_of_group(title, words)
        or (likeness(title, words) >= ALIKE)
    )
