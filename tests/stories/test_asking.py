"""What was being typed is never lost without a word, and never taken for something else."""

import pytest

from bot.demo.telegram_people import text_of
from bot.states import (
    Answering,
    Knowing,
    Limiting,
    Linking,
    Naming,
    Templating,
    Toning,
)
from tests.stories.test_sending import DRAFT, ask
from tests.world import World, has_button, told

PUT_AWAY = "Отложил вопрос. Вернуться к нему — "

WAYS: dict[str, tuple[tuple[str, ...], str]] = {
    "knowing": (("/facts", "➕ Добавить"), "/facts"),
    "templating": (("/templates", "➕ Свой шаблон"), "/templates"),
    "toning": (("/accounts", "Мебель Олег", "🗣 Тон", "✍️ Подпись"), "/accounts"),
    "naming": (("/accounts", "Мебель Олег", "✏️ Название"), "/accounts"),
    "limiting": (("/cost", "🎚 Лимит на день", "✏️ Своё число"), "/cost"),
    "linking": (("/link",), "/link"),
}


async def walk(world: World, way: tuple[str, ...]) -> None:
    """Write the command and tap through its screens, each in the last one's place."""
    command, *labels = way
    written = await world.seller.writes(command)
    shown = await world.seller.sees("", after=written["message_id"])
    for label in labels:
        await world.seller.taps(shown["message_id"], label)


def test_each_thing_that_is_asked_has_a_way_back() -> None:
    groups = (Answering, Knowing, Limiting, Linking, Naming, Templating, Toning)
    assert {group.__name__.lower() for group in groups} == {*WAYS, "answering"}


@pytest.mark.parametrize("topic", WAYS)
async def test_a_command_puts_the_question_away_and_says_so(linked: World, topic: str) -> None:
    way, back = WAYS[topic]
    await walk(linked, way)
    written = await linked.seller.writes("/help")
    said = await linked.seller.sees("Отложил", after=written["message_id"])
    assert text_of(said) == f"↩️ {PUT_AWAY}{back}"
    await linked.seller.sees("/resume", after=said["message_id"])
    written = await linked.seller.writes("Это уже никому")
    await linked.seller.sees("Не понял", after=written["message_id"])
    await linked.seller.writes("/menu")
    await linked.seller.sees("Меню", after=written["message_id"])
    assert told(linked.seller, PUT_AWAY) == 1


@pytest.mark.parametrize(
    ("topic", "answers"),
    [
        ("knowing", ["Торга нет"]),
        ("templating", ["Замер", "Приедем и замерим"]),
        ("toning", ["С уважением, Олег"]),
        ("naming", ["Лавка"]),
        ("limiting", ["5"]),
    ],
)
async def test_a_question_goes_away_with_its_answer(
    linked: World, topic: str, answers: list[str]
) -> None:
    await walk(linked, WAYS[topic][0])
    for answer in answers:
        asked = await linked.seller.sees(lambda one: has_button(one, "❌ Отмена"))
        written = await linked.seller.writes(answer)
        await linked.seller.sees("", after=written["message_id"])
        assert asked["message_id"] not in {one["message_id"] for one in linked.seller.messages}


async def test_the_command_that_leads_back_says_no_more(linked: World) -> None:
    await walk(linked, WAYS["knowing"][0])
    await linked.seller.sees("Что мне нужно знать")
    written = await linked.seller.writes("/facts")
    await linked.seller.sees("0 знаний", after=written["message_id"])
    assert told(linked.seller, PUT_AWAY) == 0
    assert told(linked.seller, "Что мне нужно знать") == 0


@pytest.mark.parametrize("word", ["📊 Отчёт", "/facts"])
async def test_an_answer_to_a_buyer_is_put_away_too(linked: World, word: str) -> None:
    _, card = await ask(linked)
    await linked.seller.taps(card["message_id"], "✏️ Изменить")
    await linked.seller.sees("Пришлите новый текст")
    written = await linked.seller.writes(word)
    said = await linked.seller.sees(PUT_AWAY, after=written["message_id"])
    assert "кнопкой на карточке" in text_of(said)
    assert told(linked.seller, "Пришлите новый текст") == 0
    await linked.seller.writes("Да, приезжайте")
    await linked.seller.sees("Не понял", after=said["message_id"])
    assert linked.sent == []


async def test_another_question_takes_the_place_of_the_first(linked: World) -> None:
    _, card = await ask(linked)
    _, second = await ask(linked, after=card["message_id"])
    await linked.seller.taps(card["message_id"], "✏️ Изменить")
    first = await linked.seller.sees("Пришлите новый текст")
    await linked.seller.taps(second["message_id"], "✏️ Изменить")
    await linked.seller.sees("Пришлите новый текст", after=first["message_id"])
    await linked.telegram.until(lambda: told(linked.seller, "Пришлите новый текст") == 1)


async def test_a_reply_to_a_card_puts_another_question_away(linked: World) -> None:
    chat, card = await ask(linked)
    await walk(linked, WAYS["knowing"][0])
    await linked.seller.sees("Что мне нужно знать")
    await linked.seller.replies(card["message_id"], "Да, приезжайте")
    await linked.seller.sees(f"{PUT_AWAY}/facts")
    await linked.until(lambda: linked.sent == ["Да, приезжайте"])
    assert linked.rows("SELECT * FROM facts") == []
    assert chat.messages[-1].text != DRAFT


async def test_a_reply_to_the_card_answers_its_own_question(linked: World) -> None:
    _, card = await ask(linked)
    await linked.seller.taps(card["message_id"], "✏️ Изменить")
    await linked.seller.sees("Пришлите новый текст")
    await linked.seller.replies(card["message_id"], "Да, приезжайте")
    await linked.seller.sees("с правкой")
    await linked.telegram.until(lambda: told(linked.seller, "Пришлите новый текст") == 0)
    assert told(linked.seller, PUT_AWAY) == 0
