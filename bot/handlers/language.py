"""/language: Russian or English."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot import show
from bot.callbacks import LanguageButton, Place, PlaceButton
from bot.screens import home as screens
from bot.texts import LANGUAGES, Texts
from scheduler.sellers import Sellers


async def choose(message: Message, t: Texts) -> None:
    await show.answer(message, screens.languages(t))


async def choose_by_tap(query: CallbackQuery, t: Texts) -> None:
    await show.replace(query, screens.languages(t))


async def change(query: CallbackQuery, callback_data: LanguageButton, sellers: Sellers) -> None:
    """From here on; the new message brings the staying keyboard in the new language."""
    await sellers.set_language(query.from_user.id, callback_data.language)
    await show.follow(query, screens.language_changed(Texts.load(callback_data.language)))
    await show.toast(query)


def build_router() -> Router:
    router = Router(name=__name__)
    router.message.register(choose, Command("language"))
    router.callback_query.register(choose_by_tap, PlaceButton.filter(F.place == Place.LANGUAGE))
    router.callback_query.register(change, LanguageButton.filter(F.language.in_(LANGUAGES)))
    return router
