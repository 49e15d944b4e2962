"""`python -m bot demo`: the whole program on one machine, between pretend servers and a page."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web
from pydantic import SecretStr

from ai.errors import ModelDownError
from ai.model import Completion, DraftRequest, Model
from ai.offline.answerer import Offline
from avito.sandbox import Sandbox
from bot.app import App, Surroundings, open_app, stop_signal
from bot.demo import shop
from bot.demo.page import DemoPage
from bot.demo.telegram import PretendTelegram
from bot.settings import Settings
from db.crypto import make_key
from scheduler.sellers import DEFAULT_REPORT_MINUTE, DEFAULT_ZONE

SELLER_ID = 1001
STAMP = "ДЕМО"
AFTERNOON = time(14, 0)
POLL_SECONDS = 1.0
QUIET_SECONDS = 4.0
"""Quicker than live: whoever watches a demo should not wait."""

LARGEST_POST = 4 * 1024 * 1024
"""A file that is sent to the bot comes as text, a third longer than it is."""


class DemoClock:
    """A clock that starts in the afternoon, so that there is an evening to come."""

    def __init__(self) -> None:
        now = datetime.now(UTC)
        local = now.astimezone(ZoneInfo(DEFAULT_ZONE))
        self._shift = datetime.combine(local.date(), AFTERNOON, local.tzinfo) - local

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._shift

    def jump_to(self, moment: datetime) -> None:
        self._shift += moment - self()


class DemoModel:
    """The model of the demo, with a switch that breaks it."""

    def __init__(self) -> None:
        self._model: Model = Offline()
        self.down = False

    def around(self, model: Model | None) -> Model:
        """Take Gemini's place when there is a key, the offline answerer's when there is none."""
        self._model = model or self._model
        return self

    async def complete(self, request: DraftRequest) -> Completion:
        if self.down:
            raise ModelDownError("switched off at the demo page")
        return await self._model.complete(request)

    async def aclose(self) -> None:
        await self._model.aclose()


class DemoKnobs:
    """What the page's switches do. The program is told nothing: it finds out as it would live."""

    def __init__(self, sandbox: Sandbox, clock: DemoClock, model: DemoModel) -> None:
        self._sandbox = sandbox
        self._clock = clock
        self._model = model
        self.app: App | None = None

    async def set_avito_down(self, on: bool) -> None:
        self._sandbox.clear_faults()
        if on:
            self._sandbox.fail("*", "*", 503, times=None)

    async def set_tariff_missing(self, on: bool) -> None:
        for one in self._sandbox.shops.values():
            one.tariff = not on

    async def set_model_down(self, on: bool) -> None:
        self._model.down = on

    async def evening_falls(self) -> None:
        """Move the clock to the next hour of the report, and let the program look at it."""
        self._clock.jump_to(await self._report_hour() + timedelta(seconds=1))
        if self.app is not None:
            self.app.services.queue.run_due()
            await self.app.services.digests.wake_due()

    async def _report_hour(self) -> datetime:
        seller = await self.app.services.sellers.find(SELLER_ID) if self.app else None
        if seller is not None and seller.next_report_at is not None:
            return seller.next_report_at
        local = self._clock().astimezone(ZoneInfo(DEFAULT_ZONE))
        evening = datetime.combine(
            local.date(), time(DEFAULT_REPORT_MINUTE // 60), tzinfo=local.tzinfo
        )
        return evening if evening > local else evening + timedelta(days=1)


@asynccontextmanager
async def open_demo(settings: Settings, *, port: int) -> AsyncIterator[str]:
    """Start the demo and give the page's address; what it stores is thrown away at the end."""
    async with AsyncExitStack() as stack:
        clock = DemoClock()
        folder = await asyncio.to_thread(
            stack.enter_context, tempfile.TemporaryDirectory(prefix="avito-demo-")
        )
        telegram = PretendTelegram(clock=clock)
        telegram_url = await telegram.start()
        stack.push_async_callback(telegram.stop)
        sandbox = Sandbox(clock=clock, stamp=STAMP)
        stall = shop.stock(sandbox, now=clock())
        avito_url = await sandbox.start()
        stack.push_async_callback(sandbox.stop)
        model = DemoModel()
        knobs = DemoKnobs(sandbox, clock, model)
        around = Surroundings(
            clock=clock,
            around_model=model.around,
            demo_keys=(shop.CLIENT_ID, shop.CLIENT_SECRET),
        )
        own = _demo_settings(settings, telegram, telegram_url, avito_url, Path(folder))
        knobs.app = await stack.enter_async_context(open_app(own, around))
        script = shop.Script(stall)
        page = DemoPage(
            telegram=telegram, sandbox=sandbox, knobs=knobs, seller_id=SELLER_ID, script=script
        )
        playing = asyncio.create_task(_play_when_linked(script, knobs.app, telegram))
        stack.callback(playing.cancel)
        yield await _serve(page, settings, port, stack)


async def _play_when_linked(script: shop.Script, app: App, telegram: PretendTelegram) -> None:
    """Let buyers come once the shop is linked: what they wrote before would be history."""
    seen = asyncio.Event()
    telegram.on_change.append(seen.set)
    while not await app.services.accounts.all(SELLER_ID):
        await seen.wait()
        seen.clear()
    telegram.on_change.remove(seen.set)
    await script.play()


def _demo_settings(
    settings: Settings, telegram: PretendTelegram, telegram_url: str, avito_url: str, folder: Path
) -> Settings:
    """The settings as they are, but for the addresses, the keys and the pace."""
    return settings.model_copy(
        update={
            "telegram_bot_token": SecretStr(telegram.token),
            "telegram_api_url": telegram_url,
            "avito_api_url": avito_url,
            "encryption_keys": [SecretStr(make_key())],
            "database_url": "",
            "data_dir": folder,
            "poll_seconds": POLL_SECONDS,
            "quiet_seconds": QUIET_SECONDS,
            "access": "open",
        }
    )


async def _serve(page: DemoPage, settings: Settings, port: int, stack: AsyncExitStack) -> str:
    app = web.Application(client_max_size=LARGEST_POST)
    page.routes(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return settings.public_url or f"http://127.0.0.1:{runner.addresses[0][1]}"


async def run(settings: Settings, *, say: Callable[[str], None]) -> None:
    """Run the demo until SIGTERM or Ctrl+C; `say` is called with the page's address."""
    stop = stop_signal()
    async with open_demo(settings, port=settings.http_port) as url:
        say(url)
        await stop.wait()
