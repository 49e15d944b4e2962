"""What became of every line: nothing lost, nothing doubled, nothing over the human."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.demo.telegram_people import buttons, text_of
from tests.crash.people import TOKEN, Line, Stall

AT_ONCE = timedelta(seconds=5)
"""Of the fast clock: a hand that writes while our own text is on the wire cannot be seen."""

_REASON = """
    SELECT coalesce(waits.answered_by, chats.silence)
    FROM messages JOIN waits ON waits.id = messages.wait_id JOIN chats ON chats.id = waits.chat_id
    WHERE messages.text = ?
"""
_REASONS = ({"skipped"}, {"hand"}, {"takeover"})


@dataclass
class Result:
    messages: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    over_the_human: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.doubled or self.over_the_human)


def judge(stalls: Sequence[Stall], database: Path) -> Result:
    found = Result()
    with closing(sqlite3.connect(database)) as file:
        for stall in stalls:
            found.messages += len(stall.lines)
            found.lost += [line.token for line in stall.lines if not _has_end(stall, line, file)]
            found.doubled += _doubled(stall)
            found.over_the_human += _over_the_human(stall)
    return found


def _has_end(stall: Stall, line: Line, file: sqlite3.Connection) -> bool:
    """An answer after it, an open card that shows it, or a stated reason."""
    chat = stall.shop.chats[line.chat.id]
    place = next(i for i, one in enumerate(chat.messages) if line.token in one.text)
    if any(one.direction == "out" for one in chat.messages[place + 1 :]):
        return True
    if any(
        line.token in text_of(card) and len(buttons(card)) > 1 for card in stall.person.messages
    ):
        return True
    return {reason for (reason,) in file.execute(_REASON, (f"Вопрос {line.token}",))} in _REASONS


def _doubled(stall: Stall) -> list[str]:
    sent = Counter(token for one in stall.shop.sent for token in TOKEN.findall(one.text))
    return [f"{token} × {times}" for token, times in sent.items() if times > 1]


def _over_the_human(stall: Stall) -> list[str]:
    """What the bot sent by itself into a chat after the seller had written there."""
    if not stall.alone:
        return []
    return [
        f"{one.text} after {hand.token}"
        for hand in stall.by_hand
        for one in stall.shop.sent
        if one.chat_id == hand.chat.id and one.created > hand.at + AT_ONCE
    ]
