"""The sentences of the answerer without a model. They state no own fact.

Ways to say a thing are parted by `|`: the first that has no word the seller avoids is taken.
"""

from dataclasses import dataclass, replace

from ai.reading.topics import Topic


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language. `missing` names a topic to the seller; `about` follows «Насчёт» in a reply.

    `finer` has both for a meaning within a topic, or beside all of them.
    """

    hello: str
    thanks_for_interest: str
    in_sale: str
    in_sale_unnamed: str
    in_force: str
    price: str
    address: str
    by_listing: str
    no_discount: str
    will_check: str
    will_check_short: str
    will_check_all: str
    will_check_all_short: str
    and_word: str
    the_rest: str
    when_suits: str
    complaint: str
    human: str
    agrees: str
    number_seen: str
    contact_seen: str
    contact_asked: str
    decline: str
    nudge: str
    thanks: str
    bye: str
    fine: str
    greeting: str
    write_more: str
    delivery: str
    missing: dict[Topic, str]
    about: dict[Topic, str]
    finer: dict[str, tuple[str, str]]


RUSSIAN = Phrases(
    hello="Здравствуйте!|Добрый день!",
    thanks_for_interest="Спасибо за интерес к объявлению.",
    in_sale="Да, {name} ещё в продаже.|Да, {name} в наличии.",
    in_sale_unnamed="Да, ещё в продаже.|Да, актуально.",
    in_force="Да, объявление актуально.|Да, всё в силе.",
    price="Цена — {price}.|Стоит {price}.",
    address="Адрес: {address}.|Находимся здесь: {address}.",
    by_listing="В объявлении указано: {title}.",
    no_discount="Скидку, к сожалению, предложить не получится.|Торга нет.",
    will_check="Насчёт {topics} уточню и напишу вам.|Узнаю и отвечу вам.",
    will_check_short="Насчёт {topics} уточню.|Узнаю и отвечу.",
    will_check_all="Уточню и напишу вам.|Узнаю и отвечу.",
    will_check_all_short="Уточню и напишу.|Узнаю и отвечу.",
    and_word=" и ",
    the_rest="остального",
    when_suits="Когда вам было бы удобно?|Какое время вам подойдёт?",
    complaint="Сожалею, что так получилось. Разберусь и напишу вам.|Разберусь и отвечу вам.",
    human="Здесь отвечает помощник продавца, сам продавец читает переписку."
    "|На сообщения отвечает помощник, а продавец их читает.",
    agrees="Отлично!|Хорошо!",
    number_seen="Спасибо, номер вижу.|Номер вижу.",
    contact_seen="Спасибо, вижу.|Хорошо, вижу.",
    contact_asked="Давайте пока общаться здесь, в чате Авито.|Удобнее здесь, в чате.",
    decline="Хорошо, спасибо, что написали!|Хорошо, понятно!",
    nudge="Да, на связи! Что вам подсказать?|Да, слушаю вас.",
    thanks="Пожалуйста! Если появятся вопросы — пишите.|Не за что!",
    bye="Спасибо, всего доброго!|Хорошего дня!",
    fine="Хорошо! Если появятся вопросы — пишите.|Понятно, пишите.",
    greeting="Чем могу помочь?|Слушаю вас.",
    write_more="Если появятся вопросы — пишите, пожалуйста!",
    delivery="доставка {place}",
    missing={
        Topic.AVAILABILITY: "наличие",
        Topic.PRICE: "цена",
        Topic.ADDRESS: "адрес",
        Topic.BARGAIN: "торг",
        Topic.DELIVERY: "доставка",
        Topic.PICKUP: "самовывоз",
        Topic.PAYMENT: "оплата",
        Topic.TIME: "удобное время",
        Topic.VIEWING: "осмотр",
        Topic.BOOKING: "свободное время",
        Topic.SIZE: "размеры",
        Topic.CONDITION: "состояние",
        Topic.MATERIAL: "материал",
        Topic.COLOUR: "цвет",
        Topic.COMPLETENESS: "комплект",
        Topic.WARRANTY: "гарантия и документы",
        Topic.PHOTO: "дополнительные фото",
        Topic.EXCHANGE: "обмен",
        Topic.RESERVE: "бронь",
        Topic.CONTACT: "звонок",
    },
    about={
        Topic.AVAILABILITY: "наличия",
        Topic.PRICE: "цены",
        Topic.ADDRESS: "адреса",
        Topic.BARGAIN: "торга",
        Topic.DELIVERY: "доставки",
        Topic.PICKUP: "самовывоза",
        Topic.PAYMENT: "оплаты",
        Topic.TIME: "времени",
        Topic.VIEWING: "осмотра",
        Topic.BOOKING: "свободного времени",
        Topic.SIZE: "размеров",
        Topic.CONDITION: "состояния",
        Topic.MATERIAL: "материала",
        Topic.COLOUR: "цвета",
        Topic.COMPLETENESS: "комплекта",
        Topic.WARRANTY: "гарантии и документов",
        Topic.PHOTO: "фото",
        Topic.EXCHANGE: "обмена",
        Topic.RESERVE: "брони",
        Topic.CONTACT: "звонка",
    },
    finer={
        "weight": ("вес", "веса"),
        "height": ("высота", "высоты"),
        "width": ("ширина", "ширины"),
        "depth": ("глубина", "глубины"),
        "length": ("длина", "длины"),
        "diameter": ("диаметр", "диаметра"),
        "thickness": ("толщина", "толщины"),
        "girth": ("обхват", "обхвата"),
        "sqm": ("площадь", "площади"),
        "diagonal": ("диагональ", "диагонали"),
        "stature": ("на какой рост", "роста"),
        "load": ("какой вес выдержит", "нагрузки"),
        "accident": ("было ли ДТП", "ДТП"),
        "rust": ("есть ли ржавчина", "ржавчины"),
        "battery": ("состояние аккумулятора", "аккумулятора"),
        "works": ("всё ли работает", "исправности"),
        "defect": ("есть ли дефекты", "дефектов"),
        "receipt": ("чек", "чека"),
        "documents": ("документы", "документов"),
        "warranty": ("гарантия", "гарантии"),
        "credit": ("оплата в кредит", "кредита"),
        "mortgage": ("ипотека", "ипотеки"),
        "instalment": ("рассрочка", "рассрочки"),
        "cashless": ("безналичная оплата", "безналичной оплаты"),
        "prepayment": ("предоплата", "предоплаты"),
        "deposit": ("залог", "залога"),
        "commission": ("комиссия", "комиссии"),
        "carry": ("подъём на этаж", "подъёма на этаж"),
        "mileage": ("пробег", "пробега"),
        "owners": ("сколько владельцев", "владельцев"),
        "vaccination": ("прививки", "прививок"),
        "experience": ("опыт", "опыта"),
        "utilities": ("коммунальные платежи", "коммунальных платежей"),
        "lift": ("лифт", "лифта"),
        "parking": ("парковка", "парковки"),
        "year": ("год выпуска", "года выпуска"),
        "age": ("возраст", "возраста"),
        "reason": ("причина продажи", "причины продажи"),
        "volume": ("объём", "объёма"),
        "power": ("мощность", "мощности"),
        "address": ("адрес", "адреса"),
    },
)

INFORMAL = replace(
    RUSSIAN,
    hello="Привет!|Здравствуй!",
    will_check="Насчёт {topics} уточню и напишу.|Узнаю и отвечу.",
    will_check_all="Уточню и напишу.|Узнаю и отвечу.",
    when_suits="Когда тебе было бы удобно?|Какое время тебе подойдёт?",
    complaint="Жаль, что так получилось. Разберусь и напишу.|Разберусь и отвечу.",
    contact_asked="Давай пока общаться здесь, в чате Авито.|Удобнее здесь, в чате.",
    decline="Хорошо, спасибо за ответ!|Хорошо, понятно!",
    nudge="Да, на связи! Что подсказать?|Да, слушаю.",
    thanks="Не за что! Если появятся вопросы — пиши.|Не за что!",
    fine="Хорошо! Если появятся вопросы — пиши.|Понятно, пиши.",
    greeting="Чем могу помочь?|Слушаю.",
    write_more="Если появятся вопросы — пиши!",
)

ENGLISH = Phrases(
    hello="Hello!|Hi!",
    thanks_for_interest="Thank you for your interest.",
    in_sale="Yes, it is still for sale.|Yes, it is available.",
    in_sale_unnamed="Yes, it is still for sale.|Yes, it is available.",
    in_force="Yes, the offer stands.",
    price="The price is {price}.|It costs {price}.",
    address="The address: {address}.",
    by_listing="The listing says: {title}.",
    no_discount="I am sorry, I cannot offer a discount.",
    will_check="I will check about {topics} and write to you.",
    will_check_short="I will check about {topics}.",
    will_check_all="I will check and write to you.",
    will_check_all_short="I will check and write.",
    and_word=" and ",
    the_rest="the rest",
    when_suits="When would suit you?",
    complaint="I am sorry it turned out like this. I will look into it and write to you.",
    human="An assistant answers here, and the seller reads along.",
    agrees="Great!|Good!",
    number_seen="Thank you, I see the number.",
    contact_seen="Thank you, I see it.",
    contact_asked="Let us keep to this Avito chat for now.",
    decline="All right, thank you for letting me know!",
    nudge="Yes, I am here! What would you like to know?",
    thanks="You are welcome! Write if you have any questions.",
    bye="Thank you, all the best!",
    fine="Good! Write if you have any questions.",
    greeting="How can I help you?",
    write_more="Please write if you have any questions!",
    delivery="delivery {place}",
    missing={
        Topic.AVAILABILITY: "availability",
        Topic.PRICE: "price",
        Topic.ADDRESS: "address",
        Topic.BARGAIN: "a discount",
        Topic.DELIVERY: "delivery",
        Topic.PICKUP: "pickup",
        Topic.PAYMENT: "payment",
        Topic.TIME: "the time",
        Topic.VIEWING: "a viewing",
        Topic.BOOKING: "free time",
        Topic.SIZE: "the size",
        Topic.CONDITION: "the condition",
        Topic.MATERIAL: "the material",
        Topic.COLOUR: "the colour",
        Topic.COMPLETENESS: "what is included",
        Topic.WARRANTY: "the warranty",
        Topic.PHOTO: "more photos",
        Topic.EXCHANGE: "an exchange",
        Topic.RESERVE: "reserving",
        Topic.CONTACT: "a call",
    },
    about={},
    finer={},
)
