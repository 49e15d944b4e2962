"""Texts with {variables}: the ready ones, how they are filled, and which fit a question. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ai.model import Kind
from ai.reading.questions import read
from ai.reading.topics import Topic, kind_of
from ai.similar import likeness

LONGEST_NAME = 60
LONGEST_TEXT = 1000


class Variable(StrEnum):
    """What a template may ask for."""

    NAME = "name"
    ITEM = "item"
    PRICE = "price"
    ADDRESS = "address"
    LINK = "link"


WORDS = {
    "ru": dict(zip(("имя", "товар", "цена", "адрес", "ссылка"), Variable, strict=True)),
    "en": {variable.value: variable for variable in Variable},
}
"""What each is called between braces; every language may be used in every template."""

_CALLED = WORDS["ru"] | WORDS["en"]
_BRACES = re.compile(r"\{([^{}]*)\}")
_LONGEST = {
    Variable.NAME: 40,
    Variable.ITEM: 120,
    Variable.PRICE: 40,
    Variable.ADDRESS: 200,
    Variable.LINK: 300,
}


@dataclass(frozen=True, slots=True)
class Values:
    """What stands in a chat for the variables; "" and None are what is not known there."""

    name: str = ""
    item: str = ""
    price_rub: int | None = None
    address: str = ""
    link: str = ""

    def of(self, variable: Variable) -> str:
        """One line, bounded: a buyer chooses his name himself."""
        if variable is Variable.PRICE:
            return _roubles(self.price_rub) if self.price_rub else ""
        known = {
            Variable.NAME: self.name,
            Variable.ITEM: self.item,
            Variable.ADDRESS: self.address,
            Variable.LINK: self.link,
        }
        return _plain(known[variable])[: _LONGEST[variable]].rstrip()


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its variables put in; `empty` are those for which nothing is known."""

    text: str
    empty: tuple[Variable, ...] = ()


class Reach(StrEnum):
    """Whose a template is, nearest first: the nearest one answers."""

    LISTING = "listing"  # the seller's own, for one listing
    OWN = "own"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Template:
    """A template as it is offered. `ref` names it: a ready one's word, or a number of ours."""

    ref: str
    name: str
    text: str
    kind: str = ""  # a Kind, or "" for any question
    reach: Reach = Reach.READY


def own_words(text: str) -> str:
    """A template without what is filled in."""
    return _BRACES.sub("", text)


def unknown(text: str) -> tuple[str, ...]:
    """The {words} that nothing can be put in for."""
    found = (match[1].strip() for match in _BRACES.finditer(text))
    return tuple(dict.fromkeys(word for word in found if word.lower() not in _CALLED))


def fill(text: str, values: Values) -> Filled:
    """Put the values in, once: braces in a value are only letters. Unknown {words} stay."""
    asked = [_CALLED[word] for word in _asked(text)]
    empty = dict.fromkeys(variable for variable in asked if not values.of(variable))

    def value(match: re.Match[str]) -> str:
        variable = _CALLED.get(match[1].strip().lower())
        return values.of(variable) if variable else match[0]

    return Filled(_BRACES.sub(value, text), tuple(empty))


def grounds(text: str, values: Values) -> str:
    """What a filled template may rest on: everything in it but the name the buyer gave himself."""
    return fill(text, replace(values, name="")).text


def fitting(templates: Sequence[Template], kind: str, burst: Sequence[str]) -> list[Template]:
    """All of them, those that fit first: by the question's kind, by what is read, by likeness."""
    return [template for _, template in _ranked(templates, kind, burst)]


def suggested(templates: Sequence[Template], burst: Sequence[str], *, most: int) -> list[Template]:
    """Only those that fit, and not many."""
    ranked = _ranked(templates, "", burst)
    return [template for place, template in ranked if place < UNFIT][:most]


def _ranked(
    templates: Sequence[Template], kind: str, burst: Sequence[str]
) -> list[tuple[int, Template]]:
    """Each with its place, 0 for the best; what the model called the question goes before what
    is read there."""
    topics = read(tuple(burst)).topics
    wanted = [
        *([kind] if kind else []),
        *(kind_of(topic).value for topic in Topic if topic in topics),
    ]
    said = " ".join(burst)[:LONGEST_COMPARED]

    def rank(template: Template) -> tuple[int, float, int]:
        reach = REACHES.index(template.reach)
        if template.kind:
            return wanted.index(template.kind) if template.kind in wanted else UNFIT, 0, reach
        alike = likeness(said, f"{template.name} {template.text}"[:LONGEST_COMPARED])
        return 0 if alike >= ALIKE else UNFIT, -alike, reach

    ranked = sorted(((rank(one), one) for one in templates), key=lambda pair: pair[0])
    return [(place, template) for (place, *_), template in ranked]


ALIKE = 0.7
"""From this likeness on, a template for any question counts as one for this question."""

LONGEST_COMPARED = 300
UNFIT = 1000
REACHES = tuple(Reach)


def exact(templates: Sequence[Template], burst: Sequence[str]) -> Template | None:
    """The one template that answers a burst, where exactly one plain thing is asked; else None.

    The nearest ones go before the farther: an own template stands for the ready one of its kind.
    """
    kind = only_question(burst)
    for reach in Reach:
        near = [one for one in templates if one.kind == kind and one.reach is reach]
        if near:
            return near[0] if len(near) == 1 else None
    return None


def only_question(burst: Sequence[str]) -> Kind | None:
    """What a burst asks, if that is one thing of a known kind, and no word of it goes unread.

    A day, a sum or a place makes it a question of its own, which no ready text answers.
    """
    if sum(map(len, burst)) > LONGEST_BURST:
        return None
    reading = read(tuple(burst))
    topics = reading.topics - _COURTESIES
    if len(topics) != 1 or reading.names_a_day or any(ask.place for ask in reading.asks):
        return None
    if any(not _is_plain(clause) for line in burst for clause in _CLAUSES.split(line)):
        return None
    topic = next(iter(topics))
    if topic is Topic.DELIVERY and any(_SOMEWHERE.search(line) for line in burst):
        return None
    return Kind(topic.value) if topic.value in _ANSWERABLE else None


def _is_plain(clause: str) -> bool:
    """Whether a part of a sentence is short and about something known, or only polite."""
    words = [word for word in _WORD.findall(clause.lower()) if word not in _FILLERS]
    if not words:
        return True
    return len(words) <= LONGEST_QUESTION and bool(read((clause,)).topics)


LONGEST_QUESTION = 6
LONGEST_BURST = 200
_ANSWERABLE = frozenset(
    kind.value
    for kind in Kind
    if kind not in (Kind.GREETING, Kind.THANKS, Kind.COMPLAINT, Kind.HUMAN, Kind.OTHER)
)
_SOMEWHERE = re.compile(r"\b(?:до|в|во|на|по|из|к|to|in|from) \w", re.IGNORECASE)
_COURTESIES = {Topic.GREETING, Topic.THANKS}
_CLAUSES = re.compile(r"[,;.!?\n()]+| (?:и|а|но|and|but) ")
_WORD = re.compile(r"[^\W_]+")
_POLITE = (
    "скажите подскажите пожалуйста плиз будьте добры добрый меня интересует хотел хотела бы узнать"
    " извините ваше объявление у вас вы ещё еще это а и ли please tell me sorry"
)
_FILLERS = frozenset(_POLITE.split())


def _asked(text: str) -> list[str]:
    words = (match[1].strip().lower() for match in _BRACES.finditer(text))
    return [word for word in words if word in _CALLED]


def _plain(value: str) -> str:
    """One line without what cannot be seen."""
    return " ".join("".join(map(_visible, value)).split())


def _visible(sign: str) -> str:
    category = unicodedata.category(sign)
    return "" if category == "Cf" else " " if category[0] in "CZ" else sign


def _roubles(amount: int) -> str:
    return f"{amount:,}".replace(",", "\u00a0") + "\u00a0₽"


def language_of(burst: Sequence[str], otherwise: str) -> str:
    """The buyer's language by his letters; the seller's own where he wrote none."""
    text = " ".join(burst)
    if re.search(r"[а-яё]", text, re.IGNORECASE):
        return "ru"
    return "en" if re.search(r"[a-z]{2}", text, re.IGNORECASE) else otherwise
