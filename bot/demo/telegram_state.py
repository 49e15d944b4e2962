"""What the pretend Telegram remembers: chats, messages, files, taps that wait for an answer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any, Literal, TypeVar

from bot.demo.telegram_checks import Refused, bad_request
from bot.demo.telegram_updates import Updates

Json = dict[str, Any]
Clock = Callable[[], datetime]
FoundT = TypeVar("FoundT")

BOT_ID = 7_700_000_001
# How long clients show «печатает…»: https://core.telegram.org/bots/api#sendchataction
ACTION_SECONDS = 5


@dataclass(frozen=True)
class StoredFile:
    """A file that the bot sent or a person sent to it."""

    name: str
    content: bytes
    mime_type: str


@dataclass
class Chat:
    """A private chat (its id is the person's) or a group, as it stands now."""

    id: int
    kind: Literal["private", "group"]
    title: str
    started: bool = False
    blocked: bool = False
    messages: dict[int, Json] = field(default_factory=dict)
    reactions: dict[int, str] = field(default_factory=dict)
    silent: set[int] = field(default_factory=set)  # messages that rang no bell
    keyboard: Json | None = None
    force_reply: int | None = None
    action: str = ""
    action_until: datetime | None = None

    def short(self) -> Json:
        """The `chat` object of its messages."""
        name = "first_name" if self.kind == "private" else "title"
        return {"id": self.id, "type": self.kind, name: self.title}

    def drop(self, message_id: int) -> None:
        """Take a message away, and the reply interface that hung on it."""
        del self.messages[message_id]
        self.reactions.pop(message_id, None)
        if self.force_reply == message_id:
            self.force_reply = None


@dataclass
class Query:
    """A tap on a button; its answer is what the person sees of it."""

    at: datetime
    answer: "asyncio.Future[tuple[str, bool]]"


@dataclass
class State:
    """Everything behind the HTTP surface; the methods read and change it."""

    clock: Clock
    bot: Json
    updates: Updates = field(init=False)
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    open_files: dict[str, str] = field(default_factory=dict)  # path → file_id, once asked for
    queries: dict[str, Query] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)
    on_change: list[Callable[[], None]] = field(default_factory=list)
    _last_ids: dict[str, int] = field(default_factory=dict)
    _waiters: list["asyncio.Future[None]"] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.updates = Updates(self.stirred)

    def next_id(self, kind: str) -> int:
        """Number messages, taps and files, each kind from 1."""
        self._last_ids[kind] = self._last_ids.get(kind, 0) + 1
        return self._last_ids[kind]

    def now(self) -> int:
        """The clock's time as Telegram writes dates: whole unix seconds."""
        return int(self.clock().timestamp())

    def changed(self) -> None:
        """Tell whoever looks on (the page, a waiting test) that a person sees something new."""
        self.stirred()
        for callback in self.on_change:
            callback()

    def stirred(self) -> None:
        """Let those in `wait_for` look again, where nothing changed for a person's eye."""
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait_for(self, find: Callable[[], FoundT | None], timeout_seconds: float) -> FoundT:
        """Give what `find` finds now or after some change; TimeoutError when it never does."""
        async with asyncio.timeout(timeout_seconds):
            while (found := find()) is None:
                waiter = asyncio.get_running_loop().create_future()
                self._waiters.append(waiter)
                await waiter
        return found

    def chat(self, chat_id: int) -> Chat:
        """The chat a bot may write to, or Telegram's refusal."""
        chat = self.chats.get(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        if chat.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if not chat.started:
            raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
        return chat

    def own_message(self, chat_id: int, message_id: int) -> Json:
        """A message of the bot's that may be edited, or Telegram's refusal."""
        message = self.chat(chat_id).messages.get(message_id)
        if message is None:
            raise bad_request("message to edit not found")
        if not message["from"]["is_bot"]:
            raise bad_request("message can't be edited")
        return message

    def add_message(self, chat: Chat, sender: Json, content: Json) -> Json:
        """Put a new message at the end of a chat."""
        message_id = self.next_id("message")
        head = {"message_id": message_id, "from": sender, "chat": chat.short(), "date": self.now()}
        chat.messages[message_id] = head | content
        if sender["is_bot"]:
            chat.action = ""
        self.changed()
        return chat.messages[message_id]

    def replace_message(self, message: Json, content: Json) -> Json:
        """Put the edited message in the place of the old one; the old dict stays as it was."""
        kept = {
            name: message[name]
            for name in ("message_id", "from", "chat", "date", "reply_to_message")
            if name in message
        }
        edited = kept | {"edit_date": self.now()} | content
        self.chats[message["chat"]["id"]].messages[message["message_id"]] = edited
        self.changed()
        return edited

    def add_file(self, file: StoredFile) -> str:
        """Keep a file; give its `file_id`."""
        file_id = f"file{self.next_id('file')}"
        self.files[file_id] = file
        return file_id

    def open_file(self, file_id: str) -> str:
        """Give the path by which the file can be loaded from now on: none of the sender's words."""
        kind = self.files[file_id].mime_type.partition("/")[0]
        folder = {"image": "photos", "audio": "voice"}.get(kind, "documents")
        suffix = PurePath(self.files[file_id].name).suffix
        path = f"{folder}/{file_id.replace('file', 'file_')}{suffix if suffix.isascii() else ''}"
        self.open_files[path] = file_id
        return path

    def show_action(self, chat: Chat, action: str) -> None:
        """Show «печатает…» or the like for five seconds."""
        chat.action = action
        chat.action_until = self.clock() + timedelta(seconds=ACTION_SECONDS)
        self.changed()

    def commands_for(self, chat: Chat, language: str) -> list[Json]:
        """The command menu of a chat: the narrowest scope first, its language before the rest."""
        wide = "all_private_chats" if chat.kind == "private" else "all_group_chats"
        for scope in (f"chat:{chat.id}", wide, "default"):
            for code in (language, ""):
                if found := self.commands.get((scope, code)):
                    return found
        return []
