"""The client on the wire: what comes out of every way Avito can answer, or not answer."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from avito.auth import Keys
from avito.client import Avito
from avito.errors import (
    AvitoAuthError,
    AvitoError,
    AvitoForbiddenError,
    AvitoNotSentError,
    AvitoRateLimitError,
    AvitoRequestError,
    AvitoTariffError,
    AvitoUnclearError,
)
from avito.http import open_http
from avito.models import Message
from avito.sandbox import ShopChat
from tests.avito_wire import (
    KEYS,
    MORNING,
    HandClock,
    Wire,
    answer_once,
    good_token,
    keep_answering,
    open_wire,
    raw_server,
)

# What is broken → (the error, whether the work was done).
FAULTS: list[tuple[str | int, type[AvitoError], bool]] = [
    ("cut_before", AvitoUnclearError, False),
    ("cut_after", AvitoUnclearError, True),
    ("reset_before", AvitoUnclearError, False),
    ("reset_after", AvitoUnclearError, True),
    ("hang_before", AvitoUnclearError, False),
    ("hang_after", AvitoUnclearError, True),
    (400, AvitoRequestError, False),
    (401, AvitoAuthError, False),
    (402, AvitoTariffError, False),
    (403, AvitoForbiddenError, False),
    (404, AvitoRequestError, False),
    (408, AvitoUnclearError, False),
    (429, AvitoRateLimitError, False),
    ("500_before", AvitoUnclearError, False),
    ("500_after", AvitoUnclearError, True),
    (503, AvitoUnclearError, False),
    ("html", AvitoUnclearError, False),
    ("html_after", AvitoUnclearError, True),
    ("broken_json", AvitoUnclearError, True),
    ("wrong_shape", AvitoUnclearError, True),
    ("empty", AvitoUnclearError, True),
]


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with open_wire() as opened:
        yield opened


def patience(kind: str | int) -> float:
    """Short where a test waits for its end, long where a slow machine must not reach it."""
    return 0.4 if "hang" in str(kind) else 10


@pytest.mark.parametrize(("kind", "error", "_done"), FAULTS)
async def test_each_fault_of_a_reading_has_its_error(
    kind: str | int, error: type[AvitoError], _done: bool
) -> None:
    async with open_wire(timeout_seconds=patience(kind)) as wire:
        wire.sandbox.fail("GET", "*/messages/", kind, times=None)
        with pytest.raises(AvitoError) as caught:
            await wire.avito.messages(wire.chat.id)
    assert type(caught.value) is error


@pytest.mark.parametrize(("kind", "error", "done"), FAULTS)
async def test_each_fault_of_a_send_has_its_error_and_is_not_repeated(
    kind: str | int, error: type[AvitoError], done: bool
) -> None:
    async with open_wire(timeout_seconds=patience(kind)) as wire:
        await wire.avito.profile()  # an open connection: the one that could be tried again
        wire.sandbox.fail("POST", "*/messages", kind, times=None)
        with pytest.raises(AvitoError) as caught:
            await wire.avito.send_text(wire.chat.id, "Да, в продаже")
    assert type(caught.value) is error
    assert [one.text for one in wire.shop.sent] == ["Да, в продаже"] * done
    expected = 2 if kind in (401, 403) else 1  # once more with a new token: Avito did nothing
    assert wire.sandbox.count("POST", "*/messages") == expected


async def test_no_error_quotes_the_text_or_the_keys(wire: Wire) -> None:
    for kind in (400, 401, 402, 403, 429, 500, "cut", "html", "broken_json", "wrong_shape"):
        wire.sandbox.clear_faults()
        wire.sandbox.fail("POST", "*/messages", kind, times=None)
        wire.clock.forward(minutes=2)
        with pytest.raises(AvitoError) as caught:
            await wire.avito.send_text(wire.chat.id, "секретный текст")
        said = repr(caught.value) + repr(caught.value.__cause__)
        assert "секретный" not in said
        assert KEYS.client_secret not in said
        assert "Bearer" not in said


async def test_refused_connection_is_known_as_not_sent(wire: Wire) -> None:
    await wire.avito.profile()
    await wire.sandbox.stop()
    with pytest.raises(AvitoNotSentError):
        await wire.avito.chats()  # also takes the old connection's end in
    with pytest.raises(AvitoNotSentError):
        await wire.avito.send_text(wire.chat.id, "Да")


async def test_works_again_after_avito_is_back(wire: Wire) -> None:
    await wire.avito.profile()
    await wire.sandbox.stop()
    with pytest.raises(AvitoNotSentError):
        await wire.avito.profile()
    await wire.sandbox.start(port=wire.sandbox.port)
    assert (await wire.avito.send_text(wire.chat.id, "Да")).text == "Да"


async def test_hanging_avito_lets_go_within_the_timeout_and_delays_no_other() -> None:
    async with open_wire(timeout_seconds=1) as wire:
        other = wire.sandbox.add_shop(client_id="other", client_secret="other")
        second = Avito(wire.http, Keys("other", "other"), clock=wire.clock, user_id=other.user_id)
        wire.sandbox.fail("GET", "*/chats", "hang", times=None, shop=wire.shop)
        began = time.monotonic()
        hanging = asyncio.create_task(wire.avito.chats())
        assert await second.chats() is not None
        assert not hanging.done()
        with pytest.raises(AvitoUnclearError):
            await hanging
        assert time.monotonic() - began < 1.5


async def test_trickling_answer_ends_within_the_timeout() -> None:
    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with raw_server(trickle) as url, open_http(url, timeout_seconds=0.3) as http:
        with pytest.raises(AvitoUnclearError):
            async with asyncio.timeout(5):
                await Avito(http, KEYS, clock=HandClock(), token=good_token()).profile()


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("SMTP ready", b""),
        ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip", b"no gzip at all"),
        ("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/", b""),
        ("HTTP/1.1 403 Forbidden\r\nContent-Type: text/html", b"<html>firewall</html>"),
        ("HTTP/1.1 401 Unauthorized\r\nContent-Type: text/html; charset=utf-8", b"<html></html>"),
        ("HTTP/1.1 200 OK", b'{"id": "not a number"}'),
        ("HTTP/1.1 200 OK", b"\xff\xfe\x00"),
        ("HTTP/1.1 200 OK", b"[" * 100_000),
    ],
)
async def test_answers_that_make_no_sense_are_unclear(head: str, body: bytes) -> None:
    talk = answer_once(head, body)
    async with raw_server(talk) as url, open_http(url, timeout_seconds=2) as http:
        with pytest.raises(AvitoUnclearError):
            await Avito(http, KEYS, clock=HandClock(), token=good_token()).profile()


async def test_no_cookie_of_one_account_travels_with_another() -> None:
    heads: list[bytes] = []
    cookie = "HTTP/1.1 200 OK\r\nSet-Cookie: session=first; Path=/"
    async with raw_server(keep_answering(cookie, b'{"id": 1}', heads)) as url:
        by_name = url.replace("127.0.0.1", "localhost")  # an address in numbers has no cookies
        async with open_http(by_name, timeout_seconds=5) as http:
            for _ in range(2):
                await Avito(http, KEYS, clock=HandClock(), token=good_token()).profile()
    assert len(heads) == 2
    assert b"session" not in heads[1]


async def test_firewall_page_costs_no_new_token() -> None:
    heads: list[bytes] = []
    page = "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html"
    talk = keep_answering(page, b"<html></html>", heads)
    async with raw_server(talk) as url, open_http(url, timeout_seconds=5) as http:
        with pytest.raises(AvitoUnclearError):
            await Avito(http, KEYS, clock=HandClock(), token=good_token()).profile()
    assert len(heads) == 1


async def test_chats_are_sorted_whatever_their_order_on_the_wire() -> None:
    chats = [{"id": f"u2i-{second}", "updated": second} for second in (5, 9, 1)]
    body = json.dumps({"chats": [*chats, {"id": "u2i-no-time"}]}).encode()
    talk = answer_once("HTTP/1.1 200 OK", body)
    async with raw_server(talk) as url, open_http(url, timeout_seconds=5) as http:
        page = await Avito(http, KEYS, clock=HandClock(), token=good_token()).chats()
    assert page is not None
    assert [one.id for one in page.chats] == ["u2i-9", "u2i-5", "u2i-1"]
    assert page.unreadable == 1


async def test_employees_key_and_missing_tariff_have_their_errors(wire: Wire) -> None:
    wire.shop.tariff = False
    page = await wire.avito.chats()
    assert page is not None
    last = page.chats[0].last_message
    assert last is not None
    assert last.is_tariff_placeholder
    with pytest.raises(AvitoTariffError):
        await wire.avito.messages(wire.chat.id)
    wire.shop.employee_key = True
    with pytest.raises(AvitoForbiddenError):
        await wire.avito.chats()


async def test_used_up_limit_holds_calls_back_until_the_next_minute(wire: Wire) -> None:
    wire.shop.limit_per_minute = 2
    await wire.avito.chats()
    await wire.avito.chats()
    with pytest.raises(AvitoRateLimitError) as caught:
        await wire.avito.chats()
    assert caught.value.retry_after_seconds == 45  # the clock stands at 09:30:15
    assert wire.sandbox.count("GET", "*/chats") == 2
    assert len(await wire.avito.listings()) == 1  # another family of calls goes on
    wire.clock.forward(seconds=45)
    assert await wire.avito.chats() is not None


async def test_429_tells_when_to_come_back_and_is_obeyed(wire: Wire) -> None:
    wire.sandbox.fail("POST", "*/messages", 429)
    for _ in range(3):
        with pytest.raises(AvitoRateLimitError) as caught:
            await wire.avito.send_text(wire.chat.id, "Да")
        assert caught.value.retry_after_seconds == 30
    assert wire.sandbox.count("POST", "*/messages") == 1
    wire.clock.forward(seconds=31)
    await wire.avito.send_text(wire.chat.id, "Да")
    assert len(wire.shop.sent) == 1


@pytest.mark.parametrize("shape", ["envelope", "bare"])
@pytest.mark.parametrize("flag", ["isRead", "is_read"])
async def test_both_shapes_of_messages_are_read_over_pages(
    wire: Wire, shape: str, flag: str
) -> None:
    wire.sandbox.shapes.messages = shape
    wire.sandbox.shapes.read_flag = flag
    for number in range(4):
        wire.shop.buyer_writes(wire.chat.id, f"Строка {number}")
    first = await wire.avito.messages(wire.chat.id, limit=3)
    rest = await wire.avito.messages(wire.chat.id, limit=3, offset=3)
    texts = [one.text for one in [*first.messages, *rest.messages]]
    assert texts == ["Строка 3", "Строка 2", "Строка 1", "Строка 0", "Ещё актуально?"]
    assert (first.has_more, rest.has_more) == (True, False)


async def test_poll_without_news_gives_none_for_one_request(wire: Wire) -> None:
    page = await wire.avito.chats()
    assert page is not None
    asked = len(wire.sandbox.requests)
    assert await wire.avito.chats(known=page.digest) is None
    assert len(wire.sandbox.requests) == asked + 1
    wire.shop.buyer_writes(wire.chat.id, "Вы тут?")
    news = await wire.avito.chats(known=page.digest)
    assert news is not None
    assert news.digest != page.digest


async def test_chats_come_newest_first(wire: Wire) -> None:
    later = wire.shop.open_chat(listing_id=None, buyer="Борис")
    wire.shop.buyer_writes(later.id, "Здравствуйте", at=MORNING + timedelta(minutes=5))
    page = await wire.avito.chats()
    assert page is not None
    assert [one.id for one in page.chats] == [later.id, wire.chat.id]
    first = page.chats[1]
    assert (first.chat_type, first.item and first.item.price_rub) == ("u2i", 15000)
    buyer = first.buyer(wire.shop.user_id)
    assert buyer is not None
    assert buyer.name == "Анна"


async def test_ids_with_any_characters_reach_avito_whole(wire: Wire) -> None:
    strange = ShopChat("u2i-a/b ~%2F?#ё", MORNING, None, 5, "Анна")
    wire.shop.chats[strange.id] = strange
    sent = await wire.avito.send_text(strange.id, "Да")
    await wire.avito.mark_read(strange.id)
    assert [one.id for one in (await wire.avito.messages(strange.id)).messages] == [sent.id]
    assert (await wire.avito.chat(strange.id)).id == strange.id


async def test_sent_message_is_known_by_its_id_and_can_be_taken_back(wire: Wire) -> None:
    sent = await wire.avito.send_text(wire.chat.id, "Да, 15 000 ₽ 🙂")
    assert sent == Message(
        id=wire.shop.sent[0].id,
        author_id=wire.shop.user_id,
        created=MORNING,
        direction="out",
        type="text",
        text="Да, 15 000 ₽ 🙂",
    )
    await wire.avito.delete_message(wire.chat.id, sent.id)
    newest = (await wire.avito.messages(wire.chat.id)).messages[0]
    assert (newest.id, newest.type, newest.text) == (sent.id, "deleted", None)


async def test_message_older_than_an_hour_cannot_be_taken_back(wire: Wire) -> None:
    sent = await wire.avito.send_text(wire.chat.id, "Да")
    wire.clock.forward(hours=1, seconds=1)
    with pytest.raises(AvitoRequestError) as caught:
        await wire.avito.delete_message(wire.chat.id, sent.id)
    assert caught.value.status == 400
    assert "within an hour" in caught.value.reason


async def test_profile_sets_the_account_and_avitos_clock_is_known(wire: Wire) -> None:
    avito = Avito(wire.http, KEYS, clock=wire.clock)
    assert avito.server_time is None
    profile = await avito.profile()
    assert profile.name == "Мебель Олег"
    assert avito.user_id == wire.shop.user_id
    assert avito.server_time == MORNING
