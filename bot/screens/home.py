"""The first screens, the menu, help and the keyboard that stays."""

from aiogram.types import InlineKeyboardButton, KeyboardButton, ReplyKeyboardMarkup

from bot.callbacks import LanguageButton, Place, PlaceButton
from bot.screens.screen import Screen, button, in_rows, keyboard
from bot.texts import LANGUAGES, Texts

KEYBOARD = (("mode", "report"), ("accounts", "menu"))
"""The few words that always stand under the input field."""

COMMANDS = ("menu", "accounts", "mode", "facts", "report", "why", "pause", "help")
"""What Telegram's command menu lists: what one needs most days."""

IN_HELP = (
    *("menu", "link", "accounts", "mode", "facts", "templates", "report", "why"),
    *("pause", "resume", "cost", "language", "help"),
)
"""What /help lists: all there is."""


def words(name: str) -> frozenset[str]:
    """What a button of the staying keyboard says, in every language (he may have changed it)."""
    return frozenset(Texts.load(language).plain(f"key.{name}") for language in LANGUAGES)


def keyboard_words() -> frozenset[str]:
    """All that the staying keyboard says, in every language: commands, not words to a buyer."""
    return frozenset(word for row in KEYBOARD for name in row for word in words(name))


def staying_keyboard(t: Texts) -> ReplyKeyboardMarkup:
    rows = [[KeyboardButton(text=t.plain(f"key.{name}")) for name in row] for row in KEYBOARD]
    return ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True, is_persistent=True)


def welcome(t: Texts, *, with_demo: bool) -> Screen:
    places = [Place.LINK, *([Place.DEMO] if with_demo else [])]
    return Screen(t("welcome"), keyboard([_to(place, t) for place in places]))


def welcome_back(t: Texts, name: str) -> Screen:
    return Screen(t("welcome_back", name=name), staying_keyboard(t))


def menu(t: Texts, *, paused: bool, linked: bool) -> Screen:
    pause = Place.RESUME if paused else Place.PAUSE
    linked_places = (
        *(Place.MODE, Place.REPORT, Place.ACCOUNTS, pause, Place.FACTS, Place.TEMPLATES),
        *(Place.COST, Place.LANGUAGE, Place.HELP),
    )
    places = linked_places if linked else (Place.LINK, Place.LANGUAGE, Place.HELP)
    return Screen(t("menu"), keyboard(*in_rows([_to(place, t) for place in places], 2)))


def help_text(t: Texts) -> Screen:
    lines = [f"/{name} — {t(f'command.{name}')}" for name in IN_HELP]
    return Screen("\n".join([t("help"), "", *lines]))


def languages(t: Texts) -> Screen:
    buttons = [
        button(Texts.load(code).plain("language.name"), LanguageButton(language=code))
        for code in LANGUAGES
    ]
    return Screen(t("language"), keyboard(buttons))


def language_changed(t: Texts) -> Screen:
    return Screen(t("language.changed"), staying_keyboard(t))


def _to(place: Place, t: Texts) -> InlineKeyboardButton:
    return button(t.plain(f"place.{place}"), PlaceButton(place=place))
