"""Which of the seller's facts answer a question, told by their words. Pure.

In doubt none does: the seller is asked then. A fact about another place or thing answers nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ai.model import KnownFact
from ai.offline.told import Told, read_fact, thing
from ai.reading.meanings import MEASURES, known, meanings, nouns, plain, shared
from ai.reading.questions import Ask, Wants
from ai.reading.topics import Topic
from ai.reading.towns import is_of_one_place, serves
from ai.reading.vocabulary import parts

MOST_FACTS = 2
"""Facts that one question is answered with."""

MOST_SIZES = 6
"""Facts that a question about all sizes is answered with."""

LONGEST_FACT = 400
"""A longer one is no answer in a chat."""

ENOUGH = 0.6
"""How much of what is asked a fact has to be about."""

NEARLY_AS_GOOD = 0.2

_ONLY = re.compile(r"только|люб(?:ой|ым|ая|ую) (?:тк|транс|комп|служб|способ|удобн)|\bнет\b|\bне\b")


_GRATIS = re.compile(r"бесплатн|даром|отда(?:м|ем|ю)\b|в дар\b")
_EITHER = re.compile(r"(\w{1,40}) (?:или|либо) (?:за |на |с |в )?(\w{1,40})", re.IGNORECASE)
_SLOTS = re.compile(r"свободн?[оаы]?\b(?! с )|окошк|окошек|\bокна\b")
_DAYS = ("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресен")
_HOURS = re.compile(r"(?<![\d:.])(\d{1,2})(?!\d| ?(?:мин|дн|час|нед|числ))")
_IS_THERE = re.compile(r"\b(?:есть|имеются|имеется)\b")
_AT = re.compile(
    r"\b(?:у|около|возле|из|с|от|на|в) (?!люб|будн|выходн|\d)[а-я]{3}|пвз|склад"
    r"|офис|магазин"
)
_IN_PERSON = re.compile(r"при (?:встреч|получ|осмотр|самовыв)|после|на месте|по факту")


_SIDES = re.compile(r"(?<=\d) ?(?:[xх×*]|на) ?(?=\d)")
_OF_TWO = frozenset({"width", "length"})
_OF_THREE = _OF_TWO | {"height", "depth"}


@dataclass(frozen=True, slots=True)
class _Family:
    """Within a topic: `kinds` that say nothing of one another unless a fact speaks `of_all`.

    A fact on what lies `aside` answers only who asks for that.
    """

    kinds: frozenset[str] = frozenset()
    of_all: frozenset[str] = frozenset()
    aside: frozenset[str] = frozenset()


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SPECIAL = _set("cashless credit mortgage instalment prepayment deposit commission")
_CARRIERS = _set("сдэк почт боксбер боксберр делов яндекс озон авит пэк")
_FAMILIES = {
    Topic.SIZE: _Family(
        _set("width height depth length diameter stature"), _set("dims"), _set("weight load")
    ),
    Topic.CONDITION: _Family(
        _set("defect works used accident rust repaired battery"), _set("state"), _set("battery")
    ),
    Topic.WARRANTY: _Family(_set("warranty documents receipt")),
    Topic.PAYMENT: _Family(_SPECIAL, frozenset(), _SPECIAL),
    Topic.DELIVERY: _Family(_CARRIERS, frozenset(), _set("carry")),
}
_BEFOREHAND = _set("prepayment")
_PAYS = _set("payment cash card")
_NEAR = {
    Topic.TIME: {Topic.TIME, Topic.VIEWING, Topic.PICKUP},
    Topic.VIEWING: {Topic.VIEWING, Topic.TIME},
    Topic.ADDRESS: {Topic.ADDRESS},
}
_COMES = {Topic.TIME, Topic.VIEWING, Topic.PICKUP}
_OF_A_THING = {Topic.SIZE, Topic.CONDITION, Topic.MATERIAL, Topic.COLOUR}
# Where the words of a topic are not in a fact, its other words cannot make it an answer.
_BY_TOPIC_ONLY = {
    Topic.DELIVERY,
    Topic.PAYMENT,
    Topic.TIME,
    Topic.BOOKING,
    Topic.VIEWING,
    Topic.RESERVE,
    Topic.BARGAIN,
    Topic.EXCHANGE,
    Topic.CONTACT,
    Topic.PHOTO,
    Topic.PICKUP,
    Topic.ADDRESS,
}
_NO_VISITS = _set("term duration trial warranty callout")
_MEASURES = _set("age year term duration size dims minimum weight")
_WHO = _set("children fit")
_SUBJECTS = _set("experience warranty delivery food")


def choose(ask: Ask, facts: Sequence[KnownFact], *, title: str) -> tuple[KnownFact, ...]:
    """The facts that answer a question, best first; those of the listing before those of all."""
    named = thing(title)
    scored = [(_score(ask, fact.text, named), fact) for fact in facts]
    fitting = [(score, fact) for score, fact in scored if score > 0]
    fitting = [(score, fact) for score, fact in fitting if fact.of_listing] or fitting
    if not fitting:
        return tuple(dict.fromkeys(_together(ask, named, facts)))
    best = max(score for score, _ in fitting)
    ranked = sorted(fitting, key=lambda one: -one[0])
    most = MOST_SIZES if _is_of_all_sizes(ask) else MOST_FACTS
    return tuple(fact for score, fact in ranked if score >= best - NEARLY_AS_GOOD)[:most]


def _is_of_all_sizes(ask: Ask) -> bool:
    return ask.topic is Topic.SIZE and not ask.meanings & MEASURES


def _together(ask: Ask, thing: frozenset[str], facts: Sequence[KnownFact]) -> list[KnownFact]:
    """«Свет, яма есть?»: two facts that each answer one half."""
    about = sorted(ask.meanings - thing)
    if ask.topic or len(about) != MOST_FACTS or not _IS_THERE.search(plain(ask.text)):
        return []
    short = [fact for fact in facts if len(fact.text) <= LONGEST_FACT]
    halves = [
        [fact for fact in short if _coverage(frozenset({one}), read_fact(fact.text))]
        for one in about
    ]
    return [half[0] for half in halves] if all(halves) else []


def _score(ask: Ask, text: str, thing: frozenset[str]) -> float:
    """How well a fact answers; 0 where it does not."""
    if len(text) > LONGEST_FACT or not _may_answer(ask, told := read_fact(text)):
        return 0
    about = (ask.meanings - thing) or ask.meanings
    if ask.topic is None:
        return ENOUGH if _is_enough(ask, told) else _coverage(about, told)
    about -= {ask.topic}
    if told.topics & _NEAR.get(ask.topic, {ask.topic}):
        return _topical(ask, about, told, thing)
    if ask.topic in _BY_TOPIC_ONLY or not about:
        return 0
    return 0.8 * _coverage(about, told)


def _is_enough(ask: Ask, told: Told) -> bool:
    """One of two that are named is enough, and a refusal of the very thing: «шкафы не чиним»."""
    if either := _EITHER.search(ask.text):
        return bool(shared(meanings(f"{either[1]}, {either[2]}"), told.meanings))
    refused = nouns(told.text)
    return told.refuses and bool(refused) and refused <= shared(refused, ask.meanings)


def _may_answer(ask: Ask, told: Told) -> bool:
    if _is_of_another_place(ask, told) or _is_of_another_part(ask, told):
        return False
    if _is_of_another_measure(ask, told) or _is_of_another_day(ask, told):
        return False
    return _says_wanted(ask, told)


def _topical(ask: Ask, about: frozenset[str], told: Told, thing: frozenset[str]) -> float:
    """The score of a fact on the same topic: it must not be on another thing of that topic."""
    covered = len(shared(about, told.meanings)) / len(about) if about else 1.0
    if ask.topic in (Topic.PRICE, Topic.AVAILABILITY):
        return 1 + covered if covered >= ENOUGH and _is_of_it(ask, about, told, thing) else 0
    if ask.topic is Topic.COMPLETENESS and about and not covered and not told.lists_all:
        return 0
    if ask.topic in _OF_A_THING and _is_of_another_thing(ask, told, thing):
        return 0
    if ask.topic in _COMES and not _is_about_coming(ask, told):
        return 0
    return 1 + covered / 2 if _within(ask, told) else 0


def _is_of_it(ask: Ask, about: frozenset[str], told: Told, thing: frozenset[str]) -> bool:
    """«Сколько стоит диван» is not answered by «доставка дивана 500 ₽»."""
    if about:
        return True
    if _GRATIS.search(plain(ask.text)):
        return _GRATIS.search(told.said) is not None
    named = ask.meanings - {ask.topic}
    own = told.meanings - thing - {ask.topic}
    return bool(named) and not own and len(shared(named, told.meanings)) >= ENOUGH * len(named)


def _is_of_another_thing(ask: Ask, told: Told, thing: frozenset[str]) -> bool:
    """«Зеркало целое?» is not answered by «все крепления целые»."""
    asked = (nouns(ask.text) - thing) | (ask.meanings & parts())
    return bool(asked and told.objects(thing)) and not shared(asked, told.meanings)


def _within(ask: Ask, told: Told) -> bool:
    """«Гарантия?» is not answered by «чек есть», «рабочий?» not by «без царапин»."""
    family = _FAMILIES.get(ask.topic) if ask.topic else None
    if family is None:
        return True
    beside = ask.meanings & (family.kinds | family.aside)
    if not beside:
        general = family.of_all | (_PAYS if ask.topic is Topic.PAYMENT else {"delivery", "size"})
        return not told.meanings & family.aside or bool(told.meanings & general)
    if beside & told.meanings or (not beside & family.aside and family.of_all & told.meanings):
        return True
    if beside <= _BEFOREHAND and _IN_PERSON.search(told.said):
        return True
    return ask.topic in (Topic.PAYMENT, Topic.DELIVERY) and _ONLY.search(told.said) is not None


def _is_about_coming(ask: Ask, told: Told) -> bool:
    """Hours of delivery or of a repair are not when one may come."""
    if "pickup" in ask.meanings and told.topics & _COMES == {Topic.VIEWING, Topic.TIME}:
        return False
    named = (ask.meanings & known()) - {"viewing", "pickup", "free"}
    if named and not shared(named, told.meanings):
        return False
    if {Topic.PICKUP, Topic.VIEWING} & told.topics:
        return True
    others = {Topic.DELIVERY, Topic.WARRANTY, Topic.PAYMENT} & told.topics
    return not others and not (told.meanings & _NO_VISITS) - ask.meanings


def _is_of_another_place(ask: Ask, told: Told) -> bool:
    if not ask.place or Topic.DELIVERY not in told.topics or serves(told.text, ask.place):
        return False
    return not told.refuses or is_of_one_place(told.text)


def _is_of_another_part(ask: Ask, told: Told) -> bool:
    """«Экран без царапин?» is not answered by «корпус без царапин»."""
    asked, others = ask.meanings & parts(), told.meanings & parts()
    if not asked or not others or asked & others or Topic.COMPLETENESS in told.topics:
        return False
    return not shared(ask.meanings - known(), told.meanings)


def _is_of_another_measure(ask: Ask, told: Told) -> bool:
    """«Высота?» is not answered by «глубина 60 см», nor by what has but two sides of three."""
    asked = ask.meanings & MEASURES
    if ask.topic not in (None, Topic.SIZE) or not asked or asked & told.meanings:
        return False
    if "stature" in asked and len(told.meanings & MEASURES) > 1:  # whom a coat of such sizes fits
        return False
    sides = 0 if told.meanings & MEASURES else len(_SIDES.findall(told.said))
    return not asked <= (_OF_THREE if sides >= 2 else _OF_TWO if sides else frozenset())


def _is_of_another_day(ask: Ask, told: Told) -> bool:
    """«На следующей неделе есть окошки?»: not by those of this week, nor by who is put off."""
    if ask.topic is Topic.BOOKING and "cancel" in told.meanings - ask.meanings:
        return True
    if not _SLOTS.search(told.said):
        return False
    asked, free = plain(ask.text), told.said
    if "следующ" in asked:
        return "следующ" not in free
    days = {day for day in _DAYS if day in asked}
    hours = set(_HOURS.findall(asked))
    return bool(days and not any(day in free for day in days)) or bool(
        hours and not hours & set(_HOURS.findall(free))
    )


def _says_wanted(ask: Ask, told: Told) -> bool:
    """Whether a fact has a sum where a sum is asked, a time where a time is."""
    if ask.wants is Wants.AMOUNT and not any(map(_is_of_a_unit, ask.meanings & told.meanings)):
        return told.has_sum or told.refuses
    if ask.wants is Wants.PLACE:
        return Topic.ADDRESS in told.topics or _AT.search(told.said) is not None
    if ask.wants is not Wants.TIME:
        return True
    if ask.topic in (Topic.DELIVERY, Topic.AVAILABILITY) or "term" in ask.meanings:
        return told.has_hours or told.has_term or told.refuses
    return told.has_hours or (ask.topic is not Topic.TIME and told.refuses)


def _is_of_a_unit(meaning: str) -> bool:
    """«За комплект или за штуку»: no sum is asked, but of what the known one is."""
    return meaning == "split" or meaning.startswith("per ")


def _coverage(about: frozenset[str], told: Told) -> float:
    """How much of what is asked a fact is about, if that is enough."""
    if "age" in about:  # «дочке 4 года, подойдёт?»
        about -= _WHO
    if "split" in about & told.meanings and told.refuses:
        return 1.0
    common = shared(about, told.meanings)
    if common <= _MEASURES and (told.meanings & _SUBJECTS) - about:
        return 0
    covered = len(common) / len(about) if about else 0
    rare = any(len(one) >= 4 for one in common - known())  # one of two, but a word of its own
    return covered if covered >= (0.5 if rare else ENOUGH) else 0
