"""What the admins are told of the database."""

from bot.screens.screen import Screen
from bot.texts import Texts

REASONS = frozenset({"full", "locked", "readonly", "missing", "broken"})


def trouble(t: Texts, *, reason: str, count: int, seconds: int) -> Screen:
    what = t(f"storage.{reason if reason in REASONS else 'broken'}")
    return Screen(t("storage.trouble", what=what, count=count, time=t.duration(seconds)))


def over(t: Texts, seconds: int) -> Screen:
    return Screen(t("storage.over", time=t.duration(seconds)))
