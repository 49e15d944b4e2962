"""Questions to the seller: what the drafts lack, and what his answer to it says. Pure."""

import re
from collections.abc import Sequence

from ai.fold import fold
from ai.rules.amounts import find_amounts
from ai.similar import key, stems
from db.models import Draft

_YES = re.compile(
    r"(?:да|ага|угу|можно|конечно|хорошо|согласен|согласна|ок|yes|yeah|ok|okay|sure)\W*",
    re.IGNORECASE,
)


def facts_from(names: Sequence[str], text: str) -> list[str]:
    """The seller's answer as facts that say what they are about.

    As many lines as questions are one for each; otherwise all of it answers all of them.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) == len(names):
        return [_fact(name, line) for name, line in zip(names, lines, strict=True)]
    return [_fact(_without_sums(", ".join(names)), " ".join(text.split()))]


def _fact(name: str, said: str) -> str:
    """«450 ₽» to «доставка до Химок» as «Доставка до Химок: 450 ₽»."""
    if not name or set(stems(name)) <= set(stems(said)):
        return said
    asked = name if _YES.fullmatch(said) else _without_sums(name)
    return f"{asked[:1].upper()}{asked[1:]}: {said}"


def _without_sums(name: str) -> str:
    """«отдадите ли за …»: a sum that the buyer named is none of the seller's, unless he says yes.

    What stands in a fact may be promised to the next buyer.
    """
    folded = fold(name)
    for start, end in sorted(find_amounts(folded), reverse=True):
        first, last = folded.starts[start], folded.starts[end - 1] + 1
        name = f"{folded.original[:first]}…{name[last:]}"
    return name


def asked_elsewhere(missing: Sequence[str], open_drafts: Sequence[Draft]) -> int | None:
    """The chat whose card asks the seller all of this already, or None: then this one asks."""
    wanted = {key(name) for name in missing}
    for draft in open_drafts:
        if draft.asked_in is None and wanted <= {key(name) for name in draft.missing}:
            return draft.chat_id
    return None


def overlaps(missing: Sequence[str], asked: Sequence[str]) -> bool:
    """Whether a draft lacks any of what was asked, in whatever words."""
    return bool({key(name) for name in missing} & {key(name) for name in asked})
