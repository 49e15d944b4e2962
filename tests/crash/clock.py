"""Time that runs faster, the same for the program and for the servers around it."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True)
class FastClock:
    """`began` seconds since 1970 is where both clocks stood alike."""

    began: float
    times: float

    def __call__(self) -> datetime:
        ran = (time.time() - self.began) * self.times
        return datetime.fromtimestamp(self.began, UTC) + timedelta(seconds=ran)
