"""Numbers in a folded text, in digits or in words, with what multiplies them. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ai.fold import skeleton

_ONES = {
    0: "ноль нуль zero",
    1: "один одна одну одного одной одним one",
    2: "два две двух двум двумя пара пару пары парой парочка парочку двое двойка двойку"
    " двушка двушку двушки двушкой two couple",
    3: "три трех трем тремя трое тройка тройку трешка трешку трешки трешкой three несколько",
    4: "четыре четырех четырьмя четырем четверо четверка четверку four",
    5: "пять пяти пятью пятеро пятерка пятерку пятерки пятерочка пятерочку пятера five",
    6: "шесть шести шестью шестерка шестерку six",
    7: "семь семи семью семерка семерку семерочку seven",
    8: "восемь восьми восемью восем восьмерка восьмерку eight",
    9: "девять девяти девятью дивять девятка девятку nine",
    10: "десять десяти десятью десяток десятка десятку десяточку десятки червонец"
    " червонца чирик ten",
    11: "одиннадцать одиннадцати одинадцать одиннадцатью eleven",
    12: "дюжина дюжину дюжины дюжиной двенадцать двенадцати двенадцатью двенаццать twelve",
    13: "тринадцать тринадцати тринадцатью тринаццать thirteen",
    14: "четырнадцать четырнадцати четырнадцатью четырнаццать fourteen",
    15: "пятнадцать пятнадцати пятнадцатью пятнаццать пятнашка пятнашку fifteen",
    16: "шестнадцать шестнадцати шестнадцатью sixteen",
    17: "семнадцать семнадцати семнадцатью seventeen",
    18: "восемнадцать восемнадцати восемнадцатью eighteen",
    19: "девятнадцать девятнадцати девятнадцатью nineteen",
    20: "двадцать двадцати двадцатью двадцатка двадцатку двадцаточку двадцатник двадцатки twenty",
    30: "тридцать тридцати тридцатью тридцатка тридцатку тридцатник thirty",
    40: "сорок сорока сороковник forty",
    50: "пятьдесят пятидесяти пятьюдесятью пятдесят полсотни полсотню полтинник"
    " полтинника полтиннику полтос полтоса fifty",
    60: "шестьдесят шестидесяти шестдесят sixty",
    70: "семьдесят семидесяти seventy",
    80: "восемьдесят восьмидесяти eighty",
    90: "девяносто девяноста ninety",
    100: "сто ста сотка сотку соточка соточку стольник стольника сотня сотню",
    200: "двести двухсот двумстам двумястами двухста",
    300: "триста трехсот тремстам тремястами",
    400: "четыреста четырехсот",
    500: "пятьсот пятисот полтысячи полтыщи пицот пятсот пятьюстами пятихатка пятихатку"
    " пятихатки пятихаткой",
    600: "шестьсот шестисот шессот",
    700: "семьсот семисот",
    800: "восемьсот восьмисот",
    900: "девятьсот девятисот",
}
WORDS: dict[str, float] = {
    skeleton(word): float(value) for value, words in _ONES.items() for word in words.split()
} | {"полторашка": 1500.0, "полторашку": 1500.0, "полтора": 1.5, "полторы": 1.5, "полутора": 1.5}
_MULTIPLIERS = re.compile(
    "|".join(
        rf"(?P<m{power}>{words})"
        for power, words in {
            2: r"сот(?:ен|ни|нями)|" + skeleton("hundred") + "s?",
            3: r"т|тр|к|кк|тыр|тыс\w{0,6}|тисяч\w?|тыщ\w{0,3}|тысч\w{0,3}|к[оа]сар\w{0,3}|косых"
            r"|штукар\w{0,3}"
            r"|кус(?:ок|ка|ков)|"
            + "|".join(map(skeleton, ("thousand", "thousands", "grand", "tausend", "mille"))),
            6: r"млн|миллион\w{0,2}|лям\w{0,2}|" + skeleton("million") + "s?",
            9: r"млрд|миллиард\w{0,2}",
        }.items()
    )
)
_TOKEN = re.compile(
    r"(?P<grouped>\d{1,3}(?:(?:[ .,'’_]|  )\d{3}|[-–]000)+(?:[.,]\d{1,2})?(?!\d))"
    r"|(?P<spaced>(?<!\d)\d(?:[ .-]\d){3,}(?!\d)|(?<![\d.,])\d\d(?: \d){3}(?![\d.,]))"
    r"|(?P<number>\d+(?:[.,]\d+)?)|(?P<half>(?:с половиной|и половин\w{1,3}"
    r"|и полтиной)(?!\w))|(?P<word>[^\W\d_]+)|(?P<sign>[₽$€£%])"
)
_HUNDREDS = frozenset(float(hundred) for hundred in range(200, 1000, 100))
_FRACTION = re.compile(r"[.,](\d{1,2})$")
_THREE_DECIMALS = re.compile(r"\d{1,3}[.,]\d{3}")
LARGEST = 10**15
COMMAS = frozenset(",:;()")
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a sign or a number of a folded text, with where it stands."""

    text: str
    start: int
    end: int
    value: float | None = None
    power: int = 0
    comma: bool = False  # one follows


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as meant: «15 тыс. 500» is one of 15500, `multiplied` as it has «тыс».

    `halved` is one with «с половиной»."""

    value: float
    start: int
    end: int
    first: int
    last: int
    multiplied: bool
    halved: bool = False


@lru_cache(maxsize=256)
def read_tokens(text: str) -> tuple[Token, ...]:
    """Every word, number and sign of a folded text, in order."""
    return tuple(_token(match) for match in _TOKEN.finditer(text))


@lru_cache(maxsize=256)
def read_quantities(text: str) -> tuple[Quantity, ...]:
    """The numbers of a folded text, neighbours that make one number joined.

    `first` and `last` are places in `read_tokens` of the same text.
    """
    return tuple(_quantities(read_tokens(text)))


def _quantities(tokens: Sequence[Token]) -> Iterator[Quantity]:
    position = 0
    while position < len(tokens):
        run = _run(tokens, position)
        if run:
            value, multiplied = _value(run)
            last = position + len(run) - 1
            halved = _is_half(run[-1])
            yield Quantity(value, run[0].start, run[-1].end, position, last, multiplied, halved)
        position += max(1, len(run))


def _token(match: re.Match[str]) -> Token:
    text, start, end = match[0], match.start(), match.end()
    if match.lastgroup == "grouped":
        fraction = _FRACTION.search(text)
        whole = text[: fraction.start()] if fraction else text
        return Token(text, start, end, _digits(whole) + _cents(fraction))
    if match.lastgroup == "spaced":
        return Token(text, start, end, _digits(text))
    if match.lastgroup == "number":
        return Token(text, start, end, min(float(text.replace(",", ".")[:40]), LARGEST))
    if match.lastgroup == "half":
        return Token(text, start, end, HALF)
    power = _MULTIPLIERS.fullmatch(text)
    tens = int((power.lastgroup or "m0")[1:]) if power else 0
    return Token(text, start, end, WORDS.get(text), tens, match.string[end : end + 1] in COMMAS)


def _digits(text: str) -> float:
    return min(float("".join(filter(str.isdigit, text))[:40]), LARGEST)


def _cents(fraction: re.Match[str] | None) -> float:
    return float(f"0.{fraction[1]}") if fraction else 0.0


def _run(tokens: Sequence[Token], position: int) -> list[Token]:
    """The tokens from a position on that make one number, or an empty list."""
    run: list[Token] = []
    for token in tokens[position : position + 12]:
        if (token.value is None and not token.power) or not _continues(run, token):
            break
        run.append(token)
    following = position + len(run)
    if following < len(tokens) and _ends_in_preposition(run, tokens[following]):
        run.pop()
    # «т», «к» and «тр» count only after a number: «к» alone is a preposition.
    if run and (_is_half(run[0]) or (run[0].power and len(run[0].text) <= 2)):
        return []
    return run


def _ends_in_preposition(run: list[Token], word: Token) -> bool:
    """«+600 к часу»: a «к» that stands apart and goes with the next word."""
    if len(run) < 2 or run[-1].text != "к" or run[-1].start == run[-2].end:
        return False
    near = word.start - run[-1].end == 1
    return near and word.text.isalpha() and not word.text.startswith(("р", "т"))


def _continues(run: list[Token], token: Token) -> bool:
    """Whether a token belongs to the number before it: smaller than what came last, and near."""
    if not run:
        return True
    before = run[-1]
    if before.comma or token.start - before.end > 2:
        return False
    if token.power:
        return before.value is not None or before.power < token.power
    if _is_half(token) or _is_spoken_thousand(before, token):
        return True
    below = 10.0**before.power if before.power else _step(before)
    return token.value is not None and token.value < below


def _is_half(token: Token) -> bool:
    """«С половиной», not the 0.5 of «0,5к»."""
    return token.value == HALF and token.text[0].isalpha()


def _is_spoken_thousand(before: Token, token: Token) -> bool:
    """«Четыре шестьсот» is 4600, in words only."""
    small = before.value is not None and 1 <= before.value < 100 and before.text.isalpha()
    return small and token.value in _HUNDREDS and token.text.isalpha()


def _step(token: Token) -> float:
    """What may follow a numeral: after «двадцать» less than 10, after «двести» less than 100."""
    if token.text[0].isdigit() or token.value is None:
        return 0.0
    return 100.0 if token.value >= 100 else 10.0 if token.value >= 20 else 0.0


def _value(run: Iterable[Token]) -> tuple[float, bool]:
    """What a run means, to the kopeck, and whether it was multiplied."""
    total, current, multiplied, last = 0.0, 0.0, False, ""
    for token in run:
        if token.power:
            # «14,500 тыс» is fourteen and a half, not fourteen thousand five hundred.
            current = current / 1000 if _THREE_DECIMALS.fullmatch(last) else current
            total += (current or (0.0 if multiplied else 1.0)) * 10**token.power
            current, multiplied = 0.0, True
        elif current and current < 100 and token.value in _HUNDREDS:
            total, current, multiplied = total + current * 1000, token.value, True
        else:
            current += token.value or 0.0
        last = token.text
    return round(total + current, 2), multiplied
