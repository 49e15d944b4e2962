"""How alike two short texts are, by the stems of their words. Pure."""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

import snowballstemmer
from rapidfuzz import fuzz

_WORD = re.compile(r"[^\W_]+")
_RUSSIAN = snowballstemmer.stemmer("russian")
_ENGLISH = snowballstemmer.stemmer("english")
_SMALL_WORDS = (
    "а без бы в вам вас вот вы для до же за и из или их к как ли мне мы на не но ну о об от по"
    " при с со так там то тут у что эт это я есть нет можно у нас вам мой ваш здравствуйте"
    " the a an of to in is are it you i for and or"
)
_EMPTY = frozenset(_SMALL_WORDS.split())
_FLEETING = re.compile(r"(?<=[^аеиоуыэюя])[ое](?=[^аеиоуыэюя]$)")
SHORTEST_FLEETING = 4
SHORTEST_START = 3
SHORTEST_ROOT = 5
A_SLIP = 80
"""Of 100: two roots that are so alike are one word with a wrong letter."""
NEARLY = 0.75
MOST_WANTED = 10


def stems(text: str) -> tuple[str, ...]:
    """The stems of the words that mean something, in order."""
    return tuple(stem(word) for word in _words(text) if word not in _EMPTY)


def likeness(one: str, other: str) -> float:
    """How much of the shorter text's meaning the other has: 0 to 1."""
    return likeness_to(one)(other)


def likeness_to(one: str) -> Callable[[str], float]:
    """The same for a text that is compared with many: it is read once."""
    left = " ".join(dict.fromkeys(stems(one)))

    def likeness_of(other: str) -> float:
        right = " ".join(stems(other))
        return fuzz.token_set_ratio(left, right) / 100 if left and right else 0.0

    return likeness_of


def is_of_group(title: str, words: str) -> bool:
    """Whether a listing's title has all the words that name a group, in any form of theirs."""
    named = set(stems(words))
    return bool(named) and named <= set(stems(title))


def looking_for(words: str) -> Callable[[str], float]:
    """How many of these words a text has: 0 to 1.

    A word is there in any form and by its beginning; one of the same root or with a slip in it
    counts less. A small word is looked for only when there is no other; of many the first ten.
    """
    every = [*_words(words)]
    wanted = ([word for word in every if word not in _EMPTY] or every)[:MOST_WANTED]

    @cache  # a thousand texts have some words in common
    def closest(word: str) -> tuple[float, ...]:
        return tuple(_closeness(one, word) for one in wanted)

    def share_in(text: str) -> float:
        each = zip(*map(closest, {*_words(text)}), strict=True)
        return sum(map(max, each)) / len(wanted) if wanted else 0.0

    return share_in


def _closeness(wanted: str, word: str) -> float:
    if word.startswith(wanted):
        return 1.0
    one, other = root(wanted), root(word)
    if one == other or (len(one) >= SHORTEST_START and other.startswith(one)):
        return 1.0
    same_root = len(other) >= SHORTEST_ROOT and one.startswith(other)
    slipped = len(one) >= SHORTEST_ROOT and fuzz.ratio(one, other) >= A_SLIP
    return NEARLY if same_root or slipped else 0.0


def root(word: str) -> str:
    """The stem without a vowel that comes and goes: «Химок» is of «Химки», «окон» of «окна»."""
    bare = stem(word).replace("еек", "ейк").replace("ь", "")
    return _FLEETING.sub("", bare) if len(bare) >= SHORTEST_FLEETING else bare


def roots(text: str) -> tuple[str, ...]:
    """The roots of the words that mean something, in order."""
    return tuple(root(word) for word in _words(text) if word not in _EMPTY)


def _words(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text.casefold().replace("ё", "е")):
        yield match[0]


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A word without its ending."""
    stemmer = _ENGLISH if word.isascii() else _RUSSIAN
    stemmed: str = stemmer.stemWord(word)
    return stemmed
