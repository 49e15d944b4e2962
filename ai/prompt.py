"""The words a model is asked with: rules first and always the same, then what an account has in
common, then the case. Bounded as a whole. Pure but for reading the files of `ai/prompts` once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from ai import recall
from ai.fence import fence
from ai.model import DraftRequest, KnownFact, Line, Manner, Tone
from ai.phones import mask_in_talk

MOST_CHARACTERS = 6000
"""Rules and case together, however much there is to tell."""

LONGEST_BURST = 1200
LONGEST_HISTORY = 1000
LONGEST_LINE = 500
LONGEST_READ = 4000
LONGEST_PREVIOUS = 600
LONGEST_WISH = 300
LONGEST_TITLE = 200
LONGEST_AVOIDED = 300

_FOLDER = Path(__file__).parent / "prompts"


@dataclass(frozen=True, slots=True)
class Asked:
    """A case in words, and the facts that did not fit in."""

    text: str
    left_out: tuple[KnownFact, ...] = ()

    @property
    def characters(self) -> int:
        """All that the model reads of ours, rules included."""
        return len(system()) + len(self.text)


def system() -> str:
    """The rules: equal for every request, so that a provider can keep them cached."""
    return _read("system")


def ask(request: DraftRequest) -> Asked:
    """The case as JSON of one line each; telephones masked.

    What is long loses its end, a long chat its beginning; of too many facts those that have least
    to do with the question are left out.
    """
    request = _masked(request)
    fixed = {
        "tone": fence(_tone(request.tone, request.language)),
        "listing": fence(_listing(request)),
        "burst": fence(_burst(request.burst)),
    }
    again, frame = _again(request), _read("burst")
    room = MOST_CHARACTERS - sum(map(len, (system(), frame, again, *fixed.values())))
    history = fence(list(_newest(request.history, min(LONGEST_HISTORY, room // 3))))
    recalled = recall.choose(
        request.facts, about=_about(request), most_characters=room - len(history)
    )
    text = frame.format(**fixed, **_facts(recalled.chosen), history=history)
    return Asked(text + again, recalled.left_out)


def _masked(request: DraftRequest) -> DraftRequest:
    """The chat and the burst with telephones masked, however they are parted in messages."""
    burst = [line for line in request.burst if line.strip()][-LONGEST_BURST // 50 :]
    talk = [*request.history, *(Line("buyer", line) for line in burst)]
    told = mask_in_talk([replace(line, text=line.text[:LONGEST_READ]) for line in talk])
    masked = [replace(line, text=text) for line, text in zip(talk, told, strict=True)]
    said = len(request.history)
    burst = [line.text for line in masked[said:]]
    return replace(request, history=tuple(masked[:said]), burst=tuple(burst))


def _again(request: DraftRequest) -> str:
    """The last draft and how the next is to differ; empty for a first one."""
    if request.manner is None:
        return ""
    previous = fence(_cut(request.previous, LONGEST_PREVIOUS))
    return _read("again").format(previous=previous, manner=_manner(request.manner, request.wish))


def _about(request: DraftRequest) -> str:
    """What the facts are chosen for: the burst, with what was said just before."""
    said = [line.text for line in request.history[-2:]]
    return " ".join([*said, *request.burst, request.wish])[-LONGEST_BURST:]


def _facts(facts: Sequence[KnownFact]) -> dict[str, str]:
    """Those of the account, equal for all its chats, and those of the listing."""
    of_all = {str(fact.id): fact.text for fact in facts if not fact.of_listing}
    own = {str(fact.id): fact.text for fact in facts if fact.of_listing}
    return {"facts": fence(of_all), "own_facts": fence(own)}


def _listing(request: DraftRequest) -> dict[str, str | int | None] | None:
    listing = request.listing
    if listing is None:
        return None
    return {
        "title": _cut(listing.title, LONGEST_TITLE),
        "price_rub": listing.price_rub,
        "status": listing.status,
        "address": _cut(listing.address, LONGEST_TITLE),
    }


def _tone(tone: Tone, language: str) -> dict[str, str]:
    """In a few words; the signature is put under the answer by us."""
    manners = {"": "обычный", "short": "очень коротко", "warm": "теплее обычного"}
    greets = {"first": "только в первом ответе", "always": "в каждом ответе", "never": "нет"}
    told = {
        "приветствие": greets[tone.greets],
        "обращение": "на «вы»" if tone.formal else "на «ты»",
        "манера": manners[tone.manner],
    }
    if tone.avoid:
        told["не употребляй"] = _cut(", ".join(tone.avoid), LONGEST_AVOIDED)
    if language != "ru":
        told["язык, если свой у покупателя неясен"] = language
    return told


def _manner(manner: Manner, wish: str) -> str:
    words = _read(manner.value)
    return words.format(wish=fence(_cut(wish, LONGEST_WISH))) if manner is Manner.OWN else words


def _newest(history: Sequence[Line], room: int) -> Iterator[dict[str, str]]:
    """The end of a chat that fits, from old to new."""
    kept: list[dict[str, str]] = []
    for line in reversed(history):
        if not line.text.strip():
            continue
        told = {str(line.author): _cut(line.text, LONGEST_LINE)}
        room -= len(fence(told)) + 2
        if room < 0:
            break
        kept.append(told)
    yield from reversed(kept)


def _burst(burst: Sequence[str]) -> list[str]:
    """Every line, the long ones cut to what they may have together."""
    told = [line for line in burst if line.strip()]
    fair = LONGEST_BURST // max(1, len(told))
    return [_cut(line, fair) for line in told]


def _cut(text: str, room: int) -> str:
    """As much of a text as takes so many characters once it is fenced."""
    while len(fenced := fence(text)) > room + 2:
        text = text[: min(len(text) - 1, len(text) * room // len(fenced))]
    return text


@cache
def _read(name: str) -> str:
    return (_FOLDER / f"{name}.md").read_text(encoding="utf-8")
