"""The report: for any days, how it was counted, and when it comes by itself."""

from datetime import date

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot import show
from bot.callbacks import (
    Place,
    PlaceButton,
    ReportButton,
    ReportVerb,
    SettingButton,
    SettingVerb,
)
from bot.screens import home
from bot.screens import report as screens
from bot.screens.screen import Screen
from bot.texts import Texts
from db.models import Seller
from scheduler.digest import Digests
from scheduler.sellers import Sellers


async def show_report(message: Message, seller: Seller, digests: Digests, t: Texts) -> None:
    today = await digests.today(seller.id)
    await show.answer(message, await _report(digests, seller, (today, today), t))


async def show_period(
    message: Message, command: CommandObject, seller: Seller, digests: Digests, t: Texts
) -> None:
    """`/report вчера`, `/report 1.11 15.11`."""
    days = screens.read_period(command.args or "", await digests.today(seller.id), t)
    if days is None:
        await show.answer(message, Screen(t("report.unknown")))
        return
    await show.answer(message, await _report(digests, seller, days, t))


async def show_today_by_tap(
    query: CallbackQuery, seller: Seller, digests: Digests, t: Texts
) -> None:
    today = await digests.today(seller.id)
    await show.replace(query, await _report(digests, seller, (today, today), t))


async def show_by_tap(
    query: CallbackQuery, callback_data: ReportButton, seller: Seller, digests: Digests, t: Texts
) -> None:
    days = screens.days_of(callback_data)
    await show.replace(query, await _report(digests, seller, days, t))


async def explain(
    query: CallbackQuery, callback_data: ReportButton, seller: Seller, digests: Digests, t: Texts
) -> None:
    first, last = screens.days_of(callback_data)
    digest = await digests.compute(seller.id, first_day=first, last_day=last)
    await show.replace(query, screens.explain(digest, t))


async def switch(
    query: CallbackQuery, callback_data: SettingButton, seller: Seller, sellers: Sellers, t: Texts
) -> None:
    """🔕 and 🔔, under the report they were pressed on."""
    on = callback_data.verb is SettingVerb.ON
    await sellers.set_report(seller.id, on=on)
    shown = screens.switched(show.keyboard_of(query), t, reports_on=on)
    await show.replace_keyboard(query, shown, t.plain("report.on" if on else "report.off"))


async def show_settings(query: CallbackQuery, seller: Seller, t: Texts) -> None:
    await show.replace(query, screens.settings(seller, t))


async def show_hours(query: CallbackQuery, seller: Seller, t: Texts) -> None:
    await show.replace(query, screens.hours(seller, t))


async def show_zones(query: CallbackQuery, seller: Seller, t: Texts) -> None:
    await show.replace(query, screens.zones(seller, t))


async def set_hour(
    query: CallbackQuery, callback_data: SettingButton, seller: Seller, sellers: Sellers, t: Texts
) -> None:
    changed = await sellers.set_report(seller.id, minute=60 * callback_data.value)
    await show.replace(query, screens.settings(changed, t))


async def set_zone(
    query: CallbackQuery, callback_data: SettingButton, seller: Seller, sellers: Sellers, t: Texts
) -> None:
    zone = screens.ZONES[callback_data.value]
    changed = await sellers.set_report(seller.id, zone=zone)
    await show.replace(query, screens.settings(changed, t))


async def _report(digests: Digests, seller: Seller, days: tuple[date, date], t: Texts) -> Screen:
    digest = await digests.compute(seller.id, first_day=days[0], last_day=days[1])
    around = screens.Around(await digests.today(seller.id), seller.reports_on)
    return screens.report(digest, t, around)


def build_router() -> Router:
    router = Router(name=__name__)
    router.message.register(show_period, Command("report", magic=F.args))
    router.message.register(show_report, Command("report"))
    router.message.register(show_report, F.text.in_(home.words("report")))
    taps = router.callback_query
    taps.register(show_today_by_tap, PlaceButton.filter(F.place == Place.REPORT))
    taps.register(show_settings, PlaceButton.filter(F.place == Place.REPORT_SETTINGS))
    taps.register(show_by_tap, ReportButton.filter(F.verb == ReportVerb.SHOW))
    taps.register(explain, ReportButton.filter(F.verb == ReportVerb.EXPLAIN))
    taps.register(show_hours, SettingButton.filter(F.verb == SettingVerb.HOURS))
    taps.register(show_zones, SettingButton.filter(F.verb == SettingVerb.ZONES))
    taps.register(set_hour, SettingButton.filter(F.verb == SettingVerb.HOUR))
    is_zone = (F.verb == SettingVerb.ZONE) & (F.value < len(screens.ZONES))
    taps.register(set_zone, SettingButton.filter(is_zone))
    taps.register(switch, SettingButton.filter(F.verb.in_({SettingVerb.ON, SettingVerb.OFF})))
    return router
