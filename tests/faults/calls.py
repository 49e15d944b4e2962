"""How each call comes about, and how it is broken: what the table's rows stand for."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from avito.sandbox import ShopChat
from bot.demo.telegram import FaultKind
from bot.demo.telegram_people import text_of
from tests.world import Message, World, has_button

AVITO_KINDS = {
    "cut before": "cut_before",
    "cut after": "cut_after",
    "hangs": "hang",
    "500 before": "500_before",
    "500 after": "500_after",
    "HTML": "html",
    "half JSON": "broken_json",
    "wrong shape": "wrong_shape",
    "empty": "empty",
}
"""Avito's faults by the table's words; a status stands for itself."""

MODEL_KINDS: dict[str, str | int] = {
    "cut before": "cut",
    "cut after": "cut_after",
    "hangs": "hang",
    "429": 429,
    "400": "bad_request",
    "401": 401,
    "402": 402,
    "403": 403,
    "404": 404,
    "500 before": 500,
    "500 after": 503,
    "HTML": "html",
    "half JSON": "broken_json",
    "wrong shape": "wrong_shape",
    "empty": "empty",
}

TELEGRAM_KINDS: dict[str, FaultKind] = {
    "cut before": "cut",
    "cut after": "cut_after",
    "hangs": "hang",
    "429": "429",
    "400": "400",
    "401": "401",
    "402": "402",
    "403": "403",
    "404": "404",
    "500 before": "500",
    "500 after": "500_after",
    "HTML": "html",
    "half JSON": "broken_json",
    "wrong shape": "wrong_shape",
    "empty": "empty",
}

SEND, UNDO = "✅ Отправить", "↩️ Отозвать"


@dataclass
class Case:
    """One cell at work: a buyer, what he asked, and his card."""

    world: World
    fault: str
    chat: ShopChat
    question: str
    answers: list[str] = field(default_factory=list)  # to the seller's taps
    has_struck: Callable[[], bool] = lambda: True

    @property
    def card(self) -> Message | None:
        """The newest card about the question."""
        cards = [one for one in self.world.cards if self.question in text_of(one)]
        return cards[-1] if cards else None

    @property
    def replies(self) -> list[str]:
        """What the buyer got and still has."""
        return [one.text for one in self.chat.messages if one.direction == "out" and one.text]

    async def ask(self) -> None:
        self.world.shop.buyer_writes(self.chat.id, self.question)

    async def see(self, words: str, label: str = "") -> Message:
        """Wait until the card says so, with this button."""
        return await self.world.seller.sees(
            lambda one: (
                self.question in text_of(one)
                and words in text_of(one)
                and (not label or has_button(one, label))
            )
        )

    async def tap(self, label: str) -> str:
        card = self.card
        assert card is not None
        answer = await self.world.seller.taps(card["message_id"], label)
        self.answers.append(answer.text)
        return answer.text


Step = Callable[[Case], Awaitable[None]]


async def _nothing(_case: Case) -> None:
    """What is broken is broken before anything happens."""


async def _until_card(case: Case) -> None:
    await case.ask()
    await case.see("", SEND)


async def _until_sent(case: Case) -> None:
    await _until_card(case)
    await case.tap(SEND)
    await case.see("✅ Отправлено", UNDO)


async def _tap_send(case: Case) -> None:
    await case.tap(SEND)


async def _tap_undo(case: Case) -> None:
    await case.tap(UNDO)


async def _tap_in_vain(case: Case) -> None:
    """Tap while Telegram does not bring the answer to the tap, or not the tap itself."""
    with suppress(TimeoutError):
        await case.tap(SEND)


async def _ask_with_old_token(case: Case) -> None:
    case.world.shop.expire_tokens()
    await case.ask()


async def _ask_with_old_listings(case: Case) -> None:
    case.world.clock.jump(timedelta(hours=1, minutes=1))
    await case.ask()


@dataclass(frozen=True)
class Call:
    """A row: how to get up to the call, how to have it made, and which it is."""

    before: Step
    make: Step
    method: str = ""
    path: str = ""
    mode: str = "ask"
    server: str = "avito"


CALLS = {
    "token": Call(_nothing, _ask_with_old_token, "POST", "/token"),
    "chats": Call(_nothing, Case.ask, "GET", "*/chats"),
    "messages": Call(_nothing, Case.ask, "GET", "*/messages/"),
    "listings": Call(_nothing, _ask_with_old_listings, "GET", "*/items"),
    "send, by tap": Call(_until_card, _tap_send, "POST", "*/messages"),
    "send, alone": Call(_nothing, Case.ask, "POST", "*/messages", mode="auto"),
    "take back": Call(_until_sent, _tap_undo, "POST", "*/messages/*"),
    "model": Call(_nothing, Case.ask, server="model"),
    "show a card": Call(_nothing, Case.ask, "sendMessage", server="telegram"),
    "change a card": Call(_until_card, _tap_in_vain, "editMessageText", server="telegram"),
    "answer a tap": Call(_until_card, _tap_in_vain, "answerCallbackQuery", server="telegram"),
    "updates": Call(_until_card, _tap_in_vain, "getUpdates", server="telegram"),
}


async def break_call(case: Case, call: Call) -> None:
    breakers = {"avito": _break_avito, "model": _break_model, "telegram": _break_telegram}
    await breakers[call.server](case, call)


async def _break_avito(case: Case, call: Call) -> None:
    world, fault = case.world, case.fault
    if fault == "nobody there":
        await world.avito.stop()
        case.has_struck = lambda: _has_failed_to_look(world)
    else:
        kind = AVITO_KINDS.get(fault, fault)
        ordered = world.avito.fail(call.method, call.path, kind, times=None)
        case.has_struck = lambda: ordered.hits > 0


def _has_failed_to_look(world: World) -> bool:
    return any(turn.failures for turn in world.services.polling._turns.values())


async def _break_model(case: Case, _call: Call) -> None:
    if case.fault == "nobody there":
        await case.world.gemini.stop()
    else:
        case.world.gemini.fail(MODEL_KINDS[case.fault], times=None)


async def _break_telegram(case: Case, call: Call) -> None:
    telegram = case.world.telegram
    case.world.seller.patience_seconds = 0.3
    if case.fault == "nobody there":
        await telegram.stop()
        return
    before = telegram.count(call.method)
    telegram.fail(call.method, TELEGRAM_KINDS[case.fault], times=None)
    case.has_struck = lambda: telegram.count(call.method) > before
    if call.method == "getUpdates":  # the one that waits for news was asked before
        await case.world.stranger.writes("/help")
        await case.world.until(case.has_struck)


async def mend_call(case: Case, call: Call) -> None:
    world = case.world
    world.avito.clear_faults()
    world.gemini.clear_faults()
    world.telegram.clear_faults()
    world.seller.patience_seconds = 5.0
    if case.fault != "nobody there":
        return
    if call.server == "avito":
        await world.avito.start(port=world.avito.port)
    elif call.server == "model":
        await world.gemini.start(port=world.gemini.port)
    else:
        await world.telegram.start(port=world.telegram.port)
