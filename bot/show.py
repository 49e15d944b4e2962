"""Putting a screen before a person: in a new message, or in the place of the one he tapped.

The one place that knows which of Telegram's refusals mean «it is already so» or «not this way».
A tap is answered last: when the spinner stops, what it stood for is there.
"""

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import (
    BotCommand,
    CallbackQuery,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from aiogram.utils.chat_action import ChatActionSender

from bot.screens.home import COMMANDS
from bot.screens.screen import Screen
from bot.texts import LANGUAGES, Texts

logger = structlog.get_logger()

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
LONGEST_TOAST = 200

SAME = "message is not modified"
UNEDITABLE = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")


async def send(
    bot: Bot, chat_id: int, screen: Screen, *, reply_to: int | None = None, silent: bool = False
) -> Message:
    """Show a screen in a new message; a silent one rings no bell."""
    reply = ReplyParameters(message_id=reply_to, allow_sending_without_reply=True)
    return await bot.send_message(
        chat_id,
        screen.text,
        parse_mode="HTML",
        reply_markup=screen.keyboard,
        link_preview_options=NO_PREVIEW,
        reply_parameters=reply if reply_to else None,
        disable_notification=silent or None,
    )


async def edit(bot: Bot, chat_id: int, message_id: int, screen: Screen) -> bool:
    """Show a screen in a message that is there; False when it is gone or cannot be edited."""
    try:
        await bot.edit_message_text(
            screen.text,
            chat_id=chat_id,
            message_id=message_id,
            parse_mode="HTML",
            reply_markup=screen.inline,
            link_preview_options=NO_PREVIEW,
        )
    except TelegramBadRequest as error:
        if SAME in error.message:
            return True
        if any(words in error.message for words in UNEDITABLE):
            return False
        raise
    return True


async def answer(message: Message, screen: Screen) -> Message:
    """Answer what a person wrote."""
    return await send(bot_of(message), message.chat.id, screen)


async def replace(query: CallbackQuery, screen: Screen, toast_text: str = "") -> None:
    """Answer a tap with another screen in the same message (a new one if that cannot be edited)."""
    bot, chat_id = bot_of(query), query.from_user.id
    if not query.message or not await edit(bot, chat_id, query.message.message_id, screen):
        await send(bot, chat_id, screen)
    await toast(query, toast_text)


async def replace_keyboard(
    query: CallbackQuery, shown: InlineKeyboardMarkup, toast_text: str = ""
) -> None:
    """Change only the buttons under the message that was tapped."""
    try:
        await bot_of(query).edit_message_reply_markup(
            chat_id=query.from_user.id,
            message_id=query.message.message_id if query.message else None,
            reply_markup=shown,
        )
    except TelegramBadRequest as error:
        logger.info("keyboard not changed", error=error.message)
    await toast(query, toast_text)


async def follow(query: CallbackQuery, screen: Screen) -> Message:
    """Show a new message that quotes the one that was tapped. The tap is still to be answered."""
    tapped = query.message.message_id if query.message else None
    return await send(bot_of(query), query.from_user.id, screen, reply_to=tapped)


def typing(event: Message | CallbackQuery) -> ChatActionSender:
    """«печатает…» for as long as the block lasts."""
    chat_id = event.chat.id if isinstance(event, Message) else event.from_user.id
    return ChatActionSender.typing(chat_id=chat_id, bot=bot_of(event))


async def toast(query: CallbackQuery, text: str = "", *, alert: bool = False) -> None:
    """Stop the button's spinner, with a few plain words that pass or must be closed."""
    try:
        await query.answer(text[:LONGEST_TOAST] or None, show_alert=alert)
    except TelegramBadRequest as error:
        # Too old to be answered: what was asked for is done all the same.
        logger.info("tap not answered", error=error.message)


async def delete(bot: Bot, chat_id: int, message_id: int) -> bool:
    """Delete a message; False when Telegram would not, or could not just now."""
    try:
        return await bot.delete_message(chat_id, message_id)
    except TelegramAPIError as error:
        logger.info("message not deleted", error=error.message)
        return False


async def remove(bot: Bot, chat_id: int, message_id: int) -> None:
    """Take a message of ours away; what is too old for that loses its buttons. Best effort."""
    if not await delete(bot, chat_id, message_id):
        await drop_buttons(bot, chat_id, message_id)


async def drop_buttons(bot: Bot, chat_id: int, message_id: int) -> None:
    """Take the buttons from a message that nobody is to act on any more. Best effort."""
    try:
        await bot.edit_message_reply_markup(chat_id=chat_id, message_id=message_id)
    except TelegramAPIError as error:
        logger.info("buttons not taken off", error=error.message)


def keyboard_of(query: CallbackQuery) -> InlineKeyboardMarkup:
    """The buttons under the message that was tapped; none when it is too old to be seen."""
    shown = query.message.reply_markup if isinstance(query.message, Message) else None
    return shown or InlineKeyboardMarkup(inline_keyboard=[])


async def publish_commands(bot: Bot) -> None:
    """Fill Telegram's command menu and the bot's descriptions, in both languages."""
    for language in LANGUAGES:
        t = Texts.load(language)
        code = None if language == LANGUAGES[0] else language  # None: for everybody else
        commands = [
            BotCommand(command=name, description=t.plain(f"command.{name}")) for name in COMMANDS
        ]
        await bot.set_my_commands(commands, language_code=code)
        await bot.set_my_short_description(t.plain("bot.short"), language_code=code)
        await bot.set_my_description(t.plain("bot.description"), language_code=code)


def bot_of(event: Message | CallbackQuery) -> Bot:
    """The bot that got the event; aiogram sets it on everything it receives."""
    if event.bot is None:
        raise RuntimeError("an event that came from no bot")
    return event.bot
