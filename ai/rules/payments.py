"""Prepayment and transfers to a card in a folded text: never, whatever a fact says. Pure."""

import re
from collections.abc import Iterator

from ai.fold import Folded, fold, skeleton
from ai.rules.clauses import Clause, read_clauses

_BANKS = (
    r"сбер\w*|тин(?:ек|ь)\w*|т-?банк\w*|альф[ауе](?!-?самец)|альфа-?банк\w*|втб"
    r"|озон ?банк\w*|райф\w*|юмани|юmoney|киви|сбп|газпромбанк\w*|почта ?банк"
    r"|яндекс ?(?:пэй|деньги)|" + skeleton("qiwi|webmoney|paypal|usdt|bitcoin|sbp")
)
_PAYMENT = re.compile(
    r"(?<!\w)(?:пред(?:варительн\w+ )?-?опл\w+|предоплат\w*|аванс\w*|задат\w*|бронь платн\w+"
    r"|(?:на|по номеру) (?:\w+ )?карт(?:у|очку|ы|очки)(?! памят| объявлен| авито| мест"
    r"| на местн)|с карты на карту|карта на карту|номер карты|номер счета|реквизит\w*"
    rf"|(?:на|в|через|по) (?:\w+ )?(?:{_BANKS})|(?:{_BANKS})[ -]?(?:онлайн|перевод\w*)"
    r"|перевод(?:ом|ы|у|а|ик\w*|е)?|перевед(?:ите|ете|ёте|и|ешь)|переводите"
    r"|(?:с|по|пере)?(?:кин|кид|брос)(?:ьте|ь|ете|айте|ай) (?:\w+ ){0,2}(?:деньг\w*"
    r"|рубл\w*|₽|тысяч\w*|сумм\w*|часть|половин\w*|\d+)"
    r"|(?:на (?:\w+ )?счет (?:ип|ооо|организаци\w|компани\w|магазин\w)"
    r"|расчетн\w{2,3} счет)|(?:оплат\w*|деньги|плат\w+|часть) (?:\w+ ){0,4}(?:вперед"
    r"|заранее|сразу|авансом|до (?:отправк|встреч|доставк|получен|осмотр|показ)\w+)"
    r"|(?:вперед|заранее|сначала|сперва|предварительно) (?:\w+ ){0,2}(?:опла[тч]\w*"
    r"|деньги|пла[тч]\w+|внес\w+)"
    r"|(?:после|только после) (?:\w+ )?(?:оплаты|поступления|внесения|перечисления)"
    r"|(?:100|сто|50|полн\w+) ?(?:%|процент\w*)? (?:пред)?оплат\w+(?! при)"
    r"|(?:половин\w+|часть|\d+ ?%|остаток|остальное) (?:суммы )?(?:сейчас|сразу"
    r"|заранее|вперед|до отправки)"
    r"|внес(?:ите|ете|ти|и) (?:\w+ ){0,3}(?:сумм\w*|част(?!ям)\w*|залог|оплат\w*|половин\w*"
    r"|брон\w*|\d+|тысяч\w*|деньг\w*)|внесение \w+"
    r"|оплатите (?:\w+ )?(?:брон\w+|сейчас|онлайн|по ссылке|часть|половин\w+|залог)"
    r"|(?:брон\w+|резерв\w*|отлож\w+) (?:\w+ ){0,3}(?:за|после"
    r"|при) (?:\w+ )?(?:оплат\w+|залог\w*|внесен\w+)"
    r"|электронн\w+ кошел\w+|кошелек|криптовалют\w*|биткоин\w*|"
    + skeleton(
        "prepay|prepayment|prepaid|deposit|upfront|advance payment|wire transfer|bank"
        " transfer|transfer money|transfer to"
    )
    + r")(?!\w)"
    r"|(?<!\d)\d{4}(?:[ -]?\d{4}){3}(?!\d)"
)
_OF_MONEY = re.compile(rf"карт|счет|опла|деньг|сбп|рубл|₽|{_BANKS}")
_DEPOSIT = re.compile(r"(?<!\w)залог\w{0,3}(?!\w)")
_WAGES = re.compile(r"(?<!\w)(?:зп|з/п|зарплат\w*|оклад\w*|ваканси\w*)(?!\w)")
_REFUSED = re.compile(
    r"(?<!\w)(?:(?:без|никак\w+|не нужн\w+|не требу\w+|не бер\w+|не прошу|не просим"
    r"|не принима\w+|не работа\w+|не соглас\w+|не переводите"
    r"|не отправляйте|не вносите|не надо|не делаем|не делаю|не практик\w+"
    r"|не рассматр\w+|не присылайте|не платите|не скидывайте|против"
    r"|нет)(?!\w)(?: \w+){0,4}"
    r"|(?:\w+ ){1,5}(?:не (?:нужн\w+|требу\w+|надо|бер\w+|прошу|просим|принима\w+"
    r"|работа\w+|практик\w+|делаем|делаю|обязательн\w+|предусмотр\w+|рассматр\w+"
    r"|вносите|необходим\w+|прин\w+|платите)|нет|исключен\w+|ни к чему))"
)
_BANK = re.compile(rf"(?<!\w)(?:{_BANKS})")
_OPENS = re.compile(r"^\s*(?:но|а|и)\s")
_BUT = re.compile(r"(?<!\w)(?:только|лишь|кроме|полн\w+|вся|всю|хотя бы|но|а|и)(?!\w)|\d")


def find_payments(
    folded: Folded, *, title: str, facts: tuple[str, ...] = ()
) -> Iterator[tuple[int, int]]:
    """Where money is asked for ahead or to a card; that it is not asked for may be said."""
    translates = "перевод" in title.casefold()
    lends = any(_DEPOSIT.search(fact.casefold()) for fact in facts)
    wages = any(map(_WAGES.search, (title.casefold(), *map(_plain, facts))))
    for clause in read_clauses(folded.text):
        found = [
            *_PAYMENT.finditer(clause.text),
            *([] if lends else _DEPOSIT.finditer(clause.text)),
        ]
        for match in found:
            if (match[0].startswith("аванс") and wages) or _is_credit(match[0], facts):
                continue
            if match[0].startswith("перевод") and (translates or _names(clause, match, facts)):
                continue
            if not _is_refused(clause, match):
                yield clause.place(*match.span())


def _is_credit(said: str, facts: tuple[str, ...]) -> bool:
    """«Рассрочка через Тинькофф», as a fact has it."""
    bank = _BANK.search(said)
    return bank is not None and any(
        "рассроч" in text and bank[0][:5] in text for text in map(_plain, facts)
    )


def _names(clause: Clause, match: re.Match[str], facts: tuple[str, ...]) -> bool:
    """«Перевод Райт-Ковалёвой», as a fact has it that speaks of no money."""
    said = clause.text[match.start() :].strip(" .!")
    return any(said in text and not _OF_MONEY.search(text) for text in map(_plain, facts))


def _plain(fact: str) -> str:
    return fold(fact).text


def _is_refused(clause: Clause, match: re.Match[str]) -> bool:
    before, after = clause.text[: match.start()], clause.text[match.end() :]
    before = _OPENS.sub("", before)
    if clause.refused:
        return "без" not in before
    if not clause.denies(*match.span()):
        return False
    refusal = _REFUSED.search(clause.text)
    return refusal is not None and not _BUT.search(before[-20:] + after[:20])
