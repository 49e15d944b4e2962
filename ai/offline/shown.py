"""What of the seller's facts may be told for a question: its contacts only where they are asked
for, and none of it in another language. Pure.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from ai.leads import leaves_contact
from ai.model import DraftRequest, KnownFact
from ai.offline.language import is_english
from ai.offline.told import read_fact
from ai.reading.meanings import plain
from ai.reading.questions import Ask
from ai.reading.topics import Topic
from ai.rules.contacts import read_stated

_ASKS_CONTACT = re.compile(
    r"контакт|позвонить|созвон|набрать|ват ?сап|вотсап|ват?цап|whats ?app|телеграм|вайбер"
    r"|(?:ваш|скин\w*|дай\w*|напишите|можно|у вас|как\w+|есть) (?:\w+ )?(?:номер|тел(?:ефон)?)\b"
    r"|phone number|your number|can i call"
)
_PART = re.compile(r"(?<=[.!?;,])\s+|\n+|\s[—–-]\s")
_RUSSIAN = re.compile(r"[а-яё]", re.IGNORECASE)


def told_for(ask: Ask, request: DraftRequest) -> tuple[KnownFact, ...]:
    """The facts, each as it may be told to this question; who leaves his number asks for none."""
    left = leaves_contact("\n".join(request.burst))
    asks = _ASKS_CONTACT.search(plain(ask.text)) is not None and not left
    shown = _with_contacts(request.facts) if asks else _without_contacts(request.facts)
    return tuple(fact for fact in shown if fits(fact.text, request))


def fits(said: str, request: DraftRequest) -> bool:
    """Whether words of the seller's may stand in the answer: Russian ones in no English one."""
    return not (is_english(request) and _RUSSIAN.search(said))


def _with_contacts(facts: Sequence[KnownFact]) -> Iterator[KnownFact]:
    """Those with a contact that are about nothing else, and those without any."""
    for fact in facts:
        rest = without_contacts(fact.text)
        if rest == fact.text or not read_fact(rest).topics - {Topic.CONTACT, Topic.TIME}:
            yield fact


def _without_contacts(facts: Sequence[KnownFact]) -> Iterator[KnownFact]:
    for fact in facts:
        if rest := without_contacts(fact.text):
            yield replace(fact, text=rest)


@lru_cache(maxsize=1024)
def without_contacts(text: str) -> str:
    """«Доставка 700 ₽, звоните +7 916 …» as «Доставка 700 ₽»; a text with no contact as it is."""
    if not read_stated((text,)):
        return text
    kept, end = "", 0
    for match in [*_PART.finditer(text), None]:
        piece = text[end : match.start() if match else len(text)]
        if not read_stated((piece,)):
            kept += piece + (match[0] if match else "")
        end = match.end() if match else end
    return kept.rstrip(" ,;—–-")
