"""A pause of everything."""

from datetime import datetime

from aiogram.types import InlineKeyboardButton

from bot.callbacks import Length, PauseButton, Place, PlaceButton
from bot.screens.screen import Reader, Screen, Style, button, in_rows, keyboard
from bot.texts import Texts

LENGTHS = (Length.HALF_HOUR, Length.TWO_HOURS, Length.MORNING, Length.EVER)


def choose(t: Texts) -> Screen:
    """How long? Nothing is paused yet."""
    return Screen(t("pause.choose"), keyboard(*in_rows(_lengths(t), 2)))


def paused(reader: Reader, until: datetime) -> Screen:
    t = reader.t
    resume = button(t.plain("place.resume"), PlaceButton(place=Place.RESUME), Style.GOOD)
    text = t("pause.on", until=reader.until(until))
    return Screen(text, keyboard([resume], *in_rows(_lengths(t), 2)))


def resumed(t: Texts) -> Screen:
    return Screen(t("pause.off"))


def _lengths(t: Texts) -> list[InlineKeyboardButton]:
    return [button(t.plain(f"length.{length}"), PauseButton(length=length)) for length in LENGTHS]
