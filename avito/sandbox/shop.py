"""What a pretend Avito profile owns: listings, chats, messages, keys."""

import base64
import hashlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import JsonValue

from avito.auth import Clock

TOKEN_LIFETIME_SECONDS = 86400
DELETE_WITHIN = timedelta(hours=1)
# Real ids have outgrown 32 bits, whatever the documents say.
FIRST_LISTING_ID = 4_090_000_001
FIRST_BUYER_ID = 5_200_000_001
FLOW_AUTHOR_ID = 0


@dataclass
class ShopListing:
    """An advertisement; `price_rub` None is «Цена не указана»."""

    id: int
    title: str
    price_rub: int | None
    status: str = "active"
    address: str = ""
    owner_id: int = 0

    @property
    def url(self) -> str:
        """The page's address."""
        return f"https://www.avito.ru/{self.id}"


@dataclass
class ShopMessage:
    """An entry of a chat; `read_at` is when the other side read it."""

    id: str
    chat_id: str
    author_id: int
    created: datetime
    direction: str
    type: str
    content: dict[str, JsonValue]
    is_read: bool = False
    read_at: datetime | None = None

    @property
    def text(self) -> str:
        """The content's text, empty where there is none."""
        text = self.content.get("text")
        return text if isinstance(text, str) else ""


@dataclass
class ShopChat:
    """A conversation; `messages` are oldest first."""

    id: str
    created: datetime
    listing: ShopListing | None
    buyer_id: int
    buyer: str
    messages: list[ShopMessage] = field(default_factory=list)

    @property
    def updated(self) -> datetime:
        """Time of the newest message."""
        return self.messages[-1].created if self.messages else self.created

    @property
    def type(self) -> str:
        """u2i, u2u or a2u."""
        return self.id.partition("-")[0]

    @property
    def has_unread(self) -> bool:
        """Whether a buyer's message was not marked read."""
        return any(not one.is_read for one in self.messages if one.direction == "in")


class Shop:
    """One profile. `sent`, `deleted` and `read` (chat ids) are what came by the API, in order."""

    def __init__(
        self,
        *,
        clock: Clock,
        user_id: int,
        name: str,
        keys: tuple[str, str],
        changed: Callable[[], None],
    ) -> None:
        self.user_id = user_id
        self.name = name
        self.client_id, self.client_secret = keys
        self.keys_revoked = False
        self.employee_key = False
        self.limit_per_minute: int | None = None
        self.listings: dict[int, ShopListing] = {}
        self.chats: dict[str, ShopChat] = {}
        self.tokens: dict[str, datetime] = {}
        self.sent: list[ShopMessage] = []
        self.deleted: list[ShopMessage] = []
        self.read: list[str] = []
        self.garbled: set[str] = set()  # chats whose entries of the list nobody can read
        self.pages: dict[str, bytes] = {}
        self._tariff = True
        self._clock = clock
        self._changed = changed
        self._numbers = itertools.count(1)

    @property
    def tariff(self) -> bool:
        """Whether the plan has the Messenger API; without it: 402 and a placeholder."""
        return self._tariff

    @tariff.setter
    def tariff(self, value: bool) -> None:
        self._tariff = value
        self.touch()

    def touch(self) -> None:
        """Forget prepared answers and tell who watches: something has changed."""
        self.pages.clear()
        self._changed()

    def revoke_keys(self) -> None:
        """Make the keys and every token worthless."""
        self.keys_revoked = True
        self.tokens.clear()

    def expire_tokens(self) -> None:
        """End every token now; the keys stay good."""
        self.tokens = dict.fromkeys(self.tokens, self._clock())

    def new_token(self) -> str:
        """Issue an access token; earlier ones stay good."""
        token = f"{self.user_id}.{self._code('token', 24)}"
        self.tokens[token] = self._clock() + timedelta(seconds=TOKEN_LIFETIME_SECONDS)
        return token

    def add_listing(
        self, *, title: str, price_rub: int | None, status: str = "active", address: str = ""
    ) -> ShopListing:
        """Put an advertisement up."""
        number = FIRST_LISTING_ID + self.user_id % 10**6 * 1000 + len(self.listings)
        listing = ShopListing(number, title, price_rub, status, address, self.user_id)
        self.listings[listing.id] = listing
        self.touch()
        return listing

    def open_chat(
        self,
        *,
        listing_id: int | None,
        buyer: str = "Анна",
        chat_type: str = "u2i",
        seller_is_buyer: bool = False,
    ) -> ShopChat:
        """Start a chat without messages.

        `listing_id` None gives a chat without context; with `seller_is_buyer`
        the listing belongs to the other side.
        """
        number = next(self._numbers)
        buyer_id = FIRST_BUYER_ID + self.user_id % 10**6 * 1000 + number
        listing = self.listings[listing_id] if listing_id is not None else None
        if seller_is_buyer:
            listing = ShopListing(buyer_id, "Чужой товар", 1000, owner_id=buyer_id)
        code = self._code("chat", 16)
        chat = ShopChat(
            f"{chat_type}-{code[:11]}~{code[11:22]}", self._clock(), listing, buyer_id, buyer
        )
        self.chats[chat.id] = chat
        self.touch()
        return chat

    def buyer_writes(self, chat_id: str, text: str, *, at: datetime | None = None) -> ShopMessage:
        """Add a buyer's text; he has read everything before it."""
        chat = self.chats[chat_id]
        moment = at or self._clock()
        for message in chat.messages:
            if message.direction == "out" and message.read_at is None:
                message.read_at = moment
        return self.add_message(
            chat_id, type="text", content={"text": text}, author_id=chat.buyer_id, at=moment
        )

    def seller_writes(self, chat_id: str, text: str, *, at: datetime | None = None) -> ShopMessage:
        """Add a text the seller wrote by hand in Avito; that marks the chat read."""
        self._mark_read(self.chats[chat_id])
        return self.add_message(
            chat_id, type="text", content={"text": text}, direction="out", at=at
        )

    def system_writes(
        self, chat_id: str, text: str, *, flow_id: str | None = None, at: datetime | None = None
    ) -> ShopMessage:
        """Add a system message, or an auto-answer of an Avito chat-bot when `flow_id` is given."""
        content: dict[str, JsonValue] = {"text": text}
        if flow_id is not None:
            content["flow_id"] = flow_id
        return self.add_message(
            chat_id, type="system", content=content, author_id=FLOW_AUTHOR_ID, at=at
        )

    def add_message(  # noqa: PLR0913 - a message has this many sides, all by name
        self,
        chat_id: str,
        *,
        type: str,  # noqa: A002 - Avito's word
        content: dict[str, JsonValue],
        direction: str = "in",
        author_id: int | None = None,
        at: datetime | None = None,
    ) -> ShopMessage:
        """Add an entry of any type, known or not; `author_id` None is the shop itself."""
        chat = self.chats[chat_id]
        moment = (at or self._clock()).replace(microsecond=0)
        author = self.user_id if author_id is None else author_id
        message = ShopMessage(
            self._code("message", 16, text=True), chat_id, author, moment, direction, type, content
        )
        chat.messages.append(message)
        chat.messages.sort(key=lambda one: one.created)
        self.touch()
        return message

    def accept(self, chat: ShopChat, text: str) -> ShopMessage:
        """Take a text that came by the API."""
        message = self.add_message(chat.id, type="text", content={"text": text}, direction="out")
        self.sent.append(message)
        return message

    def delete(self, message: ShopMessage) -> None:
        """Leave only a `deleted` entry."""
        message.type = "deleted"
        message.content = {}
        self.deleted.append(message)
        self.touch()

    def mark_read(self, chat: ShopChat) -> None:
        """Mark a chat read by the API."""
        self._mark_read(chat)
        self.read.append(chat.id)
        self.touch()

    def may_delete(self, message: ShopMessage) -> bool:
        """Whether a message is the shop's own and younger than an hour."""
        return message.direction == "out" and self._clock() - message.created <= DELETE_WITHIN

    def _mark_read(self, chat: ShopChat) -> None:
        for message in chat.messages:
            if message.direction == "in":
                message.is_read = True

    def _code(self, kind: str, size: int, *, text: bool = False) -> str:
        seed = f"{kind} {self.user_id} {next(self._numbers)}".encode()
        digest = hashlib.blake2b(seed, digest_size=size)
        if text:
            return digest.hexdigest()
        return base64.urlsafe_b64encode(digest.digest()).decode().rstrip("=")
