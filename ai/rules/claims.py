"""What is said of a thing and of its figures that nothing known says. Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache

from ai.contradictions import Claim, differ, read
from ai.fold import Folded, fold
from ai.morphology import is_thing
from ai.numerals import WORDS, read_quantities
from ai.rules.clauses import Clause, asserted, read_clauses
from ai.rules.patterns import WORD, whole
from ai.similar import stem, stems
from ai.spoken import figures_of, in_figures

Span = tuple[int, int]


_CLAIMS = (
    (
        whole(
            r"нов(?:ый|ая|ое|ые|еньк\w+|ехоньк\w+)(?! (?:владел|хозя|год|модел|объявл|вопрос"
            r"|цен|адрес|диван будет))|не ?б/?у|не пользовались|не пользовался"
        ),
        (r"нов|не ?б/?у|не пользова|не использ|не распак|запечат"),
    ),
    (
        whole(r"оригинал\w*|подлинн\w+|фирменн\w+|не реплика|не подделка|не копия"),
        r"оригинал|подлин|фирм|официальн",
    ),
    (
        whole(
            r"(?:чек|документы|коробка|паспорт|сертификат\w*|птс|инструкция) (?:\w+ )?(?:есть"
            r"|имеется|имеются|сохран\w+|на руках|в наличии|остал\w+|прилага\w+)|(?:выда\w+"
            r"|дам|дадим|пробь\w+|прилож\w+) (?:\w+ )?(?:чек\w*|документ\w*|сертификат\w*)"
            r"|(?:есть|имеется|сохранил\w+|с) (?:\w+ )?(?:чек|чеком|документы|документами"
            r"|сертификат\w*|коробка)"
        ),
        (r"чек|документ|короб|паспорт|сертификат|птс|комплект|инструкц"),
    ),
    (
        whole(
            r"без (?:\w+ )?(?:дефект\w+|царапин\w*|пят\w+|скол\w+|трещин\w*|пробега|нюансов"
            r"|повреждени\w+|изъян\w+|нареканий|износа|следов|битых)|(?:дефект\w+|царапин\w*"
            r"|пят\w+|скол\w+|повреждени\w+|трещин\w*|нареканий) (?:\w+ )?нет"
            r"|нет (?:\w+ )?(?:дефект\w+|царапин\w*|пят\w+|скол\w+|повреждени\w+|трещин\w*)"
            r"|не вскрывал\w+|не ремонтир\w+|не топлен\w*|не тонул\w*"
        ),
        (
            r"дефект|царап|пят(?:н|ен)|скол|трещин|пробег|нюанс|поврежд|изъян|нарекан|износ|идеал"
            r"|отличн|следов|вскры|ремонт|топлен|новый|новая|новое|новые"
        ),
    ),
    (
        whole(r"не краш\w+|(?:в )?родн\w+ (?:краск|окрас)\w*|без окрас\w*"),
        r"не ?краш|родн|без (?:окрас|крас)|краш\w+ не",
        r"(?<!не )(?:под|о)?краш\w+(?! не)",
    ),
    (
        whole(
            r"не бит\w+|автотек\w+ чист\w+|без (?:дтп|авари\w+|окрас\w*)"
            r"|(?:дтп|авари\w+) не (?:был|участв|попад)\w*"
        ),
        r"не ?бит|без (?:дтп|авар)|(?:дтп|авари\w+|бит\w+) не|автотек\w+ чист",
        r"(?:был\w?|после) (?:в )?дтп",
    ),
    (
        whole(
            r"(?:в|состояни\w+)? ?(?:идеальн|отличн|прекрасн|безупречн"
            r"|превосходн)\w+ (?:\w+ )?состояни\w+|состояни\w+ (?:\w+ )?(?:идеальн|отличн"
            r"|прекрасн|безупречн|хорош|как нов)\w+|как нов\w+|(?:в"
            r"|очень) хорош\w+ (?:\w+ )?состояни\w+"
        ),
        (r"состояни|идеальн|отличн|как нов|нов|хорош|царап|дефект|следов"),
    ),
    (
        whole(
            r"(?:полностью|абсолютно|всё|все|он|она|оно|точно|100 ?%) (?:\w+ )?(?:рабоч\w+"
            r"|исправ\w+|работает)|не глючит|не греется|работает (?:\w+ )?(?:идеально|отлично"
            r"|без|как)"
        ),
        (r"рабоч|исправ|работа|провер"),
    ),
)
_RENEWED = re.compile(r"замен|помен|меня[лн]|обновл|поставл|перетян|переборк")
_WITHOUT = re.compile(r"(?<!\w)без (?:\w+(?:ого|ой|их|ых|его|ей) )?(?P<what>[^\W\d_]{4,})")
_COVERS = re.compile(
    r"гаранти\w+ (?:\w+ ){0,4}?на (?!год|месяц|недел|полгод|сутк|день|все|нег|не[её]"
    r"|них)(?P<on>[^\W\d_]{3,})"
    r"|(?<!\w)на (?:весь |всю |все |сам |саму )?(?P<of>[^\W\d_]{3,}) (?:\w+ ){0,3}?гаранти\w+"
)
_REST = re.compile(r"(?<!\w)(?:остальн\w+|кроме)(?!\w)")
_UNPAID = re.compile(r"(?<!\w)(?:доплачивать|платить) (?:\w+ )?не (?:надо|нужно|придется)(?!\w)")
_OPENS_NO = re.compile(r"^\W*нет\W+")
_ALSO_ON = re.compile(r"(?<!\w)и на (?:весь |всю |все )?(?P<on>[^\W\d_]{3,})")
_ON = re.compile(r"(?<!\w)на (?:весь |всю |все |сам |саму )?(?P<on>[^\W\d_]{3,})")
_GUARANTEE = re.compile(r"гаранти[^.!?\n]*$")
_FREE = re.compile(r"(?<!\w)(?:бесплатн\w*|даром|задаром|за наш счет)(?!\w)")
_FREE_FROM = re.compile(
    r"(?:бесплатн|даром|за наш счет)[^.;\n]{0,30}?(?:от|при|свыше|более) (?:заказе от "
    r"|покупке от )?(?:\d[\d ]*\d|\d)"
    r"|(?:от|при|свыше) (?:\d[\d ]*)[^.;\n]{0,30}?(?:бесплатн|даром)"
)
_CARRIERS = {
    "cdek": r"сд[эе]к\w*",
    "boxberry": r"боксберр\w*",
    "post": r"почт(?:ой|а|у|ы|е)(?: росси\w)?",
    "pek": r"пэк\w{0,3}",
    "lines": r"деловы\w+ лини\w+",
    "yandex": r"яндекс[ .-]?(?:доставк|go|гоу?)\w*",
    "ozon": r"озон(?:ом|е)?",
    "five": r"(?:5|пять|пяти)[ -]?(?:пост|роst)\w*",
    "taxi": r"такси",
}
_CARRIER = whole("|".join(f"(?P<{name}>{words})" for name, words in _CARRIERS.items()))
_ABSENT = re.compile(
    r"(?<!\w)(?:без|не|нет|ни|кроме|если|или|отсутств\w+|отдельно|вместо|либо)(?!\w)"
)
_OTHER_UNITS = (
    r"л|литр\w*|мл|гб|мб|тб|гц|вт|квт|мач|дюйм\w*|градус\w*|вольт|ампер|оборот\w*|м²|м2|кв"
)
_UNITS = {
    "mm": (r"мм|миллиметр\w*", 0.1), "cm": (r"см|сантиметр\w*", 1.0), "m": (r"м|метр\w*", 100.0),
    "km": (r"км|километр\w*", 1.0), "tkm": (r"(?:тыс|тысяч\w?|т|к)\.? ?(?:км|километр\w*)", 1000.0),
    "kg": (r"кг|килограмм\w*|кило", 1.0), "g": (r"г|гр|грамм\w*", 0.001),
    "other": (_OTHER_UNITS, 1.0),
}  # fmt: skip
_FIGURE = re.compile(
    r"(?<![\w.,×хx*-])(?P<n>\d{1,3}(?: \d{3})+|\d{1,6}(?:[.,]\d{1,2})?)(?:[ -]?(?:х|на"
    r"|×|x) ?\d+)* ?(?:"
    + "|".join(f"(?P<{name}>{words})" for name, (words, _) in _UNITS.items())
    + r")(?!\w)"
)
_CHARGE = re.compile(
    r"(?<!\w)(?:акб|аккум\w*|батаре\w*|емкост\w*"
    r"|износ\w*)[^.!?\n\d]{0,20}(?P<n>\d{1,3}) ?(?:%|процент\w*)"
)


def find_claims(folded: Folded, *, known: str) -> Iterator[Span]:
    """Where a thing is called new, genuine, faultless or sound and nothing known says so."""
    text = fold(known).text
    for clause in asserted(folded.text):
        yield from _claimed(clause, text)


def find_carriers(folded: Folded, *, known: str) -> Iterator[Span]:
    """A carrier that nothing known names, unless he is asked about, denied or put off."""
    text = fold(known).text
    for clause in asserted(folded.text):
        for match in _CARRIER.finditer(clause.text):
            named = _CARRIERS[match.lastgroup or ""]
            if not re.search(named, text) and not clause.denies(*match.span()):
                yield clause.place(*match.span())


def find_covered(folded: Folded, facts: tuple[str, ...]) -> Iterator[Span]:
    """«На аккумулятор тоже гарантия», where the fact that tells of it covers another part."""
    told = [text for fact in facts if "гарант" in (text := fold(fact).text)]
    if not any(map(_COVERS.search, told)):
        return
    covered = {stem(match["on"]) for text in told for match in _ON.finditer(text)}
    for clause in read_clauses(folded.text):
        for match in _COVERS.finditer(clause.text):
            on = match["on"] or match["of"] or ""
            if is_thing(on) and stem(on) not in covered and not clause.denies(*match.span()):
                yield clause.place(*match.span())
    for match in _ALSO_ON.finditer(folded.text):
        of_guarantee = _GUARANTEE.search(folded.text, max(0, match.start() - 60), match.start())
        if of_guarantee and is_thing(match["on"]) and stem(match["on"]) not in covered:
            yield match.span()


def find_unconditional(folded: Folded, facts: tuple[str, ...]) -> Iterator[Span]:
    """«Привезём бесплатно», where the fact says that it is so from five cubes on."""
    free = [text for text in map(figures_of, facts) if _FREE.search(text)]
    bounded = [text for text in free if _FREE_FROM.search(text)]
    if not bounded or len(bounded) < len(free):
        return
    bounds = read_numbers(tuple(bounded))
    told = read_numbers((in_figures(folded.text).text,))
    for match in (*_FREE.finditer(folded.text), *_UNPAID.finditer(folded.text)):
        if not bounds & told:
            yield match.span()


def find_contradicted(
    folded: Folded, facts: tuple[str, ...], burst: tuple[str, ...]
) -> Iterator[Span]:
    """«С животными можно», where a fact says that it is not so, or the other way round."""
    told = [read(fact) for fact in facts]
    pieces = [read(piece) for fact in facts for piece in fact.split(",")]
    asked = frozenset(word for line in burst for word in stems(line))
    for clause in asserted(folded.text):
        without = _WITHOUT.search(clause.text)
        if without and stem(without["what"]) in asked:
            continue  # «подъём без лифта», of which the buyer spoke
        if _is_against(read(_OPENS_NO.sub("", clause.text)), told, pieces):
            yield clause.place(0, len(clause.text))


def _is_against(said: Claim, told: list[Claim], pieces: list[Claim]) -> bool:
    """Whether a fact says no to what is said, or yes to what is denied, and none says the same."""
    if any(one.denies == said.denies and said.about <= one.about for one in (*told, *pieces)):
        return False
    against = (one for one in told if one.denies != said.denies and differ(one, said))
    return any(said.values <= one.values for one in against)


def find_lifted(folded: Folded, facts: tuple[str, ...]) -> Iterator[Span]:
    """«Можно и без залога», where a fact says that there is one."""
    for clause in asserted(folded.text):
        for match in _WITHOUT.finditer(clause.text):
            if _stated(match["what"], facts):
                yield clause.place(*match.span())


def _stated(what: str, facts: tuple[str, ...]) -> bool:
    """Whether facts speak of a thing and none says that it is not there."""
    root = stem(what)
    plain = [fold(fact).text for fact in facts]
    spoken = [one for text in plain for one in read_clauses(text) if root in stems(one.text)]
    return bool(spoken) and not any(_ABSENT.search(one.text) for one in spoken)


def _claimed(clause: Clause, known: str) -> Iterator[Span]:
    for pattern, grounds, *against in _CLAIMS:
        match = pattern.search(clause.text)
        if match and _is_spoilt(known, against) and not _REST.search(clause.text):
            yield clause.place(*match.span())
            continue
        if match and _RENEWED.search(known) and _is_renewed(clause.text, match.end(), known):
            continue
        if match and not re.search(rf"(?<!\w)(?:{grounds})", known) and not _denied(clause, match):
            yield clause.place(*match.span())


def _is_spoilt(known: str, against: list[str]) -> bool:
    """«Не крашена», where a fact says that a part was painted."""
    return any(re.search(rf"(?<!\w)(?:{words})", known) for words in against)


def _is_renewed(text: str, end: int, known: str) -> bool:
    """«Новый ремень», where a fact says that the belt was changed."""
    following = WORD.search(text, end)
    if following is None:
        return False
    part = stem(following[0])
    return any(part in stems(one) for one in known.split("\n") if _RENEWED.search(one))


def _denied(clause: Clause, match: re.Match[str]) -> bool:
    before = clause.text[: match.start()].split()[-2:]
    return "не" in before or "нет" in before


def find_figures(folded: Folded, *, known: tuple[str, ...]) -> Iterator[Span]:
    """Where a measure, a weight, a mileage or a charge stands whose number nothing known has."""
    numbers = read_numbers(known)
    for match in _FIGURE.finditer(folded.text):
        value = float(match["n"].replace(" ", "").replace(",", "."))
        scale = _UNITS[match.lastgroup or "other"][1]
        if not any(
            round(value * by, 3) in numbers
            for by in (1, scale, scale / 100, scale * 10, 0.001, 1000)
        ):
            yield match.span()
    for match in _CHARGE.finditer(folded.text):
        if float(match["n"]) not in numbers:
            yield match.span()


def find_measures(folded: Folded) -> Iterator[Span]:
    """Where figures with a unit stand, known or not."""
    for match in _FIGURE.finditer(folded.text):
        yield match.span()


@lru_cache(maxsize=256)
def read_numbers(texts: tuple[str, ...]) -> frozenset[float]:
    """Every number of the texts, in digits or in words."""
    words = (word for text in texts for word in re.findall(r"\w+", text.casefold()))
    numbers = {WORDS[word] for word in words if word in WORDS}
    for text in texts:
        plain = fold(text).text
        numbers.update(quantity.value for quantity in read_quantities(plain))
        numbers.update(
            float(one.replace(",", ".")) for one in re.findall(r"\d+(?:[.,]\d+)?", plain)[:400]
        )
    return frozenset(round(number, 3) for number in numbers)
