"""Whatever people send or forge: a plain sentence or silence, never a trace or a stuck spinner."""

import asyncio
from datetime import timedelta

import pytest

from bot.callbacks import CardVerb, Length, Variant
from bot.demo.telegram_people import Person, buttons, text_of
from tests.world import Message, World, has_button

KINDS = ("sticker", "photo", "voice", "document", "contact", "location")
UNKNOWN_BUTTON = "Эта кнопка устарела. Откройте /menu"
CARD_GONE = "Этой карточки больше нет"
SORRY = "сломалось"


async def first_card(world: World, words: str = "Актуально?") -> Message:
    world.shop.buyer_writes(world.buyer().id, words)
    return await world.card(words)


def bots_words(person: Person) -> str:
    return "\n".join(text_of(m) for m in person.messages if m["from"]["is_bot"])


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_no_text_gets_a_sentence(linked: World, kind: str) -> None:
    sent = await linked.seller.sends(kind)
    await linked.seller.sees("Пока понимаю только текст", after=sent["message_id"])


@pytest.mark.parametrize("kind", ["sticker", "voice"])
async def test_a_sticker_in_the_middle_of_an_edit_is_sent_to_nobody(
    linked: World, kind: str
) -> None:
    card = await first_card(linked)
    await linked.seller.taps(card["message_id"], "✏️ Изменить")
    sent = await linked.seller.sends(kind)
    await linked.seller.sees("Пока понимаю только текст", after=sent["message_id"])
    await linked.settled()
    assert linked.sent == []
    await linked.seller.writes("Да, продаю")
    await linked.seller.sees("✅ Отправлено")
    assert linked.sent == ["Да, продаю"]


async def test_a_megabyte_of_text_is_read_by_nobody(linked: World) -> None:
    written = await linked.seller.writes("я" * 1_000_000)
    await linked.seller.sees("Не понял", after=written["message_id"])
    card = await first_card(linked)
    await linked.seller.taps(card["message_id"], "✏️ Изменить")
    await linked.seller.writes("я" * 1_000_000)
    await linked.seller.sees("1\xa0000\xa0000 знаков")
    assert linked.sent == []


async def test_a_megabyte_is_no_key_no_alias_no_mode_and_no_pause(linked: World) -> None:
    seller, much = linked.seller, "я" * 1_000_000
    for typed, words in (
        (f"/mode {much}", "Не понял режим"),
        (f"/pause {much}", "Не понял, на сколько"),
        (f"/report {much}", "Не понял, за какие дни"),
        (f"/start {much}", "С возвращением"),
    ):
        written = await seller.writes(typed)
        await seller.sees(words, after=written["message_id"])
    await seller.writes("/link")
    await seller.writes(much)
    await seller.sees("Client ID")
    await seller.writes(much)
    await seller.sees("не принял ключи")


@pytest.mark.parametrize("typed", ["/queue", "/", "/start_", "/admin@other_bot x", "//", "/МЕНЮ"])
async def test_a_command_that_is_not_there_is_said_to_be_unknown(linked: World, typed: str) -> None:
    written = await linked.seller.writes(typed)
    await linked.seller.sees("Такой команды нет", after=written["message_id"])


async def test_idle_talk_is_told_how_to_answer_a_buyer(linked: World) -> None:
    card = await first_card(linked)
    await linked.seller.writes("Да, продаю")
    said = await linked.seller.sees("Не понял")
    await linked.seller.replies(said["message_id"], "Что именно?")
    await linked.seller.sees("Не понял", after=said["message_id"])
    await linked.settled()
    assert linked.sent == []
    assert await linked.card("Актуально?") == card


@pytest.mark.parametrize(
    "forged",
    [
        "c0:send:1",  # of an older version
        "c1:send",
        "c1:send:0",
        "c1:send:-1",
        "c1:send:1:1",
        "c1:send:99999999999999999999",
        "c1:SEND:1",
        "c1:send:1' OR 1=1",
        "r1:show:x:y",
        "r1:show:9999-99-99:0000-00-00",
        "s1:hour:99",
        "s1:zone:23",
        "m1:auto:99",
        "a1:forget:99",
        "l1:fr",
        "h1:nowhere",
        "p1:century",
        "q1:century:1",
        "v1:again:99",
        "чужое",
        ":",
        "\u0000",
        "🎈" * 16,
    ],
)
async def test_a_forged_button_is_answered_and_does_nothing(linked: World, forged: str) -> None:
    card = await first_card(linked)
    answer = await linked.seller.forges_tap(card["message_id"], forged)
    assert SORRY not in answer.text
    assert answer.text or forged.startswith("v1"), "a tap that leads nowhere says so"
    await linked.settled()
    assert linked.sent == []
    assert await linked.card("Актуально?") == card
    assert SORRY not in bots_words(linked.seller)


async def test_buttons_under_a_message_that_is_gone_still_work(linked: World) -> None:
    card = await first_card(linked)
    send = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await linked.seller.writes("/menu")
    menu = await linked.seller.sees("☰ Меню")
    del linked.seller.chat.messages[card["message_id"]]
    del linked.seller.chat.messages[menu["message_id"]]
    await linked.seller.forges_tap(menu["message_id"], "h1:mode")
    await linked.seller.sees("сейчас черновики", after=menu["message_id"])
    await linked.seller.forges_tap(card["message_id"], send)
    assert len(linked.sent) == 1


STRANGERS_TAPS = (
    *(f"c1:{verb}" for verb in CardVerb),
    *(f"v1:{variant}" for variant in Variant),
    *(f"q1:{length}" for length in Length),
)


async def test_a_strangers_taps_on_a_card_do_nothing_and_show_nothing(linked: World) -> None:
    card = await first_card(linked)
    draft_id = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"].split(":")[-1]
    await linked.stranger.writes("/start")
    theirs = await linked.stranger.sees("Авито")
    for tap in STRANGERS_TAPS:
        answer = await linked.stranger.forges_tap(theirs["message_id"], f"{tap}:{draft_id}")
        assert answer.text in {"", CARD_GONE, "✍️ Пишу новый черновик…"}, tap
    await linked.stranger.writes("Что-нибудь покупателю")
    await linked.stranger.sees("Не понял")
    await linked.settled()
    assert linked.sent == []
    assert await linked.card("Актуально?") == card
    seen = bots_words(linked.stranger)
    assert not [words for words in ("Анна", "Осло", "Мебель", "Здравствуйте") if words in seen]


async def test_a_stranger_cannot_answer_with_the_number_of_anothers_card(linked: World) -> None:
    card = await first_card(linked)
    linked.stranger.chat.messages[card["message_id"]] = card  # as if it stood in his chat
    await linked.stranger.replies(card["message_id"], "Чужой ответ")
    await linked.stranger.sees("Не понял")
    await linked.settled()
    assert linked.sent == []


async def test_in_a_group_there_is_silence_to_words_and_taps(linked: World) -> None:
    card = await first_card(linked)
    send = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    group = linked.telegram.group(-500)
    for text in ("/start", "/accounts", "🤖 Автоответы", "просто слова"):
        await linked.seller.writes(text, chat_id=group.id)
    await linked.seller.sends("sticker", chat_id=group.id)
    posted = group.messages[0]["message_id"]
    answer = await linked.seller.forges_tap(posted, send, chat_id=group.id)
    assert answer.text == ""
    await linked.settled()
    assert [message for message in group.messages if message["from"]["is_bot"]] == []
    assert linked.sent == []


async def test_what_is_corrected_after_it_was_sent_is_not_sent_again(linked: World) -> None:
    card = await first_card(linked)
    answer = await linked.seller.replies(card["message_id"], "Да, продою")
    await linked.seller.sees("✅ Отправлено")
    before = len(linked.seller.messages)
    await linked.seller.edits(answer["message_id"], "Да, продаю")
    await linked.settled()
    assert linked.sent == ["Да, продою"]
    assert len(linked.seller.messages) == before


async def test_a_buyers_endless_text_fits_on_a_card_and_the_draft_is_whole(linked: World) -> None:
    draft = "Да. " * 249 + "Жду!"
    linked.gemini.says(draft)
    linked.shop.buyer_writes(linked.buyer().id, "Скажите, " + "очень " * 2000)
    card = await linked.card("Скажите")
    assert text_of(card).endswith(draft)
    assert "…" in text_of(card)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    assert linked.sent == [draft]


async def test_a_reply_over_four_thousand_is_refused_and_another_is_taken(linked: World) -> None:
    card = await first_card(linked)
    await linked.seller.replies(card["message_id"], "ё" * 4097)
    await linked.seller.sees("4097 знаков")
    await linked.seller.replies(card["message_id"], "Да")
    await linked.seller.sees("✅ Отправлено")
    assert linked.sent == ["Да"]


HTML = "<b>Ж</b> & <script>alert('1')</script> </blockquote><a href='x'>{name} %s"


async def test_what_looks_like_html_is_shown_as_it_was_written(world: World) -> None:
    joker = world.telegram.person(777, f"Шутник {HTML}")
    world.shop.name = f"Лавка {HTML}"
    await world.link(joker)
    await joker.writes("/start")
    await joker.sees(f"С возвращением, Шутник {HTML}")
    world.gemini.says(f"Ответ {HTML}")
    chat = world.buyer(f"Анна {HTML}", title=f"Шкаф {HTML}")
    world.shop.buyer_writes(chat.id, f"Почём {HTML}")
    card = await world.card("Почём", person=joker)
    for word in ("Лавка", "Шкаф", "Почём"):
        assert f"{word} <b>Ж</b> & " in text_of(card)
    assert "Ответ Ж & alert('1')" in text_of(card)  # a model's marks are not for buyers
    await joker.taps(card["message_id"], "✏️ Изменить")
    await joker.sees("Пришлите новый текст")
    await joker.writes(f"Да {HTML}")
    await joker.sees("✅ Отправлено")
    assert world.sent == [f"Да {HTML}"]
    await joker.writes("/accounts")
    await joker.sees(f"Лавка {HTML}"[:30])
    await joker.writes("/mode")
    await joker.sees("сейчас черновики")
    await joker.writes("/report")
    await joker.sees("📊")
    assert SORRY not in bots_words(joker)


@pytest.mark.parametrize("text", ["\u200b\u200d\ufeff", "🏳️‍🌈" * 40, "عربي\u202e", "a\u0300" * 500])
async def test_a_buyers_odd_signs_come_through(linked: World, text: str) -> None:
    linked.shop.buyer_writes(linked.buyer("\u202e" + "Ё" * 300).id, text)
    card = await linked.seller.sees(lambda message: has_button(message, "✅ Отправить"))
    assert text[:10] in text_of(card)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    assert len(linked.sent) == 1


async def test_many_sellers_at_once_see_and_send_only_their_own(world: World) -> None:
    names = [f"Лавка-{number}" for number in range(8)]
    shops = [
        world.avito.add_shop(client_id=f"id-{name}", client_secret=f"key-{name}", name=name)
        for name in names
    ]
    people = [world.telegram.person(1000 + number, name) for number, name in enumerate(names)]

    async def lives(person: Person, number: int) -> None:
        shop = shops[number]
        await person.writes("/link")
        asked = await person.sees("professionals/api")
        await person.writes(f"{shop.client_id} {shop.client_secret}")
        await person.sees(f"«{shop.name}» подключён", 20, after=asked["message_id"])
        listing = shop.add_listing(title=f"Товар {shop.name}", price_rub=100 + number)
        chat = shop.open_chat(listing_id=listing.id, buyer=f"Покупатель {shop.name}")
        shop.buyer_writes(chat.id, f"Актуально? {shop.name}")
        card = await person.sees(lambda m: has_button(m, "✅ Отправить"), 20)
        await person.taps(card["message_id"], "✅ Отправить")
        await person.sees("✅ Отправлено", 20)

    for person in people:
        person.patience_seconds = 20
    await asyncio.gather(*(lives(person, number) for number, person in enumerate(people)))
    for person, shop in zip(people, shops, strict=True):
        assert len(shop.sent) == 1
        seen = bots_words(person)
        assert not [name for name in names if name != shop.name and name in seen]


async def test_a_card_tapped_days_later_still_works(linked: World) -> None:
    card = await first_card(linked)
    linked.clock.jump(timedelta(days=3))
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    over = await linked.seller.sees("✅ Отправлено")
    assert len(linked.sent) == 1
    assert buttons(over) == [["↩️ Отозвать"], ["🌐 Открыть на Авито", "Почему?"]]
