"""The program in a process of its own: `python -m tests.bench.program '{settings}'`.

It is the whole program as `python -m bot run` has it. The bench sets POLL_SECONDS so high that the
clock starts no poll, and wakes the polls itself: each round does the same work.
"""

import asyncio
import json
import sys

from bot.cli import run_loop
from bot.light import light_imports
from bot.logs import set_up_logs
from bot.settings import Settings
from db import chats
from scheduler.ports import Work
from tests.bench import lines

with light_imports():
    from bot.app import App, Surroundings, open_app
    from bot.pace import Pace


class LoopWatch:
    """Sees how late the event loop is for a call that it was asked for."""

    EVERY_SECONDS = 0.01

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._longest_seconds = 0.0
        self._next_at = self._loop.time()
        self._look()

    def _look(self) -> None:
        now = self._loop.time()
        self._longest_seconds = max(self._longest_seconds, now - self._next_at)
        self._next_at = now + self.EVERY_SECONDS
        self._loop.call_later(self.EVERY_SECONDS, self._look)

    def longest_ms(self) -> float:
        longest, self._longest_seconds = self._longest_seconds, 0.0
        return longest * 1000


class Program:
    """What the bench asks of it."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._queue = app.services.queue
        self._watch: LoopWatch | None = None

    async def poll(self, accounts: list[int], side_by_side: int) -> None:
        """Poll accounts, so many at a time, and let what that starts end."""
        for first in range(0, len(accounts), side_by_side):
            for account_id in accounts[first : first + side_by_side]:
                self._queue(Work.POLL, account_id)
            await self._queue.idle()

    async def due_at(self) -> lines.Answer:
        """When the quiet time ends in the chats in which somebody waits."""
        async with self._app.db.read() as session:
            return {"at": [at.timestamp() for _, at in await chats.due(session)]}

    async def blocked(self) -> lines.Answer:
        """The longest time since the last question in which the event loop answered nobody.

        It is watched from the first question on: watching costs CPU.
        """
        self._watch = self._watch or LoopWatch()
        return {"ms": self._watch.longest_ms()}

    async def cost(self) -> lines.Answer:
        """Let the work in hand end; what was used until then."""
        await self._queue.idle()
        return await lines.cost()


async def main() -> None:
    settings = Settings(_env_file=None, **json.loads(sys.argv[1]))
    set_up_logs(settings.log_format)
    async with open_app(settings, Surroundings(pace=Pace(every=0, every_in_a_chat=0))) as app:
        program = Program(app)
        verbs: dict[str, lines.Verb] = {
            "poll": program.poll,
            "due_at": program.due_at,
            "blocked": program.blocked,
            "cost": program.cost,
        }
        await lines.serve(verbs)


if __name__ == "__main__":
    run_loop(main())
