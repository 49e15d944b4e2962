"""Nothing is done or left undone without a reason that the seller can read."""

from datetime import timedelta

import pytest

from bot.callbacks import WhyButton
from bot.demo.telegram_people import buttons, text_of
from tests.stories.test_accounts import unlink
from tests.stories.test_sending import DRAFT, POSTS, ask
from tests.world import Message, World, has_button


async def reasons(world: World) -> str:
    """What /why says."""
    asked = await world.seller.writes("/why")
    return text_of(await world.seller.sees("почему", after=asked["message_id"]))


async def test_before_anything_has_happened(world: World) -> None:
    asked = await world.seller.writes("/why")
    await world.seller.sees("Пока ничего не было", after=asked["message_id"])


async def test_from_the_draft_to_the_tap(linked: World) -> None:
    _, card = await ask(linked)
    said = await reasons(linked)
    assert "Анна" in said
    assert "Диван угловой" in said
    assert "💬 Актуально?\n✍️ Черновик ждёт вашего нажатия." in said
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.seller.sees("✅ Отправлено")
    said = await reasons(linked)
    assert "💬 Актуально?\n✅ Отправлено по вашему нажатию" in said
    assert f"↪️ {DRAFT}\n🤖 Мой ответ." in said
    assert said.index("🤖") < said.index("💬")


@pytest.mark.parametrize("how", ["reply", "✏️"])
async def test_what_the_seller_typed_is_his(linked: World, how: str) -> None:
    _, card = await ask(linked)
    if how == "reply":
        await linked.seller.replies(card["message_id"], "Да, приезжайте")
    else:
        await linked.seller.taps(card["message_id"], "✏️ Изменить")
        await linked.seller.writes("Да, приезжайте")
    await linked.seller.sees("с правкой")
    said = await reasons(linked)
    assert "↪️ Да, приезжайте\n✏️ Написали вы, отправил я." in said
    assert "🤖" not in said


async def test_by_itself_or_held_by_a_guard(linked: World) -> None:
    await linked.mode("auto")
    linked.gemini.says(DRAFT)
    linked.shop.buyer_writes(linked.buyer("Анна").id, "Актуально?")
    await linked.seller.sees("✅ Отправлено")
    linked.gemini.says("Отдам за 14 000 ₽")
    linked.shop.buyer_writes(linked.buyer("Борис").id, "Торг есть?")
    await linked.seller.sees("🛡")
    said = await reasons(linked)
    assert "💬 Актуально?\n✅ Ответил сам" in said
    assert "💬 Торг есть?\n🛡 Сам не отправил: сумма «14 000" in said


async def test_what_needs_no_answer_says_why(linked: World) -> None:
    chat = linked.buyer()
    linked.shop.system_writes(chat.id, "Покупатель оставил отзыв")
    await linked.settled()
    linked.shop.seller_writes(chat.id, "Здравствуйте, чем помочь?")
    await linked.settled()
    linked.shop.buyer_writes(chat.id, "Спасибо, уже всё")
    await linked.settled()
    said = await reasons(linked)
    assert "Сообщение самого Авито: отвечать не нужно" in said
    assert "🙋 Вы написали сами, на Авито." in said
    assert "💬 Спасибо, уже всё\n🙋 Молчу: вы отвечаете сами, до" in said


async def test_the_model_the_pause_and_what_avito_refused(linked: World) -> None:
    linked.gemini.fail(503)
    linked.shop.buyer_writes(linked.buyer("Анна").id, "Актуально?")
    await linked.seller.sees("ИИ недоступен")
    _, card = await ask(linked, after=linked.seller.messages[-1]["message_id"])
    linked.avito.fail("POST", POSTS, 400)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.seller.writes("/pause 2ч")
    linked.shop.buyer_writes(linked.buyer("Борис").id, "А цвет?")
    await linked.settled()
    said = await reasons(linked)
    assert "Черновика нет, ответ за вами. ⚠️ ИИ недоступен" in said
    assert "⚠️ Не отправлено: Авито не принял текст" in said
    assert "💬 А цвет?\n⏸ Молчу: общая пауза до" in said


async def test_why_on_a_card_is_about_its_chat(linked: World) -> None:
    _, card = await ask(linked)
    linked.shop.buyer_writes(linked.buyer("Борис").id, "А цвет?")
    await linked.seller.sees("А цвет?")
    assert [*buttons(card)[-1]] == ["🌐 Открыть на Авито", "Почему?"]
    await linked.seller.taps(card["message_id"], "Почему?")
    shown = await linked.seller.sees("что было и почему", after=card["message_id"])
    assert text_of(shown).startswith("Анна · Диван угловой «Осло»")
    assert "Актуально?" in text_of(shown)
    assert "А цвет?" not in text_of(shown)


async def test_an_answer_to_what_was_skipped_is_an_answer(linked: World) -> None:
    """/why and /report say the same."""
    _, card = await ask(linked)
    await linked.seller.taps(card["message_id"], "⏭ Пропустить")
    await linked.seller.sees("⏭ Пропущено")
    assert "💬 Актуально?\n⏭ Вы пропустили" in await reasons(linked)
    await linked.seller.replies(card["message_id"], "Да, приезжайте")
    await linked.until(lambda: linked.sent == ["Да, приезжайте"])
    await linked.settled()
    assert "💬 Актуально?\n🙋 Ответили вы" in await reasons(linked)
    asked = await linked.seller.writes("/report")
    report = text_of(await linked.seller.sees("Чаты: 1", after=asked["message_id"]))
    assert "ответили 1" in report
    assert "вы сами 1" in report


async def test_an_answer_taken_back_while_the_buyer_has_asked_more(linked: World) -> None:
    chat, card = await ask(linked)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.seller.sees("✅ Отправлено")
    linked.gemini.says("Доставка есть.")
    linked.shop.buyer_writes(chat.id, "А доставка?")
    await linked.card("Доставка есть.")
    await linked.seller.taps(card["message_id"], "↩️ Отозвать")
    await linked.seller.sees("↩️ Отозвано")
    said = await reasons(linked)
    assert "💬 А доставка?\n✍️ Черновик ждёт вашего нажатия." in said
    assert "💬 Актуально?\n↩️ Вы отозвали ответ." in said
    assert f"↪️ {DRAFT}\n↩️ Вы отозвали ответ." in said


async def test_who_waited_at_the_unlinking_is_history_at_the_next_linking(linked: World) -> None:
    _, card = await ask(linked)
    await unlink(linked, "Отвязать, историю оставить")
    await linked.seller.sees("История осталась")
    await linked.seller.taps(card["message_id"], "Почему?")
    await linked.seller.sees("➖ Аккаунт отвязан.", after=card["message_id"])
    linked.clock.jump(timedelta(minutes=1))
    await linked.link()
    assert "💬 Актуально?\n➖ Пришло до подключения" in await reasons(linked)


async def test_an_old_pages_buttons_work_after_a_restart(linked: World) -> None:
    chat = linked.buyer()
    linked.clock.jump(timedelta(minutes=1))
    for number in range(11):
        at = linked.clock() + timedelta(seconds=number - 12)
        linked.shop.buyer_writes(chat.id, f"Вопрос {number:02}", at=at)
    await linked.seller.sees("Вопрос 10")
    await reasons(linked)
    page = await _page(linked)
    await linked.restart()
    await linked.seller.taps(page["message_id"], "Раньше ➡️")
    assert "Вопрос 00" in text_of(await _page(linked))


async def _page(world: World) -> Message:
    return next(one for one in reversed(world.seller.messages) if "почему" in text_of(one))


async def test_ten_a_page_newest_first(linked: World) -> None:
    chat = linked.buyer()
    linked.clock.jump(timedelta(minutes=1))
    for number in range(12):
        at = linked.clock() + timedelta(seconds=number - 12)
        linked.shop.buyer_writes(chat.id, f"Вопрос {number:02}", at=at)
    await linked.seller.sees("Вопрос 11")
    said = await reasons(linked)
    assert "Вопрос 11" in said
    assert "Вопрос 01" not in said
    page = await _page(linked)
    assert buttons(page) == [["Раньше ➡️"]]
    await linked.seller.taps(page["message_id"], "Раньше ➡️")
    older = await _page(linked)
    assert older["message_id"] == page["message_id"]
    assert "Вопрос 01" in text_of(older)
    assert "Вопрос 11" not in text_of(older)
    await linked.seller.taps(page["message_id"], "⬅️ Новее")
    assert "Вопрос 11" in text_of(await _page(linked))


@pytest.mark.parametrize("chat_id", [0, 1])
async def test_another_sellers_events_are_not_shown(linked: World, chat_id: int) -> None:
    _, card = await ask(linked)
    asked = await linked.stranger.writes("/why")
    shown = await linked.stranger.sees("Пока ничего не было", after=asked["message_id"])
    forged = WhyButton(page=0, chat_id=chat_id).pack()
    await linked.stranger.forges_tap(shown["message_id"], forged)
    await linked.stranger.forges_tap(shown["message_id"], f"c1:why:{1}")
    await linked.settled()
    assert all("Актуально?" not in text_of(one) for one in linked.stranger.messages)
    assert has_button(card, "Почему?")


@pytest.mark.parametrize("has_the_next_answer", [False, True])
async def test_a_reply_that_was_taken_back_is_no_answer_in_any_figure(
    linked: World, *, has_the_next_answer: bool
) -> None:
    """The buyer had written on meanwhile: he has waited since his first line."""
    chat, card = await ask(linked)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.seller.sees("✅ Отправлено")
    linked.shop.buyer_writes(chat.id, "А доставка?")
    following = await linked.card("А доставка?")
    if has_the_next_answer:
        await linked.seller.taps(following["message_id"], "✅ Отправить")
        await linked.until(lambda: len(linked.sent) == 2)
        await linked.services.queue.idle()
    await linked.seller.taps(card["message_id"], "↩️ Отозвать")
    await linked.seller.sees("↩️ Отозвано")
    if not has_the_next_answer:
        assert linked.rows("SELECT count(*), sum(answered_at IS NULL) FROM waits") == [(1, 1)]
        await linked.seller.taps(following["message_id"], "✅ Отправить")
        await linked.until(lambda: len(linked.sent) == 2)
        await linked.services.queue.idle()
    (first,) = linked.rows("SELECT min(sent_at) FROM messages WHERE author = 'buyer'")
    ((began_at, chars, by),) = linked.rows("SELECT began_at, in_chars, answered_by FROM waits")
    assert (began_at, chars, by) == (*first, len("Актуально?А доставка?"), "tap")
    said = await reasons(linked)
    assert said.count("✅ Отправлено по вашему нажатию") == 2
