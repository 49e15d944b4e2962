"""One burst in, one draft fit to be shown out."""

import asyncio
from dataclasses import replace

from ai import morphology
from ai.errors import ModelMissingError, ModelNonsenseError
from ai.manners import dress
from ai.model import LONGEST_REPLY, Answer, Completion, DraftRequest, Model, utf16_length


class Drafter:
    """Asks the model and accepts only an answer that could be sent as it stands."""

    def __init__(self, model: Model | None) -> None:
        self._model = model

    async def draft(self, request: DraftRequest) -> Completion:
        """Answer a burst with a reply of 1 to 1000 characters, in the account's manner.

        Raises ModelError.
        """
        if self._model is None:
            raise ModelMissingError("no model is set up")
        if not morphology.is_loaded():  # the guards will want it; nobody waits for it then
            await asyncio.to_thread(morphology.load)
        completion = await self._model.complete(request)
        if not completion.answer.reply.strip():
            raise ModelNonsenseError("the reply is empty", usage=completion.usage)
        reply = dress(completion.answer.reply, request.tone, first=request.is_first_answer)
        if (length := utf16_length(reply)) > LONGEST_REPLY:
            raise ModelNonsenseError(
                f"the reply has {length} characters, {LONGEST_REPLY} fit", usage=completion.usage
            )
        shown = {fact.id for fact in request.facts} - {fact.id for fact in completion.left_out}
        used = [fact_id for fact_id in completion.answer.used if fact_id in shown]
        update = {"reply": reply, "used": used, **_interest(completion.answer, request)}
        return replace(completion, answer=completion.answer.model_copy(update=update))

    async def aclose(self) -> None:
        """Close the model."""
        if self._model is not None:
            await self._model.aclose()


def _interest(answer: Answer, request: DraftRequest) -> dict[str, bool | str]:
    """Interested is who asked and wrote at least twice: the model tells the one, we count."""
    interested = answer.interested and request.wrote_twice
    return {"interested": interested, "why": answer.why if interested or answer.lead else ""}
