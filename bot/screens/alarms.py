"""What keeps buyers from their answers: told while it lasts, and once when it is over."""

from bot.callbacks import Place, PlaceButton
from bot.screens.screen import Reader, Screen, button, keyboard
from db.cards import Due
from db.models import Account, AccountState, Alarm, NotificationKind, Trouble

NEW_KEYS = frozenset({Trouble.KEYS_REFUSED, Trouble.NO_RIGHTS})
"""Troubles that end when the seller sends other keys."""


def notice(reader: Reader, due: Due) -> Screen | None:
    """An alarm's message, or the note at its end; both say how it stands now."""
    alarm = due.alarm
    if alarm is None:
        return None
    if due.kind is NotificationKind.RECOVERY:
        return recovery(reader, alarm, due.account, waiting=due.facts.get("waiting", 0))
    return told(reader, alarm, due.account)


def told(reader: Reader, alarm: Alarm, account: Account | None) -> Screen:
    t = reader.t
    name = account.title if account else ""
    since = reader.clock(alarm.began_at)
    limited = alarm.trouble is Trouble.LIMIT_SPENT  # nothing was tried
    tries = t.n("alarm.held_back" if limited else "alarm.tries", alarm.count)
    if alarm.ended_at is None:
        lines = [t(f"told.{alarm.trouble}", name=name), t("alarm.since", since=since, tries=tries)]
        relink = button(t.plain("accounts.new_keys"), PlaceButton(place=Place.LINK))
        refused = alarm.trouble in NEW_KEYS
        return Screen("\n\n".join(lines), keyboard([relink]) if refused else keyboard())
    until = reader.clock(alarm.ended_at)
    lines = [
        t(f"past.{alarm.trouble}", name=name),
        t("alarm.lasted", since=since, until=until, tries=tries),
    ]
    if account and account.state is AccountState.UNLINKED:
        lines.append(t("alarm.unlinked"))
    return Screen("\n".join(lines), keyboard())


def recovery(reader: Reader, alarm: Alarm, account: Account | None, *, waiting: int) -> Screen:
    t = reader.t
    name = account.title if account else ""
    if alarm.ended_at is None:
        return Screen(t("alarm.off_again" if account else "alarm.model_off_again", name=name))
    lasted = t.duration(int((alarm.ended_at - alarm.began_at).total_seconds()))
    lines = [t(f"back.{alarm.trouble}", name=name, lasted=lasted)]
    if waiting:
        lines.append(t.n("alarm.waiting", waiting))
    return Screen("\n\n".join(lines))
