"""What is asked for after ✏️ Изменить and «свой наказ»."""

from html import escape

from aiogram.types import CopyTextButton, InlineKeyboardButton

from bot.callbacks import Place, PlaceButton
from bot.screens.screen import Screen, button, keyboard
from bot.texts import Texts
from scheduler.policy import utf16_length

LONGEST_COPY = 256
"""Telegram's limit for a button that copies."""

LONGEST_WISH = 300


def ask_text(t: Texts, draft: str) -> Screen:
    """The draft to copy, and the request for what is to go out in its place."""
    if not draft:
        return Screen(t("answering.write"), keyboard(_cancel(t)))
    text = f"{t('answering.change')}\n\n<code>{escape(draft, quote=False)}</code>"
    return Screen(text, keyboard(copy(t, draft), _cancel(t)))


def ask_wish(t: Texts) -> Screen:
    return Screen(t("answering.wish"), keyboard(_cancel(t)))


def copy(t: Texts, draft: str) -> list[InlineKeyboardButton]:
    if utf16_length(draft) > LONGEST_COPY:
        return []
    copied = CopyTextButton(text=draft)
    return [InlineKeyboardButton(text=t.plain("button.copy"), copy_text=copied)]


def _cancel(t: Texts) -> list[InlineKeyboardButton]:
    return [button(t.plain("button.cancel"), PlaceButton(place=Place.CANCEL))]
