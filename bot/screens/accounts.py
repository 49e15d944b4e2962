"""The accounts: the list, one of them, and what is set for it."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton

from bot.callbacks import (
    AccountButton,
    AccountVerb,
    ModeButton,
    ModeVerb,
    Place,
    PlaceButton,
    TakeoverButton,
    ToneButton,
    ToneVerb,
)
from bot.screens.screen import Reader, Screen, Style, button, cut, in_rows, keyboard
from bot.texts import Texts
from db.models import Account, AccountState

LONGEST_ALIAS = 40
"""Longer names do not fit on a card's first line."""

TAKEOVER_MINUTES = (30, 60, 120, 240, 480, 1440)


def accounts_list(reader: Reader, accounts: Sequence[Account]) -> Screen:
    t = reader.t
    lines = [t.n("accounts.count", len(accounts)), "", *(_line(reader, a) for a in accounts)]
    opens = [_key(account, AccountVerb.OPEN, cut(account.title, 40)) for account in accounts]
    link = button(t.plain("accounts.link_another"), PlaceButton(place=Place.LINK))
    return Screen("\n".join(lines), keyboard(*in_rows(opens, 1), [link]))


def one(reader: Reader, account: Account) -> Screen:
    t = reader.t
    lines = [
        f"👤 <b>{t('quoted', text=account.title)}</b>",
        t("accounts.state", state=t(f"state.{account.state}")),
        t("accounts.mode", mode=t(f"mode.{account.mode}")),
        *_pause(reader, account),
    ]
    if account.state is not AccountState.WORKING:
        lines += ["", t(f"state.advice.{account.state}")]
    return Screen("\n".join(lines), keyboard(*_rows(reader, account)))


def _rows(reader: Reader, account: Account) -> list[list[InlineKeyboardButton]]:
    t = reader.t
    mode = button(t.plain("place.mode"), ModeButton(verb=ModeVerb.OPEN, account_id=account.id))
    pause = AccountVerb.RESUME if _is_paused(reader, account) else AccountVerb.PAUSE
    relink = button(t.plain("accounts.new_keys"), PlaceButton(place=Place.LINK))
    refused = account.state in (AccountState.KEYS_REFUSED, AccountState.NO_RIGHTS)
    length = _length(t, account.takeover_minutes)
    return [
        [relink] if refused else [],
        [mode, _key(account, pause, t.plain(f"accounts.button.{pause}"))],
        [_key(account, AccountVerb.TAKEOVER, t.plain("accounts.button.after", length=length))],
        [button(t.plain("tone.open"), ToneButton(verb=ToneVerb.OPEN, account_id=account.id))],
        [
            _key(account, AccountVerb.RENAME, t.plain("accounts.button.name")),
            _key(account, AccountVerb.UNLINK, t.plain("accounts.button.unlink"), Style.BAD),
        ],
        [button(t.plain("button.back"), PlaceButton(place=Place.ACCOUNTS))],
    ]


def takeover(t: Texts, account: Account) -> Screen:
    """How long the bot is silent in a chat in which the seller writes himself."""
    choices = [_choice(t, account, minutes) for minutes in TAKEOVER_MINUTES]
    back = _key(account, AccountVerb.OPEN, t.plain("button.back"))
    return Screen(t("accounts.takeover"), keyboard(*in_rows(choices, 3), [back]))


def _choice(t: Texts, account: Account, minutes: int) -> InlineKeyboardButton:
    target = TakeoverButton(minutes=minutes, account_id=account.id)
    length = _length(t, minutes)
    if minutes != account.takeover_minutes:
        return button(length, target)
    return button(t.plain("accounts.takeover.chosen", length=length), target, Style.CHOSEN)


def _length(t: Texts, minutes: int) -> str:
    if minutes < 60:
        return t.plain("duration.minutes", minutes=minutes)
    return t.plain("duration.hours", large=minutes // 60)


def unlink(t: Texts, account: Account) -> Screen:
    """Asked once, with both ways to do it."""
    verbs = (AccountVerb.UNLINK_KEEP, AccountVerb.UNLINK_FORGET)
    rows = [[_key(account, verb, t.plain(f"accounts.button.{verb}"), Style.BAD)] for verb in verbs]
    cancel = _key(account, AccountVerb.OPEN, t.plain("accounts.button.cancel"))
    return Screen(t("accounts.unlink", account=account.title), keyboard(*rows, [cancel]))


def unlinked(t: Texts, *, forgotten: bool) -> Screen:
    link = button(t.plain("place.link"), PlaceButton(place=Place.LINK))
    back = button(t.plain("place.accounts"), PlaceButton(place=Place.ACCOUNTS))
    text = t("accounts.forgotten" if forgotten else "accounts.unlinked")
    return Screen(text, keyboard([link, back]))


def ask_alias(t: Texts, account: Account) -> Screen:
    cancel = button(t.plain("button.cancel"), PlaceButton(place=Place.CANCEL))
    return Screen(t("accounts.ask_alias", account=account.title), keyboard([cancel]))


def _line(reader: Reader, account: Account) -> str:
    t = reader.t
    parts = [
        f"<b>{t('quoted', text=account.title)}</b>",
        t(f"state.{account.state}"),
        t(f"mode.{account.mode}"),
        *_pause(reader, account),
    ]
    return "• " + " · ".join(parts)


def _pause(reader: Reader, account: Account) -> list[str]:
    if not _is_paused(reader, account) or account.paused_until is None:
        return []
    return [reader.t("accounts.paused", until=reader.until(account.paused_until))]


def _is_paused(reader: Reader, account: Account) -> bool:
    return account.paused_until is not None and account.paused_until > reader.now


def _key(
    account: Account, verb: AccountVerb, label: str, style: Style | None = None
) -> InlineKeyboardButton:
    return button(label, AccountButton(verb=verb, account_id=account.id), style)
