"""Words that are written so that no rule may read them: that alone is a reason to look. Pure."""

import re
from collections.abc import Iterator

from ai.fold import Folded
from ai.morphology import is_word

Span = tuple[int, int]

# «Д-е-с-я-т-ь», «о т д а м»: five single letters with the same small thing between.
_SPREAD = re.compile(r"(?<![^\W_])[^\W\d_](?:(?P<gap>[ .,*_·•|–—-]{1,3})[^\W\d_](?![^\W_])){4,}")
_MORSE = re.compile(r"(?<![.\-–—_·•])[.\-–—_·•]{2,6}(?: {1,3}/?[.\-–—_·•]{1,6}){2,}")
# «т3л3гр@мм3»: digits and signs in the middle of a word of letters.
_LEET = re.compile(r"(?<![^\W_])[^\W\d_]+[0-9@$][^\W\d_]+[0-9@$][^\W_@$]*[\w@$]*")
# «да да да да»: as many as was agreed upon.
_REPEATED = re.compile(r"(?<!\w)(?P<word>\w+)(?:[ ,.!—-]{1,3}(?P=word)(?!\w)){3,}")
# «Холодно… тепло… горячо!»: as near as the buyer has come.
_NEARER = re.compile(
    r"(?<!\w)(?:холодно|тепл[ое]\w*|горяч[оеа]\w*)(?:\W{1,5}(?:холодно|тепл[ое]\w*|горяч[оеа]\w*)(?!\w))+"
)
_TWO_WORDS = re.compile(r"(?<![\w-])(?=(?P<one>[а-я]{6,}) (?P<two>[а-я]{6,})(?![\w-]))")
_NICK = re.compile(r"_@ ?[^\W\d_]\w{2,}")
_POWER = re.compile(r"\d ?(?:\^|\*\*|[eе]\+?)\d|(?<!\w)0[xх][0-9a-fа-яо]{2,}")


def find_disguised(folded: Folded, *, known: str) -> Iterator[Span]:
    """Words spread out letter by letter, in Morse, with digits for letters; odd numbers.

    So are two words of no language in a row, which nothing `known` has: a cipher.
    """
    for pattern in (_SPREAD, _MORSE, _LEET, _NICK, _POWER, _REPEATED, _NEARER):
        for match in pattern.finditer(folded.text):
            yield match.span()
    for match in _TWO_WORDS.finditer(folded.text):
        if not any(is_word(word) or word[:5] in known for word in match.groups()):
            yield match.start(), match.end("two")
