"""What the model costs a seller: each call in roubles, his local day, and where it has to stop."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from ai.errors import ModelLimitError
from ai.model import Usage
from ai.usage import cost_microrub, dearest_microrub, find_price
from db import drafts, model_calls, sellers
from db.model_calls import Totals
from db.models import Seller
from scheduler import policy
from scheduler.digest import Period, bounds, days
from scheduler.model_health import ModelHealth
from scheduler.ports import Tools

MICRO = 1_000_000
LIMIT_REASON = f"model_{ModelLimitError.code}"
"""Of drafts that were held back by the limit."""

HIGHEST_LIMIT_RUB = 100_000
"""Where the operator has set none, a seller's own one is at most this."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Whole roubles a day; 0 stands for no limit."""

    own_rub: int | None  # what the seller has set
    common_rub: int  # the operator's, for everybody

    @property
    def rub(self) -> int:
        """The one in force: his own, but never more than the operator's."""
        if not self.own_rub:
            return self.common_rub
        return min(self.own_rub, self.common_rub) if self.common_rub else self.own_rub

    @property
    def highest_rub(self) -> int:
        """The most that he may set."""
        return self.common_rub or HIGHEST_LIMIT_RUB

    def left_microrub(self, spent: int) -> int:
        """What is left of a limit when so much is spent."""
        return max(0, self.rub * MICRO - spent)


@dataclass(frozen=True, slots=True)
class Spending:
    """Figures for the seller, counted from the stored calls."""

    periods: dict[Period, Totals]
    limit: Limit
    counted_microrub: int  # of the limit, today
    usd_rub: Decimal
    until: datetime


@dataclass(frozen=True, slots=True)
class ModelPrice:
    """US dollars for a million tokens; None where the price is not known."""

    model: str
    input_usd: Decimal | None = None
    cached_usd: Decimal | None = None
    output_usd: Decimal | None = None


@dataclass(slots=True)
class _Day:
    """What was spent in a seller's local day, [since, until)."""

    since: datetime
    until: datetime
    spent: int


class Costs:
    """What sellers spend, and whether their buyers may still have drafts today.

    A day's sum is read from the table once and counted on in memory. Calls under way are let end,
    so that a limit may be exceeded by what they cost. What has no known price counts as the dearest
    that has one: a limit never silently limits nothing.
    """

    def __init__(
        self, tools: Tools, health: ModelHealth, *, usd_rub: Decimal, common_rub: int
    ) -> None:
        self._db = tools.db
        self._clock = tools.clock
        self._health = health
        self._usd_rub = usd_rub
        self._common_rub = common_rub
        self._days: dict[int, _Day] = {}

    async def check(self, seller: Seller) -> None:
        """Before a call of the model: ModelLimitError when today's money is spent."""
        if not await self.has_budget(seller):
            raise ModelLimitError("today's limit is spent")

    async def has_budget(self, seller: Seller) -> bool:
        limit = self.limit_of(seller)
        return not limit.rub or limit.left_microrub(await self._spent_today(seller)) > 0

    def limit_of(self, seller: Seller) -> Limit:
        return Limit(seller.budget_rub, self._common_rub)

    def charge(self, seller_id: int, usage: Usage) -> int | None:
        """Count a call that was paid for; what it cost in micro-roubles, None where unknown."""
        cost = cost_microrub(usage, usd_rub=self._usd_rub)
        day = self._days.get(seller_id)
        if day is not None:
            day.spent += self._at_most(usage) if cost is None else cost
        return cost

    def _at_most(self, usage: Usage) -> int:
        return dearest_microrub(usage.input_tokens, usage.output_tokens, usd_rub=self._usd_rub)

    def _counted(self, sums: Totals) -> int:
        """What calls count for in a limit."""
        tokens = sums.unpriced_input_tokens, sums.unpriced_output_tokens
        return sums.microrub + dearest_microrub(*tokens, usd_rub=self._usd_rub)

    async def _spent_today(self, seller: Seller) -> int:
        since, until = self._bounds(Period.TODAY, seller)
        if not self._is_known(seller.id, since, until):
            async with self._db.read() as session:
                sums = await model_calls.totals(session, seller.id, since=since, until=until)
            if not self._is_known(seller.id, since, until):  # nobody was quicker, and has charged
                self._days[seller.id] = _Day(since, until, self._counted(sums))
        return self._days[seller.id].spent

    def _is_known(self, seller_id: int, since: datetime, until: datetime) -> bool:
        day = self._days.get(seller_id)
        return day is not None and (day.since, day.until) == (since, until)

    def _bounds(self, period: Period, seller: Seller) -> tuple[datetime, datetime]:
        today = policy.local_day(self._clock(), seller.zone)
        return bounds(*days(period, today), seller.zone)

    async def set_limit(self, seller_id: int, rub: int | None) -> Seller:
        """Set a seller's own limit (None: as everybody's); if it leaves something, drafts come."""
        async with self._db.begin() as session:
            seller = await sellers.change(session, seller_id, budget_rub=rub)
        if seller_id in await self._health.without_budget() and await self.has_budget(seller):
            await self._health.has_budget_again(seller_id, note=False)
        return seller

    async def renew(self) -> None:
        """Let drafts come again where a new day has begun. Called by the clock each minute.

        Asks nothing while nobody's limit is spent.
        """
        stopped = await self._health.without_budget()
        if not stopped:
            return
        async with self._db.read() as session:
            found = await sellers.by_ids(session, stopped)
        for seller in found:
            if await self.has_budget(seller):
                await self._health.has_budget_again(seller.id, note=await self._is_awaited(seller))

    async def _is_awaited(self, seller: Seller) -> bool:
        """Whether a card still waits for the draft that it did not get."""
        async with self._db.read() as session:
            return await drafts.is_any_held_back(session, seller.id, reason=LIMIT_REASON)

    async def spending(self, seller: Seller) -> Spending:
        """What was spent today, yesterday, in seven and in thirty days."""
        async with self._db.read() as session:
            periods = {}
            for period in Period:
                since, until = self._bounds(period, seller)
                periods[period] = await model_calls.totals(
                    session, seller.id, since=since, until=until
                )
        counted = self._counted(periods[Period.TODAY])
        return Spending(periods, self.limit_of(seller), counted, self._usd_rub, self._clock())

    async def prices(self, seller: Seller) -> tuple[ModelPrice, ...]:
        """The prices of the models that were asked in the last thirty days."""
        since, until = self._bounds(Period.MONTH, seller)
        async with self._db.read() as session:
            names = await model_calls.models_between(session, seller.id, since=since, until=until)
        return tuple(map(_price_of, names))


def _price_of(model: str) -> ModelPrice:
    price = find_price(model)
    if price is None:
        return ModelPrice(model)
    return ModelPrice(model, price.input_usd, price.cached_usd, price.output_usd)
