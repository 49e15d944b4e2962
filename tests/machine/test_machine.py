"""Whatever comes in whatever order: at most once, never over the human, nothing lost.

`MACHINE_LIVES=200 MACHINE_STEPS=60 pytest tests/machine` tries longer, other lives each time; a
life that went wrong is printed as the steps that led there.
"""

import asyncio
import os
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from avito.http import open_http
from tests.machine.life import BUYERS, POSTS, open_life

PATIENCE_SECONDS = 0.3
"""With servers that hang; ten seconds in earnest."""

LIVES, STEPS = 6, 30
READS, LISTS = "*/messages/", "*/chats"

buyers = st.sampled_from(BUYERS)
silenced = st.sampled_from(BUYERS[:2])  # in the third chat it is never quiet
unclear = st.sampled_from(["cut_before", "cut_after", "500_before", "500_after", "html", "empty"])
refused = st.sampled_from([429, 400, 401, 402, 403])

LABELS = ("⏭ Пропустить", "↩️ Отозвать", "Почему?", "❌ Отмена")


class Machine(RuleBasedStateMachine):
    """One event loop a life: the program and the pretend servers stand still between the steps."""

    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        folder = self._stack.enter_context(tempfile.TemporaryDirectory())
        self.life = self._do(self._stack.enter_async_context(open_life(Path(folder))))

    def _do(self, step: Coroutine[Any, Any, Any]) -> Any:
        return self._runner.run(step)

    def teardown(self) -> None:
        try:
            self._do(self.life.ends())
            self.nothing_wrong()
            self._do(self.life.check_end())
        finally:
            self._do(self._stack.aclose())
            self._runner.close()

    @initialize(mode=st.sampled_from(["auto", "ask"]))
    def begins(self, mode: str) -> None:
        self._do(self.life.sets_mode(mode))

    @invariant()
    def nothing_wrong(self) -> None:
        assert self.life.ledger.wrong == []

    @rule(name=buyers)
    def buyer_writes(self, name: str) -> None:
        self._do(self.life.buyer_writes(name))

    @rule(name=buyers)
    def buyer_is_heard(self, name: str) -> None:
        self._do(self.life.buyer_writes(name))
        self._do(self.life.breathe())

    @rule(name=silenced)
    def seller_writes_by_hand(self, name: str) -> None:
        self._do(self.life.seller_writes_by_hand(name))

    @rule(name=buyers)
    def seller_taps_send(self, name: str) -> None:
        self._do(self.life.taps_send(name))

    @rule(name=buyers)
    def buyer_is_heard_and_answered(self, name: str) -> None:
        self._do(self.life.buyer_writes(name))
        self._do(self.life.breathe())
        self._do(self.life.taps_send(name))

    @rule(which=st.integers(0, 9))
    def seller_taps_old_send(self, which: int) -> None:
        self._do(self.life.taps_old_send(which))

    @rule(name=buyers, label=st.sampled_from(LABELS))
    def seller_taps(self, name: str, label: str) -> None:
        self._do(self.life.taps(name, label))

    @rule(name=silenced)
    def seller_takes_over(self, name: str) -> None:
        self._do(self.life.takes_over(name))

    @rule(name=silenced)
    def seller_pauses_chat(self, name: str) -> None:
        self._do(self.life.pauses_chat(name))

    @rule(name=silenced)
    def seller_gives_back(self, name: str) -> None:
        self._do(self.life.gives_back(name))

    @rule(name=buyers)
    def seller_replies(self, name: str) -> None:
        self._do(self.life.replies(name))

    @rule(name=buyers)
    def seller_edits(self, name: str) -> None:
        self._do(self.life.edits(name))

    @rule(name=buyers, goes=st.booleans())
    def seller_types_a_phone(self, name: str, goes: bool) -> None:
        self._do(self.life.replies_with_a_phone(name))
        self._do(self.life.breathe())
        if goes:
            self._do(self.life.overrules(name))

    @rule(name=buyers)
    def seller_overrules_a_warning(self, name: str) -> None:
        self._do(self.life.overrules(name))

    @rule(name=buyers)
    def seller_drafts_anew(self, name: str) -> None:
        self._do(self.life.drafts_anew(name))

    @rule(name=buyers, resumes=st.booleans())
    def seller_pauses_all(self, name: str, resumes: bool) -> None:
        self._do(self.life.pauses_all())
        self._do(self.life.buyer_writes(name))
        self._do(self.life.breathe())
        if resumes:
            self._do(self.life.resumes_all())

    @rule()
    def seller_resumes_all(self) -> None:
        self._do(self.life.resumes_all())

    @rule(mode=st.sampled_from(["auto", "auto", "ask", "off"]))
    def seller_sets_mode(self, mode: str) -> None:
        self._do(self.life.sets_mode(mode))

    @rule(minutes=st.sampled_from([0.25, 0.6, 10, 70, 130]))
    def time_passes(self, minutes: float) -> None:
        self._do(self.life.time_passes(timedelta(minutes=minutes)))

    @rule(kind=unclear | refused, name=buyers, tap=st.booleans())
    def sending_breaks(self, kind: str | int, name: str, tap: bool) -> None:
        self._do(self.life.buyer_writes(name))
        if tap:
            self._do(self.life.breathe())
        self._do(self.life.avito_breaks("POST", POSTS, kind, 1))
        self._do(self.life.taps_send(name) if tap else self.life.breathe())

    @rule(name=buyers)
    def seller_taps_again_after_no_answer(self, name: str) -> None:
        self._do(self.life.buyer_writes(name))
        self._do(self.life.breathe())
        self._do(self.life.taps_twice(name))

    @rule(name=silenced)
    def seller_is_quicker_than_the_bot(self, name: str) -> None:
        self._do(self.life.writes_while_model_thinks(name))

    @rule(name=buyers)
    def sending_is_late(self, name: str) -> None:
        self._do(self.life.sending_is_late(name))

    @rule(name=silenced, mode=st.sampled_from(["ask", "off", ""]))
    def bot_is_stopped_while_it_waits(self, name: str, mode: str) -> None:
        self._do(self.life.stopped_while_it_waits(name, mode))

    @rule(
        path=st.sampled_from([READS, LISTS, "*"]),
        kind=unclear | refused | st.just("hang"),
        name=buyers,
        lasts=st.sampled_from([False, False, True]),
    )
    def avito_breaks(self, path: str, kind: str | int, name: str, lasts: bool) -> None:
        self._do(self.life.avito_breaks("*" if path == "*" else "GET", path, kind, None))
        self._do(self.life.buyer_writes(name))
        self._do(self.life.breathe())
        if not lasts:
            self._do(self.life.avito_heals())

    @rule()
    def avito_heals(self) -> None:
        self._do(self.life.avito_heals())
        self._do(self.life.breathe())

    @rule(
        method=st.sampled_from(["sendMessage", "editMessageText"]),
        kind=st.sampled_from(["429", "500", "cut", "cut_after"]),
        name=buyers,
    )
    def telegram_stumbles(self, method: str, kind: Any, name: str) -> None:
        self._do(self.life.telegram_stumbles(method, kind, name))

    @rule(kind=st.sampled_from([503, 429, "cut", "SAFETY", "html"]))
    def model_stumbles(self, kind: int | str) -> None:
        self._do(self.life.model_stumbles(kind))

    @rule()
    def program_restarts(self) -> None:
        self._do(self.life.restarts())


@pytest.mark.long
def test_whatever_comes_in_whatever_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.open_http", partial(_open_http, seconds=PATIENCE_SECONDS))
    lives = int(os.environ.get("MACHINE_LIVES", LIVES))
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=lives,
            stateful_step_count=int(os.environ.get("MACHINE_STEPS", STEPS)),
            derandomize="MACHINE_LIVES" not in os.environ,
            database=None,
            deadline=None,
            phases=[Phase.generate],  # the network has its own moments: a life cannot be shrunk
            suppress_health_check=[*HealthCheck],
        ),
    )


def _open_http(base_url: str, *, seconds: float, **_patience: float) -> object:
    return open_http(base_url, timeout_seconds=seconds)
