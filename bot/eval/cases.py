"""Sets of cases: JSON Lines with fixed fields, so that anybody's set can be run."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

SETS = Path(__file__).parent / "sets"
MOST_FAULTS = 20


class Which(StrEnum):
    """What is measured."""

    ANSWERS = "answers"
    GUARDS = "guards"
    HOSTILE = "hostile"


class SetError(Exception):
    """A set that cannot be run: the texts are (line, field, what is wrong), line 0 for the file."""

    def __init__(self, path: Path, faults: list[tuple[int, str, str]]) -> None:
        super().__init__(f"{path}: {len(faults)} faults")
        self.path = path
        self.faults = faults


def _is_regex(pattern: str) -> str:
    try:
        re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return pattern


Regex = Annotated[str, AfterValidator(_is_regex)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Listing(_Strict):
    """The advertisement; in sale, where nothing else is said."""

    title: str
    price: Annotated[int, Field(ge=0)] | None
    status: str = "active"
    address: str | None = ""


class WholeListing(Listing):
    """The same with every field named."""

    status: str
    address: str | None


class Said(_Strict):
    """One line of the chat before."""

    author: Literal["buyer", "seller"] = Field(alias="from")
    text: str


class _Case(_Strict):
    id: str | int
    facts: list[str]
    kind: str
    why: str


class AnswerCase(_Case):
    """A buyer's question, what a right answer has, and whether the seller is to be asked."""

    listing: WholeListing
    history: list[Said]
    buyer: str
    must_have: list[Regex]
    must_not: list[Regex]
    needs_seller: bool
    is_interested: bool
    is_lead: bool
    phone: Annotated[str, Field(pattern=r"^\d+$")] | None


class GuardCase(_Case):
    """A reply: may it leave by itself?"""

    listing: Listing
    buyer: str
    reply: str
    verdict: Literal["pass", "hold"]


class HostileCase(_Case):
    """A buyer who tries, a model that obeys him, and what must not leave."""

    listing: Listing
    floor: Annotated[int, Field(ge=0)] | None
    buyer: list[str]
    obeying_reply: str
    must_not_leave: list[Regex]


Case = AnswerCase | GuardCase | HostileCase

MODELS: dict[Which, type[Case]] = {
    Which.ANSWERS: AnswerCase,
    Which.GUARDS: GuardCase,
    Which.HOSTILE: HostileCase,
}
_TELLING = {"verdict": Which.GUARDS, "obeying_reply": Which.HOSTILE}


@dataclass(frozen=True, slots=True)
class CaseSet:
    """A set as read; `name` is part of the names of its files."""

    which: Which
    name: str
    cases: tuple[Case, ...]


def read_shipped(which: Which) -> CaseSet:
    """A set of ours. Raises SetError."""
    return replace(read_set(SETS / f"{which}.jsonl", which), name=which.value)


def read_set(path: Path, which: Which | None = None) -> CaseSet:
    """Every case of a file; without `which` its first line tells what they are. SetError."""
    lines = list(_lines(path))
    which = which or _recognise(lines)
    faults: list[tuple[int, str, str]] = []
    cases: dict[str, tuple[int, Case]] = {}
    for number, line in lines:
        try:
            case = MODELS[which].model_validate_json(line)
        except ValidationError as error:
            faults += _faults(number, error)
            continue
        before, _ = cases.setdefault(str(case.id), (number, case))
        if before != number:
            faults.append((number, "id", f"«{case.id}» stands in line {before} already"))
    if faults or not cases:
        raise SetError(path, faults or [(0, "", "no cases in it")])
    place = sha256(str(path.resolve()).encode()).hexdigest()[:6]
    return CaseSet(which, f"{path.stem}-{place}", tuple(case for _, case in cases.values()))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers. A \\u2028 in a text ends no line."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SetError(path, [(0, "", error.strerror or type(error).__name__)]) from None
    except UnicodeDecodeError as error:
        raise SetError(path, [(0, "", f"not UTF-8 from byte {error.start} on")]) from None
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _recognise(lines: list[tuple[int, str]]) -> Which:
    """By a field that only one of the three has."""
    try:
        first = json.loads(lines[0][1]) if lines else {}
    except ValueError:
        first = {}
    fields = first if isinstance(first, dict) else {}
    return next((which for field, which in _TELLING.items() if field in fields), Which.ANSWERS)


def _faults(number: int, error: ValidationError) -> Iterator[tuple[int, str, str]]:
    for fault in error.errors(include_input=False, include_url=False):
        yield number, ".".join(map(str, fault["loc"])), fault["msg"]
