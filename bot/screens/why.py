"""The last events, each with its one reason."""

from html import escape

from aiogram.types import InlineKeyboardButton

from bot.callbacks import WhyButton
from bot.screens import card, findings
from bot.screens.screen import Reader, Screen, button, cut, keyboard
from bot.texts import Texts
from db.models import Author
from scheduler.why import Ending, Entry, Page, Why

LONGEST_NAME = 40
LONGEST_WORDS = 70
LONGEST_DETAIL = 140


def page(shown: Page, reader: Reader) -> Screen:
    t = reader.t
    if not shown.entries:
        return Screen(t("why.empty"), keyboard(_turns(shown, t)))
    head = t("why.title") if shown.chat_id is None else _chat_title(shown.entries[0], t)
    entries = [_entry(entry, reader, in_chat=shown.chat_id is not None) for entry in shown.entries]
    return Screen("\n\n".join([head, *entries]), keyboard(_turns(shown, t)))


def _chat_title(entry: Entry, t: Texts) -> str:
    event = entry.event
    buyer = cut(event.chat.buyer_name, LONGEST_NAME) or t.plain("card.buyer")
    title = cut(event.listing.title, LONGEST_NAME) if event.listing else ""
    return t("why.chat", buyer=buyer, listing=title) if title else t("why.chat_only", buyer=buyer)


def _entry(entry: Entry, reader: Reader, *, in_chat: bool) -> str:
    t, event = reader.t, entry.event
    where = [reader.clock(event.message.sent_at)]
    if not in_chat:
        where.append(cut(event.chat.buyer_name, LONGEST_NAME) or t.plain("card.buyer"))
        where += [cut(event.listing.title, LONGEST_NAME)] if event.listing else []
    head = escape(" · ".join(where), quote=False)
    said = escape(cut(_said(entry, t), LONGEST_WORDS), quote=False)
    return f"<b>{head}</b>\n{said}\n{words(entry.why, reader)}"


def _said(entry: Entry, t: Texts) -> str:
    message = entry.event.message
    text = " ".join(message.text.split())
    if message.type != "text":
        name = message.type if message.type in card.SHOWN_TYPES else "other"
        text = f"{t.plain(f'message.{name}')} {text}".rstrip()
    sign = {Author.BUYER: "💬", Author.AVITO: "ℹ️"}.get(message.author, "↪️")
    return f"{sign} {text}"


def words(why: Why, reader: Reader) -> str:
    """The verdict: one sentence with its sign."""
    t = reader.t
    time = reader.clock(why.at) if why.at else ""
    until = reader.until(why.at) if why.at else ""
    detail = cut(_detail(why, t), LONGEST_DETAIL)
    return t(f"why.{why.ending}", time=time, until=until, detail=detail)


def _detail(why: Why, t: Texts) -> str:
    """What the sentence names: the guard's finds, Avito's refusal, the model's failure."""
    if why.ending is Ending.GUARDED:
        return findings.listed(why.findings, t)
    if why.ending is Ending.SENT_BY_TEMPLATE:
        return why.detail
    if why.ending in (Ending.NOT_SENT, Ending.FAILED):
        return card.problem(why.detail, t)
    if why.ending is Ending.CUT_OFF:
        return t.plain(f"state.{why.detail}")
    if why.ending is Ending.NO_DRAFT and why.detail in card.REASONS:
        return t.plain(f"reason.{why.detail}")
    return ""


def _turns(shown: Page, t: Texts) -> list[InlineKeyboardButton]:
    def turn(label: str, number: int) -> InlineKeyboardButton:
        return button(t.plain(label), WhyButton(page=number, chat_id=shown.chat_id or 0))

    return [
        *([turn("why.newer", shown.number - 1)] if shown.number else []),
        *([turn("why.older", shown.number + 1)] if shown.has_more else []),
    ]
