"""What the AI costs: the figures, how each was counted, and the limit for a day."""

import re

from aiogram.types import InlineKeyboardButton

from bot.callbacks import CostButton, CostVerb, Place, PlaceButton
from bot.screens.report import zone_name
from bot.screens.screen import Reader, Screen, Style, button, in_rows, keyboard
from bot.texts import Texts
from db.model_calls import Totals
from scheduler.costs import Limit, ModelPrice, Spending
from scheduler.digest import Period

LIMITS_RUB = (5, 10, 20, 50)
"""What one tap sets, as far as the operator's limit goes."""

_TYPED = re.compile(
    r"(\d{1,3}(?:[ \u00a0]\d{3})+|\d+)\s*(?:₽|р\.?|руб\w*\.?|rub\w*)?", re.IGNORECASE
)
EXAMPLE_RUB = 15
LONGEST_NUMBER = 7


def cost(spending: Spending, t: Texts) -> Screen:
    lines = [_line(period, spending.periods[period], t) for period in Period]
    blocks = [t("cost.title"), *lines, *_average(spending, t), *_unpriced(spending, t)]
    blocks.append(_limit(spending, t))
    explain = button(t.plain("report.button.explain"), CostButton(verb=CostVerb.EXPLAIN))
    limits = button(t.plain("cost.button.limits"), CostButton(verb=CostVerb.LIMITS))
    return Screen("\n\n".join(blocks), keyboard([explain, limits]))


def _line(period: Period, totals: Totals, t: Texts) -> str:
    name = t.plain(f"cost.period.{period}")
    if not totals.calls:
        return t("cost.nothing", period=name)
    return t(
        "cost.line",
        period=name,
        sum=_sum(totals, t),
        answers=t.number(totals.answers),
        calls=t.number(totals.calls),
        read=t.number(totals.input_tokens),
        written=t.number(totals.output_tokens),
    )


def _sum(totals: Totals, t: Texts) -> str:
    """The sum of what is known; «цена неизвестна» stands where nothing is."""
    if totals.unpriced == totals.calls:
        return t.plain("cost.unknown")
    known = t.kopecks(totals.microrub)
    return t.plain("cost.at_least", sum=known) if totals.unpriced else known


def _average(spending: Spending, t: Texts) -> list[str]:
    month = spending.periods[Period.MONTH]
    if not month.answers or month.known_microrub is None:
        return []
    return [t("cost.average", sum=t.kopecks(month.known_microrub // month.answers))]


def _unpriced(spending: Spending, t: Texts) -> list[str]:
    count = spending.periods[Period.MONTH].unpriced
    return [t.n("cost.unpriced", count)] if count else []


def _limit(spending: Spending, t: Texts) -> str:
    """The day's limit and what is left of it, with the rate that all is counted at."""
    limit, spent = spending.limit, spending.counted_microrub
    rate = t("cost.rate", rate=t.decimal(spending.usd_rub))
    if not limit.rub:
        return f"{t('cost.limit.none')}\n{rate}"
    left = limit.left_microrub(spent)
    key = "cost.limit.left" if left else "cost.limit.spent"
    return f"{t(key, limit=t.money(limit.rub), left=t.kopecks(left))}\n{rate}"


def explain(spending: Spending, prices: tuple[ModelPrice, ...], reader: Reader) -> Screen:
    """«ⓘ Как посчитано»: where each figure comes from."""
    t = reader.t
    blocks = [
        t(
            "cost.explain.title",
            until=reader.clock(spending.until),
            zone=zone_name(reader.zone, t),
        ),
        t("cost.explain.calls"),
        t("cost.explain.tokens"),
        t("cost.explain.sum", rate=t.decimal(spending.usd_rub)),
        *["\n".join([t("cost.explain.prices"), *(_price(one, t) for one in prices)])]
        * bool(prices),
        t("cost.explain.limit"),
    ]
    return Screen("\n\n".join(blocks), keyboard([_back(t)]))


def _price(price: ModelPrice, t: Texts) -> str:
    if price.input_usd is None or price.cached_usd is None or price.output_usd is None:
        return t("cost.explain.no_price", model=price.model)
    return t(
        "cost.explain.price",
        model=price.model,
        read=t.decimal(price.input_usd),
        again=t.decimal(price.cached_usd),
        written=t.decimal(price.output_usd),
    )


def limits(limit: Limit, t: Texts) -> Screen:
    """What a day may cost; never more than the operator allows."""
    allowed = [rub for rub in LIMITS_RUB if rub <= limit.highest_rub]
    keys = [_choice(t.money(rub), rub, limit) for rub in allowed]
    common = t.plain("cost.limit.common", limit=_common(limit, t))
    typed = button(t.plain("cost.button.type"), CostButton(verb=CostVerb.TYPE))
    rows = [*in_rows(keys, 4), [_choice(common, 0, limit)], [typed], [_back(t)]]
    return Screen(t("cost.limits", limit=_common(limit, t)), keyboard(*rows))


def _common(limit: Limit, t: Texts) -> str:
    return t.money(limit.common_rub) if limit.common_rub else t.plain("cost.no_limit")


def _choice(label: str, rub: int, limit: Limit) -> InlineKeyboardButton:
    chosen = rub == (limit.rub if limit.own_rub else 0)
    target = CostButton(verb=CostVerb.LIMIT, rub=rub)
    return button(label, target, Style.CHOSEN if chosen else None)


def ask_limit(limit: Limit, t: Texts) -> Screen:
    cancel = button(t.plain("button.cancel"), PlaceButton(place=Place.CANCEL))
    return Screen(t("cost.ask_limit", highest=t.money(limit.highest_rub)), keyboard([cancel]))


def read_limit(words: str, limit: Limit) -> int | None:
    """«15», «15 ₽», «1 500 руб.» → a sum; None for what is none, or more than he may set."""
    rub = _read(words)
    return rub if rub and rub <= limit.highest_rub else None


def not_a_limit(words: str, limit: Limit, t: Texts) -> Screen:
    """What is wrong with a sum, and what to type instead."""
    highest, example = t.number(limit.highest_rub), min(EXAMPLE_RUB, limit.highest_rub)
    why = _why_none(_read(words), limit, t)
    return Screen(t("cost.not_a_limit", why=why, highest=highest, example=example))


def _why_none(rub: int | None, limit: Limit, t: Texts) -> str:
    if rub is None:
        return t("cost.not_a_limit.unread")
    if rub == 0:
        return t("cost.not_a_limit.zero")
    return t("cost.not_a_limit.too_much", highest=t.money(limit.highest_rub))


def _read(words: str) -> int | None:
    """A whole number of roubles; of a longer number than anybody may set only the beginning."""
    match = _TYPED.fullmatch(words.strip())
    digits = "".join(filter(str.isdigit, match[1])) if match else ""
    return int(digits[: LONGEST_NUMBER + 1]) if digits else None


def _back(t: Texts) -> InlineKeyboardButton:
    return button(t.plain("button.back"), PlaceButton(place=Place.COST))
