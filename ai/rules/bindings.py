"""A fact's figure said of another thing: the battery's twelve months of the screen. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from ai.fold import Folded, fold
from ai.morphology import is_quality, is_thing
from ai.rules.acts import acts_in
from ai.rules.clauses import Clause, asserted
from ai.rules.deeds import things
from ai.rules.moments import mentions
from ai.rules.patterns import WORD
from ai.similar import root, roots
from ai.spoken import figures_of, in_figures

Span = tuple[int, int]
Value = tuple[str, float]
"""The kind of a unit, and how many: «2 недели» are 14 days of a term."""

_MONEY = re.compile(
    r"(?<![\w.,])(?P<n>\d{1,3}(?: \d{3})+|\d+(?:[.,]\d+)?) ?(?:₽|р(?:уб\w*)?|тыс\w*|т\.?р)(?!\w)"
)
# «Насос 1500», «мальчики 45000»: what stands without a unit is a sum, and so is compared as one.
_BARE = re.compile(
    r"(?<![\w.,:/+–—-])(?P<n>\d{1,3}(?: \d{3})+|\d{3,7})(?![\w%])(?!(?:[.,:–—-]| ?[хx×])\d)"
    r"(?! ?(?:на \d|₽|р(?:уб\w*)?|тыс\w*|т\.?р|год\w*|г|км|см|мм|м|кг|гр|л|мл|вт|квт|гб|шт\w*|об"
    r"|лет|литр\w*|метр\w*|человек|вольт|ватт|миллиамп\w+|ма|оборот\w*)(?!\w))"
)
_FAR = re.compile(r"(?<![\w.,])(?P<n>\d{1,3}(?: \d{3})+|\d{3,6}) ?км(?!\w)")
_PIECE = re.compile(r"(?:[^,;.\n]|(?<=\d)[.,](?=\d))+")
_MODEL = re.compile(r"(?<!\w)[a-zа-я]{1,3}-?\d+\w*|(?<!\w)\d+[a-zа-я]\w*")
_PERCENT = re.compile(r"(?<![\w.,])(?P<n>\d{1,2}) ?(?:%|процент\w*)")
_JOINS = re.compile(r"(?<!\w)(?:и|а|или|плюс|с|вместе)(?!\w)")
_AND = re.compile(r"(?<!\w)(?:и|а|или|плюс|вместе)(?!\w)")
_UNIT_WORDS = (
    "руб мес тыс км километр километра километров рубль рублей рубля тысяча тысяч месяц месяца"
    " месяцев день дня дней сутки суток час часа часов год года лет неделя недели недель цена цены"
    " стоимость заказ штука штук штуку"
)
_UNITS = frozenset(map(root, _UNIT_WORDS.split()))
_HEADINGS = frozenset(map(root, ("гарантия", "цена", "стоимость")))
"""What a list of figures is of; each piece names what its own is for."""
_EACH = re.compile(r"(?<!\w)и \w+ по \d")
_PLACED = re.compile(r"(?<!\w)(?:по|до|в) (?:городу|районе|районам|области|центру|[^\W\d_]{4,})")
_TO_PLACE = re.compile(r"(?<!\w)(?i:до|в|во|на) (?P<place>[А-ЯЁ][а-яё]{3,})")
_TOO = re.compile(r"(?<!\w)(?:тоже|также)(?!\w)")
_COUNTED = re.compile(r"(?<![\w.,])(?P<n>\d{1,3}) (?P<thing>[^\W\d_]{4,})")
_COUNTED_AFTER = re.compile(r"(?<!\w)(?P<thing>[^\W\d_]{4,}) (?P<n>\d{1,2})(?= ?(?:[.,;!]|$))")
_THERE = re.compile(r"(?<!\w)(?:есть|осталось|остались|найдется|найдутся|в наличии)(?!\w)")
_FROM = re.compile(r"(?<!\w)(?:от|до|свыше|больше|меньше|более|менее|каждые) \d|\d ?[–-] ?\d")
SHORTEST_PLACE = 4
_RUSSIAN = re.compile(r"(?!(?:для|при|или|без|это|все|сам)(?!\w))[а-я]+")
_WORK = frozenset(
    {"lift", "assemble", "install", "mend", "wash", "paint", "fit", "lay", "take_apart"}
)
_FREE = re.compile(r"(?<!\w)(?:бесплатн\w*|даром|задаром)(?!\w)")
_SELLS = re.compile(
    r"(?<!\w)(?:цен[аыуе]|отда(?:м|дим|ю|ем)|прода(?:м|дим)|последн\w+|уступ(?:лю|им)|забирай\w*)(?!\w)"
)
_OF_PRICE = re.compile(
    r"цен|отда|прода|уступ|торг|скид|дешев|минимал|последн|опт|от \d|за (?:все|два|оба)"
)


@dataclass(frozen=True, slots=True)
class _Words:
    """What a piece of a text in figures speaks of, and the figures it names."""

    text: str
    things: frozenset[str]
    acts: frozenset[str]
    counts: dict[str, frozenset[str]]
    values: tuple[tuple[Span, Value], ...]

    def has(self, value: Value) -> bool:
        return any(one == value for _, one in self.values)

    def has_kind(self, kind: str) -> bool:
        return any(of == kind for _, (of, _) in self.values)

    def shares(self, named: frozenset[str], done: frozenset[str]) -> bool:
        """Whether it speaks of any of these things, or of anything that is done to them."""
        return bool(named & self.things or done & self.acts)


def find_misplaced(
    folded: Folded, facts: tuple[str, ...], *, price_rub: int | None, title: str
) -> Iterator[Span]:
    """Where a figure stands that a fact has, but not the fact that speaks of what it is said of."""
    told, own = _read(facts), frozenset(roots(title))
    spoken = in_figures(folded.text)
    for clause in asserted(spoken.text) if told else ():
        said = _words(clause.text)
        for span, value in said.values:
            having = [one for one in told if one.has(value)]
            if not having or clause.denies(*span):
                continue
            elsewhere = value[1] != price_rub and _is_elsewhere(said, value, told, own)
            if elsewhere or _is_unlike(said, value, having):
                yield spoken.back(*clause.place(*span))


def find_moved(folded: Folded, facts: tuple[str, ...], *, known: str) -> Iterator[Span]:
    """«До Истры 6000», where the fact says what it costs in town."""
    told = _read(facts)
    placed = [one for one in told if _PLACED.search(one.text)]
    places = _places(folded.original, fold(known).text) if placed else ()
    spoken = in_figures(folded.text)
    for clause in asserted(spoken.text) if places else ():
        if not any(place in clause.text for place in places):
            continue
        for span, value in _values(clause.text):
            having = [one for one in told if one.has(value)]
            if having and value[0] == "money" and all(one in placed for one in having):
                yield spoken.back(*clause.place(*span))


def _places(text: str, known: str) -> tuple[str, ...]:
    """The places that an answer names and nothing known does, folded."""
    named = (fold(match["place"]).text for match in _TO_PLACE.finditer(text))
    return tuple(place for place in named if place[:SHORTEST_PLACE] not in known)


def find_swapped(
    folded: Folded, facts: tuple[str, ...], *, price_rub: int | None
) -> Iterator[Span]:
    """«Насос 1800», where the fact goes «замена тэна 1800, насос 1500»; the price, said of that."""
    pieces = _read_pieces(facts)
    spoken = in_figures(folded.text)
    for clause, said, span in _said_alone(spoken.text) if pieces else ():
        value = said.values[0][1]
        matters = value[0] == "money" or "гаранти" in clause.text
        known = matters and any(one.has(value) for one in pieces)
        swapped = known and _is_swapped(said, value, pieces)
        if value == ("money", price_rub) and not known:
            swapped = _has_its_own(said, pieces)
        if swapped and not clause.denies(*span):
            yield spoken.back(*clause.place(*span))


def _said_alone(text: str) -> Iterator[tuple[Clause, _Words, Span]]:
    """The clauses with one figure, with what stands before their dash: «М200 — 5400»."""
    before = ""
    for clause in asserted(text):
        said, shift = _piece(before + clause.text), len(before)
        before = clause.text if clause.text.endswith(" ") else ""
        if len(said.values) == 1 and said.values[0][0][0] >= shift:
            start, end = said.values[0][0]
            yield clause, said, (start - shift, end - shift)


def _has_its_own(said: _Words, pieces: tuple[_Words, ...]) -> bool:
    """Whether all that a sum is said of has another one in the facts."""
    return bool(said.things) and any(
        said.things <= one.things and one.has_kind("money") for one in pieces
    )


def _is_swapped(said: _Words, value: Value, pieces: tuple[_Words, ...]) -> bool:
    """Whether another piece speaks of it; of two things («педикюр и наращивание по 2200»),
    whether the pieces with the sum leave one out."""
    if _EACH.search(said.text):
        return not said.things <= frozenset().union(
            *(one.things for one in pieces if one.has(value))
        )
    return not _AND.search(said.text.lstrip(), 2) and _is_of_another(
        said, value, pieces, frozenset()
    )


def find_miscounted(
    folded: Folded, facts: tuple[str, ...], others: tuple[str, ...]
) -> Iterator[Span]:
    """«Один хозяин», where a fact says three; `others` (title, buyer) may have numbers too."""
    told = _read_counts(facts)
    also = [_counts(figures_of(one)) for one in others] if told else []
    spoken = in_figures(folded.text)
    agrees = folded.text.startswith("да")
    for clause in asserted(spoken.text) if told else ():
        for thing, numbers in () if _FROM.search(clause.text) else _counts(clause.text).items():
            others_too = () if _THERE.search(clause.text) or agrees else also
            known = told.get(thing, frozenset()).union(*(one.get(thing, ()) for one in others_too))
            if thing in told and not numbers & known and not clause.denies(0, len(clause.text)):
                yield spoken.back(*clause.place(0, len(clause.text)))


@lru_cache(maxsize=64)
def _read_counts(facts: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """How many of each thing the facts name; «от 10 штук» is no count."""
    found: dict[str, frozenset[str]] = {}
    for text in map(figures_of, facts):
        for thing, numbers in _counts(text).items() if not _FROM.search(text) else ():
            found[thing] = found.get(thing, frozenset()) | numbers
    return found


def find_free(folded: Folded, facts: tuple[str, ...]) -> Iterator[Span]:
    """«Доставка бесплатно», where it is the assembling that costs nothing."""
    told = [one for one in _read(facts) if _FREE.search(one.text)]
    for clause in asserted(folded.text) if told else ():
        named, done = things(clause.text) - _UNITS, acts_in(clause.text) - {"free"}
        if not named or any(one.shares(named, done) for one in told):
            continue
        for match in _FREE.finditer(clause.text):
            if not clause.denies(*match.span()):
                yield clause.place(*match.span())


def _is_unlike(said: _Words, value: Value, having: list[_Words]) -> bool:
    """«На первую уборку тоже 15 %», «при двух вещах 10 %», «доставка с заносом 500 ₽».

    What is said to be so too has to be named by a fact that has the figure; the count of a thing,
    and the work that goes with a sum, have to be that fact's.
    """
    if _TOO.search(said.text) and not any(said.things <= one.things for one in having):
        return True
    if not any(_agree(said.counts, one.counts) for one in having):
        return True
    work = said.acts & _WORK
    return value[0] == "money" and not any(work <= one.acts for one in having)


def _agree(said: dict[str, frozenset[str]], told: dict[str, frozenset[str]]) -> bool:
    return all(numbers & told[thing] for thing, numbers in said.items() if thing in told)


def _is_elsewhere(
    said: _Words, value: Value, told: tuple[_Words, ...], own: frozenset[str]
) -> bool:
    """Whether its facts speak of other things; where things are joined, nobody can tell."""
    if _JOINS.search(said.text.lstrip(), 2):
        return False
    if _is_of_another(said, value, told, own):
        return True
    having = [one for one in told if one.has(value)]
    return value[0] == "money" and (
        _is_no_price(said, having, own) or _is_of_other_things(said, having, own)
    )


def _is_of_another(
    said: _Words, value: Value, told: tuple[_Words, ...], own: frozenset[str]
) -> bool:
    """Whether the fact nearest to what is said has another figure of that kind."""
    named = said.things - own
    alike = [(len(named & one.things), one) for one in told if one.has_kind(value[0])]
    nearest = max((shared for shared, _ in alike), default=0)
    return nearest > max((shared for shared, one in alike if one.has(value)), default=0)


def _is_no_price(said: _Words, having: list[_Words], own: frozenset[str]) -> bool:
    """«Диван за 500 ₽», where 500 ₽ is what a delivery costs."""
    if not (_SELLS.search(said.text) or said.things & own):
        return False
    return not any(
        one.shares(said.things, said.acts) or _OF_PRICE.search(one.text) for one in having
    )


def _is_of_other_things(said: _Words, having: list[_Words], own: frozenset[str]) -> bool:
    """«Подъём 500 ₽», where that is the delivery's: no word of the fact stands there."""
    named = said.things - own
    return bool(named) and not any(one.shares(named, said.acts) for one in having)


@lru_cache(maxsize=64)
def _read(facts: tuple[str, ...]) -> tuple[_Words, ...]:
    return tuple(_words(figures_of(fact)) for fact in facts)


@lru_cache(maxsize=64)
def _read_pieces(facts: tuple[str, ...]) -> tuple[_Words, ...]:
    """What stands between the commas of the facts."""
    return tuple(piece for fact in facts for piece in _pieces(figures_of(fact)))


def _pieces(text: str) -> Iterator[_Words]:
    """«Мелких пород 1500, крупных 3000»: a piece with no thing goes on with those before it."""
    before: frozenset[str] = frozenset()
    for match in _PIECE.finditer(text):
        piece = _piece(match[0])
        if _names_thing(match[0]):
            before = piece.things
        yield replace(piece, things=piece.things | before)


def _names_thing(text: str) -> bool:
    """Whether there is a thing in it, in Russian: «iPhone 13» is but a kind of one."""
    words = (word for word in WORD.findall(text) if root(word) not in _UNITS)
    return any(_RUSSIAN.fullmatch(word) and not is_quality(word) for word in words)


def _piece(text: str) -> _Words:
    """What a piece speaks of, also by adjectives and models alone: «правая 9500», «М200 4900»."""
    named = (
        things(text)
        | frozenset(_MODEL.findall(text))
        | frozenset(map(root, filter(is_quality, WORD.findall(text))))
    )
    big = (*_BARE.finditer(text), *_FAR.finditer(text))
    bare = ((match.span(), ("money", _number(match))) for match in big)
    return _Words(text, named - _UNITS - _HEADINGS, frozenset(), {}, (*_values(text), *bare))


def _words(text: str) -> _Words:
    named = things(text) - _UNITS
    return _Words(text, named, acts_in(text), _counts(text), tuple(_values(text)))


def _counts(text: str) -> dict[str, frozenset[str]]:
    """How many of each thing a text in figures names."""
    found: dict[str, set[str]] = {}
    for match in (*_COUNTED.finditer(text), *_COUNTED_AFTER.finditer(text)):
        if is_thing(match["thing"]) and root(match["thing"]) not in _UNITS:
            found.setdefault(root(match["thing"]), set()).add(match["n"])
    return {thing: frozenset(numbers) for thing, numbers in found.items()}


def _values(text: str) -> Iterator[tuple[Span, Value]]:
    """Sums, percents and terms of a text in figures, and where they stand."""
    for match in _PERCENT.finditer(text):
        yield match.span(), ("percent", float(match["n"]))
    for match in _MONEY.finditer(text):
        yield match.span(), ("money", _number(match))
    for mention in mentions(text):
        for kind, days in mention.keys:
            if kind == "term":
                yield (mention.start, mention.end), (kind, days)


def _number(match: re.Match[str]) -> float:
    return float(match["n"].replace(" ", "").replace(",", "."))
