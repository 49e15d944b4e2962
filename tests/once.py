"""What a program does once in its life and a test process would do hundreds of times, done once.

Nothing here changes what happens, only how often the same is worked out again: each story starts
the whole program, and would compile the same SQL, read the same certificates and look into the
same thousand handlers and filters anew.
"""

import ssl
from collections.abc import Callable
from functools import cache
from types import FunctionType, MethodType
from typing import Any, ClassVar, Self

from aiogram import Router
from aiogram.dispatcher.event.handler import CallableObject
from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite

from bot import app


def install() -> None:
    """Before the first engine and the first connection are made."""
    registry.register("sqlite.aiosqlite", __name__, "OneDialect")
    ssl.create_default_context = cache(ssl.create_default_context)  # type: ignore[assignment]
    CallableObject.__post_init__ = _look_once(CallableObject.__post_init__)  # type: ignore[method-assign, assignment]
    app.build_router = _build_once(app.build_router)  # type: ignore[attr-defined]


def _build_once(build: Callable[[], Router]) -> Callable[[], Router]:
    """The handlers know no settings and no database: all programs may have the same."""
    build = cache(build)

    def built() -> Router:
        router = build()
        router._parent_router = None  # the program it was in before is over
        return router

    return built


def _look_once(look: Callable[[CallableObject], None]) -> Callable[[CallableObject], None]:
    """What aiogram finds out of a function, its parameters and whether it is awaited, stands in
    its code: the same for all that share the code."""
    seen: dict[Any, tuple[bool, set[str], bool]] = {}

    def looked(one: CallableObject) -> None:
        key = _code(one.callback)
        if key in seen:
            one.awaitable, one.params, one.varkw = seen[key]
            return
        look(one)
        if key is not None:
            seen[key] = one.awaitable, one.params, one.varkw

    return looked


def _code(callback: Any) -> Any:
    """The code of a plain function or method; None for anything else, and for what is wrapped."""
    function = callback.__func__ if isinstance(callback, MethodType) else callback
    if not isinstance(function, FunctionType) or vars(function):
        return None
    return type(callback), function.__code__


class OneDialect(SQLiteDialect_aiosqlite):
    """One for all engines of a driver: a compiled statement is found by its dialect."""

    supports_statement_cache = True
    _of_driver: ClassVar[dict[Any, Any]] = {}
    _compiled: ClassVar[dict[Any, Any]] = {}

    def __new__(cls, dbapi: Any = None, **_options: Any) -> Self:
        one: Self = cls._of_driver.setdefault(dbapi, super().__new__(cls))
        return one

    def __init__(self, **options: Any) -> None:
        if not vars(self):
            super().__init__(**options)

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=cls._compiled)
