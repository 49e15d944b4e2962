"""The methods of the Bot API that are served here: reading a call, changing the state."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from bot.demo import telegram_checks as checks
from bot.demo.telegram_checks import Call, bad_request
from bot.demo.telegram_contents import caption_call, input_media, media
from bot.demo.telegram_html import utf16_units
from bot.demo.telegram_state import Chat, State

Json = dict[str, Any]
# https://core.telegram.org/bots/api#getfile
DOWNLOAD_BYTES = 20 * 1024 * 1024
Method = Callable[[State, Call], Awaitable[Any]]

# How long a tap waits for its answer; Telegram names no figure, bots see 15 to 60 s.
QUERY_LIVES = timedelta(seconds=30)
# https://core.telegram.org/bots/api#deletemessage
DELETE_WITHIN_SECONDS = 48 * 3600
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "upload_video",
        "upload_voice",
        "upload_document",
        "upload_video_note",
        "record_video",
        "record_voice",
        "record_video_note",
        "choose_sticker",
        "find_location",
    }
)
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_QUERY_GONE = "query is too old and response timeout expired or query ID is invalid"


async def get_me(state: State, _call: Call) -> Json:
    return state.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": False,
    }


async def get_updates(state: State, call: Call) -> list[Json]:
    return await state.updates.get(call)


async def delete_webhook(state: State, call: Call) -> bool:
    if call.flag("drop_pending_updates"):
        state.updates.drop()
    return True


async def set_webhook(state: State, call: Call) -> bool:
    if call.text("url"):
        raise bad_request("bad webhook: the pretend server only serves getUpdates")
    return await delete_webhook(state, call)


async def get_webhook(state: State, _call: Call) -> Json:
    waiting = len(state.updates)
    return {"url": "", "has_custom_certificate": False, "pending_update_count": waiting}


async def send_message(state: State, call: Call) -> Json:
    chat = _chat(state, call)
    text, entities = checks.message_text(call)
    return _send(state, chat, call, _with({"text": text}, entities=entities))


async def send_photo(state: State, call: Call) -> Json:
    return _send_media(state, call, "photo")


async def send_document(state: State, call: Call) -> Json:
    return _send_media(state, call, "document")


def _send_media(state: State, call: Call, kind: str) -> Json:
    chat = _chat(state, call)
    text, entities = checks.caption(call)
    content = media(state, call, kind, call.text(kind))
    return _send(state, chat, call, content | _caption(text, entities))


def _send(state: State, chat: Chat, call: Call, content: Json) -> Json:
    """Send what was read, with the message it answers and its keyboard."""
    markup = checks.reply_markup(call)
    content |= _reply_to(chat, call)
    if markup is not None and "inline_keyboard" in markup:
        content["reply_markup"] = markup
    message = state.add_message(chat, state.bot, content)
    if call.flag("disable_notification"):
        chat.silent.add(message["message_id"])
    if markup is not None:
        _apply_keyboard(chat, message["message_id"], markup)
        state.changed()
    return message


def _apply_keyboard(chat: Chat, message_id: int, markup: Json) -> None:
    if "keyboard" in markup:
        chat.keyboard = markup
    if markup.get("remove_keyboard"):
        chat.keyboard = None
    if markup.get("force_reply"):
        chat.force_reply = message_id


def _reply_to(chat: Chat, call: Call) -> Json:
    parameters = call.json("reply_parameters")
    if not parameters:
        return {}
    from aiogram.types import ReplyParameters

    checks.check_shape(ReplyParameters, parameters, "reply parameters")
    original = chat.messages.get(parameters.get("message_id") or 0)
    if original is None and not parameters.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return {} if original is None else {"reply_to_message": quoted(original)}


def quoted(message: Json) -> Json:
    """A message as it stands inside its reply: one level deep, without its keyboard."""
    return {
        name: message[name] for name in message if name not in ("reply_to_message", "reply_markup")
    }


async def edit_message_text(state: State, call: Call) -> Json:
    message = _own(state, call)
    text, entities = checks.message_text(call)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _edit(state, call, message, _with({"text": text}, entities=entities))


async def edit_message_caption(state: State, call: Call) -> Json:
    message = _own(state, call)
    text, entities = checks.caption(call)
    if "text" in message:
        raise bad_request("there is no caption in the message to edit")
    return _edit(state, call, message, _media_of(message) | _caption(text, entities))


async def edit_message_media(state: State, call: Call) -> Json:
    message = _own(state, call)
    sent = input_media(call)
    text, entities = checks.caption(caption_call(call, sent))
    content = media(state, call, sent["type"], str(sent.get("media", "")))
    return _edit(state, call, message, content | _caption(text, entities))


async def edit_message_reply_markup(state: State, call: Call) -> Json:
    message = _own(state, call)
    names = ("text", "entities", "caption", "caption_entities")
    same = {name: message[name] for name in names if name in message}
    return _edit(state, call, message, _media_of(message) | same)


def _edit(state: State, call: Call, message: Json, content: Json) -> Json:
    """An edit states the whole message: a keyboard that is not named again goes away."""
    content |= _with({}, reply_markup=checks.reply_markup(call, inline_only=True))
    place = ("message_id", "from", "chat", "date", "edit_date", "reply_to_message")
    if content == {name: message[name] for name in message if name not in place}:
        raise bad_request(_NOT_MODIFIED)
    return state.replace_message(message, content)


async def delete_message(state: State, call: Call) -> bool:
    chat = _chat(state, call)
    _delete(state, chat, call.integer("message_id"))
    state.changed()
    return True


async def delete_messages(state: State, call: Call) -> bool:
    """Messages that are not there are passed over; no message at all is a mistake."""
    chat = _chat(state, call)
    message_ids = call.json("message_ids") or []
    if not 1 <= len(message_ids) <= 100:
        raise bad_request("message identifiers are not specified")
    for message_id in message_ids:
        if message_id in chat.messages:
            _delete(state, chat, message_id)
    state.changed()
    return True


def _delete(state: State, chat: Chat, message_id: int) -> None:
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request("message to delete not found")
    old = state.now() - message["date"] > DELETE_WITHIN_SECONDS
    strangers = chat.kind == "group" and not message["from"]["is_bot"]
    if old or strangers:
        raise bad_request(
            "message can't be deleted for everyone" if old else "message can't be deleted"
        )
    chat.drop(message_id)


async def answer_callback_query(state: State, call: Call) -> bool:
    text = call.text("text")
    if utf16_units(text) > checks.CALLBACK_TEXT_UNITS:
        raise bad_request("MESSAGE_TOO_LONG")
    query = state.queries.pop(call.text("callback_query_id"), None)
    if query is None or state.clock() - query.at > QUERY_LIVES or query.answer.done():
        raise bad_request(_QUERY_GONE)
    query.answer.set_result((text, call.flag("show_alert")))
    return True


async def send_chat_action(state: State, call: Call) -> bool:
    chat = _chat(state, call)
    action = call.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    state.show_action(chat, action)
    return True


async def set_message_reaction(state: State, call: Call) -> bool:
    chat = _chat(state, call)
    message_id = call.integer("message_id")
    if message_id not in chat.messages:
        raise bad_request("message to react not found")
    reactions = call.json("reaction") or []
    if len(reactions) > 1 or any(one.get("type") != "emoji" for one in reactions):
        raise bad_request("REACTION_INVALID")
    chat.reactions.pop(message_id, None)
    if reactions:
        chat.reactions[message_id] = reactions[0]["emoji"]
    state.changed()
    return True


async def get_file(state: State, call: Call) -> Json:
    file_id = call.text("file_id")
    file = state.files.get(file_id)
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.content) > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    head = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(file.content)}
    return head | {"file_path": state.open_file(file_id)}


def _chat(state: State, call: Call) -> Chat:
    if not call.text("chat_id"):
        raise bad_request("chat_id is empty")
    return state.chat(call.integer("chat_id"))


def _own(state: State, call: Call) -> Json:
    if not call.text("message_id"):
        raise bad_request("message identifier is not specified")
    return state.own_message(_chat(state, call).id, call.integer("message_id"))


def _with(content: Json, **optional: Any) -> Json:
    return content | {name: value for name, value in optional.items() if value}


def _caption(text: str, entities: list[Json]) -> Json:
    return _with({}, caption=text, caption_entities=entities)


def _media_of(message: Json) -> Json:
    return {name: message[name] for name in ("photo", "document") if name in message}


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "deleteWebhook": delete_webhook,
    "setWebhook": set_webhook,
    "getWebhookInfo": get_webhook,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": send_chat_action,
    "setMessageReaction": set_message_reaction,
    "getFile": get_file,
}
