"""Where everything begins: /start, /menu, /help, and ❌ wherever something was asked."""

from aiogram import F, Router
from aiogram.filters import Command, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot import asking, show
from bot.callbacks import Place, PlaceButton
from bot.screens import home as screens
from bot.screens.screen import Reader, Screen
from bot.texts import Texts
from db.models import Seller
from scheduler.accounts import Accounts


async def start(
    message: Message,
    seller: Seller,
    accounts: Accounts,
    demo_keys: tuple[str, str] | None,
    reader: Reader,
) -> None:
    if not await accounts.all(seller.id):
        await show.answer(message, screens.welcome(reader.t, with_demo=demo_keys is not None))
        return
    await show.answer(message, screens.welcome_back(reader.t, seller.name))
    await open_menu(message, seller, accounts, reader)


async def open_menu(message: Message, seller: Seller, accounts: Accounts, reader: Reader) -> None:
    await show.answer(message, await _menu(seller, accounts, reader))


async def open_menu_by_tap(
    query: CallbackQuery, seller: Seller, accounts: Accounts, reader: Reader
) -> None:
    await show.replace(query, await _menu(seller, accounts, reader))


async def show_help(message: Message, t: Texts) -> None:
    await show.answer(message, screens.help_text(t))


async def show_help_by_tap(query: CallbackQuery, t: Texts) -> None:
    await show.replace(query, screens.help_text(t))


async def cancel(query: CallbackQuery, state: FSMContext, t: Texts) -> None:
    await asking.cancel(query, state, Screen(t("cancelled")))


async def _menu(seller: Seller, accounts: Accounts, reader: Reader) -> Screen:
    paused = seller.paused_until is not None and seller.paused_until > reader.now
    return screens.menu(reader.t, paused=paused, linked=bool(await accounts.all(seller.id)))


def build_router() -> Router:
    router = Router(name=__name__)
    router.message.register(start, CommandStart())
    router.message.register(open_menu, Command("menu"))
    router.message.register(open_menu, F.text.in_(screens.words("menu")))
    router.message.register(show_help, Command("help"))
    router.callback_query.register(open_menu_by_tap, PlaceButton.filter(F.place == Place.MENU))
    router.callback_query.register(show_help_by_tap, PlaceButton.filter(F.place == Place.HELP))
    router.callback_query.register(cancel, PlaceButton.filter(F.place == Place.CANCEL))
    return router
