"""📝 Шаблоны: the list, one of them, and what is typed for them."""

from aiogram import F, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot import asking, show
from bot.callbacks import (
    Place,
    PlaceButton,
    ShelfButton,
    ShelfVerb,
    TemplateButton,
    TemplateKindButton,
    TemplateListingButton,
    TemplateVerb,
)
from bot.handlers.accounts import Tap
from bot.screens import templates as screens
from bot.screens.screen import Screen
from bot.states import Templating
from bot.texts import Texts
from db.models import Seller
from scheduler.accounts import Accounts
from scheduler.templates import (
    Fault,
    Key,
    Opened,
    Refused,
    Shelf,
    Templates,
    Words,
    check_name,
    plain_name,
)


async def show_templates(
    message: Message, seller: Seller, accounts: Accounts, templates: Templates, t: Texts
) -> None:
    await show.answer(message, await _first(seller, accounts, templates, t))


async def show_templates_by_tap(
    query: CallbackQuery, seller: Seller, accounts: Accounts, templates: Templates, t: Texts
) -> None:
    await show.replace(query, await _first(seller, accounts, templates, t))


async def _first(seller: Seller, accounts: Accounts, templates: Templates, t: Texts) -> Screen:
    """The templates of the only account, or the accounts to choose from."""
    rows = await accounts.all(seller.id)
    shelf = await templates.all(rows[0].id, seller=seller) if len(rows) == 1 else None
    return screens.shelf(t, shelf) if shelf else screens.choose(t, rows)


async def show_shelf(
    query: CallbackQuery, callback_data: ShelfButton, shelf: Shelf, t: Texts
) -> None:
    await show.replace(query, screens.shelf(t, shelf, callback_data.page))


async def set_alone(
    query: CallbackQuery, callback_data: ShelfButton, seller: Seller, templates: Templates, t: Texts
) -> None:
    on = callback_data.verb is ShelfVerb.ALONE
    await templates.set_alone(callback_data.account_id, seller=seller, on=on)
    await _show_shelf(query, callback_data.account_id, seller, templates, t)


async def bring_back(
    query: CallbackQuery, callback_data: ShelfButton, seller: Seller, templates: Templates, t: Texts
) -> None:
    await templates.bring_back(callback_data.account_id, seller=seller)
    await _show_shelf(query, callback_data.account_id, seller, templates, t)


async def _show_shelf(
    query: CallbackQuery, account_id: int, seller: Seller, templates: Templates, t: Texts
) -> None:
    shelf = await templates.all(account_id, seller=seller)
    if shelf is None:
        await show.toast(query, t.plain("accounts.gone"))
        return
    await show.replace(query, screens.shelf(t, shelf))


async def ask_new(query: CallbackQuery, shelf: Shelf, state: FSMContext, t: Texts) -> None:
    screen = screens.ask_new(t)
    await asking.ask(query, state, Templating.new, screen, account_id=shelf.account.id)


async def show_one(query: CallbackQuery, opened: Opened, t: Texts) -> None:
    await show.replace(query, screens.one(t, opened))


async def ask_text(query: CallbackQuery, opened: Opened, state: FSMContext, t: Texts) -> None:
    screen = screens.ask_text(t, opened.template)
    await asking.ask(query, state, Templating.text, screen, **_names(opened))


async def ask_name(query: CallbackQuery, opened: Opened, state: FSMContext, t: Texts) -> None:
    screen = screens.ask_name(t, opened.template)
    await asking.ask(query, state, Templating.name, screen, **_names(opened))


def _names(opened: Opened) -> dict[str, int | str]:
    return {"account_id": opened.account.id, "ref": opened.template.ref}


async def ask_kind(query: CallbackQuery, opened: Opened, t: Texts) -> None:
    await show.replace(query, screens.kinds(t, opened))


async def set_kind(
    query: CallbackQuery,
    callback_data: TemplateKindButton,
    seller: Seller,
    templates: Templates,
    t: Texts,
) -> None:
    key = Key(callback_data.account_id, callback_data.ref)
    kind = "" if callback_data.kind == screens.ANY else callback_data.kind
    await templates.set_kind(key, kind, seller=seller)
    await _show_again(query, key, seller, templates, t)


async def ask_listing(
    query: CallbackQuery,
    callback_data: TemplateButton,
    opened: Opened,
    seller: Seller,
    templates: Templates,
) -> None:
    page = callback_data.page
    found, has_more = await templates.listings(opened.account.id, seller=seller, page=page)
    t = Texts.load(seller.language)
    await show.replace(query, screens.listings(t, opened, found, page, has_more=has_more))


async def set_listing(
    query: CallbackQuery,
    callback_data: TemplateListingButton,
    seller: Seller,
    templates: Templates,
    t: Texts,
) -> None:
    key = Key(callback_data.account_id, callback_data.ref)
    await templates.set_listing(key, callback_data.listing_id or None, seller=seller)
    await _show_again(query, key, seller, templates, t)


async def remove(
    query: CallbackQuery, opened: Opened, seller: Seller, templates: Templates, t: Texts
) -> None:
    """A ready one is put away and can come back; an own one is asked about."""
    if not opened.is_ready:
        await show.replace(query, screens.delete(t, opened))
        return
    await delete(query, opened, seller, templates, t)


async def delete(
    query: CallbackQuery, opened: Opened, seller: Seller, templates: Templates, t: Texts
) -> None:
    await templates.remove(Key(opened.account.id, opened.template.ref), seller=seller)
    await _show_shelf(query, opened.account.id, seller, templates, t)


async def reset(
    query: CallbackQuery, opened: Opened, seller: Seller, templates: Templates, t: Texts
) -> None:
    key = Key(opened.account.id, opened.template.ref)
    await templates.reset(key, seller=seller)
    await _show_again(query, key, seller, templates, t)


async def _show_again(
    query: CallbackQuery, key: Key, seller: Seller, templates: Templates, t: Texts
) -> None:
    opened = await _open(key, seller, templates, t)
    if opened is None:
        await show.toast(query, t.plain("template.toast.gone"))
        return
    await show.replace(query, screens.one(t, opened))


async def read_new(
    message: Message, state: FSMContext, seller: Seller, templates: Templates, t: Texts
) -> None:
    """The name on the first line and the text below; or the name alone, then the text is asked."""
    name, _, text = (message.text or "").strip().partition("\n")
    if text.strip():
        await _keep_new(message, Words(name, text), state, seller, templates)
        return
    refused = check_name(plain_name(name))
    if refused is not None:
        await show.answer(message, screens.refused(t, refused))
        return
    asked = await state.get_data()
    await asking.end(message, state)
    about = {"account_id": asked["account_id"], "name": plain_name(name)}
    screen = screens.ask_new_text(t, about["name"])
    await asking.ask_again(message, state, Templating.new_text, screen, **about)


async def read_new_text(
    message: Message, state: FSMContext, seller: Seller, templates: Templates
) -> None:
    name = (await state.get_data())["name"]
    await _keep_new(message, Words(name, message.text or ""), state, seller, templates)


async def _keep_new(
    message: Message, words: Words, state: FSMContext, seller: Seller, templates: Templates
) -> None:
    account_id = (await state.get_data())["account_id"]
    added = await templates.add(account_id, words, seller=seller)
    kept = added if isinstance(added, Refused) else Key(account_id, added.ref)
    await _answer(message, kept, state, seller, templates)


async def read_text(
    message: Message, state: FSMContext, seller: Seller, templates: Templates
) -> None:
    key = await _asked_of(state)
    refused = await templates.edit(key, message.text or "", seller=seller)
    await _answer(message, refused or key, state, seller, templates)


async def read_name(
    message: Message, state: FSMContext, seller: Seller, templates: Templates
) -> None:
    key = await _asked_of(state)
    refused = await templates.rename(key, message.text or "", seller=seller)
    await _answer(message, refused or key, state, seller, templates)


async def _asked_of(state: FSMContext) -> Key:
    asked = await state.get_data()
    return Key(asked["account_id"], asked["ref"])


async def _answer(
    message: Message, kept: Key | Refused, state: FSMContext, seller: Seller, templates: Templates
) -> None:
    """Show what was kept; or say what is wrong with it, and wait for another try."""
    t = Texts.load(seller.language)
    if isinstance(kept, Refused):
        if kept.fault in OVER:
            await asking.end(message, state)
        await show.answer(message, screens.refused(t, kept))
        return
    await asking.end(message, state)
    opened = await _open(kept, seller, templates, t)
    gone = screens.refused(t, Refused(Fault.GONE))
    await show.answer(message, screens.one(t, opened) if opened else gone)


OVER = frozenset({Fault.GONE, Fault.TOO_MANY})
"""What no other words would mend."""


async def _open(key: Key, seller: Seller, templates: Templates, t: Texts) -> Opened | None:
    return await templates.open(key, seller=seller, sample_name=t.plain("template.sample_name"))


async def own_shelf(
    _query: CallbackQuery, callback_data: ShelfButton, seller: Seller, templates: Templates
) -> bool | dict[str, Shelf]:
    """A filter: passes the templates of the tapped account on, if it is this seller's."""
    shelf = await templates.all(callback_data.account_id, seller=seller)
    return {"shelf": shelf} if shelf else False


async def own_template(
    _query: CallbackQuery,
    callback_data: TemplateButton,
    seller: Seller,
    templates: Templates,
    t: Texts,
) -> bool | dict[str, Opened]:
    """A filter: passes the tapped template on, if it is there and this seller's."""
    key = Key(callback_data.account_id, callback_data.ref)
    opened = await _open(key, seller, templates, t)
    return {"opened": opened} if opened else False


async def say_gone(query: CallbackQuery, t: Texts) -> None:
    await show.toast(query, t.plain("template.toast.gone"))


def build_router() -> Router:
    router = Router(name=__name__)
    router.message.register(show_templates, Command("templates"))
    router.message.register(read_new, StateFilter(Templating.new), F.text)
    router.message.register(read_new_text, StateFilter(Templating.new_text), F.text)
    router.message.register(read_text, StateFilter(Templating.text), F.text)
    router.message.register(read_name, StateFilter(Templating.name), F.text)
    tap = router.callback_query.register
    tap(show_templates_by_tap, PlaceButton.filter(F.place == Place.TEMPLATES))
    for shelf_verb, handler in SHELF_TAPS.items():
        tap(handler, ShelfButton.filter(F.verb == shelf_verb), own_shelf)
    for verb, handler in TAPS.items():
        tap(handler, TemplateButton.filter(F.verb == verb), own_template)
    tap(set_kind, TemplateKindButton.filter())
    tap(set_listing, TemplateListingButton.filter())
    for buttons in (ShelfButton, TemplateButton):
        tap(say_gone, buttons.filter())
    return router


SHELF_TAPS: dict[ShelfVerb, Tap] = {
    ShelfVerb.LIST: show_shelf,
    ShelfVerb.NEW: ask_new,
    ShelfVerb.ALONE: set_alone,
    ShelfVerb.NOT_ALONE: set_alone,
    ShelfVerb.BRING_BACK: bring_back,
}

TAPS: dict[TemplateVerb, Tap] = {
    TemplateVerb.OPEN: show_one,
    TemplateVerb.TEXT: ask_text,
    TemplateVerb.NAME: ask_name,
    TemplateVerb.KINDS: ask_kind,
    TemplateVerb.LISTINGS: ask_listing,
    TemplateVerb.REMOVE: remove,
    TemplateVerb.DELETE: delete,
    TemplateVerb.RESET: reset,
}
