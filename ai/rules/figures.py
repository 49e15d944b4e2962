"""What a question makes of a bare number: asked for money, «минимум сорок» is a sum. Pure."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import attrgetter

from ai.fold import Folded, fold, fold_again, skeleton
from ai.numerals import Quantity, read_quantities, read_tokens
from ai.rules.amounts import MANY, find_plain
from ai.rules.clauses import Clause, read_clauses
from ai.similar import stems
from ai.spoken import in_figures

LONGEST_READ = 4000
FEW = 4
WHOLE = 100
NEAR = (0.2, 1.5)
"""Between these parts of the price a buyer's number may be an offer."""

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
_GUESSES = re.compile(
    r"(?<!\w)(?:больше|меньше|выше|ниже|кивн\w*|горяч\w*|холодн\w*|угада\w*|норм|подойдет|устроит"
    r"|давай\w*|возьм\w*|забер\w*|забираю|отдаш\w*|плюсик|моргн\w*)(?!\w)"
)
_MARK = re.compile(r"(?:^|(?<=\n)|(?<=[;:.,] ))[1-9](?:\)|\.(?= [^\W\d]))")
_PERCENT = re.compile(r" ?(?:%|процент)")
_THING = re.compile(
    r" (?!утра|дня|вечера|ноч|тыс|руб|р(?!\w)|к(?!\w)|т(?!\w)|и(?!\w)|с(?!\w)|за|забир|по|плюс)[^\W\d_]{3,}"
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
_NUMERAL_TALK = re.compile(
    r"(?<!\w)(?:дв[ае]|три|четыре|пять|шесть|пара) (?:\w{2,7}[её]рк|нул|нол|ноля|едини)"
)


def find_figures(
    folded: Folded, burst: tuple[str, ...], *, known: Iterable[str] = ()
) -> Iterator[Span]:
    """Numbers without a unit, and slang for them, in an answer to a question about money.

    `known` are the texts whose numbers may be repeated: price, title, address, facts.
    """
    asked = fold("\n".join(burst)[-LONGEST_READ:]).text
    if not _ASKS_MONEY.search(asked):
        return
    may = _numbers(known)
    stated: list[Span] = []
    for quantity in read_quantities(read_tokens(folded.text[:LONGEST_READ])):
        if quantity.value in may or quantity.value * 1000 in may:
            stated.append((quantity.start, quantity.end))
        elif not _measures(folded.text, quantity.start, quantity.end, asked):
            yield quantity.start, quantity.end
    for match in _ODD.finditer(folded.text):
        if not any(start <= match.start() < end for start, end in stated):
            yield match.span()


def find_unknown(folded: Folded, *, known: tuple[str, ...]) -> Iterator[Span]:
    """Every number that nothing known has. Whatever it counts, such a figure is made up."""
    spoken = in_figures(folded.text)
    may = _scaled(known)
    for quantity in read_quantities(read_tokens(spoken.text)):
        if quantity.value not in may and not _counts_few(spoken.text, quantity):
            yield spoken.back(quantity.start, quantity.end)


def find_marks(folded: Folded) -> Iterator[Span]:
    """«1)», «2.»: the marks of a list."""
    for match in _MARK.finditer(folded.text):
        yield match.span()


def find_echoed(folded: Folded, burst: tuple[str, ...], price_rub: int | None) -> Iterator[Span]:
    """The buyer's own numbers, said again: a size, a model, a year, but nothing like an offer.

    One that might be a price is free only where it is asked about, denied or put off.
    """
    asked = {value for line in burst for value in _plain(line, price_rub)}
    named = {value for line in burst for value in _plain(line, None)}
    spoken = in_figures(folded.text)
    clauses = read_clauses(spoken.text)
    for (start, end), value, measures in find_plain(spoken.text):
        asks, aside = _stance(clauses, start, end)
        far = measures or not _near(value, price_rub)
        if (value in asked and far) or (asks and far) or (value in named and (asks or aside)):
            yield spoken.back(start, end)


def _plain(line: str, price_rub: int | None) -> Iterator[float]:
    """The numbers of a buyer's line that are no offer of his."""
    text = in_figures(fold_again(line[:LONGEST_READ]).text).text
    haggles = _ASKS_MONEY.search(text) or _GUESSES.search(text)
    for (start, end), value, measures in find_plain(text):
        alone = not any(map(str.isalpha, text[:start] + text[end:]))
        if not alone and (measures or not (haggles and _near(value, price_rub))):
            yield value


def _near(value: float, price_rub: int | None) -> bool:
    """Whether a number may be meant for the price, as it is or in thousands."""
    if not price_rub:
        return value >= WHOLE and not 1900 <= value < 2100
    return any(NEAR[0] * price_rub <= one <= NEAR[1] * price_rub for one in (value, value * 1000))


def _stance(clauses: tuple[Clause, ...], start: int, end: int) -> tuple[bool, bool]:
    """Whether a place is in a question, and whether it is put off or denied there."""
    number = bisect_right(clauses, start, key=attrgetter("start")) - 1
    if number < 0:
        return False, False
    clause = clauses[number]
    return clause.asks, clause.defers or clause.denies(start - clause.start, end - clause.start)


@lru_cache(maxsize=256)
def _scaled(texts: tuple[str, ...]) -> frozenset[float]:
    """The numbers of texts, also where they are said in thousands or with a comma elsewhere."""
    plain = tuple(in_figures(fold(text).text).text for text in texts)
    numbers = _numbers(plain)
    years = {year - 2000 for year in numbers if 2000 <= year < 2100}
    scaled = (one * by for one in numbers for by in (1, 1000, 0.001, 100, 0.01))
    return frozenset(years.union(round(one, 3) for one in scaled))


def _counts_few(text: str, quantity: Quantity) -> bool:
    """«Один», «пара вопросов», «2 варианта»; 100 %, which is no figure but a word."""
    if MANY.match(text, quantity.end + 1) or quantity.value == 1 or (quantity.value == WHOLE and _PERCENT.match(text, quantity.end)):
        return True
    return quantity.value <= FEW and _THING.match(text, quantity.end) is not None


def find_ways(
    folded: Folded, burst: tuple[str, ...], *, known: Iterable[str] = ()
) -> Iterator[Span]:
    """What may be a way to get in touch, in an answer to a question about one."""
    asked = fold("\n".join(burst)[-LONGEST_READ:]).text
    if not _ASKS_CONTACT.search(asked):
        return
    texts = "\n".join(fold(text).text for text in known)
    for pattern in (_ADDRESS_LIKE, _NUMERAL_TALK):
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


def _numbers(texts: Iterable[str]) -> set[float]:
    found: set[float] = set()
    for text in texts:
        plain = fold(text).text
        found |= {quantity.value for quantity in read_quantities(read_tokens(plain))}
        found |= {float(run[-15:]) for run in re.findall(r"\d+", plain)}
    return found
