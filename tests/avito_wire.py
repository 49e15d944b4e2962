"""A pretend Avito on a real socket, with what the tests of client and sandbox put in it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx

from avito.auth import Keys, Token
from avito.client import Avito
from avito.http import open_http
from avito.sandbox import Sandbox, Shop, ShopChat

KEYS = Keys("client-id", "client-secret")
MORNING = datetime(2026, 11, 24, 9, 30, 15, tzinfo=UTC)

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class HandClock:
    """A clock that moves only when a test moves it."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **step: float) -> None:
        self.now += timedelta(**step)


@dataclass
class Wire:
    """A running sandbox with one shop, one listing, one chat with a question, and a client."""

    sandbox: Sandbox
    url: str
    http: httpx.AsyncClient
    avito: Avito
    shop: Shop
    chat: ShopChat
    clock: HandClock

    def client(self, keys: Keys = KEYS) -> Avito:
        """Another client for the same account, without a token yet."""
        return Avito(self.http, keys, clock=self.clock, user_id=self.shop.user_id)


@asynccontextmanager
async def open_wire(*, timeout_seconds: float = 5) -> AsyncIterator[Wire]:
    clock = HandClock()
    sandbox = Sandbox(clock=clock)
    url = await sandbox.start()
    shop = sandbox.add_shop(client_id=KEYS.client_id, client_secret=KEYS.client_secret)
    listing = shop.add_listing(title="Диван «Осло»", price_rub=15000, address="Химки")
    chat = shop.open_chat(listing_id=listing.id)
    shop.buyer_writes(chat.id, "Ещё актуально?")
    async with open_http(url, timeout_seconds=timeout_seconds) as http:
        avito = Avito(http, KEYS, clock=clock, user_id=shop.user_id)
        yield Wire(sandbox, url, http, avito, shop, chat, clock)
    await sandbox.stop()


@asynccontextmanager
async def raw_server(talk: Talk) -> AsyncIterator[str]:
    """Serve bytes written by hand, for answers no decent server gives."""

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except ConnectionError:
            pass  # the client has gone: that is what some tests wait for
        finally:
            writer.close()

    server = await asyncio.start_server(one, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def answer_once(head: str, body: bytes = b"") -> Talk:
    """Read one request and answer with this head and body."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()

    return talk


def keep_answering(head: str, body: bytes, heads: list[bytes]) -> Talk:
    """Answer every request on a connection alike and keep the requests' heads."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                heads.append(await reader.readuntil(b"\r\n\r\n"))
            except asyncio.IncompleteReadError:
                return  # the client has closed
            writer.write(f"{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
            await writer.drain()

    return talk


def good_token() -> Token:
    return Token("token", MORNING + timedelta(hours=20))
