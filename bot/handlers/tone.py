"""🗣 Тон: how an account speaks, by buttons and by what is typed."""

import re
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot import asking, show
from bot.callbacks import ToneButton, ToneVerb
from bot.handlers.accounts import Tap, own_account
from bot.screens import tone as screens
from bot.screens.screen import Screen
from bot.states import Toning
from bot.texts import Texts
from db.models import Account
from scheduler.manners import Manners

CHOICES: dict[ToneVerb, dict[str, Any]] = {
    **{verb: {"formal": formal} for formal, verb in screens.ADDRESS.items()},
    **{verb: {"manner": manner} for manner, verb in screens.MANNER.items()},
    **{verb: {"greets": greets} for greets, verb in screens.GREETS.items()},
    ToneVerb.UNSIGN: {"signature": ""},
    ToneVerb.ALLOW: {"avoid": ()},
}
"""What a tap sets."""


async def open_one(query: CallbackQuery, account: Account, t: Texts) -> None:
    await show.replace(query, screens.one(t, account))


async def choose(
    query: CallbackQuery, callback_data: ToneButton, manners: Manners, t: Texts
) -> None:
    account = await manners.speak(
        callback_data.account_id, seller_id=query.from_user.id, **CHOICES[callback_data.verb]
    )
    await show.replace(query, _screen(t, account))


async def ask(
    query: CallbackQuery, callback_data: ToneButton, account: Account, state: FSMContext, t: Texts
) -> None:
    """Wait for the signature, or for the words that must not stand in an answer."""
    of_signature = callback_data.verb is ToneVerb.SIGN
    what = Toning.signature if of_signature else Toning.avoid
    screen = screens.ask_signature(t) if of_signature else screens.ask_avoid(t)
    await asking.ask(query, state, what, screen, account_id=account.id)


async def sign(message: Message, state: FSMContext, manners: Manners, t: Texts) -> None:
    signature = " ".join((message.text or "").split())
    refusal = screens.refuse_signature(t, signature)
    await show.answer(
        message, refusal or await _set(message, state, manners, t, signature=signature)
    )


async def avoid(message: Message, state: FSMContext, manners: Manners, t: Texts) -> None:
    typed = (" ".join(word.split()) for word in re.split(r"[,;\n]", message.text or ""))
    words = tuple({word.casefold(): word for word in typed if word}.values())
    refusal = screens.refuse_avoided(t, words)
    await show.answer(message, refusal or await _set(message, state, manners, t, avoid=words))


async def _set(
    message: Message, state: FSMContext, manners: Manners, t: Texts, **changes: Any
) -> Screen:
    asked = await state.get_data()
    await asking.end(message, state)
    account = await manners.speak(asked["account_id"], seller_id=message.chat.id, **changes)
    return _screen(t, account)


def _screen(t: Texts, account: Account | None) -> Screen:
    return screens.one(t, account) if account else Screen(t("accounts.gone"))


def build_router() -> Router:
    router = Router(name=__name__)
    router.message.register(sign, StateFilter(Toning.signature), F.text)
    router.message.register(avoid, StateFilter(Toning.avoid), F.text)
    taps: dict[ToneVerb, Tap] = {
        ToneVerb.OPEN: open_one,
        ToneVerb.SIGN: ask,
        ToneVerb.AVOID: ask,
        **dict.fromkeys(CHOICES, choose),
    }
    for verb, handler in taps.items():
        router.callback_query.register(handler, ToneButton.filter(F.verb == verb), own_account)
    return router
