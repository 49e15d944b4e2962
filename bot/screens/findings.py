"""What the guards found, in words: on a card, in /why, and about a text of the seller's own."""

import re
from collections.abc import Iterable, Sequence

from aiogram.types import InlineKeyboardButton

from bot.callbacks import OwnButton, OwnVerb
from bot.screens.screen import button, cut
from bot.texts import QUOTES, Texts
from scheduler.policy import FINDINGS

HIDDEN_BY_AVITO = frozenset(
    {"phone", "link", "email", "nick", "messenger", "contact", "contact_of_fact", "payment"}
)
PIECES = (
    *("payment", "phone", "email", "link", "nick", "messenger", "contact", "contact_of_fact"),
    *("address", "amount", "promise", "time", "figure", "claim"),
    *("human_claim", "machine", "rude", "avoid"),
)
"""Rules that name a piece of the text, the most serious first."""

LONGEST_PIECE = 60
BETWEEN = "\x1f"
"""Parts pieces until they stand in their sentence; no text of a message has it."""

ENGLISH = frozenset(
    {"the", "is", "it", "yes", "no", "hello", "hi", "you", "i", "we", "for", "of", "to", "and"}
    | {"are", "will", "can", "your", "this", "that", "available", "still", "thanks", "sorry"}
)

STATED_NOWHERE = frozenset({"amount"})
"""Why a finding in the seller's own text matters; his own forbidden words he knows himself."""


def listed(stored: Iterable[str], t: Texts) -> str:
    """All of them, as a draft keeps them; rule by rule, each piece of the text once."""
    by_rule: dict[str, dict[str, None]] = {}
    for rule, _, found in (one.partition(":") for one in each_once(stored)):
        by_rule.setdefault(rule if rule in FINDINGS else "other", {})[found] = None
    return "; ".join(_broken(rule, [*pieces], t) for rule, pieces in by_rule.items())


def _broken(rule: str, pieces: Sequence[str], t: Texts) -> str:
    """«сумма «500», «900» не из знаний»."""
    if rule == "unsure":
        return t.plain("finding.unsure", found=_share(pieces[0], t))
    if rule == "language" and all(map(_is_english, pieces)):
        return t.plain("finding.language.en")
    opens, closes = QUOTES[t.language]
    found = BETWEEN.join(cut(piece, LONGEST_PIECE) for piece in pieces)
    return t.plain(f"finding.{rule}", found=found).replace(BETWEEN, f"{closes}, {opens}")


def _is_english(words: str) -> bool:
    """Whether an answer's words are English, and not only in its letters."""
    return words.isascii() and bool(ENGLISH & {*words.casefold().split()})


def _share(stored: str, t: Texts) -> str:
    """«45%» as this language writes it."""
    return t.plain("percent", number=stored.removesuffix("%"))


def each_once(stored: Iterable[str]) -> list[str]:
    """Without what a more serious rule has found too: a card's number is no sum and no phone."""
    every = [*stored]
    return [one for one in every if not any(_covers(other, one) for other in every)]


def _covers(serious: str, other: str) -> bool:
    (rule, _, found), (less, _, part) = serious.partition(":"), other.partition(":")
    if rule not in PIECES or less not in PIECES or PIECES.index(rule) >= PIECES.index(less):
        return False
    part, found = part.casefold(), found.casefold()
    if not part or part not in found:
        return False
    return re.search(rf"(?<!\w){re.escape(part)}(?!\w)", found) is not None


def warning(stored: Sequence[str], t: Texts) -> str:
    """What the seller should think over in a text of his own, and why."""
    rules = {one.partition(":")[0] for one in each_once(stored)}
    why = [t("own.why.hidden")] if rules & HIDDEN_BY_AVITO else []
    why += [t("own.why.unknown")] if rules & STATED_NOWHERE else []
    return "\n".join([t("own.warning", found=listed(stored, t)), *why])


def own_keys(draft_id: int, typed_in: int, t: Texts) -> list[InlineKeyboardButton]:
    """What may become of a text of his own that he was warned of."""
    send = OwnButton(verb=OwnVerb.SEND, draft_id=draft_id, typed_in=typed_in)
    drop = OwnButton(verb=OwnVerb.DROP, draft_id=draft_id, typed_in=typed_in)
    return [button(t.plain("own.send"), send), button(t.plain("button.cancel"), drop)]
