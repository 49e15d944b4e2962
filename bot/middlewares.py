"""What every update passes before a handler sees it."""

import asyncio
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from math import ceil
from typing import Any, cast

import structlog
from aiogram import BaseMiddleware, Bot, Dispatcher
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import TelegramAPIError, TelegramForbiddenError, TelegramRetryAfter
from aiogram.methods import TelegramMethod
from aiogram.methods.base import Response, TelegramType
from aiogram.types import CallbackQuery, Message, TelegramObject, Update, User

from bot import asking, show
from bot.pace import Pace
from bot.screens import home
from bot.screens.screen import Reader, Screen
from bot.texts import Texts
from db.engine import StorageError
from scheduler.sellers import Sellers, language_for

logger = structlog.get_logger()

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

LONGEST_TEXT = 1024 * 1024
"""Telegram's own limit is 4096; whatever is longer is not worth a look at its end."""

LONGEST_TURN_SECONDS = 3.0
LONGEST_TRACE = 6
LONGEST_FLOOD_WAIT_SECONDS = 3.0


def install(dispatcher: Dispatcher, pace: Pace) -> None:
    """Hang everything into a dispatcher made with `disable_fsm=True`, in the order that counts."""
    dispatcher.update.outer_middleware(Boundary())  # for the order and the states
    dispatcher.update.outer_middleware(InTurn())
    dispatcher.update.outer_middleware(dispatcher.fsm)
    for observer in (dispatcher.message, dispatcher.callback_query):
        observer.outer_middleware(PrivateOnly())
        observer.outer_middleware(Boundary())
        observer.outer_middleware(Greeting())
    dispatcher.my_chat_member.outer_middleware(Boundary())
    dispatcher.message.outer_middleware(ShortTexts())
    dispatcher.message.outer_middleware(AnswersOnly())
    dispatcher.message.outer_middleware(StartOver())
    for observer in (dispatcher.message, dispatcher.callback_query):
        observer.outer_middleware(NoteActs(pace))


class InTurn(BaseMiddleware):
    """A person's messages are worked on in the order he wrote them; taps need no order.

    A message waits for the one before it, but not for long: that may be waiting for Avito.
    """

    def __init__(self) -> None:
        self._last: dict[int, asyncio.Event] = {}

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        message = event.message if isinstance(event, Update) else None
        if message is None or message.from_user is None:
            return await handler(event, data)
        async with self._turn(message.from_user.id):
            return await handler(event, data)

    @asynccontextmanager
    async def _turn(self, person: int) -> AsyncIterator[None]:
        before, mine = self._last.get(person), asyncio.Event()
        self._last[person] = mine
        if before is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_TURN_SECONDS):
                    await before.wait()
        try:
            yield
        finally:
            mine.set()
            if self._last.get(person) is mine:
                del self._last[person]


class PrivateOnly(BaseMiddleware):
    """Silence in groups: a card there would show one seller's buyers to everybody."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        message = event.message if isinstance(event, CallbackQuery) else event
        chat = getattr(message, "chat", None)
        if chat is not None and chat.type == "private":
            return await handler(event, data)
        if isinstance(event, CallbackQuery):
            await show.toast(event)
        return None


class Boundary(BaseMiddleware):
    """An unexpected error becomes a log line without texts, and a plain sentence for the person."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        try:
            return await handler(event, data)
        except StorageError as error:
            logger.warning("not stored", update=type(event).__name__, reason=error.reason)
            await apologise(event, "error.storage", data.get("t"))
        except TelegramForbiddenError:
            logger.info("person blocked the bot")
            if isinstance(event, CallbackQuery | Message) and event.from_user:
                await cast("Sellers", data["sellers"]).unreachable(event.from_user.id)
        except Exception as error:  # noqa: BLE001 - the boundary: logged and told, never passed on
            _log(event, error)
            await apologise(event, "error.message", data.get("t"))
        return None


def _log(event: TelegramObject, error: Exception) -> None:
    """Where it broke and by what kind of error; its message could quote somebody."""
    trace = "".join(traceback.format_tb(error.__traceback__)[-LONGEST_TRACE:])
    kind = type(error).__name__
    logger.error("handler failed", update=type(event).__name__, error=kind, trace=trace)


async def apologise(update: TelegramObject, key: str, known: Texts | None = None) -> None:
    """Say what went wrong, as well as can be: Telegram itself may be what is failing."""
    event = update.event if isinstance(update, Update) else update
    person = getattr(event, "from_user", None)
    t = known or Texts.load(language_for(person.language_code if person else None))
    with suppress(TelegramAPIError):
        if isinstance(event, CallbackQuery):
            await show.toast(event, t.plain(key), alert=True)
        elif isinstance(event, Message):
            await show.answer(event, Screen(t(key)))


class Greeting(BaseMiddleware):
    """Gives handlers `seller`, `t` and `reader`.

    Who is not invited gets a sentence, and nothing is kept of him.
    """

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        person = cast("User | None", getattr(event, "from_user", None))
        if person is None or person.is_bot:
            return None
        if data["access"] == "invite" and person.id not in data["admin_ids"]:
            return await _not_invited(event, Texts.load(language_for(person.language_code)))
        sellers = cast("Sellers", data["sellers"])
        seller = await sellers.greet(
            person.id, name=person.full_name, language_code=person.language_code
        )
        data["seller"] = seller
        data["t"] = t = Texts.load(seller.language)
        data["reader"] = Reader(t, seller.zone, data["clock"]())
        return await handler(event, data)


async def _not_invited(event: TelegramObject, t: Texts) -> None:
    if isinstance(event, CallbackQuery):
        await show.toast(event, t.plain("not_invited"), alert=True)
    elif isinstance(event, Message):
        await show.answer(event, Screen(t("not_invited")))


class ShortTexts(BaseMiddleware):
    """Cuts what no real Telegram would deliver, before anything looks at it."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if isinstance(event, Message) and event.text and len(event.text) > LONGEST_TEXT:
            event = event.model_copy(update={"text": event.text[:LONGEST_TEXT], "entities": None})
        return await handler(event, data)


class AnswersOnly(BaseMiddleware):
    """What was written before a question is no answer to it: an update may be worked twice.

    Otherwise the answer to one question would be taken for the answer to the next as well.
    """

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        message, state = cast("Message", event), data.get("state")
        if state and data.get("raw_state") and await asking.is_older(message, state):
            if await asking.has_led_here(message, state, data["t"]):
                return None
            data["raw_state"] = None
        return await handler(event, data)


class StartOver(BaseMiddleware):
    """A command or a word of the staying keyboard puts away whatever was being typed.

    Otherwise «📊 Отчёт», pressed in the middle of an edit, would go to a buyer.
    """

    def __init__(self) -> None:
        self._words = home.keyboard_words()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        text = event.text if isinstance(event, Message) else None
        if data.get("raw_state") and text and (text.startswith("/") or text in self._words):
            await asking.put_away(cast("Message", event), data["state"], data["t"])
            data["raw_state"] = None
        return await handler(event, data)


class WaitWhenAsked(BaseRequestMiddleware):
    """Telegram's «too many requests»: wait as long as it asks and repeat once, if that is short.

    A longer pause goes up to the caller: the notifier comes back later.
    """

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as error:
            if error.retry_after > LONGEST_FLOOD_WAIT_SECONDS:
                raise
            await asyncio.sleep(error.retry_after)
            return await make_request(bot, method)


class CountSent(BaseRequestMiddleware):
    """Counts every message on its way to Telegram, whoever sends it, and remembers each 429.

    Until its time is over no request goes to that chat: it would be refused and make it longer.
    """

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        chat_id = getattr(method, "chat_id", None)
        if not isinstance(chat_id, int) or not _is_message(method):
            return await make_request(bot, method)
        closed_for = self._pace.closed_for(chat_id)
        if closed_for > 0:
            raise TelegramRetryAfter(method, "not over yet", retry_after=ceil(closed_for))
        self._pace.sent(chat_id)
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as error:
            self._pace.close(chat_id, error.retry_after)
            raise


class NoteActs(BaseMiddleware):
    """Tells the pace who is at his phone."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        person = getattr(event, "from_user", None)
        if person is not None:
            self._pace.acted(person.id)
        return await handler(event, data)


def _is_message(method: TelegramMethod[Any]) -> bool:
    name = method.__api_method__
    return name.startswith(("send", "edit")) and name != "sendChatAction"
