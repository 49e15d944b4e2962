"""What the seller has already said in a chat to the same question. Pure."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from ai.model import Line
from ai.reading.questions import Ask, Reading, read
from ai.reading.topics import SAID, Topic, topics_in

LINES_BACK = 40
LONGEST_SAID = 300

_PUTS_OFF = re.compile(
    r"уточн|узна[юе]|провер|спрош|напишу|отвечу|перезвон|позже|подума|\?\s*$", re.IGNORECASE
)
_HELLO = re.compile(
    r"^(?:здравствуйте|добр\w+ (?:день|вечер|утро)|привет\w*|hello|hi)[!,. ]*", re.IGNORECASE
)


def topics_before(history: Sequence[Line]) -> frozenset[Topic]:
    """What the buyer's last message was about."""
    asked = [line.text for line in history[-LINES_BACK:] if line.author == "buyer"]
    return topics_in(asked[-1][:LONGEST_SAID]) if asked else frozenset()


def already_said(ask: Ask, history: Sequence[Line]) -> str:
    """The seller's own last answer to this very question; empty where he gave none."""
    for question, told in reversed(list(_pairs(history[-LINES_BACK:]))):
        if (
            max(len(told), len(question)) <= LONGEST_SAID
            and not _PUTS_OFF.search(told)
            and _is_same(ask, question)
        ):
            return _HELLO.sub("", told).strip()
    return ""


def readings_of(history: Sequence[Line]) -> list[Reading]:
    """What each of the buyer's earlier lines was about."""
    said = (line.text for line in history[-LINES_BACK:] if line.author == "buyer")
    return [_read(text[:LONGEST_SAID]) for text in said]


@lru_cache(maxsize=256)
def _read(line: str) -> Reading:
    return read((line,))


def _pairs(history: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """A buyer's line and the line of the seller's that came right after it."""
    for line, following in pairwise(history):
        if line.author == "buyer" and following.author == "seller":
            yield line.text, following.text


def _is_same(ask: Ask, question: str) -> bool:
    """The line asked this and nothing else."""
    asked = _read(question).asks
    if len({one.topic for one in asked}) != 1 or (ask.topic in SAID and not ask.meanings):
        return False
    one = asked[0]
    return (one.topic, one.place, one.wants) == (ask.topic, ask.place, ask.wants) and (
        one.meanings == ask.meanings
    )
