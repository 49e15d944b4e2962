"""When to answer. Pure rules: facts in, a decision out; no input, no output, no clock."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from ai import guards, model
from ai.rules.contacts import read_stated
from db.chats import ChatScene
from db.models import ReplyMode, Verdict
from db.types import FOREVER

REVOKE_WITHIN = timedelta(hours=1)
LONGEST_BURST = timedelta(seconds=30)
MORNING = time(8, 0)

LONGEST_REPLY = model.LONGEST_REPLY
utf16_length = model.utf16_length
"""Avito's limit and how it is counted, for handlers and screens, which do not know `ai`."""

FINDINGS = frozenset(map(str, guards.Rule))
"""What a guard may find, in the words that drafts keep; for those who do not know `ai`."""

CONTACT_OF_FACT = guards.Rule.CONTACT_OF_FACT.value
"""What may leave by itself and is told of all the same."""

TAKEN_OVER = "taken_over"
"""Why a draft was withdrawn: a human answers in its chat."""

TYPES_WITHOUT_ANSWER = {
    "system": Verdict.SYSTEM,
    "call": Verdict.CALL,
    "appCall": Verdict.CALL,
    "deleted": Verdict.DELETED,
}


@dataclass(frozen=True, slots=True)
class Incoming:
    """What the rules need to know of one of Avito's messages."""

    type: str
    outgoing: bool
    sent_at: datetime
    is_auto_answer: bool
    is_tariff_placeholder: bool


def judge(message: Incoming, *, linked_at: datetime, answerable: bool) -> Verdict:
    """Say whether a message wants an answer, and if not why. The first rule that fits wins."""
    rules = (
        (message.sent_at < linked_at, Verdict.HISTORY),
        (message.type in TYPES_WITHOUT_ANSWER, TYPES_WITHOUT_ANSWER.get(message.type)),
        (message.is_auto_answer, Verdict.AUTO_ANSWER),
        (message.is_tariff_placeholder, Verdict.TARIFF_PLACEHOLDER),
        (message.outgoing, Verdict.OUTGOING),
        (not answerable, Verdict.NOT_OUR_LISTING),
    )
    return next((verdict for holds, verdict in rules if holds and verdict), Verdict.NEEDS_ANSWER)


def due_at(
    *, now: datetime, written_at: datetime, burst_began_at: datetime, quiet: timedelta
) -> datetime:
    """When the buyer has been quiet for long enough, at most 30 s from his first line.

    Avito's times are whole seconds, so his line may be almost a second younger than they say;
    a clock that runs ahead of ours must not stretch the wait.
    """
    last_line = min(now, written_at + timedelta(seconds=1))
    return max(now, min(last_line + quiet, burst_began_at + LONGEST_BURST))


def outlasts(until: datetime, other: datetime | None) -> bool:
    return other is None or until > other


def has_contact(fact: str) -> bool:
    """Whether a fact takes buyers past Avito's chat, which Avito's rules may not allow."""
    return bool(read_stated((fact,)))


class Step(StrEnum):
    """What to do about a buyer who waits."""

    HOLD = "hold"
    NOTIFY = "notify"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Decision:
    step: Step
    until: datetime | None = None  # HOLD: when to look again; None: when somebody resumes


@dataclass(frozen=True, slots=True)
class Pauses:
    seller: datetime | None
    account: datetime | None
    chat: datetime | None

    @classmethod
    def of(cls, scene: ChatScene) -> "Pauses":
        """A seller who cannot be reached is paused until he is back, whatever he had set."""
        seller = FOREVER if scene.seller.unreachable_since else scene.seller.paused_until
        return cls(seller, scene.account.paused_until, scene.chat.silent_until)

    def longest(self, now: datetime) -> datetime | None:
        """The end of the pause in force, or None when there is none."""
        ends = [end for end in (self.seller, self.account, self.chat) if end and end > now]
        return max(ends, default=None)


def decide(*, mode: ReplyMode, pauses: Pauses, now: datetime) -> Decision:
    paused = pauses.longest(now)
    if paused is not None:
        return Decision(Step.HOLD, None if paused >= FOREVER else paused)
    if mode is ReplyMode.OFF:
        return Decision(Step.NOTIFY)
    return Decision(Step.DRAFT)


def local_day(now: datetime, zone: str) -> date:
    """The day that it is where a seller lives."""
    return now.astimezone(ZoneInfo(zone)).date()


def may_answer_alone(scene: ChatScene, now: datetime) -> bool:
    """Whether anything may leave by itself in this chat now."""
    return scene.account.mode is ReplyMode.AUTO and Pauses.of(scene).longest(now) is None


def next_morning(now: datetime, zone: str) -> datetime:
    """«До утра»: the next 08:00 in the seller's zone."""
    local = now.astimezone(ZoneInfo(zone))
    morning = datetime.combine(local.date(), MORNING, tzinfo=local.tzinfo)
    if morning <= local:
        morning = datetime.combine(local.date() + timedelta(days=1), MORNING, tzinfo=local.tzinfo)
    return morning.astimezone(now.tzinfo)


_AMOUNT = re.compile(r"^(\d{1,4})\s*(м|мин\w*|m|min\w*|ч|час\w*|h|hour\w*|д|дн\w*|день|d|day\w*)$")
_UNITS = {"м": "minutes", "m": "minutes", "ч": "hours", "h": "hours", "д": "days", "d": "days"}
_MORNINGS = {"до утра", "утро", "till morning", "until morning", "morning"}


def parse_pause(text: str, *, now: datetime, zone: str) -> datetime | None:
    """«30м», «2 часа», «до утра» → the end of the pause; empty → FOREVER; None: not understood."""
    words = " ".join(text.lower().split())
    if not words:
        return FOREVER
    if words in _MORNINGS:
        return next_morning(now, zone)
    if words.startswith("час"):
        words = f"1 {words}"
    match = _AMOUNT.match(words)
    if not match or int(match[1]) == 0:
        return None
    unit = "days" if match[2] == "день" else _UNITS[match[2][0]]
    return now + timedelta(**{unit: int(match[1])})


def next_report(*, after: datetime, minute: int, zone: str) -> datetime:
    """The first moment after `after` when it is `minute` past midnight in the seller's zone.

    A local time that a change of clocks skips comes at the same distance from midnight; one that
    comes twice counts at its first coming. One report a local day: see `Seller.reported_on`.
    """
    tz = ZoneInfo(zone)
    day = after.astimezone(tz).date()
    for ahead in range(3):
        local = datetime.combine(day + timedelta(days=ahead), time(minute // 60, minute % 60), tz)
        moment = local.astimezone(after.tzinfo)
        if moment > after:
            return moment
    raise AssertionError("a day is never longer than two days")
