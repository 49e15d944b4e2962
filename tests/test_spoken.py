"""Numbers, dates and hours said in words are read as the figures that a fact has."""

import pytest

from ai.fold import fold
from ai.spoken import in_figures


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("двадцать восьмого декабря", "28 декабря"),
        ("третье марта", "3 марта"),
        ("до пятнадцатого числа", "до 15 числа"),
        ("две тысячи двадцать первого года", "2021 года"),
        ("две недели", "2 недели"),
        ("полтора года", "1.5 года"),
        ("два с половиной месяца", "2.5 месяца"),
        ("полгода гарантии", "6 месяцев гарантии"),
        ("через полчаса", "через 30 минут"),
        ("с десяти до часу дня", "с 10 до 1 дня"),
        ("в половине двенадцатого", "в 11:30"),
        ("к пол пятого", "к 4:30"),
        ("до полудня", "до 12:00"),
        ("сорок восьмой размер", "48 размер"),
        ("тысяча двести рублей", "1200 рублей"),
        ("второй этаж", "второй этаж"),
        ("несколько дней", "несколько дней"),
        ("первая помощь", "первая помощь"),
    ],
)
def test_words_become_figures(said: str, written: str) -> None:
    assert in_figures(fold(said).text).text == written


def test_a_place_in_figures_is_found_in_the_words_again() -> None:
    text = "Заезд двадцать восьмого декабря, в семь вечера"
    spoken = in_figures(fold(text).text)
    start = spoken.text.index("28")
    first, last = spoken.back(start, start + 2)
    assert text[first:last] == "двадцать восьмого"
    start = spoken.text.index("7 вечера")
    first, last = spoken.back(start, start + len("7 вечера"))
    assert text[first:last] == "семь вечера"
