"""A screen, and the few things all screens are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup

from bot.texts import Texts
from db.types import FOREVER
from scheduler.policy import local_day, utf16_length

LONGEST_MESSAGE = 4096
"""Telegram's limit for a message, in UTF-16 units, after its tags are taken out."""


class Style(StrEnum):
    """Colours of buttons."""

    GOOD = "success"
    BAD = "danger"
    CHOSEN = "primary"


@dataclass(frozen=True, slots=True)
class Screen:
    """A Telegram message: HTML and its keyboard."""

    text: str
    keyboard: InlineKeyboardMarkup | ReplyKeyboardMarkup | None = None

    @property
    def inline(self) -> InlineKeyboardMarkup | None:
        """The keyboard as an edit may have it: Telegram edits inline keyboards only."""
        return self.keyboard if isinstance(self.keyboard, InlineKeyboardMarkup) else None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: in which language, in which time zone, and when."""

    t: Texts
    zone: str
    now: datetime

    @property
    def today(self) -> date:
        return local_day(self.now, self.zone)

    def clock(self, moment: datetime) -> str:
        """«14:03» today, «23 ноября, 14:03» on any other day."""
        shown = self.t.time(moment, self.zone)
        day = local_day(moment, self.zone)
        if day == self.today:
            return shown
        return self.t.plain("clock.day", day=self.t.day(day), time=shown)

    def until(self, moment: datetime) -> str:
        """«до 14:03», or «до вашей команды» for a pause without an end."""
        if moment >= FOREVER:
            return self.t.plain("until.ever")
        return self.t.plain("until.time", time=self.clock(moment))


def button(label: str, target: CallbackData, style: Style | None = None) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=target.pack(), style=style)


def link_button(label: str, url: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, url=url)


def keyboard(*rows: Sequence[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    """Rows of buttons; empty rows are left out."""
    return InlineKeyboardMarkup(inline_keyboard=[list(row) for row in rows if row])


def in_rows(
    buttons: Sequence[InlineKeyboardButton], width: int
) -> list[Sequence[InlineKeyboardButton]]:
    return [buttons[start : start + width] for start in range(0, len(buttons), width)]


def cut(text: str, length: int) -> str:
    """At most so many UTF-16 units, with «…» where something was left out."""
    if utf16_length(text) <= length:
        return text
    units = text.encode("utf-16-le", "surrogatepass")[: 2 * max(0, length - 1)]
    kept = units.decode("utf-16-le", "ignore")
    return kept.rstrip() + "…"
