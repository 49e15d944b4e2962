"""A buyer's lines taken apart into what he asks and what he says: for the answerer without a model.

Pure, in time that grows with the length, which is bounded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from ai.reading.meanings import MEASURES, meanings, plain
from ai.reading.topics import SAID, Topic, offers, topics_of
from ai.reading.towns import find_home, find_place

LONGEST_READ = 2000
"""Characters of a burst that are looked at; the rest changes nothing in an answer."""

MOST_ASKED = 12


class Wants(StrEnum):
    """What a question about a topic wants to hear."""

    ANYTHING = ""
    AMOUNT = "amount"
    TIME = "time"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that is asked, in the buyer's words; `topic` is None where no word tells it."""

    text: str
    topic: Topic | None
    meanings: frozenset[str]
    wants: Wants = Wants.ANYTHING
    place: str = ""
    sure: bool = True  # else it may be no question: answered if it can be, never asked further


@dataclass(frozen=True, slots=True)
class Reading:
    """A burst as understood: all its topics, and each thing that is asked, in order."""

    topics: frozenset[Topic]
    asks: tuple[Ask, ...]
    names_a_day: bool = False
    asks_to_reserve: bool = False


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    topics: frozenset[Topic]
    questions: bool
    tells: bool


_SENTENCE = re.compile(r"[^.!?\n]+(?:\.(?=\d)[^.!?\n]*)*[.!?]*|[?]+")
_CLAUSE = re.compile(r"[;]|,(?!\d)| \+ | (?:и|а также|and) ", re.IGNORECASE)
_QUESTION = re.compile(
    r"\b(?:как(?:ой|ая|ое|ие|ого|ую|их|ом)?|скольк\w|скок\w?|где|куда|откуда|когда|что|чем"
    r"|можно|ли|подскаж\w*|скаж\w*|скин\w*|пришл\w+|интересу\w*|возможн\w*|уточн\w*|почем|сможете"
    r"|можете|what|how|when|where|do|does|is|are|can)\b"
)
_TELLS = re.compile(
    r"\b(?:я|мы|у меня|у нас|мне|видел\w?|увидел\w?|ищу|ищем|живу|живем|смотрел\w?|если|хотел\w?"
    r"|объясню|заинтересовал\w?|понравил\w+"
    r"|пришлю|переведу|оплачу|нахожусь|буду|пишу|давно|муж|жена|супруг\w?)\b"
)
_AMOUNT = re.compile(
    r"(?:\bэто|цена|сумма|уже) с доставк|доставк\w+ (?:входит|включ|в цене|в стоим)|скольк|скок"
    r"|п[ао] ?чем\b|цен[аыуе]\b|стоим|платн|за чей сч|how much|тариф|дорого"
)
_WHEN = re.compile(
    r"\bкогда|\bво сколько|как быстро|срок|сколько (?:\w+ )?(?:дней|времени|идет)|успе|сегодня"
    r"|завтра|ночью|понедельник|вторник|\bсреду|четверг|пятниц|суббот|воскресень"
    r"|до скольки|с какого числа|часы работы|график|какого числа"
)
_WHERE = re.compile(r"\bгде\b|откуда|куда|адрес|метро|район")
_DAY = re.compile(
    r"сегодня|завтра|понедельник|вторник|сред[уы]|четверг|пятниц|суббот|воскресен|выходн|вечером"
    r"|утром"
    r"|\d|today|tomorrow"
)
_RESERVES = re.compile(
    r"отложи(?:те)?\b|придержи(?:те)?\b|забронируй|бронирую|бронируйте|остав(?:ь|ьте)\b"
    r"|не продавайте|зарезервируй"
)
_ONLY_ASKS = re.compile(
    r"\W*(?:(?:а|ну|то|мне|нам|ли|не|вы|она?|они|можно|нормально|оно) )*"
    r"(?:подойд[её]т|подход[ия]т|пойд[её]т|возьм[её]те|бер[её]те|прим[её]те|хватит|влез[еу]т|войд[её]т"
    r"|вста(?:н|)ет|дадите|да[её]те|пустите|продадите|прода[её]те|можно|получится|поместится|потянет"
    r"|выдержит|справится|сможете|отдадите|сделаете"
    r"|против|возражаете|против|возражаете|ничего"
    r"|норм\w*)(?: ли)?(?: (?:он|она|они|ей|ему|нам|мне|вы))?\W*"
)
_LEFT_NUMBER = re.compile(
    r"\[телефон\]|(?<!\d)\+?[78][ (-]{0,2}\d{3}[ )-]{0,2}\d{3}[ -]?\d\d[ -]?\d\d(?!\d)"
)
_SUM = re.compile(r"\d|полтор|миллион|тысяч")
_TO = re.compile(r"(?:[бвгджзклмнпрстфхцчшщ]|[бвгджзклмнпрст]ь|[ую]|[иы]й)$")
# «Машинка гудит при отжиме, сколько стоит ремонт?»: what happens is told, not asked.
_HAPPENS = re.compile(
    r"^\W*\w+ (?:не |опять |сильно |стал[аи]? )?\w{2,}(?<!те)(?:[еуюая]т|ит|[ал]ся)\b"
)
_HOW_MUCH = re.compile(
    r"\W*(?:а |и |это |ну )?(?:скольк\w|скок\w?|скольк?о|п[ао] ?чем|сколько (?:будет|выйдет|за км"
    r"|это))\W*"
)
_HOW_MUCH_OFF = re.compile(
    r"\W*(?:а |и |ну )?(?:немного |чуть |это )*(?:на )?(?:ск[оа]льк\w|скок\w?)"
    r"(?: (?:это|уступ\w+|скин\w+))?\W*"
)
_PAID = {Topic.DELIVERY, Topic.PAYMENT, Topic.PICKUP, Topic.RESERVE}
_TOLD = {Topic.RESERVE, Topic.BARGAIN, Topic.CONTACT, Topic.TIME, Topic.EXCHANGE, Topic.DELIVERY}
"""Topics that a buyer who speaks of himself still wants an answer about."""

_WHOLE = {Topic.COMPLAINT, Topic.HUMAN, Topic.AGREES, Topic.DECLINE, Topic.FINE, Topic.NUDGE}


def read(burst: tuple[str, ...], *, before: frozenset[Topic] = frozenset()) -> Reading:
    """What a burst is about. `before`: what the talk was about, as «а до Химок?» is of it too."""
    text = "\n".join(burst)[:LONGEST_READ]
    clauses = [clause for sentence in _sentences(text) for clause in _clauses(sentence)]
    topics = frozenset[Topic]().union(*(clause.topics for clause in clauses))
    if Topic.BARGAIN in topics:  # «за 10 заберу»: an offer, nothing is agreed
        topics -= {Topic.AGREES}
    asks = _placed(list(_asks(clauses, before=before)), clauses, text)
    if not asks and not topics:
        last = [clause for clause in clauses[-1:] if meanings(clause.text)]
        asks = [replace(_ask(clause, None), sure=False) for clause in last]
    if Topic.COMPLAINT in topics:
        asks = []
    return Reading(
        topics=topics | {ask.topic for ask in asks if ask.topic},
        asks=tuple(dict.fromkeys(asks))[:MOST_ASKED],
        names_a_day=_DAY.search(plain(text)) is not None,
        asks_to_reserve=_RESERVES.search(plain(text)) is not None,
    )


def _sentences(text: str) -> list[str]:
    return [sentence for sentence, _ in _joined(_SENTENCE.findall(text), across=True) if sentence]


def _placed(asks: list[Ask], clauses: list[_Clause], text: str) -> list[Ask]:
    """Delivery to where the buyer says he is, or to a place that stands alone."""
    alone = (find_place(clause.text) for clause in clauses if not clause.topics)
    place = find_home(text) or next(filter(None, alone), "")
    return [
        replace(ask, place=place) if ask.topic is Topic.DELIVERY and not ask.place else ask
        for ask in asks
    ]


def _clauses(sentence: str) -> Iterator[_Clause]:
    """The parts of a sentence; what a part tells of the buyer himself is no question."""
    asked = sentence.rstrip().endswith("?")
    offered = offers(sentence)
    conditional = "если" in sentence.lower()
    parts = list(_joined(_CLAUSE.split(sentence), across=False))
    last_asks = asked and _QUESTION.search(plain(parts[-1][0])) is not None
    for part, joined in parts:
        said = plain(part)
        if not said.strip(" .,!-—"):
            continue
        topics = topics_of(part)
        if conditional:
            topics -= {Topic.AGREES}
        if offered and _SUM.search(said):
            topics, offered = frozenset({Topic.BARGAIN}), False
        tells = _tells(said, topics)
        tells |= last_asks and not topics and _HAPPENS.search(said) is not None
        questions = joined or (asked and not tells) or _QUESTION.search(said) is not None
        yield _Clause(part.strip(), topics, questions=questions, tells=tells)


def _tells(said: str, topics: frozenset[Topic]) -> bool:
    """Whether a part speaks of the buyer himself, or is the number he leaves."""
    return _TELLS.search(said) is not None or (
        not topics - SAID and _LEFT_NUMBER.search(said) is not None
    )


def _joined(parts: list[str], *, across: bool) -> Iterator[tuple[str, bool]]:
    """«Дочке 4 годика, подойдёт?» is one thing: the second part only asks about the first."""
    before, joined = "", False
    for part in parts:
        if (
            before
            and not joined
            and _ONLY_ASKS.fullmatch(plain(part))
            and not _asks_already(before, across=across)
        ):
            before, joined = f"{before.rstrip(' .')}, {part.strip()}", True
            continue
        if before:
            yield before, joined
        before, joined = part, False
    yield before, joined


def _asks_already(part: str, *, across: bool) -> bool:
    return "?" in part or (across and bool(topics_of(part) - SAID))


def _asks(clauses: list[_Clause], *, before: frozenset[Topic]) -> Iterator[Ask]:
    last: Ask | None = None
    settles = {Topic.BARGAIN, Topic.RESERVE}
    offered = any(settles & clause.topics for clause in clauses)
    for clause in clauses:
        if last is not None and _HOW_MUCH.fullmatch(plain(clause.text)):
            # «Грузчики есть? почём?»: the price of what was asked about just before.
            priced = last.topic if last.topic is Topic.DELIVERY else Topic.PRICE
            last = replace(last, topic=priced, wants=Wants.AMOUNT)
            yield last
            continue
        topics = _topics(clause, before=before)
        for topic in topics:
            # «680 и завтра заберу»: when he comes is of no matter before it is agreed.
            sure = clause.questions or not (offered and topic is Topic.TIME)
            last = replace(_ask(clause, topic), sure=sure)
            yield from _each_measure(last)
        if not topics and not clause.topics & _WHOLE and not _only_tells(clause):
            last = replace(_ask(clause, None), sure=clause.questions)
            yield from _each_measure(last)


def _each_measure(ask: Ask) -> Iterator[Ask]:
    """«Ширина, высота?» as two questions: one may be known and the other not."""
    named = sorted(ask.meanings & MEASURES) if ask.topic in (None, Topic.SIZE) else []
    if len(named) < 2:
        yield ask
        return
    for one in named:
        yield replace(ask, meanings=ask.meanings - MEASURES | {one})


def _only_tells(clause: _Clause) -> bool:
    return (clause.tells and not clause.questions) or not meanings(clause.text)


def _topics(clause: _Clause, *, before: frozenset[Topic]) -> list[Topic]:
    """What is asked about in a clause, weightiest first."""
    topics = [topic for topic in Topic if topic in clause.topics and topic not in SAID]
    if clause.tells and not clause.questions:
        told = _TOLD if "если" not in plain(clause.text) else _TOLD - {Topic.TIME}
        topics = [topic for topic in topics if topic in told]
    place = find_place(clause.text)
    if Topic.BARGAIN in before and _HOW_MUCH_OFF.fullmatch(plain(clause.text)):
        return [Topic.BARGAIN]
    if place and not topics and (Topic.DELIVERY in before or _is_where_to(place, clause.text)):
        return [Topic.DELIVERY]
    if place.startswith("до ") and topics == [Topic.PRICE]:
        return [Topic.DELIVERY]
    return [topic for topic in topics if not _gives_way(topic, topics)]


def _is_where_to(place: str, said: str) -> bool:
    """«До Тулы», «в Красноярск», «в Нижний Тагил», and not «в Туле»."""
    preposition, _, name = place.partition(" ")
    return preposition == "до" or (
        preposition == "в" and name in said and _TO.search(name) is not None
    )


def _gives_way(topic: Topic, topics: list[Topic]) -> bool:
    """«Когда забрать» asks for a time, «где забрать» for a place; not for two things."""
    if topic is Topic.PICKUP:
        return Topic.TIME in topics
    if topic is Topic.VIEWING:
        return Topic.TIME in topics or Topic.ADDRESS in topics
    if topic is Topic.ADDRESS:
        return Topic.PICKUP in topics and Topic.TIME not in topics
    return topic is Topic.TIME and Topic.AVAILABILITY in topics and Topic.PICKUP not in topics


def _ask(clause: _Clause, topic: Topic | None) -> Ask:
    said = plain(clause.text)
    place = find_place(clause.text) if topic is Topic.DELIVERY else ""
    meant = meanings(clause.text)
    if place:
        meant -= meanings(place)
    if "load" in meant:  # «на какой вес рассчитан»: not what it weighs itself
        meant -= {"weight"}
    return Ask(clause.text, topic, meant, _wants(said, topic), place)


def _wants(said: str, topic: Topic | None) -> Wants:
    if topic is Topic.TIME or (topic is not None and _WHEN.search(said)):
        return Wants.TIME
    if topic is Topic.PICKUP and _WHERE.search(said):
        return Wants.PLACE
    if topic is Topic.PRICE or (topic in _PAID and _AMOUNT.search(said)):
        return Wants.AMOUNT
    return Wants.ANYTHING
