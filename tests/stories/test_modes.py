"""What the bot may do by itself, and how the human's word stands above it."""

from datetime import timedelta

import pytest

from bot.demo.telegram_people import buttons, text_of
from tests.world import World, has_button

DRAFT = "Здравствуйте! Да, в продаже."
NEXT = "Да, в продаже."  # who was greeted once is not greeted again
BY_BOT = "бот сам"


async def test_off_only_notifies(linked: World) -> None:
    await linked.mode("off")
    chat = linked.buyer("Анна")
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.seller.sees("Актуально?")
    assert not has_button(card, "✅ Отправить")
    await linked.settled()
    assert not linked.gemini.asked

    await linked.mode("ask")
    linked.shop.buyer_writes(chat.id, "Ау?")
    again = await linked.card(DRAFT)
    assert "Актуально?\nАу?" in text_of(again)


async def test_auto_answers_by_itself_and_says_so(linked: World) -> None:
    await linked.mode("auto")
    linked.gemini.says("Да, в продаже, 15 000 ₽. Приезжайте!")
    chat = linked.buyer("Анна")
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.seller.sees(BY_BOT)
    assert linked.sent == ["Да, в продаже, 15 000 ₽. Приезжайте!"]
    assert buttons(card) == [["↩️ Отозвать"], ["🌐 Открыть на Авито", "Почему?"]]
    await linked.settled()
    assert len(linked.sent) == 1

    linked.gemini.says("Доставку уточню и напишу вам.")
    linked.shop.buyer_writes(chat.id, "А доставка?")  # nor was it taken for the seller's own
    await linked.seller.sees(BY_BOT, after=card["message_id"])
    assert len(linked.sent) == 2


FORBIDDEN = {
    "Отдам за 12 000 ₽, забирайте.": "сумма «12 000",
    "Звоните: +7 916 123-45-67": "телефон «",
    "Смотрите тут: https://example.com/divan": "ссылка «",
    "Пишите на oleg@example.com": "почта «",
    "Мой ник @oleg_divan": "ник «@oleg_divan»",
    "Давайте перейдём в WhatsApp": "мессенджер «",
}


async def test_auto_asks_about_what_nothing_stored_allows(linked: World) -> None:
    await linked.mode("auto")
    for reply, reason in FORBIDDEN.items():
        linked.gemini.says(reply)
        linked.shop.buyer_writes(linked.buyer(reason).id, "Как договоримся?")
        card = await linked.card(reply)
        assert reason in text_of(card).replace("\xa0", " ")
    await linked.settled()
    assert linked.sent == []
    await linked.seller.taps(card["message_id"], "✅ Отправить")  # what he overrules goes
    await linked.seller.sees("✅ Отправлено")
    assert linked.sent == [reply]


async def test_auto_with_a_photo_or_without_a_model_asks_too(linked: World) -> None:
    await linked.mode("auto")
    chat, other = linked.buyer("Анна"), linked.buyer("Борис")
    linked.shop.add_message(
        chat.id, type="image", content={"image": {"sizes": {}}}, author_id=chat.buyer_id
    )
    await linked.seller.sees("нет текста")
    linked.gemini.fail(503)
    linked.shop.buyer_writes(other.id, "Актуально?")
    await linked.seller.sees("ИИ недоступен")
    await linked.settled()
    assert linked.sent == []


PAUSES = {
    "1 час": timedelta(hours=1),
    "до утра": timedelta(days=1),
    "совсем": None,
}


@pytest.mark.parametrize("label", PAUSES)
async def test_one_chat_is_quiet_and_the_others_are_not(linked: World, label: str) -> None:
    chat, other = linked.buyer("Анна"), linked.buyer("Борис")
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card(DRAFT)
    await linked.seller.taps(card["message_id"], "⏸ Этот чат")
    await linked.seller.taps(card["message_id"], label)
    quiet = await linked.seller.sees("⏸ Молчу в этом чате")
    assert quiet["message_id"] == card["message_id"]
    assert not has_button(quiet, "✅ Отправить")
    assert has_button(quiet, "▶️ Вернуть боту")

    linked.shop.buyer_writes(chat.id, "Ау?")
    linked.shop.buyer_writes(other.id, "Продаёте?")
    another = await linked.card(DRAFT)
    assert "Продаёте?" in text_of(another)
    await linked.settled()
    assert len(linked.gemini.asked) == 1 + 1

    span = PAUSES[label]
    await linked.later(span or timedelta(days=400))
    if span is None:
        assert len(linked.gemini.asked) == 2
        await linked.seller.taps(card["message_id"], "▶️ Вернуть боту")
    back = await linked.card("Ау?")
    assert "Актуально?\nАу?" in text_of(back)
    await linked.seller.taps(back["message_id"], "✅ Отправить")
    assert [message.chat_id for message in linked.shop.sent] == [chat.id]


async def test_a_chat_is_given_back_before_its_time(linked: World) -> None:
    chat = linked.buyer("Анна")
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card(DRAFT)
    await linked.seller.taps(card["message_id"], "⏸ Этот чат")
    await linked.seller.taps(card["message_id"], "до утра")
    await linked.restart()
    await linked.settled()
    assert len(linked.gemini.asked) == 1
    await linked.seller.taps(card["message_id"], "▶️ Вернуть боту")
    again = await linked.card(DRAFT)
    assert "Актуально?" in text_of(again)


@pytest.mark.parametrize("by", ["resume", "time", "restart and time"])
async def test_a_pause_of_everything_ends_and_delivers_who_waits(linked: World, by: str) -> None:
    await linked.seller.writes("/pause 30м")
    await linked.seller.sees("Пауза до")
    for name in ("Анна", "Борис"):
        linked.shop.buyer_writes(linked.buyer(name).id, "Актуально?")
    await linked.settled()
    assert linked.cards == []
    assert not linked.gemini.asked

    if by == "restart and time":
        await linked.restart()
    if by == "resume":
        await linked.seller.writes("/resume")
    else:
        await linked.later(timedelta(minutes=31))
    await linked.until(lambda: len(linked.cards) == 2)
    assert {"Анна" in text_of(one) for one in linked.cards} == {True, False}


async def test_in_auto_a_pause_ends_with_answers(linked: World) -> None:
    await linked.mode("auto")
    await linked.seller.writes("/pause")
    await linked.seller.sees("Пауза до вашей команды")
    linked.shop.buyer_writes(linked.buyer().id, "Актуально?")
    await linked.later(timedelta(days=30))
    assert linked.sent == []
    await linked.seller.writes("/resume")
    await linked.seller.sees(BY_BOT)
    assert linked.sent == [DRAFT]


async def test_the_seller_writes_in_avito_and_the_bot_steps_back(linked: World) -> None:
    chat = linked.buyer("Анна")
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card(DRAFT)
    send = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    linked.shop.seller_writes(chat.id, "Да, приезжайте!")
    over = await linked.seller.sees("Вы отвечаете сами. Молчу в этом чате до")
    assert over["message_id"] == card["message_id"]
    assert buttons(over) == [["▶️ Вернуть боту"], ["🌐 Открыть на Авито", "Почему?"]]
    assert "решено" in (await linked.seller.forges_tap(card["message_id"], send)).text

    linked.shop.buyer_writes(chat.id, "Адрес скажете?")
    await linked.settled()
    await linked.restart()
    await linked.settled()
    assert len(linked.gemini.asked) == 1
    assert linked.sent == []

    await linked.later(timedelta(hours=2, minutes=1))
    back = await linked.card("Адрес скажете?")
    assert "Актуально?" not in text_of(back)  # that one he has answered himself
    assert linked.rows("SELECT answered_by FROM waits ORDER BY id") == [("hand",), (None,)]


async def test_what_he_wrote_while_the_bot_was_down_counts_too(linked: World) -> None:
    chat = linked.buyer("Анна")
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card(DRAFT)
    await linked.stop()
    linked.clock.jump(timedelta(minutes=10))
    linked.shop.seller_writes(chat.id, "Да, приезжайте!")
    linked.clock.jump(timedelta(hours=5))
    await linked.start()
    gone = await linked.seller.sees("Черновик снят")  # the silence itself is over by now
    assert gone["message_id"] == card["message_id"]
    assert linked.sent == []


async def test_given_back_at_once(linked: World) -> None:
    chat = linked.buyer("Анна")
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card(DRAFT)
    linked.shop.seller_writes(chat.id, "Да, приезжайте!")
    await linked.seller.sees("Вы отвечаете сами")
    linked.shop.buyer_writes(chat.id, "Адрес скажете?")
    await linked.settled()
    await linked.seller.taps(card["message_id"], "▶️ Вернуть боту")
    assert "Адрес скажете?" in text_of(await linked.card(NEXT))


async def test_i_answer_myself(linked: World) -> None:
    chat = linked.buyer("Анна")
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card(DRAFT)
    await linked.seller.taps(card["message_id"], "🙋 Отвечу сам")
    await linked.seller.sees("Вы отвечаете сами")
    linked.shop.buyer_writes(chat.id, "Ау?")
    await linked.settled()
    assert len(linked.gemini.asked) == 1
    # He has not written after all: who waits gets a draft when the silence ends.
    await linked.later(timedelta(hours=2, minutes=1))
    again = await linked.card(DRAFT)
    assert "Актуально?\nАу?" in text_of(again)


async def test_a_reply_to_the_card_of_a_chat_he_answers_himself_is_his_answer(
    linked: World,
) -> None:
    chat = linked.buyer("Анна")
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card(DRAFT)
    await linked.seller.taps(card["message_id"], "🙋 Отвечу сам")
    linked.shop.buyer_writes(chat.id, "Ау?")
    await linked.seller.sees(lambda one: "Ау?" in text_of(one))
    await linked.seller.replies(card["message_id"], "Да, жду вас")
    await linked.seller.sees("✅ Отправлено")
    assert linked.sent == ["Да, жду вас"]
    await linked.later(timedelta(hours=3))
    assert len(linked.gemini.asked) == 1  # both lines were before his eyes: nobody waits
    assert linked.rows("SELECT answered_by FROM waits") == [("hand",)]


@pytest.mark.parametrize("restart", [False, True])
async def test_our_own_words_are_no_takeover(linked: World, *, restart: bool) -> None:
    chat = linked.buyer("Анна")
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card(DRAFT)
    if restart:  # the poll that sees our words comes after it
        linked.avito.fail("GET", "*/chats", 500, times=None)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    if restart:
        await linked.restart()
        linked.avito.clear_faults()
    await linked.settled()
    linked.shop.buyer_writes(chat.id, "А доставка?")
    await linked.card(NEXT, after=card["message_id"])
    assert linked.rows("SELECT silent_until FROM chats") == [(None,)]
    assert linked.rows("SELECT author FROM messages ORDER BY id") == [
        ("buyer",),
        ("bot",),
        ("buyer",),
    ]


async def test_he_answers_while_the_model_thinks_and_no_poll_has_seen_it(linked: World) -> None:
    await linked.mode("auto")
    chat = linked.buyer("Анна")
    linked.gemini.delay_seconds = 0.3
    linked.shop.buyer_writes(chat.id, "Актуально?")
    await linked.until(lambda: len(linked.gemini.asked) == 1)
    linked.avito.fail("GET", "*/chats", 500, times=None)
    linked.shop.seller_writes(chat.id, "Да, приезжайте!")
    await linked.seller.sees("Вы отвечаете сами")
    assert linked.sent == []


async def test_the_buyer_adds_a_line_while_the_model_thinks_and_no_poll_has_seen_it(
    linked: World,
) -> None:
    await linked.mode("auto")
    chat = linked.buyer("Анна")
    linked.gemini.says("Первый ответ")
    linked.gemini.says("Ответ на всё")
    linked.gemini.delay_seconds = 0.3
    linked.shop.buyer_writes(chat.id, "Актуально?")
    await linked.until(lambda: len(linked.gemini.asked) == 1)
    linked.avito.fail("GET", "*/chats", 500, times=None)
    linked.shop.buyer_writes(chat.id, "И доставка?")
    await linked.seller.sees("Ответ на всё")
    await linked.seller.sees(BY_BOT)
    assert linked.sent == ["Ответ на всё"]


async def test_the_mode_changes_while_the_model_thinks(linked: World) -> None:
    await linked.mode("auto")
    chat = linked.buyer("Анна")
    linked.gemini.delay_seconds = 0.3
    linked.shop.buyer_writes(chat.id, "Актуально?")
    await linked.until(lambda: len(linked.gemini.asked) == 1)
    await linked.mode("ask")
    await linked.card(DRAFT)
    assert linked.sent == []


async def test_a_pause_begins_while_the_model_thinks_and_ends_by_itself(linked: World) -> None:
    await linked.mode("auto")
    chat = linked.buyer("Анна")
    linked.gemini.delay_seconds = 0.3
    linked.shop.buyer_writes(chat.id, "Актуально?")
    await linked.until(lambda: len(linked.gemini.asked) == 1)
    await linked.seller.writes("/pause 30м")
    await linked.seller.sees("Пауза до")
    await linked.until(lambda: len(linked.gemini.asked) == 1)
    await linked.settled()
    assert linked.sent == []
    await linked.later(timedelta(minutes=31))
    await linked.seller.sees(BY_BOT)
    assert linked.sent == [DRAFT]


@pytest.mark.parametrize("word", ["/mode ask", "/pause"])
async def test_what_waits_for_avito_does_not_go_by_itself_any_more(
    linked: World, word: str
) -> None:
    await linked.mode("auto")
    chat = linked.buyer("Анна")
    linked.avito.fail("POST", "*/messages", 429)
    linked.shop.buyer_writes(chat.id, "Актуально?")
    await linked.seller.sees("⏳")
    asked = await linked.seller.writes(word)
    await linked.seller.sees(lambda one: bool(text_of(one)), after=asked["message_id"])
    await linked.later(timedelta(seconds=31))
    assert linked.sent == []
    if word == "/pause":
        await linked.seller.sees("Черновик снят: пауза")
        await linked.seller.writes("/resume")
        await linked.seller.sees(BY_BOT)
        assert linked.sent == [DRAFT]
    else:
        await linked.card(DRAFT)


async def test_what_was_revoked_is_not_sent_again_by_itself(linked: World) -> None:
    await linked.mode("auto")
    chat = linked.buyer("Анна")
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.seller.sees(BY_BOT)
    await linked.seller.taps(card["message_id"], "↩️ Отозвать")
    await linked.seller.sees("↩️ Отозвано")
    await linked.settled()
    await linked.seller.writes("/resume")
    await linked.seller.sees("Пауза снята")
    await linked.settled()
    assert len(linked.sent) == 1
    linked.gemini.says("Доставку уточню и напишу вам.")
    linked.shop.buyer_writes(chat.id, "А доставка?")  # only a new line gets a new answer
    await linked.until(lambda: len(linked.sent) == 2)


async def test_a_strangers_mode_and_taps_do_not_matter(linked: World) -> None:
    await linked.stranger.writes("/mode auto")
    await linked.stranger.sees(lambda one: bool(text_of(one)))
    await linked.stranger.writes("/pause")
    chat = linked.buyer("Анна")
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card(DRAFT)
    theirs = await linked.stranger.sees(lambda one: bool(text_of(one)))
    for row in card["reply_markup"]["inline_keyboard"][1:3]:
        for button in row:
            await linked.stranger.forges_tap(theirs["message_id"], button["callback_data"])
    await linked.settled()
    assert linked.rows("SELECT silent_until FROM chats") == [(None,)]
    assert linked.rows("SELECT status FROM drafts") == [("pending",)]
    assert linked.sent == []
