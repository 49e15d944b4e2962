"""What the demo page shows, as small named parts: the page is sent only the parts that changed."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from avito.sandbox import Shop, ShopChat, ShopMessage
from bot.demo.telegram_people import Person
from bot.demo.telegram_state import Chat, State

Json = dict[str, Any]

# The page keeps a long evening of play; older messages need no place in the browser.
MESSAGES_SHOWN = 200


class Feed:
    """What one open page was sent already."""

    def __init__(self) -> None:
        self._sent: dict[str, str] = {}

    def changes(self, parts: Json) -> str | None:
        """Give `{"set": {name: part}, "gone": [names]}` in JSON; None when nothing is new."""
        now = {name: json.dumps(part, ensure_ascii=False) for name, part in parts.items()}
        fresh = [f"{json.dumps(n)}:{part}" for n, part in now.items() if self._sent.get(n) != part]
        gone = [name for name in self._sent if name not in now]
        self._sent = now
        if not fresh and not gone:
            return None
        return f'{{"set":{{{",".join(fresh)}}},"gone":{json.dumps(gone)}}}'


def noon(now: datetime) -> float:
    """Noon of the day in Moscow, in unix seconds: a part that changes once a day."""
    local = now.astimezone(ZoneInfo("Europe/Moscow"))
    return local.replace(hour=12, minute=0, second=0, microsecond=0).timestamp()


def seller_parts(person: Person, state: State) -> Json:
    """The left phone: `seller`, and one `tg:<message id>` for each message."""
    chat = person.chat
    acting = chat.action_until is not None and chat.action_until > state.clock()
    commands = state.commands_for(chat, person.language_code)
    head = {
        "name": person.name,
        "bot": state.bot["first_name"],
        "action": chat.action if acting else "",
        "action_until": chat.action_until.timestamp() if acting and chat.action_until else 0,
        "keyboard": chat.keyboard,
        "force_reply": chat.force_reply,
        "commands": commands,
        "language": person.language_code,
    }
    shown = person.messages[-MESSAGES_SHOWN:]
    messages = {
        f"tg:{message['message_id']}": _telegram_message(chat, message) for message in shown
    }
    return {"seller": head} | messages


def _telegram_message(chat: Chat, message: Json) -> Json:
    reply = message.get("reply_to_message")
    short = {name: message[name] for name in message if name not in ("chat", "from")}
    short["own"] = not message["from"]["is_bot"]
    short["reaction"] = chat.reactions.get(message["message_id"], "")
    if reply is not None:
        words = reply.get("text") or reply.get("caption") or ""
        own = not reply["from"]["is_bot"]
        short["reply_to_message"] = {"id": reply["message_id"], "text": words[:200], "own": own}
    return short


def shop_parts(shop: Shop) -> Json:
    """The right phone: `shop`, a `chat:<id>` for each chat, an `av:<id>` for each message."""
    keys = f"{shop.client_id} {shop.client_secret}"
    listings = [
        {"id": str(one.id), "title": one.title, "price_rub": one.price_rub}
        for one in shop.listings.values()
    ]
    linked = bool(shop.tokens)
    parts: Json = {
        "shop": {"name": shop.name, "keys": keys, "listings": listings, "linked": linked}
    }
    by_bot = {message.id for message in shop.sent}
    for chat in shop.chats.values():
        parts[f"chat:{chat.id}"] = _chat(chat)
        for order, message in enumerate(chat.messages):
            parts[f"av:{message.id}"] = _avito_message(chat, message, order, message.id in by_bot)
    return parts


def _chat(chat: ShopChat) -> Json:
    listing = chat.listing
    return {
        "id": chat.id,
        "buyer": chat.buyer,
        "title": listing.title if listing else "",
        "price_rub": listing.price_rub if listing else None,
        "updated": chat.updated.timestamp(),
        "unread": sum(1 for one in chat.messages if one.direction == "in" and not one.is_read),
    }


def _avito_message(chat: ShopChat, message: ShopMessage, order: int, by_bot: bool) -> Json:
    return {
        "id": message.id,
        "chat": chat.id,
        "order": order,
        "who": _who(chat, message, by_bot),
        "type": message.type,
        "text": message.text,
        "at": message.created.timestamp(),
    }


def _who(chat: ShopChat, message: ShopMessage, by_bot: bool) -> str:
    if message.type == "system":
        return "system"
    if message.author_id == chat.buyer_id:
        return "buyer"
    return "bot" if by_bot else "seller"
