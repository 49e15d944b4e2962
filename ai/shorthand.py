"""What sellers write in short, in full: «дост. по городу вкл.» is «доставка по городу включена».

Pure. For facts only: an answer to a buyer is read as it stands.
"""

import re
from functools import lru_cache

_IN_FULL = {
    "дост": "доставка",
    "ориг": "оригинал",
    "хоз": "хозяина",
    "ежедн": "ежедневно",
    "вкл": "включена",
    "беспл": "бесплатно",
    "чел": "человек",
    "шир": "ширина",
    "выс": "высота",
    "дл": "длина",
    "глуб": "глубина",
    "гар": "гарантия",
    "самовыв": "самовывоз",
    "предопл": "предоплата",
    "выхи": "выходные",
    "вых": "выходные",
}
_BEFORE = {
    "раб": ("рабочих", "дн|ден"),
    "след": ("следующий", "день|дня"),
    "кр": ("кроме", "[пвсч]"),
}
_PER = {"сут": "сутки", "сутки": "сутки", "ч": "час", "час": "час", "мес": "месяц", "день": "день"}
_SHORT = re.compile(
    rf"(?<!\w)(?P<word>{'|'.join(_IN_FULL)})(?:\.(?!\w)|(?![\w.]))"
    + "".join(
        rf"|(?<!\w)(?P<{name}>{name})\.? (?={following})"
        for name, (_, following) in _BEFORE.items()
    )
    + rf"|(?<=[\d₽р]) ?/ ?(?P<per>{'|'.join(_PER)})\.?(?!\w)"
    r"|(?<=\d) ?(?P<far>т\.? ?км)(?!\w)",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def in_full(text: str) -> str:
    """A fact with its short forms written out."""
    return _SHORT.sub(_written_out, text)


def _written_out(match: re.Match[str]) -> str:
    kind, said = match.lastgroup or "", match[match.lastgroup or 0].lower()
    if kind == "word":
        return _IN_FULL[said]
    if kind == "per":
        return f" в {_PER[said]}"
    return " тыс км" if kind == "far" else f"{_BEFORE[said][0]} "
