"""What leaves by itself and what waits for the seller, and how it is worded."""

from typing import Any

import pytest

from bot.demo.telegram_people import text_of
from tests.world import Message, World, has_button

YES = "Здравствуйте! Да, диван в продаже."
HELD = "Сам не отправил"


async def asks(world: World, *, text: str = "Здравствуйте! Актуально?", **answer: Any) -> None:
    """A buyer writes, and the model answers so."""
    world.gemini.says(answer.pop("reply", YES), **answer)
    world.shop.buyer_writes(world.buyer().id, text)


async def held(world: World, why: str) -> Message:
    card = await world.seller.sees(lambda m: HELD in text_of(m) and why in text_of(m))
    assert has_button(card, "✅ Отправить")
    assert world.sent == []
    return card


WAITS: dict[str, dict[str, Any]] = {
    "уверен в ответе только на 50 %": {"confidence": 0.5},
    "покупатель жалуется": {"complaint": True, "kind": "complaint"},
    "покупатель просит человека": {"wants_human": True, "kind": "human"},
    "не хватает знаний": {"missing": ["ширина"], "confidence": 0.5},
    "сумма": {"reply": "Отдам за 12 000 ₽"},
}


@pytest.mark.parametrize("why", WAITS)
async def test_what_does_not_pass_waits_and_says_why(linked: World, why: str) -> None:
    await linked.mode("auto")
    await asks(linked, **WAITS[why])
    card = await held(linked, why)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.until(lambda: len(linked.sent) == 1)


async def test_what_passes_leaves_by_itself(linked: World) -> None:
    await linked.mode("auto")
    await asks(linked)
    await linked.until(lambda: linked.sent == [YES])


async def test_a_kind_that_he_wants_to_be_asked_about_waits(linked: World) -> None:
    await linked.mode("auto")
    await linked.change_rows("""UPDATE accounts SET ask_kinds = '["availability"]'""")
    await asks(linked, kind="availability")
    await held(linked, "вы просили спрашивать о таком")


async def test_after_so_many_in_a_row_he_is_asked_and_then_it_goes_on(linked: World) -> None:
    await linked.mode("auto")
    await linked.change_rows("UPDATE accounts SET most_in_a_row = 2")
    chat = linked.buyer()
    alone = ["Да, в продаже.", "Цена как в объявлении."]
    for number, reply in enumerate(alone):
        linked.gemini.says(reply)
        linked.shop.buyer_writes(chat.id, "А это?")
        await linked.until(lambda sent=alone[: number + 1]: linked.sent == sent)  # type: ignore[misc]
    linked.gemini.says("Уточню и напишу.")
    linked.shop.buyer_writes(chat.id, "А ещё?")
    card = await linked.seller.sees("автоответов подряд уже 2")
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    linked.gemini.says("Пишите, если что.")
    linked.shop.buyer_writes(chat.id, "Спасибо!")
    await linked.until(lambda: linked.sent[2:] == ["Уточню и напишу.", "Пишите, если что."])


async def test_on_a_draft_the_same_findings_are_a_warning(linked: World) -> None:
    await asks(linked, reply="Отдам за 12 000 ₽, пишите в телеграм")
    card = await linked.seller.sees("⚠️ Проверьте")
    assert "12 000 ₽" in text_of(card)
    assert "телеграм" in text_of(card)
    assert HELD not in text_of(card)


async def test_the_answer_is_in_the_accounts_tone(linked: World) -> None:
    await linked.change_rows(
        """UPDATE accounts SET tone = '{"formal": false, "signature": "Ваш Олег"}'"""
    )
    chat = linked.buyer()
    linked.gemini.says(YES)
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card(f"{YES}\nВаш Олег")
    assert "на «ты»" in linked.gemini.asked[-1].prompt
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    linked.gemini.says("Здравствуйте! Цена как в объявлении.")
    linked.shop.buyer_writes(chat.id, "А цена?")
    second = await linked.card("Цена как в объявлении.")
    assert "Здравствуйте! Цена" not in text_of(second)


async def test_words_he_does_not_want_wait_for_him(linked: World) -> None:
    await linked.mode("auto")
    await linked.change_rows("""UPDATE accounts SET tone = '{"avoid": ["дружище"]}'""")
    await asks(linked, reply="Да, дружище, в продаже.")
    await held(linked, "дружище")


async def test_another_language_waits_until_he_allows_it(linked: World) -> None:
    await linked.mode("auto")
    await asks(linked, text="Is it available?", reply="Yes, it is still for sale.", language="en")
    await held(linked, "ответ на английском, а он не разрешён")
    await linked.change_rows("""UPDATE accounts SET languages = '["ru", "en"]'""")
    await asks(linked, text="Hello, still there?", reply="Yes, it is available now.", language="en")
    await linked.until(lambda: linked.sent == ["Yes, it is available now."])


async def test_a_listing_that_is_gone_is_not_answered_for_by_itself(linked: World) -> None:
    await linked.mode("auto")
    chat = linked.buyer()
    assert chat.listing is not None
    chat.listing.status = "removed"
    linked.gemini.says("Здравствуйте! Чем помочь?")
    linked.shop.buyer_writes(chat.id, "Здравствуйте!")
    await held(linked, "объявление уже не в продаже")


KLIN = ("Доставка до Клина 1000 ₽", "Доставка до Клина 1300 ₽")
DISPUTED = "ваши знания противоречат друг другу: «Доставка до Клина 1000 ₽», «Доставка до Кл"


async def disputed(world: World, reply: str, used: list[int]) -> None:
    """A buyer asks what the seller has told in two ways, and has not said which is right."""
    (account_id,) = world.rows("SELECT id FROM accounts")[0]
    for text in KLIN:
        await world.services.knowledge.add(account_id, seller_id=world.seller.id, text=text)
    await asks(world, text="Доставка в Клин?", reply=reply, used=used, kind="delivery")


@pytest.mark.parametrize("used", [[1, 2], [1]])
async def test_of_facts_that_contradict_each_other_none_leaves_by_itself(
    linked: World, used: list[int]
) -> None:
    await linked.mode("auto")
    await disputed(linked, "До Клина 1000 ₽.", used)
    card = await held(linked, DISPUTED)
    await linked.seller.taps(card["message_id"], "Почему?")
    await linked.seller.sees(lambda m: DISPUTED in text_of(m), after=card["message_id"])


async def test_a_draft_from_facts_that_contradict_each_other_says_so(linked: World) -> None:
    await disputed(linked, "До Клина 1000 ₽. До Клина 1300 ₽.", [1, 2])
    assert f"⚠️ Проверьте: {DISPUTED}" in text_of(await linked.card("До Клина 1000 ₽"))
