"""What is written anew after an answer takes nothing out of the seller's hands."""

from datetime import timedelta

import pytest

from bot.demo.telegram_people import buttons
from tests.fakes.gemini import Asked, Json, make_answer
from tests.stories.test_learning import (
    KNOWING,
    LACKING,
    TEACH,
    UNKNOWN,
    ask_from,
    asked,
    only_from_facts,
    stands,
    teach,
)
from tests.stories.test_sending import POSTS
from tests.world import Message, World, has_button

OWN = "Здравствуйте, отвечаю сам"
WITH_PHONE = "Звоните: +7 916 123-45-67"
KEPT = "Черновик на карточке не меняю"
SECOND = "Об этом же спрашивает Анна"


async def begin_teaching(world: World, card: Message) -> None:
    """He has answered a card's question, and the model is at the new draft."""
    await world.seller.taps(card["message_id"], TEACH)
    await world.seller.sees("Напишите ответ")
    calls = len(world.gemini.asked)
    world.gemini.delay_seconds = 0.5
    await world.seller.writes("450 ₽")
    await world.until(lambda: len(world.gemini.asked) > calls)


async def written_anew(world: World) -> None:
    """The model's answer to that has come, and what is to become of it has."""
    await world.services.queue.idle()
    world.gemini.delay_seconds = 0


@pytest.mark.parametrize("mode", ["ask", "auto"])
async def test_what_he_has_tapped_goes_as_it_stood(linked: World, mode: str) -> None:
    await linked.mode(mode)
    card = await asked(linked)
    await begin_teaching(linked, card)
    linked.avito.retry_after_seconds = 30
    linked.avito.fail("POST", POSTS, 429)
    answer = await linked.seller.taps(card["message_id"], "✅ Отправить")
    assert "Отправлю сам" in answer.text
    await written_anew(linked)
    await linked.later(timedelta(seconds=31))
    assert linked.sent == [LACKING]


@pytest.mark.parametrize("mode", ["ask", "auto"])
async def test_what_he_is_typing_meanwhile_goes_to_that_buyer(linked: World, mode: str) -> None:
    await linked.mode(mode)
    card = await asked(linked)
    await begin_teaching(linked, card)
    await linked.seller.taps(card["message_id"], "✏️ Изменить")
    await linked.seller.sees("Пришлите новый текст")
    await linked.card(KNOWING)
    await written_anew(linked)
    assert linked.sent == []
    await linked.seller.writes(OWN)
    await linked.until(lambda: linked.sent == [OWN])


async def test_what_he_put_away_again_waits_for_his_tap(linked: World) -> None:
    await linked.mode("auto")
    card = await asked(linked)
    await begin_teaching(linked, card)
    await linked.seller.taps(card["message_id"], "✏️ Изменить")
    prompt = await linked.seller.sees("Пришлите новый текст")
    await linked.card(KNOWING)
    await linked.seller.taps(prompt["message_id"], "❌ Отмена")
    await written_anew(linked)
    assert linked.sent == []
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    assert linked.sent == [KNOWING]


async def test_a_wish_typed_meanwhile_is_for_the_draft_that_stands(linked: World) -> None:
    await linked.mode("auto")
    card = await asked(linked)
    await begin_teaching(linked, card)
    await linked.seller.taps(card["message_id"], "🔄 Иначе")
    await linked.seller.taps(card["message_id"], "свой наказ")
    await linked.seller.sees("Как переписать")
    await linked.card(KNOWING)
    await written_anew(linked)
    linked.gemini.answer = lambda _: make_answer("С наказом", kind="delivery")
    await linked.seller.writes("Скажи, что звонить нельзя")
    await linked.card("С наказом")
    assert "звонить нельзя" in linked.gemini.asked[-1].prompt
    assert linked.sent == []


async def test_a_reply_to_the_card_that_was_written_anew_goes_to_its_buyer(linked: World) -> None:
    card = await asked(linked)
    await begin_teaching(linked, card)
    linked.clock.jump(timedelta(minutes=1))  # by the program's clock he has written long before
    await linked.card(KNOWING)
    await written_anew(linked)
    linked.clock.jump(timedelta(minutes=-1))
    await linked.seller.replies(card["message_id"], OWN)
    await linked.until(lambda: linked.sent == [OWN])


async def test_a_tap_on_the_text_before_says_that_it_was_written_anew(linked: World) -> None:
    card = await asked(linked)
    keys = [key for row in card["reply_markup"]["inline_keyboard"] for key in row]
    send = next(key["callback_data"] for key in keys if key["text"] == "✅ Отправить")
    await teach(linked, card, "450 ₽")
    await linked.card(KNOWING)
    answer = await linked.seller.forges_tap(card["message_id"], send)
    assert "черновик на карточке уже другой" in answer.text
    assert "написал ещё" not in answer.text
    assert linked.sent == []


async def test_what_he_had_written_by_his_wish_stays(linked: World) -> None:
    await linked.mode("auto")
    card = await asked(linked)
    linked.gemini.answer = with_wish
    await linked.seller.taps(card["message_id"], "🔄 Иначе")
    await linked.seller.taps(card["message_id"], "свой наказ")
    await linked.seller.sees("Как переписать")
    await linked.seller.writes("Скажи, что звонить нельзя")
    await linked.card("С наказом")
    await teach(linked, card, "450 ₽")
    await linked.seller.sees(KEPT)
    await linked.settled()
    assert "С наказом" in stands(linked, card)
    await linked.restart()
    await linked.settled()
    assert "С наказом" in stands(linked, card)
    assert linked.sent == []


def with_wish(asked: Asked) -> Json:
    if "звонить нельзя" not in asked.prompt:
        return only_from_facts(asked)
    return make_answer("С наказом", kind="delivery", missing=[UNKNOWN], confidence=0.4)


async def test_a_template_that_he_put_stays(linked: World) -> None:
    await linked.mode("auto")
    first = await asked(linked)
    ask_from(linked, "Борис")
    second = await linked.seller.sees(SECOND)
    await linked.seller.taps(second["message_id"], "📝 Шаблон")
    shown = next(m for m in linked.seller.messages if m["message_id"] == second["message_id"])
    label = next(one for row in buttons(shown) for one in row if "оставк" in one.lower())
    await linked.seller.taps(second["message_id"], label)
    await linked.settled()
    put = linked.rows("SELECT text FROM drafts WHERE template != ''")
    await teach(linked, first, "450 ₽")
    await linked.until(lambda: linked.sent == [KNOWING])
    await linked.settled()
    assert linked.rows("SELECT text FROM drafts WHERE status = 'pending'") == put
    assert linked.sent == [KNOWING]


async def test_after_a_send_of_which_nothing_is_known_none_goes_by_itself(linked: World) -> None:
    await linked.mode("auto")
    card = await asked(linked)
    linked.avito.fail("POST", POSTS, 500)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.later(timedelta(seconds=13))
    await teach(linked, card, "450 ₽")
    await linked.settled()
    assert linked.sent == []
    assert LACKING in stands(linked, card)


async def test_what_was_tried_is_looked_for_before_another_draft_is_sent(linked: World) -> None:
    card = await asked(linked)
    (chat,) = linked.shop.chats.values()
    linked.avito.fail("POST", POSTS, 500)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.later(timedelta(seconds=13))
    linked.gemini.answer = lambda _: make_answer("Короче", kind="delivery")
    await linked.seller.taps(card["message_id"], "🔄 Иначе")
    await linked.seller.taps(card["message_id"], "короче")
    await linked.card("Короче")
    linked.shop.seller_writes(chat.id, LACKING)  # it has arrived after all
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    assert linked.sent == []


async def test_a_text_of_his_own_that_he_drops_makes_room_for_what_was_learnt(
    linked: World,
) -> None:
    first = await asked(linked)
    ask_from(linked, "Борис")
    second = await linked.seller.sees(SECOND)
    written = await linked.seller.replies(second["message_id"], WITH_PHONE)
    warned = await linked.seller.sees(
        lambda m: has_button(m, "✏️ Исправить"), after=written["message_id"]
    )
    await teach(linked, first, "450 ₽")
    await linked.card(KNOWING)
    assert KNOWING not in stands(linked, second)
    await linked.seller.taps(warned["message_id"], "❌ Отмена")
    await linked.until(lambda: KNOWING in stands(linked, second))


async def test_where_answers_are_off_what_he_tells_is_kept_and_costs_nothing(
    linked: World,
) -> None:
    card = await asked(linked)
    await linked.mode("off")
    calls = len(linked.gemini.asked)
    await teach(linked, card, "450 ₽")
    await linked.settled()
    assert len(linked.gemini.asked) == calls
    assert linked.rows("SELECT count(*) FROM facts") == [(1,)]
