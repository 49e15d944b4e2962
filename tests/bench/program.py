"""The program in a process of its own: `python -m tests.bench.program '{settings}'`.

It is the whole program as `python -m bot run` has it. The bench sets POLL_SECONDS so high that the
clock starts no poll, and wakes the polls itself: each round does the same work.
"""

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


class Program:
    """What the bench asks of it."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._queue = app.services.queue

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

    async def cost(self) -> lines.Answer:
        """Let the work in hand end; what was used until then."""
        await self._queue.idle()
        return await lines.cost()


async def main() -> None:
    settings = Settings(_env_file=None, **json.loads(sys.argv[1]))
    set_up_logs(settings.log_format)
    async with open_app(settings, Surroundings()) as app:
        program = Program(app)
        verbs: dict[str, lines.Verb] = {
            "poll": program.poll,
            "due_at": program.due_at,
            "cost": program.cost,
        }
        await lines.serve(verbs)


if __name__ == "__main__":
    run_loop(main())
