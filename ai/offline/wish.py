"""The seller's own order on how to answer, as what to say to the buyer. Pure.

What no sentence can be made of without a model («короче», «будь вежливее») says nothing: an order
must never reach a buyer as it was given.
"""

import re
from collections.abc import Callable

LONGEST_WISH = 600

_TO_HIM = r"(?: (?:ему|ей|им|покупател\w+|клиент\w*|him|her|them))?"
_SAY = re.compile(
    r"^(?:ну )?(?:скажи|напиши|ответь|сообщи|передай|добавь|напомни|упомяни|объясни|предупреди"
    rf"|say|tell|write|add)(?:те)?(?: еще)?{_TO_HIM},?\s*(?:что|that|:)?\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_ASK = re.compile(
    r"^(?:спроси|узнай|уточни|поинтересуйся)(?:те)?(?: у (?:него|не[её]|них|покупател\w+))?,?\s*"
    r"(?P<rest>.+)$",
    re.IGNORECASE,
)
_OFFER = re.compile(rf"^предложи(?:те)?{_TO_HIM},?\s*(?P<rest>.+)$", re.IGNORECASE)
_REQUEST = re.compile(
    r"^попроси(?:те)?(?: (?:его|е[её]|их|покупател\w+))?,?\s*(?P<rest>\w+(?:ть|ти)\b.*)$",
    re.IGNORECASE,
)
_THANK = re.compile(r"^поблагодари", re.IGNORECASE)
_APOLOGISE = re.compile(r"^(?:извинись|извинитесь|попроси(?:те)? прощения)", re.IGNORECASE)
_REFUSE = re.compile(r"^(?:откажи|откажись)(?:те)?\b", re.IGNORECASE)
_ORDERS = re.compile(
    r"^(?:(?:сделай|будь|убери|используй|пиши|говори|попроси|пообещай|обещай|отвечай|поставь|веди"
    r"|торгуйся|дави|хвали|похвали|перепиши|исправь|измени|поменяй|учти|постарайся|намекни|убеди"
    r"|уговори|заинтересуй|пошути|поздоровайся|попрощайся|сократи|смягчи|дай|давай|не \w+[йи])"
    r"(?:те)?\b|(?:покороче|короче|подробнее|вежлив\w*|повежливее|мягче|помягче|теплее|потеплее"
    r"|строже|построже|официальн\w+|дружелюбн\w+|кратко|короткo|коротко|проще|попроще|живее|смешнее"
    r"|на ты|на вы|со? смайл\w+|без \w+|больше \w+|меньше \w+)\W*$)",
    re.IGNORECASE,
)
_YOU = {
    "ему": "вам",
    "ей": "вам",
    "у него": "у вас",
    "у неё": "у вас",
    "у нее": "у вас",
    "с ним": "с вами",
    "с ней": "с вами",
    "к нему": "к вам",
    "для него": "для вас",
    "покупателю": "вам",
}
_HIM = re.compile(rf"\b(?:{'|'.join(_YOU)})\b", re.IGNORECASE)


def _question(rest: str) -> str:
    return f"{rest.rstrip('.!? ')}?"


_WAYS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (_THANK, lambda _: "Спасибо!"),
    (_APOLOGISE, lambda _: "Прошу прощения!"),
    (_REFUSE, lambda _: "К сожалению, не получится."),
    (_ASK, _question),
    (_OFFER, lambda rest: f"могу предложить {rest}"),
    (_REQUEST, lambda rest: _question(f"можете {rest}")),
    (_SAY, str),
)


def follow(wish: str) -> str:
    """«Скажи, что привезём завтра» as «привезём завтра»; empty where it orders only a manner."""
    said = " ".join(wish.split())[:LONGEST_WISH].strip(" ,.")
    for pattern, say in _WAYS:
        if match := pattern.match(said):
            rest = match.groupdict().get("rest", "").strip(" ,:")
            return "" if _ORDERS.match(rest) else say(_to_him(rest))
    return "" if _ORDERS.match(said) else _to_him(said)


def _to_him(text: str) -> str:
    return _HIM.sub(lambda match: _YOU[match[0].lower()], text)
