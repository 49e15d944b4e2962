"""A fact of the seller's as read: what it is about, and what kind of answer it holds. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache

from ai.reading.meanings import meanings, nouns, plain
from ai.reading.topics import Topic, topics_in
from ai.reading.vocabulary import parts, things

_MONEY = re.compile(
    r"\d\s?(?:₽|р\b|руб|тыс|к\b|%)|\d{3}|бесплат|даром|в подарок|за счет|по тариф|включ|входит"
    r"|отдельно|отдам так"
    r"|по счетчик|без комис"
)
_DAYS = r"понедел|вторн|сред[уыа]\b|четверг|пятниц|суббот|воскрес|выходн|будн|утр|вечер|завтра"
_WEEK = (
    r"утр|вечер|будн|выходн|суббот|воскрес|понедел|вторн|сред[уыа]\b|четверг|пятниц|ежедневн"
    r"|круглосуточн"
    r"|сегодня|завтра|в день|каждый день|любой день|любое время|весь день|обед|\b(?:пн|вт|ср|чт|пт"
    r"|сб|вс)\b"
)
_CLOCK = re.compile(
    rf"\d{{1,2}}[:.]\d\d|\bс \d{{1,2}} (?:до|утра|час)|\b(?:после|до|в|к) \d{{1,2}}(?! ?(?:дн|нед"
    rf"|мес|год|лет|%|₽))\b"
    rf"|после (?:шест|пят|сем|вос|девя)|{_WEEK}"
)
_TERM = re.compile(
    r"\bдн[яейи]|\bдень\b|недел|\d ?(?:час|мин)|срок|\d+ (?:янв|фев|мар|апр|ма[яй]|июн|июл|авг|сен"
    r"|окт|ноя|дек)"
    r"|месяц|с \d{1,2}\.\d"
)
_AT_A_STREET = re.compile(
    r"(?:\bна|\bу|ул\.|улица|\bпо адресу|\bпр\.) ?[А-ЯЁ][а-яё]+,? (?:д\. ?)?\d|[Сс]амовывоз (?:из"
    r"|с|от) [А-ЯЁ]"
)
_REFUSES = re.compile(r"\bнет\b|\bне\b|\bбез\b|только")
_LISTS_ALL = re.compile(r"^(?:в )?комплект(?:е|:)|входит:|комплекте:|больше ничего")
_SAYS = {
    topic: re.compile(words)
    for topic, words in {
        Topic.BARGAIN: r"торг(?!ов)|скидк|окончательн|фиксирован|уступ",
        Topic.ADDRESS: r"адрес|метро\b|\bул\.|улиц|район|находим|проспект|\bпр\.|\bм\. |онлайн"
        r"|\bт[рц]?ц\b|точка\b"
        r"|павильон|ориентир|напротив",
        Topic.AVAILABILITY: r"налич(?!н)|забронир|продан|свобод|остал|освобо|актуальн",
        Topic.BOOKING: rf"свобод\w+:? (?:\w+ )?(?:{_DAYS})|приезжа|приеду|запис|окошк"
        rf"|свободн\w+ (?:врем|дат|дни|мест)|в день обращ|выезд сегодня",
        Topic.PHOTO: r"фото|видео",
        Topic.CONTACT: r"телефон\w? |звонить|звоните|звонк|номер телеф|ватсап|телеграм",
        Topic.PICKUP: r"самовывоз|забрать|забира[йют]|отда(?:ю|ем)\b|выдач|встре[чт]"
        r"|переда(?:ю|ем|м|дим)\b",
        Topic.EXCHANGE: r"обмен|\bменя(?:ю|ем)",
        Topic.DELIVERY: r"достав|отправ|привез|пересыл|высыла|вышл|передад|зоотакси|межгород"
        r"|сд[эе]к|почт|подъем|занос|привоз|выезд\w* (?:в|до|за) (?!те[чк]|день|час|нал)"
        r"|только самовыв",
        Topic.PAYMENT: r"оплат|налич(?!и[еи])|перевод|безнал|кредит|ипотек|рассроч"
        r"|залог|комисс|задат|\bндс\b|выставля\w+ счет|по счету|маткап|материнск",
        Topic.RESERVE: r"резерв|\bбронь|\bброни|\bбронир|отклад|отлож|придерж|задат",
        Topic.VIEWING: r"осмотр|посмотр|пример(?:ить|к)|показ\b|показы|провер(?:ить|ка)",
    }.items()
}
# What the words of a buyer and of a seller are the same for.
_ALIKE = frozenset(
    {Topic.SIZE, Topic.CONDITION, Topic.MATERIAL, Topic.COLOUR, Topic.COMPLETENESS, Topic.WARRANTY}
)
_SIZES = frozenset({"size", "dims", "width", "height", "depth", "length", "diameter"})


@dataclass(frozen=True, slots=True)
class Told:
    """A fact as read."""

    text: str
    said: str
    topics: frozenset[Topic]
    meanings: frozenset[str]

    @property
    def has_sum(self) -> bool:
        """Whether it says what something costs."""
        return _MONEY.search(self.said) is not None

    @property
    def has_hours(self) -> bool:
        """Whether it says on which days or at what hours."""
        return _CLOCK.search(self.said) is not None

    @property
    def has_term(self) -> bool:
        """Whether it says how long or from which day."""
        return _TERM.search(self.said) is not None

    @property
    def refuses(self) -> bool:
        """Whether it says that something is not, or is the only way."""
        return _REFUSES.search(self.said) is not None

    @property
    def lists_all(self) -> bool:
        """Whether it names all that comes with a thing."""
        return _LISTS_ALL.search(self.said) is not None

    def objects(self, thing: frozenset[str]) -> frozenset[str]:
        """The things it is about beside the one for sale."""
        return (nouns(self.text) - thing) | (self.meanings & parts())


def thing(title: str) -> frozenset[str]:
    """What the thing for sale may be called."""
    return (meanings(title) | meanings(things())) - {"split"}


@lru_cache(maxsize=1024)
def read_fact(text: str) -> Told:
    """A fact's topics by the words of a seller, its meanings by all its words."""
    said = plain(text)
    meant = meanings(text)
    topics = set(topics_in(text) & _ALIKE)
    topics |= {topic for topic, words in _SAYS.items() if words.search(said)}
    told = Told(text, said, frozenset(topics), meant)
    found = {
        Topic.TIME: told.has_hours,
        Topic.ADDRESS: _AT_A_STREET.search(text) is not None,
        Topic.PRICE: told.has_sum or "цена" in said,
        Topic.SIZE: bool(meant & _SIZES),
    }
    return Told(text, said, told.topics | {one for one, holds in found.items() if holds}, meant)
