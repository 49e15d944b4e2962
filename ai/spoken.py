"""Numbers, dates and hours said in words, written in figures. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ai.fold import fold
from ai.numerals import Quantity, Token, read_quantities, read_tokens

_STEMS = (
    "перв втор трет четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат"
    " четырнадцат пятнадцат шестнадцат семнадцат восемнадцат девятнадцат двадцат"
)
ORDINALS = {stem: number for number, stem in enumerate(_STEMS.split(), start=1)} | {"тридцат": 30}
_TENS = {
    "двадцать": 20,
    "тридцать": 30,
    "сорок": 40,
    "пятьдесят": 50,
    "шестьдесят": 60,
    "семьдесят": 70,
    "восемьдесят": 80,
    "девяносто": 90,
}
_ANY = "|".join(sorted(ORDINALS, key=len, reverse=True))
_ENDING = r"(?:ь?(?:его|ему|ем|им|ье|ью|ья)|ого|ому|ое|ый|ий|ой|ая|ую|ом|ым|ых|ым)"
_SO_MANY_TENS = "|".join(_TENS)
_ORDINAL = re.compile(
    rf"(?<!\w)(?P<years>две тысячи )?(?:(?P<tens>{_SO_MANY_TENS}) )?(?P<one>{_ANY}){_ENDING}(?!\w)"
)
_MONTH_OR_DAY = re.compile(
    r" (?:числ[аоу]|январ|феврал|март|апрел|ма[яе](?!\w)|июн|июл|август|сентябр|октябр|ноябр"
    r"|декабр)"
)
_HOUR_OF = rf"(?P<of>{_ANY})(?:ого|ьего|его)"
_CLOCKS = re.compile(
    rf"(?<!\w)(?:(?P<half>пол[ -]?|половин[ауеы] ){_HOUR_OF}"
    r"|(?P<noon>полдень|полудню|полудня|полднем)|(?P<midnight>полночь|полуночи|полночи)"
    r"|(?<=[вкос] )(?P<one>час|часу|часа)(?= дня| ночи)"
    r"|(?:(?<=до )|(?<=к )|(?<=после )|(?<=около ))(?P<an>часу)(?= ?(?:[.,!?;)\n]|$)))(?!\w)"
)
_WHOLE = {
    "полгода": "6 месяцев",
    "полугода": "6 месяцев",
    "полугодие": "6 месяцев",
    "полугодовая": "6 месяцев",
    "годовая": "12 месяцев",
    "полчаса": "30 минут",
    "получаса": "30 минут",
    "полчасика": "30 минут",
    "получасом": "30 минут",
}
_WHOLES = re.compile(rf"(?<!\w)(?:{'|'.join(_WHOLE)})(?!\w)")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text in figures; `starts[i]` is where its character i stood in the text as it was."""

    text: str
    starts: tuple[int, ...]

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] stood."""
        return self.starts[start], self.starts[end]


@lru_cache(maxsize=512)
def in_figures(text: str) -> Spoken:
    """«С двадцать восьмого декабря» as «с 28 декабря», «две недели» as «2 недели»."""
    letters: list[str] = []
    starts: list[int] = []
    done = 0
    for start, end, written in _apart(sorted(_written(text))):
        if start < done:
            continue
        letters += [text[done:start], written]
        starts += [*range(done, start), *([start] * len(written))]
        done = end
    letters.append(text[done:])
    starts += range(done, len(text) + 1)
    return Spoken("".join(letters), tuple(starts))


def figures_of(text: str) -> str:
    """What is known, as rules compare it: folded and in figures."""
    return in_figures(fold(text).text).text


def _apart(found: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The longest of those that begin together."""
    for number, one in enumerate(found):
        if number + 1 == len(found) or found[number + 1][0] != one[0]:
            yield one


def _written(text: str) -> Iterator[tuple[int, int, str]]:
    """Each place that is said in words, with its figures."""
    for match in _WHOLES.finditer(text):
        yield *match.span(), _WHOLE[match[0]]
    for match in _CLOCKS.finditer(text):
        yield *match.span(), _clock(match)
    for match in _ORDINAL.finditer(text):
        if match["years"] or match["tens"] or _MONTH_OR_DAY.match(text, match.end()):
            of_year = match["tens"] and text.startswith(" год", match.end())
            century = 2000 if match["years"] or of_year else 0
            number = century + _TENS.get(match["tens"] or "", 0) + ORDINALS[match["one"]]
            yield *match.span(), str(number)
    tokens = read_tokens(text)
    for quantity in read_quantities(text):
        if _is_word(quantity, tokens) and not _MONTH_OR_DAY.match(text, quantity.end):
            yield quantity.start, quantity.end, f"{quantity.value:g}"


def _is_word(quantity: Quantity, tokens: Sequence[Token]) -> bool:
    """Whether a number has words in it; «несколько» is none in particular."""
    said = [token.text for token in tokens[quantity.first : quantity.last + 1]]
    spelled = any(word[0].isalpha() for word in said)
    return spelled and not said[0].startswith("нескольк") and quantity.value < 10**6


def _clock(match: re.Match[str]) -> str:
    if match["half"]:
        return f"{(ORDINALS[match['of']] - 1) or 12}:30"
    if match["noon"]:
        return "12:00"
    if match["midnight"]:
        return "24:00"
    return "13:00" if match["an"] else "1"
