"""What is asked for after ✏️ Изменить, «свой наказ» and «Ответить и запомнить»."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from aiogram.types import CopyTextButton, InlineKeyboardButton

from bot.callbacks import CardButton, CardVerb, Place, PlaceButton
from bot.screens import findings
from bot.screens.screen import Screen, button, cut, keyboard
from bot.texts import Html, Texts
from db.models import Draft
from scheduler.learning import Question
from scheduler.policy import utf16_length

LONGEST_COPY = 256
"""Telegram's limit for a button that copies."""

LONGEST_WISH = 300
LONGEST_TITLE = 80
LONGEST_NAME = 90

ASK_ONE = ("answering.ask_fact", "answering.ask_fact_for_all")
ASK_SEVERAL = ("answering.ask_facts", "answering.ask_facts_for_all")
"""The question about a listing, and where there is none, so that the answer holds for all."""


def ask_text(t: Texts, draft: str) -> Screen:
    """The draft to copy, and the request for what is to go out in its place."""
    if not draft:
        return Screen(t("answering.write"), keyboard(_cancel(t)))
    text = f"{t('answering.change')}\n\n<code>{escape(draft, quote=False)}</code>"
    return Screen(text, keyboard(copy(t, draft), _cancel(t)))


def warned(t: Texts, draft: Draft) -> Screen:
    """The answer to a text of his own that is kept until he says so again."""
    typed_in = draft.typed_in or 0
    fix = button(t.plain("own.fix"), CardButton(verb=CardVerb.EDIT, draft_id=draft.id))
    send, drop = findings.own_keys(draft.id, typed_in, t)
    text = f"{findings.warning(draft.own_findings, t)}\n\n{t('own.kept')}"
    return Screen(text, keyboard([send], [fix, drop]))


def ask_wish(t: Texts) -> Screen:
    return Screen(t("answering.wish"), keyboard(_cancel(t)))


def copy(t: Texts, draft: str) -> list[InlineKeyboardButton]:
    if utf16_length(draft) > LONGEST_COPY:
        return []
    copied = CopyTextButton(text=draft)
    return [InlineKeyboardButton(text=t.plain("button.copy"), copy_text=copied)]


def _cancel(t: Texts) -> list[InlineKeyboardButton]:
    return [button(t.plain("button.cancel"), PlaceButton(place=Place.CANCEL))]


def ask_rest(t: Texts, question: Question, *, unclear: bool) -> Screen:
    """The first of what is still to be asked, and how much there is."""
    [first, *later] = question.names
    why = t("answering.unclear") if unclear else t.n("answering.open", 1 + len(later))
    asked = ask_fact(t, replace(question, names=(first,)))
    return replace(asked, text=Html(f"{why}\n\n{asked.text}"))


def put_off(t: Texts, names: Sequence[str]) -> Screen:
    """That «не знаю» was kept for nothing, what is open still, and what to do when he knows."""
    listed = "; ".join(cut(name, LONGEST_NAME) for name in names)
    return Screen(t.n("answering.put_off", len(names), names=listed))


def ask_fact(t: Texts, question: Question) -> Screen:
    """All that a draft lacks, asked at once; of no listing, with what the answer is to hold for."""
    names = [escape(name, quote=False) for name in question.names]
    listed = names if len(names) == 1 else [f"{n}. {name}" for n, name in enumerate(names, 1)]
    of_one, for_all = ASK_ONE if len(names) == 1 else ASK_SEVERAL
    text = t(
        of_one if question.listing_title else for_all,
        names=Html("\n".join(listed)),
        listing=cut(question.listing_title, LONGEST_TITLE),
    )
    return Screen(text, keyboard(_cancel(t)))
