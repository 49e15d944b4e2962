"""What a short text is about: words of the same meaning as one, all others by their stems. Pure."""

import re
from collections.abc import Collection
from functools import cache, lru_cache

from rapidfuzz import fuzz

from ai.reading.vocabulary import beginnings, fillers
from ai.similar import stems

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
MEASURES = frozenset(
    {"width", "height", "depth", "length", "thickness", "diameter", "girth", "diagonal", "sqm"}
    | {"stature", "weight", "load", "volume"}
)
"""Sizes that say nothing of one another."""

LONGEST_BEGINNING = 14
"""Letters that the beginning of a word in the list may have."""

_PATTERNS = {
    "dims": re.compile(r"\d{2,} ?(?:[xх×*]|на) ?\d{2,}|\d ?см\b"),
    "year": re.compile(r"как\w+ года?\b|год(?:а|у)? выпуска|(?<!\d)(?:19[5-9]|20[0-4])\d(?!\d)"),
    "age": re.compile(
        r"(?<!по )возраст|родил\w+ \d|сколько (?:\w+ )?(?:лет|месяц)"
        r"|(?<!\d)\d{1,2} ?(?:лет|год[а-я]*|мес[а-я]*)\b"
        r"|сколько (?:ему|ей|им)\b"
    ),
    "term": re.compile(
        r"за сколько (?:дней|времени)|как долго|сколько (?:\w+ )?времени|как быстро|за \d+ (?:дн"
        r"|час|недел)"
        r"|\d ?[–-] ?\d+ (?:дн|час|недел)|сколько (?:\w+ )?дней|надолго|\bот \d+ (?:мес|сут)"
        r"|длительн\w+ срок"
        r"|\bна (?:\w+ )?(?:месяц|недел[юи]|сутки|полгода|год\b)"
    ),
    "split": re.compile(
        r"отдельн|поштучно|по одно[йм]у?\b|раздельно"
        r"|\b(?<!от )(?:\d|две|два|три|одну|пару) (?:шт|штук)"
        r"|комплектом|целиком|за кажд|за \w+ или (?:за )?(?:шт|один|одн|кв|куб|кг|все|мет)"
        r"|за (?:оба|обе|две|два)\b"
        r"|(?:купить|взять|прода[дй]\w+) только"
        r"|только (?:вместе|все|цел)|за (?:весь )?комплект|за (?:одну|один|одного|1|штук)|за (?:\d"
        r"|все) или|цен\w+ (?:указана )?за (?:все|пару|\d)"
    ),
    "wholesale": re.compile(r"от \d+ (?:шт|штук)"),
    "load": re.compile(r"вес\w* (?:\w+ )?(?:рассчит|выдерж|максим)|рассчит\w+ на вес"),
    "weight": re.compile(r"\d ?кг|скольк\w+ (?:кг|кило)"),
    "gearbox": re.compile(r"коробк\w* (?:передач|автомат|механик|робот|вариат)"),
    "reason": re.compile(r"почему прода|причин|зачем прода"),
    "diagonal": re.compile(r"экран\w* \d{2}(?!\d| ?см)|\d{2}(?:[.,]\d)? ?(?:дюйм|ips|\")"),
    "sqm": re.compile(r"м²|\bм2\b|\bкв\.? ?м"),
    "duration": re.compile(r"\d ?мин(?:ут)?\b|сколько длит|(?:урок|сеанс|заняти)\w* \d ?час"),
    "range": re.compile(r"на ?сколько (?:\w+ )?хват|сколько (?:\w+ )?держит"),
    "works": re.compile(r"не включается|не работает"),
}
_NO_NOUN = re.compile(
    r"(?:[еиаяую]т|ешь|ишь|ете|ите|ть|ся|сь|[аияеу]л[аои]?|ый|ий|ая|яя|ое|ее|ые|ие|ого|его|ому|ым|ых|ую|юю"
    r"|ен|на|но|ны)$"
)
_DOES = re.compile(r"[аяуиеё]ете$|[жшчщн]ите$")  # «заключаете»: what the seller does
_PER = re.compile(r"(?:за|в) (?:1 |одну |один )?(кг|кил|грам|метр|м2|час|сут|мес|чел|ноч|км)")

MOST_COMPARED = 8
"""Meanings of a question that are looked for with slips allowed; a longer one is hardly one."""

LIKE_ENOUGH = 85
"""Two stems of at least five letters that are so alike (of 100) are one word with a slip."""

SOUNDS_LIKE_ENOUGH = 80
"""The same for a word in Russian and one in Latin letters."""

_WEAK = ("к", "ц", "г")  # «чашка» and «чашечка», «нога» and «ножка» lose it
_DIMINUTIVE = re.compile(r"ь?(?:чик|ик|ок|ек|[оеч]чк|ушк|юшк|ишк|еньк|оньк|иц)")

_LATIN = str.maketrans(
    "абвгдеёзийклмнопрстуфхцыэя", "abvgdeeziyklmnoprstufhcyea", "ъь"
) | str.maketrans({"ж": "zh", "ч": "ch", "ш": "sh", "щ": "sh", "ю": "yu", "я": "ya"})


def plain(text: str) -> str:
    """Lower case, «ё» as «е»: how the words are looked for."""
    return text.lower().replace("ё", "е")


@cache
def known() -> frozenset[str]:
    """Meanings that have a name, as against stems."""
    return frozenset(beginnings().values()) | frozenset(_PATTERNS)


@lru_cache(maxsize=2048)
def meanings(text: str) -> frozenset[str]:
    """The meanings in a text; questions, politeness and small words have none."""
    said = plain(text)
    words = {meaning for match in _WORD.finditer(said) for meaning in _of_word(match[0])}
    words |= {f"per {match[1][:2]}" for match in _PER.finditer(said)}
    return frozenset(words | {name for name, found in _PATTERNS.items() if found.search(said)})


@lru_cache(maxsize=2048)
def nouns(text: str) -> frozenset[str]:
    """The stems without a name that may well be of things: no verbs or adjectives by ends."""
    words = (match[0] for match in _WORD.finditer(plain(text)))
    return (
        frozenset().union(*(_of_word(word) for word in words if not _NO_NOUN.search(word)))
        - known()
    )


def shared(some: Collection[str], others: Collection[str]) -> frozenset[str]:
    """Those meanings that are also among the others, or nearly; of very many only the same."""
    same = frozenset(some) & frozenset(others)
    if len(some) > MOST_COMPARED:
        return same
    return same | {one for one in some if any(_alike(one, other) for other in others)}


def _alike(one: str, other: str) -> bool:
    if _is_small(one, other) or _is_small(other, one):
        return True
    shorter = min(len(one), len(other))
    if shorter < 5:
        return False
    if one.isascii() != other.isascii():
        return _sounds_alike(one, other)
    if one.endswith(other) or other.endswith(one):  # «переворот» and «автопереворот»
        return shorter >= 7
    if one[:6] == other[:6] and shorter <= 7:  # «сигналка» and «сигнализация»
        return True
    return one[:2] == other[:2] and fuzz.ratio(one, other) >= LIKE_ENOUGH


def _is_small(small: str, one: str) -> bool:
    """«Стульчик» and «стул»: a stem with the end of a diminutive."""
    if len(one) < 3 or not small.startswith(one[:-1] if one.endswith(_WEAK) else one):
        return False
    return _DIMINUTIVE.fullmatch(small[len(one) - one.endswith(_WEAK) :]) is not None


def _sounds_alike(one: str, other: str) -> bool:
    """«дисплейпорт» and «displayport»: one word in two alphabets."""
    latin, russian = (one, other) if one.isascii() else (other, one)
    return fuzz.ratio(latin, russian.translate(_LATIN)) >= SOUNDS_LIKE_ENOUGH


@lru_cache(maxsize=8192)
def _of_word(word: str) -> tuple[str, ...]:
    if word in fillers() or word.isdigit():
        return ()
    named = beginnings()
    if f"={word}" in named:
        return (named[f"={word}"],)
    for length in range(min(len(word), LONGEST_BEGINNING), 2, -1):
        if word[:length] in named:
            return (named[word[:length]],)
    return () if _DOES.search(word) else stems(word)
