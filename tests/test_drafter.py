"""What may be shown as a draft, and what is told instead."""

import pytest

from ai.drafter import Drafter
from ai.errors import (
    ModelBusyError,
    ModelDownError,
    ModelError,
    ModelKeyError,
    ModelMissingError,
    ModelNonsenseError,
    ModelRefusedError,
    ModelRegionError,
)
from ai.model import Answer, Completion, DraftRequest, Kind, Line, Usage, utf16_length
from ai.offline.answerer import Offline
from ai.usage import cost_usd

REQUEST = DraftRequest(None, (), ("Актуально?",))
USAGE = Usage("gemini-3.5-flash-lite", 1_000_000, 100_000, 0, 0.5)


class Says:
    """A model that says one thing."""

    def __init__(self, reply: str) -> None:
        self.reply = reply
        self.closed = False

    async def complete(self, request: DraftRequest) -> Completion:
        answer = Answer(
            kind=Kind.OTHER,
            interested=False,
            lead=False,
            missing=[],
            wants_human=False,
            complaint=False,
            reply=self.reply,
            confidence=0.5,
        )
        return Completion(answer, USAGE)

    async def aclose(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("history", "burst", "interested"),
    [
        ((), ("Цена?",), False),
        ((), ("Здравствуйте", "Цена?"), True),
        ((Line("buyer", "Здравствуйте"), Line("seller", "Да?")), ("Цена?",), True),
        ((Line("seller", "Слушаю"),), ("Цена?",), False),
    ],
)
async def test_who_wrote_once_is_not_yet_interested(
    history: tuple[Line, ...], burst: tuple[str, ...], interested: bool
) -> None:
    completion = await Drafter(Offline()).draft(DraftRequest(None, history, burst))
    assert completion.answer.interested is interested
    assert completion.answer.why == ("спрашивает о цене" if interested else "")


async def test_a_reply_is_stripped() -> None:
    completion = await Drafter(Says(" \n Да, в продаже. \n")).draft(REQUEST)
    assert completion.answer.reply == "Да, в продаже."
    assert completion.usage is USAGE


@pytest.mark.parametrize("reply", ["а" * 1000, "😀" * 500, "а"])
async def test_what_avito_takes_is_a_draft(reply: str) -> None:
    assert (await Drafter(Says(reply)).draft(REQUEST)).answer.reply == reply


@pytest.mark.parametrize("reply", ["", "  \n", "а" * 1001, "😀" * 501])
async def test_what_could_not_be_sent_is_nonsense_but_was_paid_for(reply: str) -> None:
    with pytest.raises(ModelNonsenseError) as raised:
        await Drafter(Says(reply)).draft(REQUEST)
    assert raised.value.usage is USAGE


async def test_without_a_model_there_is_no_draft() -> None:
    drafter = Drafter(None)
    with pytest.raises(ModelMissingError):
        await drafter.draft(REQUEST)
    await drafter.aclose()


async def test_the_offline_answerer_is_a_model() -> None:
    assert (await Drafter(Offline()).draft(REQUEST)).answer.kind is Kind.AVAILABILITY


async def test_closing_closes_the_model() -> None:
    model = Says("да")
    await Drafter(model).aclose()
    assert model.closed


def test_every_error_has_its_own_code() -> None:
    errors: list[type[ModelError]] = [
        ModelMissingError,
        ModelKeyError,
        ModelRegionError,
        ModelBusyError,
        ModelDownError,
        ModelRefusedError,
        ModelNonsenseError,
    ]
    codes = [error.code for error in errors]
    assert codes == ["missing", "key", "region", "busy", "down", "refused", "nonsense"]


@pytest.mark.parametrize(("text", "length"), [("", 0), ("да", 2), ("😀", 2), ("\ud800", 1)])
def test_length_is_counted_as_avito_does(text: str, length: int) -> None:
    assert utf16_length(text) == length


@pytest.mark.parametrize(
    ("model", "cost"),
    [
        ("gemini-3.5-flash-lite", "0.55"),
        ("models/gemini-3.5-flash-lite-001", "0.55"),
        ("gemini-3.8-flash", "1.125"),
        ("gemini-4-argon", None),
        ("gemini-3.5-flash-lite-preview", None),
    ],
)
def test_the_cost_of_a_call(model: str, cost: str | None) -> None:
    usage = Usage(model, 1_000_000, 100_000, 0, 0.5)
    got = cost_usd(usage)
    assert (f"{got.normalize():f}" if got is not None else None) == cost


def test_long_winded_missing_names_are_cut_not_fatal() -> None:
    answer = Answer.model_validate(
        {
            "kind": "other",
            "interested": False,
            "lead": False,
            "missing": ["а" * 200, " ", *map(str, range(20))],
            "wants_human": False,
            "complaint": False,
            "reply": "да",
            "confidence": 1,
        }
    )
    assert len(answer.missing) == 8
    assert len(answer.missing[0]) == 80
