"""What keeps buyers from their answers is told once, kept up to date, and over once."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo.telegram_people import buttons, text_of
from db.engine import StorageError
from db.types import FOREVER
from tests.world import CLIENT_ID, Message, World, has_button, open_world, told

REFUSED = "больше не принимает ключи"
BACK = "снова работает"
MINUTE = timedelta(minutes=1)


def refuse(world: World, *, on: bool) -> None:
    world.shop.keys_revoked = on
    world.shop.tokens.clear()


async def tries(world: World, ahead: timedelta) -> None:
    """Time passes, and the account is looked at again, to the end."""
    await world.services.queue.idle()
    before = world.avito.count()
    world.clock.jump(ahead)
    await world.until(lambda: world.avito.count() > before)
    await world.services.queue.idle()


async def is_back(world: World, *, after: int = 0) -> Message:
    await tries(world, 11 * MINUTE)
    return await world.seller.sees(BACK, after=after)


def seen(world: World) -> int:
    return len(world.seller.messages)


async def ask(world: World, words: str) -> None:
    """A buyer writes, and everything that follows has happened."""
    world.shop.buyer_writes(world.buyer().id, words)
    await world.seller.sees(words)
    await world.services.queue.idle()


async def test_a_night_of_401_is_one_message_and_one_note(linked: World) -> None:
    before = seen(linked)
    refuse(linked, on=True)
    alarm = await linked.seller.sees(REFUSED)
    assert "1 попытка" in text_of(alarm)
    assert has_button(alarm, "🔗 Прислать новые ключи")
    for _ in range(50):
        await tries(linked, 11 * MINUTE)
    assert seen(linked) == before + 1
    count = linked.rows("SELECT count FROM alarms")[0][0]
    assert 40 <= count <= 52
    assert f"{count} попыт" in text_of(await linked.seller.sees(REFUSED))
    assert linked.rows("SELECT revision FROM notifications WHERE kind = 'alarm'")[0][0] < 25

    linked.shop.buyer_writes(linked.buyer().id, "Ау, вы тут?")
    refuse(linked, on=False)
    note = await is_back(linked)
    assert "✅ «Мебель Олег» снова работает. Не работал 9 ч" in text_of(note)
    assert "1 покупатель ждёт ответа" in text_of(note)
    over = await linked.seller.sees("Авито не принимал ключи")
    assert over["message_id"] == alarm["message_id"]
    assert not has_button(over, "🔗 Прислать новые ключи")
    await linked.card("Ау, вы тут?")
    assert seen(linked) == before + 3  # the alarm, the note, the buyer's card


async def test_what_comes_and_goes_is_no_storm(linked: World) -> None:
    before = seen(linked)
    refuse(linked, on=True)
    alarm = await linked.seller.sees(REFUSED)
    refuse(linked, on=False)
    note = await is_back(linked)
    for _ in range(5):
        refuse(linked, on=True)
        off = await linked.seller.sees("снова не работает")
        assert off["message_id"] == note["message_id"]
        assert (await linked.seller.sees(REFUSED))["message_id"] == alarm["message_id"]
        refuse(linked, on=False)
        assert (await is_back(linked))["message_id"] == note["message_id"]
    assert seen(linked) == before + 2
    assert linked.rows("SELECT count(*) FROM alarms") == [(1,)]


async def test_what_comes_back_after_hours_is_told_anew(linked: World) -> None:
    refuse(linked, on=True)
    first = await linked.seller.sees(REFUSED)
    refuse(linked, on=False)
    await is_back(linked)
    linked.clock.jump(31 * MINUTE)
    refuse(linked, on=True)
    second = await linked.seller.sees(REFUSED)
    assert second["message_id"] > first["message_id"]


async def test_every_try_is_counted_once_the_alarm_is_over(linked: World) -> None:
    refuse(linked, on=True)
    await linked.seller.sees(REFUSED)
    for _ in range(4):
        await tries(linked, MINUTE)
    assert linked.rows("SELECT count FROM alarms") == [(1,)]  # no write a try
    refuse(linked, on=False)
    await is_back(linked)
    count = linked.rows("SELECT count FROM alarms")[0][0]
    assert count >= 5
    assert f"{count} попыт" in text_of(await linked.seller.sees("Авито не принимал ключи"))


async def test_what_was_counted_before_new_keys_is_not_the_next_alarms(linked: World) -> None:
    refuse(linked, on=True)
    await linked.seller.sees(REFUSED)
    for _ in range(4):
        await tries(linked, MINUTE)
    refuse(linked, on=False)
    await linked.link()
    await linked.seller.sees("Авито не принимал ключи")
    linked.clock.jump(31 * MINUTE)
    await linked.settled()
    refuse(linked, on=True)
    await linked.seller.sees(REFUSED)
    await tries(linked, MINUTE)
    assert linked.rows("SELECT count FROM alarms ORDER BY id") == [(1,), (1,)]


async def test_nobody_is_promised_an_answer_during_a_pause(linked: World) -> None:
    account = (await linked.services.accounts.all(linked.seller.id))[0]
    await linked.services.accounts.pause(account.id, seller_id=linked.seller.id, until=FOREVER)
    refuse(linked, on=True)
    await linked.seller.sees(REFUSED)
    linked.shop.buyer_writes(linked.buyer().id, "Ау, вы тут?")
    refuse(linked, on=False)
    assert "ждёт ответа" not in text_of(await is_back(linked))


async def test_a_buyer_whom_the_seller_answers_himself_is_not_promised_one(linked: World) -> None:
    chat = linked.buyer()
    linked.shop.buyer_writes(chat.id, "Актуально?")
    card = await linked.card("Актуально?")
    await linked.seller.taps(card["message_id"], "🙋 Отвечу сам")
    refuse(linked, on=True)
    await linked.seller.sees(REFUSED)
    refuse(linked, on=False)
    assert "ждёт ответа" not in text_of(await is_back(linked))


async def test_a_restart_in_between_tells_nothing_twice(linked: World) -> None:
    before = seen(linked)
    refuse(linked, on=True)
    alarm = await linked.seller.sees(REFUSED)
    await linked.restart()
    for _ in range(3):
        await tries(linked, 11 * MINUTE)
    await linked.restart()
    refuse(linked, on=False)
    await is_back(linked)
    assert seen(linked) == before + 2
    assert (await linked.seller.sees("не принимал"))["message_id"] == alarm["message_id"]


async def test_avito_may_be_away_for_four_minutes_but_not_for_six(linked: World) -> None:
    before = seen(linked)
    linked.avito.fail("GET", "*/chats", 500, times=None)
    await linked.until(lambda: linked.avito.count("GET", "*/chats") > 3)
    await tries(linked, 4 * MINUTE)
    assert seen(linked) == before
    await tries(linked, 2 * MINUTE)
    alarm = await linked.seller.sees("не отвечает уже несколько минут")
    assert linked.rows("SELECT count > 1 FROM alarms") == [(1,)]
    await linked.restart()
    await tries(linked, 6 * MINUTE)
    linked.avito.clear_faults()
    await tries(linked, 6 * MINUTE)
    note = await linked.seller.sees("Авито снова отвечает, «Мебель Олег» работает")
    assert "Перерыв — 1" in text_of(note)
    assert (await linked.seller.sees("Авито не отвечал."))["message_id"] == alarm["message_id"]
    assert seen(linked) == before + 2


async def test_refused_keys_stay_refused_while_avito_is_away(linked: World) -> None:
    before = seen(linked)
    refuse(linked, on=True)
    await linked.seller.sees(REFUSED)
    linked.avito.fail("*", "*", 500, times=None)
    for _ in range(3):
        await tries(linked, 11 * MINUTE)
    assert seen(linked) == before + 1
    assert told(linked.seller, REFUSED) == 1


async def test_one_trouble_that_becomes_another_ends_without_a_note(linked: World) -> None:
    refuse(linked, on=True)
    await linked.seller.sees(REFUSED)
    linked.shop.keys_revoked, linked.shop.employee_key = False, True
    await tries(linked, 11 * MINUTE)
    await linked.seller.sees("не пускает с этим ключом")
    await linked.seller.sees("Авито не принимал ключи")
    assert told(linked.seller, BACK) == 0


async def test_each_account_has_its_own(linked: World) -> None:
    other = linked.avito.add_shop(client_id="client-2", client_secret="secret-2", name="Дача Олега")
    asked = await linked.seller.writes("/link")
    shown = await linked.seller.sees("professionals/api", after=asked["message_id"])
    await linked.seller.writes("client-2 secret-2")
    await linked.seller.sees("«Дача Олега» подключён", after=shown["message_id"])
    other.keys_revoked = True
    other.tokens.clear()
    await linked.seller.sees("«Дача Олега»: Авито больше не принимает ключи")
    refuse(linked, on=True)
    await linked.seller.sees("«Мебель Олег»: Авито больше не принимает ключи")
    refuse(linked, on=False)
    await is_back(linked)
    assert told(linked.seller, "«Дача Олега»: Авито больше не принимает ключи") == 1
    assert told(linked.seller, BACK) == 1
    assert told(linked.stranger, "Авито") == 0


async def test_new_keys_end_it_on_their_own_screen(linked: World) -> None:
    linked.shop.client_secret = "new-secret"
    linked.shop.tokens.clear()
    alarm = await linked.seller.sees(REFUSED)
    await linked.link(keys=f"{CLIENT_ID} new-secret")
    over = await linked.seller.sees("Авито не принимал ключи")
    assert over["message_id"] == alarm["message_id"]
    await linked.settled()
    assert told(linked.seller, BACK) == 0


async def test_an_unlinked_account_ends_it_silently(linked: World) -> None:
    refuse(linked, on=True)
    await linked.seller.sees(REFUSED)
    account = (await linked.services.accounts.all(linked.seller.id))[0]
    before = seen(linked)
    await linked.services.accounts.unlink(account.id, seller_id=linked.seller.id, forget=False)
    await linked.seller.sees("Аккаунт отвязан.")
    assert told(linked.seller, REFUSED) == 0
    assert seen(linked) == before


async def test_a_model_that_is_down_for_minutes_is_told_and_its_return_too(linked: World) -> None:
    linked.gemini.fail(503, times=None)
    await ask(linked, "Раз?")
    linked.clock.jump(4 * MINUTE)
    await ask(linked, "Два?")
    assert told(linked.seller, "ИИ не отвечает, поэтому") == 0
    linked.clock.jump(2 * MINUTE)
    await ask(linked, "Три?")
    alarm = await linked.seller.sees("ИИ не отвечает, поэтому")
    assert "3 попытки" in text_of(alarm)
    await ask(linked, "Четыре?")
    await linked.restart()
    await ask(linked, "Пять?")
    linked.gemini.clear_faults()
    await ask(linked, "Шесть?")
    note = await linked.seller.sees("ИИ снова пишет черновики")
    assert "Перерыв — 6 мин" in text_of(note)
    assert note["message_id"] not in linked.seller.chat.silent
    assert (await linked.seller.sees("ИИ не отвечал."))["message_id"] == alarm["message_id"]
    await ask(linked, "Семь?")
    assert linked.rows("SELECT kind, count(*) FROM notifications GROUP BY kind ORDER BY kind") == [
        ("alarm", 1),
        ("card", 7),
        ("recovery", 1),
    ]


async def test_a_draft_in_between_starts_the_five_minutes_anew(linked: World) -> None:
    linked.gemini.fail(503)
    await ask(linked, "Раз?")
    linked.clock.jump(4 * MINUTE)
    await ask(linked, "Два?")
    linked.clock.jump(2 * MINUTE)
    linked.gemini.fail(503)
    await ask(linked, "Три?")
    assert told(linked.seller, "ИИ не отвечает, поэтому") == 0


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("budget", "Дневной лимит ИИ исчерпан"),
        (403, "ИИ не принимает ключ"),
        ("location", "ИИ не работает в регионе"),
    ],
)
async def test_what_will_not_pass_by_itself_is_told_at_once(
    linked: World, fault: int | str, words: str
) -> None:
    linked.gemini.fail(fault, times=3)
    for question in ("Раз?", "Два?", "Три?"):
        await ask(linked, question)
    await linked.seller.sees(words)
    assert linked.rows("SELECT count(*) FROM alarms") == [(1,)]
    await ask(linked, "Четыре?")
    await linked.seller.sees("ИИ снова пишет черновики")
    assert told(linked.seller, words) == 0


async def test_an_end_that_cannot_be_stored_comes_with_the_next_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.engine.BUSY_TIMEOUT_MS", 20)
    async with open_world(tmp_path) as world:
        await world.start()
        await world.link()
        world.gemini.fail(403)
        await ask(world, "Раз?")
        await world.seller.sees("ИИ не принимает ключ")
        draft_id = world.rows("SELECT max(id) FROM drafts")[0][0]
        with closing(sqlite3.connect(tmp_path / "bot.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StorageError):
                await world.services.replies.regenerate(
                    draft_id, seller_id=world.seller.id, manner="again"
                )
            other.execute("ROLLBACK")
        await ask(world, "Два?")
        await world.seller.sees("ИИ снова пишет черновики")


@pytest.mark.parametrize("fault", ["blocked:SAFETY", "bad_enum"])
async def test_what_is_one_messages_matter_is_no_alarm(linked: World, fault: str) -> None:
    linked.gemini.fail(fault, times=2)
    await ask(linked, "Раз?")
    linked.clock.jump(6 * MINUTE)
    await ask(linked, "Два?")
    assert linked.rows("SELECT count(*) FROM alarms") == [(0,)]


async def choose_takeover(world: World, label: str) -> str:
    """Set it on the account's screen; the label of its button then."""
    await world.seller.writes("/accounts")
    shown = await world.seller.sees("1 аккаунт")
    await world.seller.taps(shown["message_id"], "Мебель Олег")
    await world.seller.taps(shown["message_id"], "🙋 Тишина после вас: 2 ч")
    choices = await world.seller.sees("Сколько молчать?")
    assert has_button(choices, "✓ 2 ч")
    await world.seller.taps(shown["message_id"], label)
    account = await world.seller.sees("Связь с Авито")
    return next(label for row in buttons(account) for label in row if "Тишина" in label)


async def test_the_silence_after_the_seller_lasts_as_long_as_he_says(linked: World) -> None:
    assert await choose_takeover(linked, "30 мин") == "🙋 Тишина после вас: 30 мин"
    chat = linked.buyer()
    linked.shop.buyer_writes(chat.id, "Актуально?")
    await linked.card("Актуально?")
    linked.shop.seller_writes(chat.id, "Да, я тут")
    await linked.seller.sees("Вы отвечаете сами")
    await linked.settled()
    until = _time(linked.rows("SELECT silent_until FROM chats")[0][0])
    assert timedelta(minutes=29) < until - linked.clock() <= 30 * MINUTE


async def test_answering_oneself_says_until_when(linked: World) -> None:
    await choose_takeover(linked, "4 ч")
    linked.shop.buyer_writes(linked.buyer().id, "Актуально?")
    card = await linked.card("Актуально?")
    answer = await linked.seller.taps(card["message_id"], "🙋 Отвечу сам")
    until = _time(linked.rows("SELECT silent_until FROM chats")[0][0])
    assert timedelta(hours=3, minutes=59) < until - linked.clock() <= timedelta(hours=4)
    assert answer.text.startswith("🙋 Молчу в этом чате до ")
    assert answer.text.removeprefix("🙋 Молчу в этом чате ") in text_of(
        await linked.seller.sees("Вы отвечаете сами")
    )


def _time(stored: str) -> datetime:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)
