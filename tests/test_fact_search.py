"""A seller finds what he told us by the words that come to his mind."""

import pytest

from db.facts import ListedFact
from db.models import Fact, Listing, Scope
from scheduler.fact_search import best, fits

TEXTS = (
    "Доставка до Химок 450 ₽",
    "Батареек в комплекте нет",
    "Ёмкость аккумулятора 89 %",
    "Гарантия на диван 6 месяцев",
    "Вывозим старые окна",
    "Торг при осмотре уместен",
    "Телефон для связи +7 916 123-45-67",
    "Привезём сами за 500 ₽",
)


def found(words: str) -> list[str]:
    facts = [Fact(id=n, text=text, scope=Scope.ALL, title_words="") for n, text in enumerate(TEXTS)]
    return [row.fact.text for row in best([ListedFact(fact, None) for fact in facts], words)]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("химки", TEXTS[0]),  # «Химок»: a vowel comes and goes
        ("Химках", TEXTS[0]),
        ("хим", TEXTS[0]),
        ("достав", TEXTS[0]),
        ("доставка", TEXTS[0]),
        ("доставим", TEXTS[0]),
        ("ДОСТАВКИ В ХИМКИ", TEXTS[0]),
        ("достав химк", TEXTS[0]),
        ("даставка", TEXTS[0]),  # a slip
        ("450", TEXTS[0]),
        ("батарейка", TEXTS[1]),
        ("емкость", TEXTS[2]),
        ("ёмк", TEXTS[2]),
        ("аккумуляторы", TEXTS[2]),
        ("гарантийный", TEXTS[3]),
        ("диванов", TEXTS[3]),
        ("окон", TEXTS[4]),
        ("торга", TEXTS[5]),
        ("при", TEXTS[5]),  # a small word alone is looked for as it stands
        ("916", TEXTS[6]),
        ("123-45", TEXTS[6]),
        ("привезем", TEXTS[7]),
    ],
)
def test_a_word_is_found_in_any_form_and_by_its_beginning(words: str, text: str) -> None:
    assert found(words)[0] == text


@pytest.mark.parametrize("words", ["самосвал", "кредит", "торт", "<>", "", "окраска", "телега"])
def test_what_nobody_said_is_not_found(words: str) -> None:
    assert found(words) == []


def test_the_one_with_all_the_words_comes_first() -> None:
    assert found("доставка 500")[0] in (TEXTS[0], TEXTS[7])
    assert found("доставка 450") == [TEXTS[0]]


def test_the_words_of_its_listing_count_too() -> None:
    listing = Listing(id=1, title="Диван угловой «Осло»")
    fact = Fact(id=1, text="Чехол в подарок", scope=Scope.LISTING, title_words="")
    assert best([ListedFact(fact, listing)], "диваны осло")
    group = Fact(id=2, text="Чехол в подарок", scope=Scope.GROUP, title_words="кресла")
    assert best([ListedFact(group, None)], "кресло")


@pytest.mark.parametrize(
    ("words", "fit"),
    [
        ("диван", True),
        ("диваны угл", True),
        ("углового", True),
        ("осло", True),
        ("детский диван", False),
        ("стол", False),
    ],
)
def test_a_listing_has_all_the_words(words: str, *, fit: bool) -> None:
    assert fits("Диван угловой «Осло»", words) is fit
