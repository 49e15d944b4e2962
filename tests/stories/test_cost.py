"""What the AI costs is counted from its calls; a day's limit holds, is told once, and ends."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.demo.telegram_people import Person, text_of
from tests.fakes.gemini import Json, make_answer, make_response
from tests.verdicts import check_all
from tests.world import Message, World, has_button, open_world, told

TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # six in the evening in Moscow
MIDNIGHT = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DRAFT = "Здравствуйте! Да, в продаже."
TOLD = "Лимит ИИ на сегодня исчерпан, поэтому"
HELD_BACK = "Лимит ИИ на сегодня исчерпан: до полуночи ИИ недоступен"
REFUSED = "новый черновик — после полуночи"
NEW_DAY = "Начался новый день"
COST_MICRORUB = 522_000
"""1000 tokens read and 2200 written, at 90 ₽: two such calls are more than a rouble."""


def answer(model: str, **fields: Any) -> Json:
    used = {"promptTokenCount": 1000, "candidatesTokenCount": 2200}
    return make_response(make_answer(**fields), model) | {"usageMetadata": used}


@pytest.fixture
async def evening(tmp_path: Path) -> AsyncIterator[World]:
    """Oleg's shop, where the AI may cost a rouble a day: two calls."""
    async with open_world(tmp_path, start=TUESDAY) as world:
        world.use(model_budget_rub=1)
        world.gemini.answer = lambda asked: {"whole": answer(asked.model)}
        await world.start()
        await world.link()
        yield world
        if world.app is not None:
            await world.services.queue.idle()
            await check_all(world)


async def asks(world: World, name: str, words: str = "Актуально?") -> Message:
    """A buyer asks; his card, once everything that follows has happened."""
    world.shop.buyer_writes(world.buyer(name).id, words)
    card = await world.seller.sees(name)
    await world.services.queue.idle()
    return card


async def spend(world: World) -> None:
    """Two buyers get their drafts, and the money is spent."""
    for name in ("Анна", "Борис"):
        assert DRAFT in text_of(await asks(world, name))


async def cost(world: World, person: Person | None = None) -> Message:
    person = person or world.seller
    asked = await person.writes("/cost")
    return await person.sees("Расход на ИИ", after=asked["message_id"])


def words_of(message: Message) -> str:
    return text_of(message).replace("\xa0", " ")


async def minute(world: World, at: datetime) -> None:
    """It is that time, and the clock's tick has come."""
    world.clock.jump(at - world.clock())
    await world.services.costs.renew()
    await world.services.queue.idle()


async def reword(world: World, card: Message, manner: str = "ещё раз") -> None:
    await world.seller.taps(card["message_id"], "🔄 Иначе")
    await world.seller.taps(card["message_id"], manner)


async def test_the_figures_are_those_of_the_calls(evening: World) -> None:
    await asks(evening, "Анна")
    evening.gemini.returns(answer("gemini-3.5-flash-lite", kind="weather"))  # paid for, no use
    await asks(evening, "Борис")
    assert evening.rows("SELECT outcome, cost_microrub FROM model_calls") == [
        ("answer", COST_MICRORUB),
        ("nonsense", COST_MICRORUB),
    ]
    asked = evening.gemini.asked[-1]
    characters = evening.rows("SELECT characters FROM model_calls ORDER BY id DESC")[0][0]
    assert characters == len(asked.prompt) + len(asked.system)
    shown = await cost(evening)
    for period in ("Сегодня", "7 дней", "30 дней"):
        assert f"{period}: 1,04 ₽\nответов 1 · обращений 2" in words_of(shown)
    assert "токены: прочитал 2000 · написал 4400" in words_of(shown)
    assert "Вчера: к ИИ не обращались" in words_of(shown)
    assert "Один ответ — в среднем 1,04 ₽ (за 30 дней)" in words_of(shown)
    assert "Лимит на день: 1 ₽ · исчерпан" in words_of(shown)
    assert "По курсу 90 ₽ за доллар" in words_of(shown)
    assert "Расход на ИИ" in text_of(await cost(evening, evening.stranger))
    assert told(evening.stranger, "1,04") == 0


async def test_every_figure_is_explained(evening: World) -> None:
    await spend(evening)
    shown = await cost(evening)
    await evening.seller.taps(shown["message_id"], "ⓘ Как посчитано")
    explained = words_of(await evening.seller.sees("Как посчитано"))
    for words in ("18:0", "Москва", "Сейчас 90 ₽", "gemini-3.5-flash-lite: прочитать 0,3 $"):
        assert words in explained
    await evening.seller.taps(shown["message_id"], "⬅️ Назад")
    assert "Сегодня: 1,04 ₽" in words_of(await evening.seller.sees("Расход на ИИ"))


async def test_a_spent_limit_holds_and_is_told_once(evening: World) -> None:
    await spend(evening)
    assert told(evening.seller, TOLD) == 0
    card = await asks(evening, "Вера")
    assert HELD_BACK in text_of(card)
    assert has_button(card, "✏️ Изменить")
    assert not has_button(card, "✅ Отправить")
    alarm = await evening.seller.sees(TOLD)
    assert "1 раз без черновика" in text_of(alarm)
    await asks(evening, "Глеб")
    await asks(evening, "Дарья")
    await reword(evening, card)
    await evening.seller.sees(REFUSED)
    assert len(evening.gemini.asked) == 2
    assert told(evening.seller, TOLD) == 1
    assert evening.rows("SELECT reason, text FROM drafts WHERE id > 2") == [
        ("model_limit", ""),
        ("model_limit", ""),
        ("model_limit", ""),
    ]
    assert evening.rows("SELECT count(*) FROM alarms") == [(1,)]
    await minute(evening, MIDNIGHT)
    over = await evening.seller.sees("был исчерпан")
    assert "С 24 ноября, 18:00 до 00:00, 4 раза без черновика" in words_of(over)


async def test_the_new_day_begins_at_his_midnight_without_a_sound(evening: World) -> None:
    await spend(evening)
    card = await asks(evening, "Вера")
    alarm = await evening.seller.sees(TOLD)
    assert alarm["message_id"] not in evening.seller.chat.silent
    await minute(evening, MIDNIGHT - MINUTE)
    assert told(evening.seller, TOLD) == 1
    await minute(evening, MIDNIGHT)
    note = await evening.seller.sees(NEW_DAY)
    assert note["message_id"] in evening.seller.chat.silent
    over = await evening.seller.sees("Лимит ИИ на сегодня был исчерпан")
    assert over["message_id"] == alarm["message_id"]
    assert len(evening.gemini.asked) == 2  # what was held back waits for his tap

    await reword(evening, card)
    assert (await evening.card("Вера"))["message_id"] == card["message_id"]
    assert has_button(await asks(evening, "Глеб"), "✅ Отправить")
    for later in range(1, 5):
        await minute(evening, MIDNIGHT + later * MINUTE)
    assert told(evening.seller, NEW_DAY) == 1
    await asks(evening, "Дарья")  # the second day's limit is told of like the first one's
    await minute(evening, MIDNIGHT + timedelta(hours=10))
    await asks(evening, "Егор")
    assert "Егор" in text_of(evening.cards[-1])
    assert told(evening.seller, TOLD) == 1


async def test_what_was_answered_past_the_limit_is_used_when_there_is_a_new_one(
    evening: World,
) -> None:
    lacking = {"missing": ["доставка"], "confidence": 0.4}
    evening.gemini.answer = lambda asked: {"whole": answer(asked.model, **lacking)}
    card = await asks(evening, "Анна", "Доставка сколько?")
    evening.gemini.answer = lambda asked: {"whole": answer(asked.model, reply="450 ₽")}
    await asks(evening, "Борис")
    await evening.seller.taps(card["message_id"], "Ответить и запомнить")
    await evening.seller.sees("Напишите ответ")
    await evening.seller.writes("450 ₽")
    await evening.seller.sees("Запомнил")
    await evening.services.queue.idle()
    await evening.seller.sees(TOLD)
    assert len(evening.gemini.asked) == 2
    await minute(evening, MIDNIGHT)
    new = await evening.seller.sees(lambda one: "Анна" in text_of(one) and "450 ₽" in text_of(one))
    assert new["message_id"] == card["message_id"]
    assert len(evening.gemini.asked) == 3


async def test_when_nobody_waits_at_midnight_no_note_comes(evening: World) -> None:
    await spend(evening)
    card = await asks(evening, "Вера")
    await evening.seller.sees(TOLD)
    await evening.seller.replies(card["message_id"], "Да, приезжайте")
    await evening.seller.sees(lambda one: text_of(one) == "✅ Отправлено")
    card = await asks(evening, "Глеб")
    await evening.seller.taps(card["message_id"], "⏭ Пропустить")
    await evening.services.queue.idle()
    before = len(evening.seller.messages)
    await minute(evening, MIDNIGHT)
    await evening.seller.sees("Лимит ИИ на сегодня был исчерпан")
    assert len(evening.seller.messages) == before


async def test_in_auto_nothing_is_sent_past_the_limit(evening: World) -> None:
    await evening.mode("auto")
    for name in ("Анна", "Борис", "Вера", "Глеб"):
        await asks(evening, name)
    await evening.settled()
    assert evening.sent == [DRAFT, DRAFT]


async def test_a_redraft_costs_as_much_as_a_draft(evening: World) -> None:
    card = await asks(evening, "Анна")
    evening.gemini.returns(answer("gemini-3.5-flash-lite", reply="Да, есть."))
    await reword(evening, card, "короче")
    await evening.card("Да, есть.")
    await reword(evening, card, "вежливее")
    await evening.seller.sees(REFUSED)
    assert (await evening.card("Да, есть."))["message_id"] == card["message_id"]
    assert len(evening.gemini.asked) == 2
    await evening.seller.sees(TOLD)


async def test_a_restart_keeps_the_sum_and_tells_nothing_twice(evening: World) -> None:
    await spend(evening)
    await evening.restart()
    assert HELD_BACK in text_of(await asks(evening, "Вера"))
    await evening.seller.sees(TOLD)
    await evening.restart()
    await asks(evening, "Глеб")
    assert told(evening.seller, TOLD) == 1
    assert len(evening.gemini.asked) == 2
    await evening.restart()
    await minute(evening, MIDNIGHT)
    await evening.seller.sees(NEW_DAY)
    assert told(evening.seller, TOLD) == 0


async def test_one_sellers_limit_is_not_another_ones(evening: World) -> None:
    other = evening.avito.add_shop(client_id="client-2", client_secret="secret-2", name="Дача")
    listing = other.add_listing(title="Стол", price_rub=2000)
    asked = await evening.stranger.writes("/link")
    shown = await evening.stranger.sees("professionals/api", after=asked["message_id"])
    await evening.stranger.writes("client-2 secret-2")
    await evening.stranger.sees("«Дача» подключён", after=shown["message_id"])
    await spend(evening)
    await asks(evening, "Вера")
    await evening.seller.sees(TOLD)
    chat = other.open_chat(listing_id=listing.id, buyer="Женя")
    other.buyer_writes(chat.id, "Стол ещё есть?")
    await evening.card(DRAFT, person=evening.stranger)
    await evening.services.queue.idle()
    assert told(evening.stranger, "Лимит") == 0
    assert told(evening.seller, TOLD) == 1  # the other one's draft has not ended it
    assert told(evening.seller, "снова пишет черновики") == 0
    await minute(evening, MIDNIGHT)
    await evening.seller.sees(NEW_DAY)
    assert told(evening.stranger, NEW_DAY) == 0


async def test_a_price_that_is_not_known_is_said_and_counts_as_the_dearest(
    evening: World,
) -> None:
    """A limit in roubles that silently limits nothing would be worse than a rough one."""
    evening.gemini.answer = lambda asked: {"whole": answer("gemini-9-argon")}
    await spend(evening)
    said = words_of(await cost(evening))
    assert "Сегодня: цена неизвестна\nответов 2 · обращений 2" in said
    assert "У 2 обращений за 30 дней цена неизвестна: в суммы они не входят" in said
    assert "а в лимит идут по самой дорогой из известных цен" in said
    assert "Лимит на день: 1 ₽ · исчерпан" in said
    assert HELD_BACK in text_of(await asks(evening, "Вера"))
    await evening.restart()
    assert HELD_BACK in text_of(await asks(evening, "Глеб"))
    assert len(evening.gemini.asked) == 2
    assert set(evening.rows("SELECT cost_microrub FROM model_calls")) == {(None,)}
    await evening.seller.sees(TOLD)


async def choose(world: World, *labels: str) -> Message:
    """Press these on the screen of /cost, one after the other."""
    shown = await cost(world)
    for label in labels:
        await world.seller.taps(shown["message_id"], label)
    return await world.seller.sees(lambda one: one["message_id"] == shown["message_id"])


async def test_a_seller_sets_his_own_limit(evening: World) -> None:
    evening.use(model_budget_rub=50)
    await evening.restart()
    shown = await choose(evening, "🎚 Лимит на день")
    assert "Для всех — 50 ₽" in words_of(shown)
    await evening.seller.taps(shown["message_id"], "5 ₽")
    assert "Лимит на день: 5 ₽ · осталось 5,00 ₽" in words_of(await evening.seller.sees("осталось"))
    await evening.seller.taps(shown["message_id"], "🎚 Лимит на день")
    await evening.seller.taps(shown["message_id"], "✏️ Своё число")
    await evening.seller.sees("Пришлите целое число")
    for nonsense, why in (
        ("сто", "Не понял, сколько это."),
        ("-5", "Не понял, сколько это."),
        ("0", "Меньше рубля поставить нельзя."),
        ("51", "Больше 50 ₽ поставить нельзя."),
    ):
        asked = await evening.seller.writes(nonsense)
        refused = await evening.seller.sees(why, after=asked["message_id"])
        assert "Пришлите одно целое число рублей от 1 до 50, например: 15" in words_of(refused)
    await evening.restart()  # what is being asked survives
    asked = await evening.seller.writes("1 ₽")
    said = words_of(await evening.seller.sees("Расход на ИИ", after=asked["message_id"]))
    assert "Лимит на день: 1 ₽ · осталось 1,00 ₽" in said
    assert evening.rows("SELECT id, budget_rub FROM sellers") == [(evening.seller.id, 1)]
    await spend(evening)
    assert HELD_BACK in text_of(await asks(evening, "Вера"))
    await evening.seller.sees(TOLD)

    await choose(evening, "🎚 Лимит на день", "как у всех: 50 ₽")
    await evening.seller.sees("Лимит ИИ на сегодня был исчерпан")
    await evening.services.queue.idle()
    assert told(evening.seller, NEW_DAY) == 0  # he has the screen before him
    assert has_button(await asks(evening, "Глеб"), "✅ Отправить")
    assert evening.rows("SELECT budget_rub FROM sellers") == [(None,)]


async def test_a_number_in_an_old_button_is_never_more_than_the_operators(evening: World) -> None:
    shown = await cost(evening)
    await evening.seller.forges_tap(shown["message_id"], "k1:limit:1000000")
    await evening.seller.sees("Лимит на день: 1")
    await spend(evening)
    assert HELD_BACK in text_of(await asks(evening, "Вера"))


async def test_the_report_names_the_cost(evening: World) -> None:
    card = await asks(evening, "Анна")
    await evening.seller.taps(card["message_id"], "✅ Отправить")
    await asks(evening, "Борис")
    asked = await evening.seller.writes("/report")
    shown = await evening.seller.sees("Чаты: 2", after=asked["message_id"])
    assert words_of(shown).splitlines()[-1] == "ИИ: 1,04 ₽"
    await evening.seller.taps(shown["message_id"], "ⓘ Как посчитано")
    assert "ИИ: 1,04 ₽ — 2 обращения" in words_of(await evening.seller.sees("Как посчитано"))


async def test_a_report_without_a_price_names_no_cost(evening: World) -> None:
    evening.gemini.answer = lambda asked: {"whole": answer("gemini-9-argon")}
    await asks(evening, "Анна")
    asked = await evening.seller.writes("/report")
    assert "ИИ" not in text_of(await evening.seller.sees("Чаты: 1", after=asked["message_id"]))


async def test_the_menu_and_the_help_lead_there(evening: World) -> None:
    asked = await evening.seller.writes("/menu")
    menu = await evening.seller.sees("Меню", after=asked["message_id"])
    await evening.seller.taps(menu["message_id"], "💰 Расход на ИИ")
    await evening.seller.sees("Сегодня: к ИИ не обращались")
    await evening.seller.writes("/help")
    await evening.seller.sees("/cost — ")
