"""The rules that say whether an answer leaves by itself, and a buyer's phone."""

import re

from ai import guards
from ai.guards import Finding, Grounds, Leave
from ai.model import Answer, DraftRequest


def judge(answer: Answer, request: DraftRequest) -> tuple[Finding, ...]:
    grounds = Grounds(
        request.listing,
        facts=tuple(fact.text for fact in request.facts if fact.id in answer.used),
        burst=request.burst,
    )
    return guards.check(answer.reply, grounds) + guards.check_answer(answer, Leave())


def find_phone(text: str) -> str | None:
    found = re.search(r"(?<!\d)(?:\+?\d[ ()-]{0,2}){10,11}(?!\d)", text)
    return re.sub(r"\D", "", found[0]) if found else None
