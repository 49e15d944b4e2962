"""The composition root: the only place that builds everything and knows everybody."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.utils.token import TokenValidationError

from ai.drafter import Drafter
from ai.gemini import Gemini
from ai.model import Model
from avito.client import Avito
from avito.http import open_http
from bot import middlewares
from bot.handlers import Workflow, build_router
from bot.notifier import Notifier
from bot.pace import CountSent, NoteActs, Pace
from bot.session import Session
from bot.settings import Settings, SettingsError
from bot.show import publish_commands
from bot.storage import SqlStorage
from db import migrations
from db.crypto import Vault
from db.engine import Database
from scheduler import recovery
from scheduler.accounts import Accounts
from scheduler.answer import Answers
from scheduler.clients import Clients
from scheduler.delivery import Delivery
from scheduler.digest import Digests
from scheduler.drafting import Drafting
from scheduler.health import Health
from scheduler.inbox import Inbox
from scheduler.jobs import build_jobs
from scheduler.listings import Listings
from scheduler.notices import Notices
from scheduler.polling import Polling
from scheduler.ports import Clock, Tools, Work, Worker
from scheduler.reply import Replies
from scheduler.runner import Runner
from scheduler.sellers import Sellers
from scheduler.wake import WakeQueue

logger = structlog.get_logger()

STOP_WITHIN_SECONDS = 10.0
"""How long work in hand may take to end after SIGTERM."""

LONG_POLL_SECONDS = 20
MODEL_PATIENCE_SECONDS = 25.0
TELEGRAM_AWAY_PAUSE_SECONDS = 3.0

_REFUSED = "TELEGRAM_BOT_TOKEN: Telegram refuses it; copy it from @BotFather again"


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What differs between live, demo and tests, beside the addresses in the settings."""

    clock: Clock = utc_now
    pace: Pace = field(default_factory=Pace)  # of what the bot writes in Telegram
    around_model: Callable[[Model | None], Model | None] = lambda model: model
    demo_keys: tuple[str, str] | None = None  # links the demo's shop at a tap


@dataclass(frozen=True, slots=True)
class Services:
    """The work, built."""

    sellers: Sellers
    accounts: Accounts
    replies: Replies
    digests: Digests
    notices: Notices
    polling: Polling
    queue: WakeQueue
    workers: dict[Work, Worker]


@dataclass(frozen=True, slots=True)
class App:
    """A running program."""

    bot: Bot
    db: Database
    services: Services
    listening: asyncio.Task[None] | None = None  # ends only with an error, or when cancelled


def build_services(
    db: Database,
    vault: Vault,
    settings: Settings,
    *,
    open_avito: partial[Avito],
    model: Model | None,
) -> Services:
    clock = open_avito.keywords["clock"]
    queue = WakeQueue(clock)
    tools = Tools(db=db, wake=queue, clock=clock)
    clients = Clients(db, vault, open_avito)
    health = Health(tools)
    inbox = Inbox(tools, clients, health, quiet=settings.quiet)
    polling = Polling(tools, clients, inbox, health, every=settings.poll)
    delivery = Delivery(tools, clients, inbox, health)
    drafting = Drafting(Drafter(model), Listings(tools, clients))
    digests = Digests(tools)
    return Services(
        sellers=Sellers(tools),
        accounts=Accounts(tools, vault, clients, polling),
        replies=Replies(tools, clients, drafting, delivery),
        digests=digests,
        notices=Notices(tools),
        polling=polling,
        queue=queue,
        workers={
            Work.POLL: polling.poll,
            Work.CHAT: Answers(tools, inbox, drafting, delivery).answer,
            Work.SEND: delivery.send_approved,
            Work.SETTLE: delivery.settle,
            Work.REPORT: digests.report,
        },
    )


def build_dispatcher(
    app: App, settings: Settings, around: Surroundings, in_flight: middlewares.InFlight
) -> Dispatcher:
    dispatcher = Dispatcher(storage=SqlStorage(app.db), disable_fsm=True)
    middlewares.install(dispatcher, in_flight)
    for observer in (dispatcher.message, dispatcher.callback_query):
        observer.outer_middleware(NoteActs(around.pace))
    workflow = Workflow(
        sellers=app.services.sellers,
        accounts=app.services.accounts,
        replies=app.services.replies,
        digests=app.services.digests,
        notices=app.services.notices,
        demo_keys=around.demo_keys,
        clock=around.clock,
        admin_ids=settings.admin_ids,
        access=settings.access,
    )
    dispatcher.workflow_data.update(workflow)
    dispatcher.include_router(build_router())
    return dispatcher


def build_bot(settings: Settings) -> Bot:
    """The bot; SettingsError for what cannot be a token."""
    session = Session(api=TelegramAPIServer.from_base(settings.telegram_api_url))
    session.middleware(middlewares.WaitWhenAsked())
    try:
        return Bot(
            settings.telegram_bot_token.get_secret_value(),
            session=session,
            default=DefaultBotProperties(parse_mode="HTML"),
        )
    except TokenValidationError:
        raise SettingsError(_REFUSED) from None


def build_model(settings: Settings, around: Surroundings, stack: AsyncExitStack) -> Model | None:
    """Gemini when there is a key, or what the surroundings put in its place."""
    key = settings.gemini_api_key.get_secret_value()
    if not key:
        return around.around_model(None)
    http = open_http(settings.gemini_api_url, timeout_seconds=MODEL_PATIENCE_SECONDS)
    stack.push_async_callback(http.aclose)
    gemini = Gemini(
        api_key=key, base_url=settings.gemini_api_url, model=settings.gemini_model, http=http
    )
    return around.around_model(gemini)


def build_vault(settings: Settings) -> Vault:
    try:
        return Vault(settings.keys)
    except (ValueError, IndexError):
        raise SettingsError(
            "ENCRYPTION_KEYS: put a key there; `python -m bot check` prints a fresh one"
        ) from None


async def open_database(settings: Settings) -> Database:
    """The database with the newest schema, its folder made if need be."""
    if not settings.database_url:
        await asyncio.to_thread(settings.data_dir.mkdir, parents=True, exist_ok=True)
    await migrations.upgrade(settings.database)
    return Database(settings.database)


@asynccontextmanager
async def open_app(settings: Settings, around: Surroundings) -> AsyncIterator[App]:
    """Start the whole program, and at the end let what is in hand end before anything closes."""
    async with AsyncExitStack() as stack:
        vault = build_vault(settings)
        db = await open_database(settings)
        stack.push_async_callback(db.close)
        http = open_http(settings.avito_api_url)
        stack.push_async_callback(http.aclose)
        model = build_model(settings, around, stack)
        services = build_services(
            db, vault, settings, open_avito=partial(Avito, http, clock=around.clock), model=model
        )
        bot = build_bot(settings)
        bot.session.middleware(CountSent(around.pace))
        stack.push_async_callback(bot.session.close)
        app = App(bot, db, services)
        await _start_work(app, settings, around, stack)
        listening = await stack.enter_async_context(_listen(app, settings, around))
        yield replace(app, listening=listening)


async def _start_work(
    app: App, settings: Settings, around: Surroundings, stack: AsyncExitStack
) -> None:
    """Start the queue and the clock; on leaving, stop the clock first and drain the queue."""
    services = app.services
    notifier = Notifier(
        app.bot, services.notices, services.sellers, around.pace, clock=around.clock
    )
    services.queue.start({**services.workers, Work.TELL: notifier.tell})
    stack.push_async_callback(services.queue.close, timeout_seconds=STOP_WITHIN_SECONDS)
    await services.accounts.renew_secrets()
    await recovery.refill(app.db, polling=services.polling, wake=services.queue)
    jobs = build_jobs(
        polling=services.polling,
        digests=services.digests,
        notices=services.notices,
        queue=services.queue,
        poll_seconds=settings.poll_seconds,
    )
    runner = Runner(jobs)
    runner.start()
    stack.callback(runner.stop)


@asynccontextmanager
async def _listen(
    app: App, settings: Settings, around: Surroundings
) -> AsyncIterator[asyncio.Task[None]]:
    """Take Telegram's updates until the end, then let those in hand end."""
    in_flight = middlewares.InFlight()
    dispatcher = build_dispatcher(app, settings, around, in_flight)
    listening = asyncio.create_task(_hear(app.bot, dispatcher))
    try:
        yield listening
    finally:
        with suppress(RuntimeError):  # it had not begun to poll
            await dispatcher.stop_polling()
        await in_flight.drain(timeout_seconds=STOP_WITHIN_SECONDS)
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening


async def _hear(bot: Bot, dispatcher: Dispatcher) -> None:
    """Greet Telegram, as soon as it is there, and take updates until told to stop.

    aiogram asks who it is before it polls, once: without an answer its polling never begins.
    """
    while not await _is_known(bot):  # noqa: ASYNC110 - it is another machine that comes back
        await asyncio.sleep(TELEGRAM_AWAY_PAUSE_SECONDS)
    with suppress(TelegramAPIError):  # the menu stays as it was
        await publish_commands(bot)
    await dispatcher.start_polling(
        bot,
        polling_timeout=LONG_POLL_SECONDS,
        handle_signals=False,
        close_bot_session=False,
        allowed_updates=dispatcher.resolve_used_update_types(),
    )


async def _is_known(bot: Bot) -> bool:
    """Whether Telegram has told the bot who it is; SettingsError when it refuses the token."""
    try:
        me = await bot.me()
    except (TelegramUnauthorizedError, TelegramNotFound):
        raise SettingsError(_REFUSED) from None
    except TelegramAPIError as error:
        logger.warning("telegram does not answer", error=type(error).__name__)
        return False
    logger.info("listening", bot=me.username)
    return True


def stop_signal() -> asyncio.Event:
    """An event that SIGTERM and Ctrl+C set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return stop


async def run(settings: Settings) -> None:
    """Run the bot until SIGTERM or Ctrl+C."""
    stop = stop_signal()
    async with open_app(settings, Surroundings()) as app:
        logger.info("started", database=Path(settings.database).name)
        await _until(stop, app.listening)
        logger.info("stopping")


async def _until(stop: asyncio.Event, listening: "asyncio.Task[None] | None") -> None:
    """Wait for the signal; a bot that cannot hear any more raises why, and does not stay."""
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait(
        [stopped, *([listening] if listening else [])], return_when="FIRST_COMPLETED"
    )
    stopped.cancel()
    if listening is not None and listening.done():
        listening.result()
