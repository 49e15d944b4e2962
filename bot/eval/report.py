"""What a run prints and writes: tables for people or JSON for programs, and the misses."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.eval.cases import CaseSet
from bot.eval.sums import Sums, add_up
from bot.eval.table import write_table
from bot.eval.trial import Mark
from bot.eval.trials import Ended
from bot.texts import Texts

Say = Callable[[str], None]

_SUMMED = ("cases", "right", "left", "asked", "calls", "characters")


class Report:
    """Says each set as it ends. With `as_json` nothing but JSON lines is said. Raises OSError."""

    def __init__(self, folder: Path, t: Texts, say: Say, *, as_json: bool) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.t = t
        self._say = say
        self._as_json = as_json
        self._sums: dict[str, Sums] = {}

    def add(self, cases: CaseSet, name: str, ended: Ended, *, goal: int) -> None:
        """Write the misses, say the set."""
        sums = add_up(ended.marks, ended.calls, complete=ended.stopped is None)
        self._sums[cases.which] = sums
        misses = self._write_misses(cases, name, ended)
        if self._as_json:
            for mark in ended.marks:
                self._say(_line(_shown(mark)))
            return
        self._say(write_table(cases.which, name, sums, self.t, goal=goal))
        self._say(self.t.plain("eval.misses", path=misses) + "\n")

    def close(self) -> None:
        """The last line of JSON: the sums of all sets, and of each."""
        if not self._as_json:
            return
        totals = {name: sum(getattr(one, name) for one in self._sums.values()) for name in _SUMMED}
        costs = [one.cost_usd for one in self._sums.values()]
        totals["cost_usd"] = None if None in costs else sum(filter(None, costs))
        sets = {which: one.model_dump() for which, one in self._sums.items()}
        self._say(_line({"sums": totals | {"sets": sets}}))

    def _write_misses(self, cases: CaseSet, name: str, ended: Ended) -> Path:
        path = self.folder / f"{name}-misses.jsonl"
        wrong = {mark.id: mark for mark in ended.marks if not mark.right}
        lines = [
            _line({"case": case.model_dump(by_alias=True)} | _shown(wrong[case.id]))
            for case in cases.cases
            if case.id in wrong
        ]
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path


def _shown(mark: Mark) -> dict[str, Any]:
    return {
        "id": mark.id,
        "right": mark.right,
        "left": mark.left,
        "asked": not mark.left,
        "reply": mark.reply,
        "reasons": mark.reasons,
    }


def _line(shown: dict[str, Any]) -> str:
    return json.dumps(shown, ensure_ascii=False)
