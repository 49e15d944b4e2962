"""The demo page's server side, over the wire: what it shows, what it does, whom it refuses."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from avito.sandbox import Sandbox, Shop
from bot.demo.page import DemoPage
from bot.demo.page_view import Feed
from bot.demo.shop import Script, stock
from bot.demo.telegram import PretendTelegram

SELLER = 1001
NOON = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Turned:
    """Knobs that remember what was turned."""

    def __init__(self) -> None:
        self.turns: list[tuple[str, bool]] = []

    async def set_avito_down(self, on: bool) -> None:
        self.turns.append(("avito", on))

    async def set_tariff_missing(self, on: bool) -> None:
        self.turns.append(("tariff", on))

    async def set_model_down(self, on: bool) -> None:
        self.turns.append(("model", on))

    async def evening_falls(self) -> None:
        self.turns.append(("evening", True))


class World(SimpleNamespace):
    telegram: PretendTelegram
    shop: Shop
    knobs: Turned
    base: str
    http: aiohttp.ClientSession

    async def post(self, path: str, **body: Any) -> dict[str, Any]:
        async with self.http.post(f"{self.base}/demo/{path}", json=body) as response:
            assert response.status == 200, await response.text()
            answer: dict[str, Any] = await response.json()
        return answer

    async def status(self, path: str, **options: Any) -> int:
        async with self.http.post(f"{self.base}/demo/{path}", **options) as response:
            return response.status


@pytest.fixture
async def world() -> AsyncIterator[World]:
    world = World(telegram=PretendTelegram(clock=lambda: NOON), knobs=Turned())
    sandbox = Sandbox(clock=lambda: NOON, stamp="ДЕМО")
    world.shop = stock(sandbox, now=NOON)
    page = DemoPage(
        telegram=world.telegram,
        sandbox=sandbox,
        knobs=world.knobs,
        seller_id=SELLER,
        script=Script(world.shop),
    )
    app = web.Application()
    page.routes(app)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    world.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with aiohttp.ClientSession() as world.http:
        yield world
    await runner.cleanup()


class Stream:
    """One open page: `parts` is what it shows after all events so far."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response
        self.parts: dict[str, Any] = {}
        self.last: dict[str, Any] = {}

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(5):
            async for line in self._response.content:
                if line.startswith(b"data: "):
                    self.last = json.loads(line[6:])
                    self.parts |= self.last["set"]
                    for name in self.last["gone"]:
                        del self.parts[name]
                    return self.last
        raise AssertionError("the stream ended")


async def test_the_page_and_its_files_come_and_nothing_else(world: World) -> None:
    for path in ("/", "/demo", "/demo/static/app.js", "/demo/static/style.css"):
        async with world.http.get(world.base + path) as response:
            assert response.status == 200
            assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    for path in ("/demo/static/..%2Fpage.py", "/demo/static/none.js", "/demo/file/none"):
        async with world.http.get(world.base + path) as response:
            assert response.status == 404


async def test_the_stream_begins_with_everything_and_goes_on_with_changes(world: World) -> None:
    async with world.http.get(f"{world.base}/demo/events") as response:
        stream = Stream(response)
        await stream.next()
        assert stream.parts["shop"]["name"] == "Мебель Олег · ДЕМО"
        assert len(stream.parts["shop"]["listings"]) == 5
        await world.post("seller/write", text="/start")
        change = await stream.next()
        assert list(change["set"]) == ["tg:1"]
        assert change["set"]["tg:1"]["own"] is True
        world.telegram.person(SELLER, "Олег").chat.drop(1)
        world.telegram.state.changed()
        assert (await stream.next())["gone"] == ["tg:1"]


async def test_the_seller_sends_a_file_from_his_disk(world: World) -> None:
    content = b64encode("Торга нет".encode()).decode()
    await world.post("seller/file", name="список.csv", content=content)
    sent = world.telegram.person(SELLER, "Олег").messages[-1]["document"]
    assert sent["file_name"] == "список.csv"
    stored = world.telegram.state.files[sent["file_id"]]
    assert stored.content.decode() == "Торга нет"
    assert stored.mime_type == "application/octet-stream"  # a page in it would not be one of ours


async def test_one_plays_the_buyer_and_the_seller_by_hand(world: World) -> None:
    listing = str(next(iter(world.shop.listings)))
    opened = await world.post("buyer/open", buyer="Анна", listing_id=listing, text="Актуально?")
    chat = world.shop.chats[opened["chat_id"]]
    await world.post("buyer/write", chat_id=chat.id, text="И доставка?")
    await world.post("shop/write", chat_id=chat.id, text="Сам отвечу")
    await world.post("shop/system", chat_id=chat.id)
    kinds = [(message.type, message.direction) for message in chat.messages]
    assert kinds == [("text", "in"), ("text", "in"), ("text", "out"), ("system", "in")]
    world.shop.accept(chat, "Да, в продаже")
    async with world.http.get(f"{world.base}/demo/events") as response:
        stream = Stream(response)
        await stream.next()
    shown = [stream.parts[f"av:{message.id}"]["who"] for message in chat.messages]
    assert shown == ["buyer", "buyer", "seller", "system", "bot"]


async def test_a_tap_gives_the_bots_answer_and_an_old_screen_may_tap_too(world: World) -> None:
    await world.post("seller/write", text="/start")
    tap = asyncio.create_task(world.post("seller/tap", message_id=77, callback_data="c1:1"))
    await world.telegram.until(lambda: bool(world.telegram.state.queries))
    (query,) = world.telegram.state.queries.values()
    query.answer.set_result(("Черновика уже нет", True))
    assert await tap == {"text": "Черновика уже нет", "show_alert": True}


async def test_a_reply_and_a_sticker_reach_the_chat(world: World) -> None:
    await world.post("seller/write", text="/start")
    await world.post("seller/write", text="Ответ", reply_to=1)
    await world.post("seller/send", kind="sticker")
    await world.post("seller/language", language="en")
    person = world.telegram.person(SELLER, "Олег")
    assert person.messages[1]["reply_to_message"]["message_id"] == 1
    assert "sticker" in person.messages[2]
    assert person.language_code == "en"


async def test_knobs_are_turned_and_shown(world: World) -> None:
    for name in ("avito-down", "tariff", "model-down", "evening"):
        await world.post("knob", name=name, on=True)
    await world.post("knob", name="tariff", on=False)
    assert world.knobs.turns == [
        ("avito", True),
        ("tariff", True),
        ("model", True),
        ("evening", True),
        ("tariff", False),
    ]
    async with world.http.get(f"{world.base}/demo/events") as response:
        stream = Stream(response)
        await stream.next()
    knobs = {"avito-down": True, "tariff": False, "model-down": True}
    assert stream.parts["page"]["knobs"] == knobs


async def test_a_foreign_site_cannot_post(world: World) -> None:
    body = json.dumps({"text": "/start"})
    as_json = {"Content-Type": "application/json"}
    foreign = as_json | {"Origin": "https://evil.example"}
    own = as_json | {"Origin": world.base}
    assert await world.status("seller/write", data=body, headers=foreign) == 403
    assert await world.status("seller/write", data=body) == 403
    assert await world.status("seller/write", data=body, headers=own) == 200
    assert len(world.telegram.person(SELLER, "Олег").messages) == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("seller/write", {"text": "  "}),
        ("seller/write", {"text": "я" * 4097}),
        ("seller/write", {}),
        ("seller/write", {"text": "х", "reply_to": [1]}),
        ("seller/send", {"kind": "bomb"}),
        ("seller/file", {"name": "a.csv", "content": "\u042f"}),
        ("seller/file", {"content": ""}),
        ("seller/tap", {"message_id": "a", "callback_data": "1"}),
        ("seller/tap", {"callback_data": "1"}),
        ("buyer/write", {"chat_id": "none", "text": "х"}),
        ("buyer/open", {"buyer": "Анна", "listing_id": "1", "text": "х"}),
        ("buyer/open", {"buyer": "Анна", "listing_id": None, "text": "х"}),
        ("knob", {"name": "none", "on": True}),
    ],
)
async def test_nonsense_is_refused(world: World, path: str, body: dict[str, Any]) -> None:
    assert await world.status(path, json=body) == 400


async def test_broken_json_is_refused(world: World) -> None:
    headers = {"Content-Type": "application/json"}
    for body in ("{", "[]", "1"):
        assert await world.status("knob", data=body, headers=headers) == 400


async def test_a_button_brings_the_next_buyer(world: World) -> None:
    opened = await world.post("buyer/next")
    assert world.shop.chats[opened["chat_id"]].buyer == "Анна"


def test_a_feed_repeats_nothing() -> None:
    feed = Feed()
    assert json.loads(feed.changes({"a": 1, "b": 2}) or "") == {"set": {"a": 1, "b": 2}, "gone": []}
    assert feed.changes({"a": 1, "b": 2}) is None
    assert json.loads(feed.changes({"a": 3}) or "") == {"set": {"a": 3}, "gone": ["b"]}
