"""What Telegram's server refuses, in its own words: parameters, texts, buttons.

Sentences come from the Bot API server (telegram-bot-api/Client.cpp) and TDLib; field names from
aiogram's models of the Bot API. One check is stricter than the real server on purpose: a parameter
or a nested field that the Bot API does not know is refused here, there it is silently ignored.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.demo.telegram_html import Entity, HtmlError, parse_html, utf16_units

if TYPE_CHECKING:
    from pydantic import BaseModel

Json = dict[str, Any]

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
CALLBACK_BYTES = 64
CALLBACK_TEXT_UNITS = 200
BUTTON_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
)


class Refused(Exception):  # noqa: N818 - not an error of ours: an answer of the server
    """An answer with `ok: false`: the status, Telegram's description and its parameters."""

    def __init__(self, status: int, description: str, *, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after

    def body(self) -> Json:
        """The JSON body that goes with the status."""
        body: Json = {"ok": False, "error_code": self.status, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


def bad_request(description: str) -> Refused:
    """The refusal of nearly every mistake: 400 and "Bad Request: …"."""
    return Refused(400, f"Bad Request: {description}")


@dataclass(frozen=True)
class Upload:
    """A file that came with the request."""

    name: str
    content: bytes
    mime_type: str


@dataclass(frozen=True)
class Call:
    """One request: the method, its parameters as sent (strings, or JSON values) and its files."""

    method: str
    params: Mapping[str, Any]
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A string parameter; "" when it is absent, as in the Bot API server."""
        value = self.params.get(name, "")
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int | None = None) -> int:
        """A whole number; without a default its absence is refused."""
        value = self.params.get(name, default)
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f'parameter "{name}" is required and must be an integer') from None

    def flag(self, name: str) -> bool:
        """A yes or no, false when absent."""
        return str(self.params.get(name, "")).lower() in ("true", "1", "yes", "t")

    def json(self, name: str) -> Any:
        """A parameter in JSON, None when absent."""
        value = self.params.get(name)
        if not isinstance(value, str) or value == "":
            return None if value == "" else value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None


def check_names(call: Call) -> None:
    """Refuse an unknown method (404, as the real server) and, stricter than it, a parameter."""
    names = _parameters_of(call.method)
    for name in (*call.params, *call.uploads):
        attached = name in call.uploads and f"attach://{name}" in str(call.params.values())
        if name not in names and not attached:
            raise bad_request(f'unknown parameter "{name}"')


@cache
def _parameters_of(method: str) -> frozenset[str]:
    from aiogram import methods

    model = getattr(methods, method[:1].upper() + method[1:], None)
    if model is None or not hasattr(model, "model_fields"):
        raise Refused(404, "Not Found: method not found")
    return frozenset(model.model_fields)


def formatted(call: Call, name: str, entities_name: str) -> tuple[str, list[Entity]]:
    """Read a text with its formatting: `parse_mode` HTML, or entities sent apart, or none."""
    raw = call.text(name)
    mode = call.text("parse_mode").lower()
    if not mode:
        return raw.strip(), call.json(entities_name) or []
    if mode != "html":
        raise bad_request("unsupported parse_mode")
    try:
        return parse_html(raw)
    except HtmlError as error:
        raise bad_request(f"can't parse entities: {error}") from None


def message_text(call: Call) -> tuple[str, list[Entity]]:
    """The text of a message: 1..4096 after its entities are parsed."""
    text, entities = formatted(call, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if utf16_units(text) > TEXT_UNITS:
        raise bad_request("message is too long")
    return text, entities


def caption(call: Call) -> tuple[str, list[Entity]]:
    """The caption of a picture or document: 0..1024."""
    text, entities = formatted(call, "caption", "caption_entities")
    if utf16_units(text) > CAPTION_UNITS:
        raise bad_request("message caption is too long")
    return text, entities


def reply_markup(call: Call, *, inline_only: bool = False) -> Json | None:
    """The keyboard of a message, checked; None when there is none or an empty one."""
    markup = call.json("reply_markup")
    if markup is None or markup == {}:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    model = _markup_model(markup)
    if inline_only and model.__name__ != "InlineKeyboardMarkup":
        raise bad_request("inline keyboard expected")
    check_shape(model, markup, "reply markup")
    for row in markup.get("inline_keyboard", ()):
        for button in row:
            _check_inline_button(button)
    for row in markup.get("keyboard", ()):
        for button in row:
            _check_label(button["text"])
    return None if markup.get("inline_keyboard") == [] else markup


def _markup_model(markup: Json) -> "type[BaseModel]":
    from aiogram import types

    if "inline_keyboard" in markup:
        return types.InlineKeyboardMarkup
    if "keyboard" in markup:
        return types.ReplyKeyboardMarkup
    if "remove_keyboard" in markup:
        return types.ReplyKeyboardRemove
    if "force_reply" in markup:
        return types.ForceReply
    raise bad_request("can't parse reply keyboard markup JSON object")


def check_shape(model: "type[BaseModel]", value: Any, what: str) -> None:
    """Refuse a value that aiogram's model does not accept, or that has fields it does not know."""
    from pydantic import ValidationError

    try:
        parsed = model.model_validate(value)
    except ValidationError as error:
        wrong = error.errors()[0]
        place = ".".join(map(str, wrong["loc"]))
        raise bad_request(f"can't parse {what}: {place}: {wrong['msg']}") from None
    _refuse_extra(parsed, what)


def _refuse_extra(value: Any, what: str) -> None:
    if isinstance(value, list):
        for part in value:
            _refuse_extra(part, what)
    elif hasattr(value, "model_extra"):
        if value.model_extra:
            raise bad_request(
                f'can\'t parse {what}: unknown field "{next(iter(value.model_extra))}"'
            )
        for name in type(value).model_fields:
            _refuse_extra(getattr(value, name), what)


def _check_inline_button(button: Json) -> None:
    _check_label(button["text"])
    actions = [name for name in BUTTON_ACTIONS if button.get(name) is not None]
    if not actions:
        raise bad_request(
            "inline keyboard button must have exactly one action: text buttons are unallowed"
        )
    if len(actions) > 1:
        raise bad_request(
            f"inline keyboard button must have exactly one action, not {', '.join(actions)}"
        )
    if "callback_data" in button:
        _check_callback_data(button["callback_data"])
    if "url" in button:
        check_url(button["url"])
    if "copy_text" in button and not 1 <= utf16_units(button["copy_text"]["text"]) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_label(label: str) -> None:
    if not label.strip():
        raise bad_request("keyboard button text must be non-empty")


def _check_callback_data(callback_data: str) -> None:
    if not 1 <= len(callback_data.encode()) <= CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def check_url(url: str) -> None:
    """Refuse what Telegram does not open from a button: another scheme, no host, white space."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    known = parts.scheme in ("http", "https", "tg", "ton")
    host = parts.hostname or ""
    if not known or any(letter.isspace() for letter in url):
        raise bad_request(
            f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol"
        )
    if parts.scheme.startswith("http") and "." not in host and host != "localhost":
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
