"""📝 Шаблоны: kept for each account, one tap from the card, and exact ones alone with no model."""

import asyncio

import pytest

from avito.sandbox import ShopChat
from bot.demo.telegram_people import Person, buttons, text_of
from scheduler.templates import MOST_TEMPLATES, Words
from tests.world import Message, World, has_button

DRAFT = "Здравствуйте! Да, в продаже."
READY = [
    *("Наличие", "Цена", "Торг", "Доставка", "Самовывоз", "Оплата", "Состояние", "Обмен"),
    *("Бронь", "Адрес", "Время"),
]
ALONE = "🤖 Отвечать шаблонами, когда ИИ недоступен"


async def ask(world: World, said: str = "Есть доставка?") -> tuple[ShopChat, Message]:
    """A buyer asks; the card with its draft."""
    chat = world.buyer("Анна")
    world.shop.buyer_writes(chat.id, said)
    return chat, await world.card(said)


async def open_list(world: World, person: Person | None = None) -> Message:
    person = person or world.seller
    written = await person.writes("/templates")
    return await person.sees("Шаблоны", after=written["message_id"])


async def open_one(world: World, name: str) -> Message:
    shown = await open_list(world)
    while not has_button(shown, name):
        await world.seller.taps(shown["message_id"], "➡️")
        shown = find(world, shown)
    await world.seller.taps(shown["message_id"], name)
    return await world.seller.sees("Вопрос:")


def find(world: World, message: Message) -> Message:
    """The message as it stands now."""
    return world.seller.chat.messages[message["message_id"]]


def labels(message: Message) -> list[str]:
    return [label for row in buttons(message) for label in row]


def data_of(message: Message, label: str) -> str:
    return next(
        str(key["callback_data"])
        for row in message["reply_markup"]["inline_keyboard"]
        for key in row
        if key["text"] == label
    )


async def add(world: World, typed: str) -> Message:
    """A template of his own, typed in one message; its screen."""
    shown = await open_list(world)
    await world.seller.taps(shown["message_id"], "➕ Свой шаблон")
    written = await world.seller.writes(typed)
    return await world.seller.sees("Вопрос:", after=written["message_id"])


async def choose(world: World, message: Message, *path: str) -> None:
    for label in path:
        await world.seller.taps(message["message_id"], label)


async def test_the_ready_ones_are_listed_and_shown_filled_with_a_real_listing(
    linked: World,
) -> None:
    await ask(linked)
    shown = await open_list(linked)
    assert [label for label in labels(shown) if label in READY] == READY[:8]
    await linked.seller.taps(shown["message_id"], "➡️")
    assert [label for label in labels(find(linked, shown)) if label in READY] == READY[8:]
    await linked.seller.taps(shown["message_id"], "Адрес")
    one = text_of(await linked.seller.sees("Вопрос: адрес"))
    assert "Адрес: {адрес}." in one
    assert "Диван угловой «Осло»" in one
    assert "Адрес: Москва, Лесная улица, 5." in one


async def test_a_contact_in_one_is_warned_of_and_a_ready_one_says_its_languages(
    linked: World,
) -> None:
    own = text_of(await add(linked, "Связь\nТелефон +7 916 123-45-67"))
    assert "Авито может скрыть" in own
    assert "по-английски" not in own
    other = text_of(await add(linked, "Посмотреть\n{товар}, {адрес}: {ссылка}"))
    assert "Авито может скрыть" not in other
    shown = await open_list(linked)
    await linked.seller.taps(shown["message_id"], "Наличие")
    ready = text_of(await linked.seller.sees("Вопрос: наличие"))
    assert "Авито может скрыть" not in ready
    assert "Кто пишет по-английски, получит этот шаблон по-английски." in ready


async def test_one_tap_puts_a_fitting_one_in_the_drafts_place(linked: World) -> None:
    linked.gemini.says(DRAFT, kind="delivery")
    _, card = await ask(linked)
    await linked.seller.taps(card["message_id"], "📝 Шаблон")
    opened = labels(find(linked, card))
    assert [label for label in opened if label in READY] == [
        *("Доставка", "Наличие", "Цена", "Торг", "Самовывоз")
    ]
    await linked.seller.taps(card["message_id"], "➡️")
    assert "Оплата" in labels(find(linked, card))
    await linked.seller.taps(card["message_id"], "⬅️")

    toast = await linked.seller.taps(card["message_id"], "Доставка")
    assert "на карточке" in toast.text
    again = await linked.card("куда нужна доставка")
    assert again["message_id"] == card["message_id"]
    assert "по шаблону «Доставка»" in text_of(again)
    assert DRAFT not in text_of(again)
    assert linked.sent == []
    assert linked.rows("SELECT status, template FROM drafts") == [
        ("superseded", ""),
        ("pending", "Доставка"),
    ]
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    sent = await linked.seller.sees("✅ Отправлено")
    assert "по шаблону «Доставка»" in text_of(sent)
    assert len(linked.sent) == 1
    assert linked.sent[0].startswith("Подскажите, пожалуйста, куда нужна доставка")
    assert linked.rows("SELECT answered_by FROM waits") == [("tap",)]
    assert len(linked.gemini.asked) == 1
    target = data_of(card, "📝 Шаблон")
    assert (await linked.seller.forges_tap(card["message_id"], target)).text
    assert not set(READY) & set(labels(find(linked, card)))


async def test_the_choice_folds_again(linked: World) -> None:
    _, card = await ask(linked)
    await choose(linked, card, "📝 Шаблон", "⬅️ Назад")
    assert buttons(find(linked, card)) == buttons(card)
    await choose(linked, card, "📝 Шаблон", "🔄 Иначе")
    opened = labels(find(linked, card))
    assert "короче" in opened
    assert not set(READY) & set(opened)


async def test_a_second_tap_and_an_old_button_change_nothing(linked: World) -> None:
    chat, card = await ask(linked)
    await linked.seller.taps(card["message_id"], "📝 Шаблон")
    target = data_of(find(linked, card), "Доставка")
    taps = [linked.seller.forges_tap(card["message_id"], target) for _ in range(4)]
    toasts = [toast.text for toast in await asyncio.gather(*taps)]
    assert sum("Шаблон — на карточке" in toast for toast in toasts) == 1
    assert sum("черновик на карточке уже другой" in toast for toast in toasts) == 3
    await linked.card("куда нужна доставка")
    assert linked.rows("SELECT count(*) FROM drafts") == [(2,)]

    linked.shop.buyer_writes(chat.id, "И ещё вопрос")
    await linked.card("И ещё вопрос")
    stale = await linked.seller.forges_tap(card["message_id"], target)
    assert "уже другой черновик" in stale.text
    await linked.settled()
    assert linked.rows("SELECT text FROM drafts WHERE status = 'pending'") == [(DRAFT,)]
    assert linked.sent == []


async def test_a_stranger_neither_sees_nor_puts_templates(linked: World) -> None:
    _, card = await ask(linked)
    await add(linked, "Тайна\nТайный текст")
    await linked.seller.taps(card["message_id"], "📝 Шаблон")
    opened = find(linked, card)
    shown = await open_list(linked)
    await linked.stranger.writes("/start")
    theirs = await linked.stranger.sees("Авито")
    targets = [data_of(opened, label) for label in ("📝 Шаблон", "Доставка", "➡️")]
    targets += [data_of(shown, label) for label in ("Тайна", "Наличие", "➕ Свой шаблон", ALONE)]
    targets += ["tk1:delivery:1:1", "ts1:0:1:1", "ts1:1:1:1", "tm1:delete:1:1:0"]
    for target in targets:
        toast = await linked.stranger.forges_tap(theirs["message_id"], target)
        assert "больше нет" in toast.text or "отвязан" in toast.text, target
    await linked.stranger.writes("Моё\nМой текст")
    await linked.settled()
    assert all("Тайн" not in text_of(message) for message in linked.stranger.messages)
    assert linked.rows("SELECT name, kind, scope FROM templates") == [("Тайна", "", "all")]
    assert linked.rows("SELECT templates_alone FROM accounts") == [(0,)]
    assert linked.rows("SELECT status FROM drafts") == [("pending",)]


async def test_an_own_one_by_one_message_or_two(linked: World) -> None:
    _, card = await ask(linked, "Здравствуйте! Сборка есть?")
    one = await add(linked, "Сборка\n{имя}, соберём «{товар}».\nЦена — {цена}.")
    assert "«Сборка»" in text_of(one)
    assert "Анна, соберём «Диван угловой «Осло»»." in text_of(one)

    shown = await open_list(linked)
    await linked.seller.taps(shown["message_id"], "➕ Свой шаблон")
    await linked.seller.sees("в первой строке — название")
    await linked.seller.writes("Подъём")
    await linked.seller.sees("Теперь пришлите текст")
    await linked.restart()  # what is being typed survives
    written = await linked.seller.writes("Поднимем на любой этаж.")
    await linked.seller.sees("Поднимем на любой этаж.", after=written["message_id"])

    await choose(linked, card, "📝 Шаблон", "Сборка")
    await linked.card("Анна, соберём «Диван угловой «Осло»».")
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.seller.sees("✅ Отправлено")
    assert linked.sent == ["Анна, соберём «Диван угловой «Осло»».\nЦена — 15\xa0000\xa0₽."]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Скидка\nДам {скидка}, {имя}!", "Не знаю, что подставить вместо {скидка}"),
        ("Имя\n{скидка} {имя}", "Умею: {имя} {товар} {цена} {адрес} {ссылка}"),
        ("д" * 61 + "\nТекст", "61 знак, а можно до 60"),
        ("Длинный\n" + "а" * 1001, "1001 знак, а Авито принимает не больше 1000"),
        ("🙂" * 31, "62 знака, а можно до 60"),
    ],
)
async def test_what_cannot_be_kept_is_said_and_waited_for_again(
    linked: World, typed: str, said: str
) -> None:
    shown = await open_list(linked)
    await linked.seller.taps(shown["message_id"], "➕ Свой шаблон")
    await linked.seller.writes(typed)
    await linked.seller.sees(said)
    assert linked.rows("SELECT * FROM templates") == []
    written = await linked.seller.writes("Верно\nТеперь верно, {имя}")
    await linked.seller.sees("Вопрос: любой", after=written["message_id"])
    assert linked.rows("SELECT name, text FROM templates") == [("Верно", "Теперь верно, {имя}")]


@pytest.mark.parametrize("word", ["📊 Отчёт", "/menu"])
async def test_a_word_of_the_keyboard_ends_the_typing(linked: World, word: str) -> None:
    shown = await open_list(linked)
    await linked.seller.taps(shown["message_id"], "➕ Свой шаблон")
    written = await linked.seller.writes(word)
    await linked.seller.sees("", after=written["message_id"])
    await linked.seller.writes("Название\nТекст")
    await linked.seller.sees("Не понял")
    assert linked.rows("SELECT * FROM templates") == []


async def test_cancelled_typing_keeps_nothing(linked: World) -> None:
    shown = await open_list(linked)
    await linked.seller.taps(shown["message_id"], "➕ Свой шаблон")
    asked = await linked.seller.sees("в первой строке — название")
    await linked.seller.taps(asked["message_id"], "❌ Отмена")
    await linked.seller.writes("Название\nТекст")
    await linked.seller.sees("Не понял")
    assert linked.rows("SELECT * FROM templates") == []


async def test_a_ready_one_in_his_own_words_and_back(linked: World) -> None:
    await ask(linked)
    one = await open_one(linked, "Доставка")
    await linked.seller.taps(one["message_id"], "✏️ Текст")
    await linked.seller.sees("Подскажите, пожалуйста, куда нужна")
    await linked.seller.writes("Везём <b>сами</b>: {товар} & всё.")
    changed = await linked.seller.sees("Везём <b>сами</b>: Диван угловой «Осло» & всё.")
    await linked.seller.taps(changed["message_id"], "🏷 Название")
    await linked.seller.sees("Как назвать")
    await linked.seller.writes("Наша   доставка")
    await linked.seller.sees("«Наша доставка»")
    assert has_button(await open_list(linked), "Наша доставка")
    assert linked.rows("SELECT name, ready FROM templates") == [("Наша доставка", "delivery")]

    one = await open_one(linked, "Наша доставка")
    await linked.seller.taps(one["message_id"], "↩️ Вернуть исходный")
    back = await linked.seller.sees("Подскажите, пожалуйста, куда нужна")
    assert "«Доставка»" in text_of(back)
    assert linked.rows("SELECT * FROM templates") == []


async def test_a_ready_one_is_put_away_and_brought_back(linked: World) -> None:
    _, card = await ask(linked)
    one = await open_one(linked, "Доставка")
    await linked.seller.taps(one["message_id"], "🙈 Скрыть")
    shown = find(linked, one)
    assert not has_button(shown, "Доставка")
    await linked.seller.taps(card["message_id"], "📝 Шаблон")
    assert "Доставка" not in labels(find(linked, card))
    await linked.seller.taps(one["message_id"], "↩️ Вернуть скрытые: 1")
    assert has_button(find(linked, one), "Доставка")
    assert "Вернуть скрытые" not in str(labels(find(linked, one)))


async def test_an_own_one_is_deleted_after_a_question(linked: World) -> None:
    _, card = await ask(linked)
    one = await add(linked, "Лишний\nЛишний текст")
    await linked.seller.taps(card["message_id"], "📝 Шаблон")
    while "Лишний" not in labels(find(linked, card)):
        await linked.seller.taps(card["message_id"], "➡️")
    target = data_of(find(linked, card), "Лишний")
    await linked.seller.taps(one["message_id"], "🗑 Удалить")
    assert "Удалить шаблон «Лишний»?" in text_of(find(linked, one))
    await linked.seller.taps(one["message_id"], "🗑 Удалить")
    assert "Лишний" not in labels(find(linked, one))
    assert linked.rows("SELECT * FROM templates") == []
    gone = await linked.seller.forges_tap(card["message_id"], target)
    assert "больше нет" in gone.text
    assert DRAFT in text_of(find(linked, card))


async def test_a_variable_without_a_value_is_said_and_nothing_changes(linked: World) -> None:
    linked.shop.add_listing(title="Шкаф без цены", price_rub=None)
    chat = linked.buyer("Борис", title="Шкаф без цены")
    linked.shop.buyer_writes(chat.id, "Почём?")
    card = await linked.card("Почём?")
    await choose(linked, card, "📝 Шаблон")
    toast = await linked.seller.taps(card["message_id"], "Цена")
    assert toast.text == "Шаблон не подставлен, черновик прежний. Неизвестно: цена."
    assert toast.show_alert
    await linked.settled()
    assert linked.rows("SELECT status, text FROM drafts") == [("pending", DRAFT)]
    assert has_button(find(linked, card), "Цена")
    one = await open_one(linked, "Цена")
    assert "Для «Шкаф без цены» неизвестно: цена" in text_of(one)


async def test_what_becomes_too_long_is_said_and_nothing_changes(linked: World) -> None:
    _, card = await ask(linked, "Сборка есть?")
    one = await add(linked, "Сборка\nСборка " + "а" * 960 + " {товар} {товар}")
    assert "больше 1000 знаков" in text_of(one)
    await choose(linked, card, "📝 Шаблон")
    toast = await linked.seller.taps(card["message_id"], "Сборка")
    assert "больше 1000 знаков" in toast.text
    assert linked.rows("SELECT status, text FROM drafts") == [("pending", DRAFT)]


async def test_what_is_known_of_the_buyer_and_what_is_asked_stay(linked: World) -> None:
    linked.gemini.says(
        DRAFT, kind="delivery", interested=True, lead=True, why="приедет", missing=["цвет"]
    )
    _, card = await ask(linked)
    await linked.change_rows("UPDATE drafts SET suspicious = 1, interested = 1")
    await choose(linked, card, "📝 Шаблон", "Доставка")
    again = await linked.card("куда нужна доставка")
    assert "цвет" in text_of(again)
    assert has_button(again, "Ответить и запомнить")
    found = linked.rows(
        "SELECT kind, interested, lead, lead_why, suspicious FROM drafts WHERE status = 'pending'"
    )
    assert found == [("delivery", 1, 1, "приедет", 1)]


async def test_what_the_guards_find_in_one_is_a_warning_on_the_card(linked: World) -> None:
    chat = linked.buyer("Скидка 5000 руб")
    linked.shop.buyer_writes(chat.id, "Сборка есть?")
    card = await linked.card("Сборка есть?")
    await add(linked, "Сборка\nСборка: {имя}, да.")
    await choose(linked, card, "📝 Шаблон", "Сборка")
    assert "⚠️ Проверьте: сумма «5000" in text_of(await linked.card("да."))


async def test_typed_twice_it_is_one(linked: World) -> None:
    await add(linked, "Сборка\nСоберём.")
    await add(linked, "Сборка\nСоберём.")
    assert linked.rows("SELECT name FROM templates") == [("Сборка",)]


async def test_for_one_listing_and_for_one_kind_of_question(linked: World) -> None:
    linked.shop.add_listing(title="Шкаф", price_rub=9000)
    other = linked.buyer("Борис", title="Шкаф")
    linked.shop.buyer_writes(other.id, "Сборка шкафа есть?")
    cupboard = await linked.card("Сборка шкафа есть?")
    one = await add(linked, "Везу\nПривезу.")
    await choose(linked, one, "❓ Вопрос", "доставка")
    assert "Вопрос: доставка" in text_of(find(linked, one))
    await choose(linked, one, "🎯 Объявление", "Шкаф")
    assert "только для «Шкаф»" in text_of(find(linked, one))

    _, card = await ask(linked)
    await linked.seller.taps(card["message_id"], "📝 Шаблон")
    assert "Везу" not in labels(find(linked, card))
    await linked.seller.taps(cupboard["message_id"], "📝 Шаблон")
    await linked.seller.taps(cupboard["message_id"], "➡️")
    linked.gemini.says(DRAFT, kind="delivery")
    linked.shop.buyer_writes(other.id, "А доставка шкафа?")
    again = await linked.card("А доставка шкафа?")
    await linked.seller.taps(again["message_id"], "📝 Шаблон")
    assert next(one for one in labels(find(linked, again)) if one in {*READY, "Везу"}) == "Везу"

    await choose(linked, one, "🎯 Объявление", "Для всех объявлений")
    await linked.seller.taps(card["message_id"], "📝 Шаблон")
    assert "Везу" in labels(find(linked, card))


async def test_a_buyer_who_writes_english_gets_the_english_ones(linked: World) -> None:
    _, card = await ask(linked, "Hello, do you deliver?")
    await choose(linked, card, "📝 Шаблон", "Доставка")
    await linked.card("Where should it be delivered, please")


async def test_a_buyers_name_cannot_break_the_card_or_the_text(linked: World) -> None:
    chat = linked.buyer("<b>{цена}\n\u202eЗло" + "о" * 100)
    linked.shop.buyer_writes(chat.id, "Сборка есть?")
    card = await linked.card("Сборка есть?")
    await add(linked, "Сборка\n{имя}, соберём.")
    await choose(linked, card, "📝 Шаблон", "Сборка")
    await linked.card("соберём")
    text = linked.rows("SELECT text FROM drafts WHERE status = 'pending'")[0][0]
    assert text == "{цена} Зло" + "о" * (40 - 13) + ", соберём."


async def test_no_more_than_two_hundred(linked: World) -> None:
    shown = await open_list(linked)
    account = linked.rows("SELECT id FROM accounts")[0][0]
    seller = await linked.services.sellers.find(linked.seller.id)
    for number in range(MOST_TEMPLATES):
        words = Words(f"Шаблон {number}", "Текст")
        await linked.services.templates.add(account, words, seller=seller)
    await linked.seller.taps(shown["message_id"], "➕ Свой шаблон")
    await linked.seller.writes("Лишний\nТекст")
    await linked.seller.sees("Своих шаблонов уже 200")
    assert linked.rows("SELECT count(*) FROM templates") == [(MOST_TEMPLATES,)]


async def test_with_several_accounts_one_chooses_first(linked: World) -> None:
    await ask(linked)
    linked.avito.add_shop(client_id="second", client_secret="of-oleg", name="Склад")
    written = await linked.seller.writes("/link")
    asked = await linked.seller.sees("professionals/api", after=written["message_id"])
    await linked.seller.writes("second of-oleg")
    await linked.seller.sees("«Склад» подключён", after=asked["message_id"])
    shown = await open_list(linked)
    assert "Для какого аккаунта" in text_of(shown)
    await linked.seller.taps(shown["message_id"], "Склад")
    assert "«Склад»" in text_of(find(linked, shown))
    await linked.seller.taps(shown["message_id"], "➕ Свой шаблон")
    await linked.seller.writes("Наш\nНаш текст")
    one = await linked.seller.sees("Вопрос:")
    ours = data_of(one, "🎯 Объявление").split(":")
    [(other,)] = linked.rows("SELECT id FROM listings WHERE account_id = 1")
    assert ours[2] != "1"  # the listing is the other account's
    await linked.seller.forges_tap(one["message_id"], f"ts1:{other}:{ours[2]}:{ours[3]}")
    assert linked.rows("SELECT scope, listing_id FROM templates") == [("all", None)]


async def test_without_an_account_the_way_to_one_is_shown(world: World) -> None:
    await world.seller.writes("/templates")
    shown = await world.seller.sees("Пока не подключено")
    assert has_button(shown, "🔗 Подключить Авито")


async def test_with_no_model_and_no_leave_a_template_is_a_tap_away(linked: World) -> None:
    linked.gemini.fail(503, times=None)
    await linked.mode("auto")
    chat = linked.buyer("Анна")
    linked.shop.buyer_writes(chat.id, "Есть доставка?")
    card = await linked.seller.sees("⚠️ ИИ недоступен")
    assert buttons(card)[0] == ["📝 Доставка"]
    await linked.settled()
    assert linked.sent == []
    await linked.seller.taps(card["message_id"], "📝 Шаблон")
    assert next(one for one in labels(find(linked, card)) if one in READY) == "Доставка"
    await linked.seller.taps(card["message_id"], "Доставка")
    again = await linked.card("куда нужна доставка")
    assert again["message_id"] == card["message_id"]
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.seller.sees("✅ Отправлено")
    assert len(linked.sent) == 1


async def test_without_a_draft_what_fits_stands_on_the_card(linked: World) -> None:
    linked.gemini.fail(503, times=None)
    linked.shop.add_listing(title="Шкаф без цены", price_rub=None)
    chat = linked.buyer("Борис", title="Шкаф без цены")
    linked.shop.buyer_writes(chat.id, "Обмен есть? А доставка?")
    card = await linked.seller.sees("⚠️ ИИ недоступен")
    assert buttons(card)[:2] == [["📝 Обмен"], ["📝 Доставка"]]
    assert has_button(card, "✏️ Изменить")
    for opened in ("🔄 Иначе", "📝 Шаблон", "⬅️ Назад"):
        await linked.seller.taps(card["message_id"], opened)
        assert buttons(find(linked, card))[0] == ["📝 Обмен"]
    await linked.seller.taps(card["message_id"], "📝 Обмен")
    again = await linked.card("что предлагаете на обмен")
    assert again["message_id"] == card["message_id"]
    assert not has_button(again, "📝 Обмен")
    linked.shop.buyer_writes(linked.buyer("Анна").id, "А чехол стирается?")
    bare = await linked.seller.sees("А чехол стирается?")
    assert buttons(bare)[0][0] == "✏️ Изменить"
    third = linked.buyer("Вера", title="Шкаф без цены")
    linked.shop.buyer_writes(third.id, "Сколько стоит?")  # and there is no price to put in
    unpriced = await linked.seller.sees("Сколько стоит?", after=bare["message_id"])
    assert buttons(unpriced)[0][0] == "✏️ Изменить"


async def alone(world: World) -> None:
    """The seller lets exact templates answer; automatic mode; the model is down."""
    shown = await open_list(world)
    await world.seller.taps(shown["message_id"], ALONE)
    assert "отвечаю шаблоном сам" in text_of(find(world, shown))
    await world.mode("auto")
    world.gemini.fail(503, times=None)


async def test_with_no_model_an_exact_one_goes_out_alone_and_says_so(linked: World) -> None:
    await alone(linked)
    chat = linked.buyer("Анна")
    linked.shop.buyer_writes(chat.id, "Здравствуйте! Ещё актуально?")
    card = await linked.seller.sees("✅ Отправлено")
    assert "бот сам" in text_of(card)
    assert "по шаблону «Наличие»" in text_of(card)
    assert linked.sent == [
        "Здравствуйте! Да, ещё в продаже: Диван угловой «Осло». Что вам подсказать?"
    ]
    assert linked.rows("SELECT template, reason FROM drafts") == [("Наличие", "")]
    assert linked.rows("SELECT answered_by FROM waits") == [("bot",)]
    await linked.seller.taps(card["message_id"], "Почему?")
    await linked.seller.sees("ИИ был недоступен: ответил сам шаблоном «Наличие»")


async def test_what_no_exact_one_answers_waits_for_the_seller(linked: World) -> None:
    await alone(linked)
    last = 0
    for said in ("Актуально? Доставка есть?", "Доставка до Химок есть?", "А чехол стирается?"):
        linked.shop.buyer_writes(linked.buyer("Анна").id, said)
        last = (await linked.seller.sees(said, after=last))["message_id"]
    await linked.settled()
    assert linked.sent == []
    assert all("ИИ недоступен" in text_of(card) for card in linked.cards)


async def test_a_variable_without_a_value_waits_for_the_seller(linked: World) -> None:
    await alone(linked)
    linked.shop.add_listing(title="Шкаф без цены", price_rub=None)
    linked.shop.buyer_writes(linked.buyer("Борис", title="Шкаф без цены").id, "Сколько стоит?")
    await linked.seller.sees("⚠️ ИИ недоступен")
    await linked.settled()
    assert linked.sent == []


@pytest.mark.parametrize(("mode", "words"), [("ask", "⚠️ ИИ недоступен"), ("off", "Ещё актуально?")])
async def test_only_in_auto(linked: World, mode: str, words: str) -> None:
    await alone(linked)
    await linked.mode(mode)
    linked.shop.buyer_writes(linked.buyer("Анна").id, "Ещё актуально?")
    await linked.seller.sees(words)
    await linked.settled()
    assert linked.sent == []


async def test_what_the_guards_find_in_one_waits_for_the_seller(linked: World) -> None:
    """What a buyer calls himself is no ground for an answer."""
    await add(linked, "Есть\nДа, {имя}, ещё в продаже.")
    one = await open_one(linked, "Есть")
    await choose(linked, one, "❓ Вопрос", "наличие")
    await alone(linked)
    linked.shop.buyer_writes(linked.buyer("Скидка 5000 руб, @lure_me").id, "Ещё актуально?")
    await linked.seller.sees("⚠️ ИИ недоступен")
    await linked.settled()
    assert linked.sent == []
    linked.shop.buyer_writes(linked.buyer("Анна").id, "Ещё актуально?")
    await linked.seller.sees("✅ Отправлено")
    assert linked.sent == ["Да, Анна, ещё в продаже."]


async def test_not_for_a_listing_that_is_not_on_sale(linked: World) -> None:
    await alone(linked)
    chat = linked.buyer("Анна", title="Старый стул")
    next(one for one in linked.shop.listings.values() if one.title == "Старый стул").status = "old"
    linked.shop.buyer_writes(chat.id, "Ещё актуально?")
    await linked.seller.sees("⚠️ ИИ недоступен")
    await linked.settled()
    assert linked.sent == []


async def test_not_beside_what_is_no_text(linked: World) -> None:
    await alone(linked)
    chat = linked.buyer("Анна")
    linked.shop.add_message(
        chat.id, type="image", content={"image": {"sizes": {}}}, author_id=chat.buyer_id
    )
    linked.shop.buyer_writes(chat.id, "Ещё актуально?")
    await linked.seller.sees("⚠️ ИИ недоступен")
    await linked.settled()
    assert linked.sent == []


async def test_not_of_a_kind_that_he_answers_himself(linked: World) -> None:
    await alone(linked)
    await linked.change_rows("""UPDATE accounts SET ask_kinds = '["availability"]'""")
    linked.shop.buyer_writes(linked.buyer("Анна").id, "Ещё актуально?")
    await linked.seller.sees("⚠️ ИИ недоступен")
    await linked.settled()
    assert linked.sent == []


async def test_no_more_templates_in_a_row_than_answers(linked: World) -> None:
    await alone(linked)
    chat = linked.buyer("Анна")
    questions = ["Актуально?", "Сколько стоит?", "Какой адрес?", "Торг есть?", "Обмен интересует?"]
    for count, said in enumerate(questions, 1):
        linked.shop.buyer_writes(chat.id, said)
        await linked.until(lambda wanted=count: len(linked.sent) == wanted)  # type: ignore[misc]
        await linked.settled()
    linked.shop.buyer_writes(chat.id, "Есть доставка?")
    await linked.seller.sees("⚠️ ИИ недоступен")
    await linked.settled()
    assert len(linked.sent) == len(questions)


async def test_when_the_leave_is_taken_back_it_waits_again(linked: World) -> None:
    await alone(linked)
    shown = await open_list(linked)
    await linked.seller.taps(shown["message_id"], f"✓ {ALONE}")
    assert "ждут вашего нажатия" in text_of(find(linked, shown))
    linked.shop.buyer_writes(linked.buyer("Анна").id, "Ещё актуально?")
    await linked.seller.sees("⚠️ ИИ недоступен")
    await linked.settled()
    assert linked.sent == []


async def test_it_greets_once_and_is_signed_as_every_answer(linked: World) -> None:
    await alone(linked)
    await linked.change_rows("""UPDATE accounts SET tone = '{"signature": "Олег"}'""")
    chat = linked.buyer("Анна")
    linked.shop.buyer_writes(chat.id, "Какой адрес?")
    await linked.until(lambda: len(linked.sent) == 1)
    await linked.settled()
    linked.shop.buyer_writes(chat.id, "Ещё актуально?")
    await linked.until(lambda: len(linked.sent) == 2)
    assert linked.sent == [
        "Адрес: Москва, Лесная улица, 5. Перед приездом напишите, пожалуйста.\nОлег",
        "Да, ещё в продаже: Диван угловой «Осло». Что вам подсказать?\nОлег",
    ]
    linked.gemini.clear_faults()
    await linked.mode("ask")
    linked.shop.buyer_writes(chat.id, "А торг?")
    card = await linked.card("А торг?")
    await choose(linked, card, "📝 Шаблон", "Наличие")
    again = await linked.card("Здравствуйте! Да, ещё в продаже")  # his own choice, word for word
    assert "\nОлег" in text_of(again)
