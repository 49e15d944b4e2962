"""Numbers that nobody stated, whatever they count, and the buyer's own said again. Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache

from ai.fold import Folded
from ai.numerals import Quantity, read_quantities
from ai.rules.amounts import find_plain
from ai.rules.claims import read_numbers
from ai.rules.clauses import Clause, clause_at, read_clauses
from ai.rules.figures import asks_money, has_unit
from ai.rules.money import MANY
from ai.spoken import figures_of, in_figures

Span = tuple[int, int]
LONGEST_READ = 4000
FEW = 4
WHOLE = 100
NEAR = (0.2, 1.5)
"""Between these parts of the price a buyer's number may be an offer."""

_GUESSES = re.compile(
    r"(?<!\w)(?:больше|меньше|выше|ниже|кивн\w*|горяч\w*|холодн\w*|угада\w*|норм|подойдет|устроит"
    r"|давай\w*|возьм\w*|забер\w*|забираю|отдаш\w*|плюсик|моргн\w*)(?!\w)"
)
_MONEY_NEXT = re.compile(r"\s*(?:₽|р(?!\w)|руб|тыс|тыщ|косар)")
_MARK = re.compile(r"(?:^|(?<=\n)|(?<=[;:.,] ))[1-9](?:\)|\.(?= [^\W\d]))")
_PERCENT = re.compile(r" ?(?:%|процент)")
_THING = re.compile(
    r" (?:вопрос|вариант|фото|слов|момент|способ|причин|раза|раз(?!\w)|нюанс|уточнени|совет|пункт"
    r"|минутк|секундочк|шаг|шт(?!\w)|штук)"
)


def find_unknown(folded: Folded, *, known: tuple[str, ...]) -> Iterator[Span]:
    """Every number that nothing known has. Whatever it counts, such a figure is made up."""
    spoken = in_figures(folded.text)
    may = _scaled(known)
    for quantity in read_quantities(spoken.text):
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
        if _MONEY_NEXT.match(spoken.text, end):
            continue
        if (value in asked and far) or (asks and far) or (value in named and (asks or aside)):
            yield spoken.back(start, end)


def _plain(line: str, price_rub: int | None) -> Iterator[float]:
    """The numbers of a buyer's line that are no offer of his."""
    text = figures_of(line[:LONGEST_READ])
    haggles = asks_money(text) or _GUESSES.search(text)
    letters = sum(map(str.isalpha, text))
    for (start, end), value, measured in find_plain(text):
        alone = letters == sum(map(str.isalpha, text[start:end]))
        measures = measured or has_unit(text, end)
        if not alone and (measures or not (haggles and _near(value, price_rub))):
            yield value


def _near(value: float, price_rub: int | None) -> bool:
    """Whether a number may be meant for the price, as it is or in thousands."""
    if not price_rub:
        return value >= WHOLE and not 1900 <= value < 2100
    return any(NEAR[0] * price_rub <= one <= NEAR[1] * price_rub for one in (value, value * 1000))


def _stance(clauses: tuple[Clause, ...], start: int, end: int) -> tuple[bool, bool]:
    """Whether a place is in a question, and whether it is put off or denied there."""
    clause = clause_at(clauses, start)
    if clause is None:
        return False, False
    return clause.asks, clause.defers or clause.denies(start - clause.start, end - clause.start)


@lru_cache(maxsize=256)
def _scaled(texts: tuple[str, ...]) -> frozenset[float]:
    """The numbers of texts, also where they are said in thousands or with a comma elsewhere."""
    plain = tuple(map(figures_of, texts))
    numbers = read_numbers(plain)
    years = {year - 2000 for year in numbers if 2000 <= year < 2100}
    scaled = (one * by for one in numbers for by in (1, 1000, 0.001, 100, 0.01))
    return frozenset(years.union(round(one, 3) for one in scaled))


def _counts_few(text: str, quantity: Quantity) -> bool:
    """«Один», «пара вопросов», «2 варианта»; «100 %» and «тысяча извинений» are mere words."""
    value, end = quantity.value, quantity.end
    figurative = MANY.match(text, end + 1) or (value == WHOLE and _PERCENT.match(text, end))
    return value == 1 or bool(figurative) or (value <= FEW and _THING.match(text, end) is not None)
