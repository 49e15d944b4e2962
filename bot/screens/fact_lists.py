"""Many facts at once: a list that was sent, and those whose last day is over."""

from datetime import date, timedelta

from bot.callbacks import FactsSaveButton, Place, PlaceButton, RenewalButton
from bot.screens.facts import ask, day_of, list_key, more, short
from bot.screens.screen import Reader, Screen, Style, button, cut, in_rows, keyboard
from bot.texts import Texts
from db.cards import Due
from db.models import Account
from scheduler.imports import Preview, Unreadable
from scheduler.knowledge import LONGEST_FACT, MOST_FACTS
from scheduler.renewals import Renewal

MOST_SHOWN = 5
MOST_OFFERED = 10
LONGEST_REFUSED = 40


def unreadable(t: Texts, why: Unreadable) -> Screen:
    return ask(t, f"facts.unreadable.{why}")


def preview(t: Texts, result: Preview, message_id: int) -> Screen:
    """What is new in a list, what is known, and what cannot be kept and why."""
    lines: list[str] = [t.n("facts.preview", len(result.new), account=result.account.title)]
    lines += [f"• {short(fact.text)}" for fact in result.new[:MOST_SHOWN]]
    lines += more(t, len(result.new) - MOST_SHOWN)
    if result.known:
        lines += ["", t.n("facts.preview.known", result.known)]
    if result.refused:
        lines += ["", t.n("facts.preview.refused", len(result.refused))]
        lines += [
            t(
                "facts.preview.row",
                number=row.number,
                text=cut(row.text, LONGEST_REFUSED),
                why=t.plain(f"facts.row.{row.why}", longest=LONGEST_FACT, most=MOST_FACTS),
            )
            for row in result.refused[:MOST_SHOWN]
        ]
        lines += more(t, len(result.refused) - MOST_SHOWN)
    lines += ["", t("facts.preview.more")]
    target = FactsSaveButton(account_id=result.account.id, message_id=message_id)
    save = button(t.plain("facts.button.save", count=len(result.new)), target, Style.GOOD)
    cancel = button(t.plain("button.cancel"), PlaceButton(place=Place.CANCEL))
    return Screen("\n".join(lines), keyboard([save] if result.new else [], [cancel]))


def kept(t: Texts, result: Preview) -> Screen:
    text = t.n("facts.kept", len(result.new)) if result.new else t("facts.kept.none")
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
        *(_over(reader, one) for one in told[:MOST_OFFERED]),
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


def _over(reader: Reader, told: dict[str, str]) -> str:
    day = day_of(reader, date.fromisoformat(told["last_day"]))
    return f"• {short(told['text'])} · {reader.t('facts.until', day=day)}"
