"""What a fact says is not there or is not done, said to be so all the same. Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from ai.fold import Folded
from ai.morphology import is_quality, is_thing
from ai.rules.clauses import Clause, asserted, read_clauses
from ai.rules.patterns import WORD, whole
from ai.similar import root, roots
from ai.spoken import figures_of

Span = tuple[int, int]

_NEVER_DENIED_WORDS = (
    "выходной перерыв обед проблема вопрос ограничение меньше раньше позже день час раз время"
    " цена деньги рубль штука год месяц неделя запись человек звонок дом объявление торопить место"
)
_NEVER_DENIED = frozenset(map(root, _NEVER_DENIED_WORDS.split()))
"""«Без выходных», «не раньше трёх дней»: nothing is refused by that."""
SHORTEST, LONGEST = 4, 5
_ANIMALS = "кот кошка котик кошечка собака собачка пес щенок питомец хомяк попугай"
_KINDS = dict.fromkeys(map(root, _ANIMALS.split()), root("животные"))
_OPEN = re.compile(r"(?<!\w)(?:подключен\w?|оформляйте (?:заказ|доставку))(?!\w)")
_NOT_DONE = re.compile(
    r"(?: \S+)? не (?!предусмотр|нуж|возмож|интерес)\w+(?:ен[аоы]?|ан[аоы]?|ят[аоы]?)(?!\w)"
)
_TERMS = frozenset(map(root, ("обмен", "доставка", "торг", "скидка", "рассрочка")))
"""What a title may speak of and a fact still refuse: «Обмен: Xbox One»."""
_AND_NOT = re.compile(r" и \w+ (?:не|нет)(?!\w)")
_LETS = re.compile(r"^\s*(?:то )?(?:можно|пожалуйста|без проблем|пущу|сдам|ничего страшного)(?!\w)")
_SWAP = re.compile(r"(?<!\w)(?:обмен\w*|с доплатой|меняете|поменя\w+)(?!\w)")
_DOUBLE = re.compile(
    r"(?<!\w)(?:без (?:\w+ ){1,2}не|кроме|пока|если|больше|более|менее|ранее)(?!\w)"
)
_NO = whole(
    r"нет|не(?! (?:против|проблем|возраж))|нету|без|ни|нельзя|невозможн\w+|отсутств\w+"
    r"|неисправ\w+|нерабоч\w+|слома\w+|отдельн\w+"
    r"|кроме|вместо|потерял\w+|утерян\w*|закончил\w+|исключен\w*|откаж\w+|никак\w*|неуместн\w+|увы"
    r"|жаль|сожалени\w+|зря|самостоятельно|сами|сам|ваш\w*|иначе"
)
_SUPPOSES = re.compile(
    r"\s*(?:а |и |но |то )?(?:если|когда|как только|раз|по поводу|про|насчет)(?!\w)"
)
_YES = re.compile(
    r"\s*(?:да|конечно|ага|угу|есть|имеется|имеются|можно|возможн\w*|подключен\w*|разумеется"
    r"|без проблем|естественно|делаем|берем|отправля\w+|привозим|входит|работает|интересно"
    r"|рассмотр\w+|присылайте)(?!\w)"
)


def find_denied(
    folded: Folded, facts: tuple[str, ...], burst: tuple[str, ...], *, title: str
) -> Iterator[Span]:
    """«Коробка и чек на месте», where a fact says «чека нет»; a plain yes to «чек есть?»."""
    denied = _denied(facts) - (frozenset(roots(title)) - _TERMS)
    clauses = tuple(asserted(folded.text)) if denied else ()
    said = (clause for clause in clauses if not _SUPPOSES.match(clause.text))
    if any(_names(clause, denied) and _NO.search(clause.text) for clause in said):
        return
    for clause in clauses:
        named = [] if _SUPPOSES.match(clause.text) else list(_places(clause, denied))
        yield from (clause.place(*span) for span in named)
    yield from _let_after_all(clauses, denied)
    if root("доставка") in denied:
        yield from (
            one.place(*match.span()) for one in clauses for match in _OPEN.finditer(one.text)
        )
    if clauses and not _NO.search(folded.text) and _asks_for(burst, denied):
        first = clauses[0]
        yield from (first.place(*match.span()) for match in _YES.finditer(first.text, 0, 12))


def _let_after_all(clauses: tuple[Clause, ...], denied: frozenset[str]) -> Iterator[Span]:
    """«Если кот спокойный, то можно», where a fact says «без животных»."""
    for supposed, then in pairwise(clauses):
        if _SUPPOSES.match(supposed.text) and _names(supposed, denied):
            yield from (then.place(*match.span()) for match in _LETS.finditer(then.text))


def _places(clause: Clause, denied: frozenset[str]) -> Iterator[Span]:
    for match in WORD.finditer(clause.text):
        if _is_one_of(match[0], denied) and not clause.denies(*match.span()):
            yield match.span()


def _names(clause: Clause, denied: frozenset[str]) -> bool:
    return any(_is_one_of(word, denied) for word in WORD.findall(clause.text))


def _is_one_of(word: str, denied: frozenset[str]) -> bool:
    """Whether a word names what is denied, or a kind of it: «кот» is an animal."""
    name = _KINDS.get(root(word), root(word))
    if name in denied:
        return True
    return any(_are_alike(name, one) for one in denied)


def _are_alike(name: str, other: str) -> bool:
    """«Сушильные машины» are «сушилки», a «коврик» is a «ковёр»."""
    begins = min(len(name), len(other), LONGEST)
    return begins >= SHORTEST and name[:begins] == other[:begins]


def _asks_for(burst: tuple[str, ...], denied: frozenset[str]) -> bool:
    """Whether the buyer asked for one thing, and that is not there."""
    if root("обмен") in denied and any(map(_SWAP.search, map(figures_of, burst))):
        return True
    clauses = [clause for line in burst for clause in read_clauses(figures_of(line))]
    asked = [one for one in clauses if any(map(is_thing, WORD.findall(one.text)))]
    return len(asked) == 1 and _names(asked[0], denied) and not _NO.search(asked[0].text)


def _denies(clause: Clause, match: re.Match[str]) -> bool:
    """Also the first of two: «сушилки и посудомойки не делаем»."""
    return clause.denies(*match.span()) or _AND_NOT.match(clause.text, match.end()) is not None


def _is_spared(text: str, match: re.Match[str]) -> bool:
    """«Без оператора не сдаём», «не хочу, только продажа», «штраф не оплачен»."""
    if _NOT_DONE.match(text, match.end()):
        return True
    return _DOUBLE.search(text) is not None or text[: match.start()].endswith("только ")


def _is_missing(text: str, match: re.Match[str]) -> bool:
    """«Сухих нет», «без родословной»: whatever part of speech it is."""
    before = text[: match.start()]
    if before.endswith("не "):  # «не камерные»
        return is_quality(match[0])
    return text[match.end() :].startswith(" нет") or before.endswith("без ")


@lru_cache(maxsize=64)
def _denied(facts: tuple[str, ...]) -> frozenset[str]:
    """The roots of the things that facts deny and no fact affirms."""
    told = [
        (root(match[0]), _denies(clause, match) and not _is_spared(clause.text, match))
        for fact in facts
        for clause in read_clauses(figures_of(fact))
        for match in WORD.finditer(clause.text)
        if is_thing(match[0]) or _is_missing(clause.text, match)
    ]
    affirmed = {name for name, denies in told if not denies}
    return frozenset(name for name, denies in told if denies) - affirmed - _NEVER_DENIED
