"""Whether two things that a seller told us cannot both be true. Pure.

They are about the same (by the stems of their words), but state other numbers or weekdays, or one
says yes where the other says no.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from ai.model import KnownFact
from ai.similar import stems

SAME_SHARE = 0.6
"""Of the words of both, how many they must have in common to be about the same."""
SAME_STEM = 80.0
SHORTEST_FUZZY = 4

_THOUSANDS = r"(?P<thousands>\s?(?:тыс\w*\.?|к\b|k\b))?"
_NUMBER = re.compile(
    r"(?<![\w.,:])(?P<number>\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+(?:[.,:]\d+)?)" + _THOUSANDS
)
_MODEL = re.compile(r"\b([a-z]+)[ -]?(\d+)\b", re.IGNORECASE)
_RUSSIAN = re.compile(r"[а-я]", re.IGNORECASE)
_TIMES = re.compile(r"(?<=\d)\s?[×xх*]\s?(?=\d)", re.IGNORECASE)
_FREE = re.compile(r"\b(?:бесплатн\w*|даром|free)\b", re.IGNORECASE)
_NO = re.compile(
    r"\b(?:не|нет|нету|нельзя|без|никак\w*|невозможн\w*|неуместн\w*|отсутств\w*|кроме|"
    r"no|not|none|never|without)\b",
    re.IGNORECASE,
)
_NOT_WITHOUT = re.compile(r"\bбез (?:\w+ ){1,2}не\b", re.IGNORECASE)
"""«Без оператора не сдаём»: only with one."""
_YES = re.compile(
    r"\b(?:да|есть|имеется|можно|возможн\w*|уместн\w*|уместен|будет|делаем|"
    r"обязательн\w*|нужн\w*|нужен|требу\w+|надо|yes|possible)\b",
    re.IGNORECASE,
)
_FILLERS = re.compile(
    r"\b(?:руб\w*|р|тыс\w*|цена|цены|стоит|стоят|стоимость|составляет|всего|только|обойд[её]тся|"
    r"дн\w*|день|час\w*|минут\w*|мин|месяц\w*|недел\w*|год\w*|лет|шт\w*|см|мм|м|кг|г|"
    r"он|она|оно|они|costs?|rub\w*|days?|hours?|months?|weeks?|years?)\b|[₽%]",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(?<=\d)\s?(?:(?P<money>₽|р(?:уб\w*)?\b)|(?P<pieces>шт\w*)|(?P<percent>%|проц\w*)"
    r"|(?P<length>см|мм|м)\b|(?P<weight>кг|г)\b)",
    re.IGNORECASE,
)
_WEEKDAYS = {
    "понедельник": "пн",
    "вторник": "вт",
    "сред": "ср",
    "четверг": "чт",
    "пятниц": "пт",
    "суббот": "сб",
    "воскресен": "вс",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sentence is about, what it states of that, and whether it says no."""

    about: frozenset[str]
    values: frozenset[str]
    denies: bool
    units: frozenset[str] = frozenset()


def differ(one: Claim, other: Claim) -> bool:
    """Whether two claims cannot both be true; the same whichever comes first."""
    if one.denies != other.denies:
        no, yes = (one, other) if one.denies else (other, one)
        return bool(no.about) and len(_common(no.about, yes.about)) == len(no.about)
    if one.values <= other.values or other.values <= one.values:
        return False
    if one.units and other.units and not one.units & other.units:
        return False  # «поддон 420 шт» and «поддон 9000 ₽»
    return _same(one.about, other.about)


def disputed(used: Sequence[KnownFact], known: Sequence[KnownFact]) -> tuple[KnownFact, ...]:
    """The first of the facts that an answer uses that another contradicts, and that other.

    What is told of the listing goes before what is told of all, unless the answer uses both.
    """
    for fact in used:
        for other in known:
            level = other.of_listing == fact.of_listing or other in used
            if level and differ(read(fact.text), read(other.text)):
                return fact, other
    return ()


@lru_cache(maxsize=4096)
def read(text: str) -> Claim:
    plain = text.replace("ё", "е")
    values = {*_weekdays(plain), *_numbers(plain)}
    rest = _models(plain, r"\1\2")
    for words in (_NUMBER, _TIMES, _FREE, _YES, _FILLERS):
        rest = words.sub(" ", rest)
    about = {stem for stem in stems(_NO.sub(" ", rest)) if stem not in _WEEKDAYS}
    denies = bool(_NO.search(rest)) and not _NOT_WITHOUT.search(rest)
    return Claim(frozenset(about), frozenset(values), denies, _units(plain))


def _units(text: str) -> frozenset[str]:
    """What the numbers of a text count."""
    return frozenset(match.lastgroup or "" for match in _UNIT.finditer(text))


def _models(text: str, instead: str) -> str:
    """«iPhone 13» is a name in a Russian sentence, «delivery 5» in an English one is not."""
    return _MODEL.sub(instead, text) if _RUSSIAN.search(text) else text


def _numbers(text: str) -> Iterator[str]:
    """The numbers, each in one spelling: «15 000», «15000» and «15 тыс» are one; 0 is «free»."""
    countable = _TIMES.sub(" ", _models(text, " "))
    for match in _NUMBER.finditer(countable):
        yield _spelt(match["number"], thousands=bool(match["thousands"]))
    if _FREE.search(text):
        yield "0"


def _spelt(number: str, *, thousands: bool) -> str:
    digits = re.sub(r"\s", "", number).replace(",", ".").removesuffix(":00")
    if ":" in digits:
        return digits
    value = float(digits) * (1000 if thousands else 1)
    return f"{value:g}" if value < 1e6 else f"{value:.0f}"


def _weekdays(text: str) -> Iterator[str]:
    for stem in stems(text):
        if stem in _WEEKDAYS:
            yield _WEEKDAYS[stem]


def _same(one: AbstractSet[str], other: AbstractSet[str]) -> bool:
    common = len(_common(one, other))
    return common > 0 and common >= SAME_SHARE * (len(one) + len(other) - common)


def _common(one: AbstractSet[str], other: AbstractSet[str]) -> frozenset[str]:
    """The stems of one that the other has too: «химк» (Химки) is «химок» (до Химок)."""
    exact = one & other
    alike = {stem for stem in one - exact if any(_alike(stem, left) for left in other - exact)}
    return frozenset(exact | alike)


def _alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < SHORTEST_FUZZY or one[0] != other[0]:
        return False
    if not (one.isalpha() and other.isalpha()):  # iphone13, iphone14
        return False
    return fuzz.ratio(one, other) >= SAME_STEM
