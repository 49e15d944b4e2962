"""Linking an account: the steps, the probe as it goes, and how it ended."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton

from bot.callbacks import Place, PlaceButton
from bot.screens.home import staying_keyboard
from bot.screens.screen import Screen, button, keyboard, link_button
from bot.texts import Texts
from scheduler.accounts import LinkEnd, LinkResult, LinkStep

KEYS_PAGE = "https://www.avito.ru/professionals/api"

LONGEST_KEYS = 1000
SEPARATORS = str.maketrans(dict.fromkeys(":=,;", " "))
LABELS = frozenset({"client", "id", "secret", "client_id", "client_secret", "clientid"})

LINKED = frozenset({LinkEnd.LINKED, LinkEnd.NO_CHATS, LinkEnd.NO_TARIFF})
"""The ends after which the account is there."""


def steps(t: Texts) -> Screen:
    page = link_button(t.plain("link.open_page"), KEYS_PAGE)
    return Screen(t("link.steps", page=KEYS_PAGE), keyboard([page], _cancel(t)))


def ask(t: Texts, key: str) -> Screen:
    """A sentence about the keys that are still to come."""
    return Screen(t(key), keyboard(_cancel(t)))


def progress(t: Texts, passed: Sequence[LinkStep]) -> Screen:
    """The probe as it goes: what has passed and what is being tried."""
    current = next((step for step in LinkStep if step not in passed), None)
    return _steps(t, passed, "⏳", current)


def ended(t: Texts, passed: Sequence[LinkStep], found: LinkResult) -> Screen:
    """The probe as it ended: nothing is being tried any more."""
    failed = found.failed_step
    if found.end is LinkEnd.NO_TARIFF:
        failed = next((step for step in LinkStep if step not in passed), None)
    return _steps(t, passed, "❌", failed)


def _steps(t: Texts, passed: Sequence[LinkStep], sign: str, marked: LinkStep | None) -> Screen:
    signs = {step: "✅" if step in passed else "▫️" for step in LinkStep}
    if marked is not None:
        signs[marked] = sign
    lines = [f"{signs[step]} {t(f'link.step.{step}')}" for step in LinkStep]
    return Screen("\n".join([t("link.progress"), "", *lines]))


def result(t: Texts, found: LinkResult) -> Screen:
    """What happened and what to do next."""
    if found.end in LINKED:
        works_again = found.again and found.end is not LinkEnd.NO_TARIFF
        blocks = [t("link.end.again" if works_again else _key(found), name=found.name)]
        blocks += [] if found.again else [t("link.next")]  # his settings are as he left them
        return Screen("\n\n".join(blocks), staying_keyboard(t))
    again = button(t.plain("link.try_again"), PlaceButton(place=Place.LINK))
    return Screen(t(_key(found), name=found.name), keyboard([again, *_cancel(t)]))


def _key(found: LinkResult) -> str:
    return f"link.end.{found.end}"


def _cancel(t: Texts) -> list[InlineKeyboardButton]:
    return [button(t.plain("button.cancel"), PlaceButton(place=Place.CANCEL))]


def read_keys(text: str) -> tuple[str, ...]:
    """The Client ID and the Client Secret, or what of them is there, out of what was typed.

    Labels that were copied along («Client ID: …») are left out.
    """
    words = text[:LONGEST_KEYS].translate(SEPARATORS).split()
    return tuple(word for word in words if word.lower() not in LABELS)
