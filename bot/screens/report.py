"""The report: the figures, how each was counted, and when it comes."""

from dataclasses import dataclass
from datetime import date

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import Place, PlaceButton, ReportButton, ReportVerb, SettingButton, SettingVerb
from bot.screens.screen import Screen, Style, button, cut, in_rows, keyboard
from bot.texts import Html, Texts
from db.models import Seller
from scheduler.digest import (
    READ_CHARS_PER_MINUTE,
    TYPE_CHARS_PER_MINUTE,
    Digest,
    Period,
    days,
)

ZONES = (
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Novosibirsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
    "Asia/Kamchatka",
)
"""Russia's zones from west to east. A button carries a place in this list: only append."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a report's buttons need besides its figures."""

    today: date
    reports_on: bool


def report(digest: Digest, t: Texts, around: Around) -> Screen:
    lines = [_title(digest, t), *_figures(digest, t)]
    return Screen("\n".join(lines), keyboard(*_rows(digest, t, around)))


def pushed(digest: Digest, t: Texts) -> Screen:
    """The daily report as it comes by itself."""
    lines = [_title(digest, t), *_figures(digest, t), *_evening(digest, t)]
    off = button(t.plain("report.button.off"), SettingButton(verb=SettingVerb.OFF))
    return Screen("\n".join(lines), keyboard([_explain_key(digest, t), off]))


def _evening(digest: Digest, t: Texts) -> list[str]:
    """Who wrote after yesterday's report: they are in no day's push but this."""
    if not digest.evening_chats:
        return []
    waiting = t.number(digest.evening_waiting)
    return [t.n("report.evening", digest.evening_chats, waiting=waiting)]


def _title(digest: Digest, t: Texts) -> str:
    names = [t("quoted", text=cut(title, 40)) for title in digest.accounts[:3]]
    more = ["…"] if len(digest.accounts) > 3 else []
    return f"📊 <b>{' · '.join([_days(digest, t), *names, *more])}</b>"


def _days(digest: Digest, t: Texts) -> str:
    if digest.first_day == digest.last_day:
        return t.weekday(digest.first_day)
    return t.plain("report.days", first=t.day(digest.first_day), last=t.day(digest.last_day))


def _figures(digest: Digest, t: Texts) -> list[str]:
    """The lines that have a figure."""
    if not digest.chats:
        return [t("report.empty")]
    lines = [_chats(digest, t), _first_answer(digest, t), _answers(digest, t), _drafts(digest, t)]
    return [line for line in [*lines, _saved(digest, t)] if line]


def _chats(digest: Digest, t: Texts) -> str:
    parts = [t("report.chats", chats=digest.chats, answered=digest.answered)]
    parts += [t("report.waiting", count=digest.waiting)] if digest.waiting else []
    parts += [t("report.skipped", count=digest.skipped)] if digest.skipped else []
    return " · ".join(parts)


def _first_answer(digest: Digest, t: Texts) -> str:
    if digest.median_seconds is None or digest.p90_seconds is None:
        return ""
    median = t("report.median", time=t.duration(digest.median_seconds))
    if not digest.enough:
        return f"{median} · {t('report.too_few')}"
    shares = ((5, digest.within_5_min), (30, digest.within_30_min))
    parts = [t("report.p90", time=t.duration(digest.p90_seconds))]
    for minutes, chats in shares:
        share = t.percent(chats, digest.timed)
        parts.append(t("report.within", minutes=minutes, share=share))
    return " · ".join([median, *parts])


def _answers(digest: Digest, t: Texts) -> str:
    counts = {
        "by_bot": digest.by_bot,
        "by_tap": digest.by_tap,
        "by_edit": digest.by_edit,
        "by_hand": digest.by_hand,
    }
    parts = [t(f"report.{name}", count=count) for name, count in counts.items() if count]
    return t("report.answers", parts=Html(" · ".join(parts))) if parts else ""


def _drafts(digest: Digest, t: Texts) -> str:
    if not digest.drafts_sent:
        return ""
    line = t("report.drafts", unedited=digest.unedited, sent=digest.drafts_sent)
    if not digest.enough:
        return line
    return f"{line} ({t.percent(digest.unedited, digest.drafts_sent)})"


def _saved(digest: Digest, t: Texts) -> str:
    parts = []
    if digest.minutes_saved:
        parts.append(t("report.saved", time=t.duration(60 * digest.minutes_saved)))
    if digest.model_microrub is not None:
        parts.append(t("report.model_cost", sum=t.kopecks(digest.model_microrub)))
    return " · ".join(parts)


def explain(digest: Digest, t: Texts) -> Screen:
    """«ⓘ Как посчитано»: every figure with the numbers it is made of."""
    until = t.time(digest.until, digest.zone)
    blocks = [
        t("explain.title", days=_days(digest, t), until=until, zone=zone_name(digest.zone, t)),
        _explain_chats(digest, t),
        *_explain_times(digest, t),
        _explain_answers(digest, t),
        *_explain_drafts(digest, t),
        t(
            "explain.saved",
            minutes=digest.minutes_saved,
            read=READ_CHARS_PER_MINUTE,
            type=TYPE_CHARS_PER_MINUTE,
        ),
        *_explain_cost(digest, t),
    ]
    return Screen("\n\n".join(blocks), keyboard([_show_key(digest, t)]))


def _explain_chats(digest: Digest, t: Texts) -> str:
    return t(
        "explain.chats",
        chats=digest.chats,
        answered=digest.answered,
        waiting=digest.waiting,
        skipped=digest.skipped,
    )


def _explain_answers(digest: Digest, t: Texts) -> str:
    return t(
        "explain.answers",
        by_bot=digest.by_bot,
        by_tap=digest.by_tap,
        by_edit=digest.by_edit,
        by_hand=digest.by_hand,
    )


def _explain_times(digest: Digest, t: Texts) -> list[str]:
    if digest.median_seconds is None or digest.p90_seconds is None:
        return []
    return [
        t.n(
            "explain.times",
            digest.timed,
            median=t.duration(digest.median_seconds),
            p90=t.duration(digest.p90_seconds),
            within_5=digest.within_5_min,
            within_30=digest.within_30_min,
        ),
        *([] if digest.enough else [t.n("explain.too_few", digest.chats)]),
    ]


def _explain_drafts(digest: Digest, t: Texts) -> list[str]:
    if not digest.drafts_sent:
        return []
    return [t("explain.drafts", unedited=digest.unedited, sent=digest.drafts_sent)]


def _explain_cost(digest: Digest, t: Texts) -> list[str]:
    if digest.model_microrub is None:
        return []
    total = t.kopecks(digest.model_microrub)
    return [t.n("explain.model_cost", digest.model_calls, sum=total)]


def _rows(digest: Digest, t: Texts, around: Around) -> list[list[InlineKeyboardButton]]:
    periods = [_period_key(period, digest, t, around.today) for period in Period]
    push = _push_key(t, reports_on=around.reports_on)
    settings = button(t.plain("report.button.settings"), PlaceButton(place=Place.REPORT_SETTINGS))
    return [*map(list, in_rows(periods, 2)), [_explain_key(digest, t)], [push, settings]]


def _period_key(period: Period, digest: Digest, t: Texts, today: date) -> InlineKeyboardButton:
    first, last = days(period, today)
    chosen = (first, last) == (digest.first_day, digest.last_day)
    target = _target(ReportVerb.SHOW, first, last)
    return button(t.plain(f"period.{period}"), target, Style.CHOSEN if chosen else None)


def _explain_key(digest: Digest, t: Texts) -> InlineKeyboardButton:
    target = _target(ReportVerb.EXPLAIN, digest.first_day, digest.last_day)
    return button(t.plain("report.button.explain"), target)


def _show_key(digest: Digest, t: Texts) -> InlineKeyboardButton:
    target = _target(ReportVerb.SHOW, digest.first_day, digest.last_day)
    return button(t.plain("report.button.show"), target)


def _push_key(t: Texts, *, reports_on: bool) -> InlineKeyboardButton:
    verb = SettingVerb.OFF if reports_on else SettingVerb.ON
    return button(t.plain(f"report.button.{verb}"), SettingButton(verb=verb))


def switched(shown: InlineKeyboardMarkup, t: Texts, *, reports_on: bool) -> InlineKeyboardMarkup:
    """A report's keyboard after 🔕 or 🔔 was pressed under it."""
    pushes = {SettingButton(verb=verb).pack() for verb in (SettingVerb.ON, SettingVerb.OFF)}
    key = _push_key(t, reports_on=reports_on)
    return keyboard(
        *[
            [key if old.callback_data in pushes else old for old in row]
            for row in shown.inline_keyboard
        ]
    )


def _target(verb: ReportVerb, first: date, last: date) -> ReportButton:
    return ReportButton(verb=verb, first_day=first.isoformat(), last_day=last.isoformat())


def settings(seller: Seller, t: Texts) -> Screen:
    """When the report comes."""
    key = "report.settings.on" if seller.reports_on else "report.settings.off"
    text = t(key, time=_hour(seller.report_minute), zone=zone_name(seller.zone, t))
    rows = [
        [button(t.plain("report.button.hours"), SettingButton(verb=SettingVerb.HOURS))],
        [button(t.plain("report.button.zones"), SettingButton(verb=SettingVerb.ZONES))],
        [button(t.plain("place.report"), PlaceButton(place=Place.REPORT))],
    ]
    return Screen(text, keyboard(*rows))


def hours(seller: Seller, t: Texts) -> Screen:
    keys = [
        button(
            _hour(60 * hour),
            SettingButton(verb=SettingVerb.HOUR, value=hour),
            Style.CHOSEN if 60 * hour == seller.report_minute else None,
        )
        for hour in range(24)
    ]
    return Screen(t("report.hours"), keyboard(*in_rows(keys, 6), [_back(t)]))


def zones(seller: Seller, t: Texts) -> Screen:
    keys = [
        button(
            zone_name(zone, t),
            SettingButton(verb=SettingVerb.ZONE, value=place),
            Style.CHOSEN if zone == seller.zone else None,
        )
        for place, zone in enumerate(ZONES)
    ]
    return Screen(t("report.zones"), keyboard(*in_rows(keys, 2), [_back(t)]))


def zone_name(zone: str, t: Texts) -> str:
    city = zone.rpartition("/")[2]
    return t.plain(f"zone.{city}") if zone in ZONES else city.replace("_", " ")


def _hour(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _back(t: Texts) -> InlineKeyboardButton:
    return button(t.plain("button.back"), PlaceButton(place=Place.REPORT_SETTINGS))


def read_period(words: str, today: date, t: Texts) -> tuple[date, date] | None:
    """The days that `/report …` asks for: a word, one date or two; None when not understood."""
    for period in Period:
        if words.lower() in t.plain(f"period.words.{period}").split("|"):
            return days(period, today)
    dates = [_read_date(word, today) for word in words.replace("–", " ").split() if word != "-"]
    found = [day for day in dates if day is not None]
    if len(found) != len(dates) or len(found) not in (1, 2):
        return None
    return min(found), max(found)


def days_of(tapped: ReportButton) -> tuple[date, date]:
    """The days a button stands for; ValueError when they are no dates: it was not made by us."""
    return date.fromisoformat(tapped.first_day), date.fromisoformat(tapped.last_day)


def _read_date(word: str, today: date) -> date | None:
    """«24.11», «24.11.2026» or «2026-11-24»; without a year the last such day that has come."""
    try:
        if "-" in word:
            return date.fromisoformat(word)
        day, month, *year = [int(part) for part in word.strip(".").split(".")]
        found = date(year[0] if year else today.year, month, day)
        return found if year or found <= today else found.replace(year=today.year - 1)
    except (ValueError, IndexError, OverflowError):
        return None
