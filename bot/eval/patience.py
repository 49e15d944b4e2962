"""Asking a model that is at times busy or away, without losing a long run to it."""

import asyncio
from collections.abc import Callable

from ai.drafter import Drafter
from ai.errors import ModelBusyError, ModelDownError
from ai.model import Completion, DraftRequest

MOST_TRIES = 8
LONGEST_PAUSE_SECONDS = 30.0
"""Where the model does not say itself for how long."""

Wait = Callable[[float], None]


class PatientDrafter:
    """The drafter; where the model is busy or away all wait, for as long as it asks, and go on.

    Raises every other ModelError, and that one when it has been tried often enough.
    """

    def __init__(self, drafter: Drafter, *, pause_seconds: float, on_wait: Wait) -> None:
        self._drafter = drafter
        self._pause_seconds = pause_seconds
        self._on_wait = on_wait
        self._not_before = 0.0

    async def draft(self, request: DraftRequest) -> Completion:
        """One draft, however long the model has to be waited for within MOST_TRIES."""
        for tried in range(1, MOST_TRIES):
            await self._wait()
            try:
                return await self._drafter.draft(request)
            except ModelBusyError as error:
                self._put_off(error.retry_after_seconds)
            except ModelDownError:
                self._put_off(min(self._pause_seconds * 2**tried, LONGEST_PAUSE_SECONDS))
        await self._wait()
        return await self._drafter.draft(request)

    async def _wait(self) -> None:
        left = self._not_before - asyncio.get_running_loop().time()
        if left > 0:
            await asyncio.sleep(left)
            await self._wait()

    def _put_off(self, seconds: float) -> None:
        """Nobody asks before the model wants to be asked."""
        until = asyncio.get_running_loop().time() + seconds
        if until > self._not_before:
            self._not_before = until
            self._on_wait(seconds)
