"""What a model call costs, by the provider's public price list."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ai.model import Usage

_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens; cached input costs a tenth of fresh input."""

    input_usd: Decimal
    output_usd: Decimal

    @property
    def cached_usd(self) -> Decimal:
        return self.input_usd / 10


# As published for the paid tier in autumn 2026; a model that is not here costs None, not zero.
PRICES = {
    "gemini-3.5-flash-lite": Price(Decimal("0.30"), Decimal("2.50")),
    "gemini-3.8-flash": Price(Decimal("0.75"), Decimal("3.75")),
}

DEAREST = Price(
    max(price.input_usd for price in PRICES.values()),
    max(price.output_usd for price in PRICES.values()),
)
"""What a limit counts a model at whose price nobody knows: rather too much than nothing."""


def cost_microrub(usage: Usage, *, usd_rub: Decimal) -> int | None:
    """The cost of one call in millionths of a rouble, halves up; None where it is not known.

    Whole numbers, so that the sum of a day is exactly the sum of its calls.
    """
    usd = cost_usd(usage)
    return None if usd is None else _microrub(usd, usd_rub)


def dearest_microrub(input_tokens: int, output_tokens: int, *, usd_rub: Decimal) -> int:
    """The same for so many tokens at the dearest prices known, read for the first time."""
    usd = (input_tokens * DEAREST.input_usd + output_tokens * DEAREST.output_usd) / _MILLION
    return _microrub(usd, usd_rub)


def _microrub(usd: Decimal, usd_rub: Decimal) -> int:
    return int((usd * usd_rub * _MILLION).to_integral_value(ROUND_HALF_UP))


def cost_usd(usage: Usage) -> Decimal | None:
    """The cost of one call, exact; None where the model's price is not known."""
    price = find_price(usage.model)
    if price is None:
        return None
    fresh = max(0, usage.input_tokens - usage.cached_tokens)
    return (
        fresh * price.input_usd
        + usage.cached_tokens * price.cached_usd
        + usage.output_tokens * price.output_usd
    ) / _MILLION


def find_price(model: str) -> Price | None:
    """The price of a model: «models/gemini-3.8-flash-002» is a dated «gemini-3.8-flash»."""
    name = model.removeprefix("models/")
    if name in PRICES:
        return PRICES[name]
    base, _, version = name.rpartition("-")
    return PRICES.get(base) if version.isdigit() else None
