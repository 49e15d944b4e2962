"""How fast the bot may write, by a clock that only moves when it is told to."""

from collections import Counter

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import EditMessageText, SendChatAction, SendMessage, TelegramMethod
from aiogram.methods.base import Response, TelegramType

from bot.middlewares import CountSent
from bot.pace import Pace

STEP = 0.01


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def play(pace: Pace, clock: Clock, due: Counter[int], *, seconds: float) -> list[tuple[float, int]]:
    """Let everybody who has something due come when he may; what was sent, and when."""
    sent = []
    back_at = dict.fromkeys(due, clock.now)
    end = clock.now + seconds
    while clock.now < end:
        for chat in [one for one in back_at if back_at[one] <= clock.now and due[one]]:
            pause = pace.wait(chat)
            if not pause:
                pace.sent(chat)
                due[chat] -= 1
                sent.append((round(clock.now, 3), chat))
            back_at[chat] = clock.now + pause
        clock.now += STEP
    return sent


def busiest_second(times: list[float]) -> int:
    return max(sum(start <= time < start + 1 for time in times) for start in times)


def test_thirty_a_second_to_all_and_one_a_second_to_each() -> None:
    clock = Clock()
    due = Counter(dict.fromkeys(range(1, 101), 2))
    sent = play(Pace(clock), clock, due, seconds=8)
    assert len(sent) == 200
    assert busiest_second([time for time, _ in sent]) <= 31
    for chat in range(1, 101):
        first, second = (time for time, one in sent if one == chat)
        assert second - first >= 1
    assert [chat for _, chat in sent[:100]] == list(range(1, 101))


def test_a_single_card_does_not_wait() -> None:
    clock = Clock()
    pace = Pace(clock)
    assert pace.wait(1) == 0
    pace.sent(1)
    clock.now += 1
    assert pace.wait(1) == 0


def test_who_has_just_acted_comes_before_a_burst() -> None:
    clock = Clock()
    pace = Pace(clock)
    waits = [pace.wait(chat) for chat in range(500)]
    assert waits[-1] == pytest.approx(499 / 30)
    pace.acted(1000)
    assert pace.wait(1000) == 0
    assert pace.wait(1001) > 16


def test_who_has_just_acted_goes_first_from_his_place_in_the_line_too() -> None:
    clock = Clock()
    pace = Pace(clock)
    for chat in range(500):
        pace.wait(chat)
    pace.acted(499)
    assert pace.wait(499) == 0
    before = pace.wait(498)
    pace.sent(499)
    assert pace.wait(498) == pytest.approx(before + 1 / 30), "what goes ahead of the bulk counts"
    clock.now += 11
    assert pace.wait(499) > 5, "his haste is over"


def test_the_hasty_keep_the_pace_too_and_put_off_the_bulk() -> None:
    clock = Clock()
    pace = Pace(clock)
    due = Counter(dict.fromkeys(range(1, 201), 1))
    for chat in range(101, 201):
        pace.acted(chat)
    sent = play(pace, clock, due, seconds=8)
    assert len(sent) == 200
    assert busiest_second([time for time, _ in sent]) <= 32
    hasty_end = max(time for time, chat in sent if chat > 100)
    assert hasty_end < clock.now - 4
    assert sum(time <= hasty_end for time, chat in sent if chat <= 100) <= 1


def test_answers_of_handlers_are_not_held_back_but_count() -> None:
    clock = Clock()
    pace = Pace(clock)
    before = [pace.wait(chat) for chat in (1, 2)]
    for _ in range(30):
        pace.sent(77)
    assert pace.wait(2) == pytest.approx(before[1] + 1)
    assert pace.wait(77) == pytest.approx(1)


def test_answers_of_handlers_count_while_nobody_waits_too() -> None:
    pace = Pace(Clock())
    for chat in (7, 8, 9):
        pace.sent(chat)
    assert pace.wait(1) == pytest.approx(3 / 30)


def test_who_has_nothing_to_say_leaves_no_gap_behind() -> None:
    clock = Clock()
    pace = Pace(clock)
    assert pace.wait(1) == 0
    pace.leave(1)
    clock.now += 60
    for chat in range(2, 32):
        pace.wait(chat)
    assert pace.wait(1) == pytest.approx(1)


class Wire:
    """Telegram's end of the session: counts what reaches it."""

    def __init__(self) -> None:
        self.reached = 0
        self.refuse_for = 0

    async def __call__(
        self, bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        self.reached += 1
        if self.refuse_for:
            raise TelegramRetryAfter(method, "Too Many Requests", retry_after=self.refuse_for)
        return Response[TelegramType](ok=True)


BOT = Bot("1:token")


async def test_after_a_429_nothing_goes_to_that_chat_before_its_time() -> None:
    clock, wire = Clock(), Wire()
    pace = Pace(clock)
    count = CountSent(pace)
    wire.refuse_for = 7
    with pytest.raises(TelegramRetryAfter):
        await count(wire, BOT, SendMessage(chat_id=1, text="a"))
    wire.refuse_for = 0
    clock.now += 6.9
    assert pace.wait(1) == pytest.approx(0.1)
    with pytest.raises(TelegramRetryAfter) as refused:
        await count(wire, BOT, SendMessage(chat_id=1, text="a"))
    assert refused.value.retry_after == 1
    assert wire.reached == 1
    await count(wire, BOT, SendMessage(chat_id=2, text="b"))
    clock.now += 0.1
    assert pace.wait(1) == 0
    await count(wire, BOT, SendMessage(chat_id=1, text="a"))
    assert wire.reached == 3


async def test_edits_count_and_typing_does_not() -> None:
    clock = Clock()
    pace = Pace(clock)
    count = CountSent(pace)
    await count(Wire(), BOT, SendChatAction(chat_id=1, action="typing"))
    assert pace.wait(1) == 0
    await count(Wire(), BOT, EditMessageText(chat_id=1, message_id=5, text="a"))
    assert pace.wait(1) == pytest.approx(1)
