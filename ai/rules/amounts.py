"""Amounts of money in a text, in many spellings. In doubt a number is an amount. Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache

from ai.fold import Folded, fold, skeleton, skeletons
from ai.numerals import WORDS, read_quantities
from ai.rules.clauses import NOT, denial_of
from ai.rules.money import NO_MONEY, Allowed, Judged, judge
from ai.similar import stems

_SLANG = re.compile(
    r"(?<![^\W_])(?:"
    r"(?:(?:двен|трин|четырн|пятн|шестн|семн|восемн|девятн)(?:аш|адцат)[кч]|двадцатк|двадцаточк"
    r"|тридцатк|тридцатник|сороковник|полтинник|полтос|десят(?:к|очк)|девят(?:к|очк)|восьмерк"
    r"|семерк|семерочк|шестерк|пятерк|пятерочк|пятихат|стольник)\w{1,4}"
    r"|(?:скин|уступ|сброс|сбро[шс]|сбав)\w* (?:\w+ )?штук[уи]|штук[уи] (?:\w+ )?(?:скин|уступ"
    r"|сбро[шс]|сбав)\w*"
    r"|пар[аыуе]й? (?:сот|соток|сотен|тыс|тыщ|штук|косар|рубл|процент)\w*"
    r"|(?:с|и) (?:копейками|хвостиком|хвостом|лишним|небольшим)"
    r"|половин[ауы](?= ?(?:[.,!;)\n]|$|цены|стоимости|оплаты))"
    r"|червонцев|пол[ -]?(?:лям|лимон)\w*|полторы? (?:штук\w*|косар\w*)"
    r"|пол ?(?:цены|стоимости)|(?:половин|треть?|четверт)\w* (?:от )?(?:\w+ )?(?:цены|ценника"
    r"|стоимости|суммы)|(?:десят|пят|четверт|трет)\w{1,3} часть"
    r"|в (?:двойном|тройном|полуторном) размере|вдвойне|втройне"
    r"|в (?:два|три|пару|\d) раза? (?:дешевле|меньше)"
    r"|пол ?(?:зарплат|пенси|оклад)\w*|такой же (?:платеж|взнос|залог)|(?:чуть|немного|слегка"
    r"|значительно|намного) (?:дороже"
    r"|дешевле)"
    r"|(?:доплачивать|платить) (?:\w+ )?не (?:надо|нужно|придется|потребуется)|деньги не спиш\w+"
    r"|(?:вдвое|втрое|вполовину|наполовину|на (?:треть|четверть|половину)) (?:\w+ )?дешевле"
    r"|(?:за|себе) символическ\w*|по себестоимост\w*|(?<!не )(?<!не)бесплатн\w*|задаром|даром"
    r"|за (?:шоколадк|копейки|спасибо|так(?=$|[.!,])|бутылк)\w*|безвозмездн\w*"
    r"|(?:один плюс|1 ?\+ ?)(?: один|1)|(?:два|две|три|2|3) (?:\w+ )?по цене (?:одно"
    r"|одной|дву|1|2)\w*"
    r"|" + skeletons("free") + r")(?![^\W_])"
)
_SLANG_STEM = 5
_HALVES = frozenset({"полце", "пол ц", "полов"})
"""«За полцены» is «за половину стоимости»."""
_REFUSES = re.compile(
    r"(?<!\w)не (?:отда|прода|уступ|скин|сбав|сброс|дам|дад|дела|соглас|соглаш|предлаг|рассматр"
    r"|интерес|подойд|подход|устро|торг|могу|можем|готов|смо[жг]|получ)"
    r"|(?:слишком|очень|это) мало"
)
# «Грузчик 500 час», «дизайн за ноготь 50»: with no word of money, and meant as such.
_BARE_SUM = re.compile(
    r"(?<![\w.,:×-])(?P<n>\d{3,5}) (?:в )?(?:час|сутки|смен[ау]|день|мес(?:яц)?)(?!\w)"
    r"|(?<=[а-я]{3} )(?P<each>\d{2,5})(?= за [а-я]{3})"
    r"|(?<!размер )(?<!рост )(?<!длина )(?<!высота )(?<!ширина )(?<!вес )(?<!год )(?<!дом )"
    r"(?<!квартира )"
    r"(?<=[а-я]{3} )(?P<of>[5-9]\d|\d{3,5})(?=[,;.)]? *(?:[^\W\d]|$))(?=[,;.)]|$)"
)
NOTHING = Allowed()
MILLION = 10**6
_INCLUDED = re.compile(
    r"беспл|даром|входит|входят|включ|подар|(?<![\d.,])0 ?(?:₽|р)|не (?:надо|нужно) (?:до)?пла"
)
_UNPAID = frozenset({"допла", "плати", "деньг"})
_GIVES_SO = re.compile(r"(?<!\w)(?:отда\w{1,3} так|так отда\w{1,3})(?!\w)")
_ROOMS = re.compile(r"квартир|комнат|однушк|студи[яию]")
_NAMED = re.compile(r"[A-Za-z][\w-]* ?(\d{1,6})(?!\w)")  # «Tetra EX 600»
_DIGIT_WORD = (
    r"(?:ноль|нуль|нолик|один|одна|единица|два|две|двойка|три|тройка|четыре|четверка"
    r"|пять|пятерка|шесть"
    r"|шестерка|семь|семерка|восемь|восьмерка|девять|девятка)"
)
# Sums told a figure at a time, turned round, or with letters among the figures.
_SPELLED = re.compile(
    rf"(?<!\w){_DIGIT_WORD}(?:[\W_]{{1,3}}{_DIGIT_WORD}){{2,}}(?!\w)"
    r"|(?<!\w)(?:дв[ае]|двумя|три|тремя|четыре|четырьмя|пять|пара|\d) (?:\w+ )?н[уо]л[яеи]\w*"
    r"|(?<![^\W_])[^\W\d_]{1,3}0{2,}(?!\d)|(?<![\w.,:])0\d{3,}(?![\w.,:]*\d)"
)
_NUMBER = re.compile(r"(?<![\d.,])\d{1,9}(?![\d.,]*\d)")
_HAGGLES = re.compile(
    r"(?<!\w)(?:торг\w*|скид\w*|скин\w*|уступ\w*|дешев\w*|подешев\w*|цен[ауые]|ценник"
    r"|почем|последн\w+|минимал\w*|минимум|миним|край"
    r"|отдад\w+|отда(?:шь|йте|й|ете)|сбрось\w*|сбав\w*|подвин\w+|скок\w*|стоит"
    r"|стоимость|за сколько|нижняя|предел)(?!\w)"
)
_GLUED = re.compile(
    r"(?<=[^\W\d_][^\W\d_])(?<!пол)(?:тысяч|тыщ|рубл|" + skeleton("tausend") + r")\w*"
)  # «пятьсотрублей»
# From a hundred up; «CD», «DC» and millimetres are none.
_ROMAN = re.compile(
    r"(?<![\w.])(?<!\d )(?!(?:CD|DC|CC|MC|CM|MD|DI|CI|MI|DVD|MIX|DIM|MM(?= ?\d)|L|LI"
    r"|LV|LX|C|D|M)(?!\w))"
    r"M{0,4}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV"
    r"|V?I{0,3})(?<=[MDCLXVI]{2})(?<![XLVI]{2})(?!\w)"
)


@lru_cache(maxsize=256)
def read_allowed(facts: tuple[str, ...], title: str = "", burst: tuple[str, ...] = ()) -> Allowed:
    """What facts allow; of the title its numbers, of a buyer's lines those that are no money."""
    texts = [fold(fact).text for fact in facts]
    judged = [one for text in texts for one in judge(text) if not _is_refused(text, one)]
    refused = [one.value for text in texts for one in judge(text) if _is_refused(text, one)]
    asked = [one for line in burst for one in judge(fold(line).text)]
    slang = _slang_of(facts, judged)
    halved = bool(slang & _HALVES)
    haggled = any(_HAGGLES.search(fold(line).text) for line in burst)
    named = [
        *judge(fold(title).text),
        *(one for one in asked if one.allows(None, NOTHING) or (one.is_plain and not haggled)),
        *(one for one in asked if one.is_measured),
    ]
    bare = (match for text in texts for match in _BARE_SUM.finditer(text))
    names = {float(number) for fact in facts for number in _NAMED.findall(fact)}
    money = [
        one
        for one in judged
        if one.is_sum
        and not one.allows(None, Allowed())
        and (one.has_currency or one.value not in names)
    ]
    numbers = (one for text in (*facts, title) for one in _NUMBER.findall(fold(text).text))
    return Allowed(
        roubles=frozenset(
            [
                *(one.value for one in money if not one.foreign),
                *(float(match["n"] or match["of"] or match["each"]) for match in bare),
            ]
        ),
        percents=frozenset(
            [*(one.value for one in judged if one.is_percent), *([50.0] if halved else [])]
        ),
        foreign=frozenset((one.value, one.foreign) for one in money if one.foreign),
        slang=slang,
        words=_spoken_of(title, facts, burst),
        haggled=haggled,
        offered=frozenset(
            one.value for one in asked if one.cued and one.value < 1000 and not one.is_measured
        )
        - {one.value for one in judged},
        refusable=frozenset([*refused, *(one.value for one in asked)]),
        spoken=frozenset([*(one.value for one in [*judged, *named]), *map(float, numbers)]),
    )


def _spoken_of(title: str, facts: tuple[str, ...], burst: tuple[str, ...]) -> frozenset[str]:
    """The stems of the title's and the buyer's words; where rooms are spoken of, «двушка» too."""
    rooms = _ROOMS.search(fold("\n".join((title, *facts, *burst))).text)
    return frozenset(stems(" ".join((title, *burst, "двушка трешка" if rooms else ""))))


def find_amounts(
    folded: Folded, *, price_rub: int | None = None, allowed: Allowed = NOTHING
) -> Iterator[tuple[int, int]]:
    """Where amounts other than the price and the allowed ones stand in a folded text."""
    for match in _SLANG.finditer(folded.text):
        known = match[0] in WORDS or match[0][:_SLANG_STEM] in allowed.slang
        if not known and not _is_refused_slang(folded.text, match):
            yield match.span()
    for match in _GLUED.finditer(folded.text):
        yield match.start() - 2, match.end()
    for match in _SPELLED.finditer(folded.text):
        if not (match[0].isdigit() and float(match[0]) in allowed.spoken):
            yield match.span()
    for one in judge(folded.text):
        if not one.allows(price_rub, allowed):
            yield one.quantity.start, one.quantity.end


def find_refused(folded: Folded, allowed: Allowed) -> Iterator[tuple[int, int]]:
    """Where a sum that a buyer offers, or a fact refuses, is refused: «за 9000 не отдам»."""
    for one in judge(folded.text):
        if one.value in allowed.refusable and _is_refused(folded.text, one):
            yield one.quantity.start, one.quantity.end


def find_short_price(folded: Folded, price_rub: int | None) -> Iterator[tuple[int, int]]:
    """«Миллион двести пятьдесят», where the price is 1 250 000."""
    for quantity in read_quantities(folded.text) if price_rub and price_rub > MILLION else ():
        millions, rest = divmod(quantity.value, MILLION)
        if millions and rest < 1000 and millions * MILLION + rest * 1000 == price_rub:
            yield quantity.start, quantity.end


def find_plain(text: str) -> Iterator[tuple[tuple[int, int], float, bool]]:
    """Where numbers stand that nothing around makes money, what they are, and if they measure."""
    for one in judge(text):
        if not (one.cued or one.has_currency or one.is_money or one.is_percent):
            yield (one.quantity.start, one.quantity.end), one.value, False
    for measure in NO_MONEY.finditer(text):
        for number in _NUMBER.finditer(measure[0]):
            start, end = number.span()
            yield (measure.start() + start, measure.start() + end), float(number[0]), True


def find_known(
    folded: Folded, *, price_rub: int | None, allowed: Allowed
) -> Iterator[tuple[int, int]]:
    """Where the price and allowed amounts stand, and measures, which are no money."""
    for match in NO_MONEY.finditer(folded.text):
        yield match.span()
    for one in judge(folded.text):
        if one.value == price_rub or one.value in allowed.roubles | allowed.percents:
            yield one.quantity.start, one.quantity.end


def _is_refused(text: str, one: "Judged") -> bool:
    """Whether a sum is named to say no to it."""
    clause = denial_of(text, one.quantity.start, one.quantity.end)
    if clause is None or len(NOT.findall(clause.text)) > 1:  # «не отдать не могу»
        return False
    return clause.refused or _REFUSES.search(clause.text) is not None


def _is_refused_slang(text: str, match: re.Match[str]) -> bool:
    """«Половина цены не подходит»."""
    clause = denial_of(text, *match.span())
    if clause is None or len(NOT.findall(clause.text)) != 1:
        return False
    return _REFUSES.search(clause.text) is not None


def roman_sum(text: str, known: tuple[str, ...]) -> str:
    """A sum in Roman figures («MM») that stands nowhere else, or nothing."""
    stated = " ".join(known)
    found = (match[0] for match in _ROMAN.finditer(text))
    return next((said for said in found if said not in stated), "")


def _slang_of(facts: tuple[str, ...], judged: "list[Judged]") -> frozenset[str]:
    """The beginnings of what the facts say without figures; 0 ₽ is «бесплатно»."""
    found = {match[0][:_SLANG_STEM] for fact in facts for match in _slang(fact)}
    if any(map(_INCLUDED.search, map(str.casefold, facts))):
        found |= _UNPAID
    if found & _HALVES:
        found |= _HALVES
    if any(map(_GIVES_SO.search, map(str.casefold, facts))) or any(
        one.value == 0 and (one.has_currency or not one.after) for one in judged
    ):
        found.add("бесплатно"[:_SLANG_STEM])
    return frozenset(found)


def _slang(fact: str) -> Iterator[re.Match[str]]:
    return _SLANG.finditer(fold(fact).text)
