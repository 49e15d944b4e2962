"""Silence everywhere: /pause and /resume."""

from datetime import datetime, timedelta

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot import show
from bot.callbacks import Length, PauseButton, Place, PlaceButton
from bot.screens import pause as screens
from bot.screens.screen import Reader, Screen
from bot.texts import Texts
from db.models import Seller
from db.types import FOREVER
from scheduler.policy import next_morning, parse_pause
from scheduler.sellers import Sellers

SPANS = {
    Length.HALF_HOUR: timedelta(minutes=30),
    Length.HOUR: timedelta(hours=1),
    Length.TWO_HOURS: timedelta(hours=2),
}


def end_of(length: Length, reader: Reader) -> datetime:
    """When a pause of this length ends that begins now."""
    if length is Length.EVER:
        return FOREVER
    if length is Length.MORNING:
        return next_morning(reader.now, reader.zone)
    return reader.now + SPANS[length]


async def pause(message: Message, command: CommandObject, sellers: Sellers, reader: Reader) -> None:
    """`/pause`, or with «30м», «2ч», «до утра»."""
    until = parse_pause(command.args or "", now=reader.now, zone=reader.zone)
    if until is None:
        await show.answer(message, Screen(reader.t("pause.unknown")))
        return
    await sellers.pause(message.chat.id, until=until)
    await show.answer(message, screens.paused(reader, until))


async def pause_by_tap(
    query: CallbackQuery, callback_data: PauseButton, sellers: Sellers, reader: Reader
) -> None:
    until = end_of(callback_data.length, reader)
    await sellers.pause(query.from_user.id, until=until)
    await show.replace(query, screens.paused(reader, until))


async def choose(query: CallbackQuery, t: Texts) -> None:
    await show.replace(query, screens.choose(t))


async def resume(message: Message, sellers: Sellers, seller: Seller, t: Texts) -> None:
    await sellers.resume(seller.id)
    await show.answer(message, screens.resumed(t))


async def resume_by_tap(query: CallbackQuery, sellers: Sellers, seller: Seller, t: Texts) -> None:
    await sellers.resume(seller.id)
    await show.replace(query, screens.resumed(t))


def build_router() -> Router:
    router = Router(name=__name__)
    router.message.register(pause, Command("pause"))
    router.message.register(resume, Command("resume"))
    router.callback_query.register(pause_by_tap, PauseButton.filter())
    router.callback_query.register(choose, PlaceButton.filter(F.place == Place.PAUSE))
    router.callback_query.register(resume_by_tap, PlaceButton.filter(F.place == Place.RESUME))
    return router
