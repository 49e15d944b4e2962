"""What the seller told us is kept as he said it, found again, and never used a day too long."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.callbacks import FactButton, FactDay, FactDayButton, FactsPageButton, FactVerb
from bot.demo.telegram_people import Person, buttons, text_of
from db import facts
from tests.sheets import workbook, xlsx
from tests.world import Message, World, open_world, told

DELIVERY = "Доставка до Химок 450 ₽"
MORNING = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)  # 09:00 in Moscow, a Tuesday
GONE = "Этого знания больше нет"


async def facts_list(world: World, person: Person | None = None) -> Message:
    person = person or world.seller
    written = await person.writes("/facts")
    return await person.sees("🧠", after=written["message_id"])


async def tap(world: World, shown: Message, label: str, words: str) -> Message:
    """Tap a button of a screen and wait for what it leads to, there or below."""
    await world.seller.taps(shown["message_id"], label)
    return await world.seller.sees(words, after=shown["message_id"] - 1)


async def add(world: World, text: str, words: str = "Записал") -> Message:
    """➕ and the text; the screen that comes."""
    asked = await tap(world, await facts_list(world), "➕ Добавить", "Что мне нужно знать")
    written = await world.seller.writes(text)
    assert asked["message_id"] < written["message_id"]
    return await world.seller.sees(words, after=written["message_id"])


async def listed(world: World) -> str:
    return text_of(await facts_list(world))


def stored(world: World, column: str = "text") -> list[str]:
    return [row[0] for row in world.rows(f"SELECT {column} FROM facts ORDER BY id")]  # noqa: S608


async def test_a_fact_is_kept_as_it_was_said_and_shown_at_once(linked: World) -> None:
    empty = await facts_list(linked)
    assert "0 знаний" in text_of(empty)
    shown = await add(linked, "  Доставка\nдо\u00a0Химок \u200b 450 ₽ ")
    assert "для всех объявлений" in text_of(shown)
    assert "Без срока" in text_of(shown)
    assert f"записано {linked.clock():%d.%m}" in text_of(shown)
    assert buttons(shown) == [
        ["✏️ Изменить", "📍 Для каких"],
        ["📅 До какого дня", "🗑 Удалить"],
        ["🧠 К списку"],
    ]
    again = await tap(linked, shown, "🧠 К списку", "1 знание")
    assert f"1. {DELIVERY}" in text_of(again)
    assert told(linked.seller, "Что мне нужно знать") == 0  # the question is gone with its answer


async def test_what_cannot_be_kept_is_said_and_waited_for(linked: World) -> None:
    asked = await tap(linked, await facts_list(linked), "➕ Добавить", "Что мне нужно знать")
    for typed, words in ((" \u200b ", "нет текста"), ("я" * 501, "до 500 знаков")):
        await linked.seller.writes(typed)
        await linked.seller.sees(words, after=asked["message_id"])
    written = await linked.seller.writes("я" * 500)
    await linked.seller.sees("Записал", after=written["message_id"])
    assert stored(linked) == ["я" * 500]
    await add(linked, "Я" * 500, "уже записано")
    assert len(stored(linked)) == 1


async def test_signs_of_markup_are_only_signs(linked: World) -> None:
    text = "<b>Торг</b> & «скидка» <3 {text} </blockquote>"
    shown = await add(linked, text)
    assert text in text_of(shown)
    assert text in await listed(linked)
    asked = await tap(linked, shown, "✏️ Изменить", "Пришлите новый текст")
    assert text in text_of(asked)
    question = await tap(linked, shown, "🗑 Удалить", "Удалить это знание?")
    assert text in text_of(question)


async def test_a_fact_is_edited(linked: World) -> None:
    shown = await add(linked, DELIVERY)
    await tap(linked, shown, "✏️ Изменить", "Пришлите новый текст")
    written = await linked.seller.writes("Доставка до Химок 600 ₽")
    changed = await linked.seller.sees("Изменил", after=written["message_id"])
    assert "600 ₽" in text_of(changed)
    assert stored(linked) == ["Доставка до Химок 600 ₽"]


async def test_a_fact_is_deleted_after_one_question(linked: World) -> None:
    shown = await add(linked, DELIVERY)
    question = await tap(linked, shown, "🗑 Удалить", "Удалить это знание?")
    await tap(linked, question, "⬅️ Назад", "Без срока")
    assert len(stored(linked)) == 1
    question = await tap(linked, shown, "🗑 Удалить", "Удалить это знание?")
    await tap(linked, question, "🗑 Да, удалить", "0 знаний")
    assert stored(linked) == []
    deleted = FactButton(verb=FactVerb.OPEN, fact_id=1).pack()
    assert GONE in (await linked.seller.forges_tap(shown["message_id"], deleted)).text


async def test_a_fact_is_for_one_listing_that_is_chosen_or_found(linked: World) -> None:
    for number in range(1, 24):
        linked.shop.add_listing(title=f"Стул № {number}", price_rub=1000)
    await relink(linked)
    shown = await add(linked, "Самовывоз с Лесной")
    await tap(linked, shown, "📍 Для каких", "Для каких объявлений")
    first = await tap(linked, shown, "Для одного объявления", "Для какого объявления?")
    assert len(buttons(first)) == 12  # ten, the turns, and back
    second = await tap(linked, shown, "➡️", "Для какого объявления?")
    assert ["⬅️", "➡️"] in buttons(second)
    await linked.seller.writes("шкаф")
    await linked.seller.sees("По словам «шкаф» объявлений нет. Напишите другие слова.")
    written = await linked.seller.writes("диваны")
    found = await linked.seller.sees("1 объявление", after=written["message_id"])
    placed = await tap(linked, found, "Диван угловой «Осло»", "для «Диван")
    assert "Изменил" in text_of(placed)
    assert "📍 «Диван угловой „Осло“»" in await listed(linked)
    assert stored(linked, "scope") == ["listing"]
    await linked.seller.writes("просто слова")  # nothing is being typed any more
    await linked.seller.sees("Не понял")


async def test_a_fact_is_for_listings_with_words_in_their_titles(linked: World) -> None:
    linked.shop.add_listing(title="Диваны для дачи", price_rub=1000)
    linked.shop.add_listing(title="Стол", price_rub=1000)
    await relink(linked)
    shown = await add(linked, "Чехол в подарок")
    await tap(linked, shown, "📍 Для каких", "Для каких объявлений")
    await tap(linked, shown, "По словам в названии", "Напишите слово")
    await linked.seller.writes("и для")
    await linked.seller.sees("Не понял слова")
    written = await linked.seller.writes("  диван ")
    placed = await linked.seller.sees("со словом «диван»", after=written["message_id"])
    assert "(сейчас таких: 2)" in text_of(placed)
    assert "📍 в названии «диван»" in await listed(linked)
    await tap(linked, placed, "📍 Для каких", "Для каких объявлений")
    await tap(linked, placed, "Для всех объявлений", "для всех объявлений")
    assert stored(linked, "title_words") == [""]


async def test_a_listing_off_sale_is_said_to_be(linked: World) -> None:
    shown = await add(linked, "Чехол в подарок")
    await tap(linked, shown, "📍 Для каких", "Для каких объявлений")
    await tap(linked, shown, "Для одного объявления", "Для какого объявления?")
    await tap(linked, shown, "Диван угловой «Осло»", "для «Диван")
    next(iter(linked.shop.listings.values())).status = "removed"
    await relink(linked)
    opened = await tap(linked, await facts_list(linked), "1", "записано")
    assert "(снято с публикации)" in text_of(opened)


async def test_a_fact_holds_until_its_day(linked: World) -> None:
    shown = await add(linked, DELIVERY)
    today = (linked.clock() + timedelta(hours=3)).date()  # in Moscow
    for label, day in (
        ("Сегодня", today),
        ("Неделя", today + timedelta(days=7)),
        ("Месяц", today + timedelta(days=30)),
    ):
        await tap(linked, shown, "📅 До какого дня", "Доставка")
        await tap(linked, shown, label, f"До {day.day} ")
        assert stored(linked, "last_day") == [day.isoformat()]
    await tap(linked, shown, "📅 До какого дня", "Доставка")
    await tap(linked, shown, "Свой день", "До какого дня это верно?")
    for typed, words in (("вчера", "Не понял день"), ("1.1.2020", "уже прошёл")):
        await linked.seller.writes(typed)
        await linked.seller.sees(words)
    written = await linked.seller.writes("31.12.2099")
    own = await linked.seller.sees("До 31 декабря 2099", after=written["message_id"])
    assert "📅 до 31 декабря 2099" in await listed(linked)
    await tap(linked, own, "📅 До какого дня", "Доставка")
    await tap(linked, own, "Без срока", "Без срока")
    assert stored(linked, "last_day") == [None]


async def test_facts_are_found_by_words_in_any_form(linked: World) -> None:
    for text in (DELIVERY, "Торга нет", "Гарантия на диван 6 месяцев", "Стол доставим завтра"):
        await add(linked, text)
    found = await search(linked, "химки доставка")
    assert "1. Доставка до Химок" in text_of(found)
    assert "Торга" not in text_of(found)
    assert "1 знание" in text_of(await search(linked, "450"))
    assert "2 знания" in text_of(await search(linked, "ДОСТАВ"))
    nothing = await search(linked, "<самосвал>")
    assert "«<самосвал>»: 0 знаний" in text_of(nothing)
    opened = await tap(linked, await search(linked, "торг"), "1", "записано")
    assert "Торга нет" in text_of(opened)


async def test_a_very_long_list_is_turned_and_fits(linked: World) -> None:
    words = [chr(ord("а") + number) * 5 for number in range(25)]
    await import_lines(linked, [f"{word} {'<&>' * 150}" for word in words], save=25)
    first = await facts_list(linked)
    assert "25 знаний" in text_of(first)
    assert buttons(first)[:3] == [list("12345"), ["6", "7", "8", "9", "10"], ["➡️"]]
    assert f"1. {words[24]} <&>" in text_of(first)
    assert f"10. {words[15]} <&>" in text_of(first)
    await tap(linked, first, "➡️", f"11. {words[14]}")
    last = await tap(linked, first, "➡️", f"25. {words[0]}")
    assert ["⬅️"] in buttons(last)
    beyond = FactsPageButton(account_id=1, page=9_999).pack()
    await linked.seller.forges_tap(first["message_id"], beyond)
    await linked.seller.sees(f"25. {words[0]}")
    opened = await tap(linked, last, "25", "записано")
    assert "<&>" * 150 in text_of(opened)  # whole


async def test_a_keyboard_word_or_a_command_ends_the_typing(linked: World) -> None:
    for ending, words in (("📊 Отчёт", "📊"), ("/menu", "Меню")):
        asked = await tap(linked, await facts_list(linked), "➕ Добавить", "Что мне нужно знать")
        await linked.seller.writes(ending)
        await linked.seller.sees(words, after=asked["message_id"])
        written = await linked.seller.writes("Это уже никому")
        await linked.seller.sees("Не понял", after=written["message_id"])
    assert stored(linked) == []


async def test_a_restart_in_the_middle_of_typing_forgets_nothing(linked: World) -> None:
    await tap(linked, await facts_list(linked), "➕ Добавить", "Что мне нужно знать")
    await linked.restart()
    await linked.seller.writes(DELIVERY)
    shown = await linked.seller.sees("Записал")
    await tap(linked, shown, "📅 До какого дня", "Доставка")
    await tap(linked, shown, "Свой день", "До какого дня это верно?")
    await linked.restart()
    await linked.seller.writes("31.12.2099")
    await linked.seller.sees("До 31 декабря 2099")
    assert stored(linked, "last_day") == ["2099-12-31"]


async def test_two_that_contradict_are_shown_side_by_side(linked: World) -> None:
    await add(linked, DELIVERY)
    asked = await add(linked, "Доставка до Химок 500 ₽", "противоречат")
    assert "450 ₽" in text_of(asked)
    assert "500 ₽" in text_of(asked)
    assert buttons(asked) == [["Оставить новое", "Оставить старое"], ["Оба верны"]]
    await tap(linked, asked, "Оставить новое", "Понял")
    assert stored(linked) == ["Доставка до Химок 500 ₽"]

    asked = await add(linked, "Доставка до Химок 700 ₽", "противоречат")
    await tap(linked, asked, "Оставить старое", "Понял")
    assert stored(linked) == ["Доставка до Химок 500 ₽"]

    asked = await add(linked, "Доставка до Химок 900 ₽", "противоречат")
    await tap(linked, asked, "Оба верны", "Понял")
    assert stored(linked) == ["Доставка до Химок 500 ₽", "Доставка до Химок 900 ₽"]


async def test_both_taps_at_once_do_not_delete_both(linked: World) -> None:
    await add(linked, DELIVERY)
    asked = await add(linked, "Доставка до Химок 500 ₽", "противоречат")
    keys = [row["callback_data"] for row in asked["reply_markup"]["inline_keyboard"][0]]
    await asyncio.gather(*(linked.seller.forges_tap(asked["message_id"], key) for key in keys))
    assert len(stored(linked)) == 1


async def test_contradictions_come_one_by_one_and_a_second_tap_deletes_nothing_more(
    linked: World,
) -> None:
    await add(linked, "Торга нет")
    both = await add(linked, "Торг уместен", "противоречат")
    await tap(linked, both, "Оба верны", "Понял")
    asked = await add(linked, "Торга никакого", "противоречат")
    assert "Торг уместен" in text_of(asked)
    old_button = asked["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await tap(linked, asked, "Оставить новое", "Понял")  # «Торга нет» says the same
    assert stored(linked) == ["Торга нет", "Торга никакого"]
    await linked.seller.forges_tap(asked["message_id"], old_button)
    assert stored(linked) == ["Торга нет", "Торга никакого"]


async def test_an_edit_or_another_scope_may_contradict_too(linked: World) -> None:
    await add(linked, DELIVERY)
    shown = await add(linked, "Самовывоз")
    await tap(linked, shown, "✏️ Изменить", "Пришлите новый текст")
    written = await linked.seller.writes("Доставка до Химок 999 ₽")
    await linked.seller.sees("противоречат", after=written["message_id"])


async def test_two_that_may_stand_are_not_asked_about_again_for_another_day(
    linked: World,
) -> None:
    await add(linked, DELIVERY)
    asked = await add(linked, "Доставка до Химок 500 ₽", "противоречат")
    shown = await tap(linked, asked, "Оба верны", "Понял")
    await tap(linked, shown, "📅 До какого дня", "Доставка")
    await tap(linked, shown, "Сегодня", "Изменил")
    linked.clock.jump(timedelta(days=2))  # over: that it holds again is as if it was said anew
    await tap(linked, shown, "📅 До какого дня", "Доставка")
    await tap(linked, shown, "Неделя", "противоречат")


async def test_what_is_over_contradicts_nothing(linked: World) -> None:
    shown = await add(linked, DELIVERY)
    await tap(linked, shown, "📅 До какого дня", "Доставка")
    await tap(linked, shown, "Сегодня", "📅 До ")
    linked.clock.jump(timedelta(days=2))
    await add(linked, "Доставка до Химок 500 ₽", "Записал")


async def test_what_was_learnt_from_a_card_can_be_set_at_once(linked: World) -> None:
    await add(linked, "Доставка 450 ₽")
    linked.gemini.says("Уточню и напишу.", missing=["доставка"], confidence=0.4)
    linked.shop.buyer_writes(linked.buyer().id, "Доставка сколько?")
    card = await linked.seller.sees("Не знаю")
    await tap(linked, card, "Ответить и запомнить", "Напишите ответ")
    await linked.seller.writes("450 ₽ до подъезда")
    shown = await linked.seller.sees("🧠 Запомнил")
    assert "для «Диван угловой „Осло“»" in text_of(shown)
    assert "· с карточки" in text_of(shown)
    await tap(linked, shown, "📍 Для каких", "Для каких объявлений")
    await tap(linked, shown, "Для всех объявлений", "Изменил")
    assert stored(linked, "scope") == ["all", "all"]


@pytest.fixture
async def morning(tmp_path: Path) -> object:
    """Oleg's shop at nine in the morning."""
    async with open_world(tmp_path, start=MORNING) as world:
        await world.start()
        await world.link()
        yield world


async def ends_today(world: World, text: str) -> None:
    shown = await add(world, text)
    await tap(world, shown, "📅 До какого дня", text)
    await tap(world, shown, "Сегодня", "📅 До ")


async def ticks(world: World) -> None:
    await world.services.renewals.offer()
    await world.services.queue.idle()


async def test_what_is_over_is_not_used_and_its_renewal_offered_once(morning: World) -> None:
    await ends_today(morning, DELIVERY)
    await ends_today(morning, "Торга нет")
    await add(morning, "Есть чек")
    assert len(await holding(morning)) == 3
    await ticks(morning)
    morning.clock.jump(timedelta(hours=20))  # 05:00 of the next day: over, and nobody is woken
    assert await holding(morning) == ["Есть чек"]
    await ticks(morning)
    assert told(morning.seller, "знаний закончился вчера") == 0
    morning.clock.jump(timedelta(hours=4))
    await ticks(morning)
    offer = await morning.seller.sees("срок этих знаний закончился вчера")
    assert f"• {DELIVERY} · до 24 ноября" in text_of(offer)
    assert "Торга нет" in text_of(offer)
    assert "чек" not in text_of(offer)
    assert "⌛ срок закончился 24 ноября" in await listed(morning)
    await morning.restart()
    morning.clock.jump(timedelta(days=3))
    await ticks(morning)
    assert told(morning.seller, "знаний закончился") == 1


async def holding(world: World) -> list[str]:
    async with world.app.db.read() as session:  # type: ignore[union-attr]
        today = (world.clock() + timedelta(hours=3)).date()
        rows = await facts.holding(session, 1, listing_id=None, today=today)
    return [row.text for row in rows]


@pytest.mark.parametrize(
    ("label", "words", "last_day"),
    [
        ("Продлить на неделю", "Продлил 1 знание до 2 декабря", ["2026-12-02"]),
        ("Продлить на месяц", "Продлил 1 знание до 25 декабря", ["2026-12-25"]),
        ("Без срока", "Теперь без срока", [None]),
        ("🗑 Удалить", "Удалил 1 знание", []),
    ],
)
async def test_an_offer_is_answered_by_a_tap(
    morning: World, label: str, words: str, last_day: list[str | None]
) -> None:
    await ends_today(morning, DELIVERY)
    morning.clock.jump(timedelta(days=1))
    await ticks(morning)
    offer = await morning.seller.sees("знаний закончился вчера")
    stale = offer["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    answer = await morning.stranger.forges_tap(0, stale)
    assert stored(morning, "last_day") == ["2026-11-24"]
    assert "нечего менять" in answer.text
    await morning.seller.taps(offer["message_id"], label)
    shown = await morning.seller.sees(words)
    assert shown["message_id"] == offer["message_id"]
    assert text_of(shown).endswith(f"• {DELIVERY}")
    assert buttons(shown) == [["🧠 К списку"]]
    assert stored(morning, "last_day") == last_day
    answer = await morning.seller.forges_tap(offer["message_id"], stale)
    assert "нечего менять" in answer.text
    assert stored(morning, "last_day") == last_day
    await morning.seller.sees(words)


async def test_what_got_another_day_by_hand_is_offered_again_too(morning: World) -> None:
    await ends_today(morning, DELIVERY)
    morning.clock.jump(timedelta(days=1))
    await ticks(morning)
    offer = await morning.seller.sees("знаний закончился вчера")
    opened = await tap(morning, await facts_list(morning), "1", "Срок закончился 24 ноября")
    await tap(morning, opened, "📅 До какого дня", DELIVERY)
    await tap(morning, opened, "Сегодня", "📅 До 25 ноября")
    await ticks(morning)
    assert told(morning.seller, "знаний закончился") == 1
    morning.clock.jump(timedelta(days=1))
    await ticks(morning)
    again = await morning.seller.sees("знаний закончился вчера", after=offer["message_id"])
    assert "до 25 ноября" in text_of(again)


async def test_each_account_has_its_own_offer_and_a_long_one_fits(morning: World) -> None:
    morning.avito.add_shop(client_id="client-two", client_secret="secret-two")
    written = await morning.seller.writes("/link")
    asked = await morning.seller.sees("professionals/api", after=written["message_id"])
    await morning.seller.writes("client-two secret-two")
    await morning.seller.sees("подключён", after=asked["message_id"])
    rows = [(1, f"{chr(ord('а') + number) * 5} {'<&>' * 150}") for number in range(12)]
    for account_id, text in [*rows, (2, "Торга нет")]:
        noted = await morning.services.knowledge.add(
            account_id, seller_id=morning.seller.id, text=text
        )
        await morning.services.knowledge.set_last_day(
            noted.view.fact.id, seller_id=morning.seller.id, day=date(2026, 11, 25)
        )
    morning.clock.jump(timedelta(days=3))
    await ticks(morning)
    offers = [text_of(m) for m in morning.seller.messages if "этих знаний закончился" in text_of(m)]
    assert len(offers) == 2
    assert "… и ещё 2" in offers[0]
    assert "Торга нет" in offers[1]
    assert "вчера" not in offers[0] + offers[1]


async def test_an_account_that_is_not_linked_any_more_is_not_asked(morning: World) -> None:
    await ends_today(morning, DELIVERY)
    await morning.services.accounts.unlink(1, seller_id=morning.seller.id, forget=False)
    morning.clock.jump(timedelta(days=1))
    await ticks(morning)
    assert told(morning.seller, "знаний закончился") == 0


async def test_what_was_renewed_is_offered_again_after_its_new_day(morning: World) -> None:
    await ends_today(morning, DELIVERY)
    morning.clock.jump(timedelta(days=1))
    await ticks(morning)
    offer = await morning.seller.sees("знаний закончился вчера")
    await morning.seller.taps(offer["message_id"], "Продлить на неделю")
    await morning.seller.sees("Продлил")
    morning.clock.jump(timedelta(days=8))
    await ticks(morning)
    again = await morning.seller.sees("знаний закончился вчера", after=offer["message_id"])
    assert "до 2 декабря" in text_of(again)


async def test_a_stranger_sees_and_changes_nothing(linked: World) -> None:
    shown = await add(linked, DELIVERY)
    answer = await linked.stranger.writes("/facts")
    await linked.stranger.sees("Пока не подключено", after=answer["message_id"])
    for verb in FactVerb:
        forged = FactButton(verb=verb, fact_id=1).pack()
        assert GONE in (await linked.stranger.forges_tap(shown["message_id"], forged)).text
    for forged in (
        FactDayButton(day=FactDay.TODAY, fact_id=1).pack(),
        FactDayButton(day=FactDay.OWN, fact_id=1).pack(),
        FactsPageButton(account_id=1, page=0).pack(),
        "fg1:1:0",
        "fl1:1:1",
        "fq1:new:1:1",
    ):
        assert GONE in (await linked.stranger.forges_tap(shown["message_id"], forged)).text
    for forged in ("f1:add:1", "f1:find:1", "f1:many:1", "fs1:1:1", "fr1:week:1"):
        assert (await linked.stranger.forges_tap(shown["message_id"], forged)).text
    assert told(linked.stranger, "Химок") == 0
    assert linked.rows("SELECT text, last_day, scope FROM facts") == [(DELIVERY, None, "all")]


async def test_each_account_has_its_own_facts(linked: World) -> None:
    other = linked.avito.add_shop(client_id="client-two", client_secret="secret-two")
    other.name = "Вторая лавка"
    await linked.seller.writes("/link")
    await linked.seller.sees("professionals/api")
    await linked.seller.writes("client-two secret-two")
    await linked.seller.sees("Вторая лавка")
    chosen = await facts_list(linked)
    assert buttons(chosen) == [[f"{linked.shop.name} · 0"], ["Вторая лавка · 0"]]
    page = await tap(linked, chosen, "Вторая лавка · 0", "«Вторая лавка»: 0 знаний")
    await tap(linked, page, "➕ Добавить", "Вторая лавка")
    await linked.seller.writes(DELIVERY)
    await linked.seller.sees("Записал")
    assert linked.rows("SELECT account_id FROM facts") == [(2,)]
    back = await tap(linked, page, "⬅️ Назад", "В каком аккаунте?")
    assert buttons(back) == [[f"{linked.shop.name} · 0"], ["Вторая лавка · 1"]]


async def test_a_listing_of_another_account_is_refused(linked: World) -> None:
    linked.avito.add_shop(client_id="client-two", client_secret="secret-two").add_listing(
        title="Чужое", price_rub=1
    )
    await linked.link(linked.stranger, "client-two secret-two")
    await add(linked, DELIVERY)
    alien = linked.rows("SELECT id FROM listings WHERE title = 'Чужое'")[0][0]
    shown = await facts_list(linked)
    await linked.seller.forges_tap(shown["message_id"], f"fl1:1:{alien}")
    await linked.seller.sees("Такого объявления в этом аккаунте больше нет")
    assert stored(linked, "listing_id") == [None]


async def test_two_taps_at_once_delete_once(linked: World) -> None:
    shown = await add(linked, DELIVERY)
    question = await tap(linked, shown, "🗑 Удалить", "Удалить это знание?")
    surely = buttons(question)[0][0]
    await asyncio.gather(
        *(linked.seller.taps(question["message_id"], surely) for _ in range(3)),
        return_exceptions=True,
    )
    await linked.seller.sees("0 знаний")


async def open_import(world: World) -> Message:
    return await tap(world, await facts_list(world), "📥 Загрузить списком", "списком:")


async def import_lines(world: World, lines: list[str], *, save: int) -> Message:
    await open_import(world)
    written = await world.seller.writes("\n".join(lines))
    preview = await world.seller.sees("📥", after=written["message_id"])
    return await tap(world, preview, f"✅ Сохранить {save}", "Записал")


async def test_lines_are_looked_at_and_kept(linked: World) -> None:
    await add(linked, DELIVERY)
    await open_import(linked)
    sent = ["1. Торга нет", "• Есть чек", "", f"— {DELIVERY}", "Есть чек", "я" * 501]
    written = await linked.seller.writes("\n".join(sent))
    preview = await linked.seller.sees("2 новых знания", after=written["message_id"])
    shown = text_of(preview)
    assert "• Торга нет\n• Есть чек" in shown
    assert "Уже записано: 2" in shown
    assert "Не подойдёт 1 строка:\n• строка 6 «яяя" in shown
    assert "длиннее 500 знаков" in shown
    assert stored(linked) == [DELIVERY]
    await tap(linked, preview, "✅ Сохранить 2", "Записал 2 знания")
    assert stored(linked) == [DELIVERY, "Торга нет", "Есть чек"]
    assert "📥" in await listed(linked)
    await linked.seller.writes("Ещё что-то")
    await linked.seller.sees("Не понял")  # nothing is waited for any more


async def test_a_line_that_says_what_was_over_makes_it_hold_again(morning: World) -> None:
    await ends_today(morning, DELIVERY)
    await add(morning, "Есть чек")
    morning.clock.jump(timedelta(days=2))
    assert await holding(morning) == ["Есть чек"]
    await open_import(morning)
    await morning.seller.writes(f"{DELIVERY.upper()}\nЕсть чек\n{DELIVERY}")
    preview = await morning.seller.sees("0 новых знаний")
    assert f"Обновлю срок у 1 знания:\n• {DELIVERY} · 📅 без срока" in text_of(preview)
    assert "Уже записано: 2" in text_of(preview)
    await tap(morning, preview, "✅ Сохранить 1", "Обновил срок у 1 знания")
    assert await holding(morning) == [DELIVERY, "Есть чек"]
    assert stored(morning, "last_day") == [None, None]
    assert morning.rows("SELECT count(*) FROM facts WHERE renewal_offered") == [(0,)]


async def test_a_row_with_another_last_day_moves_the_day_of_what_is_known(morning: World) -> None:
    for text in (DELIVERY, "Есть чек", "Торга нет"):
        await add(morning, text)
    await ends_today(morning, "Самовывоз")
    await open_import(morning)
    rows = f"Знание;До\n{DELIVERY};30.11\nЕсть чек;\nСамовывоз;24.11.2026\nТорга нет;1.1.2020\n"
    await morning.seller.sends_file("list.csv", rows.encode())
    preview = await morning.seller.sees("Обновлю срок у 1 знания")
    assert f"• {DELIVERY} · 📅 до 30 ноября" in text_of(preview)
    assert "Уже записано: 2" in text_of(preview)
    await tap(morning, preview, "✅ Сохранить 1", "Обновил срок у 1 знания")
    assert stored(morning, "last_day") == ["2026-11-30", None, None, "2026-11-24"]


async def test_what_holds_again_may_contradict_what_was_said_since(morning: World) -> None:
    await ends_today(morning, DELIVERY)
    morning.clock.jump(timedelta(days=2))
    await add(morning, "Доставка до Химок 600 ₽")
    await open_import(morning)
    await morning.seller.writes(DELIVERY)
    preview = await morning.seller.sees("Обновлю срок")
    await tap(morning, preview, "✅ Сохранить 1", "Обновил срок")
    asked = await morning.seller.sees("противоречат")
    assert "600 ₽" in text_of(asked)


async def test_what_is_typed_again_may_contradict_what_was_said_since(morning: World) -> None:
    await ends_today(morning, DELIVERY)
    morning.clock.jump(timedelta(days=2))
    await add(morning, "Доставка до Химок 600 ₽")
    asked = await add(morning, DELIVERY, "противоречат")
    assert "600 ₽" in text_of(asked)


async def test_a_list_in_several_messages_is_one_list(linked: World) -> None:
    await open_import(linked)
    await linked.seller.writes("Торга нет")
    first = await linked.seller.sees("1 новое знание")
    await linked.restart()
    await linked.seller.writes("Есть чек\nТорга нет")
    second = await linked.seller.sees("2 новых знания")
    await linked.telegram.until(lambda: told(linked.seller, "1 новое знание") == 0)
    old = first["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert "уже не ждёт" in (await linked.seller.forges_tap(first["message_id"], old)).text
    assert stored(linked) == []
    await linked.restart()
    await tap(linked, second, "✅ Сохранить 2", "Записал 2 знания")
    new = second["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert "уже не ждёт" in (await linked.seller.forges_tap(second["message_id"], new)).text
    assert stored(linked) == ["Торга нет", "Есть чек"]


async def test_a_cancel_under_an_error_takes_the_question_away_too(linked: World) -> None:
    await open_import(linked)
    await linked.seller.sends_file("photo.jpg", b"\xff\xd8\xff\xe0")
    said = await linked.seller.sees("Не смог прочитать файл")
    await tap(linked, said, "❌ Отмена", "Отменено")
    assert told(linked.seller, "списком:") == 0


async def test_a_list_may_be_dropped(linked: World) -> None:
    await open_import(linked)
    await linked.seller.writes("Торга нет")
    preview = await linked.seller.sees("1 новое знание")
    await tap(linked, preview, "❌ Отмена", "Отменено")
    assert stored(linked) == []


TABLE: list[list[str | int | date]] = [
    ["Знание", "Объявление", "До"],
    ["Доставка, с подъёмом; 700 р", "Диван угловой «Осло»", "31.12.2099"],
    ["Чехол в подарок", "диваны", ""],
    ["Торга нет", "", ""],
    ["Замер бесплатно", "Самолёт", ""],
    ["Скидка", "", "1.1.2020"],
    ["Рассрочка", "", "никогда"],
    ["", "Диван угловой «Осло»", ""],
]


@pytest.mark.parametrize("name", ["прайс.csv", "PRICE.XLSX"])
async def test_a_table_says_for_what_and_until_when(linked: World, name: str) -> None:
    await open_import(linked)
    rows = [[str(cell) for cell in row] for row in TABLE]
    content = "\r\n".join(";".join(f'"{cell}"' for cell in row) for row in rows).encode("cp1251")
    if name.endswith("XLSX"):
        content = xlsx([*TABLE[:1], [*TABLE[1][:2], date(2099, 12, 31)], *TABLE[2:]])
    await linked.seller.sends_file(name, content)
    preview = await linked.seller.sees("3 новых знания")
    for line in (
        "строка 5 «Замер бесплатно» — нет такого объявления",
        "строка 6 «Скидка» — срок уже прошёл",
        "строка 7 «Рассрочка» — непонятный день",
        "строка 8 «» — нет текста",
    ):
        assert line in text_of(preview)
    for line in (
        "• Доставка, с подъёмом; 700 р · 📍 «Диван угловой „Осло“» · 📅 до 31 декабря 2099\n",
        "• Чехол в подарок · 📍 в названии «диваны»\n",
        "• Торга нет\n",
    ):
        assert line in text_of(preview)
    await tap(linked, preview, "✅ Сохранить 3", "Записал 3 знания")
    kept = linked.rows("SELECT text, scope, listing_id, title_words, last_day FROM facts")
    assert kept == [
        ("Доставка, с подъёмом; 700 р", "listing", 1, "", "2099-12-31"),
        ("Чехол в подарок", "group", None, "диваны", None),
        ("Торга нет", "all", None, "", None),
    ]


async def test_columns_that_are_not_understood_are_told_of(linked: World) -> None:
    await open_import(linked)
    await linked.seller.sends_file("q.csv", "Доставка?;450 ₽\nЕсть чек;\nТорг?;нет\n".encode())
    preview = await linked.seller.sees("3 новых знания")
    assert "Взял не все столбцы: в 2 строках есть ещё текст" in text_of(preview)
    await linked.seller.writes("Самовывоз")
    preview = await linked.seller.sees("4 новых знания")
    assert "в 2 строках есть ещё текст" in text_of(preview)


NO_TABLE, TOO_BIG = "Не смог прочитать файл", "больше 1 МБ"
HUGE = workbook(
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("broken.xlsx", b"PK\x03\x04 and no more", NO_TABLE),
        ("secret.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more", NO_TABLE),
        ("photo.jpg", b"\xff\xd8\xff\xe0", NO_TABLE),
        ("binary.csv", b"\x00\x01\x02", NO_TABLE),
        ("huge.xlsx", HUGE, NO_TABLE),
        ("large.csv", b"a;b\n" * 300_000, TOO_BIG),
        ("larger.xlsx", xlsx([["да"]]) + bytes(5 * 1024 * 1024), TOO_BIG),
        ("cut.xlsx", xlsx([["да"]] * 100)[:900], NO_TABLE),
        ("other.zip", b"PK\x05\x06" + bytes(18), NO_TABLE),
        ("long.csv", b"a;b\n" * 1001, "больше 1000 строк"),
        ("long.xlsx", xlsx([["да"]] * 1001), "больше 1000 строк"),
        ("longer.xlsx", xlsx([["Знание"], *([["да"]] * 2000)]), "больше 1000 строк"),
        ("empty.csv", b" \n;;\n", "В списке пусто"),
        ("empty.xlsx", xlsx([]), "В списке пусто"),
        ("heads.xlsx", xlsx([["Текст", "До"]]), "В списке пусто"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
async def test_a_file_that_is_none_gets_a_plain_sentence(
    linked: World, name: str, content: bytes, words: str
) -> None:
    await open_import(linked)
    sent = await linked.seller.sends_file(name, content)
    await linked.seller.sees(words, after=sent["message_id"])
    await linked.seller.writes("Торга нет")  # and the list goes on
    await linked.seller.sees("1 новое знание", after=sent["message_id"])
    assert stored(linked) == []


async def test_a_zip_bomb_hurts_nobody(linked: World) -> None:
    cell = "а" * 150_000_000
    bomb = workbook(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{cell}</t></is></c></row>')
    assert len(bomb) < 1024 * 1024
    await open_import(linked)
    await linked.seller.sends_file("bomb.xlsx", bomb)
    await linked.seller.sees(NO_TABLE, timeout_seconds=20)


async def test_a_text_file_is_a_list_of_lines(linked: World) -> None:
    await open_import(linked)
    await linked.seller.sends_file("знания.txt", "• Торга нет, совсем\n• Есть чек".encode())
    preview = await linked.seller.sees("2 новых знания")
    assert "• Торга нет, совсем\n" in text_of(preview)


async def test_a_file_that_telegram_does_not_give_is_asked_for_again(linked: World) -> None:
    await open_import(linked)
    for method in ("file", "getFile"):
        linked.telegram.fail(method, "500")
        sent = await linked.seller.sends_file("list.csv", b"\xd0\x94\xd0\xb0")
        await linked.seller.sees("не отдал файл", after=sent["message_id"])
    sent = await linked.seller.sends_file("list.csv", "Торга нет".encode())
    await linked.seller.sees("1 новое знание", after=sent["message_id"])


async def test_an_account_holds_a_thousand_and_says_so(linked: World) -> None:
    lines = [f"Деталь а{number}б" for number in range(999)]
    await import_lines(linked, lines, save=999)
    await open_import(linked)
    await linked.seller.writes("Торга нет\nЕсть чек")
    preview = await linked.seller.sees("1 новое знание")
    assert "больше 1000 знаний нельзя" in text_of(preview)
    await tap(linked, preview, "✅ Сохранить 1", "Записал 1 знание")
    await add(linked, "Есть чек", "Знаний уже 1000")
    assert len(stored(linked)) == 1000


async def test_contradictions_of_a_list_are_shown_one_after_another(linked: World) -> None:
    await add(linked, DELIVERY)
    lines = ["Доставка до Химок 500 ₽", "Есть чек", "Торга нет", "Торг уместен"]
    kept = await import_lines(linked, lines, save=4)
    first = await linked.seller.sees("противоречат", after=kept["message_id"])
    assert "450 ₽" in text_of(first)
    second = await tap(linked, first, "Оставить старое", "Торг уместен")
    assert "противоречат" in text_of(second)
    await tap(linked, second, "Оставить новое", "Понял")
    assert stored(linked) == [DELIVERY, "Есть чек", "Торг уместен"]


async def search(world: World, words: str) -> Message:
    await tap(world, await facts_list(world), "🔎 Найти", "Что найти")
    written = await world.seller.writes(words)
    return await world.seller.sees("🔎", after=written["message_id"])


async def relink(world: World) -> None:
    """Have the listings read once more."""
    await world.link()
    await world.services.queue.idle()


PHONE = "Звоните: +7 916 123-45-67"
MAY_HIDE = "Авито может скрыть"


async def test_a_contact_is_warned_of_when_it_is_told_and_stands_at_the_fact(linked: World) -> None:
    shown = await add(linked, PHONE)
    assert MAY_HIDE in text_of(shown)
    assert MAY_HIDE not in text_of(await add(linked, DELIVERY))
    page = await listed(linked)
    assert f"2. {PHONE} · ⚠️ контакт" in page
    assert f"1. {DELIVERY}\n" in page
    asked = await add(linked, "Звоните: +7 916 765-43-21 не раньше 10", "+7 916 765")
    assert MAY_HIDE in text_of(asked)
    await tap(linked, shown, "✏️ Изменить", "Пришлите новый текст")
    await linked.seller.writes("Торга нет")
    assert MAY_HIDE not in text_of(await linked.seller.sees("Изменил"))


async def test_contacts_of_a_list_are_counted_before_they_are_kept(linked: World) -> None:
    await open_import(linked)
    await linked.seller.writes(
        f"Торга нет\n{PHONE}\nЕсть чек\nСайт oleg.ru\nЕсть лифт\n@oleg_mebel"
    )
    preview = await linked.seller.sees("6 новых знаний")
    assert f"• {PHONE} · ⚠️ контакт\n• Есть чек\n" in text_of(preview)
    assert "В 3 знаниях — контакты или связь вне чата. Авито может скрыть" in text_of(preview)


async def test_a_contact_that_is_learnt_from_a_card_is_warned_of(linked: World) -> None:
    linked.gemini.says("Уточню и напишу.", missing=["телефон"], confidence=0.4)
    linked.shop.buyer_writes(linked.buyer().id, "Дайте телефон")
    card = await linked.seller.sees("Не знаю")
    await tap(linked, card, "Ответить и запомнить", "Напишите ответ")
    await linked.seller.writes("+7 916 123-45-67")
    assert MAY_HIDE in text_of(await linked.seller.sees("🧠 Запомнил"))


async def test_a_contact_that_left_by_itself_is_told_of_on_its_card(linked: World) -> None:
    await add(linked, PHONE)
    await linked.mode("auto")
    linked.gemini.says("Наш телефон +7 916 123-45-67.", used=[1])
    linked.shop.buyer_writes(linked.buyer().id, "Дайте телефон")
    sent = await linked.seller.sees("бот сам")
    assert linked.sent == ["Наш телефон +7 916 123-45-67."]
    assert "контакт из ваших знаний: «Наш телефон», «+7 916 123-45-67». Авито" in text_of(sent)
