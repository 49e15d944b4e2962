"""Waiting for what will be there again: pauses that grow."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from aiogram.utils.backoff import Backoff, BackoffConfig

from db.engine import StorageError

logger = structlog.get_logger()

PAUSES = BackoffConfig(min_delay=0.5, max_delay=30.0, factor=2.0, jitter=0.1)

ResultT = TypeVar("ResultT")


async def patiently(step: Callable[[], Awaitable[ResultT]]) -> ResultT:
    """Take a step of the start as soon as the database lets it. The watcher tells who must know."""
    pauses = Backoff(PAUSES)
    while True:
        try:
            return await step()
        except StorageError as error:
            logger.warning("the start waits for the database", reason=error.reason)
            await pauses.asleep()
