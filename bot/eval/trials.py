"""The cases of a set through the drafter, a few at a time."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from ai import prompt
from ai.drafter import Drafter
from ai.errors import ModelError, ModelNonsenseError, ModelRefusedError
from ai.model import DraftRequest
from bot.eval.cases import AnswerCase, Case, GuardCase
from bot.eval.kept import Kept, Notebook, fingerprint
from bot.eval.patience import PatientDrafter
from bot.eval.progress import Progress
from bot.eval.trial import Mark, Scripted, mark, request_for

AT_ONCE = 4

AnyDrafter = Drafter | PatientDrafter


@dataclass(frozen=True, slots=True)
class Ended:
    """What a run gave, in the order of the set; and the error that ended it early."""

    marks: tuple[Mark, ...]
    calls: tuple[Kept, ...]
    stopped: ModelError | None = None


class Trials:
    """`drafter` answers the cases that leave it to a model; the others say what they say."""

    def __init__(
        self, drafter: AnyDrafter, model: str, notebook: Notebook | None, progress: Progress
    ) -> None:
        self._drafter = drafter
        self._model = model
        self._notebook = notebook
        self._progress = progress
        self._ended: dict[int, tuple[Mark, Kept]] = {}
        self._stopped: ModelError | None = None

    async def run(self, cases: tuple[Case, ...]) -> Ended:
        """Every case, or all up to an error that waiting does not mend."""
        waiting = iter(enumerate(cases))
        await asyncio.gather(*(self._work(waiting) for _ in range(AT_ONCE)))
        ended = [self._ended[place] for place in sorted(self._ended)]
        marks = tuple(mark for mark, _ in ended)
        return Ended(marks, tuple(kept for _, kept in ended), self._stopped)

    async def _work(self, waiting: Iterator[tuple[int, Case]]) -> None:
        """What is in hand when another one stops the run is still finished: it is paid for."""
        while self._stopped is None and (following := next(waiting, None)):
            place, case = following
            request = request_for(case)
            try:
                kept = await self._draft(case, request)
            except ModelError as error:
                self._stopped = error
                return
            marked = mark(case, request, kept.answer, kept.error)
            self._ended[place] = marked, kept
            self._progress.step(right=marked.right)

    async def _draft(self, case: Case, request: DraftRequest) -> Kept:
        if not isinstance(case, AnswerCase):
            said = case.reply if isinstance(case, GuardCase) else case.obeying_reply
            return await _ask(Drafter(Scripted(said)), request, "")
        if self._notebook is None:
            return await _ask(self._drafter, request, "")
        asked = fingerprint(request, self._model)
        kept = self._notebook.find(asked)
        if kept is None:
            kept = await _ask(self._drafter, request, asked)
            self._notebook.keep(kept)
        return kept


async def _ask(drafter: AnyDrafter, request: DraftRequest, asked: str) -> Kept:
    """An answer that is no good is an outcome as well: the seller would be asked."""
    characters = prompt.ask(request).characters
    try:
        completion = await drafter.draft(request)
    except (ModelNonsenseError, ModelRefusedError) as error:
        return Kept(
            asked=asked, answer=None, error=error.code, usage=error.usage, characters=characters
        )
    return Kept(
        asked=asked, answer=completion.answer, usage=completion.usage, characters=characters
    )
