"""The words a model is asked with: rules first and always the same, then the case. Pure but for
reading the files of `ai/prompts` once.
"""

import json
from functools import cache
from pathlib import Path

from ai.model import DraftRequest, Line, Manner
from ai.phones import mask_phones

HISTORY_LINES = 40
BURST_LINES = 20
LONGEST_LINE = 1500
"""Characters of one message that a model sees; Avito's own limit for a sent one is 1000."""

_FOLDER = Path(__file__).parent / "prompts"
# A line that ends or opens something can only be made by us: in JSON a text stays on one line,
# and these letters, which a model may take for a fence or a tag, become escapes.
_ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>`\u2028\u2029\u0085"}


def system() -> str:
    """The rules: equal for every request, so that a provider can keep them cached."""
    return _read("system")


def ask(request: DraftRequest) -> str:
    """The case: listing, chat, tone and burst as JSON of one line each; telephones masked."""
    asked = _read("burst").format(
        listing=_fence(_listing(request)),
        history=_fence([_line(line) for line in request.history[-HISTORY_LINES:]]),
        style=_fence({"language": request.language}),
        burst=_fence([_text(text) for text in request.burst[-BURST_LINES:]]),
    )
    if request.manner is None:
        return asked
    return asked + _read("again").format(
        previous=_fence(_text(request.previous)), manner=_manner(request.manner, request.wish)
    )


def _listing(request: DraftRequest) -> dict[str, str | int | None] | None:
    listing = request.listing
    if listing is None:
        return None
    return {
        "title": listing.title,
        "price_rub": listing.price_rub,
        "status": listing.status,
        "address": listing.address,
    }


def _manner(manner: Manner, wish: str) -> str:
    words = _read(manner.value)
    return words.format(wish=_fence(wish[:LONGEST_LINE])) if manner is Manner.OWN else words


def _line(line: Line) -> dict[str, str]:
    return {"author": line.author, "text": _text(line.text)}


def _text(text: str) -> str:
    return mask_phones(text[:LONGEST_LINE])


def _fence(value: object) -> str:
    # A lone half of a surrogate pair cannot travel as UTF-8.
    text = json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    return text.encode("utf-8", "replace").decode()


@cache
def _read(name: str) -> str:
    return (_FOLDER / f"{name}.md").read_text(encoding="utf-8")
