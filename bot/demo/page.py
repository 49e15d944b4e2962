"""The demo's web page: one plays the seller in Telegram and the buyers on Avito, both pretended.

Everything the page does goes through `/demo/…`; what it shows comes by one stream of server-sent
events. Only pages of this very server may post: a foreign site cannot send JSON here unasked.
"""

import asyncio
from base64 import b64decode
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web

from avito.sandbox import Sandbox, Shop
from bot.demo.page_view import Feed, noon, seller_parts, shop_parts
from bot.demo.shop import Script
from bot.demo.telegram import PretendTelegram
from bot.demo.telegram_people import Person

Json = dict[str, Any]
Action = Callable[[Json], Awaitable[Json | None]]

STATIC = Path(__file__).parent / "static"
SYSTEM_TEXT = (
    "[Системное сообщение] Не переходите в другие мессенджеры и не вносите предоплату: "
    "так безопаснее"
)
# Changes that come together (an edit and its keyboard) go out as one event.
GATHER_SECONDS = 0.03
BEAT_SECONDS = 15
TAP_PATIENCE_SECONDS = 30
LONGEST_BUYER_TEXT = 1000
_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Knobs(Protocol):
    """What the person at the page may break or hurry."""

    async def set_avito_down(self, on: bool) -> None:
        """Let Avito refuse every connection, or answer again."""

    async def set_tariff_missing(self, on: bool) -> None:
        """Take the Messenger tariff away, or give it back."""

    async def set_model_down(self, on: bool) -> None:
        """Let the model fail, or answer again."""

    async def evening_falls(self) -> None:
        """Let it be the seller's hour for the report."""


class DemoPage:
    """The page's server side; `routes` puts it into an application."""

    def __init__(
        self,
        *,
        telegram: PretendTelegram,
        sandbox: Sandbox,
        knobs: Knobs,
        seller_id: int,
        script: Script | None = None,
    ) -> None:
        self._telegram = telegram
        self._shop: Shop = next(iter(sandbox.shops.values()))
        self._knobs = knobs
        self._script = script
        self._seller: Person = telegram.person(seller_id, "Олег")
        self._seller.patience_seconds = TAP_PATIENCE_SECONDS
        self._turned = {"avito-down": False, "tariff": False, "model-down": False}
        self._watchers: set[asyncio.Event] = set()
        self._closing = False
        telegram.on_change.append(self._changed)
        sandbox.on_change.append(self._changed)

    def routes(self, app: web.Application) -> None:
        """Add the page to an application: `/`, `/demo/static/…`, `/demo/…`."""
        app.router.add_get("/", self._index)
        app.router.add_get("/demo", self._index)
        app.router.add_get("/demo/events", self._events)
        app.router.add_get("/demo/file/{file_id}", self._file)
        app.router.add_get("/demo/static/{name}", self._static)
        for path, action in self._actions().items():
            app.router.add_post(f"/demo/{path}", _posted(action))
        app.on_shutdown.append(self._close)

    def _actions(self) -> dict[str, Action]:
        return {
            "seller/write": self._seller_writes,
            "seller/send": self._seller_sends,
            "seller/file": self._seller_sends_file,
            "seller/tap": self._seller_taps,
            "seller/language": self._seller_speaks,
            "buyer/open": self._buyer_opens,
            "buyer/write": self._buyer_writes,
            "buyer/next": self._next_buyer,
            "shop/write": self._shop_writes,
            "shop/system": self._system_writes,
            "knob": self._turn,
        }

    async def _seller_writes(self, asked: Json) -> None:
        text = _words(asked, "text", 4096)
        reply_to = _number(asked, "reply_to") if "reply_to" in asked else 0
        if reply_to in self._seller.chat.messages:
            await self._seller.replies(reply_to, text)
        else:
            await self._seller.writes(text)

    async def _seller_sends(self, asked: Json) -> None:
        if asked.get("kind") not in ("photo", "sticker", "voice"):
            raise web.HTTPBadRequest(text="kind")
        await self._seller.sends(asked["kind"])

    async def _seller_sends_file(self, asked: Json) -> None:
        try:
            content = b64decode(str(asked.get("content", "")), validate=True)
        except ValueError:
            raise web.HTTPBadRequest(text="content") from None
        await self._seller.sends_file(_words(asked, "name", 255), content)

    async def _seller_taps(self, asked: Json) -> Json:
        """A screen may be older than the chat, so the tap goes out whatever stands there now."""
        try:
            answer = await self._seller.forges_tap(
                _number(asked, "message_id"), _words(asked, "callback_data", 64)
            )
        except TimeoutError:
            return {"text": "", "show_alert": False, "silent": True}
        return {"text": answer.text, "show_alert": answer.show_alert}

    async def _seller_speaks(self, asked: Json) -> None:
        self._seller.language_code = "en" if asked.get("language") == "en" else "ru"
        self._changed()

    async def _buyer_opens(self, asked: Json) -> Json:
        listing_id = _number(asked, "listing_id")
        if listing_id not in self._shop.listings:
            raise web.HTTPBadRequest(text="listing_id")
        text = _words(asked, "text", LONGEST_BUYER_TEXT)
        chat = self._shop.open_chat(listing_id=listing_id, buyer=_words(asked, "buyer", 64))
        self._shop.buyer_writes(chat.id, text)
        return {"chat_id": chat.id}

    async def _buyer_writes(self, asked: Json) -> None:
        self._shop.buyer_writes(self._chat_id(asked), _words(asked, "text", LONGEST_BUYER_TEXT))

    async def _next_buyer(self, _asked: Json) -> Json:
        if self._script is None:
            raise web.HTTPBadRequest(text="no script")
        return {"chat_id": self._script.next_buyer().id}

    async def _shop_writes(self, asked: Json) -> None:
        self._shop.seller_writes(self._chat_id(asked), _words(asked, "text", LONGEST_BUYER_TEXT))

    async def _system_writes(self, asked: Json) -> None:
        self._shop.system_writes(self._chat_id(asked), SYSTEM_TEXT)

    async def _turn(self, asked: Json) -> None:
        name, on = asked.get("name"), bool(asked.get("on"))
        if name == "evening":
            await self._knobs.evening_falls()
            return
        turns = {
            "avito-down": self._knobs.set_avito_down,
            "tariff": self._knobs.set_tariff_missing,
            "model-down": self._knobs.set_model_down,
        }
        if name not in turns:
            raise web.HTTPBadRequest(text="name")
        await turns[name](on)
        self._turned[name] = on
        self._changed()

    def _chat_id(self, asked: Json) -> str:
        chat_id = str(asked.get("chat_id", ""))
        if chat_id not in self._shop.chats:
            raise web.HTTPBadRequest(text="chat_id")
        return chat_id

    def _changed(self) -> None:
        for watcher in self._watchers:
            watcher.set()

    def _parts(self) -> Json:
        now = self._telegram.state.clock()
        page = {"knobs": self._turned, "script": self._script is not None, "today": noon(now)}
        seller = seller_parts(self._seller, self._telegram.state)
        return {"page": page} | seller | shop_parts(self._shop)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        headers = _HEADERS | {"Content-Type": "text/event-stream"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        feed, watcher = Feed(), asyncio.Event()
        self._watchers.add(watcher)
        try:
            while not self._closing:
                watcher.clear()
                changes = feed.changes(self._parts())
                await response.write(f"data: {changes}\n\n".encode() if changes else b":\n\n")
                await _wait(watcher)
        except ConnectionError:
            pass  # the page was closed
        finally:
            self._watchers.discard(watcher)
        return response

    async def _close(self, _app: web.Application) -> None:
        """End the streams, so that the server stops at once."""
        self._closing = True
        self._changed()

    async def _file(self, request: web.Request) -> web.Response:
        file = self._telegram.state.files.get(request.match_info["file_id"])
        if file is None or not file.mime_type.startswith(("image/", "text/", "application/")):
            raise web.HTTPNotFound
        headers = _HEADERS | {"Content-Disposition": "inline"}
        return web.Response(body=file.content, content_type=file.mime_type, headers=headers)

    async def _index(self, _request: web.Request) -> web.FileResponse:
        return web.FileResponse(STATIC / "index.html", headers=_HEADERS)

    async def _static(self, request: web.Request) -> web.FileResponse:
        name = request.match_info["name"]
        if name not in {file.name for file in STATIC.iterdir()}:
            raise web.HTTPNotFound
        return web.FileResponse(STATIC / name, headers=_HEADERS)


async def _wait(watcher: asyncio.Event) -> None:
    """Wait for a change, a little longer for its companions, or for the next heartbeat."""
    try:
        async with asyncio.timeout(BEAT_SECONDS):
            await watcher.wait()
    except TimeoutError:
        return
    await asyncio.sleep(GATHER_SECONDS)


def _posted(action: Action) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        _refuse_foreign(request)
        try:
            asked = await request.json()
        except ValueError:
            asked = None
        if not isinstance(asked, dict):
            raise web.HTTPBadRequest(text="a JSON object expected")
        return web.json_response(await action(asked) or {})

    return answer


def _refuse_foreign(request: web.Request) -> None:
    origin = request.headers.get("Origin")
    own = origin is None or origin.partition("://")[2] == request.host
    if request.content_type != "application/json" or not own:
        raise web.HTTPForbidden(text="this page only")


def _number(asked: Json, name: str) -> int:
    """An id; listings' ids come as strings, since they outgrow JavaScript's small numbers."""
    value = asked.get(name)
    if not isinstance(value, int | str) or not str(value).isdecimal():
        raise web.HTTPBadRequest(text=name)
    return int(value)


def _words(asked: Json, name: str, longest: int) -> str:
    text = asked.get(name)
    if not isinstance(text, str) or not 1 <= len(text.strip()) <= longest:
        raise web.HTTPBadRequest(text=name)
    return text.strip()
