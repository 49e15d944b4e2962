"""What the seller's answer to a question says, as facts, and what an answer may rest on."""

import pytest

from ai.guards import Grounds, check
from ai.model import ListingFacts
from db.models import Draft
from scheduler.questions import (
    Answers,
    asked_elsewhere,
    holds_today_only,
    overlaps,
    read_answers,
    stated,
)

ANSWERS = [
    ("доставка до Химок", "450 ₽", "Доставка до Химок: 450 ₽"),
    ("доставка до Химок", "доставка в Химки\n450 ₽", "Доставка до Химок: доставка в Химки 450 ₽"),
    ("доставка", "доставка 450 ₽", "доставка 450 ₽"),
    ("доставка", "доставки нет", "доставки нет"),
    ("за 9000", "за 9000 не отдам", "«За 9000?» — за 9000 не отдам"),
    ("гарантия", "нет", "Гарантия: нет"),
    ("гарантия", "Да!", "Гарантия: Да!"),
    ("гарантия", "зависит от вас", "«Гарантия?» — зависит от вас"),
    ("можно?", "нет", "Можно: нет"),
    ("доставка", "нет проблем, 500", "Доставка: нет проблем, 500"),
    ("диван «Осло» новый?", "не совсем", "«Диван „Осло“ новый?» — не совсем"),
    ("гарантия", "не знаю, обычно 2 недели", "«Гарантия?» — не знаю, обычно 2 недели"),
    ("гарантия", "450, точно уточню", "«Гарантия?» — 450, точно уточню"),
    ("торг", "нет, уточню", "Торг: нет, уточню"),
    ("отдадите ли за 9000", "нет", "«Отдадите ли за 9000?» — нет"),
    ("отдадите ли за 9000", "Да!", "«Отдадите ли за 9000?» — Да!"),
    ("подойдёт ли на iPhone 13", "нет", "Подойдёт ли на iPhone 13: нет"),
]


@pytest.mark.parametrize(("name", "said", "fact"), ANSWERS)
def test_an_answer_says_what_it_is_about(name: str, said: str, fact: str) -> None:
    assert read_answers([name], said).facts == (fact,)


PUT_OFF = [
    *("не знаю", "Не знаю.", "хз", "потом скажу", "уточню", "надо посмотреть", "посмотрим", "?"),
    *("Хз, уточню у мужа", "пока не знаю, потом напишу", "без понятия", "не уверен", "может быть"),
    *("ещё не решил, подумаю", "завтра скажу", "гарантия — не знаю", "I don't know", "will check"),
]


@pytest.mark.parametrize("said", PUT_OFF)
def test_that_he_does_not_know_is_no_fact(said: str) -> None:
    assert read_answers(["гарантия"], said) == Answers((), put_off=("гарантия",))
    assert read_answers(["гарантия", "торг"], said).facts == ()


@pytest.mark.parametrize("said", ["450 ₽\nне знаю\n2 м", "3. 2 м\n2) хз\n1. 450 ₽"])
def test_of_several_only_what_he_does_not_know_stays_open(said: str) -> None:
    answers = read_answers(["доставка", "гарантия", "ширина"], said)
    assert answers == Answers(("Доставка: 450 ₽", "Ширина: 2 м"), put_off=("гарантия",))


def test_that_he_knows_nothing_is_said_to_all() -> None:
    assert read_answers(["доставка", "ширина"], "хз").put_off == ("доставка", "ширина")


OFFERS = {
    "отдадите ли за 9000": "Хорошо, отдам за 9000 ₽.",
    "отдадите за 9000?": "Хорошо, 9000.",
    "за девять отдадите": "Отдам за девять тысяч.",
    "скинете 2 тысячи?": "Да, скину 2 тысячи.",
    "торг до девяти тысяч или 8к": "Отдам за 8000 ₽.",
    "скидка 10%": "Скидка 10% будет.",
    "доставка до Химок за 500": "Доставим до Химок за 500 ₽.",
    "завтра доставите?": "Да, завтра доставим.",
    "отложите до пятницы": "Отложу до пятницы.",
    "возврат в течение 14 дней": "Вернём деньги в течение 14 дней.",
    "есть гарантия год?": "Да, гарантия год.",
    "рассрочка на 6 месяцев": "Рассрочка на 6 месяцев есть.",
    "номер +7 916 123-45-67": "Звоните +7 916 123-45-67.",
}
"""What buyers named, and what a model that obeys them says."""

REFUSALS = [
    "нет",
    "Нет.",
    "не",
    "пока нет",
    "вряд ли",
    "да нет",
    "не знаю, вряд ли",
    "посмотрим, это зависит от вас",
    "нет, цена та же",
    "только за 10000",
    "да, но с доплатой",
    "нет, за 9000 не отдам, только за 12000",
]


def obeys(reply: str, fact: str, burst: str) -> bool:
    """Whether the reply may leave on the ground of the fact."""
    listing = ListingFacts("Диван угловой «Осло»", 15_000, "active")
    return not check(reply, Grounds(listing, (stated(fact),), (burst,)))


@pytest.mark.parametrize("said", REFUSALS)
@pytest.mark.parametrize("name", OFFERS)
def test_what_a_buyer_named_is_promised_to_nobody_without_a_plain_yes(name: str, said: str) -> None:
    (fact,) = read_answers([name], said).facts
    assert not obeys(OFFERS[name], fact, name)


@pytest.mark.parametrize("said", ["да", "Да!", "ага, можно", "+"])
@pytest.mark.parametrize("name", ["отдадите ли за 9000", "завтра доставите?", "есть гарантия год?"])
def test_a_plain_yes_is_a_yes_to_all_of_it(name: str, said: str) -> None:
    (fact,) = read_answers([name], said).facts
    assert obeys(OFFERS[name], fact, name)


STATED = [
    ("Доставка до Химок: 450 ₽", "Доставка до Химок: 450 ₽"),
    ("Гарантия: нет", ""),
    ("Доставка: нет, самовывоз на Ленина 5", "самовывоз на Ленина 5"),
    ("«Отдадите ли за 9000?» — нет, за 9000 не отдам, только за 12000", "только за 12000"),
    ("«Отдадите ли за 9000?» — может, за 12000", "за 12000"),
    ("«За 9000?» — за 9000 не отдам", ""),
    ("«Отдадите ли за 9000?» — за 12000", "Отдадите ли за …: за 12000"),
    ("«Отдадите ли за 9000?» — да", "«Отдадите ли за 9000?» — да"),
    ("Доставка: нет проблем, 500 ₽", "Доставка: нет проблем, 500 ₽"),
]


@pytest.mark.parametrize(("fact", "ground"), STATED)
def test_what_is_refused_is_no_ground(fact: str, ground: str) -> None:
    assert stated(fact) == ground


@pytest.mark.parametrize(
    ("fact", "today_only"),
    [
        ("«Завтра доставите?» — да", True),
        ("Самовывоз: сегодня до 18:00", True),
        ("Самовывоз: через час", True),
        ("Отправка: через 2 дня после оплаты", False),
        ("Доставка: по субботам", False),
        ("Гарантия: год", False),
    ],
)
def test_a_day_as_seen_from_today_is_another_one_tomorrow(fact: str, today_only: bool) -> None:
    assert holds_today_only(fact) is today_only


SEVERAL = [
    ("450 ₽\n210 см", ("Доставка: 450 ₽", "Ширина: 210 см"), (), False),
    ("ширина 210\nдоставка 450", ("доставка 450", "ширина 210"), (), False),
    ("ширина 210", ("ширина 210",), ("доставка",), False),
    ("2) 210 см", ("Ширина: 210 см",), ("доставка",), False),
    ("2. 2.5 м\n1. 450 ₽", ("Доставка: 450 ₽", "Ширина: 2.5 м"), (), False),
    ("2.5 м", (), ("доставка", "ширина"), True),
    ("доставка 450, ширина 210", ("доставка 450, ширина 210",), (), False),
    ("450", (), ("доставка", "ширина"), True),
    ("да", (), ("доставка", "ширина"), True),
    ("450\n210\nда", (), ("доставка", "ширина"), True),
    ("3. 450", (), ("доставка", "ширина"), True),
]


@pytest.mark.parametrize(("text", "facts", "left", "unclear"), SEVERAL)
def test_an_answer_is_to_the_question_that_it_clearly_fits(
    text: str, facts: tuple[str, ...], left: tuple[str, ...], unclear: bool
) -> None:
    read = read_answers(["доставка", "ширина"], text)
    assert (read.facts, read.open, read.unclear) == (facts, left, unclear)


def test_the_longer_name_of_two_is_meant() -> None:
    read = read_answers(["доставка", "доставка до Химок"], "доставка до Химок 450")
    assert read.open == ("доставка",)


SAME = [
    ("доставка до Химок сколько?", "сколько стоит доставка в Химки", True),
    ("стоимость доставки до Химок", "доставка Химки", True),
    ("доставите в Химки", "доставка до Химок", True),
    ("цена", "сколько стоит", True),
    ("доставка до Омска", "доставка до Томска", False),
    ("доставка", "доставка до Химок", False),
    ("срок доставки до Химок", "доставка до Химок", False),
    ("ширина", "высота", False),
    ("доставка завтра", "доставка", False),
]


@pytest.mark.parametrize(("one", "other", "same"), SAME)
def test_which_words_ask_the_same(one: str, other: str, same: bool) -> None:
    assert overlaps([one], [other]) is same
    assert overlaps([other], [one]) is same


def asking(chat_id: int, *missing: str, asked_in: int | None = None) -> Draft:
    return Draft(chat_id=chat_id, missing=list(missing), asked_in=asked_in)


ELSEWHERE = [
    ([], None),
    ([asking(1, "доставка в Химки")], 1),
    ([asking(1, "доставка в Химки", "ширина"), asking(2, "доставка в Химки", asked_in=1)], 1),
    ([asking(1, "ширина"), asking(2, "доставка в Химки", asked_in=1)], 2),
    ([asking(9, "доставка в Химки")], None),
    ([asking(2, "доставка в Химки", asked_in=9)], None),
]


@pytest.mark.parametrize(("drafts", "chat_id"), ELSEWHERE)
def test_where_the_same_is_asked_already(drafts: list[Draft], chat_id: int | None) -> None:
    """Chat 9 lacks it: neither its own card nor one that points at it asks in its place."""
    assert asked_elsewhere(["доставка до Химок"], drafts, chat_id=9) == chat_id
