"""A seller links his Avito account: what happened and what to do is always said in words."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.demo.telegram_people import Person, text_of
from db.crypto import make_key
from tests.world import CLIENT_ID, CLIENT_SECRET, World, has_button, told

KEYS = f"{CLIENT_ID} {CLIENT_SECRET}"
MESSAGES = "*/messages/"


async def give_keys(world: World, *texts: str, person: Person | None = None) -> int:
    """Ask for the steps and write the keys; the id of the message with the steps."""
    person = person or world.seller
    written = await person.writes("/link")
    asked = await person.sees("professionals/api", after=written["message_id"])
    for text in texts or (KEYS,):
        await person.writes(text)
    return int(asked["message_id"])


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
    pauses = [(after - before).total_seconds() for before, after in pairwise(times)]
    for number, pause in enumerate(pauses[1:], start=1):
        assert pause >= world.settings.poll_seconds * 2**number * 0.9
    for _ in range(12):  # and never more rarely than every ten minutes
        await world.tries_again("GET", MESSAGES)
    assert told(world.seller, "подписка") == 1
    await world.seller.writes("/accounts")
    await world.seller.sees("«Мебель Олег» · ждёт подписки")


async def test_once_the_tariff_is_there_it_is_told_once_and_the_account_works(
    world: World,
) -> None:
    chat = world.buyer()
    world.shop.buyer_writes(
        chat.id, "Это было до подключения", at=world.clock() - timedelta(days=1)
    )
    world.shop.tariff = False
    await world.link()
    world.shop.buyer_writes(chat.id, "А это уже после?")
    await world.settled()
    world.shop.tariff = True
    world.clock.jump(timedelta(minutes=10))
    await world.seller.sees("«Мебель Олег» работает: Авито отдаёт")
    card = await world.card("А это уже после?")
    assert "до подключения" not in text_of(card)
    await world.settled()
    await world.settled()
    assert told(world.seller, "Авито отдаёт переписку") == 1
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
    ids=lambda value: getattr(value, "__name__", ""),
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
    await world.avito.stop()
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
    await linked.seller.writes("/accounts")
    await linked.seller.sees("«Мебель Олег» · работает · авто")


async def test_keys_are_unreadable_in_the_file_and_their_key_can_be_changed(world: World) -> None:
    await world.link()
    old = world.settings.encryption_keys
    token = next(iter(world.shop.tokens))
    stored = b"".join(file.read_bytes() for file in world.settings.data_dir.iterdir())
    assert CLIENT_ID.encode() in stored  # the place is right
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
