"""A life of the program: a process of its own, forked from one that has imported it and no more.

To import it takes a second, and nothing of that differs from life to life.
"""

import asyncio
import multiprocessing
from pathlib import Path
from typing import Any

from tests.crash.program import live

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([live.__module__])


class Life:
    def __init__(self, folder: Path, told: dict[str, Any]) -> None:
        self._process = _FORKS.Process(target=live, args=(folder, told), daemon=True)
        self._process.start()

    @property
    def over(self) -> bool:
        return self._process.exitcode is not None

    async def wait(self) -> None:
        """Until it has ended."""
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._process.sentinel, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(self._process.sentinel)
        self._process.join()

    async def kill(self) -> None:
        """SIGKILL, wherever it is."""
        self._process.kill()
        await self.wait()

    async def stop(self) -> None:
        self._process.terminate()
        await self.wait()
