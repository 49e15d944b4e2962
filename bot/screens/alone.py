"""🤖 Что отвечать самому: what may go out without a tap where the mode is «авто»."""

from aiogram.types import InlineKeyboardButton

from bot.callbacks import AloneButton, AloneVerb, ModeButton, ModeVerb
from bot.screens.screen import Screen, Style, button, in_rows, keyboard
from bot.texts import Texts
from db.models import Account, ReplyMode
from scheduler import manners


def one(t: Texts, account: Account) -> Screen:
    lines = [t("alone.title", account=account.title), "", t("alone.about")]
    if account.mode is not ReplyMode.AUTO:
        lines += ["", t("alone.not_now", mode=t(f"mode.{account.mode}"))]
    kinds = [_kind(t, account, kind) for kind in manners.KINDS]
    numbers = [_number(t, account, most) for most in manners.MOST_IN_A_ROW]
    languages = [_language(t, account, language) for language in manners.LANGUAGES]
    back = ModeButton(verb=ModeVerb.OPEN, account_id=account.id)
    rows = [*in_rows(kinds, 2), *in_rows(numbers, 2), *in_rows(languages, 2)]
    return Screen("\n".join(lines), keyboard(*rows, [button(t.plain("button.back"), back)]))


def _kind(t: Texts, account: Account, kind: str) -> InlineKeyboardButton:
    alone = kind not in account.ask_kinds
    target = AloneButton(
        verb=AloneVerb.ASK if alone else AloneVerb.ANSWER, account_id=account.id, value=kind
    )
    return _switch(t, t.plain(f"kind.{kind}"), target, on=alone)


def _language(t: Texts, account: Account, language: str) -> InlineKeyboardButton:
    allowed = language in account.languages
    target = AloneButton(
        verb=AloneVerb.SILENT if allowed else AloneVerb.SPEAK,
        account_id=account.id,
        value=language,
    )
    return _switch(t, t.plain(f"answers_in.{language}"), target, on=allowed)


def _number(t: Texts, account: Account, most: int) -> InlineKeyboardButton:
    target = AloneButton(verb=AloneVerb.IN_A_ROW, account_id=account.id, value=str(most))
    label = t.plain("alone.in_a_row", count=most)
    return _switch(t, label, target, on=most == account.most_in_a_row)


def _switch(t: Texts, label: str, target: AloneButton, *, on: bool) -> InlineKeyboardButton:
    if not on:
        return button(label, target)
    return button(t.plain("chosen", label=label), target, Style.CHOSEN)
