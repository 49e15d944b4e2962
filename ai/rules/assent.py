"""A bare «да» to what no fact allows. Pure."""

import re
from collections.abc import Iterator

from ai.fold import Folded, fold
from ai.rules.clauses import read_clauses
from ai.rules.promises import read_made
from ai.rules.times import read_known

_YES = (
    r"да|конечно|хорошо|хор|ок|окей|ладно|можно|можете|без проблем|не вопрос|идет"
    r"|пойдет|давайте|давай|согласен|согласна"
    r"|есть|подойдет|подходит|удобно|забирайте|приезжайте|подъезжайте|жду|ждем"
    r"|возможно|разумеется|так и быть|отлично|супер"
    r"|буду ждать|вполне|почему бы и нет|по рукам|договорились|ага|угу|принято"
    r"|естественно|берите|приходите|устроит|сделаем|сможем|смогу|могу|можем|верно"
    r"|норм|нормально|лады|заметано|годится|именно|так|так точно|все так|точно|правильно"
    r"|подтверждаю|подтвержд\w+|плюс"
    r"|ок да|yes|ok|оk"
)
_ASSENT = re.compile(
    rf"\s*(?:(?:здравствуйте|добрый \w+|доброе утро"
    rf"|привет\w*)[\s,.!]+)?(?P<yes>(?:{_YES})(?:[\s,—–-]+(?:{_YES}))*)[\s)]*(?:[.!\n;]"
    rf"|$|, (?:жду|когда|во сколько|удобн|пишите|диван|он |она ))"
)
_ASKED = {
    "delivery": r"достав|привез|отправ|довез|подвез|вышл|сдэк|курьер|пересыл",
    "reserve": r"отлож|брон|резерв|придерж|подожд|не продавай|оставьте за|подерж",
    "warranty": r"гарант",
    "refund": r"вернуть|верн[её]те|возврат|обменя",
    "gift": r"подар|бонус|придачу",
    "discount": r"скид|скин|уступ|торг|дешевл|подвин|сброс|сбав",
    "hands": r"собер|собрать|подним|подъем|поднять|занес|установ|загруз|погруз",
    "call": r"позвон|перезвон|набер",
    "contact": r"телег|телегр|тг|вотс|ватс|вацап|whatsapp|вайбер|вк|макс|(?:ваш|свой|дайте"
    r"|скиньте|можно) (?:\w+ )?(?:номер|телефон)",
    "credit": r"рассроч|кредит|отсроч",
    "payment": r"предоплат|на карту|перевод|переве|задат|аванс|сбер|по номеру",
}
_KINDS = {kind: re.compile(rf"(?<!\w)(?:{words})") for kind, words in _ASKED.items()}
_HARMLESS = re.compile(
    r"(?<!\w)(?:прода\w+|актуал\w+|наличи\w+|свободн\w+|посмотр\w+|глянуть|вопрос"
    r"|спросить|интерес\w+"
    r"|купить|забрать|приехать|подъехать|еще есть|на связи|здесь|слышите)(?!\w)"
)
_WANTS = re.compile(
    r"\?|(?<!\w)(?:есть|нужен|нужна|могу|можно|подъед\w+|приед\w+|заед\w+|буду"
    r"|забер\w+|давайте|возьму"
    r"|беру|готов\w?|отложите|забронируйте|придержите|привезите|скиньте|уступите"
    r"|отдайте|отда\w+|ответьте|ответь|подтверд\w+|скажи\w*|напиши\w*|поставьте"
    r"|согласн\w+|предлагаю|куплю|устроит|позвоните|перезвоните|оставьте"
    r"|подождите)(?!\w)"
)


def find_assents(
    folded: Folded, burst: tuple[str, ...], facts: tuple[str, ...], *, offered: bool
) -> Iterator[tuple[int, int]]:
    """Where a buyer is told «да» who asks for a promise, a time, or a sum that no fact allows."""
    match = _ASSENT.match(folded.text)
    asked = "\n".join(fold(line).text for line in burst)
    if match and any(clause.defers for clause in read_clauses(folded.text)):
        return
    if match and (offered or (_WANTS.search(asked) and _beyond(match, asked, burst, facts))):
        yield match.span("yes")


def _beyond(
    match: re.Match[str], asked: str, burst: tuple[str, ...], facts: tuple[str, ...]
) -> bool:
    """Whether the buyer asks what no fact answers; a bare «да» says yes to all of it."""
    made, known = read_made(facts), read_known(facts)
    if any(kind not in made and words.search(asked) for kind, words in _KINDS.items()):
        return True
    if (times := read_known(burst)) and not times & known:
        return True
    alone = not match.string[match.end() :].strip(" .!)")
    return alone and not facts and not _HARMLESS.search(asked)
