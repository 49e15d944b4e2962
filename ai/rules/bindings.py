"""A fact's figure said of another thing: the battery's twelve months of the screen. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ai.fold import Folded, fold
from ai.rules.acts import act
from ai.rules.clauses import Clause, read_clauses
from ai.rules.deeds import things
from ai.rules.times import mentions
from ai.similar import root, roots
from ai.spoken import in_figures

Span = tuple[int, int]

_MONEY = re.compile(
    r"(?<![\w.,])(?P<n>\d{1,3}(?: \d{3})+|\d+(?:[.,]\d+)?) ?(?:₽|р(?:уб\w*)?|тыс\w*|т\.?р)(?!\w)"
)
_JOINS = re.compile(r"(?<!\w)(?:и|а|или|плюс|с|вместе)(?!\w)")
_UNIT_WORDS = (
    "руб мес тыс рубль рублей рубля тысяча тысяч месяц месяца месяцев день дня дней сутки суток"
    " час часа часов год года лет неделя недели недель цена цены стоимость"
)
_UNITS = frozenset(map(root, _UNIT_WORDS.split()))
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
    own = frozenset(roots(title))
    spoken = in_figures(folded.text)
    for clause in read_clauses(spoken.text):
        if clause.asks or clause.defers or _JOINS.search(clause.text):
            continue
        for (start, end), value in _values(clause.text):
            if value[1] == price_rub or clause.denies(start, end):
                continue
            if _is_of_another(clause, value, told, own) or _is_no_price(clause, value, told, own):
                yield spoken.back(clause.start + start, clause.start + end)


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
    values = frozenset(value for _, value in _values(text))
    return _Told(text, things(text) - _UNITS, values)


def _acts_of(text: str) -> frozenset[str]:
    return frozenset(map(act, _WORD.findall(text)))


def _has_kind(told: _Told, kind: str) -> bool:
    return any(of == kind for of, _ in told.values)


def _values(text: str) -> Iterator[tuple[Span, tuple[str, float]]]:
    """Sums and terms of a text in figures, each with its kind; «2 недели» are 14 days."""
    for match in _MONEY.finditer(text):
        yield match.span(), ("money", float(match["n"].replace(" ", "").replace(",", ".")))
    for mention in mentions(text):
        for kind, days in mention.keys:
            if kind == "term":
                yield (mention.start, mention.end), (kind, days)
