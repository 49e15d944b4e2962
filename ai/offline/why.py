"""Whether a buyer is interested or a lead, and why in a few words for the seller. Pure."""

import re
from collections.abc import Sequence

from ai.leads import find_phone
from ai.reading.meanings import plain
from ai.reading.questions import Reading
from ai.reading.topics import Topic

_ABOUT = {
    Topic.BARGAIN: "торге",
    Topic.PRICE: "цене",
    Topic.DELIVERY: "доставке",
    Topic.PICKUP: "самовывозе",
    Topic.PAYMENT: "оплате",
    Topic.BOOKING: "свободном времени",
    Topic.TIME: "времени",
    Topic.VIEWING: "осмотре",
    Topic.ADDRESS: "адресе",
    Topic.RESERVE: "брони",
}
_MEANT = {"viewing": Topic.VIEWING, "term": Topic.TIME, "package": Topic.PRICE}
_VOWELS = frozenset("аиоуэ")
_COMES = re.compile(r"\b(?:при|подъ|за)ед(?:у|ем)\b|выезж|выехал|буду (?:через|у вас|в \d|к \d)")


def is_interested(readings: Sequence[Reading]) -> bool:
    """Whether a buyer asks in earnest: about price, delivery, payment, time, address, viewing.

    The last reading is of what he writes now, the others are of what he wrote before.
    """
    if readings[-1].topics & {Topic.COMPLAINT, Topic.DECLINE}:
        return False
    return any(_earnest(reading) or Topic.AGREES in reading.topics for reading in readings)


def is_lead(reading: Reading, *, left_phone: bool) -> bool:
    """Whether the buyer left a number or agreed to buy, to come or to have it kept for him."""
    if reading.topics & {Topic.COMPLAINT, Topic.DECLINE}:
        return False
    reserves = Topic.RESERVE in reading.topics and reading.asks_to_reserve
    return left_phone or Topic.AGREES in reading.topics or reserves


def why(readings: Sequence[Reading], text: str, *, left_phone: bool) -> str:
    """Two to six words; empty for a buyer who is neither."""
    if is_lead(readings[-1], left_phone=left_phone):
        return " и ".join(_of_lead(readings[-1], text, left_phone=left_phone)[:2])
    if not is_interested(readings):
        return ""
    asked = next(filter(None, map(_earnest, reversed(readings))), [])
    about = " и ".join(_ABOUT[topic] for topic in asked[:2])
    preposition = "об" if about[:1] in _VOWELS else "о"
    return f"спрашивает {preposition} {about}" if about else "собирался купить"


def _of_lead(reading: Reading, text: str, *, left_phone: bool) -> list[str]:
    agreed = "собирается приехать" if _COMES.search(plain(text)) else "готов купить"
    said = {
        "оставил телефон" if find_phone(text) else "оставил контакт": left_phone,
        agreed: Topic.AGREES in reading.topics,
        "просит отложить": Topic.RESERVE in reading.topics and reading.asks_to_reserve,
    }
    return [words for words, holds in said.items() if holds]


def _earnest(reading: Reading) -> list[Topic]:
    asked = {ask.topic for ask in reading.asks} | reading.topics
    meant = frozenset[str]().union(*(ask.meanings for ask in reading.asks))
    asked |= {topic for meaning, topic in _MEANT.items() if meaning in meant}
    return [topic for topic in _ABOUT if topic in asked]
