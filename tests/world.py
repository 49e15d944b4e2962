"""A world for stories: pretend Telegram, Avito and Gemini, and the program between them."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from avito.sandbox import Sandbox, Shop, ShopChat
from bot.app import App, Surroundings, open_app
from bot.demo.telegram import PretendTelegram
from bot.demo.telegram_people import Person, buttons, text_of
from bot.pace import Pace
from bot.settings import Settings
from db import migrations
from db.crypto import make_key
from tests.fakes.gemini import KEY as GEMINI_KEY
from tests.fakes.gemini import PretendGemini

CLIENT_ID, CLIENT_SECRET = "client-of-oleg", "secret-of-oleg"
POLL_SECONDS = 0.1
QUIET_SECONDS = 0.1
SELLER_ID, STRANGER_ID = 101, 202

Message = dict[str, Any]


class StoryClock:
    """Real time, and jumps on demand."""

    def __init__(self, start: datetime | None = None) -> None:
        self._shift = (start - datetime.now(UTC)) if start else timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._shift

    def jump(self, ahead: timedelta) -> None:
        self._shift += ahead


@dataclass
class World:
    telegram: PretendTelegram
    avito: Sandbox
    gemini: PretendGemini
    settings: Settings
    clock: StoryClock
    seller: Person
    stranger: Person
    shop: Shop
    demo_keys: tuple[str, str] | None = None
    every_seconds: float = 0  # what the bot writes is held back by nothing, unless a story asks
    every_seconds_in_a_chat: float = 0
    app: App | None = None
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start(self) -> None:
        await _give_schema(self.settings.data_dir)
        around = Surroundings(clock=self.clock, pace=self._pace(), demo_keys=self.demo_keys)
        self.app = await self._stack.enter_async_context(open_app(self.settings, around))

    def _pace(self) -> Pace:
        return Pace(
            lambda: self.clock().timestamp(),
            every=self.every_seconds,
            every_in_a_chat=self.every_seconds_in_a_chat,
        )

    async def stop(self) -> None:
        await self._stack.aclose()
        self.app = None

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    def use(self, **values: Any) -> None:
        """Change settings; the next start reads them."""
        self.settings = Settings(_env_file=None, **{**self.settings.model_dump(), **values})

    @property
    def services(self) -> Any:
        assert self.app is not None
        return self.app.services

    async def link(self, person: Person | None = None, keys: str = "") -> Message:
        """Link the shop as a seller does, by /link and the two keys in one message."""
        person = person or self.seller
        written = await person.writes("/link")
        asked = await person.sees("professionals/api", after=written["message_id"])
        await person.writes(keys or f"{CLIENT_ID} {CLIENT_SECRET}")
        return await person.sees(self.shop.name, after=asked["message_id"])

    def buyer(self, name: str = "Анна", *, title: str = "Диван угловой «Осло»") -> ShopChat:
        """A buyer's chat about a listing of the shop."""
        found = [one for one in self.shop.listings.values() if one.title == title]
        listing = found[0] if found else self.shop.add_listing(title=title, price_rub=15000)
        return self.shop.open_chat(listing_id=listing.id, buyer=name)

    async def card(self, words: str, *, after: int = 0, person: Person | None = None) -> Message:
        """Wait for the card of a draft that has these words and can be sent."""
        return await (person or self.seller).sees(
            lambda m: words in text_of(m) and has_button(m, "✅ Отправить"), after=after
        )

    async def until(self, check: Callable[[], bool], *, seconds: float = 15) -> None:
        """Wait for something at Avito's or Gemini's side."""
        async with asyncio.timeout(seconds):
            while not check():  # noqa: ASYNC110 - the pretend servers have no single event for it
                await asyncio.sleep(0.01)

    async def two_polls(self) -> None:
        before = self.avito.count("GET", "*/chats")
        await self.until(lambda: self.avito.count("GET", "*/chats") >= before + 2)

    async def settled(self) -> None:
        """Let two polls pass and the work they start end: what was to happen has happened."""
        await self.two_polls()
        await self.services.queue.idle()
        while quiet := self._quiet_until():
            await self.until(lambda end=quiet: self.clock() > end)  # type: ignore[misc]
            self.services.queue.run_due()
            await self.services.queue.idle()

    def _quiet_until(self) -> datetime | None:
        """The end of the last quiet time that is running; None when there is none."""
        now = self.clock()
        times = [
            datetime.fromisoformat(at) for (at,) in self.rows("SELECT due_at FROM chats") if at
        ]
        running = [at for at in (time.replace(tzinfo=UTC) for time in times) if at > now]
        return max((at for at in running if at < now + timedelta(seconds=1)), default=None)

    async def later(self, ahead: timedelta) -> None:
        """Jump ahead, and let what has come due by then happen."""
        self.clock.jump(ahead)
        self.services.queue.run_due()
        await self.settled()

    async def mode(self, mode: str) -> None:
        """`/mode …`, and the bot's word that it is so."""
        asked = await self.seller.writes(f"/mode {mode}")
        await self.seller.sees("Автоответы", after=asked["message_id"])

    @property
    def cards(self) -> list[Message]:
        """The seller's cards as they stand now, oldest first."""
        return [one for one in self.seller.messages if has_button(one, "🌐 Открыть на Авито")]

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """Ask the database's file directly."""
        with closing(sqlite3.connect(self.settings.data_dir / "bot.db")) as file:
            return file.execute(question).fetchall()

    async def change_rows(self, statement: str) -> None:
        """Change the database's file directly: what else would take days, or other hands.

        In a thread, so that a transaction of the program's that is open can end meanwhile.
        """
        await asyncio.to_thread(self._change_rows, statement)

    def _change_rows(self, statement: str) -> None:
        with closing(sqlite3.connect(self.settings.data_dir / "bot.db")) as file, file:
            file.execute(statement)

    async def tries_again(self, method: str = "*", path: str = "*") -> None:
        """Ten minutes pass, and Avito is asked once more."""
        await self.services.queue.idle()  # a poll under way would count its pause from the jump
        before = self.avito.count(method, path)
        self.clock.jump(timedelta(minutes=10))
        await self.until(lambda: self.avito.count(method, path) > before)

    @property
    def sent(self) -> list[str]:
        """The texts that reached buyers through us, in order."""
        return [message.text for message in self.shop.sent]


def told(person: Person, words: str) -> int:
    """How many messages that stand in a person's chat have these words."""
    return sum(words in text_of(message) for message in person.messages)


_schema: list[bytes] = []


async def _give_schema(folder: Path) -> None:
    """Put a database with the newest schema where there is none: all the steps take 0.2 s."""
    file = folder / "bot.db"
    if file.exists():
        return
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    if _schema:
        file.write_bytes(_schema[0])
    else:
        await migrations.upgrade(f"sqlite+aiosqlite:///{file}")
        _schema.append(file.read_bytes())


def has_button(message: Message, label: str) -> bool:
    return any(label in row for row in buttons(message))


@asynccontextmanager
async def open_world(folder: Path, *, start: datetime | None = None) -> AsyncIterator[World]:
    """Servers and people, the program not started yet."""
    clock = StoryClock(start)
    telegram = PretendTelegram(clock=clock)
    avito = Sandbox(clock=clock)
    gemini = PretendGemini()
    settings = Settings(
        _env_file=None,
        telegram_bot_token=SecretStr(telegram.token),
        telegram_api_url=await telegram.start(),
        avito_api_url=await avito.start(),
        gemini_api_key=SecretStr(GEMINI_KEY),
        gemini_api_url=await gemini.start(),
        encryption_keys=[SecretStr(make_key())],
        data_dir=folder,
        poll_seconds=POLL_SECONDS,
        quiet_seconds=QUIET_SECONDS,
    )
    shop = avito.add_shop(client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
    shop.add_listing(
        title="Диван угловой «Осло»", price_rub=15000, address="Москва, Лесная улица, 5"
    )
    world = World(
        telegram=telegram,
        avito=avito,
        gemini=gemini,
        settings=settings,
        clock=clock,
        seller=telegram.person(SELLER_ID, "Олег"),
        stranger=telegram.person(STRANGER_ID, "Чужой"),
        shop=shop,
    )
    try:
        yield world
    finally:
        await world.stop()
        await telegram.stop()
        await avito.stop()
        await gemini.stop()
