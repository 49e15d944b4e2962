"""`python -m bot check`: a line for each setting and service, true to what is there."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.check import check
from bot.settings import Settings
from bot.texts import Texts
from tests.world import World, open_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as world:
        yield world


async def said(settings: Settings) -> tuple[int, str]:
    lines: list[str] = []
    code = await check(settings, Texts.load("ru"), say=lines.append)
    return code, "\n".join(lines)


async def test_all_is_right(world: World) -> None:
    code, lines = await said(world.settings)
    assert code == 0
    assert "❌" not in lines
    assert "@avito_demo_bot" in lines


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("telegram_bot_token", SecretStr(""), "❌ TELEGRAM_BOT_TOKEN"),
        ("telegram_bot_token", SecretStr("rubbish"), "❌ TELEGRAM_BOT_TOKEN"),
        ("telegram_bot_token", SecretStr("1:" + "x" * 35), "❌ TELEGRAM_BOT_TOKEN"),
        ("telegram_api_url", "http://127.0.0.1:1", "❌ TELEGRAM_API_URL"),
        ("avito_api_url", "http://127.0.0.1:1", "❌ AVITO_API_URL"),
        ("gemini_api_url", "http://127.0.0.1:1", "❌ GEMINI_API_KEY"),
        ("gemini_api_key", SecretStr("another"), "❌ GEMINI_API_KEY"),
        ("gemini_model", "gemini-0", "❌ GEMINI_API_KEY"),
        ("encryption_keys", [], "❌ ENCRYPTION_KEYS"),
        ("encryption_keys", [SecretStr("short")], "❌ ENCRYPTION_KEYS"),
        ("database_url", "sqlite+aiosqlite:////nowhere/at/all.db", "❌ DATABASE_URL"),
        ("access", "invite", "❌ ACCESS"),
    ],
)
async def test_each_mistake_has_its_line(world: World, name: str, value: object, line: str) -> None:
    code, lines = await said(world.settings.model_copy(update={name: value}))
    assert code == 1
    assert [found for found in lines.splitlines() if found.startswith("❌")] == [
        found for found in lines.splitlines() if found.startswith(line)
    ]


async def test_without_a_model_it_still_runs(world: World) -> None:
    settings = world.settings.model_copy(update={"gemini_api_key": SecretStr("")})
    code, lines = await said(settings)
    assert code == 0
    assert "⚠️ GEMINI_API_KEY" in lines


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({}, "✅ USD_RUB, MODEL_BUDGET_RUB: доллар — 90 ₽, на ИИ — не больше 50 ₽ в день"),
        ({"usd_rub": Decimal("92.5"), "model_budget_rub": 0}, "доллар — 92,5 ₽, дневного лимита"),
        ({"gemini_model": "gemini-flash-latest"}, "⚠️ USD_RUB, MODEL_BUDGET_RUB: цена модели"),
    ],
)
async def test_what_the_model_may_cost(world: World, values: dict[str, Any], line: str) -> None:
    _, lines = await said(world.settings.model_copy(update=values))
    assert line in lines


async def test_no_secret_is_said(world: World) -> None:
    _, lines = await said(world.settings)
    for secret in (world.settings.keys[0], world.telegram.token, world.gemini.key):
        assert secret not in lines
