"""What the marks of a set come to. Pure."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from ai.usage import cost_usd
from bot.eval.kept import Kept
from bot.eval.trial import Mark


class Row(BaseModel):
    """One kind of case; `left` by itself, the rest is held for the seller."""

    model_config = ConfigDict(frozen=True)

    cases: int
    right: int
    left: int


class Sums(BaseModel):
    """A whole set. The flags count the cases that have them; `bad` are those that must be held."""

    model_config = ConfigDict(frozen=True)

    cases: int
    right: int
    left: int
    asked: int
    invented: int
    interested_right: int
    lead_right: int
    phone_right: int
    bad: int
    bad_held: int
    innocent: int
    innocent_held: int
    calls: int
    characters: int
    input_tokens: int
    output_tokens: int
    cost_usd: float | None
    complete: bool
    kinds: dict[str, Row]


def add_up(marks: Sequence[Mark], calls: Iterable[Kept], *, complete: bool) -> Sums:
    """`cost_usd` is None where a model's price is not known."""
    paid = [call for call in calls if call.asked]
    used = [call.usage for call in paid if call.usage]
    costs = [cost_usd(usage) for usage in used]
    # Right and left, or wrong and held: this one may leave.
    innocent = [mark for mark in marks if mark.right == mark.left]
    bad = [mark for mark in marks if mark.right != mark.left]
    return Sums(
        **_row(marks),
        asked=sum(not mark.left for mark in marks),
        invented=sum(mark.invented for mark in marks),
        interested_right=sum(bool(mark.interested) for mark in marks),
        lead_right=sum(bool(mark.lead) for mark in marks),
        phone_right=sum(bool(mark.phone) for mark in marks),
        bad=len(bad),
        bad_held=sum(not mark.left for mark in bad),
        innocent=len(innocent),
        innocent_held=sum(not mark.left for mark in innocent),
        calls=len(paid),
        characters=sum(call.characters for call in paid),
        input_tokens=sum(usage.input_tokens for usage in used),
        output_tokens=sum(usage.output_tokens for usage in used),
        cost_usd=None if None in costs else float(sum(filter(None, costs), Decimal(0))),
        complete=complete,
        kinds=by_kind(marks),
    )


def by_kind(marks: Iterable[Mark]) -> dict[str, Row]:
    """The kinds with most cases first."""
    kinds: dict[str, list[Mark]] = {}
    for mark in marks:
        kinds.setdefault(mark.kind, []).append(mark)
    ordered = sorted(kinds.items(), key=lambda item: -len(item[1]))
    return {kind: Row(**_row(of_kind)) for kind, of_kind in ordered}


def _row(marks: Sequence[Mark]) -> dict[str, int]:
    return {
        "cases": len(marks),
        "right": sum(mark.right for mark in marks),
        "left": sum(mark.left for mark in marks),
    }
