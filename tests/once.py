"""What a program does once in its life and a test process would do hundreds of times, done once.

Nothing here changes what happens, only how often the same is worked out again: each story starts
the whole program, and would compile the same SQL and read the same certificates anew.
"""

import ssl
from functools import cache
from typing import Any, ClassVar, Self

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite


def install() -> None:
    """Before the first engine and the first connection are made."""
    registry.register("sqlite.aiosqlite", __name__, "OneDialect")
    ssl.create_default_context = cache(ssl.create_default_context)  # type: ignore[assignment]


class OneDialect(SQLiteDialect_aiosqlite):
    """One for all engines: a compiled statement is found by its dialect."""

    supports_statement_cache = True
    _one: ClassVar[Any] = None
    _compiled: ClassVar[dict[Any, Any]] = {}

    def __new__(cls, **_options: Any) -> Self:
        one: Self = cls._one or super().__new__(cls)
        cls._one = one
        return one

    def __init__(self, **options: Any) -> None:
        if not vars(self):
            super().__init__(**options)

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=cls._compiled)
