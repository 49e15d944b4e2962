"""Many facts at once: a list that was sent, and those whose last day is over."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.callbacks import FactsSaveButton, Place, PlaceButton, RenewalButton
from bot.screens.facts import ask, day_of, list_key, more, of_group, of_listing, short
from bot.screens.screen import Reader, Screen, Style, button, cut, in_rows, keyboard
from bot.texts import Html, Texts
from db.cards import Due
from db.models import Account, Scope
from scheduler.imports import Preview, Ready, RefusedRow, Unreadable
from scheduler.knowledge import LONGEST_FACT, MOST_FACTS
from scheduler.renewals import Renewal

MOST_SHOWN = 5
MOST_OFFERED = 10
LONGEST_REFUSED = 40


def unreadable(t: Texts, why: Unreadable) -> Screen:
    return ask(t, f"facts.unreadable.{why}")


def preview(reader: Reader, result: Preview, message_id: int) -> Screen:
    """What is new in a list, what gets another day, what is known, what cannot be kept and why."""
    t = reader.t
    lines = [
        t.n("facts.preview", len(result.new), account=result.account.title),
        *_rows(reader, result.new),
        *_renewed(reader, result),
        *(["", t.n("facts.preview.known", result.known)] if result.known else []),
        *_refused(t, result.refused),
        *(["", t.n("facts.preview.unread", result.unread)] if result.unread else []),
        *(["", t.n("facts.preview.contacts", count)] if (count := result.with_contacts) else []),
        "",
        t("facts.preview.more"),
    ]
    target = FactsSaveButton(account_id=result.account.id, message_id=message_id)
    save = button(t.plain("facts.button.save", count=result.changes), target, Style.GOOD)
    cancel = button(t.plain("button.cancel"), PlaceButton(place=Place.CANCEL))
    return Screen("\n".join(lines), keyboard([save] if result.changes else [], [cancel]))


def _rows(reader: Reader, rows: Sequence[Ready], *, ever: Sequence[Html] = ()) -> list[str]:
    """Rows as they would be kept; `ever` is what those without a last day are marked with."""
    shown = [
        " · ".join([f"• {short(row.text)}", *_marks(reader, row), *(() if row.last_day else ever)])
        for row in rows[:MOST_SHOWN]
    ]
    return [*shown, *more(reader.t, len(rows) - MOST_SHOWN)]


def _marks(reader: Reader, row: Ready) -> list[str]:
    """For which listings and until when, where a row says so, and whether it is a contact."""
    t = reader.t
    marks: list[str] = []
    if row.where.scope is Scope.LISTING:
        marks.append(of_listing(t, row.title))
    elif row.where.scope is Scope.GROUP:
        marks.append(of_group(t, row.where.title_words))
    if row.last_day is not None:
        marks.append(t("facts.marked_until", day=day_of(reader, row.last_day)))
    return [*marks, t("facts.marked_contact")] if row.has_contact else marks


def _renewed(reader: Reader, result: Preview) -> list[str]:
    t = reader.t
    if not result.renewed:
        return []
    rows = [one.row for one in result.renewed]
    head = t.n("facts.preview.renewed", len(rows))
    return ["", head, *_rows(reader, rows, ever=[t("facts.marked_ever")])]


def _refused(t: Texts, rows: Sequence[RefusedRow]) -> list[str]:
    if not rows:
        return []
    shown = [
        t(
            "facts.preview.row",
            number=row.number,
            text=cut(row.text, LONGEST_REFUSED),
            why=t.plain(f"facts.row.{row.why}", longest=LONGEST_FACT, most=MOST_FACTS),
        )
        for row in rows[:MOST_SHOWN]
    ]
    return ["", t.n("facts.preview.refused", len(rows)), *shown, *more(t, len(rows) - MOST_SHOWN)]


def kept(t: Texts, result: Preview) -> Screen:
    lines = [
        *([t.n("facts.kept", len(result.new))] if result.new else []),
        *([t.n("facts.kept.renewed", len(result.renewed))] if result.renewed else []),
    ]
    text = "\n".join(lines) or t("facts.kept.none")
    return Screen(text, keyboard([list_key(t, result.account.id)]))


def offer(reader: Reader, due: Due) -> Screen | None:
    """Facts whose last day is over; after a tap, what became of them."""
    t = reader.t
    if due.account is None:
        return None
    told = due.facts["facts"]
    to_list = list_key(t, due.account.id)
    lines = [
        _offer_head(reader, due, due.account),
        *(_over(reader, one, answered="answer" in due.facts) for one in told[:MOST_OFFERED]),
    ]
    lines += more(t, len(told) - MOST_OFFERED)
    if "answer" in due.facts:
        return Screen("\n".join(lines), keyboard([to_list]))
    keys = [
        button(
            t.plain(f"facts.renew.{renewal}"),
            RenewalButton(renewal=renewal.value, notification_id=due.id),
            Style.BAD if renewal is Renewal.REMOVE else None,
        )
        for renewal in Renewal
    ]
    return Screen("\n".join(lines), keyboard(*in_rows(keys, 2), [to_list]))


def _offer_head(reader: Reader, due: Due, account: Account) -> str:
    t, told = reader.t, due.facts
    if "answer" not in told:
        yesterday = reader.today - timedelta(days=1)
        last = {date.fromisoformat(one["last_day"]) for one in told["facts"]}
        return t(
            "facts.over_yesterday" if last == {yesterday} else "facts.over", name=account.title
        )
    if not told["count"]:
        return t("facts.renewed.nothing")
    until = day_of(reader, date.fromisoformat(told["until"])) if told["until"] else ""
    return t.n(f"facts.renewed.{told['answer']}", told["count"], until=until)


def _over(reader: Reader, told: dict[str, str], *, answered: bool) -> str:
    if answered:  # its day is another now, or it is gone
        return f"• {short(told['text'])}"
    day = day_of(reader, date.fromisoformat(told["last_day"]))
    return f"• {short(told['text'])} · {reader.t('facts.until', day=day)}"
