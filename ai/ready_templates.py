"""The ready templates: they say only what the listing says, ask back, and are polite."""

from ai.model import Kind
from ai.templates import Template


def _ready(kind: Kind, name: str, text: str) -> Template:
    return Template(kind.value, name, text, kind)


READY = {
    "ru": (
        _ready(
            Kind.AVAILABILITY,
            "Наличие",
            "Здравствуйте! Да, ещё в продаже: {товар}. Что вам подсказать?",
        ),
        _ready(Kind.PRICE, "Цена", "{товар} — {цена}."),
        _ready(
            Kind.BARGAIN,
            "Торг",
            "Сейчас цена как в объявлении — {цена}. Напишите, какая сумма была бы вам удобна.",
        ),
        _ready(
            Kind.DELIVERY,
            "Доставка",
            "Подскажите, пожалуйста, куда нужна доставка: город и район. Уточню и напишу вам.",
        ),
        _ready(
            Kind.PICKUP,
            "Самовывоз",
            "Адрес: {адрес}. Напишите, пожалуйста, когда вам было бы удобно приехать.",
        ),
        _ready(
            Kind.PAYMENT,
            "Оплата",
            "Цена — {цена}. Напишите, пожалуйста, какой способ оплаты вам удобен, и я отвечу,"
            " подойдёт ли он.",
        ),
        _ready(
            Kind.CONDITION,
            "Состояние",
            "Что именно вам важно знать о состоянии? Напишите, пожалуйста: посмотрю и отвечу"
            " подробно.",
        ),
        _ready(
            Kind.EXCHANGE,
            "Обмен",
            "Напишите, пожалуйста, что предлагаете на обмен, и пришлите фото: посмотрю и отвечу.",
        ),
        _ready(
            Kind.RESERVE,
            "Бронь",
            "Напишите, пожалуйста, до какого дня отложить, и я отвечу, получится ли.",
        ),
        _ready(Kind.ADDRESS, "Адрес", "Адрес: {адрес}. Перед приездом напишите, пожалуйста."),
        _ready(
            Kind.TIME,
            "Время",
            "Напишите, пожалуйста, в какой день и во сколько вам удобно, и я отвечу, подойдёт ли.",
        ),
    ),
    "en": (
        _ready(
            Kind.AVAILABILITY,
            "Availability",
            "Hello! Yes, it is still for sale: {item}. What would you like to know?",
        ),
        _ready(Kind.PRICE, "Price", "{item}: {price}."),
        _ready(
            Kind.BARGAIN,
            "Bargaining",
            "The price is as listed, {price}. What amount would suit you?",
        ),
        _ready(
            Kind.DELIVERY,
            "Delivery",
            "Where should it be delivered, please: which town and district? I will check and"
            " write to you.",
        ),
        _ready(Kind.PICKUP, "Pickup", "The address: {address}. When would it suit you to come?"),
        _ready(
            Kind.PAYMENT,
            "Payment",
            "The price is {price}. How would you like to pay? I will tell you whether it works"
            " for me.",
        ),
        _ready(
            Kind.CONDITION,
            "Condition",
            "What exactly would you like to know about the condition? I will have a look and"
            " answer in detail.",
        ),
        _ready(
            Kind.EXCHANGE,
            "Exchange",
            "What do you offer in exchange? Please send photos: I will look and answer.",
        ),
        _ready(
            Kind.RESERVE,
            "Reserving",
            "Until which day should I hold it for you? I will tell you whether I can.",
        ),
        _ready(Kind.ADDRESS, "Address", "The address: {address}. Please write before you come."),
        _ready(
            Kind.TIME,
            "Time",
            "Which day and time would suit you? I will tell you whether it suits me too.",
        ),
    ),
}

ANSWERED = tuple(template.kind for template in READY["ru"])
"""The kinds of questions that templates are for."""


def ready(language: str) -> tuple[Template, ...]:
    return READY.get(language, READY["ru"])
