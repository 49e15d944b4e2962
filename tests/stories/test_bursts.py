"""A buyer who writes several lines gets one answer, and an overtaken text is dead."""

import asyncio
from datetime import timedelta

import pytest

from bot.demo.telegram_people import text_of
from tests.world import Message, World, has_button

DRAFT = "Здравствуйте! Да, в продаже."
SECOND = "И доставка есть."


async def test_three_lines_in_a_row_are_one_question(linked: World) -> None:
    linked.use(quiet_seconds=1)
    await linked.restart()
    chat = linked.buyer("Анна")
    for line in ("Здравствуйте", "Диван ещё есть?", "И доставка?"):
        linked.shop.buyer_writes(chat.id, line)
        await linked.two_polls()  # each line is seen by itself
    card = await linked.card(DRAFT)
    assert "Здравствуйте\nДиван ещё есть?\nИ доставка?" in text_of(card)
    await linked.settled()
    assert len(linked.gemini.asked) == 1
    assert len(linked.cards) == 1


async def test_one_who_does_not_stop_is_answered_after_half_a_minute(linked: World) -> None:
    await linked.stop()
    linked.use(quiet_seconds=30)
    await linked.start()
    chat = linked.buyer("Анна")
    linked.shop.buyer_writes(chat.id, "Здравствуйте")
    await linked.two_polls()
    linked.clock.jump(timedelta(seconds=20))
    linked.shop.buyer_writes(chat.id, "Диван ещё есть?")
    await linked.two_polls()
    assert not linked.gemini.asked
    linked.clock.jump(timedelta(seconds=10, milliseconds=500))
    linked.services.queue.run_due()
    card = await linked.card(DRAFT)
    assert "Здравствуйте\nДиван ещё есть?" in text_of(card)
    assert len(linked.gemini.asked) == 1


async def overtaken(world: World) -> Message:
    """A card whose draft a second line has overtaken, as it was before; the new draft is slow."""
    world.gemini.says(DRAFT)
    world.gemini.says(SECOND)
    chat = world.buyer("Анна")
    world.shop.buyer_writes(chat.id, "Актуально?")
    card = await world.card(DRAFT)
    world.gemini.delay_seconds = 0.3
    world.shop.buyer_writes(chat.id, "И доставка?")
    return card


async def test_a_newer_line_edits_the_same_card(linked: World) -> None:
    card = await overtaken(linked)
    preparing = await linked.seller.sees("✍️ Пишу новый черновик")
    assert preparing["message_id"] == card["message_id"]
    assert not has_button(preparing, "✅ Отправить")
    again = await linked.card(SECOND)
    assert again["message_id"] == card["message_id"]
    assert DRAFT not in text_of(again)
    assert "Актуально?\nИ доставка?" in text_of(again)
    assert len(linked.cards) == 1
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.settled()
    assert linked.sent == [SECOND]


@pytest.mark.parametrize("when", ["while it is written", "when it is there"])
async def test_the_button_of_an_overtaken_draft_sends_nothing(linked: World, when: str) -> None:
    card = await overtaken(linked)
    send = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await linked.seller.sees("✍️ Пишу новый черновик")
    if when == "when it is there":
        await linked.card(SECOND)
    answer = await linked.seller.forges_tap(card["message_id"], send)
    assert answer.text.startswith("Ничего не отправлено")
    assert answer.show_alert
    shown = await linked.card(SECOND)
    assert shown["message_id"] == card["message_id"]
    await linked.settled()
    assert linked.sent == []


async def test_an_old_text_dies_as_soon_as_the_newer_line_is_seen(linked: World) -> None:
    linked.use(quiet_seconds=30)
    await linked.restart()
    chat = linked.buyer("Анна")
    linked.shop.buyer_writes(chat.id, "Актуально?")
    await linked.two_polls()
    await linked.later(timedelta(seconds=31))
    card = await linked.card(DRAFT)
    send = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    linked.shop.buyer_writes(chat.id, "И доставка?")
    shown = await linked.seller.sees("Актуально?\nИ доставка?")  # though he may write on
    assert "✍️ Пишу новый черновик" in text_of(shown)
    answer = await linked.seller.forges_tap(card["message_id"], send)
    assert answer.text.startswith("Ничего не отправлено")
    assert linked.sent == []
    assert len(linked.gemini.asked) == 1


async def test_a_system_note_above_a_new_line_saves_no_old_text(linked: World) -> None:
    card = await overtaken(linked)
    send = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    chat = next(iter(linked.shop.chats.values()))
    linked.shop.system_writes(chat.id, "[Системное сообщение] Не переходите в мессенджеры")
    await linked.seller.sees("✍️ Пишу новый черновик")
    answer = await linked.seller.forges_tap(card["message_id"], send)
    assert answer.text.startswith("Ничего не отправлено")
    await linked.card(SECOND)
    assert linked.sent == []


async def test_a_text_typed_for_an_overtaken_draft_is_not_sent(linked: World) -> None:
    linked.gemini.says(DRAFT)
    linked.gemini.says(SECOND)
    chat = linked.buyer("Анна")
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card(DRAFT)
    await linked.seller.taps(card["message_id"], "✏️ Изменить")
    await linked.seller.sees("Пришлите новый текст")
    linked.shop.buyer_writes(chat.id, "И доставка?")
    await linked.card(SECOND)
    await linked.seller.writes("Да, актуально!")
    await linked.seller.sees("Ничего не отправлено")
    await linked.settled()
    assert linked.sent == []
    assert SECOND in text_of(await linked.card(SECOND))
    # And it is not waited for any more: the next words are no answer to anybody.
    await linked.seller.writes("Ещё слова")
    await linked.seller.sees("Не понял")
    assert linked.sent == []


async def test_a_reply_to_a_card_that_is_being_written_anew_is_not_sent(linked: World) -> None:
    card = await overtaken(linked)
    await linked.seller.sees("✍️ Пишу новый черновик")
    await linked.seller.replies(card["message_id"], "Да, актуально!")
    await linked.seller.sees("Ничего не отправлено")
    await linked.card(SECOND)
    assert linked.sent == []
    await linked.seller.replies(card["message_id"], "Доставка по городу есть")
    await linked.seller.sees("✅ Отправлено")
    assert linked.sent == ["Доставка по городу есть"]


async def test_skipping_an_overtaken_draft_skips_nothing(linked: World) -> None:
    card = await overtaken(linked)
    skip = card["reply_markup"]["inline_keyboard"][2][2]["callback_data"]
    await linked.seller.sees("✍️ Пишу новый черновик")
    answer = await linked.seller.forges_tap(card["message_id"], skip)
    assert answer.text.startswith("Ничего не отправлено")
    await linked.card(SECOND)
    assert linked.rows("SELECT answered_by FROM waits") == [(None,)]


async def test_a_line_after_the_answer_is_a_new_question_on_a_new_card(linked: World) -> None:
    chat = linked.buyer("Анна")
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card(DRAFT)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    linked.shop.buyer_writes(chat.id, "Спасибо! А размеры?")
    second = await linked.card("Да, в продаже.", after=card["message_id"])
    assert "Актуально?" not in text_of(second)
    assert "Здравствуйте" not in text_of(second)  # he was greeted in the first answer
    assert "✅ Отправлено" in text_of(linked.cards[0])
    assert "Актуально?" in linked.gemini.asked[1].prompt  # the model knows what was said


async def test_he_is_seen_typing_while_a_draft_is_written_anew(linked: World) -> None:
    chat = linked.buyer("Анна")
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card(DRAFT)
    linked.gemini.delay_seconds = 0.3
    linked.gemini.says("Да.")
    await linked.seller.taps(card["message_id"], "🔄 Иначе")
    tap = asyncio.create_task(linked.seller.taps(card["message_id"], "короче"))
    await linked.until(lambda: any(name == "sendChatAction" for name, _ in linked.telegram.calls))
    await tap
    assert (await linked.card("Да."))["message_id"] == card["message_id"]


async def test_a_line_that_comes_while_a_draft_is_written_anew_wins(linked: World) -> None:
    chat = linked.buyer("Анна")
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card(DRAFT)
    linked.gemini.delay_seconds = 0.4
    linked.gemini.says("Да.")
    linked.gemini.says(SECOND)
    await linked.seller.taps(card["message_id"], "🔄 Иначе")
    tap = asyncio.create_task(linked.seller.taps(card["message_id"], "короче"))
    await linked.until(lambda: len(linked.gemini.asked) == 2)
    linked.shop.buyer_writes(chat.id, "И доставка?")
    await tap
    shown = await linked.card(SECOND)
    assert shown["message_id"] == card["message_id"]
    await linked.settled()
    assert [one for one in linked.cards if "Да." in text_of(one)] == []
    assert linked.rows("SELECT count(*) FROM drafts WHERE status = 'pending'") == [(1,)]


async def test_one_who_asks_is_interested_when_he_has_written_twice(linked: World) -> None:
    linked.gemini.says(DRAFT, interested=True, why="цена")
    linked.gemini.says(SECOND, interested=True, why="доставка")
    chat = linked.buyer("Анна")
    linked.shop.buyer_writes(chat.id, "Сколько стоит?")
    await linked.card(DRAFT)
    assert linked.rows("SELECT interested, lead_why FROM drafts") == [(0, "")]
    linked.shop.buyer_writes(chat.id, "И доставка?")
    await linked.card(SECOND)
    found = linked.rows("SELECT interested, lead_why FROM drafts WHERE status = 'pending'")
    assert found == [(1, "доставка")]
