"""Tokens on the wire: fetched late, renewed early, one at a time; refused keys known as such."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from avito.auth import Keys, Token
from avito.client import Avito
from avito.errors import (
    AvitoAuthError,
    AvitoError,
    AvitoForbiddenError,
    AvitoNotSentError,
    AvitoRateLimitError,
    AvitoUnclearError,
)
from avito.http import open_http
from tests.avito_wire import KEYS, MORNING, HandClock, Wire, answer_once, open_wire, raw_server


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with open_wire() as opened:
        yield opened


async def test_firewall_page_at_the_token_does_not_condemn_the_keys() -> None:
    talk = answer_once("HTTP/1.1 403 Forbidden\r\nContent-Type: text/html", b"<html></html>")
    async with raw_server(talk) as url, open_http(url, timeout_seconds=2) as http:
        with pytest.raises(AvitoUnclearError):
            await Avito(http, KEYS, clock=HandClock()).profile()


async def test_token_is_fetched_once_for_many_calls_at_once(wire: Wire) -> None:
    kept: list[Token] = []

    async def keep(token: Token) -> None:
        kept.append(token)

    avito = Avito(wire.http, KEYS, clock=wire.clock, user_id=wire.shop.user_id, on_token=keep)
    await asyncio.gather(*(avito.chats() for _ in range(10)))
    assert wire.sandbox.count("POST", "/token") == 1
    assert [one.expires_at for one in kept] == [MORNING + timedelta(days=1)]


@pytest.mark.parametrize("status", [401, 403])
async def test_expired_token_is_renewed_once_for_many_calls_at_once(
    wire: Wire, status: int
) -> None:
    await wire.avito.profile()
    wire.sandbox.door.expired_token_status = status
    wire.shop.expire_tokens()
    sent = await asyncio.gather(
        *(wire.avito.send_text(wire.chat.id, f"Ответ {n}") for n in range(10))
    )
    assert wire.sandbox.count("POST", "/token") == 2
    assert sorted(one.id for one in sent) == sorted(one.id for one in wire.shop.sent)


async def test_token_is_renewed_five_minutes_early(wire: Wire) -> None:
    await wire.avito.profile()
    wire.clock.forward(hours=23, minutes=54)
    await wire.avito.profile()
    assert wire.sandbox.count("POST", "/token") == 1
    wire.clock.forward(minutes=2)
    await wire.avito.profile()
    assert wire.sandbox.count("POST", "/token") == 2


async def test_token_that_lives_a_minute_is_not_fetched_for_every_call() -> None:
    asked: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            asked.append(head.split(b" ")[1])
            body = b'{"id": 1}'
            if asked[-1] == b"/token":
                size = int(head.lower().split(b"content-length: ")[1].split(b"\r")[0])
                await reader.readexactly(size)
                body = b'{"access_token": "t", "expires_in": 60}'
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    async with raw_server(talk) as url, open_http(url, timeout_seconds=2) as http:
        avito = Avito(http, KEYS, clock=HandClock())
        for _ in range(3):
            await avito.profile()
    assert asked.count(b"/token") == 1


async def test_stored_token_is_used_without_asking_for_one(wire: Wire) -> None:
    token = Token(wire.shop.new_token(), MORNING + timedelta(hours=3))
    await Avito(wire.http, KEYS, clock=wire.clock, token=token).profile()
    assert wire.sandbox.count("POST", "/token") == 0


async def test_wrong_or_revoked_keys_are_an_auth_error(wire: Wire) -> None:
    with pytest.raises(AvitoAuthError):
        await wire.client(Keys(KEYS.client_id, "wrong")).profile()
    with pytest.raises(AvitoAuthError):
        await wire.client(Keys(KEYS.client_id, "wrong")).check_keys()
    await wire.client().check_keys()
    await wire.avito.profile()
    wire.shop.revoke_keys()
    with pytest.raises(AvitoAuthError) as caught:
        await wire.avito.profile()
    assert not isinstance(caught.value, AvitoForbiddenError)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (400, AvitoAuthError),
        (401, AvitoAuthError),
        (403, AvitoAuthError),
        (404, AvitoNotSentError),
        (405, AvitoNotSentError),
        (429, AvitoRateLimitError),
        (500, AvitoNotSentError),
        ("html", AvitoNotSentError),
        ("broken_json", AvitoNotSentError),
        ("wrong_shape", AvitoNotSentError),
        ("empty", AvitoNotSentError),
        ("cut", AvitoNotSentError),
        ("hang", AvitoNotSentError),
    ],
)
async def test_each_fault_of_the_token_has_its_error(
    kind: str | int, error: type[AvitoError]
) -> None:
    async with open_wire(timeout_seconds=0.4 if kind == "hang" else 10) as wire:
        wire.sandbox.fail("POST", "/token", kind, times=None)
        with pytest.raises(AvitoError) as caught:
            await wire.avito.send_text(wire.chat.id, "Да")
    assert type(caught.value) is error
    assert wire.shop.sent == []
