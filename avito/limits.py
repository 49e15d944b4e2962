"""When Avito lets us call again: `Retry-After`, `X-RateLimit-Remaining`."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from avito.errors import AvitoRateLimitError

LONGEST_PAUSE_SECONDS = 3600.0


class Limits:
    """Pauses of one account, kept per family of calls (`messenger`, `core`, `/token`).

    Avito counts requests by the minute and by method; what is counted together
    is not documented, so a family waits as a whole and the other goes on.
    """

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}

    def check(self, family: str, now: datetime) -> None:
        """Raise AvitoRateLimitError while the family's pause lasts."""
        until = self._until.get(family)
        if until is None:
            return
        if now < until:
            left = (until - now).total_seconds()
            raise AvitoRateLimitError(
                f"{family}: held back until the limit's window is over", retry_after_seconds=left
            )
        del self._until[family]

    def note(self, family: str, status: int, headers: Mapping[str, str], now: datetime) -> float:
        """Take in an answer's headers; return the seconds to wait (0: none)."""
        if status != 429 and headers.get("x-ratelimit-remaining") != "0":
            return 0.0
        pause = retry_after(headers.get("retry-after"), now) if status == 429 else None
        seconds = next_minute(headers.get("date"), now) if pause is None else pause
        self._until[family] = now + timedelta(seconds=seconds)
        return seconds


def retry_after(value: str | None, now: datetime) -> float | None:
    """Read `Retry-After` (seconds or an HTTP date) as 1…3600 seconds, or None if unreadable."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        moment = http_date(value)
        if moment is None:
            return None
        seconds = (moment - now).total_seconds()
    if math.isnan(seconds):
        return None
    return min(max(seconds, 1.0), LONGEST_PAUSE_SECONDS)


def next_minute(date: str | None, now: datetime) -> float:
    """Seconds (1…60) to the next whole minute of Avito's clock, or of ours without its date."""
    moment = (http_date(date) if date else None) or now
    return 60.0 - moment.second


def http_date(value: str) -> datetime | None:
    """Read an HTTP date as aware UTC, or None."""
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
