"""Which words are verbs of the future and which are things, by a dictionary. Pure."""

from functools import lru_cache
from typing import Any

LIKELY = 0.4
"""Of the other readings of a word, those that are rarer than this do not count."""


@lru_cache(maxsize=1)
def _parser() -> Any:
    from pymorphy3 import MorphAnalyzer  # its dictionaries are read when a text is first checked

    return MorphAnalyzer()


@lru_cache(maxsize=4096)
def future_of(word: str, *, of_others: bool = True) -> str:
    """The infinitive of what we, or others of ours, will do; nothing if the word is none such.

    «Привезём» gives «привезти», «привезут» the same unless `of_others` is false.
    """
    likeliest, *others = _parser().parse(word)
    if any(_is_name(one) and one.score >= likeliest.score for one in (likeliest, *others)):
        return ""
    for one in [likeliest, *(other for other in others if other.score >= LIKELY)]:
        if one.tag.POS != "VERB" or one.tag.tense != "futr":
            continue
        theirs = one.tag.person == "3per" and one.tag.number == "plur" and of_others
        if one.tag.person == "1per" or (theirs and not _goes_on(others)):
            return str(one.normal_form)
    return ""


@lru_cache(maxsize=4096)
def is_thing(word: str) -> bool:
    """Whether a word names a thing."""
    return str(_parser().parse(word)[0].tag.POS) == "NOUN"


def _is_name(reading: Any) -> bool:
    """Whether a reading is a noun as a dictionary has it: «проём» is more than «проесть»."""
    tag = reading.tag
    return bool(tag.POS == "NOUN" and tag.case == "nomn" and tag.number == "sing")


def _goes_on(readings: list[Any]) -> bool:
    """Whether the word may say what is done now: «уходят»."""
    return any(one.tag.tense == "pres" for one in readings)
