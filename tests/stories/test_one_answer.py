"""A buyer writes, a card comes, a tap sends the answer: once, and only by its owner."""

import asyncio
from datetime import timedelta

import pytest

from bot.demo.telegram_people import buttons, text_of
from tests.world import World, has_button


async def test_from_a_buyers_message_to_the_answer_and_back(linked: World) -> None:
    linked.gemini.says("Здравствуйте! Да, в продаже. Цена 15 000 ₽.")
    chat = linked.buyer("Анна")
    linked.shop.buyer_writes(chat.id, "Здравствуйте! Ещё актуально?")
    card = await linked.card("Да, в продаже")
    for words in ("Анна", "Мебель Олег", "Диван угловой «Осло»", "15 000 ₽", "Ещё актуально?"):
        assert words in text_of(card).replace("\xa0", " ")
    assert buttons(card) == [
        ["✅ Отправить"],
        ["✏️ Изменить", "🔄 Иначе", "📝 Шаблон"],
        ["🙋 Отвечу сам", "⏸ Этот чат", "⏭ Пропустить"],
        ["🌐 Открыть на Авито", "Почему?"],
    ]
    assert linked.sent == []

    await linked.seller.taps(card["message_id"], "✅ Отправить")
    sent = await linked.seller.sees("✅ Отправлено")
    assert sent["message_id"] == card["message_id"]
    assert has_button(sent, "↩️ Отозвать")
    assert linked.sent == ["Здравствуйте! Да, в продаже. Цена 15 000 ₽."]

    await linked.seller.taps(card["message_id"], "↩️ Отозвать")
    await linked.seller.sees("↩️")
    assert [message.id for message in linked.shop.deleted] == [linked.shop.sent[0].id]


async def test_what_cannot_be_taken_back_any_more_has_no_button_for_it(linked: World) -> None:
    chat = linked.buyer()
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card("в продаже")
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.seller.sees(lambda message: has_button(message, "↩️ Отозвать"))
    linked.clock.jump(timedelta(minutes=59))
    await linked.services.notices.fade()
    await linked.settled()
    await linked.seller.sees(lambda message: has_button(message, "↩️ Отозвать"))
    linked.clock.jump(timedelta(minutes=2))
    await linked.services.notices.fade()
    await linked.seller.sees(
        lambda message: (
            "✅ Отправлено" in text_of(message) and not has_button(message, "↩️ Отозвать")
        )
    )
    await linked.settled()
    calls = linked.telegram.count("editMessageText")
    await linked.services.notices.fade()
    await linked.settled()
    assert linked.telegram.count("editMessageText") == calls


async def test_five_taps_at_once_send_one_message(linked: World) -> None:
    chat = linked.buyer()
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card("в продаже")
    answers = await asyncio.gather(
        *(linked.seller.taps(card["message_id"], "✅ Отправить") for _ in range(5))
    )
    assert len(linked.sent) == 1
    assert all(answer.text for answer in answers)


async def test_a_strangers_tap_does_nothing(linked: World) -> None:
    chat = linked.buyer()
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card("в продаже")
    await linked.stranger.writes("/start")
    theirs = await linked.stranger.sees("Авито")
    for row in card["reply_markup"]["inline_keyboard"]:
        for button in row:
            if "callback_data" in button:
                await linked.stranger.forges_tap(theirs["message_id"], button["callback_data"])
    await linked.settled()
    assert linked.sent == []
    assert await linked.card("в продаже") == card


async def test_buttons_work_after_a_restart(linked: World) -> None:
    chat = linked.buyer()
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card("в продаже")
    await linked.restart()
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    assert len(linked.sent) == 1


async def test_what_was_being_typed_survives_a_restart(linked: World) -> None:
    chat = linked.buyer()
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card("в продаже")
    await linked.seller.taps(card["message_id"], "✏️ Изменить")
    await linked.restart()
    await linked.seller.writes("Да, приезжайте сегодня до восьми.")
    await linked.seller.sees("✅ Отправлено")
    assert linked.sent == ["Да, приезжайте сегодня до восьми."]


async def test_a_reply_to_the_card_goes_to_the_buyer(linked: World) -> None:
    chat = linked.buyer()
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card("в продаже")
    await linked.seller.replies(card["message_id"], "Да, ещё продаю")
    await linked.seller.sees("✅ Отправлено")
    assert linked.sent == ["Да, ещё продаю"]


async def test_over_a_thousand_characters_nothing_is_cut_and_nothing_sent(linked: World) -> None:
    chat = linked.buyer()
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card("в продаже")
    await linked.seller.taps(card["message_id"], "✏️ Изменить")
    await linked.seller.writes("а" * 1001)
    await linked.seller.sees("1001")
    assert linked.sent == []
    await linked.seller.writes("а" * 1000)
    await linked.seller.sees("✅ Отправлено")
    assert linked.sent == ["а" * 1000]


@pytest.mark.parametrize(("label", "words"), [("⏭ Пропустить", "⏭"), ("🙋 Отвечу сам", "🙋")])
async def test_a_draft_that_is_over_cannot_be_sent(linked: World, label: str, words: str) -> None:
    chat = linked.buyer()
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card("в продаже")
    send = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await linked.seller.taps(card["message_id"], label)
    await linked.seller.sees(
        lambda message: words in text_of(message) and not has_button(message, "✅ Отправить")
    )
    answer = await linked.seller.forges_tap(card["message_id"], send)
    assert answer.text
    assert linked.sent == []
