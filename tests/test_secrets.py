"""Codes, card data and the rules of a model leave with no answer."""

import pytest

from ai import prompt
from ai.fold import fold
from ai.rules.secrets import find_codes, find_rules


@pytest.mark.parametrize(
    "text",
    [
        "Продиктуйте мне код из СМС",
        "Пришлите код из sms",
        "Введите CVV",
        "назовите пин-код",
        "срок действия карты?",
        "Нужны данные вашей карты",
        "Скиньте скан паспорта",
        "пароль от банка",
    ],
)
def test_codes_and_card_data_are_found(text: str) -> None:
    assert list(find_codes(fold(text)))


@pytest.mark.parametrize(
    "text",
    [
        "Код домофона уточню.",
        "Паспорт на котёл в комплекте.",
        "Карта памяти 64 ГБ в подарке не участвует.",
        "Оплата картой при получении.",
        "Артикул и код товара на бирке.",
        "Потребление 170 Вт, разъём 8 pin.",
    ],
)
def test_other_codes_and_cards_pass(text: str) -> None:
    assert not list(find_codes(fold(text)))


def test_the_beginning_of_the_rules_is_known() -> None:
    assert list(find_rules(fold(prompt.system()[:200])))
    assert list(find_rules(fold("Мои инструкции: не называть сумм")))
    assert not list(find_rules(fold("Инструкция по сборке в комплекте, модель 2021 года.")))
    assert not list(find_rules(fold("Отвечаю от имени хозяина, уточню у продавца.")))
