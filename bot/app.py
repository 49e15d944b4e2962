"""The composition root: the only place that builds everything and knows everybody."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.utils.token import TokenValidationError

from ai.drafter import Drafter
from ai.model import Model
from avito.client import Avito
from avito.http import open_http
from bot import middlewares
from bot.handlers import Workflow, build_router
from bot.model import open_gemini
from bot.notifier import Notifier
from bot.pace import Pace
from bot.patience import patiently
from bot.session import Session
from bot.settings import Settings, SettingsError
from bot.storage import SqlStorage
from bot.storage_watch import StorageWatch
from bot.updates import TOKEN_REFUSED, Listener, UpdateBook
from db import migrations
from db.crypto import Vault
from db.engine import Database, Watcher
from scheduler import recovery
from scheduler.accounts import Accounts
from scheduler.alarms import Alarms
from scheduler.answer import Answers
from scheduler.by_template import ByTemplate
from scheduler.clients import Clients
from scheduler.costs import Costs
from scheduler.delivery import Delivery
from scheduler.digest import Digests
from scheduler.drafting import Drafting
from scheduler.health import Health
from scheduler.imports import Imports
from scheduler.inbox import Inbox
from scheduler.jobs import build_jobs
from scheduler.knowledge import Knowledge
from scheduler.learning import Learning
from scheduler.listings import Listings
from scheduler.manners import Manners
from scheduler.model_health import ModelHealth
from scheduler.notices import Notices
from scheduler.polling import Polling
from scheduler.ports import Clock, Tools, Work, Worker
from scheduler.renewals import Renewals
from scheduler.reply import Replies
from scheduler.runner import Runner
from scheduler.sellers import Sellers
from scheduler.sheets import Sheets
from scheduler.templates import Templates
from scheduler.wake import WakeQueue
from scheduler.why import Events

logger = structlog.get_logger()

STOP_WITHIN_SECONDS = 8.0
"""How long work in hand may take to end after SIGTERM: Docker and systemd wait for ten and more."""

TELEGRAM_PATIENCE_SECONDS = 15.0


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What differs between live, demo and tests, beside the addresses in the settings."""

    clock: Clock = utc_now
    pace: Pace = field(default_factory=Pace)  # of what the bot writes in Telegram
    around_model: Callable[[Model | None], Model | None] = lambda model: model
    demo_keys: tuple[str, str] | None = None  # links the demo's shop at a tap


class Closing:
    """How long the shutdown may still take, all its parts together."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until: float | None = None

    def left_seconds(self) -> float:
        """Counted from the first time it is asked."""
        now = asyncio.get_running_loop().time()
        self._until = self._until or now + self._seconds
        return max(0.0, self._until - now)


@dataclass(frozen=True, slots=True)
class Services:
    """The work, built."""

    sellers: Sellers
    accounts: Accounts
    manners: Manners
    replies: Replies
    learning: Learning
    digests: Digests
    events: Events
    notices: Notices
    knowledge: Knowledge
    imports: Imports
    renewals: Renewals
    templates: Templates
    by_template: ByTemplate
    costs: Costs
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


@dataclass(frozen=True, slots=True)
class _AvitoSide:
    """Reading from Avito and writing there."""

    listings: Listings
    inbox: Inbox
    polling: Polling
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class _Writing:
    """What puts answers into words, and what that costs."""

    costs: Costs
    drafting: Drafting
    by_template: ByTemplate


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
    tools, clients = Tools(db=db, wake=queue, clock=clock), Clients(db, vault, open_avito)
    alarms = Alarms(tools)
    avito = _build_avito_side(tools, clients, alarms, settings)
    writing = _build_writing(tools, avito.listings, alarms, settings, model)
    replies = Replies(tools, clients, writing.drafting, avito.delivery, avito.polling)
    digests, knowledge = Digests(tools), Knowledge(tools)
    learning = Learning(tools, knowledge, replies)
    return Services(
        sellers=Sellers(tools),
        accounts=Accounts(tools, vault, clients, avito.polling),
        manners=Manners(tools),
        replies=replies,
        learning=learning,
        digests=digests,
        events=Events(tools),
        notices=Notices(tools),
        knowledge=knowledge,
        imports=Imports(tools, knowledge, Sheets()),
        renewals=Renewals(tools),
        templates=Templates(tools),
        by_template=writing.by_template,
        costs=writing.costs,
        polling=avito.polling,
        queue=queue,
        workers=_workers(tools, avito, writing, learning, digests),
    )


def _build_avito_side(
    tools: Tools, clients: Clients, alarms: Alarms, settings: Settings
) -> _AvitoSide:
    health = Health(tools, alarms)
    inbox = Inbox(tools, clients, health, quiet=settings.quiet)
    listings = Listings(tools, clients)
    return _AvitoSide(
        listings=listings,
        inbox=inbox,
        polling=Polling(tools, clients, inbox, health, every=settings.poll),
        delivery=Delivery(tools, clients, inbox, health, listings),
    )


def _build_writing(
    tools: Tools, listings: Listings, alarms: Alarms, settings: Settings, model: Model | None
) -> _Writing:
    health = ModelHealth(tools, alarms)
    costs = Costs(tools, health, usd_rub=settings.usd_rub, common_rub=settings.model_budget_rub)
    drafting = Drafting(tools, Drafter(model), listings, health, costs)
    return _Writing(costs, drafting, ByTemplate(tools, drafting))


def _workers(
    tools: Tools, avito: _AvitoSide, writing: _Writing, learning: Learning, digests: Digests
) -> dict[Work, Worker]:
    """What each wake-up leads to; those that tell the seller come with the notifier."""
    answers = Answers(tools, avito.inbox, writing.drafting, writing.by_template, avito.delivery)
    return {
        Work.POLL: avito.polling.poll,
        Work.CHAT: answers.answer,
        Work.SEND: avito.delivery.send_approved,
        Work.SETTLE: avito.delivery.settle,
        Work.ANEW: learning.write_anew,
        Work.REPORT: digests.report,
    }


def build_dispatcher(app: App, settings: Settings, around: Surroundings) -> Dispatcher:
    dispatcher = Dispatcher(storage=SqlStorage(app.db), disable_fsm=True)
    middlewares.install(dispatcher, around.pace)
    workflow = Workflow(
        sellers=app.services.sellers,
        accounts=app.services.accounts,
        manners=app.services.manners,
        replies=app.services.replies,
        learning=app.services.learning,
        digests=app.services.digests,
        events=app.services.events,
        notices=app.services.notices,
        knowledge=app.services.knowledge,
        imports=app.services.imports,
        renewals=app.services.renewals,
        templates=app.services.templates,
        by_template=app.services.by_template,
        costs=app.services.costs,
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
    session = Session(
        api=TelegramAPIServer.from_base(settings.telegram_api_url),
        timeout=TELEGRAM_PATIENCE_SECONDS,
    )
    session.middleware(middlewares.WaitWhenAsked())
    try:
        return Bot(
            settings.telegram_bot_token.get_secret_value(),
            session=session,
            default=DefaultBotProperties(parse_mode="HTML"),
        )
    except TokenValidationError:
        raise SettingsError(TOKEN_REFUSED) from None


def build_model(settings: Settings, around: Surroundings, stack: AsyncExitStack) -> Model | None:
    """Gemini when there is a key, or what the surroundings put in its place."""
    return around.around_model(open_gemini(settings, stack))


def build_vault(settings: Settings) -> Vault:
    try:
        return Vault(settings.keys)
    except (ValueError, IndexError):
        raise SettingsError(
            "ENCRYPTION_KEYS: put a key there; `python -m bot check` prints a fresh one"
        ) from None


async def open_database(settings: Settings, watcher: Watcher | None = None) -> Database:
    """The database with the newest schema, its folder made if need be."""
    if not settings.database_url:
        await asyncio.to_thread(settings.data_dir.mkdir, parents=True, exist_ok=True)
    await migrations.upgrade(settings.database)
    return Database(settings.database, watcher=watcher)


@asynccontextmanager
async def open_app(settings: Settings, around: Surroundings) -> AsyncIterator[App]:
    """Start the whole program, and at the end let what is in hand end before anything closes."""
    async with AsyncExitStack() as stack:
        vault = build_vault(settings)
        bot = build_bot(settings)
        bot.session.middleware(middlewares.CountSent(around.pace))
        stack.push_async_callback(bot.session.close)
        watch = StorageWatch(bot, settings.admin_ids, around.clock)
        stack.push_async_callback(watch.close)
        db = await open_database(settings, watch)
        stack.push_async_callback(db.close)
        http = open_http(settings.avito_api_url)
        stack.push_async_callback(http.aclose)
        model = build_model(settings, around, stack)
        services = build_services(
            db, vault, settings, open_avito=partial(Avito, http, clock=around.clock), model=model
        )
        app, closing = App(bot, db, services), Closing(STOP_WITHIN_SECONDS)
        await _start_work(app, around, stack, closing)
        listening = await stack.enter_async_context(_listen(app, vault, settings, around, closing))
        _start_clock(services, settings, stack, closing)
        yield replace(app, listening=listening)


async def _start_work(
    app: App, around: Surroundings, stack: AsyncExitStack, closing: Closing
) -> None:
    """Start the queue with what the tables say is left to do; drain it on leaving."""
    services = app.services
    notifier = Notifier(
        app.bot, services.notices, services.sellers, around.pace, clock=around.clock
    )
    services.queue.start({**services.workers, Work.TELL: notifier.tell})

    async def drain() -> None:
        await services.queue.close(timeout_seconds=closing.left_seconds())

    stack.push_async_callback(drain)
    await patiently(services.accounts.renew_secrets)
    await patiently(services.polling.start)
    await patiently(partial(recovery.start, app.db, services.queue, around.clock()))


def _start_clock(
    services: Services, settings: Settings, stack: AsyncExitStack, closing: Closing
) -> None:
    """Start the clock. On leaving it stops first: what is in hand ends, and nothing begins."""
    jobs = build_jobs(
        polling=services.polling,
        queue=services.queue,
        poll_seconds=settings.poll_seconds,
        each_minute={
            "reports": services.digests.wake_due,
            "fading": services.notices.fade,
            "limits": services.costs.renew,
            "renewals": services.renewals.offer,
        },
    )
    runner = Runner(jobs)
    runner.start()

    async def stop() -> None:
        services.queue.hold()
        await runner.stop(timeout_seconds=closing.left_seconds())

    stack.push_async_callback(stop)


@asynccontextmanager
async def _listen(
    app: App, vault: Vault, settings: Settings, around: Surroundings, closing: Closing
) -> AsyncIterator[asyncio.Task[None]]:
    """Take Telegram's updates until the end, then let those in hand end."""
    dispatcher = build_dispatcher(app, settings, around)
    listener = Listener(app.bot, dispatcher, UpdateBook(app.db, vault, around.clock))
    listening = asyncio.create_task(listener.listen())
    try:
        yield listening
    finally:
        listening.cancel()
        await asyncio.wait([listening])
        await listener.stop(timeout_seconds=closing.left_seconds())


def stop_signal() -> asyncio.Event:
    """An event that SIGTERM and Ctrl+C set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return stop


async def run(settings: Settings) -> None:
    """Run the bot until SIGTERM or Ctrl+C, which also end a start that waits for the database."""
    stop = stop_signal()
    async with AsyncExitStack() as stack:
        opening = asyncio.create_task(stack.enter_async_context(open_app(settings, Surroundings())))
        await _until(stop, opening)
        if not opening.done():
            opening.cancel()
            await asyncio.wait([opening])
            return
        logger.info("started", database=Path(settings.database).name)
        await _until(stop, opening.result().listening)
        logger.info("stopping")


async def _until(stop: asyncio.Event, task: asyncio.Task[Any] | None) -> None:
    """Wait for the signal or the end of a task; raises what that raises: a bot that cannot hear
    any more does not stay."""
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait([stopped, *([task] if task else [])], return_when="FIRST_COMPLETED")
    stopped.cancel()
    if task is not None and task.done():
        task.result()
