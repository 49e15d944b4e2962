"""What the bot shows comes once, in order and at Telegram's pace; nobody is written to in vain."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.demo.telegram_people import buttons, text_of
from db import notifications
from db.models import Draft, Notification, NotificationKind, Seller
from scheduler.ports import Work
from tests.world import World

MANY = 500
SECOND = timedelta(seconds=1)


async def test_a_burst_of_cards_to_others_does_not_delay_a_tap(linked: World) -> None:
    linked.every_seconds = 0.02
    await linked.restart()
    card = await write_and_see(linked, "Анна", "Актуально?")
    strangers = await give_cards_to_others(linked)
    before = len(linked.telegram.calls)
    for one in strangers:
        linked.services.queue(Work.TELL, one)
    await linked.telegram.until(lambda: len(linked.telegram.calls) > before + 5)
    tapped_at = len(linked.telegram.calls)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.seller.sees("Отправлено")
    later = list(linked.telegram.calls)[tapped_at:]
    between = [call for call, params in later if call == "sendMessage"]
    assert len(between) < 50, "they came first"
    reached = sum(bool(linked.telegram.person(one, "").messages) for one in strangers)
    assert reached < MANY / 2, "the burst was over too soon to show anything"


async def test_one_chat_gets_its_cards_in_order_and_one_at_a_time(linked: World) -> None:
    await ask_for_pace(linked, seconds_in_a_chat=60)
    first, second, third = (linked.buyer(name) for name in ("Анна", "Борис", "Вера"))
    for chat in (first, second, third):
        linked.shop.buyer_writes(chat.id, "Актуально?")
        await linked.settled()
    assert names(linked) == ["Анна"]
    await linked.later(60 * SECOND)
    assert names(linked) == ["Анна", "Борис"]
    await linked.later(60 * SECOND)
    assert names(linked) == ["Анна", "Борис", "Вера"]


async def test_what_is_shown_is_what_is_true_when_its_turn_has_come(linked: World) -> None:
    await ask_for_pace(linked, seconds_in_a_chat=60)
    await write_and_see(linked, "Анна", "Актуально?")
    chat = linked.buyer("Борис")
    linked.shop.buyer_writes(chat.id, "Актуально?")
    await linked.settled()
    linked.gemini.says("Доставим завтра.")
    asked = len(linked.gemini.asked)
    linked.shop.buyer_writes(chat.id, "А доставка?")
    await linked.until(lambda: len(linked.gemini.asked) > asked)
    await linked.settled()
    assert names(linked) == ["Анна"]
    await linked.later(60 * SECOND)
    assert "Доставим завтра." in text_of(linked.cards[-1])
    assert linked.telegram.count("editMessageText") == edits_before_cards(linked)


async def test_after_a_429_nothing_goes_to_that_chat_before_its_time(linked: World) -> None:
    linked.telegram.fail("sendMessage", "429", retry_after=60)
    before = linked.telegram.count("sendMessage")
    for name in ("Анна", "Борис"):
        linked.shop.buyer_writes(linked.buyer(name).id, "Актуально?")
        await linked.settled()
    assert linked.telegram.count("sendMessage") == before + 1
    await linked.later(50 * SECOND)
    assert linked.telegram.count("sendMessage") == before + 1
    await linked.later(10 * SECOND)
    assert names(linked) == ["Анна", "Борис"]


async def test_a_telegram_that_is_away_is_tried_after_growing_pauses(linked: World) -> None:
    linked.telegram.fail("sendMessage", "500", times=None)
    before = linked.telegram.count("sendMessage")
    linked.shop.buyer_writes(linked.buyer().id, "Актуально?")
    await linked.settled()
    for pause in (1, 2, 4, 8, 16):
        await come_back_after(linked, pause)
    tries = linked.telegram.count("sendMessage") - before
    assert tries >= 6
    await come_back_after(linked, 20)
    assert linked.telegram.count("sendMessage") - before == tries, "the next pause is 32 seconds"
    linked.telegram.clear_faults()
    await linked.later(60 * SECOND)
    assert names(linked) == ["Анна"]


async def test_a_lost_answer_leaves_a_dead_card_that_says_so(linked: World) -> None:
    dead, card = await lose_an_answer(linked)
    answer = await linked.seller.taps(dead["message_id"], "✅ Отправить")
    assert "устарела" in answer.text
    again = await linked.card("в продаже", after=card["message_id"])
    await linked.settled()
    assert linked.sent == []
    left = linked.seller.chat.messages[dead["message_id"]]
    assert buttons(left) == []
    assert card["message_id"] not in linked.seller.chat.messages, "one card a draft"
    await linked.seller.taps(again["message_id"], "✅ Отправить")
    assert len(linked.sent) == 1
    await linked.seller.sees("Отправлено")
    assert [one["message_id"] for one in linked.cards] == [again["message_id"]], "edited"


async def test_all_taps_on_both_cards_make_one_reply(linked: World) -> None:
    dead, card = await lose_an_answer(linked)
    await asyncio.gather(
        *(linked.seller.taps(one["message_id"], "✅ Отправить") for one in (dead, card) * 3)
    )
    await linked.settled()
    assert len(linked.sent) == 1


async def test_a_reply_to_a_dead_card_is_not_sent_and_not_unknown(linked: World) -> None:
    dead, card = await lose_an_answer(linked)
    await linked.seller.replies(dead["message_id"], "Да, приезжайте")
    await linked.seller.sees("эта карточка устарела")
    again = await linked.card("в продаже", after=card["message_id"])
    assert linked.sent == []
    await linked.seller.replies(again["message_id"], "Да, приезжайте")
    await linked.until(lambda: linked.sent == ["Да, приезжайте"])


async def test_a_reply_to_a_dead_card_brings_the_card_of_the_same_buyer(linked: World) -> None:
    dead, card = await lose_an_answer(linked)
    await write_and_see(linked, "Борис", "Здравствуйте!")
    await linked.seller.taps(dead["message_id"], "✅ Отправить")
    await linked.card("Анна", after=card["message_id"] + 1)
    newest = max(linked.seller.chat.messages)
    await linked.seller.replies(dead["message_id"], "Да")
    await linked.card("Анна", after=newest)
    await linked.settled()
    assert names(linked)[-2:] == ["Борис", "Анна"]


async def test_a_reply_to_another_message_of_ours_is_still_unknown(linked: World) -> None:
    await lose_an_answer(linked, name="Авито")
    linked_note = next(m for m in linked.seller.messages if m["from"]["is_bot"])
    await linked.seller.replies(linked_note["message_id"], "Что это?")
    await linked.seller.sees("Не понял")


async def test_an_old_button_of_a_finished_card_above_still_works(linked: World) -> None:
    card = await write_and_see(linked, "Анна", "Актуально?")
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.seller.sees("Отправлено")
    linked.shop.buyer_writes(next(iter(linked.shop.chats)), "А доставка?")
    await linked.card("в продаже", after=card["message_id"])
    answer = await linked.seller.taps(card["message_id"], "↩️ Отозвать")
    assert "устарела" not in answer.text
    assert linked.sent == [""], "taken back"


async def by_message(world: World) -> None:
    world.seller.chat.blocked = False
    await world.seller.writes("/menu")


async def by_tap(world: World) -> None:
    world.seller.chat.blocked = False
    card = world.cards[0]
    await world.seller.taps(card["message_id"], "🔄 Иначе")


async def by_unblocking(world: World) -> None:
    world.seller.unblocks_bot()


def blocks(world: World) -> None:
    world.seller.blocks_bot()


def blocks_unheard(world: World) -> None:
    """Telegram's word of it is lost: it is learned from the refusal."""
    world.seller.chat.blocked = True


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize("comes_back", [by_message, by_tap, by_unblocking])
async def test_who_blocked_the_bot_is_left_alone_until_he_is_back(
    linked: World, comes_back: Callable[[World], Awaitable[None]], *, restarts: bool
) -> None:
    old = await write_and_see(linked, "Анна", "Актуально?")
    blocks(linked)
    await linked.until(lambda: is_held(linked))
    asked, calls = len(linked.gemini.asked), writes(linked)
    linked.shop.buyer_writes(linked.buyer("Борис").id, "Здравствуйте!")
    await linked.settled()
    if restarts:
        await linked.restart()
        await linked.settled()
    assert len(linked.gemini.asked) == asked
    assert writes(linked) == calls
    newest = max(linked.seller.chat.messages)
    await comes_back(linked)
    await linked.seller.sees(lambda m: "Анна" in text_of(m), after=newest)
    await linked.seller.sees(lambda m: "Борис" in text_of(m), after=newest)
    await linked.settled()
    assert old["message_id"] not in linked.seller.chat.messages, "one card a draft"
    assert sorted(names(linked)) == ["Анна", "Борис"]
    assert not is_held(linked)


async def test_a_refusal_is_enough_to_know_that_he_is_gone(linked: World) -> None:
    blocks_unheard(linked)
    linked.shop.buyer_writes(linked.buyer("Анна").id, "Актуально?")
    await linked.until(lambda: is_held(linked))
    calls = writes(linked)
    linked.shop.buyer_writes(linked.buyer("Борис").id, "Актуально?")
    await linked.settled()
    assert writes(linked) == calls
    await by_message(linked)
    await linked.seller.sees(lambda m: "Борис" in text_of(m))
    assert names(linked) == ["Анна", "Борис"]


async def test_a_handlers_refusal_counts_too(linked: World) -> None:
    blocks_unheard(linked)
    await linked.seller.writes("/menu")
    await linked.until(lambda: is_held(linked))


async def test_a_chat_that_telegram_does_not_know_loses_no_card(linked: World) -> None:
    chat = linked.telegram.state.chats.pop(linked.seller.id)
    linked.shop.buyer_writes(linked.buyer("Анна").id, "Актуально?")
    await linked.until(lambda: is_held(linked))
    linked.telegram.state.chats[linked.seller.id] = chat
    await by_message(linked)
    await linked.card("Анна")


async def test_a_wish_for_a_new_message_that_comes_during_a_showing_is_kept(linked: World) -> None:
    card = await write_and_see(linked, "Анна", "Актуально?")
    notices, seller_id = linked.services.notices, linked.seller.id
    await linked.services.queue.idle()
    linked.telegram.fail("editMessageText", "500", times=None)
    linked.telegram.fail("sendMessage", "500", times=None)
    ((draft_id,),) = linked.rows("SELECT max(id) FROM drafts")
    await linked.services.replies.show_again(draft_id, seller_id=seller_id)
    due = await notices.next_due(seller_id)
    assert not due.anew
    assert not await notices.is_left_behind(
        card["message_id"], draft_id=draft_id, seller_id=seller_id
    )
    assert await notices.is_left_behind(
        card["message_id"] - 1, draft_id=draft_id, seller_id=seller_id
    )
    assert await notices.shown(due, telegram_message_id=card["message_id"])
    assert (await notices.next_due(seller_id)).anew


async def test_nothing_is_answered_by_itself_while_he_is_away(linked: World) -> None:
    await linked.mode("auto")
    blocks(linked)
    await linked.until(lambda: is_held(linked))
    linked.shop.buyer_writes(linked.buyer().id, "Актуально?")
    await linked.settled()
    assert linked.sent == []
    await by_unblocking(linked)
    await linked.until(lambda: len(linked.sent) == 1)


async def test_a_buyer_who_wrote_again_meanwhile_rings_anew_with_one_card(linked: World) -> None:
    old = await write_and_see(linked, "Анна", "Актуально?")
    blocks(linked)
    await linked.until(lambda: is_held(linked))
    linked.shop.buyer_writes(next(iter(linked.shop.chats)), "А доставка?")
    await linked.settled()
    await by_unblocking(linked)
    again = await linked.card("в продаже", after=old["message_id"])
    assert "А доставка?" in text_of(again)
    await linked.settled()
    assert len(linked.cards) == 1


async def test_what_he_missed_and_is_over_does_not_flood_him(linked: World) -> None:
    await write_and_see(linked, "Анна", "Актуально?")
    blocks(linked)
    await linked.until(lambda: is_held(linked))
    await give_report(linked)
    calls = writes(linked)
    await linked.restart()
    linked.services.queue(Work.TELL, linked.seller.id)
    for _ in range(2):
        linked.clock.jump(timedelta(days=1))
        await linked.services.digests.wake_due()
        await linked.settled()
    assert writes(linked) == calls, "nothing is tried"
    assert linked.rows("SELECT count(*) FROM notifications WHERE kind = 'report'") == [(1,)]
    async with linked.app.db.read() as session:  # type: ignore[union-attr]
        assert await notifications.sellers_to_tell(session) == []
    newest = max(linked.seller.chat.messages)
    await by_unblocking(linked)
    await linked.seller.sees(lambda m: "Анна" in text_of(m), after=newest)
    await linked.services.digests.wake_due()
    await linked.settled()
    assert [text_of(m) for m in linked.seller.messages if "📊" in text_of(m)] == []


async def test_a_card_too_old_to_delete_loses_its_buttons(linked: World) -> None:
    old = await write_and_see(linked, "Анна", "Актуально?")
    blocks(linked)
    await linked.until(lambda: is_held(linked))
    linked.clock.jump(timedelta(days=3))
    await by_unblocking(linked)
    await linked.card("в продаже", after=old["message_id"])
    await linked.settled()
    assert buttons(linked.seller.chat.messages[old["message_id"]]) == []


async def test_fading_writes_only_when_there_is_something_to_take(linked: World) -> None:
    await linked.settled()
    async with linked.app.db.begin() as session:  # type: ignore[union-attr]
        await session.connection()  # the only one that writes
        await asyncio.wait_for(linked.services.notices.fade(), timeout=2)


async def write_and_see(world: World, name: str, words: str) -> dict[str, Any]:
    world.shop.buyer_writes(world.buyer(name).id, words)
    return await world.card(name)


async def ask_for_pace(world: World, *, seconds_in_a_chat: float) -> None:
    """The pace changes at a start, when nobody has been written to yet."""
    world.every_seconds_in_a_chat = seconds_in_a_chat
    await world.restart()


async def come_back_after(world: World, seconds: float) -> None:
    world.clock.jump(timedelta(seconds=seconds))
    world.services.queue.run_due()
    await world.services.queue.idle()


async def lose_an_answer(world: World, name: str = "Анна") -> tuple[dict[str, Any], dict[str, Any]]:
    """A card whose sending Telegram never confirmed, and the one that came after it."""
    world.telegram.fail("sendMessage", "cut_after")
    world.shop.buyer_writes(world.buyer(name).id, "Актуально?")
    dead = await world.card("в продаже")
    card = await world.card("в продаже", after=dead["message_id"])
    await world.services.queue.idle()
    return dead, card


async def give_cards_to_others(world: World) -> list[int]:
    """Cards for many other sellers, due."""
    await write_and_see(world, "Борис", "Здравствуйте!")
    await world.services.queue.idle()
    now = world.clock()
    ids = list(range(1000, 1000 + MANY))
    for one in ids:
        world.telegram.person(one, "Другой").chat.started = True
    async with world.app.db.begin() as session:  # type: ignore[union-attr]
        ((draft_id,),) = world.rows("SELECT max(id) FROM drafts")
        assert await session.get(Draft, draft_id)
        for one in ids:
            session.add(Seller(id=one, name="Другой", created_at=now))
        await session.flush()
        for one in ids:
            session.add(
                Notification(
                    seller_id=one, kind=NotificationKind.CARD, draft_id=draft_id, created_at=now
                )
            )
    return ids


async def give_report(world: World) -> None:
    """A report that waits to be shown."""
    today = await world.services.digests.today(world.seller.id)
    digest = await world.services.digests.compute(world.seller.id, first_day=today, last_day=today)
    async with world.app.db.begin() as session:  # type: ignore[union-attr]
        session.add(
            Notification(
                seller_id=world.seller.id,
                kind=NotificationKind.REPORT,
                facts=digest.to_json(),
                created_at=world.clock(),
            )
        )


def names(world: World) -> list[str]:
    """Whose cards stand in the chat, oldest first."""
    return [text_of(card).split("·")[0].removeprefix("💬").strip() for card in world.cards]


def writes(world: World) -> int:
    """How often something was sent or edited."""
    kinds = ("sendMessage", "editMessageText", "editMessageReplyMarkup")
    return sum(world.telegram.count(kind) for kind in kinds)


def edits_before_cards(world: World) -> int:
    """Edits of the steps of linking: none of them is a card's."""
    return sum(
        method == "editMessageText" and "💬" not in str(params.get("text"))
        for method, params in world.telegram.calls
    )


def is_held(world: World) -> bool:
    return world.rows("SELECT count(*) FROM sellers WHERE unreachable_since IS NOT NULL") != [(0,)]
