"""What the pretend Avito answers to each call: plain functions of a request and a shop."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web
from pydantic import JsonValue
from pydantic_core import to_json

from avito.sandbox import checks, wire
from avito.sandbox.checks import refuse
from avito.sandbox.shop import Shop, ShopChat, ShopMessage

PAGE = range(1, 101)
OFFSET = range(1001)
LISTINGS_PAGE = range(1, 100)
_MESSENGER = "/messenger/v{}/accounts/{{user_id}}/chats"
_ONE_CHAT = _MESSENGER + "/{{chat_id}}"


@dataclass(frozen=True)
class Ask:
    """A request that passed the door: whose it is and in which shapes to answer."""

    request: web.Request
    shop: Shop
    shapes: wire.Shapes

    @property
    def chat(self) -> ShopChat:
        """The chat in the path, or 404."""
        found = self.shop.chats.get(self.request.match_info["chat_id"])
        return found or refuse("chat not found", 404)

    def needs_tariff(self) -> None:
        """Refuse with 402 without the Messenger plan."""
        if not self.shop.tariff:
            refuse(wire.PLACEHOLDER, 402)

    def page(self) -> slice:
        """Read limit and offset as the documents bound them."""
        query = self.request.query
        limit = checks.whole_number(query, "limit", 100, PAGE)
        offset = checks.whole_number(query, "offset", 0, OFFSET)
        return slice(offset, offset + limit)


Answer = Callable[[Ask], Awaitable[JsonValue | bytes]]


async def profile(ask: Ask) -> JsonValue:
    """Whose token it is."""
    checks.only_known(ask.request.query, ())
    return wire.profile(ask.shop)


async def listings(ask: Ask) -> JsonValue:
    """The owner's listings by status; an employee sees none."""
    query = ask.request.query
    checks.only_known(query, ("page", "per_page", "status"))
    per_page = checks.whole_number(query, "per_page", 25, LISTINGS_PAGE)
    page = checks.whole_number(query, "page", 1, range(1, 10**6))
    statuses = checks.words(query, "status", checks.LISTING_STATUSES, "active")
    own = [one for one in ask.shop.listings.values() if one.status in statuses]
    if ask.shop.employee_key:
        own = []
    shown = own[(page - 1) * per_page : page * per_page]
    return {
        "meta": {"page": page, "per_page": per_page},
        "resources": [wire.listing(one) for one in shown],
    }


async def chats(ask: Ask) -> bytes:
    """The list of chats, newest first; kept ready until something changes."""
    key = f"{ask.request.query_string} {ask.shapes.read_flag}"
    ready = ask.shop.pages.get(key)
    if ready is None:
        ready = ask.shop.pages[key] = to_json({"chats": _chosen_chats(ask)})
    return ready


async def chat(ask: Ask) -> JsonValue:
    """One chat with its last message."""
    checks.only_known(ask.request.query, ())
    return wire.chat(ask.chat, ask.shop, ask.shapes)


async def messages(ask: Ask) -> JsonValue:
    """A chat's messages, newest first; marks nothing read."""
    checks.only_known(ask.request.query, ("limit", "offset"))
    ask.needs_tariff()
    page = ask.page()
    newest = list(reversed(ask.chat.messages))
    shown: JsonValue = [wire.message(one, ask.shapes) for one in newest[page]]
    if ask.shapes.messages == "bare":
        return shown
    return {"messages": shown, "meta": {"has_more": page.stop < len(newest)}}


async def send(ask: Ask) -> JsonValue:
    """Take a text for a chat."""
    checks.only_known(ask.request.query, ())
    ask.needs_tariff()
    text = await checks.text_to_send(ask.request)
    return wire.sent_message(ask.shop.accept(ask.chat, text))


async def delete(ask: Ask) -> JsonValue:
    """Take an own message back within an hour."""
    await checks.no_body(ask.request)
    wanted = ask.request.match_info["message_id"]
    found: ShopMessage | None = next((m for m in ask.chat.messages if m.id == wanted), None)
    if found is None:
        refuse("message not found", 404)
    if not ask.shop.may_delete(found):
        refuse("a message can be deleted by its author within an hour")
    ask.shop.delete(found)
    return {}


async def read(ask: Ask) -> JsonValue:
    """Mark a chat read."""
    await checks.no_body(ask.request)
    ask.shop.mark_read(ask.chat)
    return {"ok": True}


def _chosen_chats(ask: Ask) -> list[JsonValue]:
    query = ask.request.query
    checks.only_known(query, ("item_ids", "unread_only", "chat_types", "limit", "offset"))
    types = checks.words(query, "chat_types", checks.CHAT_TYPES, "u2i")
    items = checks.numbers(query, "item_ids")
    unread_only = checks.flag(query, "unread_only")
    chosen = [
        one
        for one in ask.shop.chats.values()
        if one.type in types
        and (not items or (one.listing is not None and one.listing.id in items))
        and (not unread_only or one.has_unread)
    ]
    chosen.sort(key=lambda one: one.updated, reverse=True)
    return [
        None if one.id in ask.shop.garbled else wire.chat(one, ask.shop, ask.shapes)
        for one in chosen[ask.page()]
    ]


ROUTES: tuple[tuple[str, str, Answer], ...] = (
    ("GET", "/core/v1/accounts/self", profile),
    ("GET", "/core/v1/items", listings),
    ("GET", _MESSENGER.format(2), chats),
    ("GET", _ONE_CHAT.format(2), chat),
    ("GET", _ONE_CHAT.format(3) + "/messages/", messages),
    ("POST", _ONE_CHAT.format(1) + "/messages", send),
    ("POST", _ONE_CHAT.format(1) + "/messages/{message_id}", delete),
    ("POST", _ONE_CHAT.format(1) + "/read", read),
)
