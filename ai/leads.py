"""The telephone that a buyer has left: read from his own digits, never from a model. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ai.fold import fold
from ai.numerals import WORDS

LONGEST_READ = 2000
"""Characters of a message that are searched."""

_TOKEN = re.compile(r"(?P<digits>\d+)|[^\W\d_]+")
_GAP = re.compile(r"[ ().,*/_+\u2013\u2014-]{0,4}")
_NO_PHONE = re.compile(
    r"(?<!\w)(?:арт|артикул\w*|код\w*|имей|емеи|iмеi|серийн\w*|заказ\w*|трек\w*|вин|инн"
    r"|снилс|карт\w+|счет\w*|паспорт\w*|штрих\w*|каталожн\w*"
    r"|номер\w* (?:детал|запчаст|заказ|карт|счет)\w*)"
    r"(?: (?:номер\w*|сбер\w*|мой|моя|у|на))?[ :.№#-]{0,3}$"
)
_CUE = re.compile(r"тел(?:\.|ефон|[ :])|номер|звон|набер|набир|ватс|вотс|вайбер|сотов|мобил")
_NICK = re.compile(r"(?<![\w.])@[a-zA-Z]\w{3,}|[\w.+-]{1,64}@[\w-]{1,63}\.\w{2,10}|\bt\.me/\w{3,}")
_MONEY = re.compile(r" ?(?:[₽$€%]|р(?!\w)|руб|тыс|млн)")
_NOT_DIGITS = frozenset({"пара", "пару", "пары", "несколько"})
# How the seven digits after the code are grouped where nothing else says that it is a telephone.
_SPLITS = frozenset(
    {(7,), (3, 4), (4, 3), (3, 2, 2), (2, 2, 3), (2, 3, 2), (1, 2, 2, 2), (2, 5), (5, 2), (1,) * 7}
)


@dataclass(slots=True)
class _Run:
    """Groups of digits with little between them; a numeral in words is one group."""

    start: int = 0
    end: int = 0
    groups: list[str] = field(default_factory=list)
    spoken: bool = False


def find_phone(text: str) -> str | None:
    """The first Russian telephone number in a buyer's text as 11 digits, 7 first; else None.

    In digits however they are grouped, or in words where they make up one number exactly. Prices,
    dates, cards, IMEIs and articles are none.
    """
    for line in text[:LONGEST_READ].splitlines():
        folded = fold(line).text
        cued = _CUE.search(folded) is not None
        for run in _runs(folded):
            phone = None if _is_other(run, folded) else _first_phone(run, cued=cued)
            if phone:
                return phone
    return None


def leaves_contact(text: str) -> bool:
    """Whether a buyer has left a way to reach him: a telephone, an e-mail or a nick."""
    return find_phone(text) is not None or _NICK.search(text[:LONGEST_READ]) is not None


def _runs(line: str) -> Iterator[_Run]:
    run, numeral = _Run(), ""
    for match in _TOKEN.finditer(line):
        before, numeral = numeral, _numeral(match[0])
        group = match["digits"] or numeral
        if run.groups and not (group and _GAP.fullmatch(line, run.end, match.start())):
            yield run
            run, before = _Run(), ""
        if not run.groups:
            run.start = match.start()
        run.end = match.end()
        run.spoken |= bool(numeral)
        if numeral and _adds(before, numeral):
            run.groups[-1] = str(int(run.groups[-1]) + int(numeral))
        elif group:
            run.groups.append(group)
    if run.groups:
        yield run


def _numeral(word: str) -> str:
    """«сорок» as 40; nothing for what is no whole number in words."""
    value = WORDS.get(word)
    if value is None or word in _NOT_DIGITS or value != int(value):
        return ""
    return str(int(value))


def _adds(before: str, numeral: str) -> bool:
    """Whether «пять» goes on what «сорок» began."""
    if numeral == "0" or len(numeral) >= len(before):
        return False
    return before.endswith("00") or (len(before) == 2 and before >= "20")


def _is_other(run: _Run, line: str) -> bool:
    """A card, an article, an IMEI, money: whatever is named so, or sixteen digits by four."""
    if _NO_PHONE.search(line[max(0, run.start - 40) : run.start]) or _MONEY.match(line, run.end):
        return True
    return len(run.groups) >= 4 and all(len(group) == 4 for group in run.groups[:4])


def _first_phone(run: _Run, *, cued: bool) -> str | None:
    for first in range(len(run.groups)):
        for last in range(first + 1, min(len(run.groups), first + 11) + 1):
            groups = run.groups[first:last]
            phone = _phone("".join(groups), cued=cued)
            if phone and (cued or run.spoken or _well_split(groups)):
                return phone
    return None


def _phone(digits: str, *, cued: bool) -> str | None:
    """These digits as one whole number of a mobile or, with its code, of a city."""
    if len(digits) == 11 and digits[0] in "78":
        digits = digits[1:]
    elif len(digits) != 10 or (digits[0] != "9" and not cued):
        return None
    codes = "34789" if cued else "3489"
    return f"7{digits}" if digits[0] in codes else None


def _well_split(groups: list[str]) -> bool:
    """Whether the digits are grouped as those of telephones are: «8 (916) 123-45-67»."""
    sizes = [len(group) for group in groups]
    while sum(sizes[1:]) >= 7:
        sizes = sizes[1:]
    of_code = sum(sizes) - 7
    return (sizes[0] - of_code, *sizes[1:]) in _SPLITS
