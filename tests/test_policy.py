"""When to answer: rules by table and by property."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.models import ReplyMode, Verdict
from db.types import FOREVER
from scheduler.policy import (
    LONGEST_BURST,
    Incoming,
    Pauses,
    Step,
    decide,
    due_at,
    judge,
    next_morning,
    next_report,
    parse_pause,
    utf16_length,
)

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # 15:00 in Moscow
MOSCOW = "Europe/Moscow"
ZONES = st.sampled_from([MOSCOW, "Europe/Berlin", "Asia/Kamchatka", "America/New_York", "UTC"])
MOMENTS = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
SPANS = st.timedeltas(timedelta(0), timedelta(minutes=5))


def incoming(**changes: object) -> Incoming:
    facts: dict[str, object] = {
        "type": "text",
        "outgoing": False,
        "sent_at": NOW,
        "is_auto_answer": False,
        "is_tariff_placeholder": False,
    }
    return Incoming(**facts | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("message", "answerable", "verdict"),
    [
        (incoming(), True, Verdict.NEEDS_ANSWER),
        (incoming(type="image"), True, Verdict.NEEDS_ANSWER),
        (incoming(type="something new"), True, Verdict.NEEDS_ANSWER),
        (incoming(sent_at=NOW - timedelta(hours=1, seconds=1)), True, Verdict.HISTORY),
        (incoming(type="system"), True, Verdict.SYSTEM),
        (incoming(type="call"), True, Verdict.CALL),
        (incoming(type="appCall"), True, Verdict.CALL),
        (incoming(type="deleted"), True, Verdict.DELETED),
        (incoming(is_auto_answer=True), True, Verdict.AUTO_ANSWER),
        (incoming(is_tariff_placeholder=True), True, Verdict.TARIFF_PLACEHOLDER),
        (incoming(outgoing=True), True, Verdict.OUTGOING),
        (incoming(), False, Verdict.NOT_OUR_LISTING),
    ],
)
def test_each_kind_of_message_has_one_verdict(
    message: Incoming, answerable: bool, verdict: Verdict
) -> None:
    assert judge(message, linked_at=NOW - timedelta(hours=1), answerable=answerable) is verdict


@pytest.mark.parametrize("mode", ReplyMode)
def test_a_pause_beats_every_mode(mode: ReplyMode) -> None:
    ends = NOW + timedelta(hours=1)
    for pauses in (Pauses(ends, None, None), Pauses(None, ends, None), Pauses(None, None, ends)):
        decision = decide(mode=mode, pauses=pauses, now=NOW)
        assert (decision.step, decision.until) == (Step.HOLD, ends)


def test_a_pause_without_an_end_waits_for_somebody() -> None:
    decision = decide(mode=ReplyMode.AUTO, pauses=Pauses(FOREVER, None, None), now=NOW)
    assert (decision.step, decision.until) == (Step.HOLD, None)


@pytest.mark.parametrize(
    ("mode", "step"),
    [
        (ReplyMode.OFF, Step.NOTIFY),
        (ReplyMode.ASK, Step.DRAFT),
        (ReplyMode.AUTO, Step.DRAFT),
    ],
)
def test_without_a_pause_the_mode_decides(mode: ReplyMode, step: Step) -> None:
    over = Pauses(NOW, NOW - timedelta(days=1), None)
    assert decide(mode=mode, pauses=over, now=NOW).step is step


@given(quiet=SPANS, age=SPANS, burst=SPANS)
def test_quiet_time_is_kept_and_never_longer_than_the_longest_burst(
    quiet: timedelta, age: timedelta, burst: timedelta
) -> None:
    began = NOW - burst
    due = due_at(now=NOW, written_at=NOW - age, burst_began_at=began, quiet=quiet)
    assert NOW <= due <= max(NOW, began + LONGEST_BURST)
    if due < began + LONGEST_BURST:
        assert due >= min(NOW - age + quiet, NOW + quiet)


def test_a_clock_that_runs_ahead_does_not_stretch_the_wait() -> None:
    due = due_at(
        now=NOW,
        written_at=NOW + timedelta(minutes=10),
        burst_began_at=NOW,
        quiet=timedelta(seconds=8),
    )
    assert due == NOW + timedelta(seconds=8)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("30м", 30),
        ("30 мин", 30),
        ("45 минут", 45),
        ("2ч", 120),
        ("2 часа", 120),
        ("час", 60),
        ("1 день", 24 * 60),
        ("3д", 3 * 24 * 60),
        ("30m", 30),
        ("2 hours", 120),
        ("до утра", 17 * 60),
    ],
)
def test_words_for_a_pause(text: str, minutes: int) -> None:
    assert parse_pause(text, now=NOW, zone=MOSCOW) == NOW + timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["вечность", "0м", "-5м", "5 попугаев", "99999ч", "1e3м"])
def test_what_is_no_pause_is_not_guessed(text: str) -> None:
    assert parse_pause(text, now=NOW, zone=MOSCOW) is None


def test_no_words_pause_until_resumed() -> None:
    assert parse_pause("  ", now=NOW, zone=MOSCOW) == FOREVER


@given(now=MOMENTS, zone=ZONES)
def test_the_next_morning_is_ahead_and_at_eight(now: datetime, zone: str) -> None:
    morning = next_morning(now, zone)
    assert timedelta(0) < morning - now <= timedelta(hours=25)
    assert morning.astimezone(ZoneInfo(zone)).hour == 8


@given(now=MOMENTS, zone=ZONES, minute=st.integers(0, 24 * 60 - 1))
def test_reports_come_once_a_local_day(now: datetime, zone: str, minute: int) -> None:
    first = next_report(after=now, minute=minute, zone=zone)
    second = next_report(after=first, minute=minute, zone=zone)
    days = [moment.astimezone(ZoneInfo(zone)).date() for moment in (first, second)]
    assert now < first < second
    assert (days[1] - days[0]).days == 1


def test_a_report_hour_that_comes_twice_gives_one_report() -> None:
    berlin, half_past_two = "Europe/Berlin", 2 * 60 + 30
    eve = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)
    first = next_report(after=eve, minute=half_past_two, zone=berlin)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 in summer time
    second = next_report(after=first, minute=half_past_two, zone=berlin)
    assert second == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_characters_are_counted_as_avito_may_count_them() -> None:
    assert utf16_length("Да") == 2
    assert utf16_length("👍") == 2
