"""aiogram hands values to handlers by name and says nothing when a name is wrong, until a tap."""

import inspect
from collections.abc import Iterator

import pytest
from aiogram import Router
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters.callback_data import CallbackQueryFilter
from aiogram.filters.command import Command

from bot.handlers import Workflow, build_router
from bot.handlers.accounts import own_account
from bot.handlers.facts import own_fact
from bot.handlers.templates import own_shelf, own_template

FROM_AIOGRAM = {"bot", "state"}
FROM_MIDDLEWARES = {"seller", "t", "reader"}
GIVEN = FROM_AIOGRAM | FROM_MIDDLEWARES | set(Workflow.__annotations__)

OWN = {
    own_account: "account",
    own_fact: "fact",
    own_shelf: "shelf",
    own_template: "opened",
}

# What a handler's own filters add.
ADDED: dict[type, str] = {CallbackQueryFilter: "callback_data", Command: "command"}


def all_handlers() -> Iterator[tuple[str, HandlerObject]]:
    def walk(router: Router) -> Iterator[tuple[str, HandlerObject]]:
        for kind, observer in router.observers.items():
            for handler in observer.handlers:
                yield f"{router.name}:{kind}:{handler.callback.__name__}", handler
        for child in router.sub_routers:
            yield from walk(child)

    yield from walk(build_router())


HANDLERS = list(all_handlers())


def added(handler: HandlerObject) -> set[str]:
    callbacks = [asked.callback for asked in handler.filters or []]
    names = {name for kind, name in ADDED.items() if any(isinstance(c, kind) for c in callbacks)}
    return names | {name for own, name in OWN.items() if own in callbacks}


@pytest.mark.parametrize(("name", "handler"), HANDLERS, ids=[name for name, _ in HANDLERS])
def test_a_handler_asks_only_for_what_exists(name: str, handler: HandlerObject) -> None:
    _event, *asked = inspect.signature(handler.callback).parameters.values()
    unknown = {one.name for one in asked} - GIVEN - added(handler)
    assert unknown == set(), name
    assert all(one.default is inspect.Parameter.empty for one in asked), "a wrong name would hide"


@pytest.mark.parametrize(("name", "handler"), HANDLERS, ids=[name for name, _ in HANDLERS])
def test_a_handler_is_short(name: str, handler: HandlerObject) -> None:
    lines, _ = inspect.getsourcelines(handler.callback)
    assert len(lines) <= 20, name
