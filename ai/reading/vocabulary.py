"""The words of buyers and sellers, from the lists in `words`; each list is read once.

`meanings.txt`: one meaning a line, its name, then how its words begin; `=` marks a word that is
whole. Text is looked up in lower case with «ё» as «е». A name that is a Topic's value belongs to
that topic; `parts` and `deals` name meanings, `fillers` and `things` are words.
"""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "words"


@cache
def beginnings() -> dict[str, str]:
    """How a word begins, or `=` and the whole word, to what it means."""
    found: dict[str, str] = {}
    for line in _read("meanings").splitlines():
        name, _, words = line.partition(":")
        found.update(dict.fromkeys(words.split(), name))
    return found


@cache
def fillers() -> frozenset[str]:
    """Words that say nothing of what is asked: questions, politeness, small verbs."""
    return _words("fillers")


@cache
def things() -> str:
    """What any listing's thing may be called."""
    return _read("things")


@cache
def parts() -> frozenset[str]:
    """Parts of things: a word on one says nothing of another."""
    return _words("parts")


@cache
def deals() -> frozenset[str]:
    """What is done with a thing or by whom: no question about what it is like."""
    return _words("deals")


def _words(name: str) -> frozenset[str]:
    return frozenset(_read(name).split())


@cache
def _read(name: str) -> str:
    return (_FOLDER / f"{name}.txt").read_text(encoding="utf-8")
