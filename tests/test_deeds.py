"""What is promised in any verb, given along, or told as a figure, needs a fact."""

import time
from typing import Literal

import pytest

from ai.fold import fold
from ai.guards import Grounds, Rule, check
from ai.model import ListingFacts
from ai.morphology import future_of
from ai.rules.deeds import find_deeds
from ai.rules.gifts import find_gifts

SOFA = ListingFacts("Диван угловой «Осло»", 15_000, "active", "Химки, ул. Ленина, 115")


def deeds(text: str, *facts: str) -> list[str]:
    folded = fold(text)
    return [folded.cut(*span) for span in find_deeds(folded, facts)]


def gifts(text: str, *facts: str) -> list[str]:
    folded = fold(text)
    return [folded.cut(*span) for span in find_gifts(folded, facts, SOFA.title)]


def rules(text: str, *facts: str, burst: str = "", listing: ListingFacts = SOFA) -> set[Rule]:
    grounds = Grounds(listing, facts=facts, burst=(burst,) if burst else ())
    return {finding.rule for finding in check(text, grounds)}


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Проезд оплатим", "Проезд оплачиваем"),
        ("Форму выдадим", "Форма выдаётся бесплатно"),
        ("Уложим и трамбовку сделаем", "Укладка и трамбовка 500 за куб"),
        ("Ваш старый заберём", "Старый диван забираем"),
        ("Вышлем такси", "Отправляем такси"),
        ("Привезут к подъезду", "Доставка до подъезда"),
        ("Мастер приедет и соберёт", "Приезд и сборка 1000 ₽"),
        ("Можем перекрасить", "Перекраска 2000 ₽"),
        ("Молнию вошьём за 1200", "Молния на куртку 1200 руб"),
        ("Переделаем", "Переделка в течение недели"),
        ("Придержу за вами", "Отложу на сутки"),
    ],
)
def test_a_deed_in_any_verb_needs_a_fact(text: str, fact: str) -> None:
    assert deeds(text) != []
    assert deeds(text, fact) == []
    assert deeds(text, "Чехол в комплекте") != []


@pytest.mark.parametrize(
    "text",
    [
        "Уточню у коллеги и напишу",
        "Фото пришлю чуть позже",
        "Могу скинуть видео",
        "Если появятся вопросы, пишите",
        "Посмотрю и отвечу",
        "Передам продавцу",
        "Посылки уходят по понедельникам",
        "Не отправляем и не отложим",
        "Какой этаж? Привезём ли, уточню",
        "Шкаф пройдёт в проём",
    ],
)
def test_talk_is_no_deed(text: str) -> None:
    assert deeds(text) == []


def test_another_one_in_its_place_is_no_delivery() -> None:
    assert deeds("Сломается — привезём другую", "Доставка по городу 800 ₽") == ["привезём"]
    assert deeds("Сломается — привезём другую", "Доставка 800 ₽", "Замена в течение 14 дней") == []


@pytest.mark.parametrize(
    ("text", "fact", "other"),
    [
        ("Насос в подарок", "Насос в подарок", "Фонарь в подарок"),
        ("Звонок подарю", "Дарим звонок", "Насос в подарок"),
        ("Банька с меня", "Банька с меня, бесплатно", "Баня 2500 за вечер"),
        ("Лоток дам с собой", "Лоток отдаём с котёнком", "Корм отдаём с котёнком"),
        ("Проезд за наш счёт", "Проезд за наш счёт", "Проезд 500 ₽"),
    ],
)
def test_what_is_given_along_is_named_by_a_fact(text: str, fact: str, other: str) -> None:
    assert gifts(text, fact) == []
    assert gifts(text, other) != []
    assert gifts(text) != []


def test_the_thing_itself_is_promised_by_calling_it_the_buyers() -> None:
    assert gifts("Диван ваш") == ["Диван ваш"]
    assert gifts("Бензин ваш, в цену не входит") == []


@pytest.mark.parametrize(
    ("word", "others", "verb"),
    [
        ("привезём", "", "привезти"),
        ("привезут", "they", "привезти"),
        ("привезут", "", ""),
        ("приедет", "staff", "приехать"),
        ("приедет", "they", ""),
        ("уходят", "they", ""),
        ("считаем", "they", ""),
        ("проём", "they", ""),
        ("доставку", "they", ""),
        ("QÀ𗀀", "they", ""),
    ],
)
def test_a_dictionary_tells_what_will_be_done(
    word: str, others: Literal["", "they", "staff"], verb: str
) -> None:
    assert future_of(fold(word).text, others=others) == verb


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Гарантия полгода", "Гарантия 6 месяцев"),
        ("Гарантия год", "Гарантия 12 месяцев"),
        ("Отложим на сутки", "Отложим на 24 часа"),
        ("Проверка — две недели", "Проверка 14 дней"),
        ("Спектакль 28.12 в 19.00", "Спектакль 28 декабря в 19:00"),
        ("С пятнадцатого декабря", "С 15.12"),
        ("По 9 декабря", "Свободна с 3 по 9 декабря"),
        ("До 14 марта 2027 года", "До 14.03.2027"),
        ("В будни, вечером после семи", "После 19:00 по будням"),
        ("С десяти до часу дня", "С 10 до 13"),
        ("На связи 24/7, ночью тоже", "Работаем круглосуточно"),
        ("Минут за двадцать", "Около 20 минут"),
        ("Двадцать первый год", "2021 год"),
    ],
)
def test_a_time_may_be_told_in_other_words(text: str, fact: str) -> None:
    assert rules(text, fact) & {Rule.TIME, Rule.AMOUNT, Rule.FIGURE} == set()
    assert rules(text, "Химчистка входит") & {Rule.TIME, Rule.AMOUNT, Rule.FIGURE}


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Гарантия на работы год", "Гарантия на работы 6 месяцев"),
        ("Полгода гарантии", "Гарантия 3 месяца"),
        ("Гарантия вечная", "Гарантия 30 дней"),
        ("До 14 марта 2028 года", "До 14.03.2027"),
        ("В воскресенье тоже можно", "Смотреть можно в субботу"),
        ("Подержу до выходных", "Резерв на 1 сутки"),
        ("Приезжайте в воскресенье", "По воскресеньям не работаем"),
        ("Доставим завтра", "Доставите завтра: нет"),
    ],
)
def test_another_time_is_no_fact(text: str, fact: str) -> None:
    assert Rule.TIME in rules(text, fact)


def test_hours_of_opening_do_not_say_when_a_thing_is_brought() -> None:
    opened, brought = "Шоурум открыт с 10 до 20 ежедневно", "Доставка 500 ₽"
    assert Rule.TIME in rules("Доставим послезавтра", opened, brought)
    assert Rule.TIME not in rules("Доставим послезавтра", opened, "Доставка ежедневно, 500 ₽")
    assert Rule.TIME not in rules("Приезжайте послезавтра", opened, brought)


def test_what_is_refused_may_be_refused_again() -> None:
    assert Rule.AMOUNT in rules("Отдам за 9000", "За 9000 не отдам")
    assert rules("За 9000 не отдам", "За 9000 не отдам") == set()
    assert Rule.AMOUNT in rules("Отдам за 9000", "Отдадите ли за 9000: нет")
    assert Rule.AMOUNT not in rules("Отдам за 14 000", "Не дешевле 14 000")


@pytest.mark.parametrize(
    "text", ["Расход семь литров на сотню", "85 котлет", "Осталось 17", "Четырнашка", "Z8ООО"]
)
def test_a_figure_that_nobody_stated_is_made_up(text: str) -> None:
    assert rules(text) & {Rule.FIGURE, Rule.AMOUNT}


def test_few_things_and_marks_of_a_list_are_no_figures() -> None:
    assert rules("Есть два варианта: 1) самому, 2) курьером. Пара вопросов?") == set()
    assert rules("Тысяча извинений за ожидание!") == set()


def test_the_buyers_numbers_may_be_said_again_but_not_his_offer() -> None:
    assert rules("На 52 маловат, это 48 размер", "Размер 48", burst="52 подойдёт?") == set()
    assert rules("CE285A отдельно нет", burst="CE285A есть?") == set()
    assert rules("У вас 185/65 R15?", burst="на рио пойдут?") == set()
    assert rules("14 и забирайте", burst="14 норм?")
    assert rules("14 — горячо", burst="Горячо-холодно: 14, 13?")


def test_a_sum_of_another_matter_is_no_price() -> None:
    assert Rule.AMOUNT in rules("Последняя цена 190 тысяч", "Пробег 190 тысяч")
    assert rules("Пробег 190 тысяч", "Пробег 190 тысяч") == set()


def test_a_carrier_is_named_by_a_fact() -> None:
    assert Rule.CLAIM in rules("Отправим и СДЭКом", "Отправляем Почтой России")
    assert rules("СДЭКом не отправляем, только почтой", "Отправляем Почтой России") == set()


def test_what_a_fact_asks_for_is_not_let_off() -> None:
    assert Rule.CLAIM in rules("Можно и без залога", "Залог 3000 ₽")
    assert rules("Сдаём без залога", "Без залога") == set()


def test_what_is_free_from_a_number_on_is_told_with_it() -> None:
    fact = "Доставка бесплатно от 5 кубов"
    assert Rule.CLAIM in rules("Один куб привезём бесплатно", fact)
    assert rules("Бесплатно доставляем от пяти кубов", fact) == set()


def test_a_guarantee_covers_what_the_fact_says() -> None:
    fact = "Гарантия 30 дней на дисплей"
    assert Rule.CLAIM in rules("На аккумулятор тоже гарантия 30 дней", fact)
    assert rules("Гарантия на дисплей 30 дней", fact) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Второй поворот, третий дом с зелёными воротами",
        "От остановки налево, синяя калитка",
        "С трассы съезд у заправки, дальше прямо до шлагбаума",
    ],
)
def test_the_way_to_the_door_is_an_address(text: str) -> None:
    assert Rule.ADDRESS in rules(text, burst="Как проехать?", listing=ListingFacts("Гараж", 95_000))


def test_a_figure_of_a_fact_is_of_what_the_fact_speaks_of() -> None:
    facts = ("Гарантия на экран 3 месяца", "Гарантия на батарею 12 месяцев")
    assert Rule.CLAIM in rules("На экран даём гарантию 12 месяцев", *facts)
    assert rules("Гарантия на экран 3 месяца, на батарею 12 месяцев", *facts) == set()
    assert Rule.CLAIM in rules("Диван за 500 ₽", "Доставка 500 ₽")
    assert rules("Доставка дивана 500 ₽", "Доставка 500 ₽") == set()


def test_what_a_fact_says_of_one_case_is_not_said_of_another() -> None:
    fact = "Скидка при покупке двух вещей"
    assert Rule.PROMISE in rules("На одну куртку тоже скидку сделаю", fact)
    assert rules("Скидка при покупке двух вещей", fact) == set()


def test_a_model_is_no_sum() -> None:
    assert Rule.AMOUNT in rules("Всё за шестьсот рублей", "Фильтр Tetra EX 600")
    assert Rule.AMOUNT not in rules("Фильтр Tetra EX 600", "Фильтр Tetra EX 600")


@pytest.mark.parametrize(
    "text", ["Узнаю и сделаю скидку", "Посмотрю и подарю подушки", "Уточню и позвоню вам"]
)
def test_what_comes_after_it_is_put_off_no_more(text: str) -> None:
    assert Rule.PROMISE in rules(text)


@pytest.mark.parametrize("text", ["Уточню и напишу", "Насчёт доставки уточню и пришлю список"])
def test_what_is_put_off_promises_an_answer_only(text: str) -> None:
    assert rules(text) == set()


def test_a_prepayment_is_not_put_off() -> None:
    assert Rule.PAYMENT in rules("Насчёт предоплаты переводите на карту")


@pytest.mark.parametrize(
    ("fact", "asked", "reply"),
    [
        ("Торга нет", "Торг возможен?", "Да"),
        ("Без доставки, только самовывоз", "Доставка есть?", "Да"),
        ("С собаками нельзя", "С собакой можно?", "Да, можно"),
        ("С животными нельзя", "Мы с котом, пустите?", "С животными можно"),
    ],
)
def test_a_refusal_bears_out_no_yes(fact: str, asked: str, reply: str) -> None:
    assert rules(reply, fact, burst=asked) & {Rule.PROMISE, Rule.CLAIM}


def test_the_sum_that_a_buyer_offers_may_be_refused() -> None:
    assert rules("За 9000 не отдам, цена 15 000 ₽", burst="За 9000 отдадите?") == set()
    assert Rule.AMOUNT in rules("Не отдать за 9000 не могу", burst="За 9000 отдадите?")
    assert Rule.AMOUNT in rules("За 9000 отдам", burst="За 9000 отдадите?")


def test_nothing_is_agreed_to_in_other_words_where_a_buyer_names_a_sum() -> None:
    for reply in ("Меня это устраивает", "Уговорили", "Само собой"):
        assert Rule.PROMISE in rules(reply, burst="За 9000 отдадите?")
    assert rules("Спасибо, но цена 15 000 ₽", burst="За 9000 отдадите?") == set()


def test_free_is_what_the_fact_says_is_free() -> None:
    facts = ("Доставка 500 ₽", "Сборка бесплатно")
    assert Rule.CLAIM in rules("Доставка бесплатно", *facts)
    assert rules("Сборка бесплатная, доставка 500 ₽", *facts) == set()


def test_a_long_burst_costs_no_more_than_its_last_words() -> None:
    def took(burst: tuple[str, ...]) -> float:
        started = time.process_time()
        check("Да, есть", Grounds(SOFA, burst=burst))
        return time.process_time() - started

    took(("10-12 " * 100,))
    assert took(("10-12 " * 20_000,)) < 20 * took(("13-15 " * 300,)) + 0.1


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        (("Гарантия на монтаж 3 года",), "На стеклопакет тоже гарантия 3 года"),
        (("Доставка 500 ₽ до подъезда",), "Доставка с заносом в квартиру 500 ₽"),
        (("При покупке от трёх вещей скидка 10 %",), "При покупке двух вещей скидка 10 %"),
    ],
)
def test_a_figure_goes_with_the_fact_s_own_terms(facts: tuple[str, ...], text: str) -> None:
    assert rules(text, *facts) & {Rule.CLAIM, Rule.PROMISE}


def test_an_hour_is_of_its_day() -> None:
    fact = "Пн–пт 9–18, сб 10–15"
    assert Rule.TIME in rules("В субботу работаем до 18", fact)
    assert rules("В субботу работаем до трёх", fact) == set()
    assert rules("В понедельник работаем до шести вечера", fact) == set()


def test_nothing_is_said_to_be_done_already() -> None:
    assert Rule.PROMISE in rules("Записал вас на завтра", "Запись ежедневно через чат")
