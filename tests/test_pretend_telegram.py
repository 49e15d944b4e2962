"""The pretend Telegram is as strict as the real one: over the wire, with a real aiogram Bot."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendDice
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    Message,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
    Update,
)
from aiohttp import ClientError

from bot.demo.telegram import PretendTelegram
from bot.demo.telegram_people import Person, buttons

OLEG, STRANGER = 501, 502
START = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
CARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text="✅ Отправить", callback_data="c1:1:send", style="success")],
        [
            InlineKeyboardButton(text="Номер", copy_text=CopyTextButton(text="15000")),
            InlineKeyboardButton(text="🌐 Открыть на Авито", url="https://www.avito.ru/1"),
        ],
    ]
)


class World(SimpleNamespace):
    now: datetime
    telegram: PretendTelegram
    base: str
    bot: Bot
    oleg: Person


def make_bot(base: str, token: str, timeout_seconds: float = 5) -> Bot:
    session = AiohttpSession(api=TelegramAPIServer.from_base(base), timeout=timeout_seconds)
    return Bot(token, session=session)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    world = World(now=START)
    world.telegram = PretendTelegram(clock=lambda: world.now)
    world.base = await world.telegram.start()
    world.bot = make_bot(world.base, world.telegram.token)
    world.oleg = world.telegram.person(OLEG, "Олег")
    await world.oleg.writes("/start")
    yield world
    await world.bot.session.close()
    await world.telegram.stop()


async def test_what_a_person_writes_comes_by_long_polling_as_a_valid_update(world: World) -> None:
    poll = asyncio.create_task(world.bot.get_updates(offset=100_002, timeout=10))
    await world.oleg.replies(1, "Здравствуйте")
    (update,) = await poll
    assert update.message is not None
    assert update.message.from_user is not None
    assert update.message.text == "Здравствуйте"
    assert update.message.from_user.language_code == "ru"
    assert update.message.reply_to_message is not None
    assert update.message.reply_to_message.text == "/start"


async def test_offsets_confirm_updates_and_unconfirmed_ones_come_again(world: World) -> None:
    await world.oleg.writes("второе")
    await world.oleg.writes("третье")
    first = await world.bot.get_updates(limit=2)
    again = await world.bot.get_updates(offset=first[-1].update_id)
    assert [update.update_id for update in again] == [100_002, 100_003]
    assert await world.bot.get_updates(offset=100_004) == []
    assert await world.bot.get_updates() == []


async def test_a_negative_offset_keeps_only_the_last(world: World) -> None:
    await world.oleg.writes("второе")
    (last,) = await world.bot.get_updates(offset=-1)
    assert last.message is not None
    assert last.message.text == "второе"


async def test_only_asked_kinds_are_queued(world: World) -> None:
    await world.bot.get_updates(offset=100_002, allowed_updates=["callback_query"])
    await world.oleg.writes("мимо")
    assert await world.bot.get_updates() == []
    await world.bot.get_updates(allowed_updates=["message"])
    await world.oleg.writes("попало")
    assert len(await world.bot.get_updates()) == 1


async def test_a_second_poller_ends_the_first_with_a_conflict(world: World) -> None:
    await world.bot.get_updates(offset=100_002)
    first = asyncio.create_task(world.bot.get_updates(timeout=20))
    await until_polled(world)
    assert await world.bot.get_updates() == []
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await first


async def until_polled(world: World) -> None:
    await world.telegram.until(lambda: world.telegram.state.updates.polling)


async def test_a_tap_is_answered_once_and_the_person_sees_it(world: World) -> None:
    sent = await world.bot.send_message(OLEG, "<b>Анна</b>", parse_mode="HTML", reply_markup=CARD)
    tap = asyncio.create_task(world.oleg.taps(sent.message_id, "✅ Отправить"))
    _, update = await world.bot.get_updates(timeout=5, offset=100_001), await next_tap(world)
    query = update.callback_query
    assert query is not None
    assert query.data == "c1:1:send"
    assert isinstance(query.message, Message)
    assert query.message.html_text == "<b>Анна</b>"
    await world.bot.answer_callback_query(query.id, text="Отправлено", show_alert=True)
    assert (await tap).text == "Отправлено"
    with pytest.raises(TelegramBadRequest, match="query is too old and response timeout expired"):
        await world.bot.answer_callback_query(query.id)


async def next_tap(world: World) -> Update:
    async with asyncio.timeout(5):
        while True:
            for update in await world.bot.get_updates(offset=100_002, timeout=1):
                if update.callback_query is not None:
                    return update


async def test_a_tap_is_too_old_after_half_a_minute_or_with_a_foreign_id(world: World) -> None:
    sent = await world.bot.send_message(OLEG, "Карточка", reply_markup=CARD)
    tap = asyncio.create_task(world.oleg.taps(sent.message_id, "c1:1:send"))
    query = (await next_tap(world)).callback_query
    assert query is not None
    world.now += timedelta(seconds=31)
    for query_id in (query.id, "12345"):
        with pytest.raises(TelegramBadRequest, match="query is too old"):
            await world.bot.answer_callback_query(query_id)
    tap.cancel()


async def test_a_toast_has_200_characters_at_most_and_may_be_sent_again(world: World) -> None:
    tap = asyncio.create_task(world.oleg.forges_tap(999, "old"))
    query = (await next_tap(world)).callback_query
    assert query is not None
    assert query.message is not None
    assert query.message.date == 0
    with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
        await world.bot.answer_callback_query(query.id, text="я" * 201)
    await world.bot.answer_callback_query(query.id, text="я" * 200)
    assert (await tap).text == "я" * 200


async def test_only_buttons_that_stand_there_can_be_tapped(world: World) -> None:
    sent = await world.bot.send_message(OLEG, "Карточка", reply_markup=CARD)
    with pytest.raises(LookupError, match="Отправить"):
        await world.oleg.taps(sent.message_id, "Удалить")


async def test_the_bot_may_write_only_to_those_who_came_and_did_not_block(world: World) -> None:
    stranger = world.telegram.person(STRANGER, "Пётр")
    with pytest.raises(TelegramForbiddenError, match="can't initiate conversation"):
        await world.bot.send_message(STRANGER, "Привет")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await world.bot.send_message(777, "Привет")
    await stranger.writes("Привет")
    stranger.blocks_bot()
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await world.bot.send_message(STRANGER, "Привет")
    stranger.unblocks_bot()
    await world.bot.send_message(STRANGER, "Привет")
    kinds = [update.event_type for update in await world.bot.get_updates()]
    assert kinds == ["message", "message", "my_chat_member", "my_chat_member"]


async def test_a_silent_message_rings_no_bell(world: World) -> None:
    await world.bot.send_message(OLEG, "Громко")
    quiet = await world.bot.send_message(OLEG, "Тихо", disable_notification=True)
    assert world.oleg.chat.silent == {quiet.message_id}


async def test_edits_and_deletions_are_what_the_person_sees(world: World) -> None:
    sent = await world.bot.send_message(OLEG, "Раз", reply_markup=CARD)
    edited = await sent.edit_text("Два", reply_markup=CARD)
    assert isinstance(edited, Message)
    assert edited.edit_date is not None
    with pytest.raises(TelegramBadRequest, match="message is not modified: specified new"):
        await sent.edit_text("Два", reply_markup=CARD)
    await sent.edit_reply_markup(reply_markup=None)
    assert [(m["text"], buttons(m)) for m in world.oleg.messages] == [("/start", []), ("Два", [])]
    await sent.delete()
    assert len(world.oleg.messages) == 1
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await sent.delete()
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await sent.edit_text("Три")
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await world.bot.edit_message_text("Чужое", chat_id=OLEG, message_id=1)


async def test_a_message_older_than_two_days_stays(world: World) -> None:
    sent = await world.bot.send_message(OLEG, "Старое")
    world.now += timedelta(hours=48, seconds=1)
    with pytest.raises(TelegramBadRequest, match="can't be deleted for everyone"):
        await sent.delete()
    world.now = START
    assert await world.bot.delete_messages(OLEG, [1, sent.message_id, 999])
    assert world.oleg.messages == []


async def test_a_picture_is_stored_edited_and_fetched(world: World) -> None:
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (640).to_bytes(4, "big") + (320).to_bytes(4, "big")
    sent = await world.bot.send_photo(
        OLEG, BufferedInputFile(png, "chart.png"), caption="<i>Отчёт</i>", parse_mode="HTML"
    )
    assert sent.photo is not None
    assert (sent.photo[0].width, sent.photo[0].height) == (640, 320)
    assert sent.html_text == "<i>Отчёт</i>"
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await sent.edit_text("Текст")
    await sent.edit_caption(caption="Новая подпись")
    second = BufferedInputFile(png + b"2", "second.png")
    edited = await sent.edit_media(InputMediaPhoto(media=second, caption="Вторая"))
    assert isinstance(edited, Message)
    assert edited.photo is not None
    assert edited.caption == "Вторая"
    buffer = await world.bot.download(edited.photo[0].file_id)
    assert buffer is not None
    assert buffer.read() == png + b"2"
    document = await world.bot.send_document(OLEG, BufferedInputFile(b"1;2", "t.csv"))
    assert document.document is not None
    assert document.document.file_name == "t.csv"
    with pytest.raises(TelegramBadRequest, match="caption is too long"):
        await sent.edit_caption(caption="я" * 1025)


async def test_keyboards_under_the_input_line_come_stay_and_go(world: World) -> None:
    rows = [[KeyboardButton(text="📥 Ждут"), KeyboardButton(text="📊 Отчёт")]]
    keyboard = ReplyKeyboardMarkup(keyboard=rows, is_persistent=True, resize_keyboard=True)
    sent = await world.bot.send_message(OLEG, "Меню", reply_markup=keyboard)
    assert sent.reply_markup is None
    assert world.oleg.keyboard == [["📥 Ждут", "📊 Отчёт"]]
    asked = await world.bot.send_message(OLEG, "Ответ?", reply_markup=ForceReply())
    assert world.oleg.chat.force_reply == asked.message_id
    await world.bot.send_message(OLEG, "Убрано", reply_markup=ReplyKeyboardRemove())
    assert world.oleg.keyboard == []


async def test_a_reply_quotes_its_message_or_is_refused(world: World) -> None:
    sent = await world.bot.send_message(OLEG, "Вам", reply_parameters=ReplyParameters(message_id=1))
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "/start"
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await world.bot.send_message(OLEG, "Вам", reply_parameters=ReplyParameters(message_id=999))


async def test_the_command_menu_follows_language_and_scope(world: World) -> None:
    english = world.telegram.person(STRANGER, "Ann", "en")
    await world.bot.set_my_commands([BotCommand(command="menu", description="Меню")])
    await world.bot.set_my_commands(
        [BotCommand(command="help", description="Help")], language_code="en"
    )
    assert (world.oleg.commands, english.commands) == (["menu"], ["help"])
    for command in ("Menu", "m" * 33, ""):
        with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
            await world.bot.set_my_commands([BotCommand(command=command, description="x")])
    await world.bot.set_my_description("Отвечает покупателям")
    assert (await world.bot.get_my_description()).description == "Отвечает покупателям"


async def test_typing_is_shown_until_the_message_comes(world: World) -> None:
    await world.bot.send_chat_action(OLEG, "typing")
    assert world.oleg.chat.action == "typing"
    await world.bot.send_message(OLEG, "Готово")
    assert world.oleg.chat.action == ""
    with pytest.raises(TelegramBadRequest, match="wrong parameter action"):
        await world.bot.send_chat_action(OLEG, "dancing")


async def test_a_reaction_stands_on_its_message(world: World) -> None:
    await world.bot.set_message_reaction(OLEG, 1, [ReactionTypeEmoji(emoji="👍")])
    assert world.oleg.chat.reactions == {1: "👍"}
    with pytest.raises(TelegramBadRequest, match="message to react not found"):
        await world.bot.set_message_reaction(OLEG, 99, [ReactionTypeEmoji(emoji="👍")])


async def test_in_a_group_the_bot_hears_people_and_may_not_delete_their_words(
    world: World,
) -> None:
    group = world.telegram.group(-1001, "Склад")
    said = await world.oleg.writes("Всем привет", chat_id=group.id)
    await world.bot.send_message(group.id, "И вам")
    assert [m["text"] for m in group.messages] == ["Всем привет", "И вам"]
    with pytest.raises(TelegramBadRequest, match="message can't be deleted"):
        await world.bot.delete_message(group.id, said["message_id"])
    assert len(world.oleg.messages) == 1


@pytest.mark.parametrize("kind", ["sticker", "photo", "voice", "document", "contact", "location"])
async def test_whatever_a_person_sends_is_a_valid_message(world: World, kind: str) -> None:
    await world.oleg.sends(kind)
    update = (await world.bot.get_updates())[-1]
    assert update.message is not None
    assert update.message.content_type == kind


async def test_an_own_message_can_be_corrected(world: World) -> None:
    await world.oleg.edits(1, "Исправлено")
    update = (await world.bot.get_updates())[-1]
    assert update.edited_message is not None
    assert update.edited_message.text == "Исправлено"


async def test_sees_waits_for_a_message_that_comes_later(world: World) -> None:
    waiting = asyncio.create_task(world.oleg.sees("Черновик"))
    sent = await world.bot.send_message(OLEG, "✍️ Черновик")
    assert (await waiting)["message_id"] == sent.message_id
    with pytest.raises(TimeoutError, match=r"does not see 'Отчёт'.*Черновик"):
        await world.oleg.sees("Отчёт", 0.01)
    with pytest.raises(TimeoutError):
        await world.oleg.sees("Черновик", 0.01, after=sent.message_id)


async def test_faults_come_as_the_errors_that_aiogram_knows(world: World) -> None:
    world.telegram.fail("sendMessage", "429", retry_after=7)
    with pytest.raises(TelegramRetryAfter) as flood:
        await world.bot.send_message(OLEG, "раз")
    assert flood.value.retry_after == 7
    world.telegram.fail("*", "500")
    with pytest.raises(TelegramServerError):
        await world.bot.get_me()
    world.telegram.fail("sendMessage", "cut")
    with pytest.raises(TelegramNetworkError):
        await world.bot.send_message(OLEG, "два")
    world.telegram.fail("sendMessage", "cut_after")
    with pytest.raises(TelegramNetworkError):
        await world.bot.send_message(OLEG, "три")
    world.telegram.fail("sendMessage", "500", None)
    world.telegram.clear_faults()
    await world.bot.send_message(OLEG, "четыре")
    assert [m["text"] for m in world.oleg.messages] == ["/start", "три", "четыре"]


async def test_a_hanging_answer_ends_with_the_clients_patience_or_the_server(
    world: World,
) -> None:
    world.telegram.fail("getMe", "hang", 2)
    hasty = make_bot(world.base, world.telegram.token, timeout_seconds=0.05)
    with pytest.raises(TelegramNetworkError):
        await hasty.get_me()
    await hasty.session.close()
    hanging = asyncio.create_task(world.bot.get_me())
    await world.telegram.until(lambda: world.telegram.count("getMe") == 2)
    await world.telegram.stop()
    with pytest.raises(TelegramNetworkError):
        await hanging


async def test_stopping_ends_a_long_poll_and_the_state_outlives_it(world: World) -> None:
    await world.bot.get_updates(offset=100_002)
    poll = asyncio.create_task(world.bot.get_updates(timeout=30))
    await until_polled(world)
    await world.telegram.stop()
    assert await poll == []
    port = int(world.base.rsplit(":", 1)[1])
    assert await world.telegram.start(port=port) == world.base
    await world.bot.send_message(OLEG, "Снова тут")
    assert len(world.oleg.messages) == 2


async def test_a_wrong_token_and_a_method_that_is_not_served(world: World) -> None:
    stranger = make_bot(world.base, "1:other")
    with pytest.raises(TelegramUnauthorizedError):
        await stranger.get_me()
    await stranger.session.close()
    with pytest.raises(TelegramNotFound, match="does not serve it"):
        await world.bot(SendDice(chat_id=OLEG))


async def test_a_document_is_loaded_by_the_path_that_was_asked_for(world: World) -> None:
    await world.oleg.sends_file("Мой прайс <1>.xlsx", b"PK...", "application/zip")
    update = (await world.bot.get_updates(offset=100_002))[0]
    assert update.message is not None
    document = update.message.document
    assert document is not None
    assert (document.file_name, document.file_size) == ("Мой прайс <1>.xlsx", 5)
    guessed = f"{world.base}/file/bot{world.telegram.token}/documents/file_1.xlsx"
    with pytest.raises(ClientError):
        [chunk async for chunk in world.bot.session.stream_content(guessed)]
    file = await world.bot.get_file(document.file_id)
    assert file.file_path == "documents/file_1.xlsx"
    loaded = await world.bot.download_file(file.file_path)
    assert loaded is not None
    assert loaded.read() == b"PK..."
    world.telegram.fail("file", "500")
    with pytest.raises(ClientError):
        await world.bot.download(document)


async def test_a_file_above_twenty_megabytes_is_not_given_to_a_bot(world: World) -> None:
    sent = await world.oleg.sends_file("large.csv", b"x" * (20 * 1024 * 1024 + 1))
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await world.bot.get_file(sent["document"]["file_id"])
