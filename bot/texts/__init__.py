"""Every word the seller reads: `ru.po` and `en.po`, read once, no build step.

Entries are found by symbolic keys ("card.draft"); values go in by name (`{buyer}`). A text may
hold Telegram's HTML, a value may not: it is escaped unless it is `Html`.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = ("ru", "en")
FOLDER = Path(__file__).parent

PLURAL_FORMS = {"ru": ("one", "few", "many"), "en": ("one", "other")}
"""CLDR's categories in the order in which a .po file counts its forms."""

MICRO_IN_KOPECK = 10_000

QUOTES = {"ru": ("«", "»"), "en": ("“", "”")}
INNER_QUOTES = {"ru": ("„", "“"), "en": ("‘", "’")}
"""A language's quotation marks, and those within a quotation."""


class Html(str):
    """Text that is ready for Telegram: substituted as it is."""

    __slots__ = ()


class _Values(dict[str, str]):
    """Values by the names that a text has for them; see `_mark_quoted`."""

    def __init__(self, language: str, values: dict[str, str]) -> None:
        super().__init__(values)
        signs = zip(QUOTES[language], INNER_QUOTES[language], strict=True)
        self._inner = str.maketrans(dict(signs))

    def __missing__(self, name: str) -> str:
        if not name.startswith(_QUOTED):
            raise KeyError(name)
        return self[name.removeprefix(_QUOTED)].translate(self._inner)


_QUOTED = "quoted "


def _mark_quoted(text: str, language: str) -> str:
    """Tell the places of a text that are within its quotation marks: «для «Осло»» reads badly."""
    opens, closes = QUOTES[language]
    quotation = re.compile(f"{opens}[^{opens}{closes}]*{closes}")
    return quotation.sub(lambda found: found[0].replace("{", "{" + _QUOTED), text)


@cache
def read_catalog(language: str) -> Catalog:
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


class Texts:
    """One language. `Texts.load("ru")` reads it once; an unknown key is a KeyError."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._locale = Locale.parse(language)
        self._one: dict[str, str] = {}
        self._many: dict[str, tuple[str, ...]] = {}
        for entry in read_catalog(language):
            if entry.pluralizable:
                forms = tuple(_mark_quoted(form, language) for form in entry.string or ())
                self._many[entry.id[0]] = forms
            elif entry.id:
                self._one[str(entry.id)] = _mark_quoted(str(entry.string), language)

    @staticmethod
    @cache
    def load(language: str) -> Texts:
        return Texts(language if language in LANGUAGES else "ru")

    def __call__(self, key: str, **values: Any) -> Html:
        """The text of a key as Telegram's HTML, its values escaped."""
        text = self._one[key]
        if not values:
            return Html(text)
        shown = {name: _as_html(value) for name, value in values.items()}
        return Html(text.format_map(_Values(self.language, shown)))

    def plain(self, key: str, **values: Any) -> str:
        """The same for buttons and toasts, where Telegram knows no HTML: nothing is escaped."""
        text = self._one[key]
        shown = {name: str(value) for name, value in values.items()}
        return text.format_map(_Values(self.language, shown)) if values else text

    def n(self, key: str, count: int, **values: Any) -> Html:
        """The plural form of a key for a count, which the text knows as `{count}`."""
        forms = self._many[key]
        form = forms[PLURAL_FORMS[self.language].index(self._locale.plural_form(abs(count)))]
        shown = {name: _as_html(value) for name, value in values.items()}
        shown["count"] = self.number(count)
        return Html(form.format_map(_Values(self.language, shown)))

    def number(self, value: int) -> str:
        """«1001», «12 345»: four digits are not grouped."""
        return str(value) if abs(value) < 10_000 else self._grouped(value)

    def _grouped(self, value: int) -> str:
        return format_decimal(value, "#,##0", locale=self._locale)

    def money(self, rub: int) -> str:
        """Whole roubles: «15 000 ₽»."""
        return self.plain("money", amount=self._grouped(rub))

    def kopecks(self, microrub: int) -> str:
        """Millionths of a rouble to the kopeck, halves up: «3,20 ₽»; «0,00 ₽» is really nothing."""
        kopecks = (microrub + MICRO_IN_KOPECK // 2) // MICRO_IN_KOPECK
        if microrub and not kopecks:
            return self.plain("money.less", amount=self._kopecks(1))
        return self._kopecks(kopecks)

    def _kopecks(self, kopecks: int) -> str:
        amount = format_decimal(Decimal(kopecks) / 100, "#,##0.00", locale=self._locale)
        return self.plain("money", amount=amount)

    def decimal(self, value: Decimal) -> str:
        """«92,5»: no more places than it has."""
        return format_decimal(value, "#,##0.######", locale=self._locale)

    def percent(self, part: int, whole: int) -> str:
        """A share of a whole that is not 0, in whole percent, halves up."""
        return self.plain("percent", number=(200 * part + whole) // (2 * whole))

    def time(self, moment: datetime, zone: str) -> str:
        """«14:03» in the seller's zone."""
        return format_time(moment.astimezone(ZoneInfo(zone)), "HH:mm", locale=self._locale)

    def day(self, day: date) -> str:
        """«24 ноября»."""
        return format_date(day, self.plain("format.day"), locale=self._locale)

    def short_day(self, moment: datetime, zone: str) -> str:
        """«12.11» in the seller's zone."""
        return format_date(moment.astimezone(ZoneInfo(zone)), "dd.MM", locale=self._locale)

    def weekday(self, day: date) -> str:
        """«Вторник, 24 ноября»."""
        words = format_date(day, self.plain("format.weekday"), locale=self._locale)
        return words[:1].upper() + words[1:]

    def duration(self, seconds: int) -> str:
        """«40 с», «3 мин», «1 ч 5 мин», «2 д 3 ч»: rounded to what one cares about."""
        if seconds < 60:
            return self.plain("duration.seconds", seconds=seconds)
        minutes = (seconds + 30) // 60
        if minutes < 60:
            return self.plain("duration.minutes", minutes=minutes)
        if minutes < 24 * 60:
            return self._two("hours", minutes // 60, minutes % 60)
        hours = (minutes + 30) // 60
        return self._two("days", hours // 24, hours % 24)

    def _two(self, unit: str, large: int, small: int) -> str:
        if not small:
            return self.plain(f"duration.{unit}", large=large)
        return self.plain(f"duration.{unit}_and", large=large, small=small)


def _as_html(value: Any) -> str:
    return value if isinstance(value, Html) else escape(str(value), quote=False)
