"""/cost: what the AI costs, how it was counted, and the limit for a day."""

from aiogram import F, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot import asking, show
from bot.callbacks import CostButton, CostVerb, Place, PlaceButton
from bot.screens import cost as screens
from bot.screens.screen import Reader
from bot.states import Limiting
from bot.texts import Texts
from db.models import Seller
from scheduler.costs import Costs


async def show_cost(message: Message, seller: Seller, costs: Costs, t: Texts) -> None:
    await show.answer(message, screens.cost(await costs.spending(seller), t))


async def show_cost_by_tap(query: CallbackQuery, seller: Seller, costs: Costs, t: Texts) -> None:
    await show.replace(query, screens.cost(await costs.spending(seller), t))


async def explain(query: CallbackQuery, seller: Seller, costs: Costs, reader: Reader) -> None:
    spending, prices = await costs.spending(seller), await costs.prices(seller)
    await show.replace(query, screens.explain(spending, prices, reader))


async def show_limits(query: CallbackQuery, seller: Seller, costs: Costs, t: Texts) -> None:
    await show.replace(query, screens.limits(costs.limit_of(seller), t))


async def set_limit(
    query: CallbackQuery, callback_data: CostButton, seller: Seller, costs: Costs, t: Texts
) -> None:
    changed = await costs.set_limit(seller.id, callback_data.rub or None)
    await show.replace(query, screens.cost(await costs.spending(changed), t))


async def ask_limit(
    query: CallbackQuery, state: FSMContext, seller: Seller, costs: Costs, t: Texts
) -> None:
    screen = screens.ask_limit(costs.limit_of(seller), t)
    await asking.ask(query, state, Limiting.rub, screen)


async def take_limit(
    message: Message, state: FSMContext, seller: Seller, costs: Costs, t: Texts
) -> None:
    limit = costs.limit_of(seller)
    rub = screens.read_limit(message.text or "", limit)
    if rub is None:
        await show.answer(message, screens.not_understood(limit, t))
        return
    await asking.end(message, state)
    changed = await costs.set_limit(seller.id, rub)
    await show.answer(message, screens.cost(await costs.spending(changed), t))


def build_router() -> Router:
    router = Router(name=__name__)
    router.message.register(show_cost, Command("cost"))
    router.message.register(take_limit, StateFilter(Limiting.rub), F.text)
    taps = router.callback_query
    taps.register(show_cost_by_tap, PlaceButton.filter(F.place == Place.COST))
    taps.register(explain, CostButton.filter(F.verb == CostVerb.EXPLAIN))
    taps.register(show_limits, CostButton.filter(F.verb == CostVerb.LIMITS))
    taps.register(set_limit, CostButton.filter(F.verb == CostVerb.LIMIT))
    taps.register(ask_limit, CostButton.filter(F.verb == CostVerb.TYPE))
    return router
