"""Numbers in a question that decide which fact answers it: an offer, how many are wanted. Pure."""

import re
from collections.abc import Sequence

from ai.fold import fold
from ai.model import KnownFact
from ai.numerals import read_quantities
from ai.offline.told import read_fact

_MANY = re.compile(r"\b(?:от|при заказе) (\d{1,4})\b(?! ?(?:дн|час|мес|нед|мин|лет|год|км|м\b|см))")
_LEAST = re.compile(r"минимум\D{0,12}(\d{1,4})\b(?! ?(?:дн|час|мес|нед|мин|лет|год|км|см))")
_PER_CENT = re.compile(r"(\d{1,2}) ?(?:%|процент)")
_NO_COUNT = re.compile(r"\d ?(?:₽|р\b|руб|тыс|к\b|%|час|:\d|числ|км|см|лет|мес)|\d{3}")
_COUNTED = re.compile(
    r"\b(?:шт\w*|пар[уы]?|упаков\w*|меш\w+|коробо?к\w*|человек|квадрат\w*|куб\w*|кг|метр\w*|м2?)\b"
)


def is_beyond(offer: str, facts: Sequence[KnownFact], *, price: int | None) -> bool:
    """Whether a sum that a buyer offers is less than what the facts allow: his to decide."""
    offered = [value for value in _numbers(offer) if value >= 1]
    allowed = max((_allowed(read_fact(fact.text).said, price or 0) for fact in facts), default=0)
    if not offered or not price or not allowed:
        return False
    wanted = _as_price(max(offered), price)
    return price - wanted > allowed if wanted > price / 2 else wanted > allowed


def for_many(burst: Sequence[str], facts: Sequence[KnownFact]) -> tuple[KnownFact, ...]:
    """The facts on a price for many, or on the least that is sold, that hold for what is wanted."""
    wanted = _wanted(" ".join(burst))
    if not wanted:
        return ()
    found = (fact for fact in facts if _holds_for(wanted, read_fact(fact.text).said))
    return tuple(found)[:1]


def _holds_for(wanted: float, said: str) -> bool:
    least = _LEAST.search(said)
    if least:
        return wanted < int(least[1])
    many = _MANY.search(said)
    return many is not None and wanted >= int(many[1]) and read_fact(said).has_sum


def _wanted(text: str) -> float:
    """How many a buyer wants; 0 where no number counts things."""
    said = fold(text[:300]).text
    if _NO_COUNT.search(said):
        return 0
    counts = [value for value in _numbers(said) if 1 < value < 1000]
    return counts[0] if len(counts) == 1 and (_COUNTED.search(said) or "надо" in said) else 0


def _numbers(text: str) -> list[float]:
    return [one.value for one in read_quantities(fold(text[:300]).text)]


def _as_price(value: float, price: int) -> float:
    """«17» beside a price of 19 900 is seventeen thousand."""
    return value * 1000 if value < 1000 <= price and value * 1000 <= price * 2 else value


def _allowed(said: str, price: int) -> float:
    """The greatest discount that a fact names; 0 where it names none."""
    if shares := [int(share) for share in _PER_CENT.findall(said)]:
        return price * max(shares) / 100
    return max((value for value in _numbers(said) if value >= 100), default=0.0)
