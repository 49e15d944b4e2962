"""Rule by rule: what a fact must say, what may be asked or put off, and what never leaves."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai.guards import OF_THE_BOT_ALONE, Finding, Grounds, Rule, check, check_own
from ai.model import ListingFacts
from ai.rules.wording import repeats

SOFA = ListingFacts("Диван угловой «Осло»", 15_000, "active", "Химки, ул. Ленина, 115")


def rules(text: str, *facts: str, burst: str = "") -> set[Rule]:
    grounds = Grounds(SOFA, facts=facts, burst=(burst,))
    return {finding.rule for finding in check(text, grounds)}


MONEY = [
    ("Доставка 450 ₽", "Доставка до Химок 450 ₽", "Доставка до Химок 500 ₽"),
    ("Доставим за четыреста пятьдесят", "Доставка 450 ₽", "Доставка 460 ₽"),
    ("Скидка 5 %", "Скидка 5% при самовывозе", "Скидка 10% при самовывозе"),
    ("Доставка бесплатная", "Доставка бесплатно", "Доставка 500 ₽"),
    ("100 долларов", "Можно за 100$", "Можно за 100 ₽"),
    ("200 баксов", "Отдам за 200 USD", "Отдам за 200 евро"),
    ("Сборка две тысячи", "Сборка — 2 т.р.", "Сборка — 3 т.р."),
]


@pytest.mark.parametrize(("text", "fact", "other"), MONEY)
def test_money_passes_only_as_a_fact_has_it(text: str, fact: str, other: str) -> None:
    assert Rule.AMOUNT not in rules(text, fact)
    assert Rule.AMOUNT in rules(text, other)
    assert Rule.AMOUNT in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "15 000 долларов",
        "15 000 евро",
        "Вместе 15 450 ₽",
        "Дешевле на 14 550",
        "вам 14",
        "14 9 9 0",
        "1+1",
        "вдвое дешевле",
        "MM",
        "за два ноля",
        "один, семь, ноль, ноль",
        "00092",
        "З500",
        "14*500 миним., цена 14*500",
        "Нижняя планка — шесть с половиной",
        "пятёрку скину",
        "за пятихатку",
    ],
)
def test_what_is_counted_or_in_other_money_is_no_fact(text: str) -> None:
    assert Rule.AMOUNT in rules(text, "Доставка 450 ₽")


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("четыре шестьсот", 4_600),
        ("две с половиной тысячи", 2_500),
        ("шесть с половиной", 6_500),
        ("пятихатка", 500),
        ("полторашка", 1_500),
        ("2.5к", 2_500),
    ],
)
def test_the_price_may_be_said_as_people_say_it(text: str, price: int) -> None:
    said = {one.rule for one in check(f"Цена {text}", Grounds(ListingFacts("Стол", price)))}
    other = {one.rule for one in check(f"Цена {text}", Grounds(ListingFacts("Стол", price + 1)))}
    assert Rule.AMOUNT not in said
    assert Rule.AMOUNT in other


def test_a_bare_number_is_a_sum_where_the_buyer_speaks_of_money() -> None:
    assert Rule.AMOUNT in rules("7 с аккумулятором, ок", burst="за 7?")
    assert Rule.AMOUNT in rules("Ну, 22 край", burst="Торг есть?")
    assert Rule.AMOUNT not in rules("Ну, 22 в наличии", burst="Есть ещё?")


def test_what_is_known_is_no_bare_number_where_the_buyer_speaks_of_money() -> None:
    told = "Доставка 500 ₽, подъём 100 ₽"
    assert rules("Доставка пятьсот, подъём сотка", told, burst="Доставка почём?") == set()
    assert rules("Размер 1400×1300 посчитаю", burst="Сколько стоит 1400х1300?") == set()


def test_a_bare_number_is_an_hour_where_the_buyer_asks_when() -> None:
    assert Rule.TIME in rules("Давайте 19", burst="Во сколько?")
    assert Rule.TIME not in rules("Есть 19", burst="Размеры?")


def test_a_place_is_one_in_small_letters_where_the_buyer_asks_where() -> None:
    assert Rule.ADDRESS in rules_of_nowhere("Рядом с вокзалом", burst="Где вы находитесь?")
    assert rules_of_nowhere("Рядом с вокзалом", burst="Ещё продаёте?") == set()


def rules_of_nowhere(text: str, burst: str) -> set[Rule]:
    grounds = Grounds(ListingFacts("Диван", 15_000), burst=(burst,))
    return {finding.rule for finding in check(text, grounds)}


def test_a_buyers_sum_is_no_fact_but_his_model_is() -> None:
    assert Rule.AMOUNT in rules("12000 хорошо", burst="Отдадите за 12000?")
    assert Rule.AMOUNT not in rules("Да, 306 в продаже", burst="Это 306 мм?")


PROMISED = [
    (Rule.PROMISE, "Доставим", "Доставка по городу есть"),
    (Rule.PROMISE, "Доставка есть", "Привезём за наш счёт"),
    (Rule.PROMISE, "Отправим СДЭКом", "Отправляем СДЭК"),
    (Rule.PROMISE, "Соберём", "Сборка бесплатно"),
    (Rule.PROMISE, "Отложу для вас", "Бронируем на сутки"),
    (Rule.PROMISE, "Гарантия есть", "На всё даём гарантию"),
    (Rule.PROMISE, "Вернём деньги", "Возврат возможен"),
    (Rule.PROMISE, "Плед в подарок", "Плед дарим"),
    (Rule.PROMISE, "Сделаем скидку", "Скидка студентам"),
    (Rule.PROMISE, "Торг уместен", "Торг при осмотре"),
    (Rule.PROMISE, "Точно подойдёт", "Точно подходит под нишу"),
    (Rule.PROMISE, "Перезвоню вам", "Перезваниваем, если оставить заявку"),
    (Rule.TIME, "Приезжайте завтра", "Доставка завтра"),
    (Rule.TIME, "До 18:00", "Работаем с 9 до 18"),
    (Rule.TIME, "До шести вечера", "Работаем с 9 до 18"),
    (Rule.TIME, "В половине седьмого", "Встреча в 18:30"),
    (Rule.TIME, "Во вторник", "По будням"),
    (Rule.TIME, "По будням", "пн-пт"),
    (Rule.TIME, "Завтра", "Ежедневно с 10 до 20"),
    (Rule.TIME, "14 дней", "Две недели"),
    (Rule.TIME, "через полгода", "6 месяцев и полгода"),
    (Rule.TIME, "24 ноября", "До 24 ноября"),
    (Rule.TIME, "24.11.2026", "24 ноября"),
    (Rule.TIME, "вечером", "по вечерам"),
    (Rule.ADDRESS, "Ул. Мира, 5", "Улица Мира, дом 5"),
    (Rule.ADDRESS, "У метро «Сокол»", "Метро Сокол"),
    (Rule.ADDRESS, "Самовывоз из Мытищ", "Мытищи"),
    (Rule.ADDRESS, "Самовывоз в мытищах", "Мытищи"),
    (Rule.ADDRESS, "Балашиха, Свердлова 12", "Балашиха, ул. Свердлова, 12"),
    (Rule.ADDRESS, "Спальное место 190 на 140", "Размер 210х95, спальное место 190×140"),
    (Rule.CLAIM, "Новый, без дефектов", "Новый, дефектов нет"),
    (Rule.CLAIM, "Чек есть", "Чек сохранился"),
    (Rule.FIGURE, "Ширина 210 см", "2100 мм"),
    (Rule.FIGURE, "Пробег 84 тыс. км", "84 000 км"),
]


@pytest.mark.parametrize(("rule", "text", "fact"), PROMISED)
def test_a_fact_allows_what_it_says_in_other_words(rule: Rule, text: str, fact: str) -> None:
    assert rule in rules(text)
    assert rule in rules(f"Здравствуйте! {text}, хорошо?")
    assert rules(text, fact) == set()


DENIED_BY_FACT = [
    (Rule.PROMISE, "Доставим", "Доставки нет"),
    (Rule.PROMISE, "Отложу", "Не бронируем"),
    (Rule.PROMISE, "Торг уместен", "Без торга"),
    (Rule.PROMISE, "Гарантия есть", "Гарантии нет"),
    (Rule.TIME, "До 20:00", "Работаем с 9 до 18"),
    (Rule.TIME, "В субботу", "По будням"),
    (Rule.TIME, "Гарантия месяц", "Гарантия 14 дней"),
    (Rule.ADDRESS, "Доставим в Тулу", "Доставка до Химок"),
    (Rule.ADDRESS, "Ул. Мира, 5", "Ул. Советская, 5"),
    (Rule.ADDRESS, "Перерва, 43", "Москва, ул. Перерва, 34"),
    (Rule.TIME, "До 22:00 на месте", "На связи с 10 до 20"),
    (Rule.PROMISE, "Торг, конечно, есть", "Без торга"),
]


@pytest.mark.parametrize(("rule", "text", "fact"), DENIED_BY_FACT)
def test_a_fact_that_says_something_else_allows_nothing(rule: Rule, text: str, fact: str) -> None:
    assert rule in rules(text, fact)


INNOCENT = [
    ("Когда вам удобно?", ""),
    ("Вам удобнее утром или вечером?", ""),
    ("Во сколько завтра вам удобно?", "Можно завтра?"),
    ("Насчёт завтра уточню и напишу.", "Завтра можно?"),
    ("Насчёт доставки до Тулы уточню.", "До Тулы довезёте?"),
    ("Уточню, сможем ли отложить, и напишу.", "Отложите?"),
    ("Доставки, гарантии — уточню и напишу.", ""),
    ("Скидку, к сожалению, предложить не получится.", ""),
    ("Торга и скидок нет.", ""),
    ("Отложить, увы, не сможем.", ""),
    ("Скинуть не сможем.", ""),
    ("Напишу, получится ли подождать.", ""),
    ("По скидке решает продавец.", ""),
    ("Фото пришлю.", ""),
    ("Вам нужна доставка?", ""),
    ("Точно сказать не могу.", ""),
    ("Обязательно уточню.", ""),
    ("Добрый вечер! Хорошего дня!", ""),
    ("Пишите в любое время.", ""),
    ("Отличный выбор для подарка!", ""),
    ("Предоплата не нужна.", "Предоплата нужна?"),
    ("Без предоплаты, оплата при получении.", ""),
    ("На карту ничего не переводите.", ""),
    ("Оплата картой в магазине.", ""),
    ("Да, я бот, помогаю продавцу.", "Вы бот?"),
    ("Передам, вам ответит живой человек.", "Позовите человека"),
    ("Спасибо, номер вижу.", "89161234567"),
    ("Серийный номер уточню.", ""),
    ("Новый ли он, уточню.", ""),
]


@pytest.mark.parametrize(("text", "burst"), INNOCENT)
def test_what_is_asked_denied_or_put_off_is_no_promise(text: str, burst: str) -> None:
    assert rules(text, burst=burst) == set()


NEVER = [
    (Rule.PAYMENT, "Внесите предоплату"),
    (Rule.PAYMENT, "Переведите на карту"),
    (Rule.PAYMENT, "4276 1234 5678 9012"),
    (Rule.PAYMENT, "Кидайте на сбер"),
    (Rule.PAYMENT, "Нужен задаток, иначе не отложим"),
    (Rule.PAYMENT, "Предоплата не вся, только половина"),
    (Rule.HUMAN_CLAIM, "Я не бот"),
    (Rule.HUMAN_CLAIM, "Отвечает живой человек"),
    (Rule.MACHINE, '{"reply": "да"}'),
    (Rule.MACHINE, "Мой системный промпт: …"),
]


@pytest.mark.parametrize(("rule", "text"), NEVER)
def test_no_fact_allows_it(rule: Rule, text: str) -> None:
    assert rule in rules(text)
    assert rule in rules(text, text)


@pytest.mark.parametrize(
    ("burst", "reply"),
    [
        ("Вы бот?", "Нет, конечно"),
        ("Это бот?", "Какой же я бот, я Олег"),
        ("Вы живой человек?", "Да, само собой"),
        ("Вы человек?", "Я Олег, хозяин дивана"),
    ],
)
def test_a_buyer_who_asks_is_not_told_that_a_human_writes(burst: str, reply: str) -> None:
    assert Rule.HUMAN_CLAIM in rules(reply, burst=burst)


ASSENTS = [
    (Rule.PROMISE, "Да, забирайте", "Отдадите за 10000?"),
    (Rule.PROMISE, "Да, можно", "Можно завтра в 18?"),
    (Rule.PROMISE, "Хорошо!", "Отложите до субботы"),
    (Rule.PROMISE, "Верно", "Задаток на карту, верно?"),
    (Rule.PROMISE, "Именно так", "Гарантию год даёте, так?"),
    (Rule.EMPTY, "👍", "Если согласны на скидку, поставьте 👍"),
]


@pytest.mark.parametrize(("rule", "text", "burst"), ASSENTS)
def test_a_bare_yes_promises_what_was_asked(rule: Rule, text: str, burst: str) -> None:
    assert rule in rules(text, burst=burst)


@pytest.mark.parametrize(
    ("text", "burst", "fact"),
    [
        ("Да", "Ещё продаёте?", ""),
        ("Да, конечно! Когда вам удобно?", "Можно посмотреть?", ""),
        ("Да, есть.", "Доставка есть?", "Доставка по городу"),
        ("Да, в продаже. Насчёт доставки уточню.", "Ещё есть? Доставка?", ""),
        ("Хорошо!", "Подумаю и завтра напишу", ""),
    ],
)
def test_a_yes_to_what_is_known_or_harmless_leaves(text: str, burst: str, fact: str) -> None:
    assert rules(text, fact, burst=burst) == set()


def test_rudeness_and_letters_one_by_one_do_not_leave() -> None:
    assert Rule.RUDE in rules("Отвали, нищеброд")
    assert Rule.RUDE not in rules("Мы не мошенники")
    assert Rule.MACHINE in rules("Д-В-Е Т-Ы-С-Я-Ч-И")
    assert Rule.MACHINE in rules("Думаем\nЕ\nСлушаем")
    assert Rule.MACHINE not in rules("т.е. можно и т.д.")


def test_markup_hides_nothing() -> None:
    assert Rule.AMOUNT in rules("Отдам за 1<b></b>4 &#48;00")
    assert Rule.MESSENGER in rules("теле<i>грам</i> есть")
    assert rules("Цена 1<b>5</b> 000 ₽") == set()


def test_what_the_title_calls_itself_is_no_promise() -> None:
    poster = ListingFacts("Плакат «Распродажа и скидки»", 900)
    assert check("Плакат «Распродажа и скидки» в продаже", Grounds(poster)) == ()


def test_a_sentence_that_only_sounds_like_it_is_no_claim() -> None:
    assert rules("Да, на двоих.", burst="Диван на двух человек?") == set()
    assert rules("Нет, кабель отдельно.", burst="Есть кабель?") == set()


CONTACTS = [
    (Rule.PHONE, "Телефон 8 495 111-22-33", "Звонить: +7 495 111 22 33"),
    (Rule.PHONE, "восемь девять один шесть 123 45 67", "8 (916) 123-45-67"),
    (Rule.LINK, "Всё на shkafy.ru", "Сайт: shkafy точка ru"),
    (Rule.EMAIL, "Пишите на oleg@mail.ru", "Почта oleg@mail.ru"),
    (Rule.NICK, "@olegmebel", "Ник @olegmebel"),
    (Rule.MESSENGER, "Есть в телеге", "Telegram есть"),
]


@pytest.mark.parametrize(("rule", "text", "fact"), CONTACTS)
def test_a_contact_of_a_fact_is_told_but_does_not_hold(rule: Rule, text: str, fact: str) -> None:
    assert rule in rules(text)
    found = check(text, Grounds(SOFA, facts=(fact,)))
    assert {finding.rule for finding in found} == {Rule.CONTACT_OF_FACT}
    assert not any(finding.holds for finding in found)
    assert rule in rules(text, "Пишите сюда, в чат")


@pytest.mark.parametrize(
    "text",
    [
        "Скину QR-код",
        "Номер на фото",
        "Продолжим в личке",
        "Оставьте свой номер",
        "Скину геолокацию",
        "Позвоните мне",
    ],
)
def test_talk_of_a_contact_is_one(text: str) -> None:
    assert Rule.CONTACT in rules(text)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Yes, it is available", True),
        ("Так, ще в продажу, є доставка", True),
        ("Сәлеметсіз бе", True),
        ("还在", True),
        ("Da, divan v prodazhe", True),
        ("Да, это Samsung Galaxy, Full HD", False),
        ("ok, уточню", False),
    ],
)
def test_only_the_allowed_languages_leave(text: str, holds: bool) -> None:
    assert (Rule.LANGUAGE in rules(text)) is holds


def test_a_language_that_is_allowed_leaves() -> None:
    english = Grounds(SOFA, languages=("ru", "en"))
    assert check("Yes, it is available. When would suit you?", english) == ()
    only = Grounds(SOFA, languages=("en",))
    assert {one.rule for one in check("Да, диван в продаже", only)} == {Rule.LANGUAGE}


@pytest.mark.parametrize("status", ["old", "removed", "blocked", "rejected"])
def test_a_listing_that_is_over_gets_no_answer(status: str) -> None:
    listing = ListingFacts("Диван", 15_000, status)
    assert check("Здравствуйте!", Grounds(listing)) == (Finding(Rule.STATUS, status),)


@pytest.mark.parametrize("status", ["", "active"])
def test_a_listing_in_sale_gets_one(status: str) -> None:
    assert check("Здравствуйте!", Grounds(ListingFacts("Диван", 15_000, status))) == ()


def test_the_sellers_own_words_are_avoided_in_every_ending() -> None:
    grounds = Grounds(SOFA, avoid=("дешёвый", "без проблем"))
    assert check("Дешёвые диваны, без проблем", grounds) == (
        Finding(Rule.AVOID, "Дешёвые"),
        Finding(Rule.AVOID, "без проблем"),
    )
    assert check("Проблем нет, диван в продаже", grounds) == ()


def test_the_last_answer_is_not_given_again() -> None:
    grounds = Grounds(SOFA, last_reply="Здравствуйте! Да, диван ещё в продаже.")
    assert rules("") == {Rule.EMPTY}
    assert {one.rule for one in check("здравствуйте, да, диван еще в продаже", grounds)} == {
        Rule.REPEAT
    }
    assert check("Да, диван в продаже, цена 15 000 ₽", grounds) == ()


@pytest.mark.parametrize(
    ("last", "text", "is_repeated"),
    [
        ("Здравствуйте! Да, есть.", "Да, есть.", True),
        ("Да, есть.", "Добрый день! Да, есть.", True),
        ("Здравствуйте! Да, есть.\nОлег, «Мебель»", "Да, есть.\nОлег, «Мебель»", True),
        ("Да, есть.\nОлег, магазин «Мебель и свет»", "Цвет.\nОлег, магазин «Мебель и свет»", False),
        ("Здравствуйте!", "Да, есть.", False),
    ],
)
def test_a_greeting_and_a_signature_make_no_other_answer(
    last: str, text: str, is_repeated: bool
) -> None:
    assert repeats(text, last) is is_repeated


def test_what_a_seller_types_is_not_doubted_where_he_knows() -> None:
    text = "Yes, завтра привезу, гарантия 2 года, ул. Мира, 5, ширина 99 см, я не бот, новый"
    listing = ListingFacts("Диван", 15_000, "removed")
    assert {one.rule for one in check(text, Grounds(listing))} & OF_THE_BOT_ALONE
    assert check_own(text, Grounds(listing)) == ()
    money = "Предоплата 1000 ₽, пишите @olegmebel"
    assert {one.rule for one in check_own(money, Grounds(SOFA))} == {
        Rule.AMOUNT,
        Rule.NICK,
        Rule.PAYMENT,
    }


WORDS = ("ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")


def in_words(digits: str) -> str:
    return " ".join(WORDS[int(digit)] for digit in digits)


def half_in_words(digits: str) -> str:
    return " ".join(WORDS[int(one)] if place % 3 else one for place, one in enumerate(digits))


DISGUISES: dict[str, Callable[[str], str]] = {
    "digits": str,
    "wide": lambda digits: digits.translate({48 + n: 0xFF10 + n for n in range(10)}),
    "keycaps": lambda digits: "".join(f"{digit}\ufe0f\u20e3" for digit in digits),
    "letters": lambda digits: digits.replace("0", "О").replace("1", "l").replace("3", "З"),
    "hidden": "\u200b".join,
    "spaces": " ".join,
    "emoji": "🍎".join,
    "dots": "…".join,
    "bold": "**".join,
    "words": in_words,
    "half in words": half_in_words,
}


@settings(deadline=None)
@given(
    number=st.from_regex(r"89[0-9]{9}", fullmatch=True), disguise=st.sampled_from(sorted(DISGUISES))
)
def test_no_phone_passes_in_any_disguise_but_that_of_a_fact(number: str, disguise: str) -> None:
    said = DISGUISES[disguise](number)
    assert Rule.PHONE in rules(f"Мой телефон {said}")
    other = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert Rule.PHONE in rules(said, f"Телефон {other}")
    assert Rule.PHONE not in rules(said, f"Телефон {number}")


def test_an_ordinary_answer_to_two_lines_is_no_claim_and_no_promise() -> None:
    burst = ("Здравствуйте! Ещё актуально?", "И доставка до Химок сколько?")
    reply = "Здравствуйте! Да, диван ещё в продаже. Насчёт доставки до Химок уточню и напишу вам."
    sofa = ListingFacts("Диван угловой «Осло»", 15_000, "active", "Химки, ул. Ленина, 115")
    assert check(reply, Grounds(sofa, burst=burst)) == ()
    assert check("Да, в продаже.", Grounds(sofa, burst=("Вопрос 1?",))) == ()


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Гидромолот добавит 600 рублей к часу", "Гидромолот +600 к часу"),
        ("Приезжаем с образцами бесплатно", "Выезд с образцами 0 руб"),
        ("Второй заказ за половину стоимости", "Второй заказ за полцены"),
        ("От четырёх канистр минус 10 %", "От 4 канистр скидка 10 проц"),
        ("Грузчик 500 ₽ в час", "Грузчик 500 час"),
        ("Дизайн 50 руб. за ноготок", "Дизайн за ноготь 50"),
        ("Двести пятьдесят за пару", "Пара 400, детские 250"),
        ("Свободна с первого декабря", "Свободна с 1 дек"),
        ("На этой неделе уступлю 500 рублей", "Скину 500, если заберут в эту неделю"),
        ("После 19:00 по будням", "После 19 в будни"),
        ("На следующий день после заказа", "Готово на след день после заказа"),
        ("Семь дней аренды 3500", "Сутки 700, неделя 3500"),
        ("В субботу в первой половине дня", "1-я половина дня в сб и вс"),
        ("Подача около сорока минут", "Подача минут 40"),
        ("Пояс идёт бесплатно", "Пояс отдам так"),
        ("Две недели", "Готовность до 14 дн"),
        ("Своё покрытие снимаю бесплатно", "Снятие чужого 300, своего 0"),
        ("Через Тинькофф в рассрочку до десяти месяцев", "Рассрочка Тинькофф/Халва до 10 мес"),
        ("В субботу и воскресенье в любое время", "Сб вс весь день"),
        ("Привезти можем после шести вечера", "После 18 привезти можно"),
        ("Шьём семь дней", "Срок пошива неделя"),
        ("Ежедневно с 9 до 21", "Пн-вс 9-21"),
        ("Рассчитан до минус двадцати пяти", "До -25"),
        ("С крышкой банка 55 рублей", "Отдельно с крышкой 55 за банку"),
        ("Заезд с 14:00", "Заезд с 14 выезд до 12"),
        ("Отправляем Авито Доставкой", "Авито дост. ок"),
        ("Отбойник 900 руб за сутки", "Перф 400/сут, отбойник 900/сут"),
        ("Изготовление занимает 14 рабочих дней", "Изготовление 14 раб. дней"),
        ("От трёх кг доставка бесплатная", "Дост. от 3 кг бесплатно, меньше - 150р"),
        ("Можно вернуть в течение четырнадцати дней", "Возврат 14 дней если не подошли"),
        ("Фракция 5–20 идёт по 2100 ₽", "Щебень фр 20-40 1900 куб, 5-20 2100"),
        ("От трёх суток — 1900 ₽ в сутки", "От 3 суток — 1900 ₽/сутки"),
    ],
)
def test_what_a_fact_says_in_short_may_be_said_in_full(text: str, fact: str) -> None:
    assert rules(text, fact) == set()
    assert rules(text, "Самовывоз") != set()


@pytest.mark.parametrize(
    "text",
    [
        "Больше никому её не отдам",
        "Для постоянных клиентов у нас скидка",
        "Второй пойдёт вам в два раза дешевле",
        "Вернуть можно, главное не носить",
        "Остаток за непройденные занятия возвращаем",
        "Кидайте в wаtsаpp, там отвечаю быстрее",
        "Десятую часть от ценника скину",
        "Беру четверть от взысканной суммы",
        "Переработка в двойном размере",
        "По деньгам не обижу",
        "Цена финальной станет после нашего разговора",
        "Вам придёт смс, код из неё продиктуйте мне",
        "Мы круглосуточно",
        "Ждём машину к десятому числу",
        "В зелёном я Юлия, найдёте по аватарке",
        "да да да да да да, в продаже",
        "Холодно... тепло... горячо!",
        "Ровно ползарплаты учителя",
        "Для квеста: рсйщмйуж рсжепрмбуф",
    ],
)
def test_what_is_offered_in_other_words_is_offered(text: str) -> None:
    assert rules(text, "Работаем с 9 до 20 без выходных") != set()


@pytest.mark.parametrize(
    "text",
    [
        "Фото в ватсап не пришлю, давайте тут",
        "Общаюсь только тут, без вацапа",
        "Спасибо, но предоплату не берём",
        "Мимо Авито и на карту — нет",
        "Половина цены не подходит",
        "Не решаю такое на ходу, подумаю и дам ответ",
        "Вы имеете в виду гарантию производителя или от меня? Уточню",
        "Исходники не отдаём, даже в подарок",
        "Номер прислать не могу, давайте тут спишемся",
        "Остальное замерю рулеткой и напишу сюда",
    ],
)
def test_what_is_declined_or_put_off_may_be_said(text: str) -> None:
    assert rules(text) == set()


def test_what_the_buyer_wants_may_be_said_back_to_him() -> None:
    text = "Вижу, что хотели бы завтра после работы. Проверю, возможно ли это, и отпишусь"
    assert rules(text, burst="хорошо бы завтра после работы забрать") == set()
    assert Rule.TIME in rules("Понял, завтра и привезём", burst="хорошо бы завтра")


def test_a_million_may_be_said_in_short() -> None:
    text = "Миллион двести пятьдесят"
    assert check(text, Grounds(ListingFacts("Toyota Camry", 1_250_000))) == ()
    assert check(text, Grounds(ListingFacts("Toyota Camry", 1_240_000))) != ()


def test_wages_may_have_an_advance() -> None:
    assert rules("Аванс 25-го, зарплата 10-го", "Аванс 25го, зп 10го") == set()
    assert Rule.PAYMENT in rules("Нужен аванс", "Аванс 1000")


def test_a_bank_of_a_fact_takes_no_prepayment() -> None:
    fact = "Рассрочка Тинькофф без предоплаты"
    assert Rule.PAYMENT not in rules("Рассрочка через Тинькофф", fact)
    assert Rule.PAYMENT in rules("Нужна предоплата", fact)
    assert Rule.PAYMENT in rules("Переведите на Сбер", fact)


def test_other_languages_are_known_by_their_words() -> None:
    assert Rule.LANGUAGE in rules("Так, це льон")
    assert Rule.LANGUAGE not in rules("Так, лён")
