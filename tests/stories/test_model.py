"""The model: what it costs is kept, and when it fails nothing is invented."""

import pytest
from pydantic import SecretStr

from bot.demo.telegram_people import buttons, text_of
from tests.world import Message, World, has_button

DRAFT = "Здравствуйте! Да, в продаже."


async def ask(world: World) -> Message:
    chat = world.buyer("Анна")
    world.shop.buyer_writes(chat.id, "Актуально?")
    return await world.card(DRAFT)


async def no_draft(world: World) -> Message:
    """A buyer asks; the card that comes without a draft."""
    chat = world.buyer("Анна")
    world.shop.buyer_writes(chat.id, "Актуально?")
    card = await world.seller.sees("ИИ недоступен")
    assert "Актуально?" in text_of(card)
    assert "Черновик" not in text_of(card)
    assert not has_button(card, "✅ Отправить")
    assert has_button(card, "✏️ Изменить")
    assert world.rows("SELECT text FROM drafts") == [("",)]
    return card


async def test_without_a_key_the_card_comes_at_once_and_one_answers_oneself(linked: World) -> None:
    linked.use(gemini_api_key=SecretStr(""))
    await linked.restart()
    card = await no_draft(linked)
    assert linked.rows("SELECT reason FROM drafts") == [("model_missing",)]
    assert not linked.gemini.paths
    await linked.seller.taps(card["message_id"], "✏️ Изменить")
    await linked.seller.sees("Пришлите ответ")
    await linked.seller.writes("Да, приезжайте")
    await linked.seller.sees("✅ Отправлено")
    assert linked.sent == ["Да, приезжайте"]
    assert linked.rows("SELECT answered_by FROM waits") == [("hand",)]


FAULTS: dict[str, tuple[int | str, ...]] = {
    "down": (500, 503, "cut", "cut_after"),
    "busy": (429,),
    "budget": ("budget",),
    "key": (401, 403),
    "region": ("location",),
    "refused": ("blocked:SAFETY", "SAFETY", "RECITATION"),
    "nonsense": (
        *("MAX_TOKENS", "truncated", "broken_json", "html", "no_body", "wrong_shape"),
        *("wrong_types", "bad_enum", "no_json", "empty", "too_long"),
    ),
}


@pytest.mark.parametrize("code", FAULTS)
async def test_whatever_fails_the_card_comes_with_the_reason_and_no_words(
    linked: World, code: str
) -> None:
    last = 0
    for fault in FAULTS[code]:
        linked.gemini.fail(fault)
        chat = linked.buyer(f"Анна-{fault}")
        linked.shop.buyer_writes(chat.id, "Актуально?")
        card = await linked.seller.sees(f"Анна-{fault}", after=last)
        last = card["message_id"]
        assert "ИИ недоступен" in text_of(card)
        assert not has_button(card, "✅ Отправить")
        assert has_button(card, "✏️ Изменить")
    await linked.settled()
    assert linked.sent == []
    assert set(linked.rows("SELECT text, reason FROM drafts")) == {("", f"model_{code}")}
    assert len(linked.gemini.paths) == len(FAULTS[code])  # once each, not over and over

    # It works again: «ещё раз» puts a draft on the same card.
    await linked.seller.taps(last, "🔄 Иначе")
    await linked.seller.taps(last, "ещё раз")
    assert (await linked.card(DRAFT))["message_id"] == last


async def test_in_auto_a_failing_model_asks_and_sends_nothing(linked: World) -> None:
    await linked.mode("auto")
    linked.gemini.fail("bad_enum")
    await no_draft(linked)
    await linked.settled()
    assert linked.sent == []


async def test_what_each_call_used_is_stored(linked: World) -> None:
    card = await ask(linked)
    linked.gemini.fail("bad_enum")
    await linked.seller.taps(card["message_id"], "🔄 Иначе")
    await linked.seller.taps(card["message_id"], "короче")
    await linked.seller.sees("нового черновика нет")
    linked.gemini.fail(503)
    await linked.seller.taps(card["message_id"], "🔄 Иначе")
    await linked.seller.taps(card["message_id"], "короче")
    await linked.until(lambda: len(linked.gemini.asked) == 3)
    await linked.settled()
    used = linked.rows(
        "SELECT model, outcome, input_tokens, output_tokens, cached_tokens FROM model_calls"
    )
    assert used == [
        ("gemini-3.5-flash-lite", "answer", 1200, 100, 1000),
        ("gemini-3.5-flash-lite", "nonsense", 1200, 100, 1000),
    ]  # a call that never answered has used nothing that is known


MANNERS = ["короче", "вежливее", "без скидки"]


async def test_another_manner_on_the_same_card(linked: World) -> None:
    card = await ask(linked)
    linked.gemini.says("Да, есть. Приезжайте!")
    await linked.seller.taps(card["message_id"], "🔄 Иначе")
    opened = {label for row in buttons(linked.cards[0]) for label in row}
    assert opened >= {*MANNERS, "свой наказ"}
    await linked.seller.taps(card["message_id"], "короче")
    again = await linked.card("Да, есть. Приезжайте!")
    assert again["message_id"] == card["message_id"]
    assert DRAFT in linked.gemini.asked[1].prompt  # it is told what it is to word anew
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    assert linked.sent == ["Да, есть. Приезжайте!"]
    assert linked.rows("SELECT answered_by FROM waits") == [("tap",)]


async def test_every_manner_asks_something_else(linked: World) -> None:
    card = await ask(linked)
    for place, manner in enumerate(MANNERS):
        linked.gemini.says(f"Вариант {place}")
        await linked.seller.taps(card["message_id"], "🔄 Иначе")
        await linked.seller.taps(card["message_id"], manner)
        await linked.card(f"Вариант {place}")
    prompts = [asked.prompt for asked in linked.gemini.asked]
    assert len({prompt.replace(f"Вариант {n}", "") for n, prompt in enumerate(prompts)}) == 4


async def test_an_own_wish(linked: World) -> None:
    card = await ask(linked)
    await linked.seller.taps(card["message_id"], "🔄 Иначе")
    await linked.seller.taps(card["message_id"], "свой наказ")
    await linked.seller.sees("Как переписать?")
    await linked.restart()  # what is being asked survives
    linked.gemini.says("Да. Приезжайте завтра после шести.")
    await linked.seller.writes("предложи приехать завтра после шести")
    again = await linked.card("завтра после шести")
    assert again["message_id"] == card["message_id"]
    assert "предложи приехать завтра после шести" in linked.gemini.asked[-1].prompt
    assert linked.sent == []


@pytest.mark.parametrize("manner", ["короче", "свой наказ"])
async def test_a_failing_model_keeps_the_old_draft(linked: World, manner: str) -> None:
    card = await ask(linked)
    linked.gemini.fail(503)
    await linked.seller.taps(card["message_id"], "🔄 Иначе")
    await linked.seller.taps(card["message_id"], manner)
    if manner == "свой наказ":
        await linked.seller.sees("Как переписать?")
        await linked.seller.writes("короче и веселее")
    await linked.seller.sees("нового черновика нет")
    assert (await linked.card(DRAFT))["message_id"] == card["message_id"]
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.seller.sees("✅ Отправлено")
    assert linked.sent == [DRAFT]


async def test_a_strangers_wish_reaches_no_model(linked: World) -> None:
    card = await ask(linked)
    await linked.seller.taps(card["message_id"], "🔄 Иначе")
    shorter = next(
        button["callback_data"]
        for row in linked.cards[0]["reply_markup"]["inline_keyboard"]
        for button in row
        if button["text"] == "короче"
    )
    await linked.stranger.writes("/start")
    theirs = await linked.stranger.sees("Авито")
    await linked.stranger.forges_tap(theirs["message_id"], shorter)
    await linked.settled()
    assert len(linked.gemini.asked) == 1
    assert all(DRAFT not in text_of(message) for message in linked.stranger.messages)
