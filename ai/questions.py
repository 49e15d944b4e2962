"""What a buyer's lines are about, told by their words: for the answerer without a model. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST_READ = 2000
"""Characters of a burst that are looked at; the rest changes nothing in an answer."""


class Topic(StrEnum):
    """Something a buyer may ask or say; finer than a Kind, weightiest first."""

    COMPLAINT = "complaint"
    HUMAN = "human"
    AGREES = "agrees"
    RESERVE = "reserve"
    BARGAIN = "bargain"
    EXCHANGE = "exchange"
    DELIVERY = "delivery"
    PICKUP = "pickup"
    PAYMENT = "payment"
    TIME = "time"
    ADDRESS = "address"
    SIZE = "size"
    CONDITION = "condition"
    MATERIAL = "material"
    COLOUR = "colour"
    COMPLETENESS = "completeness"
    WARRANTY = "warranty"
    PHOTO = "photo"
    CONTACT = "contact"
    PRICE = "price"
    AVAILABILITY = "availability"
    FINE = "fine"
    NUDGE = "nudge"
    THANKS = "thanks"
    GREETING = "greeting"


# Words as buyers type them: the text is lower-cased with «ё» as «е» before the search.
_WORDS: dict[Topic, tuple[str, ...]] = {
    Topic.COMPLAINT: (
        r"обман|мошенни|жалоб|пожалу[юе]|возмут|безобрази|хамств|верните деньги|развод\b",
        r"сломан\w* (?:приш|прив)|scam|complain|refund",
    ),
    Topic.HUMAN: (
        r"(?:живо\w+|с|вы|ты|нужен|позов\w+|это) (?:человек|оператор|менеджер|продав[еце])",
        r"\bбот\b|\bробот\b|автоответ|\bhuman\b|real person|are you a bot",
    ),
    Topic.AGREES: (
        r"\bбер[уе]м?\b|\bзабер(?:у|ем)\b|\bкуплю\b|\bпокупаю\b|договорились|\b(?:при|подъ)еду\b",
        r"готов\w? (?:купить|забрать|взять)|мой (?:номер|тел)|\bi(?:.ll| will) take it",
    ),
    Topic.RESERVE: (r"\bброн|заброни|отлож|придерж|предоплат|задат|reserve|hold it",),
    Topic.BARGAIN: (
        r"\bторг|скидк|скидоч|скин[еьу]|сброс[иь]|сбав|уступ|дешевле|подешевле|подвин|\bза \d",
        r"отда(?:дите|шь|ете|м)\b|последн\w+ цен|discount|lowest|cheaper|best price",
    ),
    Topic.EXCHANGE: (r"обмен|меня(?:ете|ешь|лись)|бартер|поменя|trade[- ]in|\bswap\b|exchange",),
    Topic.DELIVERY: (
        r"д[оа]ст[ао]в|дотсав|привез[еу]т?|привезти|пересыл|вышл(?:ите|ешь)|почтой",
        r"отправ(?:ите|ляете|ка|ить|ишь)|сд[эе]к|cdek|боксберри|deliver|shipping|\bship\b",
    ),
    Topic.PICKUP: (r"само ?вывоз|(?:можно|могу|как|где|когда) (?:ли )?(?:\w+ )?забрать|pick ?up",),
    Topic.PAYMENT: (
        r"оплат|налич\w*(?:ми|кой|к)\b|перевод|картой|на карту|по карте|рассрочк|в кредит|безнал",
        r"\bpay\b|payment|\bcash\b",
    ),
    Topic.TIME: (
        r"\bкогда\b|во сколько|до скольки|сегодня|завтра|выходн|посмотреть|подъехать|приехать",
        r"по времени|(?:после|к) (?:обеда|работы|вечеру|\d)|вечером|утром",
        r"\bwhen\b|today|tomorrow|come (?:by|and see)",
    ),
    Topic.ADDRESS: (
        r"адрес|\bгде\b|\bоткуда\b|как\w+ (?:район|город|метро)|\bметро\b|местоположен",
        r"куда (?:ехать|под|при)|находи(?:тся|тесь|шься)|address|where|location",
    ),
    Topic.SIZE: (
        r"размер|габарит|ширин|высот|длин[аыу]|глубин|сколько см|какая площадь|\bрост\b|\bвес\b",
        r"весит|спальн\w+ мест|\bsize\b|dimension|how (?:big|wide|tall)",
    ),
    Topic.CONDITION: (
        r"состоян|дефект|царап|пятн|потерт|изъян|б/?у\b|\bнов(?:ый|ая|ое|ые)\b|сломан|поврежд",
        r"работает|исправ|сколько лет|condition|scratch|defect",
    ),
    Topic.MATERIAL: (
        r"материал|обивк|из чего|ткань|ткани|\bкожа|массив|\bдсп\b|\bмдф\b|material|made of",
    ),
    Topic.COLOUR: (r"\bцвет|оттен|colou?r",),
    Topic.COMPLETENESS: (r"комплект|в наборе|что входит|вместе с|подушк\w+ (?:есть|в )|included",),
    Topic.WARRANTY: (r"гарант|\bчек\b|документ|сертифик|warranty|receipt",),
    Topic.PHOTO: (r"\bфот(?:о|ки|ку|ографи)|видео|снимк|photo|picture",),
    Topic.CONTACT: (
        r"(?:ваш|скин\w*|дай\w*|какой|напишите|можно) (?:\w+ )?(?:номер|тел)|позвон|созвон",
        r"ват ?сап|вотсап|ват?цап|телег|whats ?app|phone number|your number|call you",
    ),
    Topic.PRICE: (
        r"\bцен[аыеу]\b|ценник|сто[ия]т|стоимост|почем\b|за сколько|\bпрайс|\bprice\b|how much",
        r"ск[оа]л?ь?к[оа]? (?:хот|прос|за|ден|он)|\bск(?:олько|око|ока|ок)\W*$",
    ),
    Topic.AVAILABILITY: (
        r"а?[ао]кту?а?ль?н|в продаже|прода(?:ет|ете|еца|ешь)\b|продоете|продали|не прода",
        r"в наличии|наличие|свобод(?:ен|на|но)\b|\bесть (?:еще|ещо|в нал)",
        r"(?:еще|ещо|есче|исче) (?:есть|в нал|у вас|прод|не)|available|still (?:for sale|have)",
    ),
    Topic.FINE: (
        r"^\W*(?:хорошо|хор|ок|окей|ладно|понял\w?|понятно|ясно|подума\w+|жду|ok|okay|fine)\W*$",
        r"^\s*[👍👌]+\s*$",
    ),
    Topic.NUDGE: (r"^\W*\?+\W*$|^\W*(?:ау+|алл?[ое]+|вы (?:тут|здесь|там)|ответьте)\W*$",),
    Topic.THANKS: (r"спасиб|спс\b|благодар|\bпасиб|thank|\bthx\b",),
    Topic.GREETING: (
        r"здрав?ствуй|здрасьт?е|\bпривет|\bприв\b|добр\w+ (?:день|вечер|утро|ноч|время)|\bдд\b",
        r"доброго (?:дня|вечера|утра|времени)|hello|\bhi\b|good (?:day|morning|evening)",
    ),
}
_TOPICS = {topic: re.compile("|".join(words)) for topic, words in _WORDS.items()}

# «Сколько стоит доставка», «есть ещё фото»: the first words ask about the last.
_SWALLOWED = {
    Topic.DELIVERY: {Topic.PRICE, Topic.TIME, Topic.AVAILABILITY},
    Topic.COMPLAINT: {Topic.CONDITION, Topic.AVAILABILITY},
    Topic.BARGAIN: {Topic.PRICE, Topic.AGREES},
    Topic.PICKUP: {Topic.TIME},
    Topic.PHOTO: {Topic.CONTACT, Topic.AVAILABILITY},
}
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*|[?]+")
_CLAUSE = re.compile(r"[,;]| (?:и|а также|and) ")
_PLACE = re.compile(r"(?:доставк\w*|привез\w*)[^.!?\n]{0,20}? (до|в|на) ([А-ЯЁ][а-яё-]{2,20})")
_DAY = re.compile(
    r"сегодня|завтра|понедельник|вторник|сред[уы]|четверг|пятниц|суббот|воскресен"
    r"|выходн|вечером|утром"
    r"|\d|today|tomorrow"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A burst as understood. `unread` are the questions, as written, in which no word is known."""

    topics: frozenset[Topic]
    unread: tuple[str, ...]
    delivery_place: str
    names_a_day: bool


def read(burst: tuple[str, ...]) -> Reading:
    """What a burst is about. Where nothing at all is known, its last sentence counts as unread."""
    text = "\n".join(burst)[:LONGEST_READ]
    sentences = [match[0].strip() for match in _SENTENCE.finditer(text) if match[0].strip()]
    read_ones = [(sentence, _sentence_topics(sentence)) for sentence in sentences]
    topics = frozenset[Topic]().union(*(found for _, found in read_ones))
    unread = [said for said, found in read_ones if not found and said.endswith("?")]
    if not topics and not unread:
        unread = sentences[-1:]
    if Topic.BARGAIN in topics:  # «за 10 заберу»: an offer, nothing is agreed
        topics -= {Topic.AGREES}
    place = _PLACE.search(text)
    return Reading(
        topics=topics,
        unread=tuple(unread),
        delivery_place=f"{place[1]} {place[2]}" if place else "",
        names_a_day=_DAY.search(text.lower()) is not None,
    )


def _sentence_topics(sentence: str) -> set[Topic]:
    plain = sentence.lower().replace("ё", "е")
    return set[Topic]().union(*(_clause_topics(clause.strip()) for clause in _CLAUSE.split(plain)))


def _clause_topics(clause: str) -> set[Topic]:
    found = {topic for topic, words in _TOPICS.items() if words.search(clause)}
    for topic, swallowed in _SWALLOWED.items():
        if topic in found:
            found -= swallowed
    return found
