"""A fact's figure said of another thing: the battery's twelve months of the screen. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ai.fold import Folded, fold
from ai.morphology import is_thing
from ai.rules.acts import act
from ai.rules.clauses import Clause, read_clauses
from ai.rules.deeds import things
from ai.rules.moments import mentions
from ai.similar import root, roots
from ai.spoken import Spoken, in_figures

Span = tuple[int, int]

_MONEY = re.compile(
    r"(?<![\w.,])(?P<n>\d{1,3}(?: \d{3})+|\d+(?:[.,]\d+)?) ?(?:₽|р(?:уб\w*)?|тыс\w*|т\.?р)(?!\w)"
)
_PERCENT = re.compile(r"(?<![\w.,])(?P<n>\d{1,2}) ?(?:%|процент\w*)")
_JOINS = re.compile(r"(?<!\w)(?:и|а|или|плюс|с|вместе)(?!\w)")
_UNIT_WORDS = (
    "руб мес тыс км километр километра километров рубль рублей рубля тысяча тысяч месяц"
    " месяца месяцев день дня дней сутки"
    " суток"
    " час часа часов год года лет неделя недели недель цена цены стоимость"
)
_UNITS = frozenset(map(root, _UNIT_WORDS.split()))
_TOO = re.compile(r"(?<!\w)(?:тоже|также)(?!\w)")
_COUNTED = re.compile(r"(?<![\w.,])(?P<n>\d{1,3}) (?P<thing>[^\W\d_]{4,})")
_WORK = frozenset(
    ["lift", "assemble", "install", "mend", "wash", "paint", "fit", "lay", "take_apart"]
)
_FREE = re.compile(r"(?<!\w)(?:бесплатн\w*|даром|задаром)(?!\w)")
_FREE_ACTS = frozenset({"free"})
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
        if clause.asks or clause.defers:
            continue
        yield from _within(spoken, clause, _unlike(clause, told))
        if _JOINS.search(clause.text.lstrip(), 2):
            continue
        for (start, end), value in _values(clause.text):
            if value[1] == price_rub or clause.denies(start, end):
                continue
            if (
                _is_of_another(clause, value, told, own)
                or _is_no_price(clause, value, told, own)
                or _is_of_other_things(clause, value, told, own)
            ):
                yield spoken.back(clause.start + start, clause.start + end)


def _within(spoken: Spoken, clause: Clause, spans: Iterator[Span]) -> Iterator[Span]:
    for start, end in spans:
        yield spoken.back(clause.start + start, clause.start + end)


def _unlike(clause: Clause, told: tuple[_Told, ...]) -> Iterator[Span]:
    """«На первую уборку тоже 15 %», «при двух вещах 10 %», «доставка с заносом 500 ₽».

    What is said to be so too has to be named by the fact; the count of a thing, and the work that
    goes with a sum, have to be the fact's.
    """
    named, work = things(clause.text) - _UNITS, _acts_of(clause.text) & _WORK
    counts = _counts(clause.text)
    for (start, end), value in _values(clause.text):
        having = [one for one in told if value in one.values]
        if not having or clause.denies(start, end):
            continue
        too = _TOO.search(clause.text) and not any(named <= one.things for one in having)
        counted = not any(_agree(counts, _counts(one.text)) for one in having)
        worked = value[0] == "money" and not any(work <= _acts_of(one.text) for one in having)
        if too or counted or worked:
            yield start, end


def _counts(text: str) -> dict[str, frozenset[str]]:
    """How many of each thing a text in figures names."""
    found: dict[str, set[str]] = {}
    for match in _COUNTED.finditer(text):
        if is_thing(match["thing"]) and root(match["thing"]) not in _UNITS:
            found.setdefault(root(match["thing"]), set()).add(match["n"])
    return {thing: frozenset(numbers) for thing, numbers in found.items()}


def _agree(said: dict[str, frozenset[str]], told: dict[str, frozenset[str]]) -> bool:
    return all(numbers & told[thing] for thing, numbers in said.items() if thing in told)


def find_free(folded: Folded, facts: tuple[str, ...]) -> Iterator[Span]:
    """«Доставка бесплатно», where it is the assembling that costs nothing."""
    told = [one for one in _read(facts) if _FREE.search(one.text)]
    for clause in read_clauses(folded.text):
        named = things(clause.text) - _UNITS
        done = _acts_of(clause.text) - _FREE_ACTS
        if clause.asks or clause.defers or not told or not named:
            continue
        for match in _FREE.finditer(clause.text):
            shared = any(named & one.things or done & _acts_of(one.text) for one in told)
            if not shared and not clause.denies(*match.span()):
                yield clause.start + match.start(), clause.start + match.end()


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


def _is_of_other_things(
    clause: Clause, value: tuple[str, float], told: tuple[_Told, ...], own: frozenset[str]
) -> bool:
    """«Подъём 500 ₽», where that is the delivery's: no word of the fact stands in the clause."""
    named = things(clause.text) - _UNITS - own
    having = [one for one in told if value in one.values]
    if value[0] != "money" or not named or not having:
        return False
    done = _acts_of(clause.text)
    return not any(named & one.things or done & _acts_of(one.text) for one in having)


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
    for match in _PERCENT.finditer(text):
        yield match.span(), ("percent", float(match["n"]))
    for match in _MONEY.finditer(text):
        yield match.span(), ("money", float(match["n"].replace(" ", "").replace(",", ".")))
    for mention in mentions(text):
        for kind, days in mention.keys:
            if kind == "term":
                yield (mention.start, mention.end), (kind, days)
