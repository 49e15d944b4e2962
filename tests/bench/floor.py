"""The bare minimum in a process of its own: `python -m tests.bench.floor '{settings}'`.

The calls of one message, made by hand with the libraries that the program uses, and no more: no
decision, no card drawn, nothing checked. Nothing is cheaper without other libraries.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

import httpx
from sqlalchemy import update

from ai import prompt
from ai.gemini import Gemini
from ai.model import DraftRequest, Line, ListingFacts
from avito.http import open_http
from bot.cli import run_loop
from bot.light import light_imports
from bot.settings import Settings
from db import messages
from db.engine import Database
from db.models import Author, Draft, DraftStatus, Verdict
from tests.bench import lines
from tests.bench.servers import SEND, Stall

with light_imports():
    from aiogram import Bot
    from aiogram.types import InlineKeyboardMarkup

    from bot.app import build_bot

ASKED = DraftRequest(
    listing=ListingFacts("Диван угловой «Осло»", 15000, "active", "Москва, Лесная улица, 5"),
    history=tuple(Line("buyer", f"Здравствуйте, реплика номер {line}") for line in range(10)),
    burst=("Здравствуйте! Ещё продаёте? Торг есть?",),
)
CARD = (
    "💬 <b>Анна</b> · Диван угловой «Осло» · 15 000 ₽\n\n<blockquote>Здравствуйте! Ещё продаёте? "
    "Торг есть?</blockquote>\n\n✍️ Черновик:\nЗдравствуйте! Да, в продаже."
)
SENT = "Здравствуйте! Да, в продаже."
KEYBOARD = [
    [SEND],
    ["✏️ Изменить", "🔄 Иначе", "📝 Шаблон"],
    ["🙋 Отвечу сам", "⏸ Этот чат", "⏭ Пропустить"],
]


class Floor:
    """One shop's calls, side by side for as many messages as the program is given at once."""

    def __init__(self, stack: AsyncExitStack, settings: Settings, stall: Stall) -> None:
        self._stall = stall
        self._database = Database(settings.database)
        self._bot: Bot = build_bot(settings)
        self._avito = open_http(settings.avito_api_url)
        self._plain = httpx.AsyncClient(base_url=settings.avito_api_url)
        model_http = open_http(settings.gemini_api_url)
        self._gemini = Gemini(
            api_key=settings.gemini_api_key.get_secret_value(),
            base_url=settings.gemini_api_url,
            model=settings.gemini_model,
            http=model_http,
        )
        self._headers = {"Authorization": f"Bearer {stall.token}"}
        self._drafts = 0
        for close in (
            self._database.close,
            self._bot.session.close,
            self._avito.aclose,
            self._plain.aclose,
            model_http.aclose,
        ):
            stack.push_async_callback(close)

    async def polls(self, times: int, side_by_side: int, plain: bool) -> lines.Answer:
        """Ask for the list of chats, as an idle poll does, and look at nothing."""
        http = self._plain if plain else self._avito
        path = f"/messenger/v2/accounts/{self._stall.user_id}/chats"
        query = {"limit": 25, "offset": 0}

        async def one() -> None:
            response = await http.get(path, params=query, headers=self._headers)
            assert response.status_code == 200

        started = time.process_time()
        for _ in range(times // side_by_side):
            await _at_once(one, side_by_side)
        return {"cpu": time.process_time() - started}

    async def to_cards(self, chats: list[int]) -> lines.Answer:
        """Read each chat, ask the model, store, send the card."""
        started, began = time.process_time(), time.perf_counter()
        cards = await asyncio.gather(*map(self._to_card, chats))
        used = time.process_time() - started
        return {"cpu": used, "took": time.perf_counter() - began, "cards": cards}

    async def _to_card(self, chat: int) -> int:
        await self._read(chat)
        await self._ask_model()
        self._drafts += 1
        await self._store(chat, self._drafts)
        return await self._send_card()

    async def to_sent(self, chats: list[int], cards: list[int], queries: list[str]) -> lines.Answer:
        """Post each text, store, answer the tap, edit the card."""
        started = time.process_time()
        await asyncio.gather(*map(self._to_sent, chats, cards, queries))
        return {"cpu": time.process_time() - started}

    async def _to_sent(self, chat: int, card: int, query: str) -> None:
        await self._post(chat)
        await self._store_sent(chat)
        await self._bot.answer_callback_query(query, text="Отправлено")
        await self._bot.edit_message_text(
            f"{CARD}\n\nОтправлено", chat_id=self._stall.seller_id, message_id=card
        )

    async def _read(self, chat: int) -> None:
        path = f"/messenger/v3/accounts/{self._stall.user_id}/chats/{self._stall.chats[chat]}"
        response = await self._avito.get(
            f"{path}/messages/", params={"limit": 30, "offset": 0}, headers=self._headers
        )
        assert response.status_code == 200

    async def _ask_model(self) -> None:
        """With the program's own configuration, which is the leanest that the SDK can be given."""
        client, config = await self._gemini._open()
        await client.aio.models.generate_content(
            model=self._gemini.model, contents=prompt.ask(ASKED).text, config=config
        )

    async def _store(self, chat: int, number: int) -> None:
        """The first transaction: the buyer's line and the draft."""
        now = datetime.now(UTC)
        line = messages.NewMessage(
            account_id=1,
            chat_id=chat + 1,
            avito_message_id=f"by-hand-{number}",
            author=Author.BUYER,
            type="text",
            text=ASKED.burst[0],
            sent_at=now,
            seen_at=now,
            verdict=Verdict.NEEDS_ANSWER,
        )
        draft = Draft(
            account_id=1,
            chat_id=chat + 1,
            status=DraftStatus.PENDING,
            proposed=SENT,
            text=SENT,
            created_at=now,
        )
        async with self._database.begin() as session:
            await messages.add(session, [line])
            session.add(draft)

    async def _store_sent(self, chat: int) -> None:
        """The second transaction: what became of the draft."""
        async with self._database.begin() as session:
            await session.execute(
                update(Draft)
                .where(Draft.chat_id == chat + 1, Draft.status == DraftStatus.PENDING)
                .values(status=DraftStatus.SENT, finished_at=datetime.now(UTC))
            )

    async def _send_card(self) -> int:
        rows = [[{"text": name, "callback_data": f"c1:{name}"} for name in row] for row in KEYBOARD]
        keyboard = InlineKeyboardMarkup.model_validate({"inline_keyboard": rows})
        sent = await self._bot.send_message(self._stall.seller_id, CARD, reply_markup=keyboard)
        return sent.message_id

    async def _post(self, chat: int) -> None:
        path = f"/messenger/v1/accounts/{self._stall.user_id}/chats/{self._stall.chats[chat]}"
        body: Any = {"type": "text", "message": {"text": SENT}}
        response = await self._avito.post(f"{path}/messages", json=body, headers=self._headers)
        assert response.status_code == 200


async def _at_once(call: Callable[[], Awaitable[None]], times: int) -> None:
    if times == 1:
        await call()
    else:
        await asyncio.gather(*(call() for _ in range(times)))


async def main() -> None:
    settings = Settings(_env_file=None, **json.loads(sys.argv[1]))
    stall = Stall(**json.loads(sys.argv[2]))
    async with AsyncExitStack() as stack:
        floor = Floor(stack, settings, stall)
        verbs: dict[str, lines.Verb] = {
            "polls": floor.polls,
            "to_cards": floor.to_cards,
            "to_sent": floor.to_sent,
        }
        await lines.serve(verbs)


if __name__ == "__main__":
    run_loop(main())
