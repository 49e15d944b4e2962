"""🤖 Что отвечать самому: kinds of questions, languages, and how many answers in a row."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot import show
from bot.callbacks import AloneButton, AloneVerb
from bot.handlers.accounts import Tap, own_account
from bot.screens import alone as screens
from bot.screens.screen import Screen
from bot.texts import Texts
from db.models import Account
from scheduler.manners import MOST_IN_A_ROW, Manners


async def open_one(query: CallbackQuery, account: Account, t: Texts) -> None:
    await show.replace(query, screens.one(t, account))


async def set_kind(
    query: CallbackQuery, callback_data: AloneButton, manners: Manners, t: Texts
) -> None:
    account = await manners.set_kind(
        callback_data.account_id,
        callback_data.value,
        seller_id=query.from_user.id,
        ask=callback_data.verb is AloneVerb.ASK,
    )
    await show.replace(query, _screen(t, account))


async def set_language(
    query: CallbackQuery, callback_data: AloneButton, manners: Manners, t: Texts
) -> None:
    language, allowed = callback_data.value, callback_data.verb is AloneVerb.SPEAK
    account = await manners.set_language(
        callback_data.account_id, language, seller_id=query.from_user.id, allowed=allowed
    )
    refused = account is not None and not allowed and language in account.languages
    toast = t.plain("alone.last_language") if refused else ""
    await show.replace(query, _screen(t, account), toast)


async def set_most_in_a_row(
    query: CallbackQuery, callback_data: AloneButton, manners: Manners, t: Texts
) -> None:
    offered = {str(most): most for most in MOST_IN_A_ROW}
    account = await manners.set_most_in_a_row(
        callback_data.account_id,
        offered.get(callback_data.value, 0),
        seller_id=query.from_user.id,
    )
    await show.replace(query, _screen(t, account))


def _screen(t: Texts, account: Account | None) -> Screen:
    return screens.one(t, account) if account else Screen(t("accounts.gone"))


def build_router() -> Router:
    router = Router(name=__name__)
    taps: dict[AloneVerb, Tap] = {
        AloneVerb.OPEN: open_one,
        AloneVerb.ANSWER: set_kind,
        AloneVerb.ASK: set_kind,
        AloneVerb.SPEAK: set_language,
        AloneVerb.SILENT: set_language,
        AloneVerb.IN_A_ROW: set_most_in_a_row,
    }
    for verb, handler in taps.items():
        router.callback_query.register(handler, AloneButton.filter(F.verb == verb), own_account)
    return router
