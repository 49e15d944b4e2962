"""The people who write to the bot: what they do becomes updates; they see what the state holds."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.demo.telegram_contents import document, from_person
from bot.demo.telegram_methods import quoted
from bot.demo.telegram_state import Chat, Query, State, StoredFile

Json = dict[str, Any]

WAIT_SECONDS = 15.0


@dataclass(frozen=True)
class CallbackAnswer:
    """What a tap showed: a toast, or an alert with an OK button; "" when nothing."""

    text: str
    show_alert: bool = False


class Group:
    """A group with the bot in it; people write there by `person.writes(text, chat_id=group.id)`."""

    def __init__(self, state: State, chat_id: int, title: str) -> None:
        chat = state.chats.setdefault(chat_id, Chat(chat_id, "group", title, started=True))
        self.id = chat_id
        self._chat = chat

    @property
    def messages(self) -> list[Json]:
        """The messages that stand in the group now, oldest first."""
        return list(self._chat.messages.values())


class Person:
    """Somebody with a private chat with the bot; the chat opens with his first words.

    `patience_seconds` is how long he looks at the spinner of a tap.
    """

    def __init__(self, state: State, user_id: int, name: str, language_code: str = "ru") -> None:
        self.id = user_id
        self.name = name
        self.language_code = language_code
        self.patience_seconds = WAIT_SECONDS
        self._state = state
        self.chat = state.chats.setdefault(user_id, Chat(user_id, "private", name))

    @property
    def user(self) -> Json:
        """The person as the `User` object of the Bot API."""
        head = {"id": self.id, "is_bot": False, "first_name": self.name}
        return head | {"language_code": self.language_code}

    @property
    def messages(self) -> list[Json]:
        """The private chat as he sees it now, oldest first; what was deleted is gone."""
        return list(self.chat.messages.values())

    @property
    def keyboard(self) -> list[list[str]]:
        """Labels of the reply keyboard under his input line; [] when there is none."""
        rows = (self.chat.keyboard or {}).get("keyboard", [])
        return [[button["text"] for button in row] for row in rows]

    @property
    def commands(self) -> list[str]:
        """The command menu in his language, without slashes."""
        return [one["command"] for one in self._state.commands_for(self.chat, self.language_code)]

    async def writes(self, text: str, *, chat_id: int | None = None) -> Json:
        """Write a message, in the private chat or in a group; give it as Telegram stores it.

        A text over 4096 goes out whole, though real clients cut it: a bot must survive it.
        """
        return self._post(_text_content(text), chat_id)

    async def replies(self, message_id: int, text: str, *, chat_id: int | None = None) -> Json:
        """Answer a message (a swipe); KeyError if it is not in the chat."""
        original = self._in(chat_id).messages[message_id]
        return self._post({"reply_to_message": quoted(original)} | _text_content(text), chat_id)

    async def sends(self, kind: str, *, chat_id: int | None = None) -> Json:
        """Send a sticker, photo, voice, document, contact or location."""
        return self._post(from_person(self._state, kind), chat_id)

    async def sends_file(
        self, name: str, content: bytes, mime_type: str = "application/octet-stream"
    ) -> Json:
        """Send a document from his disk."""
        return self._post(document(self._state, StoredFile(name, content, mime_type)), None)

    async def edits(self, message_id: int, text: str) -> Json:
        """Correct an own message: an `edited_message` update."""
        edited = self._state.replace_message(self.chat.messages[message_id], _text_content(text))
        self._state.updates.put("edited_message", edited)
        return edited

    async def taps(
        self, message_id: int, label_or_callback_data: str, *, chat_id: int | None = None
    ) -> CallbackAnswer:
        """Tap a button that stands there now and wait for the bot's answer to the tap.

        LookupError if there is no such button, TimeoutError if the spinner never ends.
        """
        message = self._in(chat_id).messages[message_id]
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            for button in row:
                if label_or_callback_data in (button["text"], button.get("callback_data")):
                    return await self.forges_tap(
                        message_id, button["callback_data"], chat_id=chat_id
                    )
        raise LookupError(f"no button {label_or_callback_data!r} in {buttons(message)}")

    async def forges_tap(
        self, message_id: int, callback_data: str, *, chat_id: int | None = None
    ) -> CallbackAnswer:
        """Tap with any callback data: an old screen, a deleted message, a stranger's forgery."""
        query_id = f"{4_000_000_000 + self._state.next_id('query')}"
        answer = asyncio.get_running_loop().create_future()
        self._state.queries[query_id] = Query(self._state.clock(), answer)
        chat = self._in(chat_id)
        gone = {"chat": chat.short(), "message_id": message_id, "date": 0}
        head = {"id": query_id, "from": self.user, "chat_instance": str(chat.id)}
        message = chat.messages.get(message_id, gone)
        self._state.updates.put(
            "callback_query", head | {"message": message, "data": callback_data}
        )
        try:
            async with asyncio.timeout(self.patience_seconds):
                text, show_alert = await asyncio.shield(answer)
        except TimeoutError:
            raise TimeoutError(f"the tap {callback_data!r} was never answered") from None
        return CallbackAnswer(text, show_alert)

    async def sees(
        self,
        what: str | Callable[[Json], bool],
        timeout_seconds: float = WAIT_SECONDS,
        *,
        after: int = 0,
    ) -> Json:
        """Wait for a message of the bot's with these words (or that the predicate likes).

        The newest wins; only ids above `after` count. TimeoutError tells what was there instead.
        """

        def find() -> Json | None:
            for message in reversed(self.messages):
                ours = message["from"]["is_bot"] and message["message_id"] > after
                if ours and (what in text_of(message) if isinstance(what, str) else what(message)):
                    return message
            return None

        try:
            return await self._state.wait_for(find, timeout_seconds)
        except TimeoutError:
            seen = [text_of(message) for message in self.messages[-5:]]
            raise TimeoutError(
                f"{self.name} does not see {what!r}; the last messages: {seen}"
            ) from None

    def blocks_bot(self) -> None:
        """Block the bot: it learns of it by `my_chat_member`, its messages are refused."""
        self.chat.blocked = True
        self._tell_membership("member", "kicked")

    def unblocks_bot(self) -> None:
        """Take the bot back."""
        self.chat.blocked = False
        self._tell_membership("kicked", "member")

    def _tell_membership(self, old: str, new: str) -> None:
        state = self._state
        members: list[Json] = [{"status": status, "user": state.bot} for status in (old, new)]
        for member in members:
            if member["status"] == "kicked":
                member["until_date"] = 0
        head = {"chat": self.chat.short(), "from": self.user, "date": state.now()}
        change = {"old_chat_member": members[0], "new_chat_member": members[1]}
        state.updates.put("my_chat_member", head | change)

    def _in(self, chat_id: int | None) -> Chat:
        return self.chat if chat_id is None else self._state.chats[chat_id]

    def _post(self, content: Json, chat_id: int | None) -> Json:
        chat = self._in(chat_id)
        chat.started = True
        chat.force_reply = None
        if chat.keyboard and chat.keyboard.get("one_time_keyboard"):
            chat.keyboard = None
        message = self._state.add_message(chat, self.user, content)
        self._state.updates.put("message", message)
        return message


def text_of(message: Json) -> str:
    """The words of a message, be it text or a caption; "" when it has none."""
    return str(message.get("text") or message.get("caption") or "")


def buttons(message: Json) -> list[list[str]]:
    """Labels of the buttons under a message, by row."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [[button["text"] for button in row] for row in rows]


def _text_content(text: str) -> Json:
    content: Json = {"text": text}
    command = text.split(maxsplit=1)[0] if text.startswith("/") else ""
    if len(command) > 1:
        content["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
    return content
