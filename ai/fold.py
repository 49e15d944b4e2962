"""One spelling for the many ways to write the same thing, so that rules see through disguises."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

# Letters that look alike become one letter; Russian wins because the answers are Russian.
_LOOKS_LIKE = dict(zip("abcehkmoptxyёіαεορντυκχıĸ", "авсенкмортхуеiаеорнтукхiк", strict=True))
_INVISIBLE = {"Cf", "Mn", "Me", "Cc"}
# «15 ООО», «I23»: letters among digits. Bounded, so that a long run of digits costs no more.
_DIGITS = re.compile(r"(?<![^\W\d_])[\dоil|](?:[ .]?[\dоil|]){1,14}(?![^\W\d_])")
_AS_DIGITS = str.maketrans("оil|", "0111")
# What a reader of the chat does not see between two letters: tags, emphasis, entities.
_MARKUP = re.compile(
    r"</?(?:b|i|u|s|a|p|br|em|strong|code|pre|span|div|font|small|sub|sup|del|ins|tg-spoiler)"
    r"(?: [^<>\n]{0,60})?/?>|\*\*|__|~~|`|\|\|"
    r"|&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});"
)


# What most texts are made of: each of these is folded into one character, and none marks up.
_ONE_FOR_ONE = re.compile(r"[а-яёА-ЯЁa-zA-Z0-9 \n.,!?:;()«»\"'%₽+=/—–-]*")
LONGEST_KEPT = 2000


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `starts[i]` is where its character i stood in `original`."""

    text: str
    original: str
    starts: tuple[int, ...]

    def cut(self, start: int, end: int) -> str:
        """The original spelling of text[start:end]."""
        return self.original[self.starts[start] : self.starts[end - 1] + 1]

    def without(self, spans: list[tuple[int, int]]) -> "Folded":
        """The text with spaces in place of what is dealt with; all else keeps its place."""
        letters = list(self.text)
        for start, end in spans:
            letters[start:end] = " " * (end - start)
        return Folded("".join(letters), self.original, self.starts)


def fold(text: str) -> Folded:
    """Lower case, plain digits and spaces, look-alikes as one letter, nothing invisible.

    A fact, a title, a draft are read by many rules, one after the other; they are folded once.
    """
    return _fold_once(text) if len(text) <= LONGEST_KEPT else _fold(text)


def _fold(text: str) -> Folded:
    original = unicodedata.normalize("NFC", text)
    if _ONE_FOR_ONE.fullmatch(original):
        folded, starts = original.translate(_FOLDED), tuple(range(len(original)))
    else:
        folded, starts = _fold_each(original)
    return Folded(_DIGITS.sub(_plain_digits, folded), original, starts)


_fold_once = lru_cache(maxsize=512)(_fold)


def _fold_each(original: str) -> tuple[str, tuple[int, ...]]:
    """Where a character may become none or several, or is one of several that stand for one."""
    letters: list[str] = []
    starts: list[int] = []
    for position, seen in _seen(original):
        folded = "".join(map(_fold_character, seen))
        letters.append(folded)
        starts += [position] * len(folded)
    return "".join(letters), tuple(starts)


def skeleton(word: str) -> str:
    """A word as `fold` leaves it: what a rule has to look for."""
    return "".join(map(_fold_character, word))


def _seen(original: str) -> Iterator[tuple[int, str]]:
    """Every character that a reader sees, with its place; markup is none, an entity is one."""
    done = 0
    for match in _MARKUP.finditer(original):
        yield from enumerate(original[done : match.start()], done)
        if match[0].startswith("&"):
            yield match.start(), unescape(match[0])
        done = match.end()
    yield from enumerate(original[done:], done)


def skeletons(words: str) -> str:
    """Latin words as `fold` leaves them, any of which a pattern may find."""
    return "|".join(map(skeleton, words.split()))


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character == "\n":
        return character
    plain = unicodedata.normalize("NFKC", character).casefold()
    return "".join(_LOOKS_LIKE.get(part, _digit(part)) for part in plain if _visible(part))


def _visible(character: str) -> bool:
    return unicodedata.category(character) not in _INVISIBLE


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _plain_digits(match: re.Match[str]) -> str:
    found = match[0]
    return found.translate(_AS_DIGITS) if any(map(str.isdigit, found)) else found


class _Table(dict[int, str]):
    """What each character is folded into, worked out when it is first seen."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


_FOLDED = _Table()
