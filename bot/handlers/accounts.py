"""The linked accounts: their names, pauses, and how to part with one."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from aiogram import F, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot import asking, show
from bot.callbacks import (
    AccountButton,
    AccountVerb,
    AloneButton,
    Place,
    PlaceButton,
    TakeoverButton,
    ToneButton,
)
from bot.screens import accounts as screens
from bot.screens import home, mode
from bot.screens.screen import Reader, Screen
from bot.states import Naming
from bot.texts import Texts
from db.models import Account, Seller
from db.types import FOREVER
from scheduler.accounts import Accounts

Tap = Callable[..., Awaitable[None]]


class OfAccount(Protocol):
    """A button that is about an account."""

    account_id: int


async def show_accounts(message: Message, accounts: Accounts, reader: Reader) -> None:
    await show.answer(message, await _list(message.chat.id, accounts, reader))


async def show_accounts_by_tap(query: CallbackQuery, accounts: Accounts, reader: Reader) -> None:
    await show.replace(query, await _list(query.from_user.id, accounts, reader))


async def open_one(query: CallbackQuery, account: Account, reader: Reader) -> None:
    await show.replace(query, screens.one(reader, account))


async def pause_one(
    query: CallbackQuery, account: Account, accounts: Accounts, reader: Reader
) -> None:
    await accounts.pause(account.id, seller_id=query.from_user.id, until=FOREVER)
    await _show_again(query, account, accounts, reader)


async def resume_one(
    query: CallbackQuery, account: Account, accounts: Accounts, reader: Reader
) -> None:
    await accounts.resume(account.id, seller_id=query.from_user.id)
    await _show_again(query, account, accounts, reader)


async def ask_takeover(query: CallbackQuery, account: Account, t: Texts) -> None:
    await show.replace(query, screens.takeover(t, account))


async def set_takeover(
    query: CallbackQuery,
    callback_data: TakeoverButton,
    account: Account,
    accounts: Accounts,
    reader: Reader,
) -> None:
    await accounts.set_takeover(
        account.id, seller_id=query.from_user.id, minutes=callback_data.minutes
    )
    await _show_again(query, account, accounts, reader)


async def ask_alias(query: CallbackQuery, account: Account, state: FSMContext, t: Texts) -> None:
    screen = screens.ask_alias(t, account)
    await asking.ask(query, state, Naming.alias, screen, account_id=account.id)


async def rename(
    message: Message, state: FSMContext, seller: Seller, accounts: Accounts, t: Texts
) -> None:
    alias = " ".join((message.text or "").split())
    if len(alias) > screens.LONGEST_ALIAS:
        await show.answer(message, Screen(t.n("accounts.alias_too_long", len(alias))))
        return
    asked = await state.get_data()
    await asking.end(message, state)
    renamed = await accounts.rename(asked["account_id"], seller_id=seller.id, alias=alias)
    key = "accounts.renamed" if renamed else "accounts.gone"
    await show.answer(message, Screen(t(key, alias=alias)))


async def ask_unlink(query: CallbackQuery, account: Account, t: Texts) -> None:
    await show.replace(query, screens.unlink(t, account))


async def unlink(
    query: CallbackQuery,
    callback_data: AccountButton,
    seller: Seller,
    accounts: Accounts,
    t: Texts,
) -> None:
    forget = callback_data.verb is AccountVerb.UNLINK_FORGET
    await accounts.unlink(callback_data.account_id, seller_id=seller.id, forget=forget)
    await show.replace(query, screens.unlinked(t, forgotten=forget))


async def say_gone(query: CallbackQuery, t: Texts) -> None:
    await show.toast(query, t.plain("accounts.gone"))


async def own_account(
    query: CallbackQuery, callback_data: OfAccount, accounts: Accounts
) -> bool | dict[str, Account]:
    """A filter: passes the tapped account on, if it is this seller's."""
    account = await accounts.find(callback_data.account_id, seller_id=query.from_user.id)
    return {"account": account} if account else False


async def _list(seller_id: int, accounts: Accounts, reader: Reader) -> Screen:
    rows = await accounts.all(seller_id)
    return screens.accounts_list(reader, rows) if rows else mode.no_accounts(reader.t)


async def _show_again(
    query: CallbackQuery, account: Account, accounts: Accounts, reader: Reader
) -> None:
    changed = await accounts.find(account.id, seller_id=query.from_user.id)
    await show.replace(query, screens.one(reader, changed or account))


def build_router() -> Router:
    router = Router(name=__name__)
    router.message.register(show_accounts, Command("accounts"))
    router.message.register(show_accounts, F.text.in_(home.words("accounts")))
    router.message.register(rename, StateFilter(Naming.alias), F.text)
    router.callback_query.register(
        show_accounts_by_tap, PlaceButton.filter(F.place == Place.ACCOUNTS)
    )
    taps: dict[AccountVerb, Tap] = {
        AccountVerb.OPEN: open_one,
        AccountVerb.PAUSE: pause_one,
        AccountVerb.RESUME: resume_one,
        AccountVerb.RENAME: ask_alias,
        AccountVerb.TAKEOVER: ask_takeover,
        AccountVerb.UNLINK: ask_unlink,
        AccountVerb.UNLINK_KEEP: unlink,
        AccountVerb.UNLINK_FORGET: unlink,
    }
    for verb, handler in taps.items():
        router.callback_query.register(handler, AccountButton.filter(F.verb == verb), own_account)
    router.callback_query.register(set_takeover, TakeoverButton.filter(), own_account)
    for buttons in (AccountButton, TakeoverButton, ToneButton, AloneButton):
        router.callback_query.register(say_gone, buttons.filter())
    return router
