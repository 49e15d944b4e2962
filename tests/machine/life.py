"""What people, the clock and the network do in a life, and how it is judged at its end."""

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.demo.telegram import FaultKind
from bot.demo.telegram_people import text_of
from db.types import FOREVER
from tests.fakes.gemini import Asked, make_answer
from tests.machine.ledger import MODE, SELLER, TAKEOVER, Ledger
from tests.verdicts import check_all
from tests.world import Message, World, has_button, open_world

BUYERS = ("Анна", "Борис", "Вера")
SEND, ANYWAY, POSTS = "✅ Отправить", "Всё равно отправить", "*/messages"
BREATH_SECONDS = 0.3
LATER = timedelta(seconds=61)
SYLLABLES = ("бра", "вре", "гри", "дро", "жру", "зле", "кли", "мла")


class Life:
    """Three buyers and a seller around the program, in any order of events."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ledger = Ledger(world)
        self.chats = {name: world.buyer(name) for name in BUYERS}
        self.lines: dict[str, str] = {}  # a buyer's line → his chat
        self.warned: list[str] = []  # the seller's own texts that need his second word
        self._old_buttons: set[str] = set()  # every button that ever stood on a card and sends
        self._numbers = itertools.count()
        self._meanwhile: list[Callable[[], None]] = []  # once, as the model answers
        world.gemini.answer = self._answer

    def word(self) -> str:
        """A word that nobody has used yet, without a digit that a guard could stumble over."""
        digits = f"{next(self._numbers):04o}"
        return "".join(SYLLABLES[int(digit)] for digit in digits)

    def _answer(self, asked: Asked) -> dict[str, Any]:
        text = f"Да, в продаже. Жду вас, {self.word()}."
        while self._meanwhile:
            self._meanwhile.pop()()
        whole = json.dumps(asked.body, ensure_ascii=False)
        self.ledger.draft(text, {chat for line, chat in self.lines.items() if line in whole})
        return make_answer(text)

    async def buyer_writes(self, name: str) -> None:
        line = f"Ещё не продали, {self.word()}?"
        self.lines[line] = self.chats[name].id
        self.world.shop.buyer_writes(self.chats[name].id, line)

    async def seller_writes_by_hand(self, name: str) -> None:
        self.ledger.writes_by_hand(self.chats[name].id, f"Это я сам, {self.word()}.")

    async def taps_send(self, name: str) -> None:
        card = self._card(name, SEND)
        if card:
            self._allow_shown(name, card)
            await self._tap(card, SEND)

    async def taps_twice(self, name: str) -> None:
        """The answer to the first tap's send is lost: he taps what still stands there again."""
        card = self._card(name, SEND)
        if card is None:
            return
        fault = self.world.avito.fail("POST", POSTS, "500_after")
        reads = self.world.avito.fail("GET", "*", "cut_before", times=None)
        self._allow_shown(name, card)
        await self._tap(card, SEND)
        await self.world.seller.forges_tap(card["message_id"], _callbacks(card, SEND)[0])
        fault.times = reads.times = 0

    async def writes_while_model_thinks(self, name: str) -> None:
        """The seller answers in Avito just before the bot would."""
        text = f"Отвечаю первым, {self.word()}."
        chat_id = self.chats[name].id
        self._meanwhile.append(lambda: self.ledger.writes_by_hand(chat_id, text))
        await self.buyer_writes(name)
        await self.breathe()
        self._meanwhile.clear()

    async def sending_is_late(self, name: str) -> None:
        """The bot's text comes to the chat a while after nobody waits for it any more."""
        late = self.world.avito.fail("POST", POSTS, "late")
        await self.buyer_writes(name)
        await self.breathe()
        await self.time_passes(timedelta(seconds=5))
        self.world.avito.clear_faults()
        if late.hits:
            await self.breathe()

    async def stopped_while_it_waits(self, name: str, mode: str) -> None:
        """Avito is too busy for the bot's answer; until it has time, the seller stops the bot."""
        busy = self.world.avito.fail("POST", POSTS, 429)
        await self.buyer_writes(name)
        await self.breathe()
        busy.times = 0
        await (self.sets_mode(mode) if mode else self.takes_over(name))
        await self.time_passes(timedelta(seconds=40))

    async def taps_old_send(self, which: int) -> None:
        """A button that stood on a card once and stands on none now: it may not send anything."""
        await self.breathe()
        shown = {button for card in self.world.cards for button in _sending(card)}
        gone = sorted(self._old_buttons - shown)
        if gone:
            card = self.world.cards[-1]
            await self.world.seller.forges_tap(card["message_id"], gone[which % len(gone)])

    async def taps(self, name: str, label: str) -> None:
        card = self._card(name, label)
        if card:
            await self._tap(card, label)

    async def takes_over(self, name: str) -> None:
        card = self._card(name, "🙋 Отвечу сам")
        if card and "Молчу" in await self._tap(card, "🙋 Отвечу сам"):
            self.ledger.ban(self.chats[name].id, self.world.clock() + TAKEOVER)

    async def pauses_chat(self, name: str) -> None:
        card = self._card(name, "⏸ Этот чат")
        if card is None:
            return
        await self._tap(card, "⏸ Этот чат")
        card = self._card(name, "1 час")
        if card and "Молчу" in await self._tap(card, "1 час"):
            self.ledger.ban(self.chats[name].id, self.world.clock() + timedelta(hours=1))

    async def gives_back(self, name: str) -> None:
        card = self._card(name, "▶️ Вернуть боту")
        if card:
            self.ledger.lift(self.chats[name].id)
            await self._tap(card, "▶️ Вернуть боту")

    async def replies(self, name: str) -> None:
        """Write an own text in reply to the buyer's newest card, whatever its state."""
        cards = self._cards(name)
        if cards:
            text = self._typed(name)
            written = await self.world.seller.replies(cards[-1]["message_id"], text)
            await self._hears(written)

    async def edits(self, name: str) -> None:
        card = self._card(name, "✏️ Изменить")
        if card is None:
            return
        newest = self.world.seller.messages[-1]["message_id"]
        await self._tap(card, "✏️ Изменить")
        if any(m["message_id"] > newest for m in self.world.seller.messages):
            await self._hears(await self.world.seller.writes(self._typed(name)))

    async def replies_with_a_phone(self, name: str) -> None:
        """Write what is warned of: it may not go without a second word, `overrules`."""
        cards = self._cards(name)
        if cards:
            text = f"Звоните 89161234567, {self.word()}."
            self.warned.append(text)
            card_id = cards[-1]["message_id"]
            await self._hears(await self.world.seller.replies(card_id, text))

    async def overrules(self, name: str) -> None:
        card = self._card(name, ANYWAY)
        if card:
            for text in self.warned:
                if text in text_of(card):
                    self.ledger.allow(self.chats[name].id, text)
            await self._tap(card, ANYWAY)

    async def drafts_anew(self, name: str) -> None:
        card = self._card(name, "🔄 Иначе")
        if card is None:
            return
        await self._tap(card, "🔄 Иначе")
        card = self._card(name, "короче")
        if card:
            await self._tap(card, "короче")

    async def pauses_all(self) -> None:
        await self._hears(await self.world.seller.writes("/pause"))
        self.ledger.ban(SELLER, FOREVER)

    async def resumes_all(self) -> None:
        self.ledger.lift(SELLER)
        await self._hears(await self.world.seller.writes("/resume"))

    async def sets_mode(self, mode: str) -> None:
        if mode == "auto":
            self.ledger.lift(MODE)
        await self._hears(await self.world.seller.writes(f"/mode {mode}"))
        if mode != "auto":
            self.ledger.ban(MODE, FOREVER)

    async def time_passes(self, ahead: timedelta) -> None:
        await self.world.services.queue.idle()
        self.world.clock.jump(ahead)
        self.world.services.queue.run_due()
        await self.breathe()

    async def avito_breaks(
        self, method: str, path: str, kind: str | int, times: int | None
    ) -> None:
        self.world.avito.fail(method, path, kind, times=times)

    async def avito_heals(self) -> None:
        self.world.avito.clear_faults()

    async def telegram_stumbles(self, method: str, kind: FaultKind, name: str) -> None:
        """A card cannot be shown at once: who looks at it sees it as it was."""
        self.world.telegram.fail(method, kind)
        await self.buyer_writes(name)
        await self.breathe()
        self.world.telegram.clear_faults()

    async def model_stumbles(self, kind: int | str) -> None:
        self.world.gemini.fail(kind)

    async def restarts(self) -> None:
        await self.world.restart()

    async def breathe(self) -> None:
        """Let what is under way go on for two polls; with Avito away, for a moment."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(BREATH_SECONDS):
                await self.world.settled()
        self._remember_buttons()

    async def ends(self) -> None:
        """All is whole again, and time enough passes: now nothing may be left open."""
        self.world.avito.clear_faults()
        self.world.telegram.clear_faults()
        self.world.gemini.clear_faults()
        for _ in range(4):
            await self.world.services.queue.idle()
            self.world.clock.jump(LATER)
            self.world.services.queue.run_due()
            await self.world.settled()

    async def check_end(self) -> None:
        await check_all(self.world)
        assert self._unread() == []
        assert self._on_their_way() == []
        assert self._recorded() == sorted(self.ledger.sent)
        for text, name in self._pending():
            assert any(text in text_of(card) for card in self._cards(name)), (text, name)

    def _unread(self) -> list[str]:
        """Buyers' lines that the program has not stored."""
        stored = {text for (text,) in self.world.rows("SELECT text FROM messages")}
        return [line for line in self.lines if line not in stored]

    def _on_their_way(self) -> list[Any]:
        return self.world.rows(
            "SELECT id, status, text FROM drafts"
            " WHERE status IN ('approved', 'sending', 'unconfirmed')"
        )

    def _recorded(self) -> list[str]:
        rows = self.world.rows("SELECT text FROM drafts WHERE status IN ('sent', 'revoked')")
        return sorted(text for (text,) in rows)

    def _pending(self) -> list[tuple[str, str]]:
        return self.world.rows(
            "SELECT CASE own_text WHEN '' THEN drafts.text ELSE own_text END, chats.buyer_name"
            " FROM drafts JOIN chats"
            " ON chats.id = drafts.chat_id WHERE drafts.status = 'pending'"
        )

    def _cards(self, name: str) -> list[Message]:
        return [one for one in self.world.cards if name in text_of(one).partition("\n")[0]]

    def _card(self, name: str, label: str) -> Message | None:
        """The buyer's newest card that has this button now."""
        cards = [card for card in self._cards(name) if has_button(card, label)]
        return cards[-1] if cards else None

    async def _tap(self, card: Message, label: str) -> str:
        answer = await self.world.seller.taps(card["message_id"], label)
        self._remember_buttons()
        return answer.text

    def _typed(self, name: str) -> str:
        text = f"Мой ответ: {self.word()}."
        self.ledger.allow(self.chats[name].id, text)
        return text

    def _allow_shown(self, name: str, card: Message) -> None:
        for text in self.ledger.drafted:
            if text in text_of(card):
                self.ledger.allow(self.chats[name].id, text)

    def _remember_buttons(self) -> None:
        for card in self.world.cards:
            self._old_buttons.update(_sending(card))

    async def _hears(self, written: Message) -> Message:
        return await self.world.seller.sees(lambda _: True, after=written["message_id"])


def _callbacks(card: Message, label: str) -> list[str]:
    rows = card.get("reply_markup", {}).get("inline_keyboard", [])
    return [key["callback_data"] for row in rows for key in row if key["text"] == label]


def _sending(card: Message) -> list[str]:
    return _callbacks(card, SEND) + _callbacks(card, ANYWAY)


@asynccontextmanager
async def open_life(folder: Path) -> AsyncIterator[Life]:
    async with open_world(folder) as world:
        await world.start()
        await world.link()
        life = Life(world)
        life.ledger.ban(MODE, FOREVER)  # until it is set to auto, it only drafts
        yield life
