"""The demo page in a real browser: the whole story, played from both sides."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.demo.run import open_demo
from bot.settings import Settings

if TYPE_CHECKING:
    from playwright.async_api import Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 20_000

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: the demo page was not played"),
]


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator["Page"]:
    """The demo, running, in a browser; a script error on the page fails the test."""
    from playwright.async_api import async_playwright

    faults: list[str] = []
    settings = Settings(_env_file=None, data_dir=tmp_path)
    async with open_demo(settings, port=0) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        page.on("pageerror", lambda error: faults.append(str(error)))
        await page.goto(address)
        yield page
        await browser.close()
    assert faults == []


async def send_first_answer(page: "Page") -> None:
    """As the seller: /start, link the demo's shop, wait for the first card, send its draft."""
    from playwright.async_api import expect

    await page.get_by_test_id("seller-input").fill("/start")
    await page.get_by_test_id("seller-send").click()
    await page.get_by_role("button", name="🎮 Демо").last.click()
    send = page.get_by_role("button", name="✅ Отправить")
    await expect(send).to_have_count(1, timeout=PATIENCE_MS)
    await send.click()
    await expect(page.get_by_text("✅ Отправлено").first).to_be_visible(timeout=PATIENCE_MS)


async def test_one_whole_story(page: "Page") -> None:
    from playwright.async_api import expect

    await expect(page.get_by_text("ДЕМО").first).to_be_visible()
    await send_first_answer(page)

    await page.get_by_test_id("new-chat").click()
    await page.get_by_test_id("new-chat-name").fill("Мария")
    await page.get_by_test_id("new-chat-text").fill("Здравствуйте, ещё есть?")
    await page.get_by_test_id("new-chat-start").click()
    telegram = page.locator("#telegram")
    await expect(telegram.get_by_text("Мария")).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.get_by_role("button", name="✅ Отправить")).to_have_count(1)

    await page.get_by_test_id("write-as-seller").check()
    await page.get_by_test_id("buyer-input").fill("Да, приезжайте!")
    await page.get_by_test_id("buyer-send").click()
    await expect(telegram.get_by_text("▶️ Вернуть боту")).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.get_by_role("button", name="✅ Отправить")).to_have_count(0)

    await page.get_by_test_id("knob-evening").click()
    report = telegram.get_by_text("ответили 2")
    await expect(report).to_be_visible(timeout=PATIENCE_MS)


async def test_on_a_phones_width_nothing_sticks_out(page: "Page") -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await send_first_answer(page)
    assert await page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


async def test_a_table_of_facts_goes_to_the_bot_as_a_file(page: "Page") -> None:
    from playwright.async_api import FilePayload, expect

    await send_first_answer(page)
    await page.get_by_test_id("seller-input").fill("/facts")
    await page.get_by_test_id("seller-send").click()
    await page.get_by_role("button", name="📥 Загрузить списком").click()
    await expect(page.get_by_text("файлом XLSX")).to_be_visible(timeout=PATIENCE_MS)
    await page.locator("#attach-button").click()
    async with page.expect_file_chooser() as choosing:
        await page.get_by_role("menuitem", name="Файл").click()
    chooser = await choosing.value
    content = "Текст;До\nТорга нет;\n".encode("cp1251")
    await chooser.set_files(FilePayload(name="знания.csv", mimeType="text/csv", buffer=content))
    await page.get_by_role("button", name="✅ Сохранить 1").click(timeout=PATIENCE_MS)
    await expect(page.get_by_text("Записал 1 знание")).to_be_visible(timeout=PATIENCE_MS)
