"""The pretend Telegram refuses mistakes in the real one's words (raw calls)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from bot.demo.telegram import PretendTelegram
from bot.demo.telegram_people import Person

OLEG = 501


class Server:
    """A server with one person, and a way to call it as any program might."""

    def __init__(self) -> None:
        self.telegram = PretendTelegram(clock=lambda: datetime(2026, 11, 24, 11, 0, tzinfo=UTC))
        self.oleg: Person = self.telegram.person(OLEG, "Олег")
        self.base = ""

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        address = f"{self.base}/bot{self.telegram.token}/{method}"
        async with aiohttp.ClientSession() as http, http.post(address, json=params) as response:
            answer: dict[str, Any] = await response.json()
        assert response.status == answer.get("error_code", 200)
        return answer


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    server.base = await server.telegram.start()
    await server.oleg.writes("/start")
    yield server
    await server.telegram.stop()


def button(**fields: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Кнопка"} | fields]]}


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"text": ""}, "Bad Request: message text is empty"),
    ({"text": "  \n "}, "Bad Request: message text is empty"),
    ({"text": "<b></b>", "parse_mode": "HTML"}, "Bad Request: message text is empty"),
    ({"text": "я" * 4097}, "Bad Request: message is too long"),
    ({"text": "🙂" * 2049}, "Bad Request: message is too long"),
    ({"text": "х", "parse_mode": "Markdown3"}, "Bad Request: unsupported parse_mode"),
    ({"text": "х", "chat_id": ""}, "Bad Request: chat_id is empty"),
    ({"text": "х", "colour": "red"}, 'Bad Request: unknown parameter "colour"'),
    ({"text": "х", "reply_markup": "{"}, "Bad Request: can't parse reply markup JSON object"),
    ({"text": "х", "reply_markup": button()}, "exactly one action"),
    ({"text": "х", "reply_markup": button(url="https://a.ru", callback_data="1")}, "exactly one"),
    ({"text": "х", "reply_markup": button(callback_data="")}, "BUTTON_DATA_INVALID"),
    ({"text": "х", "reply_markup": button(callback_data="я" * 33)}, "BUTTON_DATA_INVALID"),
    ({"text": "х", "reply_markup": button(copy_text={"text": ""})}, "BUTTON_COPY_TEXT_INVALID"),
    ({"text": "х", "reply_markup": button(copy_text={"text": "я" * 257})}, "COPY_TEXT_INVALID"),
    ({"text": "х", "reply_markup": button(url="javascript:alert(1)")}, "is invalid"),
    ({"text": "х", "reply_markup": button(url="https://нет хоста")}, "is invalid"),
    ({"text": "х", "reply_markup": button(callback_data="1", size=3)}, 'unknown field "size"'),
    ({"text": "х", "reply_markup": button(callback_data="1", text="")}, "must be non-empty"),
    ({"text": "х", "reply_markup": {"inline_keyboard": [{}]}}, "can't parse reply markup"),
    ({"text": "х", "reply_markup": {"buttons": []}}, "can't parse reply keyboard markup"),
]


@pytest.mark.parametrize(("params", "description"), REFUSED)
async def test_a_mistake_is_refused_in_telegrams_words(
    server: Server, params: dict[str, Any], description: str
) -> None:
    answer = await server.call("sendMessage", **({"chat_id": OLEG} | params))
    assert answer["ok"] is False
    assert answer["error_code"] == 400
    assert description in answer["description"]
    assert len(server.oleg.messages) == 1


async def test_what_just_fits_is_taken(server: Server) -> None:
    markup = button(callback_data="я" * 32)
    answer = await server.call("sendMessage", chat_id=OLEG, text="🙂" * 2048, reply_markup=markup)
    assert answer["ok"] is True


async def test_an_unknown_method_is_not_found(server: Server) -> None:
    answer = await server.call("sendPigeon", chat_id=OLEG)
    assert (answer["error_code"], answer["description"]) == (404, "Not Found: method not found")
