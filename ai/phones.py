"""Telephone numbers in a text: found in many spellings, masked before a model reads the text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ai.fold import Folded, fold
from ai.numerals import read_quantities

MASK = "[телефон]"

# Ten to fifteen digits with little between them; or seven in groups of 3-2-2; or digits in words.
# Each kind of gap begins with characters of its own: no digit can be reached in two ways.
_GAP = (
    r"(?:[ ().*/_–—-]{0,3}|,|[^\w\s().*/_–—\-,×+=:;%₽$€№\"«»]{1,3}"
    r"| (?:потом|дальше|далее|затем|и|тире|дефис) )"
)
# «10 000 – 12 000» and «24.11.2026 18.00» are none.
_NO_PHONE = r"(?!\d{1,3}[ .]?\d{3} ?[–—-] ?\d{1,3}[ .]?\d{3}(?!\d)|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
_DIGIT_WORD = (
    r"(?:плюс|ноль|нуль|нолик|один|единица|два|двойка|три|тройка|четыре|пять|шесть|семь|восе?мь?"
    r"|девять|десять|[а-я]{2,7}надцать|двадцать|тридцать|сорок|[а-я]{4,6}десят|девяносто|сто|двести"
    r"|триста|четыреста|[а-я]{4,6}сот|\d{1,4})"
)
_PHONE = re.compile(
    rf"(?<!\d){_NO_PHONE}(?:\+{_GAP})?\d(?:{_GAP}\d){{9,14}}(?!\d)"
    r"|(?<!\d)\d{3}[- ]\d{2}[- ]\d{2}(?!\d)"
    r"|(?<=тел)\w{0,6}[.: ]{1,3}\d{2}-\d{2}-\d{2}(?!\d)"
    rf"|(?<![^\W\d_]){_DIGIT_WORD}"
    rf"(?:(?:[ ,.()\-–—/]{{1,3}}|(?<=[а-я])(?=\d)|(?<=\d)(?=[а-я])){_DIGIT_WORD}){{5,20}}(?![^\W_])"
)
# Letters that stand for digits inside a group that has digits too: «89l6 l2З», «8(9О5)5б7».
_LEET = re.compile(r"(?<![^\W_])[\dоil|збsвgqz]{2,40}(?![^\W_])")
_AS_DIGITS = str.maketrans("оil|збsвgqz", "01113658992")


def find_phones(folded: Folded) -> Iterator[tuple[int, int]]:
    """Where in the folded text the telephone numbers stand."""
    text = _LEET.sub(_plain, folded.text)
    for match in _PHONE.finditer(text):
        yield match.span()


def digits_of(folded: Folded, span: tuple[int, int]) -> str:
    """The last ten digits of a found number, whether they were written or spelled."""
    text = folded.text[span[0] : span[1]]
    if not any(map(str.isalpha, text)):
        return "".join(filter(str.isdigit, text))[-10:]
    quantities = read_quantities(_LEET.sub(_plain, text))
    return "".join(str(int(quantity.value)) for quantity in quantities)[-10:]


def _plain(match: re.Match[str]) -> str:
    found = match[0]
    return found.translate(_AS_DIGITS) if any(map(str.isdigit, found)) else found


def mask_phones(text: str) -> str:
    """The text with a mark in place of each telephone number."""
    return _masked(fold(text))


def mask_in_lines(lines: Sequence[str]) -> list[str]:
    """Lines that came one after the other, masked; a number that two share is gone from both."""
    folded = fold("\n".join(line.replace("\n", " ") for line in lines))
    return _masked(replace(folded, text=folded.text.replace("\n", " "))).split("\n")


def _masked(folded: Folded) -> str:
    pieces: list[str] = []
    done = 0
    for start, end in find_phones(folded):
        first, last = folded.starts[start], folded.starts[end - 1] + 1
        ends = "\n" * folded.original.count("\n", first, last)
        pieces += folded.original[done:first], MASK, ends
        done = last
    return "".join([*pieces, folded.original[done:]])
