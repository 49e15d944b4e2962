"""🤖 Автоответы: which account answers how."""

from collections.abc import Iterator, Sequence

from aiogram.types import InlineKeyboardButton

from bot.callbacks import AloneButton, AloneVerb, ModeButton, ModeVerb, Place, PlaceButton
from bot.screens.screen import Screen, Style, button, cut, keyboard
from bot.texts import Texts
from db.models import Account, ReplyMode

LONGEST_LABEL = 40


def modes(t: Texts, accounts: Sequence[Account]) -> Screen:
    """The modes of the only account, or the accounts to choose from."""
    if not accounts:
        return no_accounts(t)
    if len(accounts) == 1:
        return one(t, accounts[0])
    rows = [[_account_button(t, account)] for account in accounts]
    return Screen(t("mode.choose"), keyboard(*rows))


def one(t: Texts, account: Account) -> Screen:
    lines = [t(f"mode.about.{mode}") for mode in ReplyMode]
    head = t("mode.title", account=account.title, mode=t(f"mode.{account.mode}"))
    alone = AloneButton(verb=AloneVerb.OPEN, account_id=account.id)
    rows = [*_mode_rows(t, account), [button(t.plain("alone.open"), alone)]]
    return Screen("\n".join([head, "", *lines]), keyboard(*rows))


def choose_for(t: Texts, accounts: Sequence[Account], mode: ReplyMode) -> Screen:
    """`/mode auto` with several accounts: for which one?"""
    if not accounts:
        return no_accounts(t)
    rows = [
        [button(_label(t, account), ModeButton(verb=ModeVerb(mode), account_id=account.id))]
        for account in accounts
    ]
    return Screen(t("mode.choose_for", mode=t(f"mode.{mode}")), keyboard(*rows))


def read_mode(words: str, t: Texts) -> ReplyMode | None:
    """The mode that `/mode …` asks for, in the seller's words or ours."""
    word = words.strip().lower()
    named = (mode for mode in ReplyMode if word in t.plain(f"mode.words.{mode}").split("|"))
    return next(named, None)


def no_accounts(t: Texts) -> Screen:
    link = button(t.plain("place.link"), PlaceButton(place=Place.LINK))
    return Screen(t("accounts.none"), keyboard([link]))


def _mode_rows(t: Texts, account: Account) -> Iterator[list[InlineKeyboardButton]]:
    for mode in ReplyMode:
        chosen = mode is account.mode
        label = t.plain("mode.chosen" if chosen else "mode.other", mode=t(f"mode.{mode}"))
        target = ModeButton(verb=ModeVerb(mode), account_id=account.id)
        yield [button(label, target, Style.CHOSEN if chosen else None)]


def _account_button(t: Texts, account: Account) -> InlineKeyboardButton:
    return button(_label(t, account), ModeButton(verb=ModeVerb.OPEN, account_id=account.id))


def _label(t: Texts, account: Account) -> str:
    title = cut(account.title, LONGEST_LABEL)
    return t.plain("mode.account", account=title, mode=t(f"mode.{account.mode}"))
