"""The linked accounts: told when one falls off, named, paused, and parted with."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.demo.telegram_people import buttons, text_of
from tests.world import CLIENT_ID, Message, World, has_button, told


async def open_account(world: World) -> Message:
    """The screen of the only account."""
    await world.seller.writes("/accounts")
    shown = await world.seller.sees("1 аккаунт")
    await world.seller.taps(shown["message_id"], buttons(shown)[0][0])
    return await world.seller.sees("Связь с Авито")


async def unlink(world: World, how: str) -> None:
    shown = await open_account(world)
    await world.seller.taps(shown["message_id"], "Отвязать")
    await world.seller.sees(lambda message: has_button(message, how))
    await world.seller.taps(shown["message_id"], how)


async def test_refused_keys_are_told_once_and_new_ones_catch_up(linked: World) -> None:
    chat = linked.buyer()
    linked.shop.revoke_keys()
    said = await linked.seller.sees("больше не принимает ключи")
    linked.shop.buyer_writes(chat.id, "Ау, вы тут?")
    for _ in range(3):
        await linked.tries_again("POST", "/token")
    assert told(linked.seller, "больше не принимает ключи") == 1

    linked.shop.client_secret, linked.shop.keys_revoked = "renewed", False
    await linked.seller.taps(said["message_id"], "🔗 Прислать новые ключи")
    await linked.seller.sees("professionals/api", after=said["message_id"])
    await linked.seller.writes(f"{CLIENT_ID} renewed")
    await linked.seller.sees("новые ключи", after=said["message_id"] + 1)
    await linked.card("Ау, вы тут?")


async def keys_are_revoked(world: World, *, on: bool) -> None:
    world.shop.keys_revoked = on
    world.shop.tokens.clear()


async def tariff_ends(world: World, *, on: bool) -> None:
    world.shop.tariff = not on
    if on:
        world.shop.buyer_writes(world.buyer("Тихий").id, "Пишу, а тарифа нет")


async def rights_are_taken(world: World, *, on: bool) -> None:
    world.shop.employee_key = on


async def avito_is_down(world: World, *, on: bool) -> None:
    world.avito.clear_faults()
    if on:
        failed = world.avito.fail("GET", "*/chats", 500, times=None)
        await world.until(lambda: failed.hits > 0)
        await world.services.queue.idle()
        assert told(world.seller, "не отвечает") == 0  # a minute of that is nobody's business
        world.clock.jump(timedelta(minutes=6))


@pytest.mark.parametrize(
    ("falls_off", "words", "past", "back"),
    [
        (
            keys_are_revoked,
            "больше не принимает ключи",
            "Авито не принимал ключи",
            "снова работает. Не работал",
        ),
        (
            tariff_ends,
            "перестал отдавать переписку",
            "не отдавал переписку",
            "Авито отдаёт переписку",
        ),
        (
            rights_are_taken,
            "не пускает с этим ключом",
            "не пускал с этим ключом",
            "снова работает. Не работал",
        ),
        (
            avito_is_down,
            "не отвечает уже несколько минут",
            "Авито не отвечал",
            "Авито снова отвечает",
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
async def test_an_account_that_falls_off_is_told_once_and_once_when_it_is_back(
    linked: World, falls_off: Callable[..., Awaitable[None]], words: str, past: str, back: str
) -> None:
    await falls_off(linked, on=True)
    alarm = await linked.seller.sees(words)
    for _ in range(3):
        await linked.tries_again()
    await linked.services.queue.idle()
    await falls_off(linked, on=False)
    linked.clock.jump(timedelta(minutes=10))
    await linked.seller.sees(back)
    linked.shop.buyer_writes(linked.buyer().id, "Снова актуально?")
    await linked.card("Снова актуально?")
    assert (await linked.seller.sees(past))["message_id"] == alarm["message_id"]
    assert (told(linked.seller, words), told(linked.seller, past)) == (0, 1)
    assert told(linked.seller, back) == 1
    assert told(linked.stranger, "Мебель Олег") == 0


async def test_an_alias_is_on_every_card_and_nobody_elses_business(linked: World) -> None:
    shown = await open_account(linked)
    await linked.seller.taps(shown["message_id"], "✏️ Название")
    await linked.seller.sees("Как назвать")
    await linked.seller.writes("а" * 41)
    await linked.seller.sees("Слишком длинно: 41 знак")
    await linked.seller.writes("<b>Склад</b> & Ко")
    await linked.seller.sees("теперь это «<b>Склад</b> & Ко»")
    linked.shop.buyer_writes(linked.buyer().id, "Актуально?")
    assert "«<b>Склад</b> & Ко»" in text_of(await linked.card("Актуально?"))
    await linked.seller.writes("/accounts")
    await linked.seller.sees("«<b>Склад</b> & Ко»")


async def test_a_paused_account_is_silent_and_answers_after_the_pause(linked: World) -> None:
    shown = await open_account(linked)
    await linked.seller.taps(shown["message_id"], "⏸ Пауза")
    await linked.seller.sees(lambda message: has_button(message, "▶️ Снять паузу"))
    linked.shop.buyer_writes(linked.buyer().id, "Есть кто?")
    await linked.settled()
    assert told(linked.seller, "Есть кто?") == 0
    await linked.seller.taps(shown["message_id"], "▶️ Снять паузу")
    await linked.card("Есть кто?")


async def test_unlinking_asks_once_and_no_is_an_answer(linked: World) -> None:
    await unlink(linked, "Отмена")
    await linked.seller.sees("Связь с Авито: работает")
    linked.shop.buyer_writes(linked.buyer().id, "Актуально?")
    await linked.card("Актуально?")


@pytest.mark.parametrize(
    ("how", "words", "chats"),
    [
        ("Отвязать, историю оставить", "История осталась", "Чаты: 1"),
        ("Отвязать и удалить всё", "вся история удалены", "Никто не писал"),
    ],
    ids=["keep", "forget"],
)
async def test_an_unlinked_account_is_left_alone_and_its_history_kept_or_not(
    linked: World, how: str, words: str, chats: str
) -> None:
    chat = linked.buyer()
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card("Актуально?")
    await linked.seller.writes("/mode auto")
    await linked.seller.sees("сейчас авто")
    await unlink(linked, how)
    await linked.seller.sees(words)
    await linked.services.queue.idle()
    asked = linked.avito.count("*", "*")
    send = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    answer = await linked.seller.forges_tap(card["message_id"], send)
    assert answer.text == "Этой карточки больше нет"
    linked.shop.buyer_writes(chat.id, "Так актуально или нет?")
    assert linked.sent == []
    linked.clock.jump(timedelta(minutes=1))
    await linked.seller.writes("/accounts")
    await linked.seller.sees("не подключено ни одного")
    assert linked.avito.count("*", "*") == asked

    await linked.link()
    assert told(linked.seller, "Режим — черновики") == 2
    await linked.seller.writes("/report")
    await linked.seller.sees(chats)
    await linked.settled()
    assert told(linked.seller, "Так актуально") == 0  # written while nobody was linked: history
    linked.shop.buyer_writes(chat.id, "Третий раз спрашиваю")
    assert "Так актуально" not in text_of(await linked.card("Третий раз"))


async def test_the_cards_of_an_unlinked_account_offer_nothing(linked: World) -> None:
    linked.shop.buyer_writes(linked.buyer().id, "Актуально?")
    card = await linked.card("Актуально?")
    await unlink(linked, "Отвязать, историю оставить")
    over = await linked.seller.sees("Черновик снят")
    assert over["message_id"] == card["message_id"]
    assert buttons(over) == [["🌐 Открыть на Авито", "Почему?"]]


async def test_what_was_unlinked_can_be_linked_by_another(linked: World) -> None:
    await unlink(linked, "Отвязать, историю оставить")
    await linked.seller.sees("История осталась")
    await linked.link(linked.stranger)
    linked.shop.buyer_writes(linked.buyer().id, "Актуально?")
    await linked.card("Актуально?", person=linked.stranger)
    assert told(linked.seller, "Актуально?") == 0


async def test_a_strangers_taps_on_an_account_change_nothing(linked: World) -> None:
    account = (await linked.services.accounts.all(linked.seller.id))[0]
    await linked.stranger.writes("/start")
    theirs = await linked.stranger.sees("Авито")
    for forged in (
        "a1:open",
        "a1:name",
        "a1:pause",
        "a1:go",
        "a1:after",
        "a1:unlink",
        "a1:keep",
        "a1:forget",
    ):
        answer = await linked.stranger.forges_tap(theirs["message_id"], f"{forged}:{account.id}")
        assert answer.text == "Этот аккаунт уже отвязан"
    for forged in ("m1:open", "m1:auto", "t1:30"):
        answer = await linked.stranger.forges_tap(theirs["message_id"], f"{forged}:{account.id}")
        assert answer.text == "Этот аккаунт уже отвязан"
    assert linked.shop.name not in "".join(text_of(m) for m in linked.stranger.messages)
    assert "работает\nАвтоответы: черновики" in text_of(await open_account(linked))
