"""The program in a process of its own that kills itself at a point.

It is the whole program as `python -m bot run` has it. What is hung into it from outside only counts
how often a point is reached, and sends SIGKILL at the chosen time.
"""

import asyncio
import os
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session as OrmSession

from avito.http import ApiClient
from bot.cli import run_loop
from bot.light import light_imports
from bot.logs import set_up_logs
from bot.settings import Settings
from tests.crash.clock import FastClock

with light_imports():
    from bot.app import Surroundings, open_app
    from bot.pace import Pace
    from bot.session import Session

POINTS = (
    "before commit",
    "after commit",
    "before Avito post",
    "after Avito post",
    "before model call",
    "after model call",
    "before Telegram send",
    "after Telegram send",
    "before Telegram edit",
    "after Telegram edit",
    "before tap's answer",
    "after tap's answer",
    "after updates",
)

REACHED = "reached.bin"

_TELEGRAM = {
    "sendMessage": "Telegram send",
    "editMessageText": "Telegram edit",
    "answerCallbackQuery": "tap's answer",
}


class Bomb:
    """Kills the process when a point is reached for the n-th time; with no point, never.

    Which points are reached goes into a file, a byte each: what is written survives the kill.
    """

    def __init__(self, point: str, hit: int, *, log: Path) -> None:
        self._point = point
        self._hit = hit
        self._reached: Counter[str] = Counter()
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def __call__(self, point: str) -> None:
        self._reached[point] += 1
        os.write(self._log, bytes([POINTS.index(point)]))
        if point == self._point and self._reached[point] == self._hit:
            os.kill(os.getpid(), signal.SIGKILL)


def hang_in(bomb: Bomb) -> None:
    """Have every commit, every POST to Avito and the model, and Telegram's calls pass the bomb."""
    event.listen(Engine, "commit", lambda _connection: bomb("before commit"))
    event.listen(OrmSession, "after_commit", lambda _session: bomb("after commit"))
    _hang_into_http(bomb)
    _hang_into_telegram(bomb)


def _hang_into_http(bomb: Bomb) -> None:
    send = ApiClient.send

    async def passing(self: ApiClient, request: httpx.Request, **how: Any) -> httpx.Response:
        name = "Avito post" if "/messenger/" in request.url.path else "model call"
        if request.method != "POST":
            return await send(self, request, **how)
        bomb(f"before {name}")
        response = await send(self, request, **how)
        bomb(f"after {name}")
        return response

    ApiClient.send = passing  # type: ignore[method-assign]


def _hang_into_telegram(bomb: Bomb) -> None:
    make_request = Session.make_request

    async def passing(self: Session, bot: Any, method: Any, **how: Any) -> Any:
        name = _TELEGRAM.get(method.__api_method__)
        if name:
            bomb(f"before {name}")
        answer = await make_request(self, bot, method, **how)
        if name:
            bomb(f"after {name}")
        if method.__api_method__ == "getUpdates" and answer:
            bomb("after updates")
        return answer

    Session.make_request = passing  # type: ignore[method-assign,assignment]


async def main(settings: Settings, clock: FastClock) -> None:
    """Run until killed; a test that was itself killed leaves nothing running."""
    parent = os.getppid()
    pace = Pace(every=0, every_in_a_chat=0)
    async with open_app(settings, Surroundings(clock=clock, pace=pace)):
        while os.getppid() == parent:  # noqa: ASYNC110 - nothing tells of a parent that is gone
            await asyncio.sleep(1)


def live(folder: Path, told: dict[str, Any]) -> None:
    """What the process does, with what it says in a file of the folder."""
    os.chdir(folder)
    with Path("program.log").open("ab") as log:
        os.dup2(log.fileno(), sys.stdout.fileno())
        os.dup2(log.fileno(), sys.stderr.fileno())
    chosen = Settings(_env_file=None, **told["settings"])
    hang_in(Bomb(told["point"], told["hit"], log=chosen.data_dir / REACHED))
    set_up_logs(chosen.log_format)
    run_loop(main(chosen, FastClock(**told["clock"])))
