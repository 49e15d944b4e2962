"""🗣 Тон: how an account speaks to buyers."""

from collections.abc import Sequence
from html import escape

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import AccountButton, AccountVerb, Place, PlaceButton, ToneButton, ToneVerb
from bot.screens.findings import listed
from bot.screens.screen import Screen, Style, button, cut, keyboard
from bot.texts import Html, Texts
from db.models import Account
from scheduler import manners

ADDRESS = {True: ToneVerb.FORMAL, False: ToneVerb.FRIENDLY}
MANNER = {"": ToneVerb.USUAL, "short": ToneVerb.SHORT, "warm": ToneVerb.WARM}
GREETS = {
    "first": ToneVerb.GREET_FIRST,
    "always": ToneVerb.GREET_ALWAYS,
    "never": ToneVerb.GREET_NEVER,
}
"""What can be chosen: the values of ai.model.Tone, and the buttons that set them."""

EXAMPLES = [f"{address}_{manner}" for address in ADDRESS.values() for manner in MANNER.values()]


def one(t: Texts, account: Account) -> Screen:
    """What is set, what that gives, and how to change it."""
    tone = manners.tone_of(account)
    avoid = ", ".join(t.plain("quoted", text=word) for word in tone.avoid)
    lines = [
        t("tone.title", account=account.title),
        "",
        t("tone.signature", text=tone.signature) if tone.signature else t("tone.unsigned"),
        t("tone.avoided", words=avoid) if avoid else t("tone.nothing_avoided"),
        "",
        *_examples(t, account),
    ]
    return Screen("\n".join(lines), keyboard(*_rows(t, account)))


def _examples(t: Texts, account: Account) -> list[str]:
    """An answer as it would go out; two, where the first in a chat differs from the next."""
    tone = manners.tone_of(account)
    answer = t.plain(f"tone.example.{ADDRESS[tone.formal]}_{MANNER[tone.manner]}")
    first, later = (manners.example(tone, answer, first=first) for first in (True, False))
    if first == later:
        return [t("tone.for_example"), _quote(first)]
    return [t("tone.first"), _quote(first), t("tone.later"), _quote(later)]


def _quote(text: str) -> Html:
    return Html(f"<blockquote>{escape(text, quote=False)}</blockquote>")


def _rows(t: Texts, account: Account) -> list[list[InlineKeyboardButton]]:
    tone = manners.tone_of(account)
    back = AccountButton(verb=AccountVerb.OPEN, account_id=account.id)
    verbs = (
        tuple(ADDRESS.values()),
        tuple(MANNER.values()),
        *((verb,) for verb in GREETS.values()),
        (ToneVerb.SIGN, ToneVerb.UNSIGN) if tone.signature else (ToneVerb.SIGN,),
        (ToneVerb.AVOID, ToneVerb.ALLOW) if tone.avoid else (ToneVerb.AVOID,),
    )
    rows = [[_key(t, account, verb) for verb in row] for row in verbs]
    return [*rows, [button(t.plain("button.back"), back)]]


def _key(t: Texts, account: Account, verb: ToneVerb) -> InlineKeyboardButton:
    tone = manners.tone_of(account)
    label = t.plain(f"tone.button.{verb}")
    target = ToneButton(verb=verb, account_id=account.id)
    if verb not in (ADDRESS[tone.formal], MANNER[tone.manner], GREETS[tone.greets]):
        return button(label, target)
    return button(t.plain("chosen", label=label), target, Style.CHOSEN)


def ask_signature(t: Texts) -> Screen:
    return Screen(t("tone.ask_signature", most=manners.LONGEST_SIGNATURE), _cancel(t))


def ask_avoid(t: Texts) -> Screen:
    return Screen(t("tone.ask_avoid", most=manners.MOST_AVOIDED), _cancel(t))


def refuse_signature(t: Texts, signature: str) -> Screen | None:
    """Why this cannot stand under every answer."""
    if len(signature) > manners.LONGEST_SIGNATURE:
        longest = manners.LONGEST_SIGNATURE
        return Screen(t.n("tone.signature_too_long", len(signature), most=longest), _cancel(t))
    if found := manners.unfit(signature):
        words = listed(found, t)
        return Screen(t("tone.signature_unfit", found=words), _cancel(t))
    return None


def refuse_avoided(t: Texts, words: Sequence[str]) -> Screen | None:
    """Why these cannot be the words that must not stand in an answer."""
    if not words:
        return ask_avoid(t)
    if len(words) > manners.MOST_AVOIDED:
        most = manners.MOST_AVOIDED
        return Screen(t.n("tone.too_many_avoided", len(words), most=most), _cancel(t))
    longest = max(words, key=len)
    if len(longest) > manners.LONGEST_AVOIDED:
        most = manners.LONGEST_AVOIDED
        return Screen(t("tone.avoided_too_long", word=cut(longest, 60), most=most), _cancel(t))
    return None


def _cancel(t: Texts) -> InlineKeyboardMarkup:
    return keyboard([button(t.plain("button.cancel"), PlaceButton(place=Place.CANCEL))])
