"""Every sentence exists in both languages, says the same, and is one that Telegram takes."""

import ast
import re
import string
from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import StrEnum
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ai.errors import ModelError, ModelLimitError
from bot.callbacks import (
    AccountVerb,
    CardVerb,
    FactDay,
    FactsVerb,
    FactVerb,
    Length,
    Place,
    SettingVerb,
    ToneVerb,
    Variant,
)
from bot.cli import COMMANDS
from bot.eval.cases import Which
from bot.screens import card, home, report, storage, templates, tone
from bot.texts import LANGUAGES, PLURAL_FORMS, Html, Texts, read_catalog
from db.models import AccountState, FactSource, ReplyMode, Trouble
from scheduler import manners
from scheduler.accounts import LinkEnd, LinkStep
from scheduler.delivery import Outcome
from scheduler.digest import Period
from scheduler.imports import Unreadable
from scheduler.knowledge import Keep, Refusal
from scheduler.policy import FINDINGS
from scheduler.renewals import Renewal
from scheduler.templates import KINDS, Fault, Variable
from scheduler.why import Ending

BOT = Path(__file__).parent.parent / "bot"
TAGS = {"b", "i", "s", "u", "code", "pre", "a", "blockquote"}

PLACES = [
    place for place in Place if place not in (Place.MENU, Place.CANCEL, Place.REPORT_SETTINGS)
]

BUILT: dict[str, list[str]] = {
    "card.button.": [verb for verb in CardVerb if verb is not CardVerb.FOLD] + ["avito"],
    "vary.": list(Variant),
    "length.": list(Length),
    "message.": [*card.SHOWN_TYPES, "other"],
    "reason.": [*card.REASONS],
    "finding.": [*FINDINGS, "language.en", "other"],
    "problem.": [*card.PROBLEMS],
    "toast.": [*Outcome, "drafting", "too_long.count"],
    "mode.": list(ReplyMode),
    "mode.about.": list(ReplyMode),
    "mode.words.": list(ReplyMode),
    "state.": list(AccountState),
    "state.advice.": [state for state in AccountState if state is not AccountState.WORKING],
    "told.": list(Trouble),
    "past.": list(Trouble),
    "back.": list(Trouble),
    "accounts.button.": [verb for verb in AccountVerb if verb is not AccountVerb.OPEN],
    "link.step.": list(LinkStep),
    "link.end.": [*LinkEnd, "again"],
    "place.": [*PLACES],
    "command.": list(home.IN_HELP),
    "key.": [name for row in home.KEYBOARD for name in row],
    "period.": list(Period),
    "period.words.": list(Period),
    "cost.period.": list(Period),
    "report.button.": [SettingVerb.ON, SettingVerb.OFF],
    "report.": ["by_bot", "by_tap", "by_edit", "by_hand"],
    "zone.": [zone.rpartition("/")[2] for zone in report.ZONES],
    "cli.help.": list(COMMANDS),
    "eval.title.": list(Which),
    "eval.column.": ["kind", "cases", "right", "share", "left", "held"],
    "check.gemini_": [
        "missing",
        *(error.code for error in ModelError.__subclasses__() if error is not ModelLimitError),
    ],
    "why.": list(Ending),
    "asked.back.": [
        "answering",
        "knowing",
        "limiting",
        "linking",
        "naming",
        "templating",
        "toning",
    ],
    "storage.": [*storage.REASONS],
    "facts.ask.": [*FactsVerb],
    "facts.button.": [
        *FactsVerb,
        *(verb for verb in FactVerb if verb is not FactVerb.OPEN),
        *("list", "listing", "save"),
    ],
    "facts.day.": list(FactDay),
    "facts.keep.": list(Keep),
    "facts.noted.": list(FactSource),
    "facts.refused.": list(Refusal),
    "facts.renew.": list(Renewal),
    "facts.renewed.": list(Renewal),
    "facts.row.": list(Refusal),
    "facts.unreadable.": list(Unreadable),
    "template.kind.": [templates.ANY, *KINDS],
    "template.fault.": list(Fault),
    "variable.": list(Variable),
    "tone.button.": [verb for verb in ToneVerb if verb is not ToneVerb.OPEN],
    "tone.example.": [*tone.EXAMPLES],
    "kind.": [*manners.KINDS],
    "answers_in.": [*manners.LANGUAGES],
    "duration.": ["hours", "hours_and", "days", "days_and"],
}
"""Keys that the code puts together, by what they begin with: all the ends there are."""


def _entries(language: str) -> dict[str, tuple[str, ...]]:
    """All forms of every text by its key."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in read_catalog(language):
        if entry.pluralizable:
            found[entry.id[0]] = tuple(entry.string or ())
        elif entry.id:
            found[str(entry.id)] = (str(entry.string),)
    return found


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _said_in_code() -> Iterator[str]:
    """Every string in bot/ that looks like a key."""
    keys = set(_entries("ru"))
    for path in BOT.rglob("*.py"):
        if "demo" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and node.value in keys:
                yield str(node.value)


def _asked_for() -> Iterator[tuple[str, str]]:
    """The first argument of each t(…), t.n(…) and t.plain(…), with its place."""
    for path in (BOT / "screens", BOT / "handlers"):
        for file in path.glob("*.py"):
            yield from _asked_in(file)
    for name in ("middlewares.py", "show.py", "notifier.py", "cli.py", "check.py"):
        yield from _asked_in(BOT / name)


def _asked_in(file: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and node.args and _is_texts(node.func):
            for key in _keys(node.args[0]):
                yield key, f"{file.name}:{node.lineno}"


def _is_texts(func: ast.expr) -> bool:
    if isinstance(func, ast.Attribute):
        return func.attr in {"plain", "n"} or func.attr == "t"
    return isinstance(func, ast.Name) and func.id == "t"


def _keys(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant):
        yield str(argument.value)
    elif isinstance(argument, ast.IfExp):
        yield from _keys(argument.body)
        yield from _keys(argument.orelse)
    elif isinstance(argument, ast.JoinedStr) and isinstance(argument.values[0], ast.Constant):
        yield f"{argument.values[0].value!s}*"


def test_both_languages_have_the_same_keys() -> None:
    assert _entries("ru").keys() == _entries("en").keys()


def test_both_languages_have_the_same_placeholders() -> None:
    english = _entries("en")
    for key, forms in _entries("ru").items():
        wanted = _placeholders(forms[0])
        for form in (*forms, *english[key]):
            assert _placeholders(form) == wanted, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_empty_fuzzy_or_short_of_a_plural_form(language: str) -> None:
    for entry in read_catalog(language):
        if not entry.id:
            continue
        assert not entry.fuzzy, entry.id
        forms = tuple(entry.string or ()) if entry.pluralizable else (entry.string,)
        assert len(forms) == (len(PLURAL_FORMS[language]) if entry.pluralizable else 1), entry.id
        assert all(form and str(form).strip() for form in forms), entry.id


def test_no_key_stands_twice() -> None:
    for language in LANGUAGES:
        text = (BOT / "texts" / f"{language}.po").read_text("utf-8")
        keys = re.findall(r'^msgid "(.+)"$', text, re.MULTILINE)
        assert len(keys) == len(set(keys))


def test_every_text_that_is_asked_for_exists() -> None:
    keys = set(_entries("ru"))
    for key, place in _asked_for():
        if key.endswith("*"):
            assert key[:-1] in BUILT, f"{place}: list what {key} may be"
        else:
            assert key in keys, f"{place}: {key}"


def test_every_text_that_may_be_put_together_exists() -> None:
    keys = set(_entries("ru"))
    missing = [f"{start}{end}" for start, ends in BUILT.items() for end in ends]
    assert [key for key in missing if key not in keys] == []


def test_every_text_is_used() -> None:
    built = {f"{start}{end}" for start, ends in BUILT.items() for end in ends}
    assert set(_entries("ru")) - set(_said_in_code()) - built == set()


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", LANGUAGES)
def test_tags_are_telegrams_and_closed(language: str) -> None:
    for key, forms in _entries(language).items():
        for form in forms:
            tags = _Tags()
            tags.feed(form)
            tags.close()
            assert tags.open == [], key
            assert re.search(r"&(?!(lt|gt|amp|quot);)", form) is None, key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", list(Outcome))
def test_toasts_are_plain_and_fit(language: str, outcome: StrEnum) -> None:
    text = Texts.load(language).plain(f"toast.{outcome}")
    assert len(text) <= 200
    assert "<" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_telegram_limits_fits(language: str) -> None:
    t = Texts.load(language)
    assert len(t.plain("bot.short")) <= 120
    assert len(t.plain("bot.description")) <= 512
    assert all(len(t.plain(f"command.{name}")) <= 256 for name in home.IN_HELP)


LABELS = {
    "place.link": "🔗 Подключить Авито",
    "place.demo": "🎮 Демо",
    "key.mode": "🤖 Автоответы",
    "card.button.send": "✅ Отправить",
    "card.button.edit": "✏️ Изменить",
    "card.button.vary": "🔄 Иначе",
    "card.button.tmpl": "📝 Шаблон",
    "place.templates": "📝 Шаблоны",
    "templates.button.alone": "🤖 Отвечать шаблонами, когда ИИ недоступен",
    "card.button.take": "🙋 Отвечу сам",
    "card.button.quiet": "⏸ Этот чат",
    "card.button.skip": "⏭ Пропустить",
    "card.button.avito": "🌐 Открыть на Авито",
    "card.button.undo": "↩️ Отозвать",
    "button.cancel": "❌ Отмена",
    "mode.off": "выключены",
    "mode.ask": "черновики",
    "mode.auto": "авто",
    "report.button.explain": "ⓘ Как посчитано",
    "report.button.off": "🔕 Не присылать",
    "length.1h": "1 час",
    "length.morning": "до утра",
    "length.ever": "совсем",
}


@pytest.mark.parametrize(("key", "label"), LABELS.items())
def test_labels_that_people_are_told_to_press_stay(key: str, label: str) -> None:
    assert Texts.load("ru").plain(key) == label


@pytest.mark.parametrize(
    ("language", "title", "quoted", "scope"),
    [
        ("ru", "Диван «Осло»", "«Диван „Осло“»", "для «Диван „Осло“»"),
        ("en", "Sofa “Oslo”", "“Sofa ‘Oslo’”", "for “Sofa ‘Oslo’”"),
        ("en", "Диван «Осло»", "“Диван «Осло»”", "for “Диван «Осло»”"),
    ],
)
def test_quotes_within_quotes_are_the_inner_ones(
    language: str, title: str, quoted: str, scope: str
) -> None:
    t = Texts.load(language)
    assert t("quoted", text=title) == t.plain("quoted", text=title) == quoted
    assert t("facts.scope.one", title=title) == scope
    assert title in t("facts.text", text=title)  # not within any
    assert t.n("facts.preview", 5, account=title).startswith(f"📥 {quoted}")


def test_values_are_escaped_and_ready_html_is_not() -> None:
    t = Texts.load("ru")
    assert t("quoted", text="<b>&") == "«&lt;b&gt;&amp;»"
    assert t("quoted", text=Html("<b>да</b>")) == "«<b>да</b>»"
    assert t.plain("quoted", text="<b>&") == "«<b>&»"


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "1 аккаунт"),
        (3, "3 аккаунта"),
        (5, "5 аккаунтов"),
        (11, "11 аккаунтов"),
        (21, "21 аккаунт"),
    ],
)
def test_russian_plurals(count: int, said: str) -> None:
    assert said + "<" in Texts.load("ru").n("accounts.count", count)


def test_english_plurals() -> None:
    t = Texts.load("en")
    assert "1 account<" in t.n("accounts.count", 1)
    assert "21 accounts<" in t.n("accounts.count", 21)


@pytest.mark.parametrize(("language", "said"), [("ru", "1\xa0234\xa0567 ₽"), ("en", "₽1,234,567")])
def test_money(language: str, said: str) -> None:
    assert Texts.load(language).money(1_234_567) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 с"),
        (59, "59 с"),
        (60, "1 мин"),
        (89, "1 мин"),
        (90, "2 мин"),
        (3599, "1 ч"),
        (3900, "1 ч 5 мин"),
        (86_400, "1 д"),
        (100_000, "1 д 4 ч"),
    ],
)
def test_durations(seconds: int, said: str) -> None:
    assert Texts.load("ru").duration(seconds) == said


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(16, 17, "94 %"), (0, 5, "0 %"), (5, 5, "100 %"), (1, 8, "13 %")]
)
def test_percent(part: int, whole: int, said: str) -> None:
    assert Texts.load("ru").percent(part, whole) == said


def test_days_and_times() -> None:
    moment = datetime(2026, 11, 24, 11, 3, tzinfo=UTC)
    assert Texts.load("ru").weekday(date(2026, 11, 24)) == "Вторник, 24 ноября"
    assert Texts.load("en").weekday(date(2026, 11, 24)) == "Tuesday, November 24"
    assert Texts.load("ru").time(moment, "Europe/Moscow") == "14:03"


def test_an_unknown_language_is_russian_and_an_unknown_key_is_an_error() -> None:
    assert Texts.load("xx").language == "ru"
    with pytest.raises(KeyError):
        Texts.load("ru")("no.such.key")
