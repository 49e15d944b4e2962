"""What a seller is told when something keeps his buyers from their answers.

A trouble is one message, edited while it lasts, and one note when it is over. One that comes back
soon is the same: both messages are edited, no third one comes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db import alarms, chats
from db.alarms import Of
from db.engine import Session
from db.models import (
    Account,
    AccountState,
    Alarm,
    Notification,
    NotificationKind,
    Seller,
    Trouble,
)
from scheduler import policy
from scheduler.ports import Tools, Work

TOLD_AFTER = timedelta(minutes=5)
"""Avito and the model are away now and then for a minute; that is nobody's business but ours."""

SAME_WITHIN = timedelta(minutes=30)
"""A trouble that comes back this soon after its end has not really been over."""

SHOWN_EVERY = timedelta(minutes=5)
SHOWN_AFTER_PART = 6
"""The counter on the message is renewed when a sixth more of the time has passed."""

TROUBLES = {
    AccountState.NO_TARIFF: Trouble.NO_TARIFF,
    AccountState.KEYS_REFUSED: Trouble.KEYS_REFUSED,
    AccountState.NO_RIGHTS: Trouble.NO_RIGHTS,
    AccountState.DOWN: Trouble.AVITO_DOWN,
}


@dataclass(slots=True)
class Failing:
    """Somebody who does not answer, since the last time he did."""

    since: datetime
    tries: int = 0


@dataclass(slots=True)
class Tries:
    """Failed tries that are not yet in the table: most write nothing."""

    show_at: datetime
    count: int = 0


class Alarms:
    """Counts the failed tries of open alarms."""

    def __init__(self, tools: Tools) -> None:
        self._db = tools.db
        self._wake = tools.wake
        self._clock = tools.clock
        self._tries: dict[Of, Tries] = {}

    async def again(self, of: Of) -> None:
        """One more failed try; now and then it is written down and shown."""
        now = self._clock()
        tries = self._tries.setdefault(of, Tries(now + SHOWN_EVERY))
        tries.count += 1
        if now < tries.show_at:
            return
        del self._tries[of]
        async with self._db.begin() as session:
            alarm = await alarms.count_up(session, of, tries=tries.count)
            if alarm is not None:
                await _show_again(session, alarm)
        if alarm is not None:
            pause = max(SHOWN_EVERY, (now - alarm.began_at) / SHOWN_AFTER_PART)
            self._tries.setdefault(of, Tries(now + pause))
            self._wake(Work.TELL, of.seller_id)

    async def write_down(self, session: Session, of: Of) -> None:
        """Add what was counted since the last time; called when the alarm is about to end."""
        tries = self._tries.pop(of, None)
        if tries is not None and tries.count:
            await alarms.count_up(session, of, tries=tries.count)

    def forget(self, of: Of) -> None:
        """Drop what was counted: it belongs to an alarm that has ended elsewhere."""
        self._tries.pop(of, None)


async def begin(
    session: Session,
    of: Of,
    *,
    now: datetime,
    failing: Failing | None = None,
    told_already: bool = False,
) -> None:
    """Tell of a trouble; one that is open, or was just now, goes on in its message.

    `failing`: since when, where that is not now. With `told_already` no message comes: the screen
    that he looks at says it.
    """
    failing = failing or Failing(now, tries=1)
    alarm = await alarms.newest(session, of)
    if alarm is None or (alarm.ended_at is not None and alarm.ended_at < now - SAME_WITHIN):
        alarm = await alarms.add(session, of, began_at=failing.since, count=failing.tries)
    else:
        alarm.count += failing.tries
        alarm.ended_at = None
    shown = await _show_again(session, alarm)
    if NotificationKind.ALARM not in shown and not told_already:
        session.add(_notification(alarm, NotificationKind.ALARM, now=now))


async def end(session: Session, alarm: Alarm, *, now: datetime, note: bool) -> None:
    """The trouble is over: its message says from when to when, and a note says so once."""
    waiting = await _waiting(session, alarm, now) if note else 0
    alarm.ended_at = now
    shown = await _show_again(session, alarm)
    recovery = shown.get(NotificationKind.RECOVERY)
    if recovery is not None:
        recovery.facts = {"waiting": waiting}
    elif note:
        recovery = _notification(alarm, NotificationKind.RECOVERY, now=now)
        recovery.facts = {"waiting": waiting}
        session.add(recovery)


async def end_all(session: Session, seller_id: int, account_id: int, *, now: datetime) -> None:
    """The account is given up: its messages say until when it was, no note comes."""
    for alarm in await alarms.open_ones(session, seller_id=seller_id, account_id=account_id):
        await end(session, alarm, now=now, note=False)


async def follow(
    session: Session,
    account: Account,
    *,
    now: datetime,
    failing: Failing | None = None,
    told_already: bool = False,
) -> None:
    """Let the alarms of an account say what its state says, after each change of it."""
    trouble = TROUBLES.get(account.state)
    open_ones = await alarms.open_ones(session, seller_id=account.seller_id, account_id=account.id)
    for alarm in open_ones:
        if alarm.trouble is not trouble:
            await end(session, alarm, now=now, note=trouble is None and not told_already)
    if trouble is not None:
        of = Of(account.seller_id, account.id, trouble)
        await begin(session, of, now=now, failing=failing, told_already=told_already)


async def _waiting(session: Session, alarm: Alarm, now: datetime) -> int:
    """In how many chats of the account something is answered now: not in those that are paused."""
    if alarm.account_id is None or await _is_paused(session, alarm, now):
        return 0
    due = await chats.due(session, account_id=alarm.account_id)
    return sum(at <= now + policy.LONGEST_BURST for _, at in due)


async def _is_paused(session: Session, alarm: Alarm, now: datetime) -> bool:
    seller = await session.get(Seller, alarm.seller_id)
    account = await session.get(Account, alarm.account_id)
    ends = [one.paused_until for one in (seller, account) if one is not None]
    return any(end is not None and end > now for end in ends)


async def _show_again(session: Session, alarm: Alarm) -> dict[NotificationKind, Notification]:
    shown = await alarms.shown_by(session, alarm)
    for notification in shown.values():
        notification.revision += 1
    return shown


def _notification(alarm: Alarm, kind: NotificationKind, *, now: datetime) -> Notification:
    return Notification(
        seller_id=alarm.seller_id,
        account_id=alarm.account_id,
        alarm_id=alarm.id,
        kind=kind,
        facts={},
        created_at=now,
    )
