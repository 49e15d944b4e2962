"""A fact's figure belongs to its thing, and what a fact says no to is not said to be so."""

import pytest

from ai.guards import Grounds, Rule, check
from ai.model import ListingFacts
from ai.shorthand import in_full

LISTING = ListingFacts("Ремонт на дому", 500, "active", "")


def rules(text: str, *facts: str, burst: str = "") -> set[Rule]:
    return {one.rule for one in check(text, Grounds(LISTING, facts=facts, burst=(burst,)))}


@pytest.mark.parametrize(
    ("fact", "right", "wrong"),
    [
        ("Замена тэна 1800, насос 1500", "Насос 1500 ₽", "Насос 1800 ₽"),
        ("Мальчики 45000, девочка 60000", "Девочка 60 тысяч", "Девочка 45 тысяч"),
        (
            "Замена экрана iPhone 11 — 5500 ₽, iPhone 13 — 9900 ₽",
            "Экран 13 — 9900 ₽",
            "Кузов 9900 ₽",
        ),
        ("Подшипники 3500 с работой, тэн 1800", "Подшипники 3500", "Подшипники с работой 1800"),
        ("Левая 11000, правая 9500", "Правая 9500", "Правая тоже 11000"),
        ("М200 4900, М300 5400", "М200 — 4900 за куб", "М200 — 5400 за куб"),
    ],
)
def test_a_sum_is_said_of_what_its_fact_names(fact: str, right: str, wrong: str) -> None:
    assert rules(right, fact) == set()
    assert Rule.CLAIM in rules(wrong, fact)


def test_what_a_list_goes_on_with_is_of_what_came_before() -> None:
    assert rules("Банка на 3 кг стоит 1800 ₽", "Банка 1 кг 650 ₽, 3 кг 1800 ₽") == set()


@pytest.mark.parametrize(
    ("fact", "right", "wrong"),
    [
        ("3 хозяина", "Три хозяина", "Один хозяин"),
        ("Вёсел 2 пары, вёсла 2 штуки", "2 вёсла", "4 весла"),
    ],
)
def test_things_are_as_many_as_a_fact_says(fact: str, right: str, wrong: str) -> None:
    assert rules(right, fact) == set()
    assert rules(wrong, fact) != set()


def test_a_count_of_the_buyers_or_of_a_threshold_is_no_other_count() -> None:
    assert rules("На 4 поддона хватит", "Есть 6 поддонов", burst="мне 4 поддона") == set()
    assert rules("Доставка от 3 кубов", "Входит 5 кубов, доставка от 3 кубов") == set()


@pytest.mark.parametrize(
    ("fact", "right", "wrong"),
    [
        ("Коробка есть, чека нет", "Коробка есть, чека нет", "Есть и коробка, и чек"),
        ("Без родословной, ветпаспорт есть", "Родословной нет", "Родословная прилагается"),
        ("Дрова влажные, сухих нет", "Сухих нет", "Есть сухие"),
        ("Сушилки не делаем", "Сушилки не берём", "Сушильные машины тоже берём"),
        ("Самовывоза нет, только Авито Доставка", "Самовывоза нет", "Да, самовывоз возможен"),
        ("Девочка, стерилизована", "Она стерилизована", "Да, она не стерилизована"),
        ("Без животных", "С животными не сдаю", "Кота можно"),
    ],
)
def test_what_a_fact_denies_is_not_affirmed(fact: str, right: str, wrong: str) -> None:
    assert Rule.CLAIM not in rules(right, fact)
    assert Rule.CLAIM in rules(wrong, fact)


def test_a_plain_yes_affirms_what_was_asked_for() -> None:
    fact = "Яма сухая, погреба нет"
    assert Rule.CLAIM in rules("Имеется, сухой", fact, burst="погреб имеется?")
    assert Rule.CLAIM not in rules("Да, сухая", fact, burst="яма сухая?")


@pytest.mark.parametrize(
    ("fact", "right", "wrong"),
    [
        ("Дрова сырые, пилены осенью", "Дрова сырые", "Да, сухие, можно топить"),
        ("Мех натур. енот", "Мех натуральный", "Мех искусственный"),
        ("Одно крепление паяное", "Одно крепление паяное", "Все крепления целые"),
        ("Экран менялся", "Экран менялся", "Экран родной, ни разу не менялся"),
        ("Батарея не держит", "Батарея не держит", "Аккумулятор живой"),
        ("Все продано, новая партия весной", "Всё продано", "Да, есть в наличии"),
        ("Гриль не работает", "Гриль не работает", "Гриль исправен"),
        ("Маломерят на размер", "Маломерят", "Идут размер в размер"),
    ],
)
def test_a_thing_is_not_called_the_opposite(fact: str, right: str, wrong: str) -> None:
    assert Rule.CLAIM not in rules(right, fact)
    assert Rule.CLAIM in rules(wrong, fact)


def test_the_price_is_not_said_of_what_has_its_own() -> None:
    fact = "Дефлектор отдельно 700"
    assert rules("Дефлектор 700 ₽", fact) == set()
    assert Rule.CLAIM in rules("Дефлектор 500 ₽", fact)


def test_a_sum_for_one_place_is_not_that_of_another() -> None:
    fact = "Доставка до Химок 450"
    assert rules("До Химок 450 рублей", fact) == set()
    assert rules("До Мытищ так же 450 рублей", fact) != set()


def test_with_and_without_may_both_be_sold() -> None:
    fact = "40к без родословной, 55к с родословной"
    assert rules("С родословной 55 тысяч", fact) == set()


def test_a_guarantee_covers_what_its_fact_names() -> None:
    fact = "Гарантия на работу 6 мес"
    assert rules("Гарантия на работу 6 месяцев", fact) == set()
    assert Rule.CLAIM in rules("Гарантия 6 месяцев и на работу, и на все запчасти", fact)


def test_what_two_denials_ask_for_may_be_said() -> None:
    assert rules("Нет, сдаём только с оператором", "Без оператора не сдаём") == set()


@pytest.mark.parametrize("text", ["Да, белый", "Плед белоснежный"])
def test_a_colour_needs_a_fact(text: str) -> None:
    assert Rule.CLAIM in rules(text, "Цвет серый")
    assert Rule.CLAIM not in rules(text, "Цвет белый")


def test_a_colour_that_is_denied_or_asked_about_is_none() -> None:
    assert rules("Нет, не белый", "Цвет серый") == set()
    assert rules("Вам белый или серый?") == set()


@pytest.mark.parametrize("text", ["Не битая", "Вся в родной краске", "В авариях не была"])
def test_a_car_is_sound_where_a_fact_says_so(text: str) -> None:
    assert Rule.CLAIM in rules(text, "Была в дтп, крашено крыло")
    assert Rule.CLAIM not in rules(text, "Не бита, не крашена")


def test_a_swap_that_a_fact_refuses_is_no_matter_of_interest() -> None:
    burst = "на Гранту с доплатой интересно?"
    assert Rule.CLAIM in rules("Интересно, присылайте фото Гранты", "Обмен нет", burst=burst)
    assert rules("Обмен не интересует", "Обмен нет", burst=burst) == set()


@pytest.mark.parametrize(
    ("said", "full"),
    [
        ("Дост. по городу вкл.", "доставка по городу включена"),
        ("2 хоз по птс", "2 хозяина по птс"),
        ("смотреть любой день кр. вс", "смотреть любой день кроме вс"),
        ("пробег 96 т.км", "пробег 96 тыс км"),
        ("Достоинство: вклад в семью", "Достоинство: вклад в семью"),
        ("След на чехле, дл. 2 м", "След на чехле, длина 2 м"),
    ],
)
def test_short_forms_are_read_in_full(said: str, full: str) -> None:
    assert in_full(said) == full
