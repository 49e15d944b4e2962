"""Methods about the bot itself: its command menu, name, descriptions, menu button."""

import re
from typing import Any

from bot.demo.telegram_checks import Call, bad_request, check_shape
from bot.demo.telegram_html import utf16_units
from bot.demo.telegram_state import State

Json = dict[str, Any]

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
# Limits of https://core.telegram.org/bots/api#setmyname and its neighbours.
_LIMITS = {"name": 64, "description": 512, "short_description": 120}


async def set_my_commands(state: State, call: Call) -> bool:
    commands = call.json("commands")
    if not isinstance(commands, list) or len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        _check_command(command)
    state.commands[_scope(call), call.text("language_code")] = commands
    state.changed()
    return True


def _check_command(command: Json) -> None:
    from aiogram.types import BotCommand

    check_shape(BotCommand, command, "BotCommand")
    if not _COMMAND.fullmatch(command["command"]):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= utf16_units(command["description"].strip()) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


async def get_my_commands(state: State, call: Call) -> list[Json]:
    return state.commands.get((_scope(call), call.text("language_code")), [])


async def delete_my_commands(state: State, call: Call) -> bool:
    state.commands.pop((_scope(call), call.text("language_code")), None)
    state.changed()
    return True


def _scope(call: Call) -> str:
    scope = call.json("scope") or {"type": "default"}
    kind = str(scope.get("type", ""))
    return f"chat:{scope.get('chat_id')}" if kind == "chat" else kind


async def set_text(state: State, call: Call) -> bool:
    """setMyName, setMyDescription, setMyShortDescription: the parameter has the text's own name."""
    name = _text_name(call.method)
    text = call.text(name)
    if utf16_units(text) > _LIMITS[name]:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    state.texts[name, call.text("language_code")] = text
    return True


async def get_text(state: State, call: Call) -> Json:
    name = _text_name(call.method)
    own = state.texts.get((name, call.text("language_code")))
    return {name: own if own is not None else state.texts.get((name, ""), "")}


def _text_name(method: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"_\1", method[5:]).lower()


async def set_chat_menu_button(state: State, call: Call) -> bool:
    state.menu_buttons[call.integer("chat_id", 0)] = call.json("menu_button") or {"type": "default"}
    return True


async def get_chat_menu_button(state: State, call: Call) -> Json:
    return state.menu_buttons.get(call.integer("chat_id", 0), {"type": "default"})


METHODS = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": set_text,
    "setMyDescription": set_text,
    "setMyShortDescription": set_text,
    "getMyName": get_text,
    "getMyDescription": get_text,
    "getMyShortDescription": get_text,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
