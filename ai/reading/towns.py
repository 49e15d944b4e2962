"""Places that are named in a question about delivery, and whether a fact is about them. Pure."""

import re

from ai.reading.meanings import plain

_AFTER = re.compile(
    r"(?<![а-яёa-z])(до|в|во|на|по|за)\s+(?:г\.\s?|г\s|город[ауе]? |пос[её]л\w+ "
    r"|село )?([а-яё][а-яё-]{2,})",
    re.IGNORECASE,
)
_HOME = re.compile(
    r"\b(?:я|мы|живу|живем|живём|сам|нахожусь) (из|в|во) (?:г\.\s?|г\s"
    r"|город[ае] )?([а-яё][а-яё-]{2,})",
    re.IGNORECASE,
)
_NO_PLACE = re.compile(
    r"(?:(?:дом[ауе]?|домой|город[ауе]?|город[аы]х|люб(?:ой|ую|ое|ом|ые)|друг(?:ой|ую|ое|ом|ие)"
    r"|все[хй]?|вс[юё]"
    r"|как(?:ой|ую|ом|ие)|руки?|руках|карт[ауеы]|картой|сред[уы]|час|часа|часов|день|дня|дней"
    r"|дн[яи]х"
    r"|курсе|тер|том|тома|томе|той|тот|то|это|этот|этой|этом|эту|один|одном|одну|два|две|три|пять"
    r"|сам|сама|само|нас|вас|вам|нам|него|нее|них|меня|себя|такой|марта?|мая|цен[уе]|столе?|стола"
    r"|рубл\w+|руб|шт|км|тк|рф|пвз|общ\w{2,3}|ваш\w*|наш\w*|сво[йюеи]\w*|месте?|места|обеда?|имя)$"
    r"|кварт|этаж|подъезд|адрес|завтр|сегодн|послезавтр|понедел|вторник|четверг|пятниц|суббот"
    r"|воскрес"
    r"|выходн|будн|недел|утр|вечер|ноч[ьи]|след|ближайш|регион|област|пункт|отдел|двер|скольк|конц"
    r"|начал"
    r"|работ|счет|налож|такси|газел|машин|дач|почт|сд[эе]к|боксб|авито|предел|целом|принцип|налич"
    r"|продаж"
    r"|комплект|подар|стоим|январ|феврал|апрел|июн|июл|август|сентябр|октябр|ноябр|декабр|диван"
    r"|шкаф"
    r"|росси|стран|врем|лифт|заказ|осмотр|связ|терминал|транспорт|доставк|конечн|метро|свидан|встреч|площад|фото"
    r"|улиц|или$|месяц|сутк|отдых|гараж|залог|услуг|оплат|налич|час)"
)
_SAME = {"мск": "москв", "спб": "петербург", "питер": "петербург", "екб": "екатеринбург"}
_SAME |= {"нск": "новосибирск", "нн": "новгород", "ебург": "екатеринбург", "подмосков": "московск"}
_ANYWHERE = re.compile(
    r"росси|по стран|рф\b|(?:люб\w+|все|всем|други\w+|друг\w+) (?:город|регион|област|точк|адрес)"
    r"|регион"
    r"|межгород|авито|сд[эе]к|cdek|почт|боксб|пэк\b|транспортн|\bтк\b|озон|ozon|яндекс|курьером"
    r"|(?:доставк\w*|отправ\w+) (?:нет|не )|не (?:достав|отправ|высыл|пересыл|вож|прив[оe]з|возим)"
    r"|только самовывоз|без доставки|нет доставки"
)
_SOMEWHERE = re.compile(
    r"\b(?:до|в|во|на|по|за|из) [А-ЯЁ]|по город|по центр|по район|за мкад|в предел"
)
_SPOKEN = re.compile(r"[а-яё-]{3,}")


def find_place(text: str) -> str:
    """The first place after a preposition, with it: «до Химок»; else nothing."""
    for match in _AFTER.finditer(text):
        if not _NO_PLACE.match(plain(match[2])):
            return f"{match[1].lower()} {match[2][0].upper()}{match[2][1:]}"
    return ""


def find_home(text: str) -> str:
    """Where a buyer says he is: «я из Тулы» as «до Тулы», «я в Туле» as «в Туле»; else nothing."""
    match = _HOME.search(text)
    if match is None or _NO_PLACE.match(plain(match[2])):
        return ""
    preposition = "до" if match[1].lower() == "из" else match[1].lower()
    return f"{preposition} {match[2][0].upper()}{match[2][1:]}"


def serves(fact: str, place: str) -> bool:
    """Whether what a fact says of delivery holds for a place: it names it, or any, or none."""
    said = plain(fact)
    name = plain(place.split(" ", 1)[-1])
    if any(_same(name, word) for word in _SPOKEN.findall(said)):
        return True
    return _ANYWHERE.search(said) is not None


def is_of_one_place(fact: str) -> bool:
    """Whether a fact is only about some places."""
    return _SOMEWHERE.search(fact) is not None and not _ANYWHERE.search(plain(fact))


def _same(one: str, other: str) -> bool:
    """«Химок» and «Химки»: one beginning, endings of up to three letters."""
    one, other = _SAME.get(one, one), _SAME.get(other, other)
    same = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        same += 1
    longest = max(len(one), len(other))
    return same >= 3 and longest - same <= 3 and same * 2 > longest - 1
