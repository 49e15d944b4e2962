"""🤖 Автоответы: what the bot may do by itself, for each account."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot import show
from bot.callbacks import ModeButton, ModeVerb, Place, PlaceButton
from bot.screens import home
from bot.screens import mode as screens
from bot.screens.screen import Screen
from bot.texts import Texts
from db.models import ReplyMode, Seller
from scheduler.accounts import Accounts


async def show_modes(message: Message, seller: Seller, accounts: Accounts, t: Texts) -> None:
    await show.answer(message, screens.modes(t, await accounts.all(seller.id)))


async def show_modes_by_tap(
    query: CallbackQuery, seller: Seller, accounts: Accounts, t: Texts
) -> None:
    await show.replace(query, screens.modes(t, await accounts.all(seller.id)))


async def set_by_command(
    message: Message, command: CommandObject, seller: Seller, accounts: Accounts, t: Texts
) -> None:
    """`/mode off|ask|auto`: at once with one account, after a choice with several."""
    mode = screens.read_mode(command.args or "", t)
    if mode is None:
        await show.answer(message, Screen(t("mode.unknown")))
        return
    rows = await accounts.all(seller.id)
    if len(rows) != 1:
        await show.answer(message, screens.choose_for(t, rows, mode))
        return
    await accounts.set_mode(rows[0].id, seller_id=seller.id, mode=mode)
    await show.answer(message, screens.modes(t, await accounts.all(seller.id)))


async def open_one(
    query: CallbackQuery, callback_data: ModeButton, seller: Seller, accounts: Accounts, t: Texts
) -> None:
    await _show_one(query, callback_data.account_id, seller, accounts, t)


async def set_mode(
    query: CallbackQuery, callback_data: ModeButton, seller: Seller, accounts: Accounts, t: Texts
) -> None:
    mode = ReplyMode(callback_data.verb)
    await accounts.set_mode(callback_data.account_id, seller_id=seller.id, mode=mode)
    await _show_one(query, callback_data.account_id, seller, accounts, t)


async def _show_one(
    query: CallbackQuery, account_id: int, seller: Seller, accounts: Accounts, t: Texts
) -> None:
    account = await accounts.find(account_id, seller_id=seller.id)
    if account is None:
        await show.toast(query, t.plain("accounts.gone"))
        return
    await show.replace(query, screens.one(t, account))


def build_router() -> Router:
    router = Router(name=__name__)
    router.message.register(set_by_command, Command("mode", magic=F.args))
    router.message.register(show_modes, Command("mode"))
    router.message.register(show_modes, F.text.in_(home.words("mode")))
    router.callback_query.register(show_modes_by_tap, PlaceButton.filter(F.place == Place.MODE))
    router.callback_query.register(open_one, ModeButton.filter(F.verb == ModeVerb.OPEN))
    router.callback_query.register(set_mode, ModeButton.filter())
    return router
