"""Templates: what is put in, what is refused, which fit, and which may answer without a model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai import guards
from ai.guards import Grounds
from ai.model import LONGEST_REPLY, Kind, ListingFacts, utf16_length
from ai.ready_templates import ANSWERED, READY, ready
from ai.templates import (
    Filled,
    Reach,
    Template,
    Values,
    Variable,
    exact,
    fill,
    fitting,
    grounds,
    language_of,
    only_question,
    unknown,
)
from scheduler.templates import offered

SOFA = Values(
    name="Анна",
    item="Диван угловой «Осло»",
    price_rub=15_000,
    address="Москва, Лесная улица, 5",
    link="https://www.avito.ru/1",
)
LISTING = ListingFacts("Диван угловой «Осло»", 15_000, "active", "Москва, Лесная улица, 5")


def own(text: str = "Да", *, kind: str = "", ref: str = "1", reach: Reach = Reach.OWN) -> Template:
    return Template(ref, "Моё", text, kind, reach)


def test_each_variable_in_both_languages() -> None:
    russian = fill("{имя}, {товар}, {цена}, {адрес}, {ссылка}", SOFA)
    assert russian == Filled(
        "Анна, Диван угловой «Осло», 15\xa0000\xa0₽, Москва, Лесная улица, 5,"
        " https://www.avito.ru/1"
    )
    assert fill("{name}, {item}, {price}, {address}, {link}", SOFA) == russian
    assert fill("{ Имя }, {ТОВАР}, {цена}, {адрес}, {ссылка}", SOFA) == russian


def test_what_is_empty_is_named_once_in_order() -> None:
    filled = fill("{адрес} {имя} {адрес} {цена}", Values(name=" \u200b "))
    assert filled.empty == (Variable.ADDRESS, Variable.NAME, Variable.PRICE)
    assert fill("{цена}", Values(price_rub=0)).empty == (Variable.PRICE,)
    assert fill("Да, в продаже", Values()).empty == ()


def test_a_name_is_one_plain_short_line() -> None:
    said = fill("{имя}!", Values(name="  Анна\n\u202eПётр\u2028\tИ.\u0000 " + "о" * 90)).text
    assert said.startswith("Анна Пётр И. ооо")
    assert len(said) == 41


def test_braces_in_a_name_are_only_letters() -> None:
    assert fill("{имя}: {цена}", Values(name="{адрес}", price_rub=5, address="Тайна")).text == (
        "{адрес}: 5\xa0₽"
    )


def test_unknown_words_are_named() -> None:
    assert unknown("{имя} {скидка} {} {Скидка} {name} {скидка}") == ("скидка", "", "Скидка")
    assert unknown("Просто {имя} и { цена }, } {") == ()


@given(st.text(), st.text(max_size=30), st.text(max_size=30))
def test_no_text_breaks_the_filling(text: str, name: str, item: str) -> None:
    filled = fill(text, Values(name=name, item=item))
    assert unknown(text) or "{имя}" not in filled.text or "{имя}" in name + item
    assert "\n" not in fill("{имя}", Values(name=name)).text


def test_a_buyers_name_is_no_ground() -> None:
    text = grounds("{имя}, цена {цена}", Values(name="скидка 5000", price_rub=15_000))
    assert "5000" not in text
    assert "15\xa0000" in text


@pytest.mark.parametrize("language", READY)
def test_the_ready_ones_are_complete_short_and_say_nothing_of_their_own(language: str) -> None:
    assert tuple(one.kind for one in READY[language]) == ANSWERED
    for template in READY[language]:
        filled = fill(template.text, SOFA)
        assert not unknown(template.text)
        assert not filled.empty
        assert utf16_length(filled.text) <= LONGEST_REPLY
        # Without the template among the grounds: what it states, the listing states.
        languages = ("ru", "en")
        assert guards.check(filled.text, Grounds(LISTING, languages=languages)) == (), template.name


def test_an_unknown_language_is_russian() -> None:
    assert ready("xx") == READY["ru"]
    assert ready("en") == READY["en"]


@pytest.mark.parametrize(
    ("burst", "language"),
    [(["Hello, is it available?"], "en"), (["Hi, актуально?"], "ru"), (["?"], "xx"), ([], "xx")],
)
def test_the_buyers_language(burst: list[str], language: str) -> None:
    assert language_of(burst, "xx") == language


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Ещё актуально?", "Наличие"),
        ("Сколько стоит?", "Цена"),
        ("Торг возможен?", "Торг"),
        ("Есть доставка?", "Доставка"),
        ("Самовывоз откуда?", "Самовывоз"),
        ("Как можно оплатить?", "Оплата"),
        ("Какое состояние?", "Состояние"),
        ("Обмен интересует?", "Обмен"),
        ("Забронируйте, пожалуйста", "Бронь"),
        ("Какой адрес?", "Адрес"),
        ("Когда можно посмотреть?", "Время"),
    ],
)
def test_the_fitting_one_comes_first(said: str, name: str) -> None:
    ordered = fitting(READY["ru"], "", [said])
    assert ordered[0].name == name
    assert sorted(one.ref for one in ordered) == sorted(one.ref for one in READY["ru"])


def test_what_the_model_called_it_goes_before_what_is_read() -> None:
    ordered = fitting(READY["ru"], "payment", ["Ещё актуально?"])
    assert [one.kind for one in ordered[:2]] == ["payment", "availability"]


def test_own_ones_go_before_ready_ones_of_the_same_kind() -> None:
    here = own(kind="delivery", ref="2", reach=Reach.LISTING)
    ordered = fitting([*READY["ru"], own(kind="delivery"), here], "", ["Есть доставка?"])
    assert [one.ref for one in ordered[:3]] == ["2", "1", "delivery"]


def test_one_for_any_question_comes_first_where_its_words_fit() -> None:
    cover = own("Да, чехол входит в комплект и стирается")
    ordered = fitting([*READY["ru"], cover], "", ["А чехол стирается?"])
    assert ordered[0] is cover
    assert fitting([*READY["ru"], cover], "", ["Есть доставка?"])[0].kind == "delivery"


@pytest.mark.parametrize(
    ("burst", "kind"),
    [
        (["Актуально?"], Kind.AVAILABILITY),
        (["Здравствуйте! Ещё продаёте?"], Kind.AVAILABILITY),
        (["Добрый день", "Подскажите, пожалуйста, ещё актуально?"], Kind.AVAILABILITY),
        (["Какой адрес?", "Спасибо!"], Kind.ADDRESS),
        (["Есть доставка?"], Kind.DELIVERY),
        (["Is it still available?"], Kind.AVAILABILITY),
    ],
)
def test_one_plain_question(burst: list[str], kind: Kind) -> None:
    assert only_question(burst) is kind


@pytest.mark.parametrize(
    "said",
    [
        "Актуально? А доставка есть?",  # two things
        "Актуально? Мне бы пробег узнать",  # the second one is unread
        "Актуально, и какой пробег?",
        "Есть доставка до Химок?",  # a place
        "Доставка в Тверь возможна?",
        "Можно завтра посмотреть?",  # a day
        "За 10 000 отдадите?",  # a sum
        "Спасибо",
        "Здравствуйте",
        "👍",
        "",
        "Актуально? " * 30,
        "Меня интересует вот что: актуально ли ещё ваше предложение насчёт перевозки двух шкафов",
    ],
)
def test_anything_else_is_no_plain_question(said: str) -> None:
    assert only_question([said]) is None


def test_exactly_one_nearest_template_answers() -> None:
    everything = [*READY["ru"], own(kind="delivery")]
    assert exact(READY["ru"], ["Есть доставка?"]) == READY["ru"][3]
    assert exact(everything, ["Есть доставка?"]) == own(kind="delivery")
    here = own(kind="delivery", ref="3", reach=Reach.LISTING)
    assert exact([*everything, here], ["Есть доставка?"]) == here


def test_two_of_the_same_reach_answer_nothing() -> None:
    two = [*READY["ru"], own(kind="delivery"), own(kind="delivery", ref="2")]
    assert exact(two, ["Есть доставка?"]) is None


def test_where_none_is_of_the_kind_none_answers() -> None:
    assert exact([own("Да"), own(kind="address")], ["Есть доставка?"]) is None
    assert exact([], ["Есть доставка?"]) is None
    assert exact([own("Жаль", kind="complaint")], ["Это обман!"]) is None


def test_a_ready_template_is_named_in_the_sellers_language_and_speaks_the_buyers() -> None:
    english, russian = offered([], "en"), offered([], "ru")
    shown = offered([], "en", named_in="ru")
    assert [one.name for one in shown] == [one.name for one in russian]
    assert [one.text for one in shown] == [one.text for one in english]
