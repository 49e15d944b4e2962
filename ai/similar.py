"""How alike two short texts are, by the stems of their words. Pure."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

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


def _words(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text.casefold().replace("ё", "е")):
        yield match[0]


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A word without its ending."""
    stemmer = _ENGLISH if word.isascii() else _RUSSIAN
    stemmed: str = stemmer.stemWord(word)
    return stemmed
