"""The pretend Avito's answers, in the shapes of the documents and of recorded answers."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from avito.sandbox.shop import Shop, ShopChat, ShopListing, ShopMessage

Json = dict[str, JsonValue]

PLACEHOLDER = "Перейдите на подписку с API мессенджера, чтобы получить доступ к чатам"
NBSP = "\u00a0"
_STATUS_IDS = {"active": 4, "removed": 20, "old": 10}
_NO_PRICE = "Цена не указана"


@dataclass
class Shapes:
    """Which of the shapes seen for messages to give.

    `messages`: "envelope" (`{"messages", "meta"}`, seen live) or "bare" (an array,
    documented). `read_flag`: "isRead" (seen live) or "is_read" (documented).
    """

    messages: str = "envelope"
    read_flag: str = "isRead"


def unix(moment: datetime) -> int:
    """Whole seconds since 1970."""
    return int(moment.timestamp())


def price_string(price_rub: int | None) -> str:
    """A price as Avito words it, with no-break spaces between thousands."""
    if price_rub is None:
        return _NO_PRICE
    return f"{price_rub:,}".replace(",", NBSP) + " ₽"


def profile(shop: Shop) -> Json:
    """GET /core/v1/accounts/self."""
    return {
        "id": shop.user_id,
        "name": shop.name,
        "email": f"{shop.user_id}@example.com",
        "phone": "70000000000",
        "phones": ["70000000000"],
        "profile_url": f"https://www.avito.ru/user/{shop.user_id}/profile",
    }


def message(entry: ShopMessage, shapes: Shapes) -> Json:
    """An entry of a chat; `read` is there only once the other side has read it."""
    wire: Json = {
        "id": entry.id,
        "author_id": entry.author_id,
        "created": unix(entry.created),
        "content": entry.content,
        "type": entry.type,
        "direction": entry.direction,
        shapes.read_flag: entry.is_read if entry.direction == "in" else entry.read_at is not None,
    }
    if entry.read_at is not None:
        wire["read"] = unix(entry.read_at)
    return wire


def sent_message(entry: ShopMessage) -> Json:
    """The answer to a send: no author, no chat."""
    return {
        "id": entry.id,
        "created": unix(entry.created),
        "direction": entry.direction,
        "type": entry.type,
        "content": entry.content,
    }


def chat(entry: ShopChat, shop: Shop, shapes: Shapes) -> Json:
    """A chat with its last message; without a listing there is no context."""
    wire: Json = {
        "id": entry.id,
        "created": unix(entry.created),
        "updated": unix(entry.updated),
        "users": [_user(entry.buyer_id, entry.buyer, entry), _user(shop.user_id, shop.name, entry)],
    }
    if entry.listing is not None:
        wire["context"] = {"type": "item", "value": _item(entry.listing)}
    if entry.messages:
        wire["last_message"] = _last_message(entry, shop, shapes)
    return wire


def listing(entry: ShopListing) -> Json:
    """An entry of GET /core/v1/items."""
    return {
        "id": entry.id,
        "title": entry.title,
        "price": entry.price_rub,
        "status": entry.status,
        "url": entry.url,
        "address": entry.address,
        "category": {"id": 20, "name": "Мебель и интерьер"},
    }


def _last_message(entry: ShopChat, shop: Shop, shapes: Shapes) -> Json:
    last = message(entry.messages[-1], shapes)
    if not shop.tariff:
        last |= {"type": "text", "direction": "in", "content": {"text": PLACEHOLDER}}
    return last


def _item(entry: ShopListing) -> Json:
    return {
        "id": entry.id,
        "title": entry.title,
        "user_id": entry.owner_id,
        "images": {"main": {"140x105": f"https://30.img.avito.st/{entry.id}.jpg"}, "count": 1},
        "status_id": _STATUS_IDS.get(entry.status, _STATUS_IDS["old"]),
        "price_string": price_string(entry.price_rub),
        "url": entry.url,
        "location": {"title": entry.address, "lat": 55.75, "lon": 37.62},
    }


def _user(user_id: int, name: str, entry: ShopChat) -> Json:
    url = f"https://www.avito.ru/user/{user_id}/profile"
    public: Json = {
        "user_id": user_id,
        "url": url,
        "avatar": {"default": "https://www.avito.st/stub_avatars/_/14_256x256.png", "images": {}},
    }
    if entry.listing is not None:
        public["item_id"] = entry.listing.id
    return {"id": user_id, "name": name, "parsing_allowed": False, "public_user_profile": public}
