"""`python -m bot eval`: sets in; marks, sums and misses out. Paid calls are kept as they come."""

import re
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from ai.drafter import Drafter
from ai.errors import ModelError
from ai.model import Model
from ai.offline.answerer import Offline
from bot.eval.cases import MOST_FAULTS, CaseSet, SetError, Which, read_set, read_shipped
from bot.eval.kept import Notebook
from bot.eval.patience import PatientDrafter
from bot.eval.progress import Progress
from bot.eval.report import Report, Say
from bot.eval.table import GOALS
from bot.eval.trials import Trials
from bot.model import open_gemini
from bot.settings import Settings, SettingsError
from bot.texts import Texts

PAUSE_SECONDS = 0.5
"""The first pause of a model that does not answer, doubled each time."""

GEMINI, OFFLINE = "gemini", "offline"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be measured. No `which` and no file: all three shipped sets."""

    which: Which | None = None
    path: Path | None = None
    model: str = ""  # GEMINI or OFFLINE; empty: Gemini where there is a key
    as_json: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A model and what it is called; `paid` where its answers cost money and are kept."""

    model: Model
    name: str
    paid: bool
    goal: int  # per cent of answers that should be right


async def run(order: Order, settings: Settings, t: Texts, *, say: Say, warn: Say) -> int:
    """Run the sets: 0 when all went through, 1 when one was stopped, 2 when one cannot be read."""
    try:
        sets = read_sets(order)
    except SetError as error:
        warn(_faults(error, t))
        return 2
    report = Report(settings.data_dir / "eval", t, say, as_json=order.as_json)
    async with AsyncExitStack() as stack:
        asked = open_model(order, settings, stack, t)
        for one in sets:
            stopped = await _run_set(one, asked, report, warn, again=order.again)
            if stopped:
                warn(t.plain("eval.stopped", why=t.plain(f"check.gemini_{stopped.code}")))
                break
    report.close()
    return 1 if stopped else 0


def read_sets(order: Order) -> list[CaseSet]:
    """Every set that is asked for, before anything is paid for. Raises SetError."""
    if order.path is not None:
        return [read_set(order.path, order.which)]
    return [read_shipped(which) for which in ([order.which] if order.which else Which)]


def open_model(order: Order, settings: Settings, stack: AsyncExitStack, t: Texts) -> Asked:
    """The model that is to answer; SettingsError for Gemini without a key."""
    gemini = None if order.model == OFFLINE else open_gemini(settings, stack)
    if gemini is not None:
        stack.push_async_callback(gemini.aclose)
        return Asked(gemini, settings.gemini_model, paid=True, goal=GOALS[GEMINI])
    if order.model == GEMINI:
        raise SettingsError(f"GEMINI_API_KEY: {t.plain('eval.no_key')}")
    return Asked(Offline(), OFFLINE, paid=False, goal=GOALS[OFFLINE])


async def _run_set(
    cases: CaseSet, asked: Asked, report: Report, warn: Say, *, again: bool
) -> ModelError | None:
    """Run and report one set; the error that ended it early."""
    by_model = cases.which is Which.ANSWERS
    name = re.sub(r"[^\w.-]", "_", f"{cases.name}-{asked.name}" if by_model else cases.name)
    notebook = None
    if by_model and asked.paid:
        notebook = Notebook.open(report.folder / f"{name}.jsonl", again=again)
        if notebook.known:
            warn(report.t.n("eval.kept", notebook.known, name=name))
    progress = Progress(sys.stderr, report.t, name=name, total=len(cases.cases))
    drafter = PatientDrafter(
        Drafter(asked.model), pause_seconds=PAUSE_SECONDS, on_wait=progress.wait
    )
    ended = await Trials(drafter, asked.name, notebook, progress).run(cases.cases)
    if notebook and not ended.stopped:
        notebook.finish()
    report.add(cases, name, ended, goal=asked.goal)
    return ended.stopped


def _faults(error: SetError, t: Texts) -> str:
    """Each fault with its line, and what to do."""
    lines = [
        t.plain("eval.fault", line=line, field=field or "–", what=what) if line else what
        for line, field, what in error.faults[:MOST_FAULTS]
    ]
    if (more := len(error.faults) - MOST_FAULTS) > 0:
        lines.append(t.n("eval.faults_more", more))
    return t.plain("eval.bad_set", path=error.path, faults="\n".join(lines))
