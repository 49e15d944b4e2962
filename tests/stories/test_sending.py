"""A reply goes out at most once, and the seller is told the truth about it."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from avito.sandbox import ShopChat
from bot.demo.telegram_people import text_of
from tests.world import Message, World, has_button

POSTS = "*/messages"
DRAFT = "Здравствуйте! Да, в продаже."
NEXT = "Да, в продаже."  # who was greeted once is not greeted again
LONG_AFTER = timedelta(seconds=13)
"""When a text that is still not in the chat will not appear any more."""


async def ask(world: World, *, after: int = 0) -> tuple[ShopChat, Message]:
    """A buyer asks; the card with its draft."""
    chat = world.buyer("Анна")
    world.shop.buyer_writes(chat.id, "Актуально?")
    return chat, await world.card(DRAFT, after=after)


def ours(chat: ShopChat) -> list[str]:
    """What the buyer got."""
    return [message.text for message in chat.messages if message.direction == "out"]


async def test_too_many_requests_and_it_goes_by_itself_later(linked: World) -> None:
    chat, card = await ask(linked)
    linked.avito.retry_after_seconds = 30
    linked.avito.fail("POST", POSTS, 429)
    answer = await linked.seller.taps(card["message_id"], "✅ Отправить")
    assert "Отправлю сам" in answer.text
    waiting = await linked.seller.sees("⏳")
    assert not has_button(waiting, "✅ Отправить")
    assert ours(chat) == []

    await linked.later(timedelta(seconds=31))
    await linked.seller.sees("✅ Отправлено")
    await linked.settled()
    assert ours(chat) == [DRAFT]


async def test_a_reply_that_waits_for_avito_survives_a_restart(linked: World) -> None:
    chat, card = await ask(linked)
    linked.avito.fail("POST", POSTS, 429)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.restart()
    await linked.seller.sees("✅ Отправлено")
    await linked.settled()
    assert ours(chat) == [DRAFT]


async def test_a_newer_line_stops_a_reply_that_waits_for_avito(linked: World) -> None:
    chat, card = await ask(linked)
    linked.avito.retry_after_seconds = 30
    linked.avito.fail("POST", POSTS, 429)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    linked.gemini.says("Доставка есть.")
    linked.shop.buyer_writes(chat.id, "А доставка?")
    await linked.later(timedelta(seconds=31))
    again = await linked.card("Доставка есть.")
    assert again["message_id"] == card["message_id"]
    await linked.settled()
    assert ours(chat) == []


async def test_no_connection_is_surely_not_sent_and_goes_out_when_avito_is_back(
    linked: World,
) -> None:
    chat, card = await ask(linked)
    await linked.avito.stop()
    answer = await linked.seller.taps(card["message_id"], "✅ Отправить")
    assert "Отправлю сам" in answer.text
    assert answer.show_alert
    await linked.seller.sees("⏳")
    await linked.avito.start(port=linked.avito.port)
    await linked.later(timedelta(minutes=1))
    await linked.seller.sees("✅ Отправлено")
    assert ours(chat) == [DRAFT]


AFTER = ("cut_after", "reset_after", "500_after", "broken_json", "html_after", "wrong_shape")
BEFORE = ("cut_before", "reset_before", "500_before", "html_before")


async def test_no_clear_answer_but_the_text_is_there(linked: World) -> None:
    last = 0
    for fault in AFTER:
        chat, card = await ask(linked, after=last)
        last = card["message_id"]
        linked.avito.fail("POST", POSTS, fault)
        answer = await linked.seller.taps(last, "✅ Отправить")
        assert "Не знаю, дошло ли" in answer.text or answer.text == "✅ Отправлено"
        await linked.seller.sees("✅ Отправлено", after=last - 1)
        assert ours(chat) == [DRAFT], fault
    await linked.later(LONG_AFTER)
    assert linked.sent == [DRAFT] * len(AFTER)
    assert set(linked.rows("SELECT status FROM drafts")) == {("sent",)}
    # Our own words are not taken for the seller's: the next line gets its draft.
    linked.shop.buyer_writes(chat.id, "А доставка?")
    await linked.card(NEXT, after=last)


async def test_no_clear_answer_and_the_text_is_not_there(linked: World) -> None:
    last = 0
    for fault in BEFORE:
        _, card = await ask(linked, after=last)
        last = card["message_id"]
        linked.avito.fail("POST", POSTS, fault)
        answer = await linked.seller.taps(last, "✅ Отправить")
        assert "Не знаю, дошло ли" in answer.text, fault
        unclear = await linked.seller.sees("❔", after=last - 1)
        assert not has_button(unclear, "✅ Отправить")
    assert set(linked.rows("SELECT status FROM drafts")) == {("unconfirmed",)}

    await linked.later(LONG_AFTER)
    await linked.until(lambda: all("⚠️" in text_of(card) for card in linked.cards))
    for card in linked.cards:
        await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.settled()
    assert linked.sent == [DRAFT] * len(BEFORE)
    assert all(ours(chat) == [DRAFT] for chat in linked.shop.chats.values())


@pytest.mark.parametrize("fault", ["hang_before", "hang_after"])
async def test_while_avito_hangs_nothing_is_sent_twice(linked: World, fault: str) -> None:
    chat, card = await ask(linked)
    linked.avito.fail("POST", POSTS, fault)
    first = asyncio.create_task(linked.seller.taps(card["message_id"], "✅ Отправить"))
    await linked.until(lambda: linked.avito.count("POST", POSTS) == 1)
    await linked.two_polls()  # with hang_after our text is in the chat before the answer is
    send = "✅ Отправить"
    if has_button(linked.cards[-1], send):
        again = await linked.seller.taps(card["message_id"], send)
        assert again.text in ("Уже отправляю", "Уже отправлено")
    linked.avito.clear_faults()
    await first
    await linked.later(LONG_AFTER)
    if fault == "hang_after":
        await linked.seller.sees("✅ Отправлено")
    else:
        await linked.card("⚠️")
        await linked.seller.taps(card["message_id"], send)
        await linked.seller.sees("✅ Отправлено")
    await linked.later(LONG_AFTER)
    assert ours(chat) == [DRAFT]


async def test_as_long_as_avito_is_dark_an_unclear_reply_stays_unclear(linked: World) -> None:
    chat, card = await ask(linked)
    linked.avito.fail("*", "*", "500_after", times=None)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.seller.sees("❔")
    for _ in range(3):
        await linked.tries_again("GET", "*/chats")
    await linked.seller.sees("❔")
    linked.avito.clear_faults()
    await linked.later(timedelta(minutes=1))
    await linked.seller.sees("✅ Отправлено")
    assert ours(chat) == [DRAFT]


async def test_a_text_that_avito_refuses_can_be_changed(linked: World) -> None:
    chat, card = await ask(linked)
    linked.avito.fail("POST", POSTS, 400)
    answer = await linked.seller.taps(card["message_id"], "✅ Отправить")
    assert "Авито не принял текст" in answer.text
    await linked.card("pretended fault")  # Avito's own reason
    await linked.seller.replies(card["message_id"], "Да, продаю")
    await linked.seller.sees("✅ Отправлено")
    assert ours(chat) == ["Да, продаю"]


async def test_an_expired_token_is_renewed_and_the_reply_goes_out_once(linked: World) -> None:
    chat, card = await ask(linked)
    linked.avito.fail("POST", POSTS, 401)
    assert (await linked.seller.taps(card["message_id"], "✅ Отправить")).text == "✅ Отправлено"
    await linked.settled()
    assert ours(chat) == [DRAFT]


@pytest.mark.parametrize(
    ("status", "toast", "on_card"),
    [
        (401, "не принимает ключи", "не принимает ключи"),
        (402, "нет подписки", "нет подписки"),
        (403, "не принимает ключи", "не принимает ключи"),
    ],
)
async def test_what_the_seller_must_settle_with_avito_is_said_and_nothing_sent(
    linked: World, status: int, toast: str, on_card: str
) -> None:
    chat, card = await ask(linked)
    linked.avito.fail("POST", POSTS, status, times=None)
    answer = await linked.seller.taps(card["message_id"], "✅ Отправить")
    assert toast in answer.text
    assert answer.show_alert
    told = await linked.card(on_card)
    assert told["message_id"] == card["message_id"]
    assert ours(chat) == []
    linked.avito.clear_faults()
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.seller.sees("✅ Отправлено")
    assert ours(chat) == [DRAFT]


async def test_revoked_within_the_hour_and_the_buyer_waits_again(linked: World) -> None:
    chat, card = await ask(linked)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.seller.sees("✅ Отправлено")
    linked.clock.jump(timedelta(minutes=59))
    linked.avito.fail("POST", "*/messages/*", 500)
    failed = await linked.seller.taps(card["message_id"], "↩️ Отозвать")
    assert "Не отозвано" in failed.text
    assert linked.shop.deleted == []

    assert (await linked.seller.taps(card["message_id"], "↩️ Отозвать")).text == "↩️ Отозвано"
    gone = await linked.seller.sees("↩️ Отозвано")
    assert not has_button(gone, "↩️ Отозвать")
    assert [message.type for message in chat.messages] == ["text", "deleted"]
    assert linked.rows("SELECT count(*) FROM waits WHERE answered_at IS NULL") == [(1,)]
    await linked.settled()

    await linked.seller.replies(card["message_id"], "Простите, уже продан")
    await linked.seller.sees("✅ Отправлено")
    assert ours(chat) == ["", "Простите, уже продан"]
    assert linked.rows("SELECT count(*) FROM waits WHERE answered_at IS NULL") == [(0,)]


async def test_after_an_hour_it_is_too_late_to_revoke(linked: World) -> None:
    _, card = await ask(linked)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    sent = await linked.seller.sees("✅ Отправлено")
    assert has_button(sent, "↩️ Отозвать")
    linked.clock.jump(timedelta(minutes=61))
    answer = await linked.seller.taps(card["message_id"], "↩️ Отозвать")
    assert "в течение часа" in answer.text
    await linked.seller.sees(
        lambda one: "✅ Отправлено" in text_of(one) and not has_button(one, "↩️ Отозвать")
    )
    assert linked.shop.deleted == []


def leave_sending(world: World) -> None:
    """What a crash between the claim and the answer leaves behind."""
    with closing(sqlite3.connect(world.settings.data_dir / "bot.db")) as file, file:
        at = world.clock().strftime("%Y-%m-%d %H:%M:%S.%f")
        file.execute(
            "UPDATE drafts SET status = 'sending', attempts = 1, claimed_at = ?, decided_by = ?",
            (at, world.seller.id),
        )


async def test_a_crash_after_the_claim_before_the_post_asks_the_seller_again(
    linked: World,
) -> None:
    chat, card = await ask(linked)
    await linked.stop()
    leave_sending(linked)
    await linked.start()
    answer = await linked.seller.taps(card["message_id"], "✅ Отправить")
    assert "Не знаю, дошло ли" in answer.text
    assert ours(chat) == []
    await linked.later(LONG_AFTER)
    await linked.card("⚠️")
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.seller.sees("✅ Отправлено")
    assert ours(chat) == [DRAFT]


async def test_a_crash_after_the_post_is_found_out_and_not_repeated(linked: World) -> None:
    chat, card = await ask(linked)
    await linked.stop()
    leave_sending(linked)
    linked.shop.accept(chat, DRAFT)
    await linked.start()
    sent = await linked.seller.sees("✅ Отправлено")
    assert sent["message_id"] == card["message_id"]
    await linked.later(LONG_AFTER)
    assert ours(chat) == [DRAFT]


async def test_a_stranger_cannot_send_change_or_revoke(linked: World) -> None:
    chat, card = await ask(linked)
    send = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await linked.stranger.writes("/start")
    theirs = await linked.stranger.sees("Авито")
    await linked.stranger.forges_tap(theirs["message_id"], send)
    assert ours(chat) == []
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    sent = await linked.seller.sees("✅ Отправлено")
    undo = sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await linked.stranger.forges_tap(theirs["message_id"], undo)
    await linked.settled()
    assert linked.shop.deleted == []
    assert ours(chat) == [DRAFT]
