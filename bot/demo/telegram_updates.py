"""The queue of updates behind getUpdates: offsets, long polling, one poller at a time."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from bot.demo.telegram_checks import Call, Refused

Json = dict[str, Any]

# Left out unless asked for: https://core.telegram.org/bots/api#getupdates
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
LONGEST_POLL_SECONDS = 50
_OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)


class Updates:
    """Updates in order; one is forgotten when a poller asks for a later offset."""

    def __init__(self, stirred: Callable[[], None]) -> None:
        self._stirred = stirred
        self._waiting: deque[Json] = deque()
        self._next_id = 100_001
        self._allowed: frozenset[str] | None = None
        self._poll: asyncio.Future[bool] | None = None
        self.open = True

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def polling(self) -> bool:
        """Whether a poller hangs right now."""
        return self._poll is not None

    def put(self, kind: str, content: Json) -> int | None:
        """Queue one update, wake the poller; give its id, None if the bot did not ask for it."""
        wanted = kind not in NOT_BY_DEFAULT if self._allowed is None else kind in self._allowed
        if not wanted:
            return None
        update_id = self._next_id
        self._next_id += 1
        self._waiting.append({"update_id": update_id, kind: content})
        self._wake(more=True)
        self._stirred()
        return update_id

    def drop(self) -> None:
        """Forget everything that waits (`drop_pending_updates`)."""
        self._waiting.clear()

    def close(self) -> None:
        """End a poll that hangs, for a server that stops."""
        self.open = False
        self._wake(more=True)

    async def get(self, call: Call) -> list[Json]:
        """Answer getUpdates; an earlier poll that still hangs ends with 409, as in reality."""
        self._wake(more=False)
        allowed = call.json("allowed_updates")
        if allowed is not None:
            self._allowed = frozenset(allowed) or None
        self._confirm(call.integer("offset", 0))
        limit = max(1, min(100, call.integer("limit", 100)))
        timeout = max(0, min(LONGEST_POLL_SECONDS, call.integer("timeout", 0)))
        if not self._waiting and timeout and self.open:
            await self._hang(timeout)
        return [self._waiting[n] for n in range(min(limit, len(self._waiting)))]

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
        while self._waiting and self._waiting[0]["update_id"] < offset:
            self._waiting.popleft()

    async def _hang(self, timeout_seconds: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        self._stirred()
        try:
            async with asyncio.timeout(timeout_seconds):
                more = await poll
        except TimeoutError:
            more = True
        finally:
            if self._poll is poll:
                self._poll = None
        if not more:
            raise Refused(409, _OTHER_POLLER)

    def _wake(self, *, more: bool) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(more)
