"""Which words are verbs of the future and which are things, by a dictionary. Pure."""

import re
from functools import lru_cache
from typing import Any, Literal

_RUSSIAN = re.compile(r"[а-яё-]+")
LIKELY = 0.4
"""Of the other readings of a word, those that are rarer than this do not count."""


@lru_cache(maxsize=1)
def _parser() -> Any:
    from pymorphy3 import MorphAnalyzer  # its dictionaries are read when a text is first checked

    return MorphAnalyzer()


def load() -> None:
    """Read the dictionaries, which takes some 50 ms once; they are read when needed otherwise."""
    _parser()


def is_loaded() -> bool:
    return _parser.cache_info().currsize > 0


@lru_cache(maxsize=4096)
def future_of(word: str, *, others: Literal["", "they", "staff"] = "they") -> str:
    """The infinitive of what we, or others of ours, will do; nothing if the word is none such.

    «Привезём» gives «привезти»; so does «привезут» where `others` may do it, and «привезёт» where
    they are our staff. What may as well be done now («уходят», «считаем») is none.
    """
    if not _RUSSIAN.fullmatch(word):
        return ""
    readings = _parser().parse(word)
    likeliest = readings[0]
    if any(one.tag.tense == "pres" for one in readings):
        return ""
    if any(_is_name(one) and one.score >= likeliest.score for one in readings):
        return ""
    likely = (one for one in readings if one is likeliest or one.score >= LIKELY)
    found = (one for one in likely if one.tag.tense == "futr" and _is_ours(one.tag, others))
    return next((str(one.normal_form) for one in found), "")


@lru_cache(maxsize=4096)
def is_thing(word: str) -> bool:
    """Whether a word names a thing."""
    if not _RUSSIAN.fullmatch(word):  # what is no word of a language the library may fail on
        return word.isalpha()
    return str(_parser().parse(word)[0].tag.POS) == "NOUN"


@lru_cache(maxsize=4096)
def is_quality(word: str) -> bool:
    """Whether a word says what a thing is like: «правая», «сухих»."""
    return is_word(word) and str(_parser().parse(word)[0].tag.POS) in (
        "ADJF",
        "ADJS",
        "PRTF",
        "PRTS",
    )


@lru_cache(maxsize=4096)
def is_counted(word: str) -> bool:
    """Whether a word may stand after five or more: «14 выездов», but not «с 14 выезд до 12»."""
    return any(one.tag.case == "gent" for one in _parser().parse(word)) or not is_word(word)


def _is_name(reading: Any) -> bool:
    """Whether a reading is a noun as a dictionary has it: «проём» is more than «проесть»."""
    tag = reading.tag
    return bool(tag.POS == "NOUN" and tag.case == "nomn" and tag.number == "sing")


def _is_ours(tag: Any, others: str) -> bool:
    if tag.person == "1per":
        return True
    return tag.person == "3per" and bool(others) and (tag.number == "plur" or others == "staff")


@lru_cache(maxsize=4096)
def is_word(word: str) -> bool:
    """Whether a dictionary of Russian has a word."""
    return bool(_parser().word_is_known(word))


@lru_cache(maxsize=4096)
def is_order(word: str) -> bool:
    """Whether a word tells somebody to do something: «пришлите», «покажи»."""
    return is_word(word) and str(_parser().parse(word)[0].tag.mood) == "impr"


@lru_cache(maxsize=4096)
def is_deed(word: str) -> bool:
    """Whether a word says what something does: «снимается», «греет»."""
    return str(_parser().parse(word)[0].tag.person) == "3per"


@lru_cache(maxsize=4096)
def as_named(word: str) -> str:
    """«Марку» as «марка»; a word that is named so, or is no object, as it is."""
    readings = _parser().parse(word)
    found = next((one for one in readings if one.tag.case == "accs"), None)
    if found is None or readings[0].tag.case in ("nomn", "gent") or not is_word(word):
        return word
    named = found.inflect({"nomn"})
    return str(named.word) if named else word
