"""What an automatic answer may not have, in whatever spelling; and what it may."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.guards import Finding, Grounds, Rule, check
from ai.model import LONGEST_REPLY, ListingFacts
from ai.phones import mask_phones

PRICE = 15_000
SOFA = ListingFacts("Диван угловой «Осло»", PRICE, "active", "Химки, ул. Ленина, 115")
PHONE = ListingFacts("Видеокарта RTX 3060", 22_000)


def rules(text: str, listing: ListingFacts | None = SOFA) -> set[Rule]:
    return {finding.rule for finding in check(text, Grounds(listing))}


AMOUNTS = [
    "12 000 ₽",
    "12000р",
    "12000 руб.",
    "12 тыс",
    "12к",
    "12 к",
    "12т.р.",
    "12 тр",
    "двенадцать тысяч",
    "Двенадцать с половиной тысяч",
    "полторы тысячи",
    "пару тысяч скину",
    "скину тысячу",
    "скину пару сотен",
    "тыщу скину",
    "минус косарь",
    "10 косарей",
    "за пятихатку",
    "полцены",
    "доставка бесплатная",
    "отдам даром",
    "12000",
    "12-000 рублей",
    "12.000",
    "12'000",
    "12_000",
    "12\u202f000",
    "12 000,00",
    "12 ООО",
    "I2 000",
    "1 2 0 0 0",
    "１２０００",
    "١٢٠٠٠",
    "12\u200b000",
    "1️⃣2️⃣0️⃣0️⃣0️⃣",
    "⑫ тысяч",
    "12 млн",
    "$200",
    "200 баксов",
    "RUB 12000",
    "rub12000",
    "12000p",
    "15 рублей",
    "0 ₽",
    "сто рублей",
    "пятьсот",
    "Доставка 450",
    "предоплата 1000",
    "Отдам за 12",
    "Давайте 12",
    "за 15 или 12",
    "12 устроит",
    "скину 500 на 300",
    "за двенадцать",
    "до 12 уступлю",
    "торг до 12",
    "минус 2",
    "по 15 минус 1",
    "скидка 10 %",
    "скидка 5%",
    "5% скидки",
    "уступлю десять процентов",
    "сделаю 14 500",
    "от 14000 до 15000",
    "15 000 500",
    "15 тыс 500",
    "пятнадцать тысяч пятьсот",
    "двадцать пять сотен",
    "отдам за 900 комплект",
    "the price is 12000",
    "fifty bucks",
    "ten thousand",
    "12:00 руб",
    "5 000 000 за 10",
    "пятьсотрублей",
    "двенадцатьтысяч",
    "за 10 штук",
]


@pytest.mark.parametrize("text", AMOUNTS)
def test_an_amount_other_than_the_price_is_found(text: str) -> None:
    assert Rule.AMOUNT in rules(text)
    assert Rule.AMOUNT in rules(f"Здравствуйте! Диван в продаже, {text} — удобно вам?")
    assert Rule.AMOUNT in rules(text, None)


PRICES = [
    "Цена — 15 000 ₽.",
    "15\u00a0000\u00a0₽",
    "15000р",
    "15 000 рублей",
    "15 тыс",
    "15 тыс. руб.",
    "15к",
    "15.000",
    "15 000,00 ₽",
    "за 15",
    "за 15 тысяч",
    "пятнадцать тысяч",
    "Пятнадцать тысяч рублей",
    "15000",
    "RUB 15000",
    "fifteen thousand",
]


@pytest.mark.parametrize("text", PRICES)
def test_the_price_may_be_named(text: str) -> None:
    assert check(text, Grounds(SOFA, languages=("ru", "en"))) == ()
    assert Rule.AMOUNT in rules(text, ListingFacts("Диван", 15_001))


def test_without_a_price_no_amount_may_be_named() -> None:
    assert rules("Цена — 15 000 ₽", ListingFacts("Диван")) == {Rule.AMOUNT}
    assert rules("0 ₽", ListingFacts("Диван", 15_000)) == {Rule.AMOUNT}


def test_what_costs_nothing_may_be_given_for_nothing() -> None:
    given = ListingFacts("Щенок в добрые руки", 0)
    assert rules("Отдаём бесплатно", given) == rules("0 ₽", given) == set()
    assert rules("Отдаём бесплатно", SOFA) == {Rule.AMOUNT}


CONTACTS = {
    Rule.PHONE: [
        "8 916 123-45-67",
        "+7(916)1234567",
        "89161234567",
        "916 123 45 67",
        "123-45-67",
        "8.9.1.6.1.2.3.4.5.6.7",
        "８９１６１２３４５６７",
        "8 9I6 123 45 67",
        "8 916 I23 45 67",
        "8916 один два три 45 67",
        "восемь девятьсот шестнадцать сто двадцать три сорок пять шестьдесят семь",
        "+375 29 123-45-67",
        "8\u200b9161234567",
    ],
    Rule.LINK: [
        "https://x",
        "HTTP://EXAMPLE",
        "avito.ru/1",
        "www.x",
        "сайт диван.рф",
        "t.me/oleg",
        "t . me / oleg",
        "oleg точка ру",
        "exаmple.cоm",
        "bit.ly/1",
        "a.b.c.example.com",
    ],
    Rule.EMAIL: [
        "a@b.ru",
        "o.leg+1@yandex.ru",
        "oleg @ mail.ru",
        "oleg собака mail точка ру",
        "oleg(at)mail.ru",
    ],
    Rule.NICK: ["@olegmebel", "＠olegmebel", "ник: olegmebel", "мой ник oleg_1"],
    Rule.MESSENGER: [
        "в телеге",
        "Telegram",
        "TELEGRAM",
        "tелеграм",
        "теле-грам",
        "т е л е г р а м",
        "te1egram",
        "в тг",
        "ватсап",
        "WhatsАрр",
        "whats app",
        "v1ber",
        "вайбер",
        "напишите в вк",
        "в инсте",
        "в максе",
        "в MAX",
    ],
}


INNOCENT = [
    "Здравствуйте! Да, диван ещё в продаже. Когда вам удобно?",
    "iPhone 13",
    "PS5",
    "210×95",
    "210х95х80 см",
    "210 * 95",
    "210 на 95 см",
    "ширина 210 см",
    "высота 75, ширина 120, глубина 60",
    "матрас 160 на 200",
    "до метро 300 м",
    "работаем с 10 до 20",
    "вес 25 кг",
    "2 шт",
    "по 2 шт",
    "3 спальных места",
    "осталось 2 стула",
    "три стула",
    "продаются по одному",
    "за 2 дня",
    "через 15 минут",
    "в 2 раза",
    "2019 год",
    "2019 г.",
    "24 ноября",
    "24.11.2026",
    "18:00",
    "с 9:00 до 18:30",
    "до 18.00",
    "с 10 до 18",
    "в пять вечера",
    "дом 115",
    "Адрес: Химки, ул. Ленина, 115",
    "на 5 этаже",
    "2-й этаж",
    "128 ГБ",
    "iPhone 13 128 ГБ",
    "пробег 12000 км",
    "45 размер",
    "100% хлопок",
    "100 %",
    "батарея 87%",
    "Скидку, к сожалению, предложить не получится.",
    "К сожалению, торга нет.",
    "Макс, добрый день!",
    "макс. нагрузка 100 кг",
    "в продаже.Ещё есть",
    "т.е. можно и т.д.",
    "никакой спешки",
    "телевизор",
    "Давайте общаться здесь, в чате Авито.",
    "т.к. 5 мест",
]


MONEY_AND_CONTACTS = {Rule.AMOUNT, Rule.CONTACT, *list(CONTACTS)}


@pytest.mark.parametrize("text", INNOCENT)
def test_what_is_no_money_and_no_contact_passes(text: str) -> None:
    assert not rules(text) & MONEY_AND_CONTACTS


@pytest.mark.parametrize("text", INNOCENT)
def test_what_a_fact_says_passes(text: str) -> None:
    assert check(text, Grounds(SOFA, facts=(text,))) == ()


def test_the_numbers_of_the_title_may_be_repeated_but_not_as_money() -> None:
    assert rules("Да, это RTX 3060, в продаже", PHONE) == set()
    assert rules("Да, это RTX 3060, в продаже", SOFA) == {Rule.AMOUNT}
    assert rules("отдам за 3060", PHONE) == {Rule.AMOUNT}
    assert rules("3060 рублей", PHONE) == {Rule.AMOUNT}
    assert rules("две тысячи", ListingFacts("Часы 2000")) == {Rule.AMOUNT}


def test_the_price_in_thousands_needs_a_word_of_money() -> None:
    dear = ListingFacts("Диван", 120_000)
    assert rules("отдам за 120", dear) == set()
    assert rules("120", dear) == {Rule.AMOUNT}
    assert rules("за 120 рублей", dear) == {Rule.AMOUNT}


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule, texts in CONTACTS.items() for text in texts]
)
def test_a_contact_is_found(rule: Rule, text: str) -> None:
    assert rule in rules(text)
    assert rule in rules(f"Напишите мне, {text}, жду")


def test_the_seller_sees_his_own_spelling() -> None:
    text = "Привезу за 4\u00a0ООО ₽, пишите в ТЕЛЕГРАМ"
    assert check(text, Grounds(SOFA)) == (
        Finding(Rule.AMOUNT, "4\u00a0ООО"),
        Finding(Rule.MESSENGER, "ТЕЛЕГРАМ"),
        Finding(Rule.PROMISE, "Привезу"),
    )


@pytest.mark.parametrize(("text", "long"), [("да " * 333, False), ("да " * 333 + "да", True)])
def test_a_thousand_letters_are_the_limit(text: str, long: bool) -> None:
    assert (rules(text) == {Rule.TOO_LONG}) is long


def test_the_limit_counts_an_emoji_twice() -> None:
    assert check("Да" + "😀" * 500, Grounds(SOFA)) == (Finding(Rule.TOO_LONG, "1002"),)


@given(st.text())
def test_any_text_is_judged_and_masked(text: str) -> None:
    for finding in check(text, Grounds(SOFA)):
        assert finding.found
    mask_phones(text)


def test_masking_leaves_the_rest_as_it_was() -> None:
    text = "Диван 210×95, цена 15 000 ₽, в 18:00, 24.11.2026, ＡＢＣ, от 10 000 - 12 000"
    assert mask_phones(text) == text


@pytest.mark.parametrize(
    "base",
    [
        *("1", "1 ", "1.", "а@", "a.", "о", "1о", "тыс ", "пять ", "x1", "@a", "-", " ", "t."),
        *("1(", "не ", "в ", "18:", "завтра ", "ул. ", "<b>", "&#56;", "я, ", "доставка ", "(1"),
    ],
)
def test_four_times_the_text_takes_about_four_times_as_long(base: str) -> None:
    def took(length: int) -> float:
        text = (base * length)[:length]
        best = float("inf")
        for _ in range(3):
            started = time.process_time()
            check(text, Grounds(SOFA))
            best = min(best, time.process_time() - started)
        return best

    # Quadratic would be 16; the rest is for a machine that is busy with other work.
    assert took(LONGEST_REPLY) / took(LONGEST_REPLY // 4) < 9
    # What can never leave is not read to its end.
    assert took(16 * LONGEST_REPLY) / took(LONGEST_REPLY) < 3
