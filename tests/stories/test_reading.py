"""What is read at Avito: every buyer's line, once, and nothing that wants no answer."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from avito.models import Chat as AvitoChat
from avito.sandbox import Shop, ShopChat
from avito.sandbox.wire import PLACEHOLDER
from bot.demo.telegram_people import text_of
from scheduler.inbox import is_answerable
from tests.world import World, has_button

Deed = Callable[[Shop, ShopChat], Any]

NOT_TO_BE_ANSWERED: dict[str, tuple[str, Deed]] = {
    "a system message": (
        "system",
        lambda shop, chat: shop.system_writes(chat.id, "[Системное сообщение] Оцените продавца"),
    ),
    "an auto-answer of Avito's": (
        "system",
        lambda shop, chat: shop.system_writes(chat.id, "Скидка 5 %", flow_id="flower_161071"),
    ),
    "an auto-answer in a text": (
        "auto_answer",
        lambda shop, chat: shop.add_message(
            chat.id,
            type="text",
            content={"text": "Спасибо за вопрос!", "flow_id": "sbc_seller_notification"},
            author_id=0,
        ),
    ),
    "the seller's own": (
        "outgoing",
        lambda shop, chat: shop.seller_writes(chat.id, "Здравствуйте, диван ещё нужен?"),
    ),
    "the tariff's placeholder": (
        "tariff_placeholder",
        lambda shop, chat: shop.buyer_writes(chat.id, PLACEHOLDER),
    ),
    "a call": (
        "call",
        lambda shop, chat: shop.add_message(
            chat.id,
            type="call",
            content={"call": {"status": "missed", "target_user_id": shop.user_id}},
            author_id=chat.buyer_id,
        ),
    ),
    "a call in the app": (
        "call",
        lambda shop, chat: shop.add_message(
            chat.id, type="appCall", content={}, author_id=chat.buyer_id
        ),
    ),
    "a deleted message": (
        "deleted",
        lambda shop, chat: shop.add_message(
            chat.id, type="deleted", content={}, author_id=chat.buyer_id
        ),
    ),
}


async def test_what_wants_no_answer_gets_none_and_is_written_down(linked: World) -> None:
    chats = {what: linked.buyer(what) for what in NOT_TO_BE_ANSWERED}
    for what, (_, happens) in NOT_TO_BE_ANSWERED.items():
        happens(linked.shop, chats[what])
    await linked.settled()
    assert linked.cards == []
    assert not linked.gemini.asked
    found = linked.rows(
        "SELECT buyer_name, verdict FROM messages JOIN chats ON chats.id = messages.chat_id"
    )
    assert dict(found) == {what: verdict for what, (verdict, _) in NOT_TO_BE_ANSWERED.items()}

    # A line that follows is answered, alone. (After his own words the seller is left alone first.)
    await linked.later(timedelta(hours=3))
    for chat in chats.values():
        linked.shop.buyer_writes(chat.id, "Диван ещё продаёте?")
    await linked.until(lambda: len(linked.cards) == len(chats))
    asked = linked.rows("SELECT count(*) FROM messages WHERE verdict = 'needs_answer'")
    assert asked == [(len(chats),)]
    assert linked.sent == []


async def test_where_the_seller_is_the_buyer_the_bot_is_silent(linked: World) -> None:
    theirs = linked.shop.open_chat(listing_id=None, buyer="Продавец", seller_is_buyer=True)
    linked.shop.seller_writes(theirs.id, "Отдадите за тысячу?")
    linked.shop.buyer_writes(theirs.id, "Нет, только за полторы")
    await linked.settled()
    assert linked.cards == []
    assert not linked.gemini.asked
    assert linked.rows("SELECT verdict FROM messages ORDER BY id") == [
        ("outgoing",),
        ("not_our_listing",),
    ]


@pytest.mark.parametrize("chat_type", ["u2u", "a2u"])
async def test_chats_that_are_about_no_listing_are_left_alone(
    linked: World, chat_type: str
) -> None:
    chat = linked.shop.open_chat(listing_id=None, buyer="Кто-то", chat_type=chat_type)
    linked.shop.buyer_writes(chat.id, "Привет, как дела?")
    await linked.settled()
    assert linked.cards == []
    shown = AvitoChat.model_validate({"id": chat.id, "updated": 1_700_000_000})
    assert not is_answerable(shown, linked.shop.user_id)


async def test_what_was_written_before_the_linking_is_history(world: World) -> None:
    chat, silent = world.buyer("Анна"), world.buyer("Борис")
    before = world.clock() - timedelta(hours=1)
    world.shop.buyer_writes(chat.id, "Из какого дерева каркас?", at=before)
    world.shop.buyer_writes(silent.id, "Здравствуйте", at=before)
    await world.link()
    await world.settled()
    assert world.cards == []
    assert not world.gemini.asked

    world.shop.buyer_writes(chat.id, "Так что с каркасом?")
    card = await world.card("в продаже")
    assert "Из какого дерева" not in text_of(card)
    assert "Из какого дерева" in world.gemini.asked[0].prompt  # known, though not answered
    assert len(world.cards) == 1


@pytest.mark.parametrize(("messages", "read_flag"), [("bare", "is_read"), ("envelope", "isRead")])
async def test_every_shape_of_avitos_answers_is_read(
    world: World, messages: str, read_flag: str
) -> None:
    world.avito.shapes.messages = messages
    world.avito.shapes.read_flag = read_flag
    world.shop.add_listing(title="Шкаф-купе", price_rub=1_234_567)
    await world.link()
    chat = world.buyer(title="Шкаф-купе")
    assert world.shop.user_id > 2**31
    world.shop.buyer_writes(chat.id, "Здравствуйте!")
    world.shop.buyer_writes(chat.id, "Разбирается?")
    card = await world.card("в продаже")
    assert "1 234 567 ₽" in text_of(card).replace("\xa0", " ")
    assert "Здравствуйте!\nРазбирается?" in text_of(card)
    await world.seller.taps(card["message_id"], "✅ Отправить")
    assert [message.chat_id for message in world.shop.sent] == [chat.id]


async def test_a_chat_without_a_listing_is_answered_all_the_same(linked: World) -> None:
    chat = linked.shop.open_chat(listing_id=None, buyer="Вера")
    linked.shop.buyer_writes(chat.id, "Добрый день, вы ещё торгуете?")
    card = await linked.card("в продаже")
    assert "₽" not in text_of(card)


async def test_an_unknown_kind_of_message_is_shown_and_not_guessed_at(linked: World) -> None:
    chat = linked.buyer()
    linked.shop.add_message(
        chat.id, type="hologram", content={"rays": [1, 2]}, author_id=chat.buyer_id
    )
    card = await linked.seller.sees("которое видно только на Авито")
    assert not has_button(card, "✅ Отправить")
    assert has_button(card, "✏️ Изменить")
    assert not linked.gemini.asked


@pytest.mark.parametrize(("kind", "words"), [("image", "📷 Фото"), ("voice", "🎤 Голосовое")])
async def test_a_message_without_words_asks_the_seller(
    linked: World, kind: str, words: str
) -> None:
    chat = linked.buyer()
    content: dict[str, Any] = {"image": {"sizes": {}}} if kind == "image" else {"voice": {}}
    linked.shop.add_message(chat.id, type=kind, content=content, author_id=chat.buyer_id)
    card = await linked.seller.sees(words)
    assert "нет текста" in text_of(card)
    assert not has_button(card, "✅ Отправить")
    assert not has_button(card, "🔄 Иначе")
    assert not linked.gemini.asked

    await linked.seller.replies(card["message_id"], "Да, это тот самый диван")
    await linked.seller.sees("✅ Отправлено")
    assert linked.sent == ["Да, это тот самый диван"]


async def test_a_photo_with_words_is_answered_by_the_words(linked: World) -> None:
    chat = linked.buyer()
    linked.shop.add_message(
        chat.id, type="image", content={"image": {"sizes": {}}}, author_id=chat.buyer_id
    )
    linked.shop.buyer_writes(chat.id, "Такой ещё есть?")
    card = await linked.card("в продаже")
    assert "📷 Фото\nТакой ещё есть?" in text_of(card)
    assert len(linked.gemini.asked) == 1


async def test_an_idle_poll_is_one_request_and_no_write(linked: World) -> None:
    chat = linked.buyer()
    linked.shop.buyer_writes(chat.id, "Актуально?")
    await linked.card("в продаже")
    await linked.settled()
    with closing(sqlite3.connect(linked.settings.data_dir / "bot.db")) as file:
        version = file.execute("PRAGMA data_version").fetchone()
        polls, requests = linked.avito.count("GET", "*/chats"), linked.avito.count()
        await linked.until(lambda: linked.avito.count("GET", "*/chats") >= polls + 5)
        assert linked.avito.count() - requests == linked.avito.count("GET", "*/chats") - polls
        assert file.execute("PRAGMA data_version").fetchone() == version


async def test_an_outage_with_more_than_a_page_of_news_loses_nobody(linked: World) -> None:
    linked.avito.fail("GET", "*/chats", 500, times=None)
    for number in range(60):
        chat = linked.buyer(f"Покупатель-{number:02}")
        linked.shop.buyer_writes(chat.id, "Актуально?")
    linked.avito.clear_faults()
    await linked.until(lambda: len(linked.cards) == 60, seconds=15)
    assert len(linked.gemini.asked) == 60


async def test_news_below_chats_that_were_read_by_themselves_are_not_missed(linked: World) -> None:
    linked.clock.jump(timedelta(minutes=1))
    first = [linked.buyer(f"Ранний-{number}") for number in range(3)]
    linked.avito.fail("GET", "*/messages/", 500, times=None)
    for chat in first:
        linked.shop.buyer_writes(chat.id, "Актуально?")
    await linked.until(lambda: linked.avito.count("GET", "*/messages/") >= 3)
    await linked.stop()
    for number in range(30):
        chat = linked.buyer(f"Поздний-{number:02}")
        linked.shop.buyer_writes(chat.id, "Актуально?", at=linked.clock() - timedelta(seconds=5))
    for chat in first:  # now at the top of the list, and due before the first poll
        linked.shop.buyer_writes(chat.id, "Ау?")
    linked.avito.clear_faults()
    linked.avito.fail("GET", "*/chats", 500, times=1)
    await linked.start()
    await linked.until(lambda: len(linked.cards) == 33, seconds=15)


async def test_a_line_hidden_under_our_own_reply_is_found(linked: World) -> None:
    chat = linked.buyer()
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card("в продаже")
    linked.avito.fail("GET", "*/chats", 500, times=None)
    linked.gemini.says("Доставка есть.")
    linked.shop.buyer_writes(chat.id, "А доставка?")
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    linked.avito.clear_faults()
    await linked.card("Доставка есть.")
    assert "А доставка?" in linked.gemini.asked[-1].prompt
    assert len(linked.sent) == 1


async def test_a_line_that_comes_while_our_reply_is_on_its_way_still_waits(linked: World) -> None:
    chat = linked.buyer()
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card("в продаже")
    linked.avito.fail("POST", "*/messages", "late")
    tap = asyncio.create_task(linked.seller.taps(card["message_id"], "✅ Отправить"))
    await linked.until(lambda: linked.avito.count("POST", "*/messages") == 1)
    linked.gemini.says("Доставка есть.")
    linked.shop.buyer_writes(chat.id, "А доставка?")
    await linked.until(lambda: linked.rows("SELECT count(*) FROM messages") == [(2,)])
    linked.avito.clear_faults()
    assert (await tap).text == "✅ Отправлено"

    second = await linked.card("Доставка есть.")
    assert second["message_id"] != card["message_id"]
    assert "Актуально?" not in text_of(second)
    await linked.seller.taps(second["message_id"], "✅ Отправить")
    assert linked.sent == ["Здравствуйте! Да, в продаже.", "Доставка есть."]
    assert linked.rows("SELECT count(*), count(answered_at) FROM waits") == [(2, 2)]


async def test_a_line_found_while_an_unclear_send_is_looked_into_is_answered(
    linked: World,
) -> None:
    chat = linked.buyer()
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card("в продаже")
    linked.avito.fail("GET", "*/chats", 500, times=None)  # only that look will see the line
    linked.avito.fail("POST", "*/messages", "500_after")
    linked.gemini.says("Доставка есть.")
    linked.shop.buyer_writes(chat.id, "А доставка?")
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.card("Доставка есть.")
    assert len(linked.sent) == 1


async def test_an_account_that_hangs_delays_no_other(linked: World) -> None:
    other = linked.avito.add_shop(client_id="anna-id", client_secret="anna-secret", name="Лавка")
    listing = other.add_listing(title="Стул", price_rub=900)
    await linked.stranger.writes("/link")
    await linked.stranger.sees("professionals/api")
    await linked.stranger.writes("anna-id anna-secret")
    await linked.stranger.sees("подключён")

    linked.avito.fail("*", "*", "hang", times=None, shop=linked.shop)
    mute = linked.buyer("Анна")
    linked.shop.buyer_writes(mute.id, "Актуально?")
    await linked.two_polls()
    chat = other.open_chat(listing_id=listing.id, buyer="Вера")
    other.buyer_writes(chat.id, "Стул крепкий?")
    card = await linked.card("в продаже", person=linked.stranger)
    await linked.stranger.taps(card["message_id"], "✅ Отправить")
    assert [message.chat_id for message in other.sent] == [chat.id]
    assert linked.cards == []

    linked.avito.clear_faults()
    await linked.card("в продаже")
    assert linked.sent == []


async def test_what_is_written_while_a_chat_is_being_read_is_read_too(linked: World) -> None:
    chat = linked.buyer()
    linked.avito.fail("GET", "*/messages/", "late_after", times=1)
    linked.shop.buyer_writes(chat.id, "Актуально?")
    before = linked.avito.count("GET", "*/messages/")
    await linked.until(lambda: linked.avito.count("GET", "*/messages/") > before)
    linked.shop.seller_writes(chat.id, "Да, приезжайте!")  # Avito's answer was made before it
    await linked.two_polls()
    linked.avito.clear_faults()
    await linked.settled()
    assert not any("Черновик" in text_of(message) for message in linked.seller.messages)
    assert linked.rows("SELECT answered_by FROM waits") == [("hand",)]
