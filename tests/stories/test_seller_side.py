"""What a seller finds around the cards: home, modes, pauses, accounts, the report, settings."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.demo.telegram_people import buttons, text_of
from tests.world import CLIENT_ID, CLIENT_SECRET, World, has_button, open_world

KEYBOARD = [["🤖 Автоответы", "📊 Отчёт"], ["👤 Аккаунты", "☰ Меню"]]


async def test_the_first_screen_and_the_command_menu(world: World) -> None:
    await world.seller.writes("/start")
    welcome = await world.seller.sees("Авито")
    assert text_of(welcome).strip().count("\n") == 4
    assert buttons(welcome) == [["🔗 Подключить Авито"]]
    assert world.seller.commands == [
        "menu",
        "accounts",
        "mode",
        "facts",
        "report",
        "why",
        "pause",
        "help",
    ]


async def test_english_for_those_who_speak_it(world: World) -> None:
    guest = world.telegram.person(303, "John", "en")
    await guest.writes("/start")
    assert buttons(await guest.sees("Avito")) == [["🔗 Link Avito"]]


async def test_keys_one_after_the_other_are_deleted(world: World) -> None:
    await world.seller.writes("/link")
    await world.seller.sees("professionals/api")
    await world.seller.writes(f"Client ID: {CLIENT_ID}")
    await world.seller.sees("Теперь пришлите Client Secret")
    await world.seller.writes(CLIENT_SECRET)
    await world.seller.sees("подключён")
    said = " ".join(text_of(message) for message in world.seller.messages)
    assert CLIENT_SECRET not in said
    assert world.seller.keyboard == KEYBOARD


async def test_wrong_keys_are_explained_and_awaited_anew(world: World) -> None:
    await world.seller.writes("/link")
    await world.seller.sees("professionals/api")
    await world.seller.writes("wrong keys")
    refused = await world.seller.sees("не принял ключи")
    assert buttons(refused) == [["🔗 Попробовать ещё раз", "❌ Отмена"]]
    await world.seller.writes(f"{CLIENT_ID}\n{CLIENT_SECRET}")
    await world.seller.sees("подключён")


async def test_somebody_elses_account_is_refused_without_saying_whose(linked: World) -> None:
    await linked.stranger.writes("/link")
    await linked.stranger.sees("professionals/api")
    await linked.stranger.writes(f"{CLIENT_ID} {CLIENT_SECRET}")
    refused = await linked.stranger.sees("уже подключён")
    assert "Олег" not in text_of(refused)
    assert all("Мебель" not in text_of(message) for message in linked.stranger.messages)


async def test_cancelling_the_linking(world: World) -> None:
    await world.seller.writes("/link")
    steps = await world.seller.sees("professionals/api")
    await world.seller.taps(steps["message_id"], "❌ Отмена")
    await world.seller.sees("Отменено")
    await world.seller.writes("просто слова")
    await world.seller.sees("Не понял")


async def test_modes_are_two_taps_away(linked: World) -> None:
    await linked.seller.writes("🤖 Автоответы")
    modes = await linked.seller.sees("сейчас черновики")
    await linked.seller.taps(modes["message_id"], "авто")
    changed = await linked.seller.sees("сейчас авто")
    assert buttons(changed)[:3] == [["выключены"], ["черновики"], ["✓ авто"]]
    await linked.seller.writes("/mode off")
    await linked.seller.sees("сейчас выключены")
    await linked.seller.writes("/mode maybe")
    await linked.seller.sees("Не понял режим")


async def test_pauses_by_command_and_by_tap(linked: World) -> None:
    await linked.seller.writes("/pause 2ч")
    await linked.seller.sees("Пауза до")
    await linked.seller.writes("/pause")
    paused = await linked.seller.sees("Пауза до вашей команды")
    await linked.seller.taps(paused["message_id"], "▶️ Снять паузу")
    await linked.seller.sees("Пауза снята")
    await linked.seller.writes("/menu")
    menu = await linked.seller.sees("Меню")
    await linked.seller.taps(menu["message_id"], "⏸ Пауза")
    choice = await linked.seller.sees("На сколько")
    await linked.seller.taps(choice["message_id"], "30 минут")
    await linked.seller.sees("Пауза до")
    await linked.seller.writes("/pause завтра")
    await linked.seller.sees("Не понял, на сколько")


async def test_an_account_is_named_paused_and_unlinked(linked: World) -> None:
    seller = linked.seller
    await seller.writes("👤 Аккаунты")
    rows = await seller.sees("1 аккаунт")
    await seller.taps(rows["message_id"], "Мебель Олег")
    await seller.taps(rows["message_id"], "✏️ Название")
    await seller.sees("Как назвать")
    await seller.writes("я" * 41)
    await seller.sees("41 знак")
    await seller.writes("Дача <3")
    await seller.sees("теперь это «Дача <3»")
    await seller.taps(rows["message_id"], "⏸ Пауза")
    await seller.sees("⏸ пауза до вашей команды")
    await seller.taps(rows["message_id"], "▶️ Снять паузу")
    await seller.taps(rows["message_id"], "Отвязать")
    asked = await seller.sees("Отвязать «Дача <3»?")
    await seller.taps(asked["message_id"], "Отмена")
    await seller.taps(rows["message_id"], "Отвязать")
    await seller.taps(rows["message_id"], "Отвязать и удалить всё")
    await seller.sees("вся история удалены")
    await seller.writes("/accounts")
    await seller.sees("ни одного аккаунта")


async def test_the_report_its_explanation_and_its_settings(linked: World) -> None:
    seller = linked.seller
    await seller.writes("/report")
    report = await seller.sees("📊")
    await seller.taps(report["message_id"], "неделя")
    await seller.taps(report["message_id"], "ⓘ Как посчитано")
    await seller.sees("Как посчитано")
    await seller.taps(report["message_id"], "⬅️ К отчёту")
    await seller.taps(report["message_id"], "🔕 Не присылать")
    await seller.sees(lambda message: has_button(message, "🔔 Присылать"))
    await seller.taps(report["message_id"], "🕗 Когда")
    await seller.taps(report["message_id"], "🕗 Сменить час")
    await seller.taps(report["message_id"], "09:00")
    await seller.taps(report["message_id"], "🌍 Сменить пояс")
    await seller.taps(report["message_id"], "Омск")
    await seller.sees("09:00, пояс — Омск")
    await seller.writes("/report 1.11 когда-то")
    await seller.sees("Не понял, за какие дни")


async def test_the_language_changes_the_keyboard_too(linked: World) -> None:
    await linked.seller.writes("/language")
    choice = await linked.seller.sees("На каком языке")
    await linked.seller.taps(choice["message_id"], "English")
    await linked.seller.sees("I speak English now.")
    assert linked.seller.keyboard[0] == ["🤖 Auto-replies", "📊 Report"]
    await linked.seller.writes("/help")
    await linked.seller.sees("/pause — pause: 30m")


async def test_a_draft_in_another_manner_on_the_same_card(linked: World) -> None:
    card = await _first_card(linked)
    linked.gemini.says("Да.")
    await linked.seller.taps(card["message_id"], "🔄 Иначе")
    answer = await linked.seller.taps(card["message_id"], "короче")
    assert answer.text == "✍️ Пишу новый черновик…"
    shorter = await linked.seller.sees(lambda m: text_of(m).endswith("Да."))
    assert shorter["message_id"] == card["message_id"]
    assert linked.telegram.count("sendChatAction") >= 1
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    assert linked.sent == ["Да."]


async def test_a_draft_by_an_own_wish(linked: World) -> None:
    card = await _first_card(linked)
    await linked.seller.taps(card["message_id"], "🔄 Иначе")
    await linked.seller.taps(card["message_id"], "свой наказ")
    asked = await linked.seller.sees("Как переписать?")
    linked.gemini.says("Приезжайте завтра после шести.")
    await linked.seller.writes("позови завтра после шести")
    await linked.seller.sees("Новый черновик — на карточке")
    await linked.seller.sees(lambda m: text_of(m).endswith("завтра после шести."))
    assert asked["message_id"] not in [message["message_id"] for message in linked.seller.messages]


async def test_one_chat_is_quiet_until_it_is_given_back(linked: World) -> None:
    card = await _first_card(linked)
    await linked.seller.taps(card["message_id"], "⏸ Этот чат")
    await linked.seller.taps(card["message_id"], "1 час")
    await linked.seller.sees("Молчу в этом чате до")
    await linked.seller.taps(card["message_id"], "▶️ Вернуть боту")
    await linked.seller.sees(lambda m: has_button(m, "✅ Отправить"))


async def test_a_word_of_the_keyboard_is_never_sent_to_a_buyer(linked: World) -> None:
    card = await _first_card(linked)
    for word in ("📊 Отчёт", "/menu"):
        await linked.seller.taps(card["message_id"], "✏️ Изменить")
        await linked.seller.sees("Пришлите новый текст")
        await linked.seller.writes(word)
        await linked.seller.writes("это уже не ответ")
        await linked.seller.sees("Не понял")
    await linked.settled()
    assert linked.sent == []


async def test_a_word_of_the_keyboard_in_reply_to_a_card_is_not_sent_either(linked: World) -> None:
    card = await _first_card(linked)
    await linked.seller.replies(card["message_id"], "👤 Аккаунты")
    await linked.seller.sees(lambda m: "Мебель Олег" in text_of(m) and m != card)
    await linked.settled()
    assert linked.sent == []


@pytest.mark.parametrize("kind", ["sticker", "photo", "voice"])
async def test_what_is_not_a_text_gets_a_sentence(linked: World, kind: str) -> None:
    await linked.seller.sends(kind)
    await linked.seller.sees("Пока понимаю только текст")


async def test_a_megabyte_of_text_is_refused_with_its_count(linked: World) -> None:
    card = await _first_card(linked)
    await linked.seller.replies(card["message_id"], "я" * 500_000)
    await linked.seller.sees("500\xa0000 знаков")
    assert linked.sent == []


@pytest.mark.parametrize(
    "forged",
    ["c0:send:1", "c1:send", "c1:send:99999999999999999999", "r1:show:x:y", "чужое", "a1:open:1"],
)
async def test_an_old_or_forged_button_never_spins(world: World, forged: str) -> None:
    await world.seller.writes("/start")
    welcome = await world.seller.sees("Авито")
    assert (await world.seller.forges_tap(welcome["message_id"], forged)).text


async def test_silence_in_a_group(linked: World) -> None:
    group = linked.telegram.group(-500)
    await linked.seller.writes("/accounts", chat_id=-500)
    await linked.seller.writes("/menu")
    await linked.seller.sees("Меню")
    assert [m for m in group.messages if m["from"]["is_bot"]] == []


async def _first_card(world: World) -> dict[str, Any]:
    chat = world.buyer()
    world.shop.buyer_writes(chat.id, "Актуально?")
    return await world.card("в продаже")


async def test_typed_keys_in_two_quick_messages_keep_their_order(world: World) -> None:
    await world.seller.writes("/link")
    await asyncio.gather(world.seller.writes(CLIENT_ID), world.seller.writes(CLIENT_SECRET))
    await world.seller.sees("подключён")


async def test_a_reply_cannot_be_taken_back_after_an_hour(linked: World) -> None:
    card = await _first_card(linked)
    await linked.seller.taps(card["message_id"], "✅ Отправить")
    await linked.seller.sees(lambda m: has_button(m, "↩️ Отозвать"))
    linked.clock.jump(timedelta(minutes=61))
    answer = await linked.seller.taps(card["message_id"], "↩️ Отозвать")
    assert "в течение часа" in answer.text
    await linked.seller.sees(
        lambda m: "Отправлено" in text_of(m) and not has_button(m, "↩️ Отозвать")
    )


async def test_only_the_invited_may_use_it_and_of_others_nothing_is_kept(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        invited = {"access": "invite", "admin_ids": frozenset({world.seller.id})}
        world.settings = world.settings.model_copy(update=invited)
        await world.start()
        await world.stranger.writes("/start")
        refused = await world.stranger.sees("по приглашениям")
        assert (await world.stranger.forges_tap(refused["message_id"], "h1:link")).text
        assert await world.services.sellers.find(world.stranger.id) is None
        await world.seller.writes("/start")
        await world.seller.sees("Авито")


async def test_one_sentence_when_added_to_a_group(linked: World) -> None:
    group = linked.telegram.group(-501)
    bot = linked.telegram.state.bot
    members = [{"status": status, "user": bot} for status in ("left", "member")]
    change = {"old_chat_member": members[0], "new_chat_member": members[1]}
    head = {"chat": {"id": -501, "type": "group", "title": "Группа"}, "date": 0}
    linked.telegram.state.updates.put(
        "my_chat_member", head | {"from": linked.seller.user} | change
    )
    await linked.telegram.until(lambda: any("личном чате" in text_of(m) for m in group.messages))


async def test_a_deleted_card_comes_again(linked: World) -> None:
    card = await _first_card(linked)
    del linked.seller.chat.messages[card["message_id"]]
    linked.shop.buyer_writes(next(iter(linked.shop.chats)), "Ау?")
    again = await linked.card("в продаже", after=card["message_id"])
    assert "Ау?" in text_of(again)


async def test_a_card_waits_until_telegram_takes_it(linked: World) -> None:
    linked.telegram.fail("sendMessage", "429", times=1, retry_after=1)
    linked.telegram.fail("sendMessage", "500", times=1)
    await _first_card(linked)
    cards = [m for m in linked.seller.messages if has_button(m, "✅ Отправить")]
    assert len(cards) == 1
