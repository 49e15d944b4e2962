"""One spelling for the many ways to write the same thing, so that rules see through disguises."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Letters that look alike become one letter; Russian wins because the answers are Russian.
_LOOKS_LIKE = dict(zip("abcehkmoptxyёіαεορντυκχıĸ", "авсенкмортхуеiаеорнтукхiк", strict=True))
_INVISIBLE = {"Cf", "Mn", "Me", "Cc"}
# «15 ООО», «I23»: letters among digits. Bounded, so that a long run of digits costs no more.
_DIGITS = re.compile(r"(?<![^\W\d_])[\dоil|](?:[ .]?[\dоil|]){1,14}(?![^\W\d_])")
_AS_DIGITS = str.maketrans("оil|", "0111")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `starts[i]` is where its character i stood in `original`."""

    text: str
    original: str
    starts: tuple[int, ...]

    def cut(self, start: int, end: int) -> str:
        """The original spelling of text[start:end]."""
        return self.original[self.starts[start] : self.starts[end - 1] + 1]


def fold(text: str) -> Folded:
    """Lower case, plain digits and spaces, look-alikes as one letter, nothing invisible."""
    original = unicodedata.normalize("NFC", text)
    letters: list[str] = []
    starts: list[int] = []
    for position, character in enumerate(original):
        folded = _fold_character(character)
        letters.append(folded)
        starts += [position] * len(folded)
    return Folded(_DIGITS.sub(_plain_digits, "".join(letters)), original, tuple(starts))


def skeleton(word: str) -> str:
    """A word as `fold` leaves it: what a rule has to look for."""
    return "".join(map(_fold_character, word))


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
