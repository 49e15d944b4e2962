"""After an unclear send, an outage or a restart the chat is asked, and its newest line wins."""

from datetime import timedelta

import pytest

from bot.demo.telegram_people import text_of
from scheduler.delivery import Outcome
from scheduler.reply import Typed
from tests.stories.test_sending import DRAFT, POSTS, ask, ours
from tests.world import World, told

CHAT_READS = "*/messages/"
SURELY = timedelta(seconds=31)


async def auto(world: World) -> None:
    await world.mode("auto")
    world.gemini.says(DRAFT)


async def test_alone_it_tries_once_more_when_the_text_is_surely_absent(linked: World) -> None:
    await auto(linked)
    chat = linked.buyer()
    linked.avito.fail("POST", POSTS, "500_before")
    linked.shop.buyer_writes(chat.id, "Актуально?")
    await linked.seller.sees("Не знаю, дошло ли")
    await linked.later(timedelta(seconds=13))
    assert ours(chat) == []

    await linked.later(SURELY)
    await linked.seller.sees("✅ Отправлено")
    await linked.later(SURELY)
    assert ours(chat) == [DRAFT]
    assert linked.avito.count("POST", POSTS) == 2


async def test_alone_it_does_not_try_a_third_time(linked: World) -> None:
    await auto(linked)
    chat = linked.buyer()
    linked.avito.fail("POST", POSTS, "500_before", times=None)
    linked.shop.buyer_writes(chat.id, "Актуально?")
    await linked.seller.sees("Не знаю, дошло ли")
    await linked.later(SURELY)
    await linked.until(lambda: linked.avito.count("POST", POSTS) == 2)
    await linked.settled()
    await linked.later(SURELY)
    await linked.card(DRAFT)
    await linked.later(SURELY)
    assert linked.avito.count("POST", POSTS) == 2
    assert ours(chat) == []


async def test_no_second_try_where_the_seller_has_answered_meanwhile(linked: World) -> None:
    await auto(linked)
    chat = linked.buyer()
    linked.avito.fail("POST", POSTS, "500_before")
    linked.shop.buyer_writes(chat.id, "Актуально?")
    await linked.seller.sees("Не знаю, дошло ли")
    linked.shop.seller_writes(chat.id, "Да, приезжайте")
    await linked.later(SURELY)
    await linked.later(SURELY)
    assert ours(chat) == ["Да, приезжайте"]
    assert linked.avito.count("POST", POSTS) == 1


async def test_a_tap_that_failed_is_looked_for_before_it_is_tried_again(linked: World) -> None:
    """The text came up in the chat long after it was given up."""
    chat, card = await ask(linked)
    linked.avito.fail("POST", POSTS, "500_before")
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.later(timedelta(seconds=13))
    card = await linked.card(DRAFT)

    linked.avito.fail("GET", "*/chats", 500, times=None)  # what the poll would have found
    linked.shop.accept(chat, DRAFT)
    answer = await linked.seller.taps(card["message_id"], "✅ Отправить")
    assert "уже" in answer.text.lower()
    await linked.seller.sees("✅ Отправлено")
    assert ours(chat) == [DRAFT]


async def test_a_text_found_after_it_was_given_back_is_no_takeover(linked: World) -> None:
    chat, card = await ask(linked)
    linked.avito.fail("POST", POSTS, "500_before")
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.later(timedelta(seconds=13))
    await linked.card(DRAFT)
    linked.shop.accept(chat, DRAFT)
    sent = await linked.seller.sees("✅ Отправлено")
    assert "Вы отвечаете сами" not in text_of(sent)


async def test_a_tap_after_a_restart_does_not_send_what_a_newer_line_has_overtaken(
    linked: World,
) -> None:
    chat, card = await ask(linked)
    await linked.stop()
    linked.shop.buyer_writes(chat.id, "Хотя нет, мне нужен синий")
    linked.avito.fail("GET", "*/chats", 500, times=None)  # the tap is quicker than the poll
    await linked.start()
    answer = await linked.seller.taps(card["message_id"], "✅ Отправить")
    assert "Ничего не отправлено" in answer.text
    assert ours(chat) == []
    linked.avito.clear_faults()
    await linked.settled()
    assert ours(chat) == []


async def test_a_tap_while_avito_is_away_goes_out_when_it_is_back(linked: World) -> None:
    chat, card = await ask(linked)
    looks = linked.avito.count("GET", "*/chats")
    linked.avito.fail("*", "*", "500_before", times=None)
    # The look that was under way has ended when the next one begins: it does not count as new.
    await linked.until(lambda: linked.avito.count("GET", "*/chats") > looks + 1)
    linked.clock.jump(timedelta(minutes=1))  # so long since it was looked at
    answer = await linked.seller.taps(card["message_id"], "✅ Отправить")
    assert "Отправлю сам" in answer.text
    await linked.seller.sees("⏳")
    linked.avito.clear_faults()
    await linked.later(timedelta(minutes=1))
    await linked.seller.sees("✅ Отправлено")
    await linked.settled()
    assert ours(chat) == [DRAFT]


async def test_a_human_stops_a_tap_that_waits_for_avito(linked: World) -> None:
    chat, card = await ask(linked)
    linked.avito.fail("*", "*", "500_before", times=None)
    linked.clock.jump(timedelta(minutes=1))
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    linked.shop.seller_writes(chat.id, "Да, приезжайте")
    linked.avito.clear_faults()
    await linked.later(timedelta(minutes=1))
    await linked.seller.sees("Вы отвечаете сами")
    assert ours(chat) == ["Да, приезжайте"]


async def test_the_same_text_sent_twice_on_purpose_is_sent_twice(linked: World) -> None:
    chat, card = await ask(linked)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.seller.sees("✅ Отправлено")
    await linked.seller.replies(card["message_id"], DRAFT)
    await linked.until(lambda: len(ours(chat)) == 2)
    await linked.settled()
    await linked.seller.replies(card["message_id"], DRAFT)
    await linked.until(lambda: len(ours(chat)) == 3)
    await linked.settled()
    assert ours(chat) == [DRAFT] * 3
    assert not told(linked.seller, "Вы отвечаете сами")


async def test_one_message_of_the_sellers_is_one_reply_however_often_it_is_handed_over(
    linked: World,
) -> None:
    chat, card = await ask(linked)
    typed = Typed("Да, приезжайте", message_id=777, at=linked.clock())
    outcomes = [
        await linked.services.replies.answer_card(
            card["message_id"], seller_id=linked.seller.id, typed=typed
        )
        for _ in range(2)
    ]
    assert outcomes == [Outcome.SENT, Outcome.ALREADY_SENT]
    assert ours(chat) == ["Да, приезжайте"]


@pytest.mark.parametrize("mode", ["ask", "auto"])
async def test_a_chat_that_avito_will_not_open_is_answered_by_its_newest_line(
    linked: World, mode: str
) -> None:
    await linked.mode(mode)
    chat = linked.buyer()
    linked.avito.fail("GET", f"*/chats/{chat.id}/messages/", 404, times=None)
    linked.shop.buyer_writes(chat.id, "Актуально?")
    if mode == "ask":
        card = await linked.card(DRAFT)
        assert "Актуально?" in text_of(card)
    else:
        await linked.seller.sees("✅ Отправлено")
        assert ours(chat) == [DRAFT]


async def test_an_unclear_send_is_settled_when_the_account_is_linked_again(linked: World) -> None:
    chat, card = await ask(linked)
    linked.avito.fail("POST", POSTS, "500_after")
    linked.avito.fail("GET", CHAT_READS, 500, times=None)
    linked.avito.fail("GET", "*/chats", 500, times=None)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.seller.sees("Не знаю, дошло ли")
    account_id = linked.rows("SELECT id FROM accounts")[0][0]
    await linked.services.accounts.unlink(account_id, seller_id=linked.seller.id, forget=False)
    await linked.services.queue.idle()
    linked.avito.clear_faults()
    await linked.link()
    await linked.seller.sees("✅ Отправлено")
    assert ours(chat) == [DRAFT]


async def test_entries_that_cannot_be_read_do_not_hide_the_pages_below(linked: World) -> None:
    """The poll comes upon more than two pages of news; one entry of the first is garbled."""
    chats = [linked.buyer(f"Анна {number}") for number in range(60)]
    await linked.settled()
    await linked.stop()
    now = linked.clock()
    for number, chat in enumerate(chats):
        linked.shop.buyer_writes(chat.id, f"Вопрос {number}", at=now)
    garbled = chats[5]
    linked.shop.garbled.add(garbled.id)
    await linked.start()
    await linked.until(lambda: len(linked.cards) == 59, seconds=30)
    linked.shop.garbled.clear()
    linked.shop.touch()
    await linked.until(lambda: len(linked.cards) == 60)
