"""Avito's answers as we use them.

Tolerant on purpose: Avito's documents and recorded answers differ (field
names, absent keys, ids beyond 32 bits), so unknown fields and types pass, and
an entry of a list that cannot be read is counted, not fatal.
"""

import re
from dataclasses import dataclass
from datetime import UTC
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

TARIFF_PLACEHOLDER = "Перейдите на подписку с API мессенджера"
# Text-like content by message type: where its words are, best first.
_WORDS: dict[str, tuple[str, ...]] = {
    "link": ("text", "url"),
    "location": ("title", "text"),
    "item": ("title",),
}
# "3 873 ₽" with any kind of space. "от 500 ₽" or "2 000 ₽ за сутки" is no single price.
_PRICE = re.compile(r"\s*(\d{1,3}(?:\s?\d{3})*|\d+)\s*(?:₽|руб\.?|р\.)\s*")
_FREE = "бесплатно"

RecordT = TypeVar("RecordT", bound="_Record")


class _Record(BaseModel):
    model_config = ConfigDict(
        extra="ignore", frozen=True, coerce_numbers_to_str=True, populate_by_name=True
    )


def price_rub(price_string: object) -> int | None:
    """Read Avito's `price_string` as whole roubles; None where it is not one plain price."""
    if not isinstance(price_string, str):
        return None
    if price_string.strip().lower() == _FREE:
        return 0
    match = _PRICE.fullmatch(price_string)
    return int(re.sub(r"\s", "", match[1])) if match else None


def _whole(value: object) -> object:
    """A price in whole roubles, or None where it is missing or no whole number."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: object) -> object:
    """An id; 0 where Avito gives a hash or nothing in a number's place."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _string(value: object) -> object:
    return value if isinstance(value, str) else ""


Id = Annotated[int, BeforeValidator(_number)]
Moment = Annotated[AwareDatetime, AfterValidator(lambda moment: moment.astimezone(UTC))]
Text = Annotated[str, BeforeValidator(_string)]


class Profile(_Record):
    """The account the keys belong to."""

    id: int
    name: Text = ""


class Message(_Record):
    """One entry of a chat; `text` is None where the content has no words (image, voice, call…)."""

    id: str = Field(min_length=1)
    author_id: Id = 0
    created: Moment
    direction: Literal["in", "out"]
    type: Text = ""
    text: str | None = None
    flow_id: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _flatten(cls, raw: Any) -> Any:
        if not isinstance(raw, dict) or "content" not in raw:
            return raw
        content = raw["content"] if isinstance(raw["content"], dict) else {}
        flow = content.get("flow_id")
        return {
            **raw,
            "text": _words(str(raw.get("type", "")), content),
            "flow_id": flow if isinstance(flow, str) and flow else None,
        }

    @property
    def is_tariff_placeholder(self) -> bool:
        """Whether Avito put its advertisement of the plan in place of the real message."""
        return (self.text or "").startswith(TARIFF_PLACEHOLDER)


def _words(kind: str, content: dict[str, Any]) -> str | None:
    inner = content.get(kind)
    places = [inner.get(key) for key in _WORDS.get(kind, ())] if isinstance(inner, dict) else []
    return next((text for text in [*places, content.get("text")] if isinstance(text, str)), None)


class ChatItem(_Record):
    """The listing a chat is about, as the chat shows it; `user_id` is its owner."""

    id: int
    title: Text = ""
    price_rub: int | None = None
    status_id: int | None = None
    url: Text = ""
    user_id: Id = 0

    @model_validator(mode="before")
    @classmethod
    def _read_price(cls, raw: Any) -> Any:
        if not isinstance(raw, dict) or "price_string" not in raw:
            return raw
        return {**raw, "price_rub": price_rub(raw["price_string"])}


class ChatUser(_Record):
    """One side of a chat. Avito may hash `id` (then 0): tell chats apart by their own id."""

    id: Id = 0
    name: Text = ""


class Chat(_Record):
    """A conversation; `item` is None where there is no listing (or none that can be read)."""

    id: str = Field(min_length=1)
    updated: Moment
    item: ChatItem | None = None
    users: list[ChatUser] = []
    last_message: Message | None = None

    @model_validator(mode="before")
    @classmethod
    def _unwrap(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        context = raw.get("context")
        value = context.get("value") if isinstance(context, dict) else None
        users = raw.get("users")
        return {
            "id": raw.get("id"),
            "updated": raw.get("updated", raw.get("created")),
            "item": find(ChatItem, value) or raw.get("item"),
            "users": [user for user in users if user] if isinstance(users, list) else [],
            "last_message": find(Message, raw.get("last_message")),
        }

    @property
    def chat_type(self) -> str:
        """`u2i` about a listing, `u2u` between people, `a2u` from Avito; read from the id."""
        return self.id.partition("-")[0]

    def buyer(self, own_user_id: int) -> ChatUser | None:
        """The other side, or None when Avito names nobody else."""
        return next((user for user in self.users if user.id != own_user_id), None)


class Listing(_Record):
    """An advertisement as the list of listings gives it: there is no description in Avito's API."""

    id: int
    title: Text = ""
    price_rub: Annotated[int | None, BeforeValidator(_whole)] = Field(
        default=None, validation_alias="price"
    )
    status: Text = ""
    url: Text = ""
    address: Text = ""


@dataclass(frozen=True, slots=True)
class ChatsPage:
    """Chats, newest first; `digest` names this very answer for the next poll.

    `unreadable` counts entries that had no id or time and were left out.
    """

    chats: list[Chat]
    digest: bytes
    unreadable: int = 0

    @property
    def entries(self) -> int:
        """How many Avito sent, readable or not: fewer than were asked for end the list."""
        return len(self.chats) + self.unreadable


@dataclass(frozen=True, slots=True)
class MessagesPage:
    """Messages, newest first (in Avito's order inside a second); `has_more`: older ones follow."""

    messages: list[Message]
    has_more: bool
    unreadable: int = 0


def find(record: type[RecordT], raw: object) -> RecordT | None:
    """Read a record, or return None where it is absent or unreadable."""
    if isinstance(raw, record):
        return raw
    try:
        return record.model_validate(raw) if raw else None
    except ValidationError:
        return None


def newest_first(messages: list[Message]) -> list[Message]:
    """Sort by time, keeping Avito's order inside a second whichever way round it sent the list."""
    ascending = len(messages) > 1 and messages[0].created < messages[-1].created
    return sorted(
        reversed(messages) if ascending else messages, key=lambda m: m.created, reverse=True
    )
