"""Which of the seller's facts answer a question, told by their words. Pure.

In doubt none does: the seller is asked then. A fact about another place or thing answers nothing.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ai.meanings import KNOWN, meanings, plain, shared
from ai.model import KnownFact
from ai.places import is_of_one_place, serves
from ai.questions import Ask, Wants
from ai.topics import Topic, topics_in
from ai.vocabulary import GENERIC, PARTS

MOST_FACTS = 2
"""Facts that one question is answered with."""

LONGEST_FACT = 400
"""A longer one is no answer in a chat."""

ENOUGH = 0.6
"""How much of what is asked a fact has to be about."""

_MONEY = re.compile(r"\d\s?(?:₽|р\b|руб|тыс|к\b|%)|\d{3}|бесплат|даром|в подарок|за счет|по тариф|включ|входит|отдельно|по счетчик|без комис")
_CLOCK = re.compile(
    r"\d{1,2}[:.]\d\d|\bс \d+|после \d|до \d+ ?(?:час|веч|\b)|утр|вечер|будн|выходн|суббот|воскрес|понедел"
    r"|вторн|сред[уыа]\b|четверг|пятниц|ежедневн|круглосуточн|сегодня|завтра|в день|любой день|любое время"
    r"|\bдн[яейи]|недел|\d ?(?:час|мин)|\d+ (?:янв|фев|мар|апр|ма[яй]|июн|июл|авг|сен|окт|ноя|дек)|срок|весь день"
    r"|после шести|обед|день$|\b(?:пн|вт|ср|чт|пт|сб|вс)\b"
)
_AT_A_STREET = re.compile(r"(?:на|по|у|из|с|от) (?:ул\. ?)?[А-ЯЁ][а-яё]+(?:,? (?:д\. ?)?\d|ой\b)|[Сс]амовывоз (?:из|с|от|в|на) ")
_REFUSES = re.compile(r"\bнет\b|\bне\b|\bбез\b|только")
_ONLY = re.compile(r"только|люб(?:ой|ая|ую|ые|ым)|кажд|все(?:х|ми)? ")
_LIST = re.compile(r",| и |\+")
_TOPICS = {
    Topic.BARGAIN: r"торг|скидк|окончательн|фиксирован|уступ",
    Topic.ADDRESS: r"адрес|метро\b|\bул\.|улиц|район|находим|проспект|\bпр\.|\bм\. ",
    Topic.AVAILABILITY: r"налич|забронир|продан|свобод|остал|освобо|актуальн",
    Topic.BOOKING: r"запис|окошк|свободн\w+ (?:врем|дат|дни|мест)|в день обращ|выезд (?:сегодня|завтра)",
    Topic.PHOTO: r"фото|видео",
    Topic.CONTACT: r"телефон|звонить|звоните|номер",
    Topic.PICKUP: r"самовывоз|забрать|забирать|забира[йю]|отда[юе]м?\b|выдач|встреч",
    Topic.EXCHANGE: r"обмен|меня(?:ю|ем)",
    Topic.DELIVERY: r"достав|отправ|привез|пересыл|высыла|вышл|передад|зоотакси|межгород|сд[эе]к|почт",
    Topic.PAYMENT: r"оплат|налич(?!и[еи])|перевод|безнал|кредит|ипотек|рассроч|предоплат|залог|комисс|задат",
}
_SAYS = {topic: re.compile(words) for topic, words in _TOPICS.items()}
# Within a topic a word on one of these says nothing of the others, unless it speaks of all.
_FAMILIES: dict[Topic, tuple[frozenset[str], frozenset[str]]] = {
    Topic.SIZE: (
        frozenset("width height depth length diameter weight stature".split()),
        frozenset({"size"}),
    ),
    Topic.CONDITION: (
        frozenset("defect works used accident rust repaired battery".split()),
        frozenset({"state"}),
    ),
    Topic.WARRANTY: (frozenset("warranty documents receipt".split()), frozenset()),
    Topic.MATERIAL: (frozenset(), frozenset()),
    Topic.PAYMENT: (
        frozenset("cashless credit mortgage instalment prepayment deposit commission".split()),
        frozenset(),
    ),
    Topic.DELIVERY: (frozenset("carry сдэк почт боксбер боксберр делов яндекс озон такс".split()), frozenset()),
}
_NEAR = {
    Topic.TIME: frozenset({Topic.TIME, Topic.VIEWING, Topic.PICKUP}),
    Topic.VIEWING: frozenset({Topic.VIEWING, Topic.TIME}),
    Topic.PICKUP: frozenset({Topic.PICKUP}),
}
_MEASURES = frozenset({"age", "year", "term", "duration", "size", "minimum"})
_SUBJECTS = frozenset({"experience", "warranty", "delivery", "food"})


@dataclass(frozen=True, slots=True)
class _Told:
    """A fact as read."""

    said: str
    topics: frozenset[Topic]
    meanings: frozenset[str]


def choose(ask: Ask, facts: Sequence[KnownFact], *, title: str) -> tuple[KnownFact, ...]:
    """The facts that answer a question, best first; those of the listing before those of all."""
    thing = meanings(title) | meanings(GENERIC)
    scored = [(_score(ask, fact.text, thing), fact) for fact in facts]
    fitting = [(score, fact) for score, fact in scored if score > 0]
    own = [(score, fact) for score, fact in fitting if fact.of_listing]
    fitting = own or fitting
    best = max((score for score, _ in fitting), default=0)
    ranked = sorted(fitting, key=lambda one: -one[0])
    return tuple(fact for score, fact in ranked if score >= best - 0.2)[:MOST_FACTS]


def _score(ask: Ask, text: str, thing: frozenset[str]) -> float:
    """How well a fact answers; 0 where it does not."""
    if len(text) > LONGEST_FACT:
        return 0
    told = _read(text)
    if _of_another(ask, told, text) or not _says_wanted(ask, told):
        return 0
    if ask.topic is None:
        return _coverage(_asked_for(ask, thing), told)
    about = _asked_for(ask, thing) - {ask.topic.value}
    if told.topics & _NEAR.get(ask.topic, {ask.topic}):
        return _topical(ask, about, told, thing)
    return 0.8 * _coverage(about, told) if about else 0


def _topical(ask: Ask, about: frozenset[str], told: _Told, thing: frozenset[str]) -> float:
    """The score of a fact on the same topic: it must not be on another thing of that topic."""
    covered = len(shared(about, told.meanings)) / len(about) if about else 1.0
    if ask.topic in (Topic.PRICE, Topic.AVAILABILITY):
        return 1 + covered if covered >= ENOUGH and _is_of_it(ask, about, told, thing) else 0
    if ask.topic is Topic.COMPLETENESS and about and not covered and not _LIST.search(told.said):
        return 0
    if not _within(ask, told):
        return 0
    if ask.topic in (Topic.TIME, Topic.VIEWING) and not _is_about_coming(ask, told):
        return 0
    return 1 + covered / 2


def _is_of_it(ask: Ask, about: frozenset[str], told: _Told, thing: frozenset[str]) -> bool:
    """«Сколько стоит диван» is not answered by «доставка дивана 500 ₽»."""
    if about:
        return True
    named = ask.meanings - {ask.topic}
    own = told.meanings - thing - {ask.topic}
    return bool(named) and not own and len(shared(named, told.meanings)) >= ENOUGH * len(named)


def _within(ask: Ask, told: _Told) -> bool:
    """«Гарантия?» is not answered by «чек есть», «рабочий?» not by «без царапин»."""
    if ask.topic not in _FAMILIES:
        return True
    family, general = _FAMILIES[ask.topic]
    asked = ask.meanings & family
    if not asked or asked & told.meanings or general & told.meanings:
        return True
    return ask.topic in (Topic.PAYMENT, Topic.DELIVERY) and _ONLY.search(told.said) is not None


def _is_about_coming(ask: Ask, told: _Told) -> bool:
    """Hours of delivery or of a repair are not when one may come."""
    others = {Topic.DELIVERY, Topic.WARRANTY, Topic.PAYMENT} & told.topics
    comes = {Topic.PICKUP, Topic.VIEWING} & told.topics
    strange = told.meanings & frozenset("term duration trial warranty callout".split())
    return bool(comes) or not (others or strange - ask.meanings)


def _of_another(ask: Ask, told: _Told, text: str) -> bool:
    """Whether a fact is about another place or another part of the thing."""
    if ask.place and Topic.DELIVERY in told.topics and not serves(text, ask.place):
        return not (_REFUSES.search(told.said) and not is_of_one_place(text))
    parts = ask.meanings & PARTS
    others = told.meanings & PARTS
    return bool(parts and others and not parts & others and Topic.COMPLETENESS not in told.topics)


def _says_wanted(ask: Ask, told: _Told) -> bool:
    """Whether a fact has a sum where a sum is asked, a time where a time is."""
    if ask.wants is Wants.AMOUNT and not any(map(_of_a_unit, ask.meanings & told.meanings)):
        return bool(_MONEY.search(told.said) or _refuses(ask, told))
    if ask.wants is Wants.TIME:
        return bool(_CLOCK.search(told.said) or _refuses(ask, told))
    return True


def _of_a_unit(meaning: str) -> bool:
    """«За комплект или за штуку»: no sum is asked, but of what the known one is."""
    return meaning == "split" or meaning.startswith("per ")


def _refuses(ask: Ask, told: _Told) -> bool:
    return ask.topic is not Topic.TIME and _REFUSES.search(told.said) is not None


def _asked_for(ask: Ask, thing: frozenset[str]) -> frozenset[str]:
    """What is asked of the thing; where it is only named, the thing itself."""
    return (ask.meanings - thing) or ask.meanings


def _coverage(about: Collection[str], told: _Told) -> float:
    """How much of what is asked a fact is about, if that is enough."""
    common = shared(about, told.meanings)
    if common <= _MEASURES and told.meanings & _SUBJECTS - frozenset(about):
        return 0
    covered = len(common) / len(about) if about else 0
    if covered == 0.5 and any(len(one) >= 4 for one in common - KNOWN):
        return covered  # a rare word of the two, as it stands
    return covered if covered >= ENOUGH else 0


@lru_cache(maxsize=1024)
def _read(text: str) -> _Told:
    said = plain(text)
    topics = set(topics_in(text)) - {Topic.TIME, Topic.PRICE}
    topics |= {topic for topic, words in _SAYS.items() if words.search(said)}
    if _CLOCK.search(said):
        topics.add(Topic.TIME)
    if _AT_A_STREET.search(text):
        topics.add(Topic.ADDRESS)
    if _MONEY.search(said) or "цена" in said:
        topics.add(Topic.PRICE)
    meant = meanings(text)
    topics |= {topic for topic in Topic if topic.value in meant}
    if meant & {"width", "height", "depth", "length", "diameter", "weight", "stature"}:
        topics.add(Topic.SIZE)
    return _Told(said, frozenset(topics), meant)
