"""The cells of the table are tried on the wire: one for each word, or all by `make faults`."""

import os
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from ai.gemini import Gemini
from avito.http import open_http
from bot.demo.telegram_people import text_of
from tests.faults.calls import CALLS, SEND, UNDO, Case, break_call, mend_call
from tests.faults.matrix import cells, short, words
from tests.world import World, has_button, open_world

PATIENCE_SECONDS = 0.4
"""With hanging servers; ten and more in earnest."""

SURELY = timedelta(seconds=31)
TABLE = cells()


@pytest.mark.parametrize("call", TABLE)
async def test_row(call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.open_http", partial(_open_http, seconds=PATIENCE_SECONDS))
    monkeypatch.setattr("bot.app.TELEGRAM_PATIENCE_SECONDS", PATIENCE_SECONDS)
    monkeypatch.setattr("bot.updates.LONG_POLL_SECONDS", 1)
    monkeypatch.setattr("bot.updates.ANSWER_WITHIN_SECONDS", 1)
    monkeypatch.setattr("bot.model.Gemini", partial(Gemini, timeout_seconds=PATIENCE_SECONDS))
    async with open_world(tmp_path) as world:
        await world.start()
        await world.link()
        await world.mode(CALLS[call].mode)
        for number, (fault, word) in enumerate(_chosen(call).items()):
            try:
                await _cell(world, call, fault, word, number)
            except (AssertionError, TimeoutError, LookupError) as error:
                raise AssertionError(f"{call} × {fault}: not «{word}»") from error


def _chosen(call: str) -> dict[str, str]:
    """All cells of a row with FAULTS=all, as `make faults` has it; else one for each word."""
    return TABLE[call] if os.environ.get("FAULTS") == "all" else short(TABLE[call])


def _open_http(base_url: str, *, seconds: float, **_patience: float) -> object:
    return open_http(base_url, timeout_seconds=seconds)


def test_every_word_of_the_table_is_explained_and_checked() -> None:
    used = {word for row in TABLE.values() for word in row.values()}
    assert used == words() == set(WHILE_BROKEN)
    assert set(TABLE) == set(CALLS)


async def _cell(world: World, name: str, fault: str, word: str, number: int) -> None:
    call = CALLS[name]
    case = Case(world, fault, world.buyer(f"Анна {number}"), f"Вопрос {number}?")
    await call.before(case)
    await break_call(case, call)
    await call.make(case)
    await world.until(case.has_struck)
    await WHILE_BROKEN[word](case)
    await mend_call(case, call)
    await _go_on(world)
    await AFTERWARDS[word](case)
    await _go_on(world)
    assert len(case.replies) <= 1, case.replies


async def _go_on(world: World) -> None:
    """Half a minute and all that comes due in it, twice: a try and what follows from it."""
    for _ in range(2):
        world.clock.jump(SURELY)
        world.services.queue.run_due()
        await world.two_polls()
        await world.services.queue.idle()


async def _nothing_yet(case: Case) -> None:
    await case.world.services.queue.idle()
    assert case.replies == []


async def _goes_quiet(case: Case) -> None:
    held = "SELECT unreachable_since IS NOT NULL FROM sellers ORDER BY id LIMIT 1"
    await case.world.until(lambda: case.world.rows(held) == [(1,)])


async def _card_comes(case: Case) -> None:
    await case.see("Черновик", SEND)


async def _no_draft(case: Case) -> None:
    card = await case.see("", "✏️ Изменить")
    assert not has_button(card, SEND)
    assert "Черновик" not in text_of(card)


async def _told_of_account(case: Case) -> None:
    before = _notices(case.world)
    await case.world.until(lambda: _notices(case.world) > before or _is_cut_off(case.world))
    assert case.replies == []


def _notices(world: World) -> int:
    return sum("«Мебель Олег»" in text_of(one) for one in world.seller.messages)


def _is_cut_off(world: World) -> bool:
    return world.rows("SELECT state FROM accounts") != [("working",)]


async def _arrived(case: Case) -> None:
    await case.world.until(lambda: len(case.replies) == 1)


async def _stands(case: Case) -> None:
    assert any(word in case.answers[-1] for word in ("Не отозвано", "ключи", "ариф")), case.answers
    assert len(case.replies) == 1


async def _too_late(case: Case) -> None:
    assert "в течение часа" in case.answers[-1], case.answers


async def _is_deleted(case: Case) -> None:
    await case.world.until(lambda: case.replies == [])


WHILE_BROKEN: dict[str, Callable[[Case], Awaitable[None]]] = {
    "goes": _nothing_yet,
    "card": _card_comes,
    "write": _no_draft,
    "told": _told_of_account,
    "sent": _arrived,
    "asks": _nothing_yet,
    "twice": _nothing_yet,
    "again": _stands,
    "late": _too_late,
    "gone": _is_deleted,
    "copy": _nothing_yet,
    "next": _nothing_yet,
    "held": _goes_quiet,
    "shown": _arrived,
    "stale": _arrived,
}


async def _is_answered(case: Case) -> None:
    """By itself, or by the tap that the open card waits for."""
    if case.card is not None and has_button(case.card, SEND):
        await case.tap(SEND)
    elif not case.replies:
        await case.see("", SEND)
        await case.tap(SEND)
    await case.see("✅ Отправлено")
    assert len(case.replies) == 1


async def _asks_again(case: Case) -> None:
    card = await case.see("⚠️", SEND)
    assert case.replies == []
    assert card == case.card
    await case.tap(SEND)
    await case.see("✅ Отправлено")
    assert len(case.replies) == 1


async def _went(case: Case) -> None:
    await case.see("✅ Отправлено")
    assert len(case.replies) == 1


async def _writes(case: Case) -> None:
    card = case.card
    assert card is not None
    await case.world.seller.replies(card["message_id"], "Да, приезжайте")
    await case.see("✅ Отправлено")
    assert case.replies == ["Да, приезжайте"]


async def _works_again(case: Case) -> None:
    assert not _is_cut_off(case.world)
    await _is_answered(case)


async def _taken_back(case: Case) -> None:
    assert await case.tap(UNDO) == "↩️ Отозвано"
    assert case.replies == []


async def _still_stands(case: Case) -> None:
    assert len(case.replies) == 1


async def _found_deleted(case: Case) -> None:
    if case.card is not None and has_button(case.card, UNDO):
        await case.tap(UNDO)
    await case.see("Отозвано")


async def _first_is_dead(case: Case) -> None:
    first, *others = [one for one in case.world.cards if case.question in text_of(one)]
    assert others
    dead = await case.world.seller.taps(first["message_id"], SEND)
    assert "устарела" in dead.text
    assert case.replies == []
    await case.world.settled()
    await _is_answered(case)


async def _asks_once_more(case: Case) -> None:
    assert case.card is None
    await case.ask()
    await _is_answered(case)


async def _is_back(case: Case) -> None:
    await case.world.seller.writes("/menu")
    await case.world.settled()
    if not case.replies:
        await _is_answered(case)
    assert len(case.replies) == 1


AFTERWARDS: dict[str, Callable[[Case], Awaitable[None]]] = {
    "goes": _is_answered,
    "card": _is_answered,
    "write": _writes,
    "told": _works_again,
    "sent": _went,
    "asks": _asks_again,
    "twice": _went,
    "again": _taken_back,
    "late": _still_stands,
    "gone": _found_deleted,
    "copy": _first_is_dead,
    "next": _asks_once_more,
    "held": _is_back,
    "shown": _went,
    "stale": _arrived,
}
