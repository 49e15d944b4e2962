"""A fact's figure said of another thing: the battery's twelve months of the screen. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ai.fold import Folded, fold
from ai.rules.acts import act
from ai.rules.clauses import Clause, read_clauses
from ai.rules.deeds import things
from ai.similar import stem, stems
from ai.spoken import in_figures

Span = tuple[int, int]

_VALUE = re.compile(
    r"(?<![\w.,])(?P<n>\d{1,3}(?: \d{3})+|\d+(?:[.,]\d+)?) ?(?:"
    r"(?P<money>₽|р(?:уб\w*)?|тыс\w*|т\.?р)|(?P<months>мес\w*)|(?P<years>год\w*|лет)"
    r"|(?P<days>дн\w+|день|сут\w+)|(?P<hours>час\w*)|(?P<weeks>недел\w+))(?!\w)"
)
_JOINS = re.compile(r"(?<!\w)(?:и|а|или|плюс|с|вместе)(?!\w)")
_UNIT_WORDS = (
    "руб мес тыс рубль рублей рубля тысяча тысяч месяц месяца месяцев день дня дней сутки суток"
    " час часа часов год года лет неделя недели недель цена цены стоимость"
)
_UNITS = frozenset(map(stem, _UNIT_WORDS.split()))
_WORD = re.compile(r"[^\W\d_]{3,}")
_SELLS = re.compile(
    r"(?<!\w)(?:цен[аыуе]|отда(?:м|дим|ю|ем)|прода(?:м|дим)|последн\w+|уступ(?:лю|им)|забирай\w*)(?!\w)"
)
_OF_PRICE = re.compile(
    r"цен|отда|прода|уступ|торг|скид|дешев|минимал|последн|опт|от \d|за (?:все|два|оба)"
)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a fact speaks of, and its figures, each with the kind of its unit."""

    text: str
    things: frozenset[str]
    values: frozenset[tuple[str, float]]


def find_misplaced(
    folded: Folded, facts: tuple[str, ...], *, price_rub: int | None, title: str
) -> Iterator[Span]:
    """Where a figure stands that a fact has, but not the fact that speaks of what it is said of."""
    told = _read(facts)
    own = frozenset(stems(title))
    spoken = in_figures(folded.text)
    for clause in read_clauses(spoken.text):
        if clause.asks or clause.defers or _JOINS.search(clause.text):
            continue
        for match in _VALUE.finditer(clause.text):
            value = _value(match)
            if value[1] == price_rub or clause.denies(*match.span()):
                continue
            if _is_of_another(clause, value, told, own) or _is_no_price(clause, value, told, own):
                yield spoken.back(clause.start + match.start(), clause.start + match.end())


def _is_of_another(
    clause: Clause, value: tuple[str, float], told: tuple[_Told, ...], own: frozenset[str]
) -> bool:
    """Whether the fact nearest to the clause has another figure of that kind."""
    named = things(clause.text) - _UNITS - own
    alike = [(len(named & one.things), one) for one in told if _has_kind(one, value[0])]
    having = [shared for shared, one in alike if value in one.values]
    nearest = max((shared for shared, _ in alike), default=0)
    return bool(having) and nearest > max(having)


def _is_no_price(
    clause: Clause, value: tuple[str, float], told: tuple[_Told, ...], own: frozenset[str]
) -> bool:
    """«Диван за 500 ₽», where 500 ₽ is what a delivery costs."""
    named = things(clause.text) - _UNITS
    sells = _SELLS.search(clause.text) or named & own
    having = [one for one in told if value in one.values]
    if value[0] != "money" or not sells or not having:
        return False
    done = _acts_of(clause.text)
    return not any(
        named & one.things or _OF_PRICE.search(one.text) or done & _acts_of(one.text)
        for one in having
    )


@lru_cache(maxsize=64)
def _read(facts: tuple[str, ...]) -> tuple[_Told, ...]:
    return tuple(_told(in_figures(fold(fact).text).text) for fact in facts)


def _told(text: str) -> _Told:
    values = frozenset(_value(match) for match in _VALUE.finditer(text))
    return _Told(text, things(text) - _UNITS, values)


def _acts_of(text: str) -> frozenset[str]:
    return frozenset(map(act, _WORD.findall(text)))


def _has_kind(told: _Told, kind: str) -> bool:
    return any(of == kind for of, _ in told.values)


def _value(match: re.Match[str]) -> tuple[str, float]:
    kind = match.lastgroup or ""
    number = float(match["n"].replace(" ", "").replace(",", "."))
    return kind, number
