"""Child processes that are asked by lines of JSON, so that each one's CPU is its own.

A question is `{"verb": …, "with": {…}}`, its answer one object; one question at a time.
"""

import asyncio
import json
import os
import resource
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

Answer = dict[str, Any]
Verb = Callable[..., Awaitable[Answer | None]]

ROOT = Path(__file__).parents[2]
LONGEST_LINE = 8 * 1024 * 1024
PATIENCE_SECONDS = 60


class ChildError(Exception):
    """A child that ended or did not answer; the text ends with its last words."""


class Child:
    """The asking side of a process. Its log is beside its database."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self.ready: Answer = {}
        self.pid = process.pid
        self._process = process
        self._log = log

    @classmethod
    async def start(cls, module: str, folder: Path, *arguments: str) -> "Child":
        """Start `python -m module` and wait until it is ready to be asked."""
        log = folder / f"{module}.log"
        with log.open("ab") as errors:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                module,
                *arguments,
                cwd=folder,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                limit=LONGEST_LINE,
            )
        child = cls(process, log)
        child.ready = await child._hear()
        return child

    async def ask(self, verb: str, **arguments: Any) -> Answer:
        """Ask one thing. Raises ChildError when no answer comes."""
        if self._process.stdin is None:
            raise ChildError("no pipe")
        self._process.stdin.write(json.dumps({"verb": verb, "with": arguments}).encode() + b"\n")
        return await self._hear()

    async def close(self) -> None:
        """Let it end by itself, as its input ends."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()

    async def _hear(self) -> Answer:
        if self._process.stdout is None:
            raise ChildError("no pipe")
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                line = await self._process.stdout.readline()
        except TimeoutError:
            line = b""
        if not line:
            words = await asyncio.to_thread(self._log.read_text, errors="replace")
            raise ChildError(f"{self._log.stem} gave no answer:\n{words[-2000:]}")
        answer: Answer = json.loads(line)
        return answer


async def serve(verbs: Mapping[str, Verb], ready: Answer | None = None) -> None:
    """The answering side: say `ready`, then answer each question until the input ends."""
    # What the program logs must not come between the answers.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    reader = asyncio.StreamReader(limit=LONGEST_LINE)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    print(json.dumps(ready or {}), file=answers)
    while line := await reader.readline():
        question = json.loads(line)
        answer = await verbs[question["verb"]](**question["with"])
        print(json.dumps(answer or {}), file=answers)


async def cost() -> Answer:
    """What the asked process has used until now: seconds of CPU in all its threads, MB."""
    return {"cpu": time.process_time(), "rss": rss_mb(os.getpid())}


def rss_mb(pid: int) -> float:
    """Resident memory of a process; where there is no /proc, the largest this process had."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
