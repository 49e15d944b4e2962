"""Where a seller begins and finds his way: first screen, menu, modes, pauses, language."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo.telegram_people import Person, buttons, text_of
from tests.world import CLIENT_ID, CLIENT_SECRET, Message, World, has_button, open_world

KEYBOARD = [["🤖 Автоответы", "📊 Отчёт"], ["👤 Аккаунты", "☰ Меню"]]
COMMANDS = ["menu", "accounts", "mode", "facts", "report", "why", "pause", "help"]
IN_HELP = [
    *("menu", "link", "accounts", "mode", "facts", "templates", "report", "why"),
    *("pause", "resume", "cost", "language", "help"),
]
NOON = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # 12:00 in Moscow, a Tuesday


@pytest.fixture
async def two(linked: World) -> World:
    """Oleg has a second shop."""
    linked.avito.add_shop(client_id="second", client_secret="of-oleg", name="Склад")
    asked = await asks(linked.seller, "/link", "professionals/api")
    await linked.seller.writes("second of-oleg")
    await linked.seller.sees("«Склад» подключён", after=asked["message_id"])
    return linked


@pytest.fixture
async def at_noon(tmp_path: Path) -> AsyncIterator[World]:
    """It is noon in Moscow, and Oleg has linked his shop."""
    async with open_world(tmp_path, start=NOON) as world:
        await world.start()
        await world.link()
        yield world


async def asks(person: Person, text: str, words: str) -> Message:
    """Write something and wait for the answer to it."""
    written = await person.writes(text)
    return await person.sees(words, after=written["message_id"])


async def test_who_is_new_is_told_what_this_is_and_where_to_begin(world: World) -> None:
    welcome = await asks(world.seller, "/start", "Авито")
    head, gap, *lines = text_of(welcome).splitlines()
    assert (head[0], gap, len(lines)) == ("👋", "", 3)
    assert buttons(welcome) == [["🔗 Подключить Авито"]]
    await world.seller.taps(welcome["message_id"], "🔗 Подключить Авито")
    await world.seller.sees("professionals/api")
    menu = await asks(world.seller, "/menu", "Меню")
    assert buttons(menu) == [["🔗 Подключить Авито", "🌐 Язык · Language"], ["❓ Помощь"]]


async def test_where_there_is_a_demo_shop_one_tap_links_it(world: World) -> None:
    await world.stop()
    world.demo_keys = (CLIENT_ID, CLIENT_SECRET)
    await world.start()
    welcome = await asks(world.seller, "/start", "Авито")
    assert buttons(welcome) == [["🔗 Подключить Авито", "🎮 Демо"]]
    await world.seller.taps(welcome["message_id"], "🎮 Демо")
    await world.seller.sees("Проверка ключей")
    await world.seller.sees("«Мебель Олег» подключён")
    world.shop.buyer_writes(world.buyer().id, "Актуально?")
    await world.card("Актуально?")


async def test_a_few_words_stand_under_the_input_field_for_good(linked: World) -> None:
    assert linked.seller.keyboard == KEYBOARD
    assert (linked.seller.chat.keyboard or {})["is_persistent"] is True
    await linked.restart()
    written = await linked.seller.writes("/start")
    await linked.seller.sees("С возвращением, Олег", after=written["message_id"])
    await linked.seller.sees("☰ Меню", after=written["message_id"])
    assert linked.seller.keyboard == KEYBOARD
    for word, leads_to in (
        ("🤖 Автоответы", "сейчас черновики"),
        ("📊 Отчёт", "📊"),
        ("👤 Аккаунты", "1 аккаунт"),
        ("☰ Меню", "☰ Меню"),
    ):
        await asks(linked.seller, word, leads_to)


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("🤖 Автоответы", "сейчас черновики"),
        ("📊 Отчёт", "📊"),
        ("👤 Аккаунты", "1 аккаунт"),
        ("⏸ Пауза", "На сколько"),
        ("🧠 Знания", "0 знаний"),
        ("📝 Шаблоны", "Шаблоны"),
        ("💰 Расход на ИИ", "Расход на ИИ"),
        ("🌐 Язык · Language", "На каком языке"),
        ("❓ Помощь", "Команды:"),
    ],
)
async def test_every_button_of_the_menu_leads_where_it_says(
    linked: World, label: str, words: str
) -> None:
    menu = await asks(linked.seller, "/menu", "Меню")
    await linked.seller.taps(menu["message_id"], label)
    shown = await linked.seller.sees(words)
    assert shown["message_id"] == menu["message_id"]


async def test_help_lists_what_exists_and_nothing_else(linked: World) -> None:
    shown = await asks(linked.seller, "/help", "Команды:")
    listed = [line.split()[0] for line in text_of(shown).splitlines() if line.startswith("/")]
    assert listed == [f"/{name}" for name in IN_HELP]
    assert linked.seller.commands == COMMANDS
    assert linked.telegram.person(303, "John", "en").commands == COMMANDS
    for command in listed:
        written = await linked.seller.writes(command)
        answer = await linked.seller.sees("", after=written["message_id"])
        assert "Такой команды нет" not in text_of(answer)


async def test_the_mode_is_two_taps_away_and_says_what_each_does(linked: World) -> None:
    modes = await asks(linked.seller, "🤖 Автоответы", "сейчас черновики")
    assert buttons(modes) == [["выключены"], ["✓ черновики"], ["авто"], ["🤖 Что отвечать самому"]]
    for mode in ("выключены", "черновики", "авто"):
        assert f"\n{mode} — " in text_of(modes)
    await linked.seller.taps(modes["message_id"], "авто")
    linked.shop.buyer_writes(linked.buyer().id, "Актуально?")
    await linked.seller.sees("бот сам")
    assert len(linked.sent) == 1


@pytest.mark.parametrize(
    ("typed", "mode"),
    [
        ("/mode off", "выключены"),
        ("/mode ask", "черновики"),
        ("/mode auto", "авто"),
        ("/mode  ВЫКЛ ", "выключены"),
        ("/mode авто", "авто"),
    ],
)
async def test_the_mode_by_command(linked: World, typed: str, mode: str) -> None:
    shown = await asks(linked.seller, typed, "сейчас")
    assert f"сейчас {mode}" in text_of(shown)
    assert has_button(shown, f"✓ {mode}")


async def test_when_it_is_off_a_card_tells_and_proposes_nothing(linked: World) -> None:
    await asks(linked.seller, "/mode off", "сейчас выключены")
    linked.shop.buyer_writes(linked.buyer().id, "Актуально?")
    card = await linked.seller.sees("Актуально?")
    assert "Черновик" not in text_of(card)
    assert not has_button(card, "✅ Отправить")
    assert not linked.gemini.asked
    await linked.seller.replies(card["message_id"], "Да, приезжайте")
    await linked.seller.sees("✅ Отправлено")
    assert linked.sent == ["Да, приезжайте"]


async def test_with_several_accounts_one_chooses_first(two: World) -> None:
    choice = await asks(two.seller, "🤖 Автоответы", "Для какого аккаунта")
    assert buttons(choice) == [["Мебель Олег · черновики"], ["Склад · черновики"]]
    await two.seller.taps(choice["message_id"], "Склад · черновики")
    await two.seller.taps(choice["message_id"], "выключены")
    await two.seller.sees("«Склад» · сейчас выключены")
    choice = await asks(two.seller, "/mode auto", "Для какого аккаунта поставить «авто»?")
    assert buttons(choice) == [["Мебель Олег · черновики"], ["Склад · выключены"]]
    await two.seller.taps(choice["message_id"], "Мебель Олег · черновики")
    await two.seller.sees("«Мебель Олег» · сейчас авто")
    choice = await asks(two.seller, "/mode", "Для какого аккаунта")
    assert buttons(choice) == [["Мебель Олег · авто"], ["Склад · выключены"]]


async def test_without_an_account_the_way_to_one_is_shown(linked: World) -> None:
    for typed in ("/mode", "/mode auto", "/accounts"):
        shown = await asks(linked.stranger, typed, "Пока не подключено")
        assert buttons(shown) == [["🔗 Подключить Авито"]]


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("/pause 30м", "до 12:30"),
        ("/pause 30 минут", "до 12:30"),
        ("/pause 2ч", "до 14:0"),
        ("/pause 2 часа", "до 14:0"),
        ("/pause час", "до 13:0"),
        ("/pause до утра", "до 25 ноября, 08:00"),
        ("/pause", "до вашей команды"),
    ],
)
async def test_a_pause_in_every_form_is_repeated_in_words(
    at_noon: World, typed: str, until: str
) -> None:
    shown = await asks(at_noon.seller, typed, "Пауза")
    assert f"Пауза {until}" in text_of(shown)
    assert has_button(shown, "▶️ Снять паузу")


@pytest.mark.parametrize("typed", ["/pause 0м", "/pause вчера", "/pause 99999ч", "/pause -1ч"])
async def test_a_pause_that_is_not_understood_pauses_nothing(linked: World, typed: str) -> None:
    await asks(linked.seller, typed, "Не понял, на сколько")
    linked.shop.buyer_writes(linked.buyer().id, "Актуально?")
    await linked.card("Актуально?")


async def test_a_pause_holds_everything_back_and_loses_nothing(linked: World) -> None:
    await asks(linked.seller, "/mode auto", "сейчас авто")
    await asks(linked.seller, "/pause 2ч", "Пауза до")
    linked.shop.buyer_writes(linked.buyer("Анна").id, "Анна спрашивает")
    linked.shop.buyer_writes(linked.buyer("Борис").id, "Борис спрашивает")
    await linked.settled()
    assert linked.sent == []
    assert not linked.gemini.asked
    linked.clock.jump(timedelta(hours=2))
    await linked.until(lambda: len(linked.sent) == 2)


@pytest.mark.parametrize("by_tap", [True, False])
async def test_resume_brings_who_waits(linked: World, *, by_tap: bool) -> None:
    paused = await asks(linked.seller, "/pause", "Пауза")
    linked.shop.buyer_writes(linked.buyer().id, "Актуально?")
    await linked.settled()
    assert not linked.gemini.asked
    menu = await asks(linked.seller, "/menu", "Меню")
    assert has_button(menu, "▶️ Снять паузу")
    if by_tap:
        await linked.seller.taps(paused["message_id"], "▶️ Снять паузу")
    else:
        await linked.seller.writes("/resume")
    await linked.seller.sees("Пауза снята")
    await linked.card("Актуально?")


async def test_a_card_from_before_the_pause_can_still_be_sent(linked: World) -> None:
    linked.shop.buyer_writes(linked.buyer().id, "Актуально?")
    card = await linked.card("Актуально?")
    await asks(linked.seller, "/pause", "Пауза")
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    assert len(linked.sent) == 1


async def test_one_sellers_pause_and_mode_are_not_anothers(linked: World) -> None:
    await asks(linked.stranger, "/pause", "Пауза")
    await asks(linked.stranger, "/mode off", "Пока не подключено")
    linked.shop.buyer_writes(linked.buyer().id, "Актуально?")
    await linked.card("Актуально?")


@pytest.mark.parametrize(
    ("code", "words"),
    [("ru", "Подключить"), ("uk", "Подключить"), ("en-US", "Link Avito"), ("de", "Link Avito")],
)
async def test_it_speaks_as_the_sellers_telegram_does(world: World, code: str, words: str) -> None:
    guest = world.telegram.person(404, "Guest", code)
    welcome = await asks(guest, "/start", "👋")
    assert words in buttons(welcome)[0][0]


async def test_the_language_can_be_changed_and_stays(linked: World) -> None:
    choice = await asks(linked.seller, "/language", "На каком языке")
    assert buttons(choice) == [["Русский", "English"]]
    await linked.seller.taps(choice["message_id"], "English")
    await linked.seller.sees("I speak English now")
    assert linked.seller.keyboard == [["🤖 Auto-replies", "📊 Report"], ["👤 Accounts", "☰ Menu"]]
    await linked.restart()
    linked.shop.buyer_writes(linked.buyer().id, "Актуально?")
    card = await linked.seller.sees("Актуально?")
    assert buttons(card)[0] == ["✅ Send"]
    await linked.seller.taps(card["message_id"], "✅ Send")
    await linked.seller.sees("✅ Sent")
    # The old keyboard may still be there on another device.
    await asks(linked.seller, "📊 Отчёт", "📊")
    await asks(linked.stranger, "/start", "Отвечаю покупателям")
