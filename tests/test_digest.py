"""The figures of a report, counted from waits."""

from datetime import UTC, date, datetime, timedelta
from itertools import count as counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.models import AnsweredBy, Wait
from scheduler.digest import Digest, Period, bounds, count, days, percentile

BEGAN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_ids = counter(1)


def wait(chat: int, by: AnsweredBy | None = None, minutes: float = 1, **more: Any) -> Wait:
    answered_at = BEGAN + timedelta(minutes=minutes) if by else None
    facts: dict[str, Any] = {"in_chars": 0, "out_chars": 0, "began_at": BEGAN}
    return Wait(
        id=next(_ids), chat_id=chat, answered_by=by, answered_at=answered_at, **facts | more
    )


def test_a_day_of_every_kind() -> None:
    rows = [
        wait(1, AnsweredBy.BOT, 1),
        wait(2, AnsweredBy.TAP, 3),
        wait(3, AnsweredBy.EDITED, 10),
        wait(4, AnsweredBy.HAND, 40),
        wait(5, AnsweredBy.SKIPPED),
        wait(6),
    ]
    figures = count(rows)
    assert (figures["chats"], figures["answered"], figures["waiting"], figures["skipped"]) == (
        6,
        4,
        1,
        1,
    )
    assert [figures[name] for name in ("by_bot", "by_tap", "by_edit", "by_hand")] == [1] * 4
    assert figures["median_seconds"] == 390  # between 3 and 10 minutes
    assert figures["p90_seconds"] == 2400
    assert (figures["timed"], figures["within_5_min"], figures["within_30_min"]) == (4, 2, 3)


def test_a_chat_with_several_waits_is_one_chat_and_its_first_answer_counts() -> None:
    rows = [wait(1, AnsweredBy.TAP, 2), wait(1, began_at=BEGAN + timedelta(hours=1))]
    figures = count(rows)
    assert (figures["chats"], figures["waiting"], figures["answered"]) == (1, 1, 0)
    assert figures["median_seconds"] == 120


def test_minutes_saved_count_an_edited_draft_half_and_others_not() -> None:
    text = {"in_chars": 1000, "out_chars": 450}  # a minute to read, three to type
    assert count([wait(1, AnsweredBy.TAP, **text)])["minutes_saved"] == 4
    assert count([wait(1, AnsweredBy.EDITED, **text)])["minutes_saved"] == 2
    assert count([wait(1, AnsweredBy.HAND, **text)])["minutes_saved"] == 0
    assert count([wait(1, AnsweredBy.SKIPPED, **text)])["minutes_saved"] == 0


def test_nothing_happened() -> None:
    figures = count([])
    assert figures["median_seconds"] is None
    assert {value for name, value in figures.items() if not name.endswith("_seconds")} == {0}


@given(
    st.lists(
        st.tuples(st.integers(1, 8), st.sampled_from([*AnsweredBy, None]), st.floats(0, 600)),
        max_size=60,
    )
)
def test_the_parts_add_up_to_the_whole(facts: list[tuple[int, AnsweredBy | None, float]]) -> None:
    figures = count([wait(chat, by, minutes) for chat, by, minutes in facts])
    assert figures["chats"] == len({chat for chat, _, _ in facts})
    assert figures["chats"] == figures["answered"] + figures["waiting"] + figures["skipped"]
    answers = sum(figures[f"by_{how}"] for how in ("bot", "tap", "edit", "hand"))
    assert answers == sum(by not in (None, AnsweredBy.SKIPPED) for _, by, _ in facts)
    assert figures["within_5_min"] <= figures["within_30_min"] <= figures["timed"]


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=50))
def test_ninety_per_cent_are_not_above_the_ninetieth_percentile(values: list[int]) -> None:
    ordered = sorted(values)
    bar = percentile(ordered, 90)
    assert bar is not None
    assert sum(value <= bar for value in ordered) >= 0.9 * len(ordered)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.TODAY, 24, 24),
        (Period.YESTERDAY, 23, 23),
        (Period.WEEK, 18, 24),
    ],
)
def test_periods(period: Period, first: int, last: int) -> None:
    assert days(period, date(2026, 11, 24)) == (date(2026, 11, first), date(2026, 11, last))


def test_a_day_when_the_clocks_change_has_its_own_length() -> None:
    for day, hours in ((date(2026, 10, 25), 25), (date(2026, 3, 29), 23), (date(2026, 6, 1), 24)):
        since, until = bounds(day, day, "Europe/Berlin")
        assert until - since == timedelta(hours=hours)


def test_a_stored_digest_is_read_back_as_it_was() -> None:
    digest = Digest(
        first_day=date(2026, 11, 24),
        last_day=date(2026, 11, 24),
        zone="Europe/Moscow",
        until=BEGAN,
        accounts=("Мебель Олег",),
        **count([wait(1, AnsweredBy.TAP)]),
    )
    assert Digest.from_json(digest.to_json()) == digest
