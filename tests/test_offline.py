"""The answerer without a model: natural words, nothing that the listing does not say."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.guards import Grounds, check
from ai.model import Answer, DraftRequest, Kind, Line, ListingFacts, Manner
from ai.offline import Offline, answer
from ai.questions import Topic, read

SOFA = ListingFacts("Диван угловой «Осло»", 15_000, "active", "Химки, ул. Ленина, 5")
BARE = ListingFacts("Диван угловой «Осло»")
HELLO = "Здравствуйте!"


def ask(*burst: str, listing: ListingFacts | None = SOFA, **more: object) -> Answer:
    return answer(DraftRequest(listing, (), burst, **more))  # type: ignore[arg-type]  # by name


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


REPLIES = {
    "Здравствуйте! Ещё актуально? И доставка до Химок сколько?": (
        f"{HELLO} Да, диван ещё в продаже. Насчёт доставки уточню и напишу вам.",
        Kind.DELIVERY,
        ["доставка до Химок"],
    ),
    "скок стоит": (f"{HELLO} Цена — 15 000 ₽.", Kind.PRICE, []),
    "диван ещо продаете": (f"{HELLO} Да, диван ещё в продаже.", Kind.AVAILABILITY, []),
    "Добрый день. Где забрать?": (
        "Добрый день! Адрес: Химки, ул. Ленина, 5. Насчёт самовывоза уточню и напишу вам.",
        Kind.PICKUP,
        ["самовывоз"],
    ),
    "за 12 отдадите?": (
        f"{HELLO} Цена — 15 000 ₽. Насчёт торга уточню и напишу вам.",
        Kind.BARGAIN,
        ["торг"],
    ),
    "Актуально? Раскладывается?": (
        f"{HELLO} Да, диван ещё в продаже. Насчёт остального уточню и напишу вам.",
        Kind.AVAILABILITY,
        ["ответ на вопрос «Раскладывается?»"],
    ),
    "Когда можно посмотреть?": (
        f"{HELLO} Насчёт времени уточню и напишу вам. Когда вам было бы удобно?",
        Kind.TIME,
        ["удобное время"],
    ),
    "беру, завтра приеду": (
        f"{HELLO} Отлично! Насчёт времени уточню и напишу вам.",
        Kind.RESERVE,
        ["удобное время"],
    ),
    "Спасибо, подумаю": ("Пожалуйста! Если появятся вопросы — пишите.", Kind.THANKS, []),
    "привет": (f"{HELLO} Чем могу помочь?", Kind.GREETING, []),
    "какие размеры, состояние, цвет и материал?": (
        f"{HELLO} Уточню и напишу вам.",
        Kind.CONDITION,
        ["размеры", "состояние", "материал", "цвет"],
    ),
    "hi, still available? how much": (
        "Hello! Yes, it is still for sale. The price is 15 000 ₽.",
        Kind.PRICE,
        [],
    ),
}


@pytest.mark.parametrize(("burst", "expected"), REPLIES.items())
def test_replies_read_as_written_by_a_person(
    burst: str, expected: tuple[str, Kind, list[str]]
) -> None:
    got = ask(*burst.split("\n"))
    assert (plain(got.reply), got.kind, got.missing) == expected


def test_three_lines_get_one_answer() -> None:
    got = ask("Здравствуйте", "сколько стоит", "и где вы?")
    assert plain(got.reply) == f"{HELLO} Цена — 15 000 ₽. Адрес: Химки, ул. Ленина, 5."
    assert got.confidence > 0.8


def test_without_facts_nothing_is_stated() -> None:
    for listing in (BARE, None, ListingFacts("Диван", 0, "old", "")):
        got = ask("Актуально? Цена? Где вы?", listing=listing)
        assert got.reply == f"{HELLO} Насчёт наличия, цены и адреса уточню и напишу вам."
        assert got.missing == ["наличие", "цена", "адрес"]
        assert got.confidence <= 0.5


MANNERS = {
    Manner.SHORTER: "Да, диван ещё в продаже. Цена — 15 000 ₽. Насчёт торга уточню.",
    Manner.POLITER: f"{HELLO} Спасибо за интерес к объявлению. Да, диван ещё в продаже."
    " Цена — 15 000 ₽. Насчёт торга уточню и напишу вам."
    " Если появятся вопросы — пишите, пожалуйста!",
    Manner.NO_DISCOUNT: f"{HELLO} Да, диван ещё в продаже."
    " Скидку, к сожалению, предложить не получится. Цена — 15 000 ₽.",
    Manner.OWN: f"{HELLO} Да, диван ещё в продаже. Цена — 15 000 ₽. Привезём завтра.",
}


@pytest.mark.parametrize(("manner", "reply"), MANNERS.items())
def test_each_manner_changes_the_reply(manner: Manner, reply: str) -> None:
    got = ask("Актуально? Торг есть?", manner=manner, wish="скажи, что привезём завтра")
    assert plain(got.reply) == reply


def test_a_talk_that_goes_on_needs_no_second_greeting() -> None:
    history = (Line("buyer", "Актуально?"), Line("seller", "Да"))
    assert plain(answer(DraftRequest(SOFA, history, ("Цена?",))).reply) == "Цена — 15 000 ₽."


@pytest.mark.parametrize(
    ("burst", "interested", "lead"),
    [
        ("Здравствуйте", False, False),
        ("Ещё в продаже?", False, False),
        ("Доставка есть?", True, False),
        ("Беру!", True, True),
        ("за 10 заберу", True, False),
        ("за 10 отдадите? Сегодня заберу", True, False),
        ("8 916 123-45-67", True, True),
    ],
)
def test_interest_and_leads(burst: str, interested: bool, lead: bool) -> None:  # a table
    got = ask(burst)
    assert (got.interested, got.lead) == (interested, lead)


def test_a_phone_is_never_repeated() -> None:
    got = ask("мой номер 8 (916) 123-45-67, а тумба к нему идёт?")
    assert "123" not in got.reply + "".join(got.missing)


def test_anger_and_a_wish_for_a_human_are_seen() -> None:
    assert ask("Вы меня обманули, верните деньги!").complaint
    assert ask("Это бот? Позовите человека").wants_human


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Стол обеденный дубовый", "стол"),
        ("Детская кроватка «Соня»", "детская кроватка"),
        ("Стулья, 4 шт.", "стулья"),
        ("Кресло-качалка", "кресло-качалка"),
        ("IKEA Мальм комод", ""),
        ("ТВ тумба", ""),
        ("Новый", ""),
        ("", ""),
    ],
)
def test_a_thing_is_called_as_one_would_say_it(title: str, name: str) -> None:
    got = ask("ещё продаёте?", listing=ListingFacts(title, 1, "active"))
    assert got.reply == f"{HELLO} Да, {name} ещё в продаже.".replace(",  ", ", ")


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("Сколько стоит доставка?", {Topic.DELIVERY}),
        ("Сколько стоит доставка и сам диван сколько?", {Topic.DELIVERY, Topic.PRICE}),
        ("есть ещё фото?", {Topic.PHOTO}),
        ("цена актуальна?", {Topic.PRICE, Topic.AVAILABILITY}),
        ("дд, актуально", {Topic.GREETING, Topic.AVAILABILITY}),
        ("???", {Topic.NUDGE}),
        ("👍", {Topic.FINE}),
        ("", set()),
    ],
)
def test_topics(text: str, topics: set[Topic]) -> None:
    assert read((text,)).topics == topics


WORDS = st.sampled_from(
    [*" ".join(REPLIES).split(), "торг", "самовывоз", "999", "@nick", "\n", "?"]
)


@given(
    burst=st.lists(st.lists(WORDS, max_size=12).map(" ".join) | st.text(), max_size=4),
    manner=st.none() | st.sampled_from([Manner.SHORTER, Manner.POLITER, Manner.NO_DISCOUNT]),
    listing=st.sampled_from([SOFA, BARE, None]),
)
def test_whatever_the_buyer_writes_no_fact_is_made_up(
    burst: list[str], manner: Manner | None, listing: ListingFacts | None
) -> None:
    request = DraftRequest(listing, (), tuple(burst), manner=manner)
    got = answer(request)
    assert got == answer(request)
    assert 0 < len(got.reply) <= 600
    assert check(got.reply, Grounds(listing, languages=("ru", "en"))) == ()
    known = f"{SOFA.address} 15000" if listing is SOFA else ""
    assert set(re.findall(r"\d+", plain(got.reply).replace("15 000", "15000"))) <= set(
        re.findall(r"\d+", known)
    )
    if listing is not SOFA:
        assert "в продаже" not in got.reply


async def test_it_costs_nothing() -> None:
    completion = await Offline().complete(DraftRequest(SOFA, (), ("Цена?",)))
    assert completion.usage is None
    assert completion.answer.kind is Kind.PRICE


def test_a_megabyte_is_read_as_quickly_as_a_page() -> None:
    got = ask("Цена? " + "а" * 1_000_000)
    assert got.kind is Kind.PRICE
