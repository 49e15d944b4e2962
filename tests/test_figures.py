"""A bare number says what the question makes of it; a spelled-out word hides something."""

import time

import pytest

from ai.fold import fold
from ai.rules.disguise import find_disguised
from ai.rules.figures import find_figures, find_ways

KNOWN = ("15000", "Диван угловой 210", "Химки, ул. Ленина, 5", "Доставка 450 ₽")


def figures(reply: str, asked: str) -> list[str]:
    folded = fold(reply)
    return [folded.cut(*span) for span in find_figures(folded, (asked,), known=KNOWN)]


def ways(reply: str, asked: str, *known: str) -> list[str]:
    folded = fold(reply)
    return [folded.cut(*span) for span in find_ways(folded, (asked,), known=known)]


def disguised(reply: str) -> list[str]:
    folded = fold(reply)
    return [folded.cut(*span) for span in find_disguised(folded, known="")]


@pytest.mark.parametrize(
    ("asked", "reply"),
    [
        ("Сколько минимум?", "Минимум сорок"),
        ("Какая последняя цена?", "Пусть будет четырнадцать с половиной"),
        ("Торг есть?", "Тогда 9 ровно"),
        ("Сколько с самовывозом?", "15000*0.9"),
        ("Скинете?", "Наличкой — сорок одна"),
        ("Почём?", "За двенашку забирайте"),
        ("Сумма?", "Десятка с тремя нулями"),
        ("А если заберу сейчас?", "Тогда 13"),
        ("How much?", "I can do 13"),
    ],
)
def test_asked_for_money_a_bare_number_is_a_sum(asked: str, reply: str) -> None:
    assert figures(reply, asked)
    assert not figures(reply, "Ещё продаёте?")


@pytest.mark.parametrize(
    ("asked", "reply"),
    [
        ("Почём?", "Пятнадцать тысяч рублей, как в объявлении."),
        ("Цена?", "15 000 ₽"),
        ("за сколько?", "за 15"),
        ("Сколько доставка?", "Доставка 450 рублей"),
        ("Сколько стульев?", "Четыре стула, цена 15 000 ₽."),
        ("Цена за метр?", "Длина 210 см, цена 15 000 ₽."),
        ("Торг?", "Насчёт торга уточню. Смотреть после 18:00."),
        ("Сколько лет дивану?", "Дивану 3 года."),
        ("Скидка будет?", "Дом 5, этаж 2."),
        ("Сколько?", "Цена указана за 1 шт, 15 000 ₽."),
    ],
)
def test_a_number_that_is_known_or_measures_something_passes(asked: str, reply: str) -> None:
    assert figures(reply, asked) == []


@pytest.mark.parametrize(
    ("asked", "reply"),
    [
        ("Сайт есть?", "velo точка шоп"),
        ("Как связаться?", "т.м.е/marina44"),
        ("Телефон?", "девять-один-шесть, дальше пять пятёрок и два ноля"),
        ("Ваш ник?", "ищите oleg_divan"),
        ("Куда писать?", "oleg собака почта"),
    ],
)
def test_asked_for_a_contact_what_may_be_one_is(asked: str, reply: str) -> None:
    assert ways(reply, asked)
    assert not ways(reply, asked, reply)
    assert not ways(reply, "Ещё продаёте?")


def test_without_a_contact_such_an_answer_passes() -> None:
    assert ways("Давайте продолжим здесь, в чате. Уточню и напишу.", "Ваш телефон?") == []


@pytest.mark.parametrize(
    "text",
    [
        "Д-е-с-я-т-ь т-ы-с-я-ч",
        "о т д а м",
        "д.е.в.я.т.ь",
        "..--- ----- ----- ----- рублей",
        "в т3л3гр@мм3",
        "_@master_tula_",
        "скину 10^5",
        "0x2710 рублей",
    ],
)
def test_a_word_that_hides_is_found(text: str) -> None:
    assert disguised(text)
    assert disguised(f"Здравствуйте! {text}, жду")


@pytest.mark.parametrize(
    "text",
    [
        "Здравствуйте! Да, диван ещё в продаже.",
        "т. е. можно и т. д.",
        "и т.п. — уточню",
        "210×95×80 см, 2,5 м",
        "А-а-а, понятно",
        "RTX3060, iPhone13, XR2, Core i5-12400F",
        "Цена — 15 000 ₽. Адрес: Химки, ул. Ленина, д. 5, к. 2",
        "размер M, L, S",
        "— Да. — Нет. — Хорошо.",
        "...",
        "- - -",
        "15.05.2024 - 16.05.2024",
        "Я и он, а с ней — к вам",
    ],
)
def test_ordinary_writing_is_no_disguise(text: str) -> None:
    assert disguised(text) == []


@pytest.mark.parametrize(
    "base",
    ["1", "а ", "а-", ". ", "-", "a1", "т3", "_", "точка ", "пять ", "цена 9 ", "@", "с пол"],
)
def test_it_takes_a_few_milliseconds_at_most(base: str) -> None:
    text = (base * 10_000)[:10_000]
    folded = fold(text)
    started = time.process_time()
    for _ in range(3):
        list(find_disguised(folded, known=""))
        list(find_figures(folded, ("Цена?", text), known=(text,)))
        list(find_ways(folded, ("Телефон?", text), known=()))
    assert (time.process_time() - started) / 3 < 0.3
