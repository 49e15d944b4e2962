"""Telephone numbers in a text: found in many spellings, masked before a model reads the text."""

import re
from collections.abc import Iterator

from ai.fold import Folded, fold

MASK = "[телефон]"

# Ten to fifteen digits with little between them; or seven in groups of 3-2-2; or digits in words.
_GAP = r"(?:[ ().*/_–—-]{0,3}|,)"
# «10 000 – 12 000» and «24.11.2026 18.00» are none.
_NO_PHONE = r"(?!\d{1,3}[ .]?\d{3} ?[–—-] ?\d{1,3}[ .]?\d{3}(?!\d)|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
_DIGIT_WORD = (
    r"(?:плюс|ноль|нуль|один|два|три|четыре|пять|шесть|семь|восемь|девять|десять"
    r"|[а-я]{2,7}надцать|двадцать|тридцать|сорок|[а-я]{4,6}десят|девяносто|сто|двести|триста"
    r"|четыреста|[а-я]{4,6}сот|\d{1,4})"
)
_PHONE = re.compile(
    rf"(?<!\d){_NO_PHONE}(?:\+{_GAP})?\d(?:{_GAP}\d){{9,14}}(?!\d)"
    r"|(?<!\d)\d{3}[- ]\d{2}[- ]\d{2}(?!\d)"
    rf"|(?<![^\W\d_]){_DIGIT_WORD}(?:[ ,.\-]{{1,3}}{_DIGIT_WORD}){{5,20}}(?![^\W_])"
)
_DIGIT = re.compile(r"\d")


def find_phones(folded: Folded) -> Iterator[tuple[int, int]]:
    """Where in the folded text the telephone numbers stand."""
    for match in _PHONE.finditer(folded.text):
        yield match.span()


def has_phone(text: str) -> bool:
    """Whether the text has a telephone number."""
    return next(find_phones(fold(text)), None) is not None


def mask_phones(text: str) -> str:
    """The text with a mark in place of each telephone number."""
    folded = fold(text)
    pieces: list[str] = []
    done = 0
    for start, end in find_phones(folded):
        pieces += folded.original[done : folded.starts[start]], MASK
        done = folded.starts[end - 1] + 1
    return "".join([*pieces, folded.original[done:]])
