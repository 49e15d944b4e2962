"""Words that the seller does not want, and an answer that was given already. Pure."""

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from ai.fold import Folded, fold
from ai.manners import ungreeted
from ai.similar import stem

ALIKE = 93
_WORD = re.compile(r"[^\W_]+")


def find_avoided(folded: Folded, avoid: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where words of the seller's list stand, whatever their endings."""
    words = [(stem(match[0]), match.span()) for match in _WORD.finditer(folded.text)]
    for phrase in avoid:
        wanted = [stem(word) for word in _WORD.findall(fold(phrase).text)]
        for place in range(len(words) - len(wanted) + 1) if wanted else ():
            if [word for word, _ in words[place : place + len(wanted)]] == wanted:
                yield words[place][1][0], words[place + len(wanted) - 1][1][1]


def repeats(text: str, last: str) -> bool:
    """Whether a text says the same in nearly the same letters, greeting and signature aside."""
    if not last:
        return False
    one, other = (" ".join(_WORD.findall(fold(said).text)) for said in _bare(text, last))
    return bool(one) and fuzz.ratio(one, other) >= ALIKE


def _bare(text: str, last: str) -> tuple[str, str]:
    """Both without the greeting, and without the last line where that is the same."""
    one, other = ungreeted(text.strip()), ungreeted(last.strip())
    (said, _, sign), (told, _, under) = one.rpartition("\n"), other.rpartition("\n")
    return (said, told) if said and told and sign == under else (one, other)
