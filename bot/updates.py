"""Telegram's updates: stored before Telegram may forget them, worked, and then finished.

Telegram takes an update as delivered when the next ones are asked for. So they are in our table
by then, and what a crash or a shutdown has cut off is worked by the next life of the program.
"""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    AiogramError,
    TelegramAPIError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates
from aiogram.types import Update
from aiogram.utils.backoff import Backoff
from pydantic import ValidationError

from bot import middlewares
from bot.patience import PAUSES, patiently
from bot.settings import SettingsError
from bot.show import publish_commands
from db import updates
from db.crypto import Vault, VaultError
from db.engine import Database, Session, StorageError
from scheduler.ports import Clock

logger = structlog.get_logger()

TOKEN_REFUSED = "TELEGRAM_BOT_TOKEN: Telegram refuses it; copy it from @BotFather again"  # noqa: S105

LONG_POLL_SECONDS = 20
ANSWER_WITHIN_SECONDS = 10
FINISH_WITHIN_SECONDS = 1.0
"""How long it may stay unsaid in the table that an update is finished; working one twice does no
harm, as a text has its message's id, which is older than any question that it has led to, and a
draft is claimed once."""

REMEMBERED = timedelta(days=1)
"""Telegram keeps updates for a day."""
FORGET_EVERY = timedelta(hours=1)


class UpdateBook:
    """The table of updates. Encrypted: people type their keys."""

    def __init__(self, db: Database, vault: Vault, clock: Clock) -> None:
        self._db = db
        self._vault = vault
        self._clock = clock
        self._finished: set[int] = set()
        self._forgot_at = clock()

    async def keep(self, came: Sequence[Update]) -> list[Update]:
        """Store what came; returns what has not come before. One transaction."""
        if not came:
            return []
        contents = {one.update_id: self._lock(one) for one in came}
        async with self._db.begin() as session:
            new = await updates.keep(session, contents, now=self._clock())
            finished = await self._write_down(session)
        self._finished -= finished
        return [one for one in came if one.update_id in new]

    async def unfinished(self, bot: Bot) -> list[Update]:
        """What a life before this one has left, in its order; forgets what is long over."""
        async with self._db.begin() as session:
            await self._forget(session)
            rows = await updates.unfinished(session)
        return [one for row in rows if (one := self._unlock(row.id, row.content, bot)) is not None]

    def finish(self, update_id: int) -> None:
        """Note that one is worked through; `save` or the next `keep` writes it down."""
        self._finished.add(update_id)

    async def save(self) -> None:
        """Write down what is finished."""
        if not self._finished:
            return
        async with self._db.begin() as session:
            finished = await self._write_down(session)
            if self._clock() - self._forgot_at >= FORGET_EVERY:
                await self._forget(session)
        self._finished -= finished

    async def _write_down(self, session: Session) -> set[int]:
        finished = self._finished.copy()
        if finished:
            await updates.finish(session, finished, now=self._clock())
        return finished

    async def _forget(self, session: Session) -> None:
        self._forgot_at = self._clock()
        await updates.forget(session, before=self._forgot_at - REMEMBERED)

    def _lock(self, one: Update) -> str:
        return self._vault.lock(one.model_dump_json(by_alias=True, exclude_unset=True))

    def _unlock(self, update_id: int, content: str, bot: Bot) -> Update | None:
        try:
            return Update.model_validate_json(self._vault.unlock(content), context={"bot": bot})
        except (VaultError, ValidationError) as error:
            logger.warning("update unreadable", update=update_id, error=type(error).__name__)
            self._finished.add(update_id)
            return None


class Listener:
    """Takes updates until it is stopped, each in a task of its own."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, book: UpdateBook) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._book = book
        self._tasks: set[asyncio.Task[None]] = set()
        self._saving: asyncio.TimerHandle | None = None
        self._put_off: set[int] = set()  # could not be stored; their senders know

    async def listen(self) -> None:
        """Work what was left, then what comes. Raises SettingsError for a refused token."""
        await self._meet_telegram()
        with suppress(TelegramAPIError):  # the menu stays as it was
            await publish_commands(self._bot)
        self._begin(await patiently(partial(self._book.unfinished, self._bot)))
        pauses = Backoff(PAUSES)
        ask = GetUpdates(
            timeout=LONG_POLL_SECONDS, allowed_updates=self._dispatcher.resolve_used_update_types()
        )
        while True:
            try:
                came = await self._bot(ask, LONG_POLL_SECONDS + ANSWER_WITHIN_SECONDS)
                stored = await self._take(came)
            except AiogramError as error:
                logger.warning("no updates", error=type(error).__name__)
                stored = False
            if not stored:
                await pauses.asleep()
                continue
            pauses.reset()
            if came:
                ask.offset = came[-1].update_id + 1

    async def _take(self, came: Sequence[Update]) -> bool:
        """Store updates and begin with them; False when they must come again."""
        try:
            self._begin(await self._book.keep(came))
        except StorageError as error:
            logger.warning("updates not stored", reason=error.reason)
            for one in came:
                if one.update_id not in self._put_off:
                    self._put_off.add(one.update_id)
                    await middlewares.apologise(one, "error.put_off")
            return False
        self._put_off.clear()
        return True

    async def stop(self, *, timeout_seconds: float) -> None:
        """Let what is in hand end; what does not in time is worked by the next life."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=timeout_seconds)
            for task in late:
                task.cancel()
            if late:
                logger.warning("updates cut off", count=len(late))
                await asyncio.wait(late)
        if self._saving:
            self._saving.cancel()
        await self._save()

    async def _meet_telegram(self) -> None:
        """Wait until Telegram has told the bot who it is."""
        pauses = Backoff(PAUSES)
        while True:
            try:
                me = await self._bot.me()
            except (TelegramUnauthorizedError, TelegramNotFound):
                raise SettingsError(TOKEN_REFUSED) from None
            except TelegramAPIError as error:
                logger.warning("telegram does not answer", error=type(error).__name__)
                await pauses.asleep()
            else:
                logger.info("listening", bot=me.username)
                return

    def _begin(self, new: Iterable[Update]) -> None:
        for one in new:
            task = asyncio.create_task(self._work(one), name=f"update:{one.update_id}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _work(self, one: Update) -> None:
        await self._dispatcher.feed_update(self._bot, one)  # its boundary lets no error pass
        self._book.finish(one.update_id)
        if self._saving is None:
            loop = asyncio.get_running_loop()
            self._saving = loop.call_later(FINISH_WITHIN_SECONDS, self._save_later)

    def _save_later(self) -> None:
        self._saving = None
        task = asyncio.create_task(self._save())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _save(self) -> None:
        try:
            await self._book.save()
        except StorageError as error:  # then they are worked once more
            logger.warning("updates not finished", reason=error.reason)
