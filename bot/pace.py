"""How fast the bot may write: so many messages a second to everybody, one a second to a chat.

The notifier asks before each message and comes back when it is told to wait. What handlers answer
is not held back, but it counts. A 429 of Telegram's closes the chat for as long as it asks.
"""

import time
from collections.abc import Callable

EVERY_SECONDS = 1 / 30
EVERY_SECONDS_IN_A_CHAT = 1.0
RECENTLY_SECONDS = 10.0
"""Who has tapped or written within this time is looking at his phone, and goes first."""


class Line:
    """Who waits for his turn; the turns come one by one, `every` seconds apart."""

    def __init__(self, every: float) -> None:
        self._every = every
        self._end = float("-inf")  # the first free turn, before `_moved`
        self._moved = 0.0  # by how much all turns have been put off
        self._turns: dict[int, float] = {}

    def wait(self, chat_id: int, now: float) -> float:
        """Seconds until a chat's turn; it joins the line if it does not stand there."""
        if chat_id not in self._turns:
            self._turns[chat_id] = max(self._end, now - self._moved)
            self._end = self._turns[chat_id] + self._every
        return max(0.0, self._turns[chat_id] + self._moved - now)

    def leave(self, chat_id: int) -> bool:
        """Take a chat out, whether or not it had its turn; False when it did not stand there."""
        return self._turns.pop(chat_id, None) is not None

    def put_off(self, now: float) -> None:
        """Somebody was served before all who wait here."""
        if self._end + self._moved <= now:
            self._end = now - self._moved + self._every
        else:
            self._moved += self._every


class Pace:
    """Says when a chat may get its next message. With intervals of 0 it never holds back."""

    def __init__(
        self,
        now: Callable[[], float] = time.monotonic,
        *,
        every: float = EVERY_SECONDS,
        every_in_a_chat: float = EVERY_SECONDS_IN_A_CHAT,
    ) -> None:
        self._now = now
        self._every_in_a_chat = every_in_a_chat
        self._closed_until: dict[int, float] = {}  # by Telegram, after a 429
        self._next_at: dict[int, float] = {}
        self._acted_at: dict[int, float] = {}
        self._hasty, self._bulk = Line(every), Line(every)

    def acted(self, chat_id: int) -> None:
        """Note that a person has just tapped or written: what he is shown comes before the bulk."""
        self._acted_at[chat_id] = self._now()

    def wait(self, chat_id: int) -> float:
        """Seconds to wait before the next message to a chat; 0: now.

        Asking is standing in line: whoever then has nothing to say leaves it (`leave`).
        """
        now = self._now()
        not_before = max(self._next_at.get(chat_id, now), self._closed_until.get(chat_id, now))
        if not_before > now:
            return not_before - now
        if now - self._acted_at.get(chat_id, float("-inf")) > RECENTLY_SECONDS:
            return self._bulk.wait(chat_id, now)
        self._bulk.leave(chat_id)
        return self._hasty.wait(chat_id, now)

    def leave(self, chat_id: int) -> None:
        """Give up a place in the line: there is nothing to say."""
        self._bulk.leave(chat_id)
        self._hasty.leave(chat_id)

    def sent(self, chat_id: int) -> None:
        """Count a message, or an edit: Telegram counts both."""
        now = self._now()
        self._next_at[chat_id] = now + self._every_in_a_chat
        in_its_turn = self._bulk.leave(chat_id)
        in_haste = self._hasty.leave(chat_id)
        if not in_its_turn:
            self._bulk.put_off(now)
        if not in_its_turn and not in_haste:
            self._hasty.put_off(now)

    def close(self, chat_id: int, seconds: float) -> None:
        """Telegram wants nothing for this chat for so long."""
        self._closed_until[chat_id] = self._now() + seconds

    def closed_for(self, chat_id: int) -> float:
        """Seconds until it takes something again; 0 or less when it does now."""
        now = self._now()
        return self._closed_until.get(chat_id, now) - now
