"""aiogram's connection to Telegram, with a memory for the types of answers."""

from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import ClientDecodeError, TelegramServerError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType


class Session(AiohttpSession):
    """aiogram asks for `Response[Message]` anew with each answer, and pydantic forgets a type that
    nobody holds: making it again costs as much CPU as all the rest of a call.

    An answer that cannot be read is one of a server's errors."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._answers: dict[Any, type[Response[Any]]] = {}

    async def close(self) -> None:
        """aiogram waits a quarter of a second for TLS to say goodbye; without TLS nobody does."""
        if self.api.base.startswith("https") or self._session is None:
            await super().close()
        else:
            await self._session.close()

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        answer: Any = method.__returning__
        if answer not in self._answers:
            self._answers[answer] = Response[answer]
        try:
            return super().check_response(bot, method, status_code, content)
        except ClientDecodeError:  # its text has the whole answer, which must not get into the log
            raise TelegramServerError(method, f"unreadable answer, {status_code}") from None
