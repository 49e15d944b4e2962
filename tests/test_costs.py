"""What calls cost, to the millionth of a rouble, and how a limit is read from it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from ai.errors import ModelLimitError
from ai.model import Usage
from ai.usage import cost_microrub, cost_usd
from bot.callbacks import CostButton, CostVerb
from bot.screens import cost as screens
from bot.screens.screen import Reader
from bot.settings import Settings, SettingsError, read_settings
from bot.texts import Texts
from db import migrations, model_calls
from db.engine import Database, Session
from db.model_calls import Totals
from db.models import Account, AccountState, Chat, ModelCall, Seller
from scheduler.alarms import Alarms
from scheduler.costs import HIGHEST_LIMIT_RUB, Costs, Limit, ModelPrice, Spending
from scheduler.digest import Period
from scheduler.model_health import ModelHealth
from scheduler.ports import Tools
from scheduler.wake import WakeQueue

RATE = Decimal(90)
MODEL = "gemini-3.5-flash-lite"
NOON = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # twelve in Moscow
MOSCOW, KAMCHATKA = "Europe/Moscow", "Asia/Kamchatka"
RU = Texts.load("ru")
READER = Reader(RU, MOSCOW, NOON)

counts = st.integers(0, 2_000_000)


def used(read: int, written: int = 0, cached: int = 0, model: str = MODEL) -> Usage:
    return Usage(model, read, written, cached, took_seconds=1.0)


@pytest.mark.parametrize(
    ("usage", "rate", "microrub"),
    [
        (used(1_000_000), "90", 27_000_000),  # 0.30 $
        (used(0, 1_000_000), "90", 225_000_000),  # 2.50 $
        (used(1_000_000, 0, 1_000_000), "90", 2_700_000),  # read again: a tenth
        (used(1200, 100, 1000), "90", 30_600),
        (used(1200, 100, 1000), "92.5", 31_450),
        (used(1), "5", 2),  # 1.5 of them: halves up
        (used(0), "90", 0),
        (used(1_000_000, model="gemini-3.8-flash-002"), "100", 75_000_000),
        (used(1200, 100, model="gemini-9-argon"), "90", None),
    ],
)
def test_the_cost_of_a_call_in_roubles(usage: Usage, rate: str, microrub: int | None) -> None:
    assert cost_microrub(usage, usd_rub=Decimal(rate)) == microrub


@given(counts, counts, counts, st.decimals("0.01", "1000", places=4))
def test_a_rounded_cost_is_half_a_millionth_off_at_most(
    read: int, written: int, cached: int, rate: Decimal
) -> None:
    usage = used(read, written, min(cached, read))
    exact, stored = cost_usd(usage), cost_microrub(usage, usd_rub=rate)
    assert exact is not None
    assert stored is not None
    assert abs(exact * rate * 1_000_000 - stored) <= Decimal("0.5")


@pytest.mark.parametrize(
    ("microrub", "said"),
    [
        (3_200_000, "3,20 ₽"),
        (0, "0,00 ₽"),
        (30_600, "0,03 ₽"),
        (5_000, "0,01 ₽"),
        (4_999, "меньше 0,01 ₽"),
        (1, "меньше 0,01 ₽"),
        (1_234_567_895_000, "1\xa0234\xa0567,90 ₽"),
    ],
)
def test_kopecks(microrub: int, said: str) -> None:
    assert RU.kopecks(microrub) == said


def test_kopecks_in_english() -> None:
    assert Texts.load("en").kopecks(3_200_000) == "₽3.20"


@pytest.mark.parametrize(
    ("own", "common", "in_force", "highest"),
    [
        (None, 50, 50, 50),
        (10, 50, 10, 50),
        (80, 50, 50, 50),  # the operator's was lowered since
        (None, 0, 0, HIGHEST_LIMIT_RUB),
        (10, 0, 10, HIGHEST_LIMIT_RUB),
        (0, 50, 50, 50),
    ],
)
def test_a_sellers_own_limit_is_never_more_than_the_operators(
    own: int | None, common: int, in_force: int, highest: int
) -> None:
    limit = Limit(own, common)
    assert (limit.rub, limit.highest_rub) == (in_force, highest)


@pytest.mark.parametrize(
    ("typed", "rub"),
    [
        *(("15", 15), ("15 ₽", 15), (" 15 руб. ", 15), ("15р", 15), ("50", 50), ("1", 1)),
        *(("51", None), ("0", None), ("-5", None), ("1.5", None), ("много", None), ("", None)),
        *(("15 $", None), ("9" * 5000, None), ("１５", 15), ("15 в день", None), ("до 15", None)),
    ],
)
def test_a_typed_limit(typed: str, rub: int | None) -> None:
    assert screens.read_limit(typed, Limit(None, 50)) == rub


@pytest.mark.parametrize("typed", ["1500", "1 500", "1\xa0500 ₽", "1 500 руб."])
def test_thousands_may_stand_apart(typed: str) -> None:
    assert screens.read_limit(typed, Limit(None, 0)) == 1500


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        *(("сто", "Не понял, сколько это."), ("-5", "Не понял"), ("1.5", "Не понял")),
        *(("0", "Меньше рубля поставить нельзя."), ("00 ₽", "Меньше рубля")),
        *(("51", "Больше 7 ₽ поставить нельзя."), ("9" * 5000, "Больше 7 ₽ поставить нельзя.")),
    ],
)
def test_what_is_no_limit_is_said_with_what_to_type(typed: str, why: str) -> None:
    said = screens.not_a_limit(typed, Limit(None, 7), RU).text.replace("\xa0", " ")
    assert said.startswith(why)
    assert said.endswith("Пришлите одно целое число рублей от 1 до 7, например: 7")


@pytest.mark.parametrize(("said", "rate"), [("92,5", "92.5"), ("92.5", "92.5"), ("80", "80")])
def test_a_rate_may_be_written_with_a_comma(
    monkeypatch: pytest.MonkeyPatch, said: str, rate: str
) -> None:
    monkeypatch.setenv("USD_RUB", said)
    assert read_settings().usd_rub == Decimal(rate)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        *(("USD_RUB", "0"), ("USD_RUB", "-1"), ("USD_RUB", "NaN"), ("USD_RUB", "сто")),
        *(("MODEL_BUDGET_RUB", "-1"), ("MODEL_BUDGET_RUB", "1.5")),
    ],
)
def test_what_is_no_rate_or_budget_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    monkeypatch.setenv(name, said)
    with pytest.raises(SettingsError, match=name):
        read_settings()


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


class Gated(Database):
    """A database whose readers wait at a gate when it is closed."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.gate = asyncio.Event()
        self.gate.set()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Session]:
        await self.gate.wait()
        async with super().read() as session:
            yield session


class Till:
    """A database with sellers, and what their calls cost."""

    def __init__(self, db: Gated) -> None:
        self.db = db
        self.clock = Clock()
        self.costs = self.open()
        self.asked: list[tuple[str, Any]] = []
        event.listen(db._reader.sync_engine, "before_cursor_execute", self._hear)

    def _hear(self, *told: Any) -> None:
        if told[2].startswith("SELECT"):
            self.asked.append((told[2], told[3]))

    def open(self, common_rub: int = 50, usd_rub: Decimal = RATE) -> Costs:
        """As the program does at its start."""
        tools = Tools(db=self.db, wake=WakeQueue(self.clock), clock=self.clock)
        health = ModelHealth(tools, Alarms(tools))
        return Costs(tools, health, usd_rub=usd_rub, common_rub=common_rub)

    async def seller(self, seller_id: int, zone: str = MOSCOW, budget: int | None = None) -> Seller:
        """A seller with one account and one chat; both have his id."""
        seller = Seller(
            id=seller_id, name="Олег", zone=zone, budget_rub=budget, created_at=self.clock.now
        )
        account = Account(
            id=seller_id,
            seller_id=seller_id,
            avito_user_id=seller_id,
            name="Мебель",
            client_id="",
            secret="",
            state=AccountState.WORKING,
            state_since=self.clock.now,
            linked_at=self.clock.now,
        )
        chat = Chat(id=seller_id, account_id=seller_id, avito_chat_id="chat")
        async with self.db.begin() as session:
            session.add(seller)
            await session.flush()
            session.add(account)
            await session.flush()
            session.add(chat)
        return seller

    async def call(
        self, seller: Seller, usage: Usage, *, at: datetime | None = None, outcome: str = "answer"
    ) -> int | None:
        """A call is made, counted and stored."""
        cost = self.costs.charge(seller.id, usage)
        call = ModelCall(
            account_id=seller.id,
            chat_id=seller.id,
            at=at or self.clock.now,
            model=usage.model,
            outcome=outcome,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            cached_tokens=usage.cached_tokens,
            took_seconds=usage.took_seconds,
            cost_microrub=cost,
        )
        async with self.db.begin() as session:
            await model_calls.add(session, call)
        return cost


@pytest.fixture
async def till(tmp_path: Path) -> AsyncIterator[Till]:
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    await migrations.upgrade(url)
    till = Till(Gated(url))
    yield till
    await till.db.close()


RUBLE = used(0, 4445)  # 1.000125 ₽
TEN_KOPECKS = used(0, 445)


async def test_the_sum_of_a_day_is_the_sum_of_its_calls(till: Till) -> None:
    seller = await till.seller(7)
    usages = [used(read, read // 7, read // 3) for read in range(1, 4000, 37)]
    costs = [await till.call(seller, usage) for usage in usages]
    today = (await till.costs.spending(seller)).periods[Period.TODAY]
    assert today.microrub == sum(cost or 0 for cost in costs)
    assert today.input_tokens == sum(usage.input_tokens for usage in usages)
    assert today.output_tokens == sum(usage.output_tokens for usage in usages)
    assert (today.calls, today.answers, today.unpriced) == (len(usages), len(usages), 0)


async def test_periods_hold_their_days_and_no_others(till: Till) -> None:
    seller = await till.seller(7)
    for ago, outcome in ((0, "answer"), (1, "nonsense"), (6, "answer"), (29, "answer"), (30, "x")):
        await till.call(seller, RUBLE, at=NOON - timedelta(days=ago), outcome=outcome)
    await till.call(seller, RUBLE, at=datetime(2026, 11, 23, 21, 0, tzinfo=UTC))  # midnight
    found = (await till.costs.spending(seller)).periods
    assert [(found[one].calls, found[one].answers) for one in Period] == [
        (2, 2),
        (1, 0),
        (4, 3),
        (5, 4),
    ]


async def test_a_failed_call_that_was_paid_for_counts(till: Till) -> None:
    seller = await till.seller(7, budget=1)
    assert await till.costs.has_budget(seller)
    await till.call(seller, RUBLE, outcome="nonsense")
    assert not await till.costs.has_budget(seller)
    with pytest.raises(ModelLimitError):
        await till.costs.check(seller)


async def test_two_sellers_have_a_day_each(till: Till) -> None:
    one, other = await till.seller(7, budget=1), await till.seller(8, budget=1)
    assert await till.costs.has_budget(one)
    assert await till.costs.has_budget(other)
    await till.call(one, RUBLE)
    assert not await till.costs.has_budget(one)
    assert await till.costs.has_budget(other)
    assert (await till.costs.spending(other)).periods[Period.MONTH] == Totals()


async def test_a_day_ends_at_the_sellers_midnight(till: Till) -> None:
    """At the same moment it is a new day in Kamchatka and the old one in Moscow."""
    east, west = await till.seller(7, KAMCHATKA, budget=1), await till.seller(8, budget=1)
    for seller in (east, west):
        assert await till.costs.has_budget(seller)
        await till.call(seller, RUBLE)
        assert not await till.costs.has_budget(seller)
    till.clock.now = datetime(2026, 11, 24, 11, 59, 59, tzinfo=UTC)
    assert not await till.costs.has_budget(east)
    till.clock.now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    assert await till.costs.has_budget(east)
    assert not await till.costs.has_budget(west)
    till.clock.now = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
    assert await till.costs.has_budget(west)


async def test_another_zone_is_another_day(till: Till) -> None:
    seller = await till.seller(7, budget=1)
    assert await till.costs.has_budget(seller)
    await till.call(seller, RUBLE)
    till.clock.now += timedelta(hours=4)  # sixteen in Moscow, one at night in Kamchatka
    assert not await till.costs.has_budget(seller)
    seller.zone = KAMCHATKA
    assert await till.costs.has_budget(seller)


async def test_a_restart_keeps_the_sum(till: Till) -> None:
    seller = await till.seller(7, budget=1)
    await till.costs.has_budget(seller)
    for _ in range(6):
        await till.call(seller, TEN_KOPECKS)
    till.costs = till.open()
    assert await till.costs.has_budget(seller)
    for _ in range(4):
        await till.call(seller, TEN_KOPECKS)
    assert not await till.costs.has_budget(seller)


async def test_a_day_is_asked_for_once_and_counted_on_in_memory(till: Till) -> None:
    seller = await till.seller(7, budget=1)
    for usage, left in ((TEN_KOPECKS, True), (TEN_KOPECKS, True), (RUBLE, False), (RUBLE, False)):
        await till.costs.has_budget(seller)
        till.costs.charge(seller.id, usage)
        assert await till.costs.has_budget(seller) is left
    assert len(till.asked) == 1


async def test_a_slow_first_look_forgets_no_call(till: Till) -> None:
    """Two chats ask at once; the second look comes after the first one's call was counted."""
    seller = await till.seller(7, budget=1)
    till.db.gate.clear()
    slow = asyncio.create_task(till.costs.has_budget(seller))
    await asyncio.sleep(0)
    till.db.gate, slow_gate = asyncio.Event(), till.db.gate
    till.db.gate.set()
    assert await till.costs.has_budget(seller)
    till.costs.charge(seller.id, RUBLE)
    slow_gate.set()
    assert not await slow
    assert not await till.costs.has_budget(seller)


async def test_an_idle_minute_asks_nothing(till: Till) -> None:
    await till.costs.renew()
    before = len(till.asked)
    await till.costs.renew()
    assert len(till.asked) == before == 1


async def test_without_a_limit_nothing_is_asked(till: Till) -> None:
    seller = await till.seller(7)
    till.costs = till.open(common_rub=0)
    till.costs.charge(seller.id, used(0, 10**9))
    assert await till.costs.has_budget(seller)
    assert not till.asked


async def test_an_unknown_price_is_no_zero(till: Till) -> None:
    seller = await till.seller(7, budget=1)
    await till.call(seller, used(1200, 100, model="gemini-9-argon"))
    spending = await till.costs.spending(seller)
    today = spending.periods[Period.TODAY]
    assert (today.calls, today.unpriced, today.microrub) == (1, 1, 0)
    assert spending.counted_microrub == (1200 * 75 + 100 * 375) * 90 // 100  # the dearest known
    assert today.known_microrub is None
    await till.call(seller, RUBLE)
    today = (await till.costs.spending(seller)).periods[Period.TODAY]
    assert (today.calls, today.unpriced, today.microrub) == (2, 1, 1_000_125)
    assert today.known_microrub is None
    assert await till.costs.prices(seller) == (
        ModelPrice(MODEL, Decimal("0.30"), Decimal("0.03"), Decimal("2.50")),
        ModelPrice("gemini-9-argon"),
    )


async def test_a_limit_holds_for_a_model_whose_price_is_not_known(till: Till) -> None:
    """In memory and, after a restart, from the table: the same."""
    seller = await till.seller(7, budget=1)
    unknown = used(4000, 1000, cached=4000, model="gemini-9-argon")  # 0.6075 ₽
    assert await till.costs.has_budget(seller)
    await till.call(seller, unknown)
    assert await till.costs.has_budget(seller)
    await till.call(seller, unknown)
    assert not await till.costs.has_budget(seller)
    till.costs = till.open()
    assert not await till.costs.has_budget(seller)


async def test_what_a_call_cost_stays_when_the_rate_changes(till: Till) -> None:
    seller = await till.seller(7)
    await till.call(seller, used(0, 4000))
    till.costs = till.open(usd_rub=Decimal(180))
    await till.call(seller, used(0, 4000))
    spending = await till.costs.spending(seller)
    assert spending.periods[Period.TODAY].microrub == 900_000 + 1_800_000
    assert spending.usd_rub == 180


def make_spending(limit: Limit | None = None, **totals: int) -> Spending:
    of_all = Totals(**totals)
    limit = limit or Limit(None, 50)
    return Spending(dict.fromkeys(Period, of_all), limit, of_all.microrub, RATE, NOON)


def words_of(spending: Spending) -> str:
    return screens.cost(spending, RU).text.replace("\xa0", " ")


def test_the_screen_says_what_is_known() -> None:
    said = words_of(
        make_spending(
            calls=36, answers=32, input_tokens=61_200, output_tokens=3400, microrub=3_200_000
        )
    )
    assert "<b>Сегодня: 3,20 ₽</b>\nответов 32 · обращений 36" in said
    assert "токены: прочитал 61 200 · написал 3400" in said
    assert "Один ответ — в среднем 0,10 ₽ (за 30 дней)" in said
    assert "Лимит на день: <b>50 ₽</b> · осталось 46,80 ₽" in said
    assert "По курсу 90 ₽ за доллар." in said


def test_the_screen_of_nothing_unknown_and_spent() -> None:
    assert "<b>Вчера:</b> к ИИ не обращались" in words_of(make_spending())
    unknown = words_of(make_spending(calls=2, answers=2, unpriced=2))
    assert "<b>Сегодня: цена неизвестна</b>" in unknown
    assert "У 2 обращений" in unknown
    assert "в среднем" not in unknown
    some = words_of(make_spending(calls=3, answers=3, unpriced=1, microrub=2_000_000))
    assert "<b>Сегодня: не меньше 2,00 ₽</b>" in some
    assert "У 1 обращения" in some
    spent = words_of(make_spending(Limit(5, 50), calls=60, answers=60, microrub=5_010_000))
    assert "<b>5 ₽</b> · исчерпан, новый — в полночь." in spent
    assert "Лимита на день нет." in words_of(make_spending(Limit(None, 0), calls=1, microrub=1))


def labels(limit: Limit) -> list[str]:
    shown = screens.limits(limit, RU).inline
    assert shown is not None
    return [key.text.replace("\xa0", " ") for row in shown.inline_keyboard for key in row]


def test_only_limits_within_the_operators_are_offered() -> None:
    assert labels(Limit(None, 20)) == [
        *("5 ₽", "10 ₽", "20 ₽", "как у всех: 20 ₽", "✏️ Своё число", "⬅️ Назад"),
    ]
    assert labels(Limit(None, 3))[0] == "как у всех: 3 ₽"
    assert labels(Limit(None, 0))[3:5] == ["50 ₽", "как у всех: без лимита"]
    assert len(CostButton(verb=CostVerb.LIMIT, rub=1_000_000).pack()) <= 64


def test_how_it_was_counted_names_each_models_price() -> None:
    prices = (
        ModelPrice(MODEL, Decimal("0.30"), Decimal("0.03"), Decimal("2.50")),
        ModelPrice("gemini-9-<b>"),
    )
    said = screens.explain(make_spending(), prices, READER).text
    assert f"{MODEL}: прочитать 0,3 $, прочитать повторно 0,03 $, написать 2,5 $" in said
    assert "gemini-9-&lt;b&gt;: цена неизвестна" in said
    assert "Сейчас 90 ₽" in said
    assert "12:00" in said
    assert "<b>Цены</b>" not in screens.explain(make_spending(), (), READER).text


async def test_the_sum_is_found_by_the_index(till: Till) -> None:
    await till.costs.has_budget(await till.seller(7))
    (sql, values), *_ = till.asked
    async with till.db.read() as session:
        connection = await session.connection()
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
        assert "ix_model_calls_account_at" in str(plan.all())


def test_the_settings_have_sensible_defaults() -> None:
    settings = Settings(_env_file=None)
    assert settings.usd_rub == 90
    assert settings.model_budget_rub == 50
