"""What a draft is made from, what a model gives back, and what that cost."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, field_validator

LONGEST_REPLY = 1000
"""Avito's limit for one text message, counted in UTF-16 units as JavaScript does."""


class Kind(StrEnum):
    """What the buyer wants to know; one per burst, the weightiest one."""

    AVAILABILITY = "availability"
    PRICE = "price"
    BARGAIN = "bargain"
    DELIVERY = "delivery"
    PICKUP = "pickup"
    PAYMENT = "payment"
    CONDITION = "condition"
    EXCHANGE = "exchange"
    RESERVE = "reserve"
    ADDRESS = "address"
    TIME = "time"
    GREETING = "greeting"
    THANKS = "thanks"
    COMPLAINT = "complaint"
    HUMAN = "human"
    OTHER = "other"


class Manner(StrEnum):
    """How the seller wants the next draft to differ from the last one."""

    SHORTER = "shorter"
    POLITER = "politer"
    NO_DISCOUNT = "no_discount"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class ListingFacts:
    """What may be stated of a listing: `price_rub` in whole roubles, `status` in Avito's word."""

    title: str
    price_rub: int | None = None
    status: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a chat, as text."""

    author: Literal["buyer", "seller"]
    text: str


@dataclass(frozen=True, slots=True)
class KnownFact:
    """Something the seller told us that holds here and today; `id` is how an answer names it."""

    id: int
    text: str
    of_listing: bool = False  # told of this listing, not of all


@dataclass(frozen=True, slots=True)
class Tone:
    """How an account speaks. `signature` is put under an answer by us; no model writes it."""

    formal: bool = True  # «вы», else «ты»
    manner: Literal["", "short", "warm"] = ""
    greets: Literal["first", "always", "never"] = "first"
    signature: str = ""
    avoid: tuple[str, ...] = ()  # words that must not stand in an answer


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """What one draft is asked for.

    `history` is the chat before the burst, oldest first; `burst` the buyer's lines that wait for
    an answer. `previous` is the draft that `manner` should change, `wish` the seller's own order
    (with Manner.OWN). `language` is the one to answer in when the buyer's own cannot be told.
    """

    listing: ListingFacts | None
    history: tuple[Line, ...]
    burst: tuple[str, ...]
    facts: tuple[KnownFact, ...] = ()
    manner: Manner | None = None
    wish: str = ""
    previous: str = ""
    tone: Tone = Tone()
    language: str = "ru"

    @property
    def is_first_answer(self) -> bool:
        """Whether the buyer has had no answer from the seller in this chat yet."""
        return not any(line.author == "seller" for line in self.history)

    @property
    def wrote_twice(self) -> bool:
        """Whether the buyer has written at least two messages in this chat."""
        before = sum(line.author == "buyer" for line in self.history)
        return before + len(self.burst) >= 2


LONGEST_MISSING = 80
MOST_MISSING = 8
LONGEST_WHY = 120


class Answer(BaseModel):
    """A model's answer to one burst; its JSON schema is what Gemini is held to.

    `missing` comes before `reply`: a model that has named what it lacks does not invent it.
    """

    model_config = ConfigDict(frozen=True)

    kind: Kind = Field(description="What the buyer wants most.")
    interested: bool = Field(
        description="In this chat the buyer has asked about price, delivery, time or a viewing."
    )
    lead: bool = Field(
        description="The buyer left a contact or agreed to buy, to reserve or to come."
    )
    why: str = Field(default="", description="Why interested or lead, 2-6 words; else empty.")
    language: str = Field(default="ru", description="The reply's language: two letters.")
    used: list[int] = Field(
        default=[], description="Ids of the facts the reply rests on; none other."
    )
    missing: list[str] = Field(
        description="What was asked and is known from nowhere here: 1-5 words each."
    )
    wants_human: bool = Field(description="The buyer asks for a live person.")
    complaint: bool = Field(description="The buyer complains or is angry.")
    reply: str = Field(description="The text to send to the buyer, at most 600 characters.")
    confidence: float = Field(ge=0, le=1, description="How sure the reply is right, 0 to 1.")

    @field_validator("missing")
    @classmethod
    def _shorten(cls, missing: list[str]) -> list[str]:
        """Long-winded names are cut: no reason to lose the answer."""
        named = [" ".join(name.split())[:LONGEST_MISSING] for name in missing]
        return [name for name in dict.fromkeys(named) if name][:MOST_MISSING]

    @field_validator("why")
    @classmethod
    def _shorten_why(cls, why: str) -> str:
        return " ".join(why.split())[:LONGEST_WHY]


@dataclass(frozen=True, slots=True)
class Usage:
    """What one call used; the cached tokens are in `input_tokens`, the thoughts in the output."""

    model: str
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    took_seconds: float
    characters: int = 0  # of rules and case, as they were sent


@dataclass(frozen=True, slots=True)
class Completion:
    """An answer with its cost; `usage` is None where no paid call was made.

    `left_out` are facts that hold but did not fit into the question.
    """

    answer: Answer
    usage: Usage | None
    left_out: tuple[KnownFact, ...] = ()


class Model(Protocol):
    """Something that answers a burst: Gemini, or the offline answerer."""

    async def complete(self, request: DraftRequest) -> Completion:
        """Answer one burst. Raises a ModelError that says why there is no draft."""
        ...

    async def aclose(self) -> None:
        """Let go of what was opened."""
        ...


def utf16_length(text: str) -> int:
    """Count UTF-16 units: most letters are one, an emoji is two or more."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
