"""What the seller types himself: he is warned, and his second word sends what was kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from avito.sandbox import ShopChat
from bot.demo.telegram_people import buttons, text_of
from db import drafts, facts
from db.engine import Database, Session
from db.models import Fact
from scheduler.by_template import ByTemplate
from scheduler.delivery import Outcome
from scheduler.ports import Tools
from scheduler.reply import Typed
from tests.world import Message, World, has_button, told

DRAFT = "Здравствуйте! Да, в продаже."
WITH_PHONE = "Звоните: +7 916 123-45-67"
ANYWAY = "Всё равно отправить"
WARNING = "⚠️ В вашем тексте: телефон «+7 916 123-45-67»"
WAYS = ("✏️", "reply")


async def ask(world: World, name: str = "Анна") -> tuple[ShopChat, Message]:
    """A buyer asks; the card with its draft."""
    chat = world.buyer(name)
    world.shop.buyer_writes(chat.id, f"Актуально? Это {name}")
    return chat, await world.card(f"Это {name}")


def is_warning(message: Message) -> bool:
    """The bot's answer to a text that was typed, not the card."""
    return has_button(message, "✏️ Исправить")


async def types(world: World, card: Message, text: str, how: str = "reply") -> Message:
    """Type a text that is warned of, by ✏️ or in a reply; the answer to it."""
    if how == "reply":
        written = await world.seller.replies(card["message_id"], text)
    else:
        await world.seller.taps(card["message_id"], "✏️ Изменить")
        written = await world.seller.writes(text)
    return await world.seller.sees(is_warning, after=written["message_id"])


def ours(chat: ShopChat) -> list[str]:
    return [message.text for message in chat.messages if message.direction == "out"]


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("where", ["card", "answer"])
async def test_a_phone_is_warned_of_kept_and_sent_at_his_second_word(
    linked: World, how: str, where: str
) -> None:
    chat, card = await ask(linked)
    answer = await types(linked, card, WITH_PHONE, how)
    assert WARNING in text_of(answer)
    assert "Авито может скрыть" in text_of(answer)
    assert buttons(answer) == [[ANYWAY], ["✏️ Исправить", "❌ Отмена"]]
    shown = await linked.seller.sees(lambda m: has_button(m, ANYWAY) and not is_warning(m))
    assert shown["message_id"] == card["message_id"]
    assert WARNING in text_of(shown)
    assert WITH_PHONE in text_of(shown)
    assert DRAFT not in text_of(shown)
    assert not has_button(shown, "✅ Отправить")
    await linked.settled()
    assert ours(chat) == []

    tapped = shown if where == "card" else answer
    await linked.seller.taps(tapped["message_id"], ANYWAY)
    sent = await linked.seller.sees(
        lambda m: "✅ Отправлено" in text_of(m) and "Анна" in text_of(m)
    )
    assert sent["message_id"] == card["message_id"]
    assert "с правкой" in text_of(sent)
    again = await linked.seller.forges_tap(card["message_id"], _data(shown, ANYWAY))
    assert again.text == "Уже отправлено"
    await linked.settled()
    assert ours(chat) == [WITH_PHONE]
    assert linked.rows("SELECT answered_by FROM waits") == [("edited",)]


def _data(message: Message, label: str) -> str:
    rows = message["reply_markup"]["inline_keyboard"]
    return next(str(key["callback_data"]) for row in rows for key in row if key["text"] == label)


@pytest.mark.parametrize("how", WAYS)
async def test_an_innocent_text_goes_at_once(linked: World, how: str) -> None:
    chat, card = await ask(linked)
    text = "Да, за 15 000 ₽ ваш. Лесная улица, 5."
    if how == "reply":
        await linked.seller.replies(card["message_id"], text)
    else:
        await linked.seller.taps(card["message_id"], "✏️ Изменить")
        await linked.seller.writes(text)
    await linked.seller.sees("✅ Отправлено")
    assert ours(chat) == [text]


async def test_an_amount_that_nobody_stated_is_said_to_be_unknown(linked: World) -> None:
    _, card = await ask(linked)
    answer = await types(linked, card, "Отдам за 9 500 ₽")
    assert "сумма «9 500" in text_of(answer).replace("\xa0", " ")
    assert "В объявлении такой суммы тоже нет" in text_of(answer)
    assert "Авито может скрыть" not in text_of(answer)


async def test_cancelled_words_leave_the_draft_as_it_was(linked: World) -> None:
    chat, card = await ask(linked)
    answer = await types(linked, card, WITH_PHONE)
    await linked.seller.taps(answer["message_id"], "❌ Отмена")
    await linked.seller.sees("Ваш текст не отправлен")
    back = await linked.card(DRAFT)
    assert back["message_id"] == card["message_id"]
    assert WITH_PHONE not in text_of(back)
    late = await linked.seller.forges_tap(card["message_id"], _data(answer, ANYWAY))
    assert "Ваш текст не отправлен" in late.text
    await linked.settled()
    assert ours(chat) == []
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.seller.sees("✅ Отправлено")
    assert ours(chat) == [DRAFT]
    assert linked.rows("SELECT answered_by FROM waits") == [("tap",)]


async def test_his_text_can_be_corrected(linked: World) -> None:
    chat, card = await ask(linked)
    answer = await types(linked, card, WITH_PHONE)
    await linked.seller.taps(answer["message_id"], "✏️ Исправить")
    await linked.seller.sees(WITH_PHONE, after=answer["message_id"])  # to be copied
    await linked.seller.writes("Напишите, когда приедете")
    await linked.seller.sees("✅ Отправлено")
    assert ours(chat) == ["Напишите, когда приедете"]


async def test_a_second_text_takes_the_place_of_the_first(linked: World) -> None:
    chat, card = await ask(linked)
    first = await types(linked, card, WITH_PHONE)
    second = await types(linked, card, "Пишите в WhatsApp")
    await linked.seller.taps(first["message_id"], ANYWAY)
    await linked.seller.sees("предупреждение о вашем тексте")
    await linked.settled()
    assert ours(chat) == [], "the first one's button does not send the second"
    await linked.seller.taps(second["message_id"], ANYWAY)
    await linked.seller.sees("✅ Отправлено")
    assert ours(chat) == ["Пишите в WhatsApp"]


async def test_the_first_ones_cancel_leaves_the_second(linked: World) -> None:
    chat, card = await ask(linked)
    first = await types(linked, card, WITH_PHONE)
    second = await types(linked, card, "Пишите в WhatsApp")
    await linked.seller.taps(first["message_id"], "❌ Отмена")
    await linked.seller.taps(second["message_id"], ANYWAY)
    await linked.seller.sees("✅ Отправлено")
    assert ours(chat) == ["Пишите в WhatsApp"]


async def test_what_took_its_place_at_the_last_moment_is_not_sent_for_it(linked: World) -> None:
    """Between the look at what is kept and the claim another text was typed."""
    chat, card = await ask(linked)
    await types(linked, card, WITH_PHONE)
    assert linked.app is not None
    (draft_id, typed_in) = linked.rows("SELECT id, typed_in FROM drafts")[0]
    for held in (drafts.Held(WITH_PHONE, typed_in - 1), drafts.Held(WITH_PHONE, typed_in)):
        async with linked.app.db.begin() as session:
            claimed = await drafts.approve(
                session, draft_id, seller_id=linked.seller.id, words=held
            )
            assert (claimed is not None) == (held.typed_in == typed_in)
    assert ours(chat) == []


async def test_a_draft_that_is_gone_keeps_nothing(linked: World) -> None:
    chat, card = await ask(linked)
    await linked.seller.taps(card["message_id"], "✏️ Изменить")
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    written = await linked.seller.writes(WITH_PHONE)
    said = await linked.seller.sees("Уже отправлено", after=written["message_id"])
    assert not has_button(said, ANYWAY)
    assert ours(chat) == [DRAFT]


async def test_what_is_kept_survives_a_restart(linked: World) -> None:
    chat, card = await ask(linked)
    await types(linked, card, WITH_PHONE)
    await linked.restart()
    shown = await linked.seller.sees(lambda m: has_button(m, ANYWAY) and not is_warning(m))
    await linked.seller.taps(shown["message_id"], ANYWAY)
    await linked.seller.sees("✅ Отправлено")
    await linked.settled()
    assert ours(chat) == [WITH_PHONE]


async def test_a_newer_line_of_the_buyer_stops_it(linked: World) -> None:
    chat, card = await ask(linked)
    answer = await types(linked, card, WITH_PHONE)
    linked.gemini.says("Доставка есть.")
    linked.shop.buyer_writes(chat.id, "А доставка?")
    newer = await linked.card("Доставка есть.")
    assert newer["message_id"] == card["message_id"]
    await linked.seller.taps(answer["message_id"], ANYWAY)
    await linked.seller.sees("Ничего не отправлено: покупатель написал ещё")
    await linked.settled()
    assert ours(chat) == []


async def test_two_cards_keep_a_text_each(linked: World) -> None:
    anna, her_card = await ask(linked, "Анна")
    boris, his_card = await ask(linked, "Борис")
    hers = await types(linked, her_card, "Анна, звоните: +7 916 123-45-67")
    his = await types(linked, his_card, "Борис, звоните: +7 916 765-43-21")
    await asyncio.gather(
        linked.seller.taps(his["message_id"], ANYWAY),
        linked.seller.taps(hers["message_id"], ANYWAY),
    )
    await linked.settled()
    assert ours(anna) == ["Анна, звоните: +7 916 123-45-67"]
    assert ours(boris) == ["Борис, звоните: +7 916 765-43-21"]


async def test_five_taps_at_once_send_it_once(linked: World) -> None:
    chat, card = await ask(linked)
    answer = await types(linked, card, WITH_PHONE)
    data = _data(answer, ANYWAY)
    taps = (linked.seller.forges_tap(card["message_id"], data) for _ in range(5))
    await asyncio.gather(*taps)
    await linked.settled()
    assert ours(chat) == [WITH_PHONE]


async def test_a_strangers_tap_does_nothing(linked: World) -> None:
    chat, card = await ask(linked)
    answer = await types(linked, card, WITH_PHONE)
    await linked.stranger.writes("/start")
    theirs = await linked.stranger.sees("Авито")
    for label in (ANYWAY, "❌ Отмена"):
        await linked.stranger.forges_tap(theirs["message_id"], _data(answer, label))
    await linked.settled()
    assert ours(chat) == []
    assert told(linked.stranger, "916") == 0
    await linked.seller.taps(answer["message_id"], ANYWAY)
    await linked.seller.sees("✅ Отправлено")
    assert ours(chat) == [WITH_PHONE]


async def test_more_than_avito_takes_is_refused_and_not_offered(linked: World) -> None:
    chat, card = await ask(linked)
    await linked.seller.replies(card["message_id"], WITH_PHONE + "а" * 1000)
    await linked.seller.sees("Авито принимает не больше 1000")
    assert not any(has_button(message, ANYWAY) for message in linked.seller.messages)
    assert ours(chat) == []


async def test_a_text_after_an_answer_is_warned_of_too_and_counts_as_by_hand(
    linked: World,
) -> None:
    chat, card = await ask(linked)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.seller.sees("✅ Отправлено")
    answer = await types(linked, card, WITH_PHONE)
    assert ours(chat) == [DRAFT]
    await linked.seller.taps(answer["message_id"], ANYWAY)
    await linked.seller.sees("✅ Отправлено", after=answer["message_id"] - 1)
    await linked.settled()
    assert ours(chat) == [DRAFT, WITH_PHONE]
    assert linked.rows("SELECT answered_by FROM waits") == [("tap",)]


async def test_a_draft_made_anew_does_not_take_words_that_came_meanwhile(linked: World) -> None:
    """🔄 takes its time; what he typed by then is not thrown away for a model's words."""
    chat, card = await ask(linked)
    linked.gemini.delay_seconds = 1
    redrafting = asyncio.create_task(_makes_anew(linked, card))
    await linked.until(lambda: len(linked.gemini.asked) == 2)
    answer = await types(linked, card, WITH_PHONE)
    await redrafting
    await linked.seller.sees("предупреждение о вашем тексте")  # what 🔄 came to
    await linked.seller.taps(answer["message_id"], ANYWAY)
    await linked.seller.sees("✅ Отправлено")
    assert ours(chat) == [WITH_PHONE]


async def _makes_anew(world: World, card: Message) -> None:
    await world.seller.taps(card["message_id"], "🔄 Иначе")
    await world.seller.taps(card["message_id"], "короче")


async def test_one_message_is_kept_once_however_often_it_is_handed_over(linked: World) -> None:
    """The program ended before Telegram's update was finished: it comes again, and is no news."""
    chat, card = await ask(linked)
    typed = Typed(WITH_PHONE, message_id=777, at=linked.clock())
    replies, seller_id = linked.services.replies, linked.seller.id
    said = [
        await replies.answer_card(card["message_id"], seller_id=seller_id, typed=typed)
        for _ in range(2)
    ]
    assert said == [Outcome.WARNED] * 2
    (draft_id,) = linked.rows("SELECT id FROM drafts WHERE own_text != ''")[0]
    sent = [await replies.send_held(draft_id, seller_id=seller_id, typed_in=777) for _ in range(2)]
    assert sent == [Outcome.SENT, Outcome.ALREADY_SENT]
    again = await replies.answer_card(card["message_id"], seller_id=seller_id, typed=typed)
    assert again is Outcome.ALREADY_SENT
    assert ours(chat) == [WITH_PHONE]


async def test_the_second_word_waits_for_avito_as_every_tap(linked: World) -> None:
    chat, card = await ask(linked)
    answer = await types(linked, card, WITH_PHONE)
    linked.avito.fail("POST", "*/messages", 429)
    await linked.seller.taps(answer["message_id"], ANYWAY)
    await linked.seller.sees("Отправлю сам")
    await linked.later(timedelta(minutes=1))
    await linked.seller.sees("✅ Отправлено")
    assert ours(chat) == [WITH_PHONE]


async def test_a_refused_text_can_be_sent_again_from_the_card(linked: World) -> None:
    chat, card = await ask(linked)
    answer = await types(linked, card, WITH_PHONE)
    linked.avito.fail("POST", "*/messages", 400)
    await linked.seller.taps(answer["message_id"], ANYWAY)
    shown = await linked.card(WITH_PHONE)
    assert "Авито не принял текст" in text_of(shown)
    await linked.seller.taps(card["message_id"], "✅ Отправить")  # overruled once is enough
    await linked.seller.sees("✅ Отправлено")
    assert ours(chat) == [WITH_PHONE]


async def test_a_fact_that_is_learnt_leaves_his_own_text_alone(linked: World) -> None:
    """Another card is taught what this one lacks too: only the drafts are written anew."""
    linked.gemini.says("Да, в продаже.", missing=["размер"])
    chat, card = await ask(linked, "Анна")
    answer = await types(linked, card, WITH_PHONE)
    linked.gemini.says("Да, ещё продаю.", missing=["размер"])
    _, other = await ask(linked, "Борис")
    teach = next(row[0] for row in buttons(other) if "запомнить" in row[0])
    await linked.seller.taps(other["message_id"], teach)
    await linked.seller.writes("210 на 95")
    await linked.settled()
    await linked.seller.taps(answer["message_id"], ANYWAY)
    await linked.seller.sees("✅ Отправлено")
    assert ours(chat) == [WITH_PHONE]


async def test_what_he_told_of_this_listing_is_no_warning(linked: World) -> None:
    _, card = await ask(linked)
    assert linked.app is not None
    (account_id,) = linked.rows("SELECT id FROM accounts")[0]
    async with linked.app.db.begin() as session:
        await facts.add(
            session,
            Fact(account_id=account_id, text="Доставка до Химок 450 ₽", noted_at=linked.clock()),
        )
    answer = await types(linked, card, "Доставка 450 ₽, подъём 700 ₽")
    assert "700" in text_of(answer)
    assert "450" not in text_of(answer)


async def test_words_he_does_not_want_are_found_in_his_own_text(linked: World) -> None:
    _, card = await ask(linked)
    (account_id,) = linked.rows("SELECT id FROM accounts")[0]
    await linked.services.manners.speak(account_id, seller_id=linked.seller.id, avoid=("недорого",))
    answer = await types(linked, card, "Да, недорого отдам")
    assert "недорого" in text_of(answer)


async def test_what_is_written_anew_unasked_takes_no_own_texts_place(linked: World) -> None:
    """He types on this card while others are written anew after his answer to another one."""
    chat, card = await ask(linked)
    answer = await types(linked, card, WITH_PHONE)
    (draft_id,) = linked.rows("SELECT id FROM drafts WHERE own_text != ''")[0]
    calls = len(linked.gemini.asked)
    await linked.services.replies.write_anew(draft_id, seller_id=linked.seller.id)
    assert len(linked.gemini.asked) == calls
    await linked.seller.taps(answer["message_id"], ANYWAY)
    await linked.seller.sees("✅ Отправлено")
    assert ours(chat) == [WITH_PHONE]


class Busy(Database):
    """A database whose next writer is held at a gate."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.reached, self.gate = asyncio.Event(), asyncio.Event()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Session]:
        self.reached.set()
        await self.gate.wait()
        async with super().begin() as session:
            yield session


async def test_a_template_takes_no_place_of_words_that_came_at_that_moment(linked: World) -> None:
    """He taps 📝, and what he types is kept before the template is put there."""
    chat, card = await ask(linked)
    (draft_id,) = linked.rows("SELECT id FROM drafts")[0]
    busy = Busy(linked.settings.database)
    tools = Tools(db=busy, wake=linked.services.queue, clock=linked.clock)
    by_template = ByTemplate(tools, linked.services.by_template._drafting)
    putting = asyncio.create_task(by_template.put(draft_id, "delivery", seller_id=linked.seller.id))
    await busy.reached.wait()
    answer = await types(linked, card, WITH_PHONE)
    busy.gate.set()
    assert await putting is None
    await busy.close()
    await linked.seller.taps(answer["message_id"], ANYWAY)
    await linked.seller.sees("✅ Отправлено")
    assert ours(chat) == [WITH_PHONE]


async def test_words_cancelled_on_a_card_of_his_own_leave_the_buyer_his_draft(
    linked: World,
) -> None:
    """He answers himself, thinks better of it and gives the chat back: somebody waits there."""
    chat, card = await ask(linked)
    await linked.seller.taps(card["message_id"], "🙋 Отвечу сам")
    await linked.seller.sees(lambda m: has_button(m, "▶️ Вернуть боту"))
    answer = await types(linked, card, WITH_PHONE)
    await linked.seller.taps(answer["message_id"], "❌ Отмена")
    await linked.settled()
    assert linked.rows("SELECT status FROM drafts") == [("superseded",)]
    await linked.seller.taps(card["message_id"], "▶️ Вернуть боту")
    again = await linked.card(DRAFT)
    await linked.seller.taps(again["message_id"], "✅ Отправить")
    await linked.seller.sees("✅ Отправлено")
    assert ours(chat) == [DRAFT]


async def test_when_the_silence_ended_meanwhile_the_draft_comes_at_the_cancel(
    linked: World,
) -> None:
    _, card = await ask(linked)
    await linked.seller.taps(card["message_id"], "🙋 Отвечу сам")
    answer = await types(linked, card, WITH_PHONE)
    await linked.later(timedelta(hours=3))
    await linked.seller.taps(answer["message_id"], "❌ Отмена")
    await linked.card(DRAFT)


async def test_words_cancelled_on_a_sent_card_leave_it_as_it_was(linked: World) -> None:
    chat, card = await ask(linked)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.seller.sees("✅ Отправлено")
    answer = await types(linked, card, WITH_PHONE)
    await linked.seller.taps(answer["message_id"], "❌ Отмена")
    await linked.settled()
    shown = linked.seller.chat.messages[card["message_id"]]
    assert "✅ Отправлено" in text_of(shown)
    assert has_button(shown, "↩️ Отозвать")
    assert linked.rows("SELECT id, draft_id FROM messages WHERE author = 'buyer'") == [(1, 1)]
    late = await linked.seller.forges_tap(card["message_id"], _data(answer, ANYWAY))
    assert late.text
    again = await types(linked, shown, "Пишите в WhatsApp")
    await linked.seller.taps(again["message_id"], ANYWAY)
    await linked.seller.sees(lambda m: "WhatsApp" in text_of(m) and "✅ Отправлено" in text_of(m))
    assert ours(chat) == [DRAFT, "Пишите в WhatsApp"]


async def test_a_refused_text_of_his_own_stays_when_its_next_is_cancelled(linked: World) -> None:
    chat, card = await ask(linked)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.seller.sees("✅ Отправлено")
    linked.avito.fail("POST", "*/messages", 400)
    await linked.seller.replies(card["message_id"], "Приезжайте")
    refused = await linked.card("Приезжайте")
    answer = await types(linked, refused, WITH_PHONE)
    await linked.seller.taps(answer["message_id"], "❌ Отмена")
    back = await linked.card("Приезжайте")
    await linked.seller.taps(back["message_id"], "✅ Отправить")
    await linked.until(lambda: ours(chat) == [DRAFT, "Приезжайте"])


async def test_what_is_typed_for_a_card_that_is_gone_goes_to_no_other_buyer(linked: World) -> None:
    """He fixes a text and cancels it meanwhile: the next buyer's draft is another one."""
    anna, card = await ask(linked)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.seller.sees("✅ Отправлено")
    answer = await types(linked, card, WITH_PHONE)
    await linked.seller.taps(answer["message_id"], "✏️ Исправить")
    await linked.seller.sees("Пришлите новый текст")
    await linked.seller.taps(card["message_id"], "❌ Отмена")
    await linked.settled()
    boris, _ = await ask(linked, "Борис")
    written = await linked.seller.writes("Анна, жду вас у подъезда")
    await linked.seller.sees("", after=written["message_id"])
    await linked.settled()
    assert (ours(anna), ours(boris)) == ([DRAFT], [])
