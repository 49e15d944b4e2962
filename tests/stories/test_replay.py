"""An update that is worked twice, as after a crash, means what it meant the first time."""

from tests.stories.test_learning import LACKING, TEACH, only_from_facts
from tests.stories.test_sending import ask
from tests.world import CLIENT_ID, Message, World, has_button, told


async def cut_off_next(world: World) -> None:
    """Of the next update it will not be written down that it is worked."""
    (last,) = world.rows("SELECT max(id) FROM updates")[0]
    await world.change_rows(
        f"CREATE TRIGGER cut_off BEFORE UPDATE ON updates WHEN OLD.id = {last + 1} "
        "BEGIN SELECT RAISE(IGNORE); END"
    )


async def work_it_again(world: World) -> None:
    """The program ends, and its next life works what is left."""
    await world.settled()
    await world.stop()
    await world.change_rows("DROP TRIGGER cut_off")
    assert unfinished(world) == 1
    await world.start()
    await world.until(lambda: unfinished(world) == 0)
    await world.settled()


def unfinished(world: World) -> int:
    return int(world.rows("SELECT count(*) FROM updates WHERE finished_at IS NULL")[0][0])


async def ask_two_things(world: World) -> Message:
    world.gemini.says(LACKING, missing=["доставка", "ширина"], confidence=0.4)
    world.gemini.answer = only_from_facts
    world.shop.buyer_writes(world.buyer().id, "Сколько доставка и какая ширина?")
    card = await world.seller.sees("❓ Не знаю: доставка; ширина")
    await world.seller.taps(card["message_id"], TEACH)
    prompt = await world.seller.sees("каждый с новой строки")
    await cut_off_next(world)
    return prompt


async def test_an_answer_to_one_question_is_not_taken_for_the_next(linked: World) -> None:
    await ask_two_things(linked)
    await linked.seller.writes("Доставка 450 ₽")
    await linked.seller.sees("Остался 1 вопрос без ответа")
    await work_it_again(linked)
    assert linked.rows("SELECT text FROM facts") == [("Доставка 450 ₽",)]
    assert told(linked.seller, "Не понял") == 0
    await linked.seller.writes("210 см")
    await linked.seller.sees("Ширина: 210 см")


async def test_an_answer_that_fitted_no_question_fits_none_later(linked: World) -> None:
    await ask_two_things(linked)
    await linked.seller.writes("210 см")
    await linked.seller.sees("Не понял, какой ответ")
    await work_it_again(linked)
    assert linked.rows("SELECT text FROM facts") == []


async def test_a_question_that_never_reached_him_is_put_away(linked: World) -> None:
    prompt = await ask_two_things(linked)
    linked.telegram.fail("sendMessage", "500", times=None)
    await linked.seller.writes("210 см")
    await linked.settled()
    linked.telegram.clear_faults()
    await work_it_again(linked)
    await linked.seller.sees("Отложил вопрос", after=prompt["message_id"])


async def test_a_template_s_name_does_not_become_its_text(linked: World) -> None:
    written = await linked.seller.writes("/templates")
    shown = await linked.seller.sees("", after=written["message_id"])
    await linked.seller.taps(shown["message_id"], "➕ Свой шаблон")
    await cut_off_next(linked)
    written = await linked.seller.writes("Замер")
    await linked.seller.sees(lambda m: has_button(m, "❌ Отмена"), after=written["message_id"])
    await work_it_again(linked)
    assert linked.rows("SELECT name, text FROM templates WHERE name = 'Замер'") == []
    await linked.seller.writes("Приедем и замерим")
    await linked.seller.sees("Приедем и замерим", after=written["message_id"])


async def test_the_first_key_is_not_taken_for_the_second(linked: World) -> None:
    command = await linked.seller.writes("/link")
    await linked.seller.sees("professionals/api", after=command["message_id"])
    await cut_off_next(linked)
    written = await linked.seller.writes(CLIENT_ID)
    second = await linked.seller.sees("Client Secret", after=written["message_id"])
    await work_it_again(linked)
    assert linked.seller.messages[-1] == second


async def test_what_was_written_before_a_question_does_not_answer_it(linked: World) -> None:
    _, card = await ask(linked)
    await cut_off_next(linked)
    written = await linked.seller.writes("Спасибо")
    await linked.seller.sees("Не понял", after=written["message_id"])
    await linked.seller.taps(card["message_id"], "✏️ Изменить")
    await linked.seller.sees("Пришлите новый текст")
    await work_it_again(linked)
    assert linked.sent == []
    await linked.seller.writes("Да, приезжайте")
    await linked.until(lambda: linked.sent == ["Да, приезжайте"])
