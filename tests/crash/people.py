"""Those who go on while the program dies: buyers, and sellers with different habits."""

import asyncio
import random
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from avito.sandbox import Shop, ShopChat
from bot.demo.telegram_people import Person, buttons, text_of

TOKEN = re.compile(r"М\d{5}")
SEND, EDIT, SKIP = "✅ Отправить", "✏️ Изменить", "⏭ Пропустить"
BACK, ANYWAY = "▶️ Вернуть боту", "Всё равно отправить"
PHONE = ", звоните 8 916 123-45-67"
"""What a seller is warned of in a text of his own."""


@dataclass(frozen=True)
class Line:
    """What a buyer wrote; its token stands in the answer that the pretend model gives."""

    token: str
    chat: ShopChat
    at: datetime


@dataclass
class Stall:
    """A seller, his shop, his buyers' chats and what happened there."""

    person: Person
    shop: Shop
    chats: list[ShopChat]
    alone: bool  # in «авто»
    lines: list[Line] = field(default_factory=list)
    by_hand: list[Line] = field(default_factory=list)
    releases: list[datetime] = field(default_factory=list)
    acted: set[tuple[int, str]] = field(default_factory=set)

    def released_since(self, hand: Line, until: datetime) -> bool:
        """Whether the seller has given a chat back to the bot in between, whichever it was."""
        return any(hand.at <= at <= until for at in self.releases)


class Traffic:
    """Everybody's doings, by chance but from a seed."""

    def __init__(self, stalls: list[Stall], clock: Callable[[], datetime], seed: int) -> None:
        self.stalls = stalls
        self._clock = clock
        self._chance = random.Random(seed)  # noqa: S311 - no secret
        self._numbers = 0
        self._taps: set[asyncio.Task[None]] = set()

    async def go_on(self, *, messages: int, seconds: float) -> None:
        """So many buyers' lines, spread over about so many seconds; sellers act in between."""
        pause = seconds / messages
        for _ in range(messages):
            stall = self._chance.choice(self.stalls)
            self._buyer_writes(stall)
            self._sellers_act()
            await asyncio.sleep(self._chance.uniform(0.2, 1.8) * pause)

    def _buyer_writes(self, stall: Stall) -> None:
        chat = self._chance.choice(stall.chats)
        token = self._token()
        stall.lines.append(Line(token, chat, self._clock()))
        stall.shop.buyer_writes(chat.id, f"Вопрос {token}")
        if self._chance.random() < 0.04:
            hand = self._token()
            stall.by_hand.append(Line(hand, chat, self._clock()))
            stall.shop.seller_writes(chat.id, f"Сам отвечу {hand}")

    def _sellers_act(self) -> None:
        for stall in self.stalls:
            for card in stall.person.messages:
                seen = (card["message_id"], text_of(card))
                if seen in stall.acted or self._chance.random() < 0.5:
                    continue
                if _has(card, SEND):
                    stall.acted.add(seen)
                    self._act(stall, card)
                elif _has(card, ANYWAY):
                    stall.acted.add(seen)
                    self._start(_tap(stall.person, card, ANYWAY))
                elif _has(card, BACK) and self._chance.random() < 0.1:
                    stall.acted.add(seen)
                    stall.releases.append(self._clock())
                    self._start(_tap(stall.person, card, BACK))

    def _act(self, stall: Stall, card: dict[str, Any]) -> None:
        dice = self._chance.random()
        if dice < 0.7:
            self._start(_tap(stall.person, card, SEND))
        elif dice < 0.8:
            self._start(_tap(stall.person, card, SEND))
            self._start(_tap(stall.person, card, SEND))
        elif dice < 0.88:
            self._start(_reply(stall.person, card, f"Свой ответ {self._token()}{self._maybe()}"))
        elif dice < 0.93:
            self._start(_edit(stall.person, card, f"Лучше так {self._token()}{self._maybe()}"))
        else:
            self._start(_tap(stall.person, card, SKIP))

    def _maybe(self) -> str:
        return PHONE if self._chance.random() < 0.5 else ""

    def _start(self, deed: Any) -> None:
        task = asyncio.create_task(deed)
        self._taps.add(task)
        task.add_done_callback(self._taps.discard)

    def _token(self) -> str:
        self._numbers += 1
        return f"М{self._numbers:05}"

    async def tap_all(self) -> None:
        """At the end every card that is still open is answered."""
        for stall in self.stalls:
            for card in stall.person.messages:
                for label in (SEND, ANYWAY):
                    if _has(card, label):
                        await _tap(stall.person, card, label)


def _has(card: dict[str, Any], label: str) -> bool:
    return any(label in row for row in buttons(card))


async def _tap(person: Person, card: dict[str, Any], label: str) -> None:
    with suppress(TimeoutError, LookupError, KeyError):  # the program is dead just now
        await person.taps(card["message_id"], label)


async def _reply(person: Person, card: dict[str, Any], text: str) -> None:
    with suppress(KeyError):
        await person.replies(card["message_id"], text)


async def _edit(person: Person, card: dict[str, Any], text: str) -> None:
    """He writes what is asked for, or, when nothing is, into the air."""
    await _tap(person, card, EDIT)
    with suppress(TimeoutError):
        await person.sees("✏️ Пришлите", 2, after=card["message_id"])
    await person.writes(text)
