"""What the pretend Avito refuses in a request, and in which words."""

import json
from collections.abc import Collection, Mapping
from typing import NoReturn

from aiohttp import web
from pydantic import JsonValue

TEXT_LENGTH = 1000
CHAT_TYPES = ("u2i", "u2u", "a2u")
LISTING_STATUSES = ("active", "removed", "old", "blocked", "rejected")


class RefusalError(Exception):
    """A request that is answered with an error of this status."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = dict(headers or {})


def refuse(message: str, status: int = 400) -> NoReturn:
    """Answer with an error."""
    raise RefusalError(status, message)


def only_known(given: Collection[str], known: Collection[str]) -> None:
    """Refuse a field nobody documented, and one given twice."""
    unknown = sorted(set(given) - set(known))
    if unknown:
        refuse(f"unknown field {unknown[0]}")
    if len(given) != len(set(given)):
        refuse("a field was given twice")


def whole_number(query: Mapping[str, str], name: str, default: int, allowed: range) -> int:
    """Read a whole number from the query."""
    value = query.get(name)
    if value is None:
        return default
    if not (value.isascii() and value.isdigit() and int(value) in allowed):
        refuse(f"{name} must be {allowed.start}..{allowed.stop - 1}")
    return int(value)


def flag(query: Mapping[str, str], name: str) -> bool:
    """Read true or false from the query; absent is false."""
    value = query.get(name, "false")
    if value not in ("true", "false"):
        refuse(f"{name} must be true or false")
    return value == "true"


def words(query: Mapping[str, str], name: str, allowed: Collection[str], default: str) -> list[str]:
    """Read a comma list of allowed words from the query."""
    chosen = query.get(name, default).split(",")
    if not set(chosen) <= set(allowed):
        refuse(f"{name} must be of {', '.join(allowed)}")
    return chosen


def numbers(query: Mapping[str, str], name: str) -> set[int]:
    """Read a comma list of ids from the query; empty when absent."""
    value = query.get(name)
    if value is None:
        return set()
    parts = value.split(",")
    if not all(part.isascii() and part.isdigit() for part in parts):
        refuse(f"{name} must be numbers")
    return set(map(int, parts))


async def no_body(request: web.Request) -> None:
    """Refuse a body where none is documented."""
    if await request.read():
        refuse("no body is expected")


async def text_to_send(request: web.Request) -> str:
    """Read `{"type": "text", "message": {"text": …}}` with 1…1000 UTF-16 units.

    The unit of the 1000 is not documented; UTF-16 is the narrower reading.
    """
    body = await _json_body(request)
    only_known(body, ("type", "message"))
    if body.get("type") != "text":
        refuse("type must be text")
    message = body.get("message")
    if not isinstance(message, dict):
        refuse("message must be an object")
    only_known(message, ("text",))
    text = message.get("text")
    if not isinstance(text, str) or not text.strip():
        refuse("message.text must be a text")
    if len(text.encode("utf-16-le")) // 2 > TEXT_LENGTH:
        refuse(f"message.text is longer than {TEXT_LENGTH}")
    return text


async def form(request: web.Request) -> dict[str, str]:
    """Read a form-encoded body of texts."""
    if request.content_type != "application/x-www-form-urlencoded":
        refuse("the body must be application/x-www-form-urlencoded")
    fields = await request.post()
    only_known(list(fields), set(fields))
    return {name: value for name, value in fields.items() if isinstance(value, str)}


async def _json_body(request: web.Request) -> dict[str, JsonValue]:
    if request.content_type != "application/json":
        refuse("the body must be application/json")
    try:
        body = json.loads(await request.read())
    except ValueError:
        refuse("the body is not JSON")
    if not isinstance(body, dict):
        refuse("the body must be an object")
    return body
