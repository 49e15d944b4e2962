"""What a question makes of a bare number: asked for money, «минимум сорок» is a sum. Pure."""

import re
from collections.abc import Iterable, Iterator

from ai.fold import Folded, fold, skeleton
from ai.numerals import Quantity, read_quantities
from ai.rules.claims import read_numbers
from ai.similar import stems

LONGEST_READ = 4000

Span = tuple[int, int]

_ASKS_MONEY = re.compile(
    r"сколько(?! (?:лет|времени|комнат|мест|человек|метров|весит|штук|раз|см|этаж|памяти|гб|дней"
    r"|владел|хозя|км|часов))|поч[её]м|(?<!\w)цен|минимум|порог|торг|скин|скид|уступ|дешевл"
    r"|дорог|подвин"
    r"|сбав|сброс|отда(?:д|ш|й)|акци[яи]|наличк|(?<!\w)сумм|если (?:\w{1,12} )?(?:заберу|возьму"
    r"|куплю)|сойд[её]мся|предлож|"
    + "|".join(map(skeleton, ("how much", "price", "discount", "lowest")))
)
_ASKS_CONTACT = re.compile(
    r"номер|телефон|контакт|связ[аь]|(?<!\w)почт[аыу](?! росс)|e-?mail|сайт|(?<!\w)ник(?!\w)"
    r"|куда (?:вам )?"
    r"(?:на)?писать|где (?:вас|вы в|ещ[её])|вас найти|вотс|ватс|телег|вайбер|инст|соцсет"
)
_NEXT = re.compile(r" (\w{4,20})")
# A number with one of these beside it is none of money.
_UNIT = re.compile(
    r" ?(?:см|мм|м|м²|м2|кг|г|гр|км|л|мл|гб|тб|мб|вт|квт|мач|дюйм\w*|шт\w*|%? ?(?:заряд"
    r"|емкост)\w*|лет|год\w*"
    r"|размер\w*|этаж\w*|мест\w*|человек\w*|комнат\w*|час\w*|ч|мин\w*|дн\w*|день|недел\w*|раз\w?"
    r"|gb|cm|mm|kg|"
    r"инч\w*|ядер|поколен\w*|штук\w*|предмет\w*|январ\w*|феврал\w*|марта?|апрел\w*|мая|июн\w*"
    r"|июл\w*|август\w*"
    r"|сентябр\w*|октябр\w*|ноябр\w*|декабр\w*)(?!\w)"
)
_BEFORE = re.compile(
    r"(?:размер|рост|дом|д\.|кв\.|корп\w*|этаж|подъезд|в|с|до|к|после|около|№|номер|модел\w|версия"
    r"|[a-z]|х|×|/|:|-) ?$"
)
_ODD = re.compile(
    r"(?<!\w)(?:двенашк|тринашк|пятнашк|двадцатк|тридцатк|десятк|девятк|восьмерк|пятерк|семерк"
    r"|полтиш|полтос|сотк"
    r"|косар|чирик|двушк|трешк|пятак)\w{0,3}"
    r"|с половиной|[*×÷] ?\d|(?<!\w)(?:тремя|двумя|четырьмя|три|четыре|два) нул\w{1,3}"
)
_ADDRESS_LIKE = re.compile(
    r"(?<![\w@])[a-zа-я]{0,20}_[\w.]{2,30}|(?<!\w)(?:точка|тчк|собака|сабака|слэш|слеш|дефис"
    r"|нижнее)(?!\w)"
    r"|(?<=[\w.])/[\w.-]{3,}|(?<!\w)@\w{3,}"
)
_THERE = re.compile(
    r"(?<!\w)(?:пиши|пишите|звоните|добавляйтесь|ищите) (?:\w+ )?(?:на него|туда|там|по нему"
    r"|в него)(?!\w)"
    r"|^\W*(?:да|есть|ага|конечно)\W*$"
)
_NUMERAL_TALK = re.compile(
    r"(?<!\w)(?:дв[ае]|три|четыре|пять|шесть|пара) (?:\w{2,7}[её]рк|нул|нол|ноля|едини)"
)


def asks_money(folded_text: str) -> bool:
    """Whether a buyer speaks of money."""
    return _ASKS_MONEY.search(folded_text) is not None


def find_figures(
    folded: Folded, burst: tuple[str, ...], *, known: Iterable[str] = ()
) -> Iterator[Span]:
    """Numbers without a unit, and slang for them, in an answer to a question about money.

    `known` are the texts whose numbers may be repeated: price, title, address, facts.
    """
    asked = fold("\n".join(burst)[-LONGEST_READ:]).text
    if not asks_money(asked):
        return
    may = read_numbers(tuple(known))
    stated: list[Span] = []
    for quantity in read_quantities(folded.text[:LONGEST_READ]):
        if quantity.value in may or quantity.value * 1000 in may:
            stated.append((quantity.start, quantity.end))
        elif not _is_one(folded.text, quantity) and not _measures(
            folded.text, quantity.start, quantity.end, asked
        ):
            yield quantity.start, quantity.end
    for match in _ODD.finditer(folded.text):
        if not any(start <= match.start() < end for start, end in stated):
            yield match.span()


def _is_one(text: str, quantity: Quantity) -> bool:
    """«Одной двери»."""
    spelled = text[quantity.start].isalpha()
    return quantity.value == 1 and spelled and _NEXT.match(text, quantity.end) is not None


def find_ways(
    folded: Folded, burst: tuple[str, ...], *, known: Iterable[str] = ()
) -> Iterator[Span]:
    """What may be a way to get in touch, in an answer to a question about one."""
    asked = fold("\n".join(burst)[-LONGEST_READ:]).text
    if not _ASKS_CONTACT.search(asked):
        return
    texts = "\n".join(fold(text).text for text in known)
    for pattern in (_ADDRESS_LIKE, _NUMERAL_TALK, _THERE):
        for match in pattern.finditer(folded.text):
            if match[0] not in texts:
                yield match.span()


def has_unit(text: str, end: int) -> bool:
    """Whether a unit of something else than money stands after a number."""
    return _UNIT.match(text, end) is not None


def _measures(text: str, start: int, end: int, asked: str) -> bool:
    """Whether a unit, the thing asked about or a word before says that it is no money."""
    if has_unit(text, end) or _BEFORE.search(text[max(0, start - 12) : start]):
        return True
    following = _NEXT.match(text, end)
    return following is not None and set(stems(following[1])) <= set(stems(asked))
