"""An answer that had to wait leaves only while what it rests on is still so."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest

from avito.sandbox import ShopChat
from bot.demo.telegram_people import text_of
from db import facts, listings
from db.models import Fact, Scope
from scheduler.delivery import LISTING_PATIENCE
from scheduler.knowledge import Keep, Where
from scheduler.listings import REFRESH_EVERY, TRY_EVERY
from scheduler.templates import Key
from tests.world import Message, World

WAIT = timedelta(seconds=31)
OLD = "Доставка до Химок 450 ₽"
NEW = "Доставка до Химок 600 ₽"
OLD_REPLY = "Доставка до Химок 450 ₽."
NEW_REPLY = "Подскажите, какой диван вас интересует?"
QUESTION = "Доставите в Химки?"
USED = "по знаниям"
SEND = "✅ Отправить"


async def know(world: World, text: str = OLD, **fields: Any) -> int:
    """A fact of the seller's; its id."""
    assert world.app is not None
    (account_id,) = world.rows("SELECT id FROM accounts")[0]
    fact = Fact(account_id=account_id, text=text, noted_at=world.clock(), **fields)
    async with world.app.db.begin() as session:
        return (await facts.add(session, fact)).id


async def delayed(world: World, used: list[int], reply: str = OLD_REPLY) -> ShopChat:
    """An automatic answer that rests on these facts, and that Avito does not take yet."""
    await world.mode("auto")
    world.gemini.says(reply, kind="delivery", used=used)
    world.avito.retry_after_seconds = 30
    world.avito.fail("POST", "*/messages", 429)
    chat = world.buyer("Анна")
    world.shop.buyer_writes(chat.id, QUESTION)
    await world.seller.sees("⏳")
    world.gemini.says(NEW_REPLY, kind="delivery")
    return chat


async def edited(world: World, fact_id: int) -> None:
    await world.services.knowledge.edit(fact_id, seller_id=world.seller.id, text=NEW)


async def deleted(world: World, fact_id: int) -> None:
    await world.services.knowledge.remove(fact_id, seller_id=world.seller.id)


async def over(world: World, fact_id: int) -> None:
    yesterday = date.today() - timedelta(days=1)  # noqa: DTZ011 - a day that is over anywhere
    await world.change_rows(f"UPDATE facts SET last_day = '{yesterday}' WHERE id = {fact_id}")  # noqa: S608


async def of_another_listing(world: World, fact_id: int) -> None:
    assert world.app is not None
    (account_id,) = world.rows("SELECT id FROM accounts")[0]
    async with world.app.db.begin() as session:
        other = listings.SeenListing(avito_item_id=77, title="Стол", price_rub=1)
        listing_id = await listings.keep(session, account_id, other)
        changed = {"scope": "listing", "listing_id": listing_id}
        await facts.change(session, fact_id, seller_id=world.seller.id, **changed)


@pytest.mark.parametrize("changed", [edited, deleted, over, of_another_listing])
async def test_what_rests_on_a_fact_that_is_so_no_more_is_written_anew(
    linked: World, changed: Callable[[World, int], Awaitable[None]]
) -> None:
    fact_id = await know(linked)
    await delayed(linked, [fact_id])
    await changed(linked, fact_id)
    await linked.later(WAIT)
    await linked.seller.sees("✅ Отправлено")
    assert linked.sent == [NEW_REPLY]
    assert len(linked.gemini.asked) == 2
    assert linked.rows("SELECT status FROM drafts ORDER BY id") == [("superseded",), ("sent",)]


async def test_what_still_is_so_leaves_as_it_was_written(linked: World) -> None:
    """Its fact is renewed, and what is told and gone is of another listing's group."""
    fact_id, other_id = await know(linked), await know(linked, "Торга нет")
    await delayed(linked, [fact_id])
    await deleted(linked, other_id)
    await know(linked, "Шкаф продан", scope="group", title_words="шкаф")
    await linked.services.knowledge.set_last_day(
        fact_id,
        seller_id=linked.seller.id,
        day=date.today() + timedelta(days=9),  # noqa: DTZ011
    )
    await linked.later(WAIT)
    await linked.seller.sees("✅ Отправлено")
    assert linked.sent == [OLD_REPLY]
    assert len(linked.gemini.asked) == 1


@pytest.mark.parametrize("how", ["told", "changed", "of the group"])
async def test_what_was_told_since_may_say_otherwise(linked: World, how: str) -> None:
    """«Да, в продаже» waits for Avito, and meanwhile he says that it is sold."""
    other_id = await know(linked, "Торга нет")
    await delayed(linked, [], "Здравствуйте! Да, в продаже.")
    if how == "changed":
        await edited(linked, other_id)
    elif how == "of the group":
        await know(linked, "Продан", scope="group", title_words="диван")
    else:
        await know(linked, "Диван продан, больше не в наличии")
    await linked.later(WAIT)
    await linked.seller.sees("✅ Отправлено")
    assert linked.sent == [NEW_REPLY]
    assert len(linked.gemini.asked) == 2


async def test_what_changes_while_the_model_thinks_is_seen_too(linked: World) -> None:
    fact_id = await know(linked)
    await linked.mode("auto")
    linked.gemini.says(OLD_REPLY, kind="delivery", used=[fact_id])
    linked.gemini.delay_seconds = 0.5
    linked.shop.buyer_writes(linked.buyer("Анна").id, QUESTION)
    await linked.until(lambda: len(linked.gemini.asked) == 1)
    await edited(linked, fact_id)
    linked.gemini.says(NEW_REPLY, kind="delivery")
    await linked.seller.sees("✅ Отправлено")
    assert linked.sent == [NEW_REPLY]


async def test_a_restart_forgets_nothing_of_it(linked: World) -> None:
    fact_id = await know(linked)
    await delayed(linked, [fact_id])
    await deleted(linked, fact_id)
    await linked.restart()
    await linked.later(WAIT)
    await linked.seller.sees("✅ Отправлено")
    assert linked.sent == [NEW_REPLY]


async def test_what_the_seller_has_tapped_leaves_as_he_saw_it(linked: World) -> None:
    fact_id = await know(linked)
    linked.gemini.says(OLD_REPLY, kind="delivery", used=[fact_id])
    linked.shop.buyer_writes(linked.buyer("Анна").id, QUESTION)
    card = await linked.card(OLD_REPLY)
    linked.avito.retry_after_seconds = 30
    linked.avito.fail("POST", "*/messages", 429)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await edited(linked, fact_id)
    await linked.later(WAIT)
    await linked.seller.sees("✅ Отправлено")
    assert linked.sent == [OLD_REPLY]


@pytest.mark.parametrize(
    "news", [{"status": "removed"}, {"price_rub": 14_000}, {"address": "Тула, Мира, 1"}]
)
async def test_a_listing_that_is_not_what_it_was_has_its_answers_written_anew(
    linked: World, news: dict[str, Any]
) -> None:
    """Avito was away for more than an hour: what it says now is asked for before the send."""
    chat = await delayed(linked, [], "Здравствуйте! Чем помочь?")
    assert chat.listing is not None
    for name, value in news.items():
        setattr(chat.listing, name, value)
    linked.clock.jump(REFRESH_EVERY)
    await linked.later(WAIT)
    if "status" in news:
        await linked.seller.sees("объявление уже не в продаже")
        assert linked.sent == []
    else:
        await linked.seller.sees("✅ Отправлено")
        assert linked.sent == [NEW_REPLY]


async def test_a_kind_that_he_wants_to_be_asked_about_since_waits_for_him(linked: World) -> None:
    await delayed(linked, [], "Здравствуйте! Чем помочь?")
    await linked.change_rows("""UPDATE accounts SET ask_kinds = '["delivery"]'""")
    await linked.later(WAIT)
    await linked.seller.sees("вы просили спрашивать о таком")
    assert linked.sent == []


async def test_the_last_look_is_at_the_chat_when_listings_are_read_too(linked: World) -> None:
    await delayed(linked, [], "Здравствуйте! Чем помочь?")
    linked.clock.jump(REFRESH_EVERY)
    await linked.later(WAIT)
    await linked.until(lambda: bool(linked.sent))
    asked = [f"{method} {path}" for method, path, _ in linked.avito.requests]
    sent = max(place for place, one in enumerate(asked) if _is_send(one))
    words = ("items" if "/items" in one else "chat" for one in asked[:sent] if _is_look(one))
    assert [*words][-3:] == ["chat", "items", "chat"]


@pytest.mark.parametrize("now", ["removed", "active"])
async def test_nothing_leaves_while_avito_does_not_say_what_became_of_the_listing(
    linked: World, now: str
) -> None:
    """An hour after the last time: it is asked again soon, and only then the buyer is answered."""
    await linked.mode("auto")
    linked.shop.buyer_writes(linked.buyer("Анна").id, QUESTION)
    await linked.until(lambda: len(linked.sent) == 1)
    linked.clock.jump(REFRESH_EVERY)
    linked.avito.fail("GET", "*/items", 500)
    for name in ("Борис", "Вера"):
        linked.shop.buyer_writes(linked.buyer(name).id, QUESTION)
    await linked.settled()
    assert len(linked.sent) == 1
    for listing in linked.shop.listings.values():
        listing.status = now
    await linked.later(TRY_EVERY)
    if now == "removed":
        await linked.seller.sees("объявление уже не в продаже")
        await linked.settled()
    await linked.until(lambda: len(linked.sent) == (1 if now == "removed" else 3))


async def test_what_avito_does_not_say_for_long_the_seller_decides(linked: World) -> None:
    await linked.mode("auto")
    linked.avito.fail("GET", "*/items", 400, times=None)
    linked.shop.buyer_writes(linked.buyer("Анна").id, QUESTION)
    await linked.seller.sees("⏳")
    await linked.later(LISTING_PATIENCE)
    card = await linked.seller.sees("не удалось проверить объявление на Авито")
    assert linked.sent == []
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.until(lambda: len(linked.sent) == 1)


def _is_send(request: str) -> bool:
    return request.startswith("POST") and request.endswith("/messages")


def _is_look(request: str) -> bool:
    return "/items" in request or (request.startswith("GET") and "/messages" in request)


async def by_template(world: World) -> None:
    """A template answers alone, and Avito does not take it yet."""
    (account_id,) = world.rows("SELECT id FROM accounts")[0]
    await world.services.templates.set_alone(account_id, seller=await _oleg(world), on=True)
    await world.mode("auto")
    world.gemini.fail(503, times=None)
    world.avito.retry_after_seconds = 30
    world.avito.fail("POST", "*/messages", 429)
    world.shop.buyer_writes(world.buyer("Анна").id, "Здравствуйте! Ещё актуально?")
    await world.seller.sees("⏳")


async def _oleg(world: World) -> Any:
    return await world.services.sellers.find(world.seller.id)


async def test_a_template_that_was_changed_answers_in_its_new_words(linked: World) -> None:
    await by_template(linked)
    key = Key(linked.rows("SELECT id FROM accounts")[0][0], "availability")
    await linked.services.templates.edit(key, "Да, продаётся.", seller=await _oleg(linked))
    await linked.later(WAIT)
    await linked.seller.sees("✅ Отправлено")
    assert linked.sent == ["Да, продаётся."]


@pytest.mark.parametrize("how", ["put away", "no leave"])
async def test_a_template_that_may_not_answer_any_more_waits_for_the_seller(
    linked: World, how: str
) -> None:
    await by_template(linked)
    key = Key(linked.rows("SELECT id FROM accounts")[0][0], "availability")
    if how == "put away":
        await linked.services.templates.remove(key, seller=await _oleg(linked))
    else:
        seller = await _oleg(linked)
        await linked.services.templates.set_alone(key.account_id, seller=seller, on=False)
    await linked.later(WAIT)
    await linked.seller.sees("⚠️ ИИ недоступен")
    await linked.settled()
    assert linked.sent == []


async def test_a_template_that_is_as_it_was_leaves(linked: World) -> None:
    await by_template(linked)
    await linked.later(WAIT)
    await linked.seller.sees("✅ Отправлено")
    assert linked.rows("SELECT count(*) FROM drafts") == [(1,)]


async def shown_anew(world: World, card: Message) -> str:
    """The card, drawn again with what is stored now."""
    await world.change_rows("UPDATE notifications SET revision = revision + 1")
    await world.restart()
    await world.services.queue.idle()
    return text_of(world.seller.chat.messages[card["message_id"]])


async def drafted(world: World, *used: int) -> Message:
    """The card of a draft that rests on these facts; what the model says next is another answer."""
    world.gemini.says(OLD_REPLY, kind="delivery", used=[*used])
    world.shop.buyer_writes(world.buyer("Анна").id, QUESTION)
    card = await world.card(OLD_REPLY)
    world.gemini.says(NEW_REPLY, kind="delivery")
    return card


async def replaced(world: World, fact_id: int) -> None:
    """«Оставить новое»."""
    await world.services.knowledge.settle(
        await know(world, NEW), fact_id, seller_id=world.seller.id, keep=Keep.NEW
    )


async def placed(world: World, fact_id: int) -> None:
    where = Where(Scope.GROUP, None, "стол")
    await world.services.knowledge.place(fact_id, seller_id=world.seller.id, where=where)


@pytest.mark.parametrize("changed", [edited, deleted, replaced, placed])
async def test_an_open_draft_is_written_anew_when_its_fact_is_changed(
    linked: World, changed: Callable[[World, int], Awaitable[None]]
) -> None:
    fact_id = await know(linked)
    card = await drafted(linked, fact_id)
    await changed(linked, fact_id)
    assert (await linked.card(NEW_REPLY))["message_id"] == card["message_id"]
    await linked.seller.taps(card["message_id"], SEND)
    assert linked.sent == [NEW_REPLY]


async def test_a_draft_that_was_held_for_a_quarrel_is_written_anew_when_it_is_settled(
    linked: World,
) -> None:
    fact_id, wrong_id = await know(linked), await know(linked, NEW)
    card = await drafted(linked, fact_id)
    assert "противоречат" in text_of(card)
    await deleted(linked, wrong_id)
    await linked.card(NEW_REPLY)


async def test_drafts_that_rest_on_something_else_stay(linked: World) -> None:
    fact_id, other_id = await know(linked), await know(linked, "Торга нет")
    await drafted(linked, fact_id)
    await edited(linked, other_id)
    await linked.services.knowledge.set_last_day(
        fact_id,
        seller_id=linked.seller.id,
        day=date.today() + timedelta(days=9),  # noqa: DTZ011
    )
    await linked.settled()
    assert len(linked.gemini.asked) == 1


async def test_what_the_seller_has_typed_on_a_card_stays(linked: World) -> None:
    fact_id = await know(linked)
    card = await drafted(linked, fact_id)
    await linked.seller.replies(card["message_id"], "Позвоните +7 916 123-45-67")
    await linked.seller.sees("Решать вам")
    await edited(linked, fact_id)
    await linked.settled()
    assert len(linked.gemini.asked) == 1


@pytest.mark.parametrize("changed", [over, of_another_listing])
async def test_a_draft_whose_fact_is_so_no_more_is_not_sent_but_written_anew(
    linked: World, changed: Callable[[World, int], Awaitable[None]]
) -> None:
    fact_id = await know(linked)
    card = await drafted(linked, fact_id)
    await changed(linked, fact_id)
    answer = await linked.seller.taps(card["message_id"], SEND)
    assert f"Не отправлено: в знаниях больше нет «{OLD}»" in answer.text
    assert (await linked.card(NEW_REPLY))["message_id"] == card["message_id"]
    assert linked.sent == []
    await linked.seller.taps(card["message_id"], SEND)
    assert linked.sent == [NEW_REPLY]


async def test_a_listing_that_has_changed_is_told_of_before_its_draft_goes(linked: World) -> None:
    card = await drafted(linked, await know(linked))
    await linked.change_rows("UPDATE listings SET price_rub = 14000")
    answer = await linked.seller.taps(card["message_id"], SEND)
    assert "объявление с тех пор изменилось" in answer.text
    await linked.card(NEW_REPLY)
    assert linked.sent == []


async def test_without_a_model_he_is_warned_and_may_send_it_all_the_same(linked: World) -> None:
    fact_id = await know(linked)
    card = await drafted(linked, fact_id)
    await over(linked, fact_id)
    linked.gemini.fail(503, times=None)
    await linked.seller.taps(card["message_id"], SEND)
    await linked.seller.sees(f"⚠️ Проверьте: в знаниях больше нет «{OLD}»")
    await linked.settled()
    assert linked.sent == []
    await linked.seller.taps(card["message_id"], SEND)
    assert linked.sent == [OLD_REPLY]


async def test_a_draft_that_used_no_facts_goes_whatever_has_changed(linked: World) -> None:
    card = await drafted(linked)
    await linked.change_rows("UPDATE listings SET price_rub = 14000")
    await linked.seller.taps(card["message_id"], SEND)
    assert linked.sent == [OLD_REPLY]


async def test_the_facts_that_an_answer_rests_on_stay_on_its_card(linked: World) -> None:
    fact_id = await know(linked)
    card = await drafted(linked, fact_id)
    assert f"{USED}: {OLD} (" in text_of(card)
    await linked.seller.taps(card["message_id"], SEND)
    sent = await linked.seller.sees("✅ Отправлено")
    assert f"{USED}: {OLD} (" in text_of(sent)
    await edited(linked, fact_id)
    shown = await shown_anew(linked, card)
    assert f"{USED}: {OLD}" in shown
    assert "600" not in shown
    assert f"{OLD} (" not in shown  # the day is that of other words


async def test_so_they_do_where_it_went_by_itself(linked: World) -> None:
    await linked.mode("auto")
    fact_id = await know(linked)
    linked.gemini.says(OLD_REPLY, kind="delivery", used=[fact_id])
    linked.shop.buyer_writes(linked.buyer("Анна").id, QUESTION)
    sent = await linked.seller.sees("✅ Отправлено")
    assert f"{USED}: {OLD} (" in text_of(sent)


async def test_a_text_of_his_own_rests_on_no_facts(linked: World) -> None:
    card = await drafted(linked, await know(linked))
    await linked.seller.replies(card["message_id"], "Да, доставим")
    sent = await linked.seller.sees("✅ Отправлено")
    assert USED not in text_of(sent)
