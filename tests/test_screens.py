"""What a seller sees: the card as promised, only buttons that work, nothing over the limits."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from aiogram.types import InlineKeyboardMarkup
from hypothesis import given
from hypothesis import strategies as st

from bot.callbacks import CardButton, CardVerb
from bot.screens import accounts, alarms, answering, card, findings, home, link, mode, pause, report
from bot.screens.screen import LONGEST_MESSAGE, Reader, Screen, cut
from bot.texts import Texts
from db.cards import Asking, CardFacts, CardLine
from db.models import (
    Account,
    AccountState,
    Alarm,
    DraftStatus,
    ReplyMode,
    Seller,
    Silence,
    Trouble,
)
from db.types import FOREVER
from scheduler.accounts import LinkEnd, LinkResult, LinkStep
from scheduler.digest import Digest
from scheduler.policy import utf16_length

NOW = datetime(2026, 11, 24, 11, 3, tzinfo=UTC)
RU = Texts.load("ru")
READER = Reader(RU, "Europe/Moscow", NOW)


def make_card(**changed: Any) -> CardFacts:
    facts = CardFacts(
        draft_id=7,
        chat_id=3,
        account_title="Мебель Олег",
        buyer_name="Анна",
        listing_title="Диван угловой «Осло»",
        price_rub=15_000,
        lines=(CardLine("Здравствуйте! Ещё актуально?", "text", NOW - timedelta(minutes=1)),),
        status=DraftStatus.PENDING,
        text="Здравствуйте! Да, в продаже.",
        template="",
        reason="",
        findings=(),
        used=(),
        missing=(),
        asked_in=None,
        suspicious=False,
        problem="",
        edited=False,
        by_bot=False,
        decided_by_name="",
        finished_at=None,
        preparing=False,
        silence=None,
        silent_until=None,
        paused_until=None,
        url="https://www.avito.ru/profile/messenger/channel/u2i-1",
    )
    return replace(facts, **changed)


def labels(screen: Screen) -> list[list[str]]:
    assert isinstance(screen.keyboard, InlineKeyboardMarkup)
    return [[key.text for key in row] for row in screen.keyboard.inline_keyboard]


def seen(screen: Screen) -> str:
    """The text without its tags, as Telegram counts it."""
    return unescape(re.sub(r"</?[a-z][^<>]*>", "", screen.text))


def test_a_card_with_a_draft() -> None:
    screen = card.card(make_card(), READER)
    assert screen.text == (
        "💬 <b>Анна</b> · 14:02 · «Мебель Олег»\n"
        "🛋 Диван угловой «Осло» · 15\xa0000 ₽\n\n"
        "<blockquote>Здравствуйте! Ещё актуально?</blockquote>\n\n"
        "✍️ <b>Черновик</b>\nЗдравствуйте! Да, в продаже."
    )
    assert labels(screen) == [
        ["✅ Отправить"],
        ["✏️ Изменить", "🔄 Иначе", "📝 Шаблон"],
        ["🙋 Отвечу сам", "⏸ Этот чат", "⏭ Пропустить"],
        ["🌐 Открыть на Авито", "Почему?"],
    ]
    assert isinstance(screen.keyboard, InlineKeyboardMarkup)
    assert screen.keyboard.inline_keyboard[0][0].style == "success"


@pytest.mark.parametrize(("buyer", "named"), [("Борис", "Борис"), ("", "Покупатель")])
def test_a_card_says_who_asks_the_same(buyer: str, named: str) -> None:
    facts = make_card(missing=("ширина",), asked_in=Asking(buyer, ("ширина",)))
    shown = card.card(facts, READER).text
    assert f"❓ Не знаю: ширина. Об этом же спрашивает {named}: одного ответа" in shown


def test_yesterdays_line_has_its_day() -> None:
    line = CardLine("Привет", "text", NOW - timedelta(days=1))
    assert "23 ноября, 14:03" in card.card(make_card(lines=(line,)), READER).text


def test_without_a_model_there_is_no_text_and_nothing_to_send() -> None:
    screen = card.card(make_card(text="", reason="model_down"), READER)
    assert "ИИ недоступен" in screen.text
    assert "Черновик" not in screen.text
    assert labels(screen)[0] == ["✏️ Изменить", "🔄 Иначе", "📝 Шаблон"]


def test_mode_off_offers_no_redrafting() -> None:
    screen = card.card(make_card(text="", reason="mode_off"), READER)
    assert labels(screen)[0] == ["✏️ Изменить", "📝 Шаблон"]


def test_what_the_guards_found_is_said() -> None:
    screen = card.card(make_card(reason="guard", findings=("amount:15 тыс", "link:x.ru")), READER)
    assert "сумма «15 тыс» не из знаний; ссылка «x.ru»" in screen.text


def test_a_refusal_is_quoted_and_escaped() -> None:
    screen = card.card(make_card(problem="refused:bad <word>"), READER)
    assert "⚠️ Не отправлено: Авито не принял текст (bad &lt;word&gt;)" in screen.text


def test_sent_says_when_who_and_how_and_can_be_taken_back_for_an_hour() -> None:
    sent = make_card(status=DraftStatus.SENT, finished_at=NOW, decided_by_name="Олег")
    assert "✅ Отправлено 14:03 · Олег · без правок" in card.card(sent, READER).text
    assert "· Олег · с правкой" in card.card(replace(sent, edited=True), READER).text
    assert "✅ Отправлено 14:03 · бот сам" in card.card(replace(sent, by_bot=True), READER).text
    assert labels(card.card(sent, READER)) == [["↩️ Отозвать"], ["🌐 Открыть на Авито", "Почему?"]]
    later = replace(READER, now=NOW + timedelta(hours=1))
    assert labels(card.card(sent, later)) == [["🌐 Открыть на Авито", "Почему?"]]


def test_takeover_can_be_ended_until_it_ends() -> None:
    until = NOW + timedelta(hours=2)
    facts = make_card(
        status=DraftStatus.SUPERSEDED, silence=Silence.TAKEOVER, silent_until=until, preparing=True
    )
    screen = card.card(facts, READER)
    assert "🙋 Вы отвечаете сами. Молчу в этом чате до 16:03." in screen.text
    assert "Пишу" not in screen.text
    assert labels(screen) == [["▶️ Вернуть боту"], ["🌐 Открыть на Авито", "Почему?"]]
    assert labels(card.card(facts, replace(READER, now=until))) == [
        ["🌐 Открыть на Авито", "Почему?"]
    ]


def test_a_chat_can_be_quiet_for_good() -> None:
    facts = make_card(status=DraftStatus.SUPERSEDED, silence=Silence.PAUSE, silent_until=FOREVER)
    assert "Молчу в этом чате до вашей команды." in card.card(facts, READER).text


def test_a_replaced_draft_shows_no_text() -> None:
    screen = card.card(make_card(status=DraftStatus.SUPERSEDED, preparing=True), READER)
    assert "✍️ Пишу новый черновик…" in screen.text
    assert "в продаже" not in screen.text
    assert labels(screen) == [["🌐 Открыть на Авито", "Почему?"]]


@pytest.mark.parametrize("status", list(DraftStatus))
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_state_is_drawn_and_only_a_pending_draft_can_be_sent(
    status: DraftStatus, language: str
) -> None:
    reader = replace(READER, t=Texts.load(language))
    screen = card.card(make_card(status=status), reader)
    assert isinstance(screen.keyboard, InlineKeyboardMarkup)
    send = CardButton(verb=CardVerb.SEND, draft_id=7).pack()
    targets = [key.callback_data for row in screen.keyboard.inline_keyboard for key in row]
    assert (send in targets) == (status is DraftStatus.PENDING)


def test_what_comes_from_outside_is_escaped() -> None:
    evil = "<b>&amp;</b>"
    line = CardLine(evil, "text", NOW)
    facts = make_card(
        buyer_name=evil, listing_title=evil, account_title=evil, text=evil, lines=(line,)
    )
    assert card.card(facts, READER).text.count("&lt;b&gt;&amp;amp;&lt;/b&gt;") == 5


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("image", "📷 Фото"),
        ("voice", "🎤 Голосовое сообщение"),
        ("hologram", "✉️ Сообщение, которое"),
    ],
)
def test_messages_without_a_text_have_a_name(kind: str, said: str) -> None:
    assert said in card.card(make_card(lines=(CardLine("", kind, NOW),)), READER).text


def test_long_quotes_can_be_expanded() -> None:
    line = CardLine("слово " * 100, "text", NOW)
    assert "<blockquote expandable>" in card.card(make_card(lines=(line,)), READER).text


lines_of_a_buyer = st.lists(
    st.builds(
        CardLine,
        text=st.text(max_size=30) | st.integers(1, 6000).map(lambda n: "😀<" * n),
        type=st.sampled_from(["text", "image", "hologram"]),
        sent_at=st.just(NOW),
    ),
    max_size=120,
)


@given(
    lines=lines_of_a_buyer,
    text=st.integers(0, 500).map(lambda n: "😀" * n),
    title=st.text(max_size=300),
    name=st.text(max_size=200),
    status=st.sampled_from(DraftStatus),
)
def test_a_card_always_fits_and_never_cuts_a_draft(
    lines: list[CardLine], text: str, title: str, name: str, status: DraftStatus
) -> None:
    facts = make_card(
        lines=tuple(lines), text=text, listing_title=title, buyer_name=name, status=status
    )
    screen = card.card(facts, READER)
    assert utf16_length(seen(screen)) <= LONGEST_MESSAGE
    if status is DraftStatus.PENDING:
        assert text in screen.text


@given(text=st.text(), length=st.integers(1, 50))
def test_cut_keeps_its_promise(text: str, length: int) -> None:
    assert utf16_length(cut(text, length)) <= length
    assert cut(text, utf16_length(text)) == text


def test_variants_open_under_their_button_and_fold_again() -> None:
    shown = card.card(make_card(), READER).keyboard
    assert isinstance(shown, InlineKeyboardMarkup)
    opened = Screen("", card.open_variants(shown, RU, 7))
    assert labels(opened)[1:4] == [
        ["✏️ Изменить", "🔄 Иначе", "📝 Шаблон"],
        ["короче", "вежливее", "без скидки"],
        ["свой наказ", "⬅️ Назад"],
    ]
    assert isinstance(opened.keyboard, InlineKeyboardMarkup)
    assert card.open_variants(opened.keyboard, RU, 7) == opened.keyboard
    assert card.fold(opened.keyboard) == shown


def test_lengths_replace_open_variants() -> None:
    shown = card.card(make_card(), READER).keyboard
    assert isinstance(shown, InlineKeyboardMarkup)
    opened = card.open_lengths(card.open_variants(shown, RU, 7), RU, 7)
    assert labels(Screen("", opened))[2:4] == [
        ["🙋 Отвечу сам", "⏸ Этот чат", "⏭ Пропустить"],
        ["1 час", "до утра", "совсем", "⬅️ Назад"],
    ]


def test_without_a_text_the_first_variant_is_once_more() -> None:
    shown = card.card(make_card(text="", reason="model_down"), READER).keyboard
    assert isinstance(shown, InlineKeyboardMarkup)
    assert labels(Screen("", card.open_variants(shown, RU, 7)))[1][0] == "ещё раз"


def test_the_draft_to_change_can_be_copied() -> None:
    short = answering.ask_text(RU, "Да, <есть>")
    assert "<code>Да, &lt;есть&gt;</code>" in short.text
    assert labels(short) == [["📋 Скопировать"], ["❌ Отмена"]]
    assert labels(answering.ask_text(RU, "я" * 257)) == [["❌ Отмена"]]
    assert labels(answering.ask_text(RU, "")) == [["❌ Отмена"]]


# Accounts, modes, pauses


def make_account(**changed: Any) -> Account:
    facts = {
        "id": 5,
        "seller_id": 1,
        "name": "Олег <и> сын",
        "alias": "",
        "state": AccountState.WORKING,
        "mode": ReplyMode.ASK,
        "paused_until": None,
        "takeover_minutes": 120,
    }
    return Account(**(facts | changed))


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        (
            ["amount:5678", "phone:2202 2020 1234", "payment:2202 2020 1234 5678"],
            "рискованная оплата «2202 2020 1234 5678»",
        ),
        (["nick:@oleg", "contact:@OLEG"], "ник «@oleg»"),
        (
            ["language:hello yes it is still for"],
            "ответ на английском, а он не разрешён (разрешить: /accounts → 🤖)",
        ),
        (
            ["language:guten tag"],
            "ответ на другом языке, а разрешить его можно в /accounts → 🤖: «guten tag»",
        ),
        (["amount:500", "phone:89161234500"], "сумма «500» не из знаний; телефон «89161234500»"),
        (["phone:89161234567", "phone:89161234567"], "телефон «89161234567»"),
        (
            ["amount:500", "amount:900 ₽", "promise:скидка", "amount:500"],
            "сумма «500», «900 ₽» не из знаний; обещание «скидка» не из знаний",
        ),
        (
            ["missing:цена", "unsure:45%", "amount:45"],
            "не хватает знаний; уверен в ответе только на 45 %; сумма «45» не из знаний",
        ),
    ],
)
def test_a_piece_that_was_found_twice_is_said_once(stored: list[str], said: str) -> None:
    assert findings.listed(stored, RU) == said
    about_sums = RU("own.why.unknown") in findings.warning(stored, RU)
    assert about_sums is ("сумма" in said)


def test_accounts_are_listed_with_state_mode_and_pause() -> None:
    rows = [make_account(), make_account(id=6, alias="Дача", paused_until=FOREVER)]
    screen = accounts.accounts_list(READER, rows)
    assert "2 аккаунта" in screen.text
    assert "• <b>«Олег &lt;и&gt; сын»</b> · работает · черновики" in screen.text
    assert "• <b>«Дача»</b> · работает · черновики · ⏸ пауза до вашей команды" in screen.text


@pytest.mark.parametrize("state", list(AccountState))
def test_every_state_of_an_account_has_words(state: AccountState) -> None:
    assert accounts.one(READER, make_account(state=state)).text


def make_alarm(trouble: Trouble, *, ended_at: datetime | None = None) -> Alarm:
    began_at = NOW - timedelta(hours=7, minutes=30)
    return Alarm(trouble=trouble, began_at=began_at, count=52, ended_at=ended_at)


@pytest.mark.parametrize("trouble", list(Trouble))
def test_every_trouble_has_words_while_it_lasts_and_after(trouble: Trouble) -> None:
    account = make_account()
    lasting = alarms.told(READER, make_alarm(trouble), account)
    often = "52 раза без черновика" if trouble is Trouble.LIMIT_SPENT else "52 попытки"
    assert f"С 06:33, {often}." in lasting.text
    assert labels(lasting) == [["🔗 Прислать новые ключи"]] * (trouble in alarms.NEW_KEYS)
    over = alarms.told(READER, make_alarm(trouble, ended_at=NOW), account)
    assert f"С 06:33 до 14:03, {often}." in over.text
    assert labels(over) == []
    note = alarms.recovery(READER, make_alarm(trouble, ended_at=NOW), account, waiting=2)
    assert "7 ч 30 мин" in note.text
    assert "2 покупателя ждут ответа" in note.text
    assert "<и>" not in lasting.text + over.text + note.text


def test_the_note_says_so_when_it_is_off_again() -> None:
    alarm = make_alarm(Trouble.KEYS_REFUSED)
    assert "снова не работает" in alarms.recovery(READER, alarm, make_account(), waiting=0).text
    model = make_alarm(Trouble.MODEL_DOWN)
    assert "ИИ поработал" in alarms.recovery(READER, model, None, waiting=0).text


def test_the_silence_after_the_seller_is_chosen_from_six() -> None:
    assert ["🙋 Тишина после вас: 2 ч"] in labels(accounts.one(READER, make_account()))
    assert labels(accounts.takeover(RU, make_account(takeover_minutes=30))) == [
        ["✓ 30 мин", "1 ч", "2 ч"],
        ["4 ч", "8 ч", "24 ч"],
        ["⬅️ Назад"],
    ]


def test_a_pause_without_an_end_says_how_to_end_it() -> None:
    facts = make_card(status=DraftStatus.SUPERSEDED, paused_until=FOREVER)
    assert "Новый придёт, когда снимете паузу." in card.card(facts, READER).text


def test_a_paused_account_can_go_on() -> None:
    paused = make_account(paused_until=NOW + timedelta(hours=1))
    assert "▶️ Снять паузу" in labels(accounts.one(READER, paused))[0]
    assert "⏸ Пауза" in labels(accounts.one(READER, make_account(paused_until=NOW)))[0]


def test_unlinking_asks_once() -> None:
    assert labels(accounts.unlink(RU, make_account())) == [
        ["Отвязать, историю оставить"],
        ["Отвязать и удалить всё"],
        ["Отмена"],
    ]


def test_the_only_account_shows_its_modes_at_once() -> None:
    assert labels(mode.modes(RU, [make_account()])) == [
        ["выключены"],
        ["✓ черновики"],
        ["авто"],
        ["🤖 Что отвечать самому"],
    ]
    several = mode.modes(RU, [make_account(), make_account(id=6)])
    assert labels(several) == [["Олег <и> сын · черновики"]] * 2
    assert labels(mode.modes(RU, [])) == [["🔗 Подключить Авито"]]


@pytest.mark.parametrize(
    ("words", "found"),
    [("off", ReplyMode.OFF), (" Авто ", ReplyMode.AUTO), ("черновики", ReplyMode.ASK), ("x", None)],
)
def test_modes_are_read(words: str, found: ReplyMode | None) -> None:
    assert mode.read_mode(words, RU) is found


def test_a_pause_says_until_when() -> None:
    assert "Пауза до 14:33." in pause.paused(READER, NOW + timedelta(minutes=30)).text
    assert "Пауза до вашей команды." in pause.paused(READER, FOREVER).text


# Linking


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("abc def", ("abc", "def")),
        ("abc\ndef", ("abc", "def")),
        ("Client ID: abc\nClient Secret: def", ("abc", "def")),
        ("client_id=abc, client_secret=def", ("abc", "def")),
        ("abc", ("abc",)),
        ("  ", ()),
        ("a b c", ("a", "b", "c")),
    ],
)
def test_keys_are_read(typed: str, keys: tuple[str, ...]) -> None:
    assert link.read_keys(typed) == keys


def test_the_probe_shows_where_it_is_and_where_it_failed() -> None:
    passed = [LinkStep.TOKEN, LinkStep.PROFILE]
    going = link.progress(RU, passed).text
    assert [line[0] for line in going.split("\n")[2:]] == ["✅", "✅", "⏳", "▫", "▫"]
    failed = LinkResult(LinkEnd.AVITO_DOWN, failed_step=LinkStep.LISTINGS)
    assert "❌ объявления" in link.ended(RU, passed, failed).text
    assert "❌ объявления" in link.ended(RU, passed, LinkResult(LinkEnd.NO_TARIFF)).text
    assert "⏳" not in link.ended(RU, list(LinkStep), LinkResult(LinkEnd.LINKED)).text


@pytest.mark.parametrize("end", list(LinkEnd))
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_end_of_linking_has_words(end: LinkEnd, language: str) -> None:
    screen = link.result(Texts.load(language), LinkResult(end, name="<Олег>"))
    assert screen.text
    assert "<Олег>" not in screen.text
    assert (screen.inline is None) == (end in link.LINKED)


# The report


def make_digest(**changed: Any) -> Digest:
    facts: dict[str, Any] = {
        "first_day": date(2026, 11, 24),
        "last_day": date(2026, 11, 24),
        "zone": "Europe/Moscow",
        "until": NOW,
        "accounts": ("Мебель Олег",),
        "chats": 18,
        "answered": 17,
        "waiting": 1,
        "skipped": 0,
        "timed": 18,
        "median_seconds": 180,
        "p90_seconds": 720,
        "within_5_min": 11,
        "within_30_min": 17,
        "by_bot": 12,
        "by_tap": 4,
        "by_edit": 1,
        "by_hand": 2,
        "minutes_saved": 41,
    }
    return Digest(**(facts | changed))


AROUND = report.Around(date(2026, 11, 24), reports_on=True)


def test_the_report_looks_as_promised() -> None:
    screen = report.report(make_digest(), RU, AROUND)
    assert screen.text == (
        "📊 <b>Вторник, 24 ноября · «Мебель Олег»</b>\n"
        "Чаты: 18 · ответили 17 · ждут 1\n"
        "Первый ответ: медиана 3 мин · 90 % до 12 мин · до 5 мин 61 % · до 30 мин 94 %\n"
        "Ответы: сам 12 · после вас 4 · с правкой 1 · вы сами 2\n"
        "Черновики без правок: 16 из 17 (94 %)\n"
        "Сэкономлено: 41 мин"
    )
    assert labels(screen)[2:] == [["ⓘ Как посчитано"], ["🔕 Не присылать", "🕗 Когда"]]


def test_few_chats_have_no_percentage() -> None:
    screen = report.report(make_digest(chats=4, timed=4), RU, AROUND)
    assert "мало данных" in screen.text
    assert "%" not in screen.text


def test_no_chats_no_figures() -> None:
    none = dict.fromkeys(("chats", "answered", "waiting", "timed", "by_bot", "by_tap"), 0)
    screen = report.report(make_digest(**none), RU, AROUND)
    assert screen.text.split("\n")[1:] == [RU("report.empty")]


def test_lines_without_a_figure_are_left_out() -> None:
    digest = make_digest(
        median_seconds=None, by_bot=0, by_tap=0, by_edit=0, by_hand=0, minutes_saved=0, waiting=18
    )
    assert report.report(digest, RU, AROUND).text.count("\n") == 1


def test_every_figure_is_explained() -> None:
    said = report.explain(make_digest(by_hand=29), RU).text
    for figure in ("18", "17", "3 мин", "12 мин", "11", "12", "29", "16 из 17", "41 мин", "1000"):
        assert figure in said
    assert "меньше пяти" in report.explain(make_digest(chats=4), RU).text


def test_pressing_the_bell_changes_only_the_bell() -> None:
    shown = report.report(make_digest(), RU, AROUND).keyboard
    assert isinstance(shown, InlineKeyboardMarkup)
    off = report.switched(shown, RU, reports_on=False)
    assert labels(Screen("", off))[3] == ["🔔 Присылать", "🕗 Когда"]
    assert report.switched(off, RU, reports_on=True) == shown


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("вчера", (date(2026, 11, 23), date(2026, 11, 23))),
        ("Week", (date(2026, 11, 18), date(2026, 11, 24))),
        ("24.11", (date(2026, 11, 24), date(2026, 11, 24))),
        ("15.11 1.11", (date(2026, 11, 1), date(2026, 11, 15))),
        ("1.11 – 15.11", (date(2026, 11, 1), date(2026, 11, 15))),
        ("1.12", (date(2025, 12, 1), date(2025, 12, 1))),
        ("2026-11-01 2026-11-02", (date(2026, 11, 1), date(2026, 11, 2))),
        ("1.13", None),
        ("1.1 2.1 3.1", None),
        ("когда-нибудь", None),
        ("1.1.99999", None),
        ("", None),
    ],
)
def test_periods_are_read(words: str, days: tuple[date, date] | None) -> None:
    assert report.read_period(words, date(2026, 11, 24), RU) == days


@given(words=st.text(alphabet="0123456789.- –x", max_size=30))
def test_no_period_breaks_the_reading(words: str) -> None:
    report.read_period(words, date(2028, 2, 29), RU)


def test_settings_show_the_hour_and_the_zone() -> None:
    seller = Seller(id=1, report_minute=1230, zone="Asia/Omsk", reports_on=True)
    assert "<b>20:30</b>, пояс — Омск" in report.settings(seller, RU).text
    assert len(labels(report.hours(seller, RU))) == 5
    assert ["Магадан"] not in labels(report.zones(seller, RU))


# Home


@pytest.mark.parametrize("language", ["ru", "en"])
def test_home_says_what_exists(language: str) -> None:
    t = Texts.load(language)
    assert all(f"/{name} — " in home.help_text(t).text for name in home.IN_HELP)
    assert len(labels(home.welcome(t, with_demo=True))[0]) == 2
    assert len(labels(home.welcome(t, with_demo=False))[0]) == 1
    assert home.welcome(t, with_demo=False).text.count("\n") == 4
    assert home.words("mode") == {"🤖 Автоответы", "🤖 Auto-replies"}


def test_the_menu_offers_the_pause_that_makes_sense() -> None:
    calm = home.menu(RU, paused=False, linked=True)
    paused = home.menu(RU, paused=True, linked=True)
    assert labels(calm)[1] == ["👤 Аккаунты", "⏸ Пауза"]
    assert labels(paused)[1] == ["👤 Аккаунты", "▶️ Снять паузу"]
    assert labels(home.menu(RU, paused=False, linked=False))[0][0] == "🔗 Подключить Авито"
