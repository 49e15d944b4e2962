"""Column types: what SQLite would lose silently."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
"""«Совсем»: a pause that ends only when somebody ends it."""


class UTCDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC. Naive values are refused: SQLite would drop the offset."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
