"""What became of every line: nothing lost, nothing doubled, nothing over the human."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.demo.telegram_people import buttons, text_of
from tests.crash.people import TOKEN, Line, Stall

AT_ONCE = timedelta(seconds=5)
"""Of the fast clock: a hand that writes while our own text is on the wire cannot be seen."""

TAKEOVER = timedelta(hours=2)

_OF_LINE = """
    SELECT waits.answered_by, answer.avito_message_id, chats.silence, chats.silent_until,
           chats.due_at, newest.status
    FROM messages
    JOIN chats ON chats.id = messages.chat_id
    LEFT JOIN waits ON waits.id = messages.wait_id
    LEFT JOIN drafts AS answer ON answer.id = waits.draft_id
    LEFT JOIN drafts AS newest
      ON newest.id = (SELECT max(id) FROM drafts WHERE chat_id = messages.chat_id)
    WHERE messages.text = ?
"""
_DECIDED = "SELECT decided_by FROM drafts WHERE avito_message_id = ?"


@dataclass
class Result:
    messages: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    over_the_human: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.doubled or self.over_the_human)

    def add(self, other: "Result") -> None:
        self.messages += other.messages
        self.ends += other.ends
        self.lost += other.lost
        self.doubled += other.doubled
        self.over_the_human += other.over_the_human


@dataclass(frozen=True)
class Known:
    """What the program has written down about a line."""

    answered_by: str | None
    answer_id: str | None  # Avito's, of the reply that ended its wait
    silence: str | None
    silent_until: str | None
    due_at: str | None
    draft: str | None


def judge(stalls: Sequence[Stall], database: Path, now: datetime) -> Result:
    """Compare what the buyers and sellers have before them with what the program knows."""
    found = Result()
    with closing(sqlite3.connect(database)) as file:
        for stall in stalls:
            for line in stall.lines:
                row = file.execute(_OF_LINE, (f"Вопрос {line.token}",)).fetchone()
                known = Known(*row) if row else None
                end = _end(stall, line, known, now)
                found.ends[end or "lost"] += 1
                if not end:
                    found.lost.append(f"{line.token}: {known or 'never read'}")
            found.doubled += _doubled(stall)
            found.over_the_human += _over_the_human(stall, file)
        found.messages = found.ends.total()
    return found


def _end(stall: Stall, line: Line, known: Known | None, now: datetime) -> str | None:
    """An answer that the buyer has, a reason that is written down, or a card with buttons.

    The program's word for an answer is not enough: Avito must have it.
    """
    if known is None:
        return None
    if known.answered_by == "skipped":
        return "skipped"
    if known.answer_id and any(one.id == known.answer_id for one in stall.shop.sent):
        return "answered"
    if known.answered_by == "hand" and _is_answered_by_hand(stall, line):
        return "answered by hand"
    return _still_waits(stall, line, known, now) if known.answered_by is None else None


def _still_waits(stall: Stall, line: Line, known: Known, now: datetime) -> str | None:
    if known.silent_until and _is_later(known.silent_until, now):
        return "the seller is at it himself"
    return "card" if _has_card(stall, line) else None


def _is_answered_by_hand(stall: Stall, line: Line) -> bool:
    return any(hand.chat.id == line.chat.id and hand.at >= line.at for hand in stall.by_hand)


def _is_later(stored: str, now: datetime) -> bool:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC) > now


def _has_card(stall: Stall, line: Line) -> bool:
    return any(
        line.token in text_of(card) and len(buttons(card)) > 1 for card in stall.person.messages
    )


def _doubled(stall: Stall) -> list[str]:
    sent = Counter(token for one in stall.shop.sent for token in TOKEN.findall(one.text))
    return [f"{token} × {times}" for token, times in sent.items() if times > 1]


def _over_the_human(stall: Stall, file: sqlite3.Connection) -> Iterator[str]:
    """What nobody tapped for and went into a chat after the seller had written there."""
    for one in stall.shop.sent:
        row = file.execute(_DECIDED, (one.id,)).fetchone()
        if row and row[0] is not None:
            continue
        for hand in stall.by_hand:
            since = one.created - hand.at
            if (
                one.chat_id == hand.chat.id
                and AT_ONCE < since < TAKEOVER
                and not stall.released_since(hand, one.created)
            ):
                yield f"{one.text} {since.total_seconds():.0f} s after {hand.token}"
