"""Many facts at once: a list that the seller sends, and those whose last day is over."""

from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from aiogram import Bot, F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Document, Message

from bot import asking, show
from bot.callbacks import FactsButton, FactsSaveButton, FactsVerb, RenewalButton
from bot.files import download
from bot.handlers.accounts import own_account, say_gone
from bot.screens import fact_lists as screens
from bot.screens import facts
from bot.screens.screen import Reader, Screen
from bot.states import Knowing
from bot.texts import Texts
from db.models import Account
from scheduler.fact_rows import MOST_BYTES, MOST_ROWS, FactRow
from scheduler.imports import Imports, Unreadable, read_lines
from scheduler.renewals import Renewal, Renewals


async def ask_list(query: CallbackQuery, account: Account, state: FSMContext, t: Texts) -> None:
    """📥: lines and files that come next are facts."""
    screen = facts.ask(t, "facts.ask.many", account=account.title)
    await asking.ask(query, state, Knowing.many, screen, account_id=account.id, rows=[])


async def take_lines(message: Message, imports: Imports, state: FSMContext, reader: Reader) -> None:
    await _take(message, read_lines(message.text or ""), imports, state, reader)


async def take_file(
    message: Message, bot: Bot, imports: Imports, state: FSMContext, reader: Reader
) -> None:
    async with show.typing(message):
        rows = await _read(message.document, bot, imports)
    await _take(message, rows, imports, state, reader)


async def save(
    query: CallbackQuery,
    callback_data: FactsSaveButton,
    imports: Imports,
    state: FSMContext,
    reader: Reader,
) -> None:
    """✅ Сохранить: what the preview showed, unless more has come since."""
    rows = await _rows_of(callback_data.message_id, state)
    kept = rows and await imports.keep(callback_data.account_id, rows, seller_id=query.from_user.id)
    if not kept:
        await show.toast(query, reader.t.plain("facts.list_gone"), alert=True)
        return
    await state.clear()  # its preview stays, as what became of it
    if kept.quarrel is not None and kept.quarrel.view is not None:
        await show.follow(query, facts.noted(reader, kept.quarrel, "facts.settled"))
    await show.replace(query, screens.kept(reader.t, kept.preview))


async def renew(
    query: CallbackQuery, callback_data: RenewalButton, renewals: Renewals, t: Texts
) -> None:
    """Of facts that are over: their message then says what became of them."""
    count = await renewals.answer(
        callback_data.notification_id,
        seller_id=query.from_user.id,
        renewal=Renewal(callback_data.renewal),
    )
    await show.toast(query, t.plain("facts.renewed.toast" if count else "facts.renewed.nothing"))


async def _read(
    document: Document | None, bot: Bot, imports: Imports
) -> list[FactRow] | Unreadable:
    if document is None or (document.file_size or 0) > MOST_BYTES:
        return Unreadable.TOO_BIG
    content = await download(bot, document)
    if content is None:
        return Unreadable.NOT_LOADED
    if len(content) > MOST_BYTES:
        return Unreadable.TOO_BIG
    return await imports.read(document.file_name or "", content)


async def _take(
    message: Message,
    rows: list[FactRow] | Unreadable,
    imports: Imports,
    state: FSMContext,
    reader: Reader,
) -> None:
    """Put rows to those that came before, and show what would become of all.

    Telegram parts a long text into several messages: together they are one list.
    """
    asked = await state.get_data()
    together = _together(asked["rows"], rows)
    if isinstance(together, Unreadable):
        await show.answer(message, screens.unreadable(reader.t, together))
        return
    preview = await imports.preview(asked["account_id"], together, seller_id=message.chat.id)
    if preview is None:
        await asking.end(message, state)
        await show.answer(message, Screen(reader.t("accounts.gone")))
        return
    await state.update_data(rows=[*map(astuple, together)], list=message.message_id)
    await _show(message, screens.preview(reader, preview, message.message_id), state)


def _together(
    before: Sequence[list[Any]], rows: list[FactRow] | Unreadable
) -> list[FactRow] | Unreadable:
    if isinstance(rows, Unreadable):
        return rows
    every = [*map(_row, before), *rows]
    return Unreadable.TOO_MANY if len(every) > MOST_ROWS else every


async def _show(message: Message, preview: Screen, state: FSMContext) -> None:
    """The newest preview, in place of the one before."""
    before = (await state.get_data()).get("prompt")
    shown = await show.answer(message, preview)
    await state.update_data(prompt=shown.message_id)
    if before:
        await show.remove(show.bot_of(message), message.chat.id, before)


async def _rows_of(message_id: int, state: FSMContext) -> list[FactRow]:
    """The rows that a preview was shown of; none when it is not the newest."""
    asked = await state.get_data()
    return [*map(_row, asked["rows"])] if asked.get("list") == message_id else []


def _row(stored: list[Any]) -> FactRow:
    return FactRow(*stored)


def build_router() -> Router:
    router = Router(name=__name__)
    router.message.register(take_lines, StateFilter(Knowing.many), F.text)
    router.message.register(take_file, StateFilter(Knowing.many), F.document)
    taps = router.callback_query
    taps.register(ask_list, FactsButton.filter(F.verb == FactsVerb.IMPORT), own_account)
    taps.register(say_gone, FactsButton.filter())
    taps.register(save, FactsSaveButton.filter())
    taps.register(renew, RenewalButton.filter())
    return router
