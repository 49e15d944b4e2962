"""Nobody's to tell or to ask for: codes, card data, the rules that a model is given. Pure."""

import re
from collections.abc import Iterator

from ai.fold import Folded, skeleton

Span = tuple[int, int]

_CODE = re.compile(
    r"(?<!\w)(?:код\w{0,2}|парол\w{1,2}) (?:из|с|от|по|в) (?:смс|сообщени\w{1,2}"
    r"|уведомлени\w{1,2}|банк\w{0,2}|"
    + skeleton("sms")
    + r"|пуш\w{0,3})|(?<!\w)(?:"
    + "|".join(map(skeleton, ("cvv", "cvc")))
    + r"|пин[- ]?код\w{0,2})(?!\w)|срок\w{0,2} действия карт|данны\w{1,2} (?:вашей |своей )?карты"
    r"|реквизит\w{1,3} карты|паспортн\w{2,3} данн|(?:скан|фото|номер) паспорта"
    r"|(?<!\w)код\w{0,2} (?:из|с) не(?:е|го)(?!\w)"
    r"|(?<!\w)смс[^.!?\n]{0,30}(?<!\w)код(?!\w)[^.!?\n]{0,30}(?:продикт|назов|скаж|пришл|сообщ)"
    r"|(?<!\w)продикт\w+ (?:\w+ )?код(?!\w)"
)
_RULES = re.compile(
    r"(?<!\w)(?:ответы покупателям|от имени продавца на|ты отвечаешь покупател"
    r"|ответ (?:прочитает|увидит) живой"
    r"|мне "
    r"(?:запрещено|запретили)"
    r"|мои (?:инструкци|указани|ограничени)|системн\w{2} (?:промпт|инструкци)|языковая модель)"
)


def find_codes(folded: Folded) -> Iterator[Span]:
    """A code from a message, a card's data, a passport: told or asked for."""
    for match in _CODE.finditer(folded.text):
        yield match.span()


def find_rules(folded: Folded) -> Iterator[Span]:
    """Words that only the rules of a model have."""
    for match in _RULES.finditer(folded.text):
        yield match.span()
