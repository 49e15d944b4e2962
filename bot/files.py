"""What people send to the bot as files."""

from io import BytesIO

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import Document
from aiohttp import ClientError

logger = structlog.get_logger()


async def download(bot: Bot, document: Document) -> bytes | None:
    """The content of a document; None when Telegram does not give it just now."""
    content = BytesIO()
    try:
        await bot.download(document, destination=content)
    except (TelegramAPIError, ClientError, TimeoutError) as error:
        # Its text may have the address, and that has the bot's token.
        logger.warning("file not loaded", error=type(error).__name__)
        return None
    return content.getvalue()
