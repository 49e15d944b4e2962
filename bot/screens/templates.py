"""📝 Шаблоны: the list, one of them, what is asked for, and the choice under a card."""

from collections.abc import Sequence
from html import escape

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import (
    CardTemplateButton,
    CardTemplatesButton,
    CardVerb,
    Place,
    PlaceButton,
    ShelfButton,
    ShelfVerb,
    TemplateButton,
    TemplateKindButton,
    TemplateListingButton,
    TemplateVerb,
)
from bot.screens import card
from bot.screens.answering import copy
from bot.screens.mode import no_accounts
from bot.screens.screen import Screen, Style, button, cut, in_rows, keyboard
from bot.texts import Texts
from db.models import Account, Listing
from scheduler.by_template import Choice, Unfit
from scheduler.policy import LONGEST_REPLY, utf16_length
from scheduler.templates import (
    KINDS,
    Fault,
    Key,
    Opened,
    Refused,
    Shelf,
    Template,
    Variable,
    variables,
)

A_PAGE = 8
LONGEST_LABEL = 40
ANY = "any"


def choose(t: Texts, accounts: Sequence[Account]) -> Screen:
    """With several accounts one chooses first."""
    if not accounts:
        return no_accounts(t)
    rows = [
        [button(cut(account.title, LONGEST_LABEL), _shelf(account.id, ShelfVerb.LIST))]
        for account in accounts
    ]
    return Screen(t("templates.choose"), keyboard(*rows))


def shelf(t: Texts, shown: Shelf, page: int = 0) -> Screen:
    account, count = shown.account, len(shown.templates)
    page = min(page, max(0, (count - 1) // A_PAGE))
    alone = "templates.alone.on" if account.templates_alone else "templates.alone.off"
    text = "\n\n".join([t("templates.title", account=account.title), t(alone)])
    here = shown.templates[page * A_PAGE : (page + 1) * A_PAGE]
    rows = [[_open(account.id, template)] for template in here]
    turns = _turns(t, account.id, page, has_more=count > (page + 1) * A_PAGE)
    return Screen(text, keyboard(*rows, turns, *_shelf_rows(t, shown)))


def _shelf_rows(t: Texts, shown: Shelf) -> list[list[InlineKeyboardButton]]:
    account = shown.account
    on = account.templates_alone
    alone = button(
        t.plain("templates.button.not_alone" if on else "templates.button.alone"),
        _shelf(account.id, ShelfVerb.NOT_ALONE if on else ShelfVerb.ALONE),
        Style.CHOSEN if on else None,
    )
    new = button(t.plain("templates.button.new"), _shelf(account.id, ShelfVerb.NEW))
    back = button(
        t.plain("templates.button.bring_back", count=shown.hidden),
        _shelf(account.id, ShelfVerb.BRING_BACK),
    )
    return [[new], [back] if shown.hidden else [], [alone]]


def _open(account_id: int, template: Template) -> InlineKeyboardButton:
    target = TemplateButton(verb=TemplateVerb.OPEN, account_id=account_id, ref=template.ref)
    return button(cut(template.name, LONGEST_LABEL), target)


def _turns(t: Texts, account_id: int, page: int, *, has_more: bool) -> list[InlineKeyboardButton]:
    newer = button("⬅️", _shelf(account_id, ShelfVerb.LIST, page - 1)) if page else None
    older = button("➡️", _shelf(account_id, ShelfVerb.LIST, page + 1)) if has_more else None
    return [turn for turn in (newer, older) if turn]


def _shelf(account_id: int, verb: ShelfVerb, page: int = 0) -> ShelfButton:
    return ShelfButton(verb=verb, account_id=account_id, page=page)


def one(t: Texts, shown: Opened) -> Screen:
    """A template: what it is for, its words, and how a buyer would see them."""
    template = shown.template
    head = [f"📝 <b>{t('quoted', text=template.name)}</b>", _is_for(t, shown)]
    words = f"{t('template.text')}\n<blockquote>{escape(template.text, quote=False)}</blockquote>"
    in_both = [t("template.ready_languages")] if shown.is_ready and not shown.changed else []
    contact = [t("template.contact")] if shown.has_contact else []
    blocks = ["\n".join(head), words, _sample(t, shown), *in_both, *contact]
    return Screen("\n\n".join(blocks), _keys(t, shown))


def _is_for(t: Texts, shown: Opened) -> str:
    kind = t(f"template.kind.{shown.template.kind or ANY}")
    if shown.listing is None:
        return t("template.for_all", kind=kind)
    return t("template.for_one", kind=kind, listing=cut(shown.listing.title, 2 * LONGEST_LABEL))


def _sample(t: Texts, shown: Opened) -> str:
    if shown.sample is None:
        return t("template.no_sample")
    title = cut(shown.sample.title, 2 * LONGEST_LABEL)
    if shown.filled.empty:
        return t("template.empty", listing=title, what=_named(t, shown.filled.empty))
    if utf16_length(shown.filled.text) > LONGEST_REPLY:
        return t("template.too_long", listing=title)
    text = escape(shown.filled.text, quote=False)
    return f"{t('template.sample', listing=title)}\n<blockquote>{text}</blockquote>"


def _named(t: Texts, empty: Sequence[Variable]) -> str:
    return ", ".join(t.plain(f"variable.{variable}") for variable in empty)


def _keys(t: Texts, shown: Opened) -> InlineKeyboardMarkup:
    def key(verb: TemplateVerb, label: str, style: Style | None = None) -> InlineKeyboardButton:
        target = TemplateButton(
            verb=verb, account_id=shown.account.id, ref=shown.template.ref, page=0
        )
        return button(t.plain(label), target, style)

    words = [
        key(TemplateVerb.TEXT, "template.button.text"),
        key(TemplateVerb.NAME, "template.button.name"),
    ]
    back = button(t.plain("button.back"), _shelf(shown.account.id, ShelfVerb.LIST))
    if shown.is_ready:
        reset = [key(TemplateVerb.RESET, "template.button.reset")] if shown.changed else []
        hide = [key(TemplateVerb.REMOVE, "template.button.hide")]
        return keyboard(words, reset, hide, [back])
    use = [
        key(TemplateVerb.KINDS, "template.button.kinds"),
        key(TemplateVerb.LISTINGS, "template.button.listings"),
    ]
    delete = [key(TemplateVerb.REMOVE, "template.button.delete", Style.BAD)]
    return keyboard(words, use, delete, [back])


def kinds(t: Texts, shown: Opened) -> Screen:
    """Which questions an own template is for."""
    where = _where(shown)
    keys = [
        button(
            t.plain(f"template.kind.{kind}"),
            TemplateKindButton(kind=kind, account_id=where.account_id, ref=where.ref),
            Style.CHOSEN if kind == (shown.template.kind or ANY) else None,
        )
        for kind in (ANY, *KINDS)
    ]
    text = t("template.ask_kind", name=shown.template.name)
    return Screen(text, keyboard(*in_rows(keys, 3), [_back(t, where)]))


def listings(
    t: Texts, shown: Opened, found: Sequence[Listing], page: int, *, has_more: bool
) -> Screen:
    """For which listing an own template is."""
    where = _where(shown)

    def target(listing_id: int) -> TemplateListingButton:
        return TemplateListingButton(
            listing_id=listing_id, account_id=where.account_id, ref=where.ref
        )

    def turn(label: str, number: int) -> InlineKeyboardButton:
        verb = TemplateVerb.LISTINGS
        to = TemplateButton(verb=verb, account_id=where.account_id, ref=where.ref, page=number)
        return button(label, to)

    rows = [[button(cut(row.title, LONGEST_LABEL), target(row.id))] for row in found]
    turns = [*([turn("⬅️", page - 1)] if page else []), *([turn("➡️", page + 1)] if has_more else [])]
    every = [button(t.plain("template.button.for_all"), target(0))]
    text = t("template.ask_listing", name=shown.template.name)
    return Screen(text, keyboard(every, *rows, turns, [_back(t, where)]))


def delete(t: Texts, shown: Opened) -> Screen:
    """Asked once: an own template is gone for good."""
    where = _where(shown)
    target = TemplateButton(
        verb=TemplateVerb.DELETE, account_id=where.account_id, ref=where.ref, page=0
    )
    sure = button(t.plain("template.button.delete"), target, Style.BAD)
    text = t("template.delete", name=shown.template.name)
    return Screen(text, keyboard([sure], [_back(t, where)]))


def _where(shown: Opened) -> Key:
    return Key(shown.account.id, shown.template.ref)


def _back(t: Texts, where: Key) -> InlineKeyboardButton:
    target = TemplateButton(
        verb=TemplateVerb.OPEN, account_id=where.account_id, ref=where.ref, page=0
    )
    return button(t.plain("button.back"), target)


def ask_new(t: Texts) -> Screen:
    text = t("template.ask_new", known=variables(t.language))
    return Screen(text, keyboard(_cancel(t)))


def ask_new_text(t: Texts, name: str) -> Screen:
    text = t("template.ask_new_text", name=name, known=variables(t.language))
    return Screen(text, keyboard(_cancel(t)))


def ask_text(t: Texts, template: Template) -> Screen:
    """The words as they are, to copy, and the request for others."""
    asked = t("template.ask_text", name=template.name, known=variables(t.language))
    text = f"{asked}\n\n<code>{escape(template.text, quote=False)}</code>"
    return Screen(text, keyboard(copy(t, template.text), _cancel(t)))


def ask_name(t: Texts, template: Template) -> Screen:
    return Screen(t("template.ask_name", name=template.name), keyboard(_cancel(t)))


def _cancel(t: Texts) -> list[InlineKeyboardButton]:
    return [button(t.plain("button.cancel"), PlaceButton(place=Place.CANCEL))]


def refused(t: Texts, why: Refused) -> Screen:
    """Why a template was not kept, and what to do."""
    if why.length:
        return Screen(t.n(f"template.fault.{why.fault}", why.length))
    if why.fault is Fault.UNKNOWN:
        words = ", ".join(f"{{{cut(word, LONGEST_LABEL)}}}" for word in why.words[:5])
        return Screen(t("template.fault.unknown", words=words, known=variables(t.language)))
    return Screen(t(f"template.fault.{why.fault}"))


def unfit(t: Texts, why: Unfit) -> str:
    """Why a template was not put on a card, for a toast."""
    if why.empty:
        return t.plain("template.toast.empty", what=_named(t, why.empty))
    return t.plain("template.toast.long" if why.too_long else "template.toast.gone")


def open_choice(
    shown: InlineKeyboardMarkup, t: Texts, draft_id: int, choice: Choice
) -> InlineKeyboardMarkup:
    """A card's keyboard with templates under it, one a row, and a way to more of them."""
    rows = [
        [
            button(
                cut(template.name, LONGEST_LABEL),
                CardTemplateButton(ref=template.ref, draft_id=draft_id),
            )
        ]
        for template in choice.templates
    ]
    more = [
        button(sign, CardTemplatesButton(page=number, draft_id=draft_id))
        for sign, number, there in (
            ("⬅️", choice.number - 1, choice.number > 0),
            ("➡️", choice.number + 1, choice.has_more),
        )
        if there
    ]
    return card.unfold(shown, CardVerb.TEMPLATE, [*rows, more], t, draft_id)
