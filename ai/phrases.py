"""The sentences of the answerer without a model, in both languages. They state no own fact."""

from dataclasses import dataclass

from ai.questions import Topic


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language. `missing` names a topic to the seller; `about` follows «Насчёт» in a reply."""

    hello: str
    thanks_for_interest: str
    in_sale: str
    in_sale_unnamed: str
    price: str
    address: str
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
    contact_seen: str
    contact_asked: str
    nudge: str
    thanks: str
    fine: str
    greeting: str
    write_more: str
    delivery: str
    question: str
    missing: dict[Topic, str]
    about: dict[Topic, str]


RUSSIAN = Phrases(
    hello="Здравствуйте!",
    thanks_for_interest="Спасибо за интерес к объявлению.",
    in_sale="Да, {name} ещё в продаже.",
    in_sale_unnamed="Да, ещё в продаже.",
    price="Цена — {price}.",
    address="Адрес: {address}.",
    no_discount="Скидку, к сожалению, предложить не получится.",
    will_check="Насчёт {topics} уточню и напишу вам.",
    will_check_short="Насчёт {topics} уточню.",
    will_check_all="Уточню и напишу вам.",
    will_check_all_short="Уточню и напишу.",
    and_word=" и ",
    the_rest="остального",
    when_suits="Когда вам было бы удобно?",
    complaint="Сожалею, что так получилось. Разберусь и напишу вам.",
    human="Вижу ваше сообщение, отвечу вам лично.",
    agrees="Отлично!",
    contact_seen="Спасибо, номер вижу.",
    contact_asked="Давайте пока общаться здесь, в чате Авито.",
    nudge="Да, на связи! Что вам подсказать?",
    thanks="Пожалуйста! Если появятся вопросы — пишите.",
    fine="Хорошо! Если появятся вопросы — пишите.",
    greeting="Чем могу помочь?",
    write_more="Если появятся вопросы — пишите, пожалуйста!",
    delivery="доставка {place}",
    question="ответ на вопрос «{question}»",
    missing={
        Topic.AVAILABILITY: "наличие",
        Topic.PRICE: "цена",
        Topic.ADDRESS: "адрес",
        Topic.BARGAIN: "торг",
        Topic.DELIVERY: "доставка",
        Topic.PICKUP: "самовывоз",
        Topic.PAYMENT: "оплата",
        Topic.TIME: "удобное время",
        Topic.SIZE: "размеры",
        Topic.CONDITION: "состояние",
        Topic.MATERIAL: "материал",
        Topic.COLOUR: "цвет",
        Topic.COMPLETENESS: "комплект",
        Topic.WARRANTY: "гарантия и документы",
        Topic.PHOTO: "дополнительные фото",
        Topic.EXCHANGE: "обмен",
        Topic.RESERVE: "бронь",
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
        Topic.SIZE: "размеров",
        Topic.CONDITION: "состояния",
        Topic.MATERIAL: "материала",
        Topic.COLOUR: "цвета",
        Topic.COMPLETENESS: "комплекта",
        Topic.WARRANTY: "гарантии",
        Topic.PHOTO: "фото",
        Topic.EXCHANGE: "обмена",
        Topic.RESERVE: "брони",
    },
)

ENGLISH = Phrases(
    hello="Hello!",
    thanks_for_interest="Thank you for your interest.",
    in_sale="Yes, it is still for sale.",
    in_sale_unnamed="Yes, it is still for sale.",
    price="The price is {price}.",
    address="The address: {address}.",
    no_discount="I am sorry, I cannot offer a discount.",
    will_check="I will check about {topics} and write to you.",
    will_check_short="I will check about {topics}.",
    will_check_all="I will check and write to you.",
    will_check_all_short="I will check and write.",
    and_word=" and ",
    the_rest="the rest",
    when_suits="When would suit you?",
    complaint="I am sorry it turned out like this. I will look into it and write to you.",
    human="I see your message and will answer you personally.",
    agrees="Great!",
    contact_seen="Thank you, I see the number.",
    contact_asked="Let us keep to this Avito chat for now.",
    nudge="Yes, I am here! What would you like to know?",
    thanks="You are welcome! Write if you have any questions.",
    fine="Good! Write if you have any questions.",
    greeting="How can I help you?",
    write_more="Please write if you have any questions!",
    delivery="delivery {place}",
    question="an answer to “{question}”",
    missing={
        Topic.AVAILABILITY: "availability",
        Topic.PRICE: "price",
        Topic.ADDRESS: "address",
        Topic.BARGAIN: "a discount",
        Topic.DELIVERY: "delivery",
        Topic.PICKUP: "pickup",
        Topic.PAYMENT: "payment",
        Topic.TIME: "the time",
        Topic.SIZE: "the size",
        Topic.CONDITION: "the condition",
        Topic.MATERIAL: "the material",
        Topic.COLOUR: "the colour",
        Topic.COMPLETENESS: "what is included",
        Topic.WARRANTY: "the warranty",
        Topic.PHOTO: "more photos",
        Topic.EXCHANGE: "an exchange",
        Topic.RESERVE: "reserving",
    },
    about={},
)
