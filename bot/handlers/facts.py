"""/facts: what the seller told us, to read, to add, to find, to change."""

from datetime import timedelta

from aiogram import F, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from bot import asking, show
from bot.callbacks import (
    FactButton,
    FactDay,
    FactDayButton,
    FactListingButton,
    FactListingsButton,
    FactsButton,
    FactsPageButton,
    FactsVerb,
    FactVerb,
    Place,
    PlaceButton,
    QuarrelButton,
)
from bot.handlers.accounts import Tap, own_account
from bot.screens import facts as screens
from bot.screens import mode
from bot.screens.screen import Reader, Screen
from bot.states import Knowing
from bot.texts import Texts
from db.models import Account, Scope
from scheduler.fact_rows import read_day
from scheduler.knowledge import FOR_ALL, FactView, Keep, Knowledge, Noted, Refusal, Where

TYPE_AGAIN = frozenset(
    {Refusal.EMPTY, Refusal.TOO_LONG, Refusal.NO_WORDS, Refusal.NO_DAY, Refusal.PAST}
)
"""Nothing was changed, and what was typed is still waited for."""

ASKED = {FactsVerb.ADD: Knowing.fact, FactsVerb.SEARCH: Knowing.search}

AHEAD = {FactDay.TODAY: 0, FactDay.WEEK: 7, FactDay.MONTH: 30}


async def show_facts(message: Message, knowledge: Knowledge, reader: Reader) -> None:
    await show.answer(message, await _facts(message.chat.id, knowledge, reader))


async def show_facts_by_tap(query: CallbackQuery, knowledge: Knowledge, reader: Reader) -> None:
    await show.replace(query, await _facts(query.from_user.id, knowledge, reader))


async def turn_page(
    query: CallbackQuery, callback_data: FactsPageButton, knowledge: Knowledge, reader: Reader
) -> None:
    screen = await _page(
        callback_data.account_id, query.from_user.id, knowledge, reader, number=callback_data.page
    )
    await _replace(query, screen, reader.t)


async def ask_of_account(
    query: CallbackQuery, callback_data: FactsButton, account: Account, state: FSMContext, t: Texts
) -> None:
    """➕ and 🔎: what is typed next is a fact, or words to find some by."""
    verb = callback_data.verb
    screen = screens.ask(t, f"facts.ask.{verb}", account=account.title)
    await asking.ask(query, state, ASKED[verb], screen, account_id=account.id)


async def add(message: Message, knowledge: Knowledge, state: FSMContext, reader: Reader) -> None:
    asked = await state.get_data()
    result = await knowledge.add(
        asked["account_id"], seller_id=message.chat.id, text=message.text or ""
    )
    await _answer(message, state, result, reader, "facts.added")


async def search(message: Message, knowledge: Knowledge, state: FSMContext, reader: Reader) -> None:
    asked = await state.get_data()
    words = " ".join((message.text or "").split())
    result = await knowledge.search(asked["account_id"], seller_id=message.chat.id, words=words)
    await asking.end(message, state)
    screen = screens.found(reader, result) if result else Screen(reader.t("accounts.gone"))
    await show.answer(message, screen)


async def open_one(query: CallbackQuery, fact: FactView, state: FSMContext, reader: Reader) -> None:
    if await state.get_state() == Knowing.listing.state:
        await state.clear()
    await show.replace(query, screens.one(reader, fact))


async def ask_new_text(query: CallbackQuery, fact: FactView, state: FSMContext, t: Texts) -> None:
    await asking.ask(
        query, state, Knowing.new_text, screens.ask_new_text(t, fact), fact_id=fact.fact.id
    )


async def edit(message: Message, knowledge: Knowledge, state: FSMContext, reader: Reader) -> None:
    asked = await state.get_data()
    result = await knowledge.edit(
        asked["fact_id"], seller_id=message.chat.id, text=message.text or ""
    )
    await _answer(message, state, result, reader, "facts.changed")


async def open_scopes(query: CallbackQuery, fact: FactView, state: FSMContext, t: Texts) -> None:
    if await state.get_state() == Knowing.listing.state:
        await state.clear()
    await show.replace(query, screens.scopes(t, fact))


async def set_for_all(
    query: CallbackQuery, fact: FactView, knowledge: Knowledge, reader: Reader
) -> None:
    await _place(query, fact.fact.id, FOR_ALL, knowledge, reader)


async def ask_words(query: CallbackQuery, fact: FactView, state: FSMContext, t: Texts) -> None:
    screen = screens.ask(t, "facts.ask_words")
    await asking.ask(query, state, Knowing.words, screen, fact_id=fact.fact.id)


async def set_words(
    message: Message, knowledge: Knowledge, state: FSMContext, reader: Reader
) -> None:
    asked = await state.get_data()
    where = Where(Scope.GROUP, None, message.text or "")
    result = await knowledge.place(asked["fact_id"], seller_id=message.chat.id, where=where)
    await _answer(message, state, result, reader, "facts.changed")


async def open_listings(
    query: CallbackQuery,
    callback_data: FactListingsButton,
    knowledge: Knowledge,
    state: FSMContext,
    t: Texts,
) -> None:
    """The listings to choose one; what is typed meanwhile finds others."""
    fact_id = callback_data.fact_id
    words = await _sought(state, fact_id)
    shown = await knowledge.listings(
        fact_id, seller_id=query.from_user.id, number=callback_data.page, words=words
    )
    if shown is not None:
        await state.set_data({"fact_id": fact_id, "words": words})
        await state.set_state(Knowing.listing)
    await _replace(query, screens.listings(t, shown) if shown else None, t)


async def find_listing(message: Message, knowledge: Knowledge, state: FSMContext, t: Texts) -> None:
    asked = await state.get_data()
    words = " ".join((message.text or "").split())
    await state.update_data(words=words)
    shown = await knowledge.listings(asked["fact_id"], seller_id=message.chat.id, words=words)
    screen = screens.listings(t, shown) if shown else Screen(screens.refused(t, Refusal.GONE))
    await show.answer(message, screen)


async def set_listing(
    query: CallbackQuery,
    callback_data: FactListingButton,
    knowledge: Knowledge,
    state: FSMContext,
    reader: Reader,
) -> None:
    if await state.get_state() == Knowing.listing.state:
        await state.clear()
    where = Where(Scope.LISTING, callback_data.listing_id)
    await _place(query, callback_data.fact_id, where, knowledge, reader)


async def open_days(query: CallbackQuery, fact: FactView, reader: Reader) -> None:
    await show.replace(query, screens.days(reader, fact))


async def set_day(
    query: CallbackQuery, callback_data: FactDayButton, knowledge: Knowledge, reader: Reader
) -> None:
    seller_id, day = query.from_user.id, callback_data.day
    ahead = AHEAD.get(day)
    last_day = None if ahead is None else await knowledge.today(seller_id) + timedelta(days=ahead)
    result = await knowledge.set_last_day(callback_data.fact_id, seller_id=seller_id, day=last_day)
    await _show(query, result, reader)


async def ask_day(
    query: CallbackQuery,
    callback_data: FactDayButton,
    knowledge: Knowledge,
    state: FSMContext,
    t: Texts,
) -> None:
    fact = await knowledge.find(callback_data.fact_id, seller_id=query.from_user.id)
    if fact is None:
        await say_gone(query, t)
        return
    screen = screens.ask(t, "facts.ask_day")
    await asking.ask(query, state, Knowing.day, screen, fact_id=fact.fact.id)


async def set_own_day(
    message: Message, knowledge: Knowledge, state: FSMContext, reader: Reader
) -> None:
    asked = await state.get_data()
    seller_id = message.chat.id
    day = read_day(message.text or "", await knowledge.today(seller_id))
    if day is None:
        await show.answer(message, Screen(screens.refused(reader.t, Refusal.NO_DAY)))
        return
    result = await knowledge.set_last_day(asked["fact_id"], seller_id=seller_id, day=day)
    await _answer(message, state, result, reader, "facts.changed")


async def ask_delete(query: CallbackQuery, fact: FactView, t: Texts) -> None:
    await show.replace(query, screens.delete(t, fact))


async def delete(
    query: CallbackQuery, fact: FactView, knowledge: Knowledge, reader: Reader
) -> None:
    seller_id = query.from_user.id
    await knowledge.remove(fact.fact.id, seller_id=seller_id)
    screen = await _page(fact.fact.account_id, seller_id, knowledge, reader)
    await _replace(query, screen, reader.t, reader.t.plain("facts.deleted"))


async def settle(
    query: CallbackQuery, callback_data: QuarrelButton, knowledge: Knowledge, reader: Reader
) -> None:
    """Which of two facts is right; then the next contradiction, or the fact that stays."""
    result = await knowledge.settle(
        callback_data.new_id,
        callback_data.old_id,
        seller_id=query.from_user.id,
        keep=Keep(callback_data.keep),
    )
    await _show(query, result, reader, "facts.settled")


async def say_gone(query: CallbackQuery, t: Texts) -> None:
    await show.toast(query, t.plain("facts.gone"), alert=True)


async def own_fact(
    query: CallbackQuery, callback_data: FactButton, knowledge: Knowledge
) -> bool | dict[str, FactView]:
    """A filter: passes the tapped fact on, if it is this seller's."""
    fact = await knowledge.find(callback_data.fact_id, seller_id=query.from_user.id)
    return {"fact": fact} if fact else False


async def _facts(seller_id: int, knowledge: Knowledge, reader: Reader) -> Screen:
    """The facts of the only account, or the accounts to choose from."""
    counts = await knowledge.counts(seller_id)
    if len(counts) > 1:
        return screens.choose_account(reader.t, counts)
    shown = counts and await _page(counts[0][0].id, seller_id, knowledge, reader)
    return shown or mode.no_accounts(reader.t)


async def _page(
    account_id: int, seller_id: int, knowledge: Knowledge, reader: Reader, *, number: int = 0
) -> Screen | None:
    shown = await knowledge.page(account_id, seller_id=seller_id, number=number)
    return screens.page(reader, shown) if shown else None


async def _replace(query: CallbackQuery, screen: Screen | None, t: Texts, said: str = "") -> None:
    if screen is None:
        await say_gone(query, t)
    else:
        await show.replace(query, screen, said)


async def _place(
    query: CallbackQuery, fact_id: int, where: Where, knowledge: Knowledge, reader: Reader
) -> None:
    result = await knowledge.place(fact_id, seller_id=query.from_user.id, where=where)
    await _show(query, result, reader)


async def _show(
    query: CallbackQuery, result: Noted, reader: Reader, said: str = "facts.changed"
) -> None:
    """The fact in place of the screen that was tapped."""
    if result.view is None:
        await say_gone(query, reader.t)
    else:
        await show.replace(query, screens.noted(reader, result, said))


async def _answer(
    message: Message, state: FSMContext, result: Noted, reader: Reader, said: str
) -> None:
    """What became of what was typed; a mistake is waited for to be typed again."""
    if result.refusal in TYPE_AGAIN:
        await show.answer(message, Screen(screens.refused(reader.t, result.refusal)))
        return
    await asking.end(message, state)
    await show.answer(message, screens.noted(reader, result, said))


async def _sought(state: FSMContext, fact_id: int) -> str:
    """The words that this fact's listings are being found by."""
    asked = await state.get_data()
    return str(asked.get("words", "")) if asked.get("fact_id") == fact_id else ""


def build_router() -> Router:
    router = Router(name=__name__)
    router.message.register(show_facts, Command("facts"))
    for state, handler in TYPED.items():
        router.message.register(handler, StateFilter(state), F.text)
    tap = router.callback_query.register
    tap(show_facts_by_tap, PlaceButton.filter(F.place == Place.FACTS))
    tap(turn_page, FactsPageButton.filter())
    tap(ask_of_account, FactsButton.filter(F.verb.in_(ASKED)), own_account)
    for verb, handler in TAPS.items():
        tap(handler, FactButton.filter(F.verb == verb), own_fact)
    tap(say_gone, FactButton.filter())
    tap(open_listings, FactListingsButton.filter())
    tap(set_listing, FactListingButton.filter())
    tap(ask_day, FactDayButton.filter(F.day == FactDay.OWN))
    tap(set_day, FactDayButton.filter())
    tap(settle, QuarrelButton.filter())
    return router


TYPED: dict[State, Tap] = {
    Knowing.fact: add,
    Knowing.new_text: edit,
    Knowing.words: set_words,
    Knowing.listing: find_listing,
    Knowing.day: set_own_day,
    Knowing.search: search,
}

TAPS: dict[FactVerb, Tap] = {
    FactVerb.OPEN: open_one,
    FactVerb.EDIT: ask_new_text,
    FactVerb.SCOPE: open_scopes,
    FactVerb.ALL: set_for_all,
    FactVerb.WORDS: ask_words,
    FactVerb.DAYS: open_days,
    FactVerb.DELETE: ask_delete,
    FactVerb.DELETE_SURELY: delete,
}
