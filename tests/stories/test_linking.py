"""A seller links his Avito account: what happened and what to do is always said in words."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.demo.telegram_people import Person, buttons, text_of
from tests.world import CLIENT_ID, CLIENT_SECRET, Message, World, has_button

KEYS = f"{CLIENT_ID} {CLIENT_SECRET}"
MESSAGES = "*/messages/"


async def give_keys(world: World, *texts: str, person: Person | None = None) -> int:
    """Ask for the steps and write the keys; the id of the message with the steps."""
    person = person or world.seller
    await person.writes("/link")
    asked = await person.sees("professionals/api")
    for text in texts or (KEYS,):
        await person.writes(text)
    return int(asked["message_id"])


def told(person: Person, words: str) -> int:
    """How many messages that stand in the chat have these words."""
    return sum(words in text_of(message) for message in person.messages)


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


async def test_the_steps_of_the_probe_appear_as_they_pass(world: World) -> None:
    chat = world.buyer("Анна")
    world.shop.buyer_writes(chat.id, "Это было до подключения")
    await give_keys(world)
    await world.seller.sees("подключён")
    shown = [
        str(params["text"])
        for method, params in world.telegram.calls
        if "Проверка ключей" in str(params.get("text"))
    ]
    assert [text.count("✅") for text in shown] == [0, 1, 2, 3, 4, 5, 5]
    assert ["⏳" in text for text in shown] == [True] * 5 + [False] * 2
    order = ["ключи", "профиль", "объявления", "чаты", "сообщения"]
    places = [shown[-1].index(f"✅ {step}") for step in order]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "texts",
    [
        (KEYS,),
        (f"{CLIENT_ID}\n{CLIENT_SECRET}",),
        (CLIENT_ID, CLIENT_SECRET),
        (f"Client ID: {CLIENT_ID}\nClient Secret: {CLIENT_SECRET}",),
        ("что-то совсем другое", KEYS),
        ("wrong-id", KEYS),
    ],
)
async def test_keys_come_as_people_send_them_and_do_not_stay(
    world: World, texts: tuple[str, ...]
) -> None:
    asked = await give_keys(world, *texts)
    done = await world.seller.sees("«Мебель Олег» подключён", after=asked)
    assert "черновики" in text_of(done)
    assert "автоответы самого Авито" in text_of(done)
    seen = "\n".join(text_of(message) for message in world.seller.messages)
    assert CLIENT_SECRET not in seen
    assert CLIENT_ID not in seen


async def test_keys_that_cannot_be_deleted_are_left_to_the_seller(world: World) -> None:
    world.telegram.fail("deleteMessage", "500", times=2)
    await give_keys(world)
    await world.seller.sees("Удалите его, пожалуйста, сами")
    await world.seller.sees("подключён")


async def test_without_the_tariff_it_is_linked_and_tried_again_ever_more_rarely(
    world: World,
) -> None:
    world.shop.buyer_writes(world.buyer().id, "Это было до подключения")
    world.shop.tariff = False
    await give_keys(world)
    said = await world.seller.sees("нужна подписка")
    assert "«Мебель Олег»" in text_of(said)
    await world.until(lambda: world.avito.count("GET", MESSAGES) >= 5)
    times = [at for method, path, at in world.avito.requests if path.endswith("/messages/")]
    pauses = [(after - before).total_seconds() for before, after in zip(times, times[1:])]
    for number, pause in enumerate(pauses[1:], start=1):
        assert pause >= world.settings.poll_seconds * 2**number * 0.9
    for _ in range(12):  # and never more rarely than every ten minutes
        before = world.avito.count("GET", MESSAGES)
        world.clock.jump(timedelta(minutes=10))
        await world.until(lambda before=before: world.avito.count("GET", MESSAGES) > before)
    assert told(world.seller, "подписка") == 1
    shown = await open_account(world)
    assert "ждёт подписки" in text_of(shown)


async def test_once_the_tariff_is_there_it_is_told_once_and_the_account_works(
    world: World,
) -> None:
    chat = world.buyer()
    world.shop.buyer_writes(chat.id, "Это было до подключения", at=world.clock() - timedelta(days=1))
    world.shop.tariff = False
    await world.link()
    world.shop.buyer_writes(chat.id, "А это уже после?")
    await world.settled()
    world.shop.tariff = True
    world.clock.jump(timedelta(minutes=10))
    await world.seller.sees("«Мебель Олег»: всё работает")
    card = await world.card("А это уже после?")
    assert "до подключения" not in text_of(card)
    await world.settled()
    await world.settled()
    assert told(world.seller, "всё работает") == 1
    await world.seller.taps(card["message_id"], "✅ Отправить")
    assert len(world.sent) == 1


async def employee_key(world: World) -> None:
    world.shop.employee_key = True


async def wrong_keys(world: World) -> None:
    world.shop.keys_revoked = True


async def avito_breaks(world: World) -> None:
    world.avito.fail("*", "*", 500, times=None)


async def avito_refuses_connections(world: World) -> None:
    await world.avito.stop()


async def too_many_requests(world: World) -> None:
    world.avito.fail("GET", "*/chats", 429)


async def bad_request(world: World) -> None:
    world.avito.fail("GET", "*/chats", 400)


async def no_tariff_for_the_profile(world: World) -> None:
    """402 before Avito has told whose keys these are."""
    world.avito.fail("GET", "*/self", 402)


async def mend(world: World) -> None:
    world.shop.employee_key = world.shop.keys_revoked = False
    world.avito.clear_faults()
    await world.avito.stop()
    await world.avito.start(port=world.avito.port)


@pytest.mark.parametrize(
    ("breaks", "words"),
    [
        (employee_key, "ключ сотрудника"),
        (wrong_keys, "не принял ключи"),
        (avito_breaks, "Авито сейчас не отвечает"),
        (avito_refuses_connections, "Авито сейчас не отвечает"),
        (too_many_requests, "просит подождать"),
        (bad_request, "отклонил запрос"),
        (no_tariff_for_the_profile, "отклонил запрос"),
    ],
)
async def test_what_went_wrong_is_said_and_the_keys_can_be_sent_again(
    world: World, breaks: Callable[[World], Awaitable[None]], words: str
) -> None:
    await breaks(world)
    asked = await give_keys(world)
    said = await world.seller.sees(words, after=asked)
    assert has_button(said, "🔗 Попробовать ещё раз")
    probe = await world.seller.sees("Проверка ключей")
    assert text_of(probe).count("❌") == 1
    assert "⏳" not in text_of(probe)
    await world.seller.writes("/accounts")
    await world.seller.sees("не подключено ни одного")

    await mend(world)
    again = await world.seller.taps(said["message_id"], "🔗 Попробовать ещё раз")
    assert again.text == ""
    await world.seller.writes(KEYS)
    await world.seller.sees("«Мебель Олег» подключён")


async def test_keys_may_follow_a_failure_without_another_link(world: World) -> None:
    asked = await give_keys(world, f"{CLIENT_ID} mistyped")
    await world.seller.sees("не принял ключи", after=asked)
    await world.seller.writes(KEYS)
    await world.seller.sees("«Мебель Олег» подключён")


async def test_a_hanging_avito_holds_up_nobody_else(world: World) -> None:
    other = world.avito.add_shop(client_id="other", client_secret="of-masha", name="Кровати")
    world.avito.fail("GET", "*/chats", "hang", shop=world.shop)
    await give_keys(world)
    await world.seller.sees("⏳ чаты")
    asked = await give_keys(world, "other of-masha", person=world.stranger)
    await world.stranger.sees(f"«{other.name}» подключён", after=asked)
    assert told(world.seller, "Авито сейчас не отвечает") == 0
    world.avito.clear_faults()
    await world.seller.sees("Авито сейчас не отвечает")


async def test_a_shop_without_chats_works_from_its_first_buyer_on(world: World) -> None:
    await give_keys(world)
    await world.seller.sees("Чатов в нём пока нет")
    world.shop.buyer_writes(world.buyer().id, "Я первая?")
    await world.card("Я первая?")


async def test_an_account_that_somebody_else_linked_is_refused_without_saying_whose(
    linked: World,
) -> None:
    asked = await give_keys(linked, person=linked.stranger)
    said = await linked.stranger.sees("уже подключён", after=asked)
    everything = "\n".join(text_of(message) for message in linked.stranger.messages)
    for secret in (linked.seller.name, linked.shop.name, str(linked.seller.id)):
        assert secret not in everything
    assert has_button(said, "🔗 Попробовать ещё раз")
    await linked.stranger.writes("/accounts")
    await linked.stranger.sees("не подключено ни одного")
    linked.shop.buyer_writes(linked.buyer().id, "Актуально?")
    await linked.card("Актуально?")
    assert told(linked.stranger, "Актуально?") == 0


async def test_the_same_seller_may_link_again_and_nothing_starts_over(linked: World) -> None:
    await linked.seller.writes("/mode auto")
    await linked.seller.sees("сейчас авто")
    asked = await give_keys(linked)
    said = await linked.seller.sees("новые ключи", after=asked)
    assert "черновики" not in text_of(said)
    shown = await open_account(linked)
    assert "авто" in text_of(shown)


async def test_refused_keys_are_told_once_and_new_ones_catch_up(linked: World) -> None:
    chat = linked.buyer()
    linked.shop.revoke_keys()
    said = await linked.seller.sees("больше не принимает ключи")
    linked.shop.buyer_writes(chat.id, "Ау, вы тут?")
    for _ in range(3):
        linked.clock.jump(timedelta(minutes=10))
        before = linked.avito.count("POST", "/token")
        await linked.until(lambda before=before: linked.avito.count("POST", "/token") > before)
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
    ("falls_off", "words"),
    [
        (keys_are_revoked, "больше не принимает ключи"),
        (tariff_ends, "перестал отдавать переписку"),
        (rights_are_taken, "не пускает с этим ключом"),
        (avito_is_down, "не отвечает уже несколько минут"),
    ],
)
async def test_an_account_that_falls_off_is_told_once_and_once_when_it_is_back(
    linked: World, falls_off: Callable[..., Awaitable[None]], words: str
) -> None:
    await falls_off(linked, on=True)
    await linked.seller.sees(words)
    for _ in range(3):
        before = linked.avito.count("*", "*")
        linked.clock.jump(timedelta(minutes=10))
        await linked.until(lambda before=before: linked.avito.count("*", "*") > before)
    await linked.services.queue.idle()
    await falls_off(linked, on=False)
    linked.clock.jump(timedelta(minutes=10))
    await linked.seller.sees("всё работает")
    linked.shop.buyer_writes(linked.buyer().id, "Снова актуально?")
    await linked.card("Снова актуально?")
    assert told(linked.seller, words) == 1
    assert told(linked.seller, "всё работает") == 1
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
)
async def test_an_unlinked_account_is_left_alone_and_its_history_kept_or_not(
    linked: World, how: str, words: str, chats: str
) -> None:
    chat = linked.buyer()
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card("Актуально?")
    await unlink(linked, how)
    await linked.seller.sees(words)
    await linked.services.queue.idle()
    asked = linked.avito.count("*", "*")
    stands = next(m for m in linked.seller.messages if m["message_id"] == card["message_id"])
    assert not has_button(stands, "✅ Отправить")
    send = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert (await linked.seller.forges_tap(card["message_id"], send)).text
    linked.shop.buyer_writes(chat.id, "Так актуально или нет?")
    assert linked.sent == []
    linked.clock.jump(timedelta(minutes=1))
    await linked.seller.writes("/accounts")
    await linked.seller.sees("не подключено ни одного")
    assert linked.avito.count("*", "*") == asked

    await linked.link()
    await linked.seller.writes("/report")
    await linked.seller.sees(chats)
    await linked.settled()
    assert told(linked.seller, "Так актуально") == 0  # written while nobody was linked: history
    linked.shop.buyer_writes(chat.id, "Третий раз спрашиваю")
    assert "Так актуально" not in text_of(await linked.card("Третий раз"))


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
    for forged in ("a1:open", "a1:name", "a1:pause", "a1:go", "a1:unlink", "a1:keep", "a1:forget"):
        answer = await linked.stranger.forges_tap(theirs["message_id"], f"{forged}:{account.id}")
        assert answer.text == "Этот аккаунт уже отвязан"
    for forged in ("m1:open", "m1:auto"):
        answer = await linked.stranger.forges_tap(theirs["message_id"], f"{forged}:{account.id}")
        assert answer.text == "Этот аккаунт уже отвязан"
    assert linked.shop.name not in "".join(text_of(m) for m in linked.stranger.messages)
    assert "работает\nАвтоответы: черновики" in text_of(await open_account(linked))


async def test_keys_are_unreadable_in_the_file_and_their_key_can_be_changed(world: World) -> None:
    from db.crypto import make_key

    await world.link()
    old = world.settings.encryption_keys
    token = next(iter(world.shop.tokens))
    stored = b"".join(file.read_bytes() for file in world.settings.data_dir.iterdir())
    assert b"Oslo" not in stored
    assert CLIENT_SECRET.encode() not in stored
    assert token.encode() not in stored

    newest = [type(old[0])(make_key())]
    for keys in (newest + old, newest):
        await world.stop()
        world.use(encryption_keys=keys)
        await world.start()
    world.shop.tokens.clear()  # the stored secret has to fetch a new one
    world.shop.buyer_writes(world.buyer().id, "Актуально?")
    await world.card("Актуально?")
