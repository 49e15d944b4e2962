"""Words that are written so that no rule may read them: that alone is a reason to look. Pure."""

import re
from collections.abc import Iterator

from ai.fold import Folded

Span = tuple[int, int]

# «Д-е-с-я-т-ь», «о т д а м»: five single letters with the same small thing between.
_SPREAD = re.compile(r"(?<![^\W_])[^\W\d_](?:(?P<gap>[ .,*_·•|-]{1,3})[^\W\d_](?![^\W_])){4,}")
_MORSE = re.compile(r"(?<![.\-–—_·•])[.\-–—_·•]{2,6}(?: {1,3}/?[.\-–—_·•]{1,6}){2,}")
# «т3л3гр@мм3»: digits and signs in the middle of a word of letters.
_LEET = re.compile(r"(?<![^\W_])[^\W\d_]+[0-9@$][^\W\d_]+[0-9@$][^\W_@$]*[\w@$]*")
_NICK = re.compile(r"_@ ?[^\W\d_]\w{2,}")
_POWER = re.compile(r"\d ?(?:\^|\*\*|[eе]\+?)\d|(?<!\w)0[xх][0-9a-fа-яо]{2,}")


def find_disguised(folded: Folded) -> Iterator[Span]:
    """Words spread out letter by letter, in Morse, with digits for letters; odd numbers."""
    for pattern in (_SPREAD, _MORSE, _LEET, _NICK, _POWER):
        for match in pattern.finditer(folded.text):
            yield match.span()
