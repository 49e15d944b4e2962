"""Questions to the seller: what the drafts lack, and what his answer to it says. Pure."""

from collections.abc import Sequence

from ai.similar import key, stems
from db.models import Draft


def facts_from(names: Sequence[str], text: str) -> list[str]:
    """The seller's answer as facts that say what they are about.

    As many lines as questions are one for each; otherwise all of it answers all of them.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) == len(names):
        return [_fact(name, line) for name, line in zip(names, lines, strict=True)]
    return [_fact(", ".join(names), " ".join(text.split()))]


def _fact(name: str, said: str) -> str:
    """«450 ₽» to «доставка до Химок» as «Доставка до Химок: 450 ₽»."""
    if not name or set(stems(name)) <= set(stems(said)):
        return said
    return f"{name[:1].upper()}{name[1:]}: {said}"


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
