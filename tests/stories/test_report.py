"""A day's figures add up, and the report comes once a day, at the seller's hour."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from avito.sandbox import ShopChat
from bot.demo.telegram_people import Person, text_of
from tests.world import Message, World, has_button, open_world

DRAFT = "Здравствуйте! Да, в продаже."
TUESDAY = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)  # nine in Moscow
EVENING = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)  # eight in Moscow


@pytest.fixture
async def tuesday(tmp_path: Path) -> AsyncIterator[World]:
    """Oleg's shop, linked on a Tuesday morning."""
    async with open_world(tmp_path, start=TUESDAY) as world:
        await world.start()
        await world.link()
        yield world


async def asks(world: World, name: str) -> tuple[ShopChat, Message]:
    """A buyer asks, and his card comes."""
    chat = world.buyer(name)
    world.shop.buyer_writes(chat.id, "Здравствуйте! Диван ещё продаётся?")
    return chat, await world.seller.sees(name)


async def taps_after(world: World, name: str, minutes: int) -> None:
    _, card = await asks(world, name)
    world.clock.jump(timedelta(minutes=minutes))
    await world.seller.taps(card["message_id"], "✅ Отправить")


async def a_day_of_every_kind(world: World) -> None:
    """Answered by the bot, by two taps, edited, by hand; one skipped, one still waiting."""
    await world.mode("auto")
    await asks(world, "Сам")
    await world.until(lambda: len(world.sent) == 1)
    await world.mode("ask")
    await taps_after(world, "После", 3)
    await taps_after(world, "Ещё после", 7)
    _, card = await asks(world, "С правкой")
    world.clock.jump(timedelta(minutes=10))
    await world.seller.replies(card["message_id"], "Да, приезжайте до восьми")
    await world.until(lambda: len(world.sent) == 4)
    chat, _ = await asks(world, "Рукой")
    world.clock.jump(timedelta(minutes=40))
    world.shop.seller_writes(chat.id, "Здравствуйте, да!")
    await world.seller.sees("Вы отвечаете сами")
    _, card = await asks(world, "Пропущенный")
    await world.seller.taps(card["message_id"], "⏭ Пропустить")
    await asks(world, "Ждёт")
    await world.settled()


async def report(world: World, words: str = "", person: Person | None = None) -> Message:
    person = person or world.seller
    asked = await person.writes(f"/report {words}".strip())
    return await person.sees(lambda one: bool(text_of(one)), after=asked["message_id"])


def words_of(message: Message) -> str:
    return text_of(message).replace("\xa0", " ").replace("\u202f", " ")


def reports(person: Person) -> list[Message]:
    """The reports that came by themselves."""
    return [
        one
        for one in person.messages
        if text_of(one).startswith("📊") and has_button(one, "🔕 Не присылать")
    ]


async def until_time(world: World, moment: datetime) -> None:
    """The clock moves on to a moment; what the minute's tick wakes gets done."""
    world.clock.jump(moment - world.clock())
    await world.services.digests.wake_due()
    await world.services.queue.idle()


async def test_the_figures_of_a_day_add_up(tuesday: World) -> None:
    await a_day_of_every_kind(tuesday)
    lines = words_of(await report(tuesday)).splitlines()
    assert lines[0] == "📊 Вторник, 24 ноября · «Мебель Олег»"
    assert lines[1].startswith("Чаты: 7 · ответили 5 · ждут 1")
    assert lines[2].startswith("Первый ответ: медиана 7 мин")
    assert "до 5 мин 40 %" in lines[2]  # two of the five that were answered
    assert "до 30 мин 80 %" in lines[2]
    assert lines[3] == "Ответы: сам 1 · после вас 2 · с правкой 1 · вы сами 1"
    assert lines[4] == "Черновики без правок: 3 из 4 (75 %)"


async def test_every_figure_is_explained(tuesday: World) -> None:
    await a_day_of_every_kind(tuesday)
    shown = await report(tuesday)
    await tuesday.seller.taps(shown["message_id"], "ⓘ Как посчитано")
    explained = words_of(await tuesday.seller.sees("Как посчитано"))
    for words in ("Чаты: 7", "5", "бот сам 1", "3 из 4", "Москва"):
        assert words in explained
    back = await tuesday.seller.sees("Как посчитано")
    assert back["message_id"] == shown["message_id"]
    await tuesday.seller.taps(shown["message_id"], "⬅️ К отчёту")
    assert words_of(await tuesday.seller.sees("📊")) == words_of(shown)


async def test_fewer_than_five_chats_give_no_percentage(tuesday: World) -> None:
    await taps_after(tuesday, "Первый", 1)
    few = words_of(await report(tuesday))
    assert "мало данных" in few
    assert "%" not in few
    assert "Черновики без правок: 1 из 1" in few
    for name in ("Второй", "Третий", "Четвёртый", "Пятый"):
        await taps_after(tuesday, name, 1)
    enough = words_of(await report(tuesday))
    assert "Чаты: 5" in enough
    assert "5 из 5 (100 %)" in enough


async def test_periods_and_dates(tuesday: World) -> None:
    await taps_after(tuesday, "Вчерашний", 1)
    await until_time(tuesday, TUESDAY + timedelta(days=1))
    await taps_after(tuesday, "Сегодняшний", 1)
    counted = {
        "": "Чаты: 1",
        "сегодня": "Чаты: 1",
        "вчера": "Чаты: 1",
        "неделя": "Чаты: 2",
        "месяц": "Чаты: 2",
        "24.11": "Чаты: 1",
        "24.11 25.11": "Чаты: 2",
        "2026-11-24 2026-11-25": "Чаты: 2",
        "25.11.2026 24.11.2026": "Чаты: 2",
        "23.11": "Никто не писал",
    }
    for words, figure in counted.items():
        assert figure in words_of(await report(tuesday, words)), words
    for nonsense in ("когда-нибудь", "99.99", "1 2 3"):
        assert "Не понял" in words_of(await report(tuesday, nonsense))

    shown = await report(tuesday)
    await tuesday.seller.taps(shown["message_id"], "вчера")
    yesterday = await tuesday.seller.sees("Вторник, 24 ноября")
    assert yesterday["message_id"] == shown["message_id"]


async def test_it_comes_once_in_the_evening(tuesday: World) -> None:
    await taps_after(tuesday, "Анна", 3)
    await until_time(tuesday, EVENING - timedelta(seconds=30))
    assert reports(tuesday.seller) == []
    await until_time(tuesday, EVENING + timedelta(seconds=1))
    pushed = await tuesday.seller.sees("📊")
    assert words_of(pushed).startswith("📊 Вторник, 24 ноября · «Мебель Олег»\nЧаты: 1")
    await until_time(tuesday, EVENING + timedelta(minutes=1))
    await tuesday.restart()
    await until_time(tuesday, EVENING + timedelta(minutes=2))
    await tuesday.settled()
    assert len(reports(tuesday.seller)) == 1


async def test_one_that_was_due_while_the_bot_was_down_comes_late_and_once(
    tuesday: World,
) -> None:
    await taps_after(tuesday, "Анна", 3)
    await tuesday.stop()
    tuesday.clock.jump(EVENING + timedelta(minutes=90) - tuesday.clock())
    await tuesday.start()
    await until_time(tuesday, EVENING + timedelta(minutes=91))
    assert words_of(await tuesday.seller.sees("📊")).startswith("📊 Вторник, 24 ноября")
    await tuesday.settled()
    assert len(reports(tuesday.seller)) == 1


async def test_who_wrote_after_the_report_is_in_the_next_one(tuesday: World) -> None:
    await taps_after(tuesday, "Анна", 3)
    await until_time(tuesday, EVENING + timedelta(seconds=1))
    first = await tuesday.seller.sees("📊")
    assert "Вчера после отчёта" not in words_of(first)
    await asks(tuesday, "Вечерний")
    await until_time(tuesday, EVENING + timedelta(hours=14))
    await taps_after(tuesday, "Утренняя", 3)
    await until_time(tuesday, EVENING + timedelta(days=1, seconds=1))
    second = await tuesday.seller.sees("📊 Среда", after=first["message_id"])
    assert "Чаты: 1 " in words_of(second)
    assert "Вчера после отчёта — ещё 1 чат, ждут ответа: 1" in words_of(second)


async def test_a_day_without_chats_sends_nothing(tuesday: World) -> None:
    await until_time(tuesday, EVENING + timedelta(seconds=1))
    await tuesday.settled()
    assert reports(tuesday.seller) == []
    await until_time(tuesday, TUESDAY + timedelta(days=1))
    await taps_after(tuesday, "Анна", 1)
    await until_time(tuesday, EVENING + timedelta(days=1, seconds=1))
    assert "Среда, 25 ноября" in words_of(await tuesday.seller.sees("📊"))


async def settings(world: World) -> Message:
    shown = await report(world)
    await world.seller.taps(shown["message_id"], "🕗 Когда")
    return await world.seller.sees("Отчёт приходит")


async def test_the_hour_and_the_zone_can_be_changed(tuesday: World) -> None:
    shown = await settings(tuesday)
    await tuesday.seller.taps(shown["message_id"], "🕗 Сменить час")
    await tuesday.seller.taps(shown["message_id"], "21:00")
    await tuesday.seller.taps(shown["message_id"], "🌍 Сменить пояс")
    await tuesday.seller.taps(shown["message_id"], "Владивосток")
    changed = words_of(await tuesday.seller.sees("Владивосток"))
    assert "21:00" in changed
    await taps_after(tuesday, "Анна", 1)
    nine_there = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
    await until_time(tuesday, nine_there - timedelta(seconds=30))
    assert reports(tuesday.seller) == []
    await until_time(tuesday, nine_there + timedelta(seconds=1))
    await tuesday.seller.sees("📊 Вторник, 24 ноября")
    await until_time(tuesday, EVENING + timedelta(seconds=1))  # the old hour means nothing now
    await tuesday.settled()
    assert len(reports(tuesday.seller)) == 1


async def test_a_later_hour_on_the_same_day_brings_no_second_one(tuesday: World) -> None:
    await taps_after(tuesday, "Анна", 1)
    await until_time(tuesday, EVENING + timedelta(seconds=1))
    await tuesday.seller.sees("📊")
    shown = await settings(tuesday)
    await tuesday.seller.taps(shown["message_id"], "🕗 Сменить час")
    await tuesday.seller.taps(shown["message_id"], "22:00")
    await until_time(tuesday, EVENING + timedelta(hours=2, seconds=1))
    await tuesday.settled()
    assert tuesday.rows("SELECT count(*) FROM notifications WHERE kind = 'report'") == [(1,)]


async def test_it_can_be_switched_off_and_on_again(tuesday: World) -> None:
    await taps_after(tuesday, "Анна", 1)
    await until_time(tuesday, EVENING + timedelta(seconds=1))
    pushed = await tuesday.seller.sees("📊")
    await tuesday.seller.taps(pushed["message_id"], "🔕 Не присылать")
    await until_time(tuesday, TUESDAY + timedelta(days=1))
    await taps_after(tuesday, "Борис", 1)
    await until_time(tuesday, EVENING + timedelta(days=1, seconds=1))
    await tuesday.settled()
    told = "SELECT count(*) FROM notifications WHERE kind = 'report'"
    assert tuesday.rows(told) == [(1,)]
    await tuesday.seller.taps(pushed["message_id"], "🔔 Присылать")
    await until_time(tuesday, TUESDAY + timedelta(days=2))
    await taps_after(tuesday, "Вера", 1)
    await until_time(tuesday, EVENING + timedelta(days=2, seconds=1))
    await tuesday.seller.sees("Четверг, 26 ноября")
    assert tuesday.rows(told) == [(2,)]


@pytest.mark.parametrize(
    ("change", "moments"),
    [
        # The clocks go back at 01:00 UTC: half past two comes twice.
        (datetime(2026, 10, 25, tzinfo=UTC), [(0, 31), (1, 31), (2, 31)]),
        # They go forward at 01:00 UTC: half past two does not come at all.
        (datetime(2026, 3, 29, tzinfo=UTC), [(0, 31), (1, 31), (2, 31)]),
    ],
)
async def test_once_a_day_also_when_the_clocks_change(
    tmp_path: Path, change: datetime, moments: list[tuple[int, int]]
) -> None:
    async with open_world(tmp_path, start=change - timedelta(hours=12)) as world:
        await world.start()
        await world.link()
        await world.services.sellers.set_report(world.seller.id, minute=150, zone="Europe/Berlin")
        await until_time(world, change - timedelta(minutes=10))  # after midnight there
        chat = world.buyer("Анна")
        world.shop.buyer_writes(chat.id, "Актуально?")
        await world.card(DRAFT)
        for hour, minute in moments:
            await until_time(world, change + timedelta(hours=hour, minutes=minute))
        await world.settled()
        assert world.rows("SELECT count(*) FROM notifications WHERE kind = 'report'") == [(1,)]


async def test_another_sellers_figures_are_not_mixed_in(tuesday: World) -> None:
    other = tuesday.avito.add_shop(client_id="anna-id", client_secret="anna-secret", name="Лавка")
    listing = other.add_listing(title="Стул", price_rub=900)
    await tuesday.stranger.writes("/link")
    await tuesday.stranger.sees("professionals/api")
    await tuesday.stranger.writes("anna-id anna-secret")
    await tuesday.stranger.sees("подключён")
    for name in ("Один", "Два"):
        chat = other.open_chat(listing_id=listing.id, buyer=name)
        other.buyer_writes(chat.id, "Стул крепкий?")
        await tuesday.stranger.sees(name)
    await taps_after(tuesday, "Анна", 1)
    ours = words_of(await report(tuesday))
    theirs = words_of(await report(tuesday, person=tuesday.stranger))
    assert "Чаты: 1 · ответили 1" in ours
    assert "Чаты: 2 · ответили 0 · ждут 2" in theirs
    assert "Лавка" not in ours
    assert "Мебель" not in theirs
    await until_time(tuesday, EVENING + timedelta(seconds=1))
    await tuesday.settled()
    assert "Чаты: 1" in words_of(reports(tuesday.seller)[-1])
    assert "Чаты: 2" in words_of(reports(tuesday.stranger)[-1])
