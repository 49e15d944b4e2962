"""Two facts that cannot both be true are told from two that can."""

import time

import pytest

from ai.contradictions import differ, disputed, read
from ai.model import KnownFact


def contradict(one: str, other: str) -> bool:
    return differ(read(one), read(other))


CANNOT_BOTH_BE_TRUE = [
    ("доставка до Химок 450 ₽", "доставка до Химок 500 ₽"),
    ("Доставка до Химок 450 ₽", "До Химок доставим за 500 рублей"),
    ("Доставка в Химки стоит 450", "доставка до Химок — 500р."),
    ("торга нет", "торг уместен"),
    ("Торга нет", "Торг возможен при осмотре"),
    ("Самовывоз есть", "Самовывоза нет"),
    ("Доставка бесплатная", "Доставка 500 ₽"),
    ("Гарантия 6 месяцев", "Гарантия 12 месяцев"),
    ("Работаем до 18:00", "Работаем до 20:00"),
    ("Выходной — воскресенье", "Выходной — понедельник"),
    ("Размер дивана 210×95 см", "Размер дивана 200х95 см"),
    ("Цена за комплект 15 тыс", "Цена за комплект 15 500 ₽"),
    ("Царапин нет", "Есть царапина на ножке"),
    ("No bargaining", "Bargaining is possible"),
    ("Delivery costs 5 euro", "Delivery costs 7 euro"),
]

CAN_BOTH_BE_TRUE = [
    ("доставка до Химок 450 ₽", "доставка до Мытищ 500 ₽"),
    ("доставка до Химок 450 ₽", "Доставка до Химок — 450 рублей"),
    ("Цена за комплект 15 000 ₽", "Цена за комплект 15 тыс"),
    ("Цена за комплект 15к", "Цена за комплект 15000"),
    ("Работаем до 18:00", "Работаем до 18"),
    ("Доставка 500 ₽", "Доставка 500 ₽, с подъёмом на этаж 1500 ₽"),
    ("торга нет", "самовывоз есть"),
    ("Доставка есть", "Доставки в Тверь нет"),
    ("iPhone 13 в наличии 2 шт", "iPhone 14 в наличии 3 шт"),
    ("Есть чек", "Есть коробка"),
    ("Адрес: Лесная улица, 5", "Размер дивана 210×95 см"),
    ("", "Доставка 500 ₽"),
    ("450", "500"),
    ("нет", "да"),
]


@pytest.mark.parametrize(("one", "other"), CANNOT_BOTH_BE_TRUE)
def test_these_contradict_each_other(one: str, other: str) -> None:
    assert contradict(one, other)
    assert contradict(other, one)


@pytest.mark.parametrize(("one", "other"), CAN_BOTH_BE_TRUE)
def test_these_do_not(one: str, other: str) -> None:
    assert not contradict(one, other)
    assert not contradict(other, one)


def test_nothing_contradicts_itself() -> None:
    assert not any(contradict(text, text) for pair in CANNOT_BOTH_BE_TRUE for text in pair)


@pytest.mark.parametrize("sign", ["1", "1 ", "1 000 ", "я ", "не ", "x", "a1 ", "1.", "1:", "×1 "])
def test_a_long_text_is_read_quickly(sign: str) -> None:
    began = time.perf_counter()
    contradict(sign * 10_000, "доставка 500 " + sign * 10_000)
    assert time.perf_counter() - began < 1


OLD, NEW = KnownFact(1, "Доставка 450 ₽"), KnownFact(2, "Доставка 500 ₽")
OF_SOFA, OTHER = KnownFact(3, "Доставка 900 ₽", of_listing=True), KnownFact(4, "Торга нет")


@pytest.mark.parametrize(
    ("used", "found"),
    [
        ([OLD, NEW], (OLD, NEW)),
        ([OTHER, NEW], (NEW, OLD)),  # the other one is not used: still nobody knows which is right
        ([OTHER], ()),
        ([OF_SOFA], ()),  # what is told of the listing goes before what is told of all
        ([OF_SOFA, OLD], (OF_SOFA, OLD)),
        ([], ()),
    ],
)
def test_what_an_answer_uses_may_be_disputed(
    used: list[KnownFact], found: tuple[KnownFact, ...]
) -> None:
    assert disputed(used, [OLD, NEW, OF_SOFA, OTHER]) == found
