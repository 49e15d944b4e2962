"""How far a run is, on the error stream: one line rewritten, or every tenth case a line."""

import time
from typing import TextIO

from bot.texts import Texts

EVERY = 10


class Progress:
    """Counts the cases of a set as they end."""

    def __init__(self, out: TextIO, t: Texts, *, name: str, total: int) -> None:
        self._out = out
        self._t = t
        self._name = name
        self._total = total
        self._finished = 0
        self._wrong = 0
        self._began = time.monotonic()

    def step(self, *, right: bool) -> None:
        self._finished += 1
        self._wrong += not right
        last = self._finished == self._total
        if self._out.isatty():
            self._out.write(f"\r\033[K{self._line()}" + "\n" * last)
        elif last or self._finished % EVERY == 0:
            self._out.write(f"{self._line()}\n")
        self._out.flush()

    def wait(self, seconds: float) -> None:
        """The model wants to be left alone for a while."""
        line = self._t.plain("eval.waits", seconds=f"{seconds:.0f}")
        self._out.write(f"\r\033[K{line}" if self._out.isatty() else f"{line}\n")
        self._out.flush()

    def _line(self) -> str:
        return self._t.plain(
            "eval.progress",
            name=self._name,
            finished=self._finished,
            total=self._total,
            wrong=self._wrong,
            took=self._t.duration(round(time.monotonic() - self._began)),
        )
