"""A mark or a pair of sizes that is like a known one, and is another: «D600» for D500. Pure."""

import re
from collections.abc import Iterator

from ai.fold import Folded, fold

Span = tuple[int, int]

_MARK = re.compile(r"(?<![\w-])(?P<letters>[^\W\d_]{1,3})-?(?P<number>\d{2,4})(?![\w-])")
_NO_MARK_WORDS = "с до от по за на из к в о у д кв дом км см мм м кг г л р т ч го х"
_NO_MARK = frozenset(_NO_MARK_WORDS.split())
_PAIR = re.compile(
    r"(?<![\d.,×хx*])(?P<one>\d{2,4}) ?(?:[×хx*]|на) ?(?P<other>\d{2,4})(?![\d.,]*\d| ?[×хx*])"
)


def find_models(folded: Folded, *, known: tuple[str, ...]) -> Iterator[Span]:
    """Marks with another number than a known one has; sizes that make no known pair."""
    texts = [fold(text).text for text in known]
    marks = {match.groups() for text in texts for match in _MARK.finditer(text)}
    letters = {of for of, _ in marks} - _NO_MARK
    for match in _MARK.finditer(folded.text):
        if match["letters"] in letters and match.groups() not in marks:
            yield match.span()
    pairs = {frozenset(match.groups()) for text in texts for match in _PAIR.finditer(text)}
    for match in _PAIR.finditer(folded.text) if pairs else ():
        if frozenset(match.groups()) not in pairs:
            yield match.span()
