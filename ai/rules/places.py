"""Addresses and places in a folded text that neither the listing nor a fact has. Pure."""

import re
from collections.abc import Iterator

from ai.fold import Folded, fold
from ai.morphology import is_thing
from ai.rules.clauses import Clause, read_clauses
from ai.rules.patterns import WORD

Span = tuple[int, int]
_STREETS = (
    r"ул|улиц[аеуы]|проспект\w?|пр-?т\w?|пр-?кт|шоссе|ш|переул\w+|пер|бульвар\w?|б-р"
    r"|набережн\w+|наб|площад\w{1,2}|пл|проезд\w?|тупик\w?"
    r"|мкр\w?|микрорайон\w?|квартал\w?|пос[её]л\w+|пос|пгт|деревн\w|село|снт|кп|жк"
)
_AFTER_MARK = re.compile(
    rf"(?<!\w)(?<!\d )(?P<mark>{_STREETS}|метро|м|станци\w|ст|тц|трц|тк|бц|рынок|рынк\w"
    rf"|райо\w{{1,2}}|р-?не?|павильон\w?|остановк\w)"
    r"(?:[.:]? {1,2}|[.:])[«\"]?(?P<name>[^\W\d_][\w-]{2,}|\d{1,3}(?=[- ](?:й|я|летия"
    r"|лет|мкр|квартал)))"
)
_SURE_MARK = re.compile(r"ул|улиц\w|проспект\w?|метро|шоссе|переул\w+|мкр\w?|тц|трц|жк|бульвар\w?")
_BEFORE_MARK = re.compile(
    r"(?<!\w)(?P<name>[^\W\d_][\w-]+(?:ая|ой|ую|ий|ого|ом|ое|ский|ском|ского"
    r"|ый)) (?:улиц[аеуы]|ул|проспект\w?|пр-?т\w?|шоссе|переул\w+|бульвар\w?"
    r"|набережн\w+|площад\w{1,2}|проезд\w?|район\w?|рынок|рынк\w|вокзал\w?)(?!\w)"
)
_HOUSE = re.compile(
    r"(?<!\w)(?:д|дом|корп|корпус\w?|к|стр|строение|кв|квартир[аеуы]|подъезд\w?"
    r"|офис\w?|оф|павильон\w?|место|ряд|домофон\w?|этаж\w?|склад\w?|бокс\w?"
    r"|гараж\w?)[ .:№]{1,3}(?P<n>\d{1,4})[а-я]?(?![\w.,]*\d| ?(?:м²|м|кв|см|мм|этаж"
    r"|комнат|метр|шт|₽|р|руб|тыс|к|т|%|гб)(?!\w))"
)
_STREET_HOUSE = re.compile(
    r"(?<!\w)(?:на|по адресу|адрес|это|у|с|в"
    r"|ул)[ .:—-]{1,3}(?P<name>[^\W\d_][\w-]{3,}(?:ина|ова|ева|ого|ой|ей|ая|ую|ской"
    r"|ский|ском|ом|ева|а|ы|и|е|я)),? ?(?P<n>\d{1,3})(?: ?(?:[а-я]|к\d|/\d+))?(?![\w%]"
    r"| ?(?:см|мм|м|м2|м²|кв|кг|шт|₽|р|руб\w*|тыс\w*|к|т|лет|год\w*|дн\w*|час\w*|мин\w*|гб"
    r"|размер\w*|процент\w*|человек\w*|мест\w*|этаж\w*|[хx×])(?!\w)|[.,: ]\d)"
)
_BARE_HOUSE = re.compile(
    r"(?<!\w)(?P<name>[^\W\d_]{3,}(?:ина|ова|ева|ая|ой|ей|ого|ского|ская"
    r"|ской)),? (?P<n>\d{1,3})(?: ?(?:[а-я]|к\d|/\d+))?"
    r"(?![\w%]| ?(?:см|мм|м|м2|м²|кв|кг|шт|₽|р|руб\w*|тыс\w*|к|т|лет|год\w*|дн\w*|час\w*|мин\w*"
    r"|гб|размер\w*|процент\w*|человек\w*|мест\w*|этаж\w*|[хx×])(?!\w)|[.,: ]\d)"
)
_CITY = re.compile(
    r"(?<!\w)(?:в|во|из|до|по|около|под|мы с|я с) (?P<name>(?:москв|питер|спб|санкт"
    r"|химк|мытищ|люберц|балаших|подольск|казан|екатеринбург|екб|новосиб|нижн\w+ новг"
    r"|самар|ростов|уф|краснодар|воронеж|перм|волгоград|тул|твер|калуг|рязан|ярослав"
    r"|омск|томск|тюмен|челябинск|барнаул|иркутск|хабаровск|владивосток|сочи|королев"
    r"|одинцов|красногорск|реутов|зеленоград|домодедов|щелков|долгопрудн|мск|подмосков"
    r"|смоленск|брянск|кург|курск|орел|орл|липецк|тамбов|пенз|саратов|саранск|ижевск"
    r"|киров|чебоксар|набережн|сургут)\w{0,4})(?!\w)"
)
_HOUSED = re.compile(
    r"(?<!\w)(?P<name>[^\W\d_]{4,})[, ]{1,3}(?:(?:д|дом)[. ]{1,2})?(?P<n>\d{1,3})(?![\w%]|[.,: ]\d)"
)
_WHERE = re.compile(
    r"(?<!\w)(?:адрес\w*|где (?:вы|ты|находи\w+|забра\w+|забир\w+|посмотр\w+|можно"
    r"|встре\w+|смотр\w+)|откуда (?:забир\w+|забра\w+|вы|самовывоз)"
    r"|куда (?:ехать|приехать|подъе\w+|подойти)|как (?:вас )?найти|самовывоз откуда"
    r"|какой район|какое метро)"
)
_SPOT = re.compile(
    r"(?<!\w)(?:около|возле|рядом с|напротив|недалеко от|в районе|в центре|у|за|из|с"
    r"|на|в) (?!вас|вам|вами|нас|ваш|чат|объявл|авито|продаж|наличи|профил|карт"
    r"|этом|том|этой|любо|удобн|утр|вечер|выходн|будн)[^\W\d_]{3,}|в центре"
)
_ENDS = re.compile(r"\s*(?:[,.;)\n]|$)")
_WAY = re.compile(
    r"(?<!\w)(?:налево|направо|(?:перв|втор|трет|четверт|следующ|ближайш)\w{2,3}"
    r" (?P<sign>поворот\w*|съезд\w*|ворота\w*|калитк\w*|дом(?:ик)?|подъезд\w*|переулок)"
    r"|(?:поверн|сверн|свора|повора)\w+|съезд\w* (?:у|на|с|за|возле|около) \w+|шлагбаум\w*"
    r"|калитк\w+"
    r"|(?:прямо|дальше|затем|потом) (?:\w+ )?(?:до|по|через|мимо) \w+|через (?:\w+ )?дом(?:а|ов)?"
    r"|зелен\w+ (?:ворот|калитк|забор|крыш)\w+|\w+(?:ыми|ой|ая|им) (?:воротами|калиткой|калитка"
    r"|забором))(?!\w)"
)
_SENDS = re.compile(
    r"(?<!\w)(?:сд[эе]к|почт[оа]|по (?:всей )?росси|транспортн|боксберр|авито доставк)"
)
_IS_SENT = re.compile(r"(?<!\w)(?:можно|отправ\w+|вышл\w+|достав\w+|перешл\w+|тоже)(?!\w)")
_RUSSIAN = re.compile(r"[а-я-]+")  # «iPhone 11» is no house
_MEASURE = re.compile(r"рост|размер|высот|длин|ширин|глубин|вес|объем|диаметр|диагонал|возраст")
BARE = 2
"""Words of an answer that may name nothing but a place."""
_LARGE = frozenset({"мкад", "вднх", "ттк", "кад", "спб", "мск", "екб"})
_POSITION = re.compile(r"(?<!\d)[3-7]\d\.\d{3,}[,; ]{1,2}\d{2,3}\.\d{3,}")
_NEAR = re.compile(
    r"(?<!\w)(?:около|возле|рядом с|напротив|у|недалеко от|за|в районе|район|на|в|во"
    r"|из|с|со|от|до|под|по|через|между|адрес"
    r"|адресу)[ :]{1,2}[«\"]?(?P<name>[^\W\d_][\w-]*)"
)
_LOCATES = re.compile(
    r"(?<!\w)(?:находи\w+|самовывоз\w*|забр\w+|забир\w+|забер\w+|адрес\w*|приезж\w+"
    r"|приез\w+|подъезж\w+|подъед\w+|подход\w+|расположен\w*|стоит в|склад\w*"
    r"|магазин\w*|офис\w*|живу|живем|мы (?:в|на|из)|я (?:в|на|из)|встре\w+|посмотр\w+"
    r"|смотреть|осмотр\w*|показ\w*|базируемся|отправ\w+|достав\w+|привез\w+|везем"
    r"|отвез\w+|довез\w+|возим|отдам|передам)(?!\w)"
)
_TELLS = re.compile(
    _LOCATES.pattern + r"|(?<!\w)(?:пр-?т|проспект\w?|шоссе|пункт\w?|рынок|рынке|тц|трц|метро|м"
    r"|ул|улица|этаж|снт|город\w?)(?!\w)"
)
_PLAIN_WORDS = (
    "авито вы вам вас ваш вами ваша ваше ваши вашу вашей россии россия рф украины китая"
    " китай германии европы интернет сдэк сдэком почта почтой почты яндекс озон wildberries"
    " whatsapp telegram viber дом месте торг трудовому гост ту"
)
_PLAIN = frozenset(_PLAIN_WORDS.split())
_NO_NAME_WORDS = (
    "нет есть рядом недалеко пешком минут минуты минута или если там тут это как где уточню"
    " пока будет когда вам вас можно у от до в на и а не по с со за под около возле очень"
    " всего только далеко близко такой такая какая какой какое какие любой любая вашей"
    " вашего ваш ваша указан указана указано нашем нашей нашего нас этой этом том той здесь"
    " пункт пункта пункте выдачи кнопку кнопка товара объявления объявлении"
)
_NO_NAME = frozenset(_NO_NAME_WORDS.split())


def find_places(folded: Folded, *, known: str, burst: tuple[str, ...]) -> Iterator[Span]:
    """Where a street, a house, a station or a place stands that `known` has not.

    Places of the buyer's own lines may stand where something is asked, denied or put off.
    """
    here = _Known(fold(known).text)
    asked = _Known(fold(" ".join(burst)).text)
    for match in _POSITION.finditer(folded.text):
        yield match.span()
    clauses = read_clauses(folded.text)
    yield from _ways(clauses, here)
    if _WHERE.search(asked.text) and not _TELLS.search(here.text):
        yield from _somewhere(clauses)
    for clause in clauses:
        found = [
            *_named(clause, folded),
            *_housed(clause, folded),
            *_capitals(clause, folded),
        ]
        yield from _houses(clause, here)
        for (start, end), name in found:
            if here.sends_anywhere() and asked.has(name) and _IS_SENT.search(clause.text):
                continue
            if not here.has(name) and not _of_the_buyer(clause, asked, name, (start, end)):
                yield clause.place(start, end)


_CITIES = (
    ("спб", "питер", "петер", "санкт"),
    ("мск", "москв"),
    ("екб", "екат"),
    ("нск", "новосиб"),
)
"""One city under several names, as they begin."""


class _Known:
    """A text whose words are compared without their endings."""

    def __init__(self, text: str) -> None:
        self.text = text
        # The names that a house number follows, without their endings.
        housed = (one for one in _HOUSED.finditer(text) if not _MEASURE.match(one["name"]))
        streets = (match for match in housed if _RUSSIAN.fullmatch(match["name"]))
        ends = (match for match in streets if _ENDS.match(text, match.end()))
        self.houses = {(_cut(match["name"]), match["n"]) for match in ends}
        self.streets = tuple(name for name, _ in self.houses)
        # Of «190х140» both numbers are known: «спальное место 190 на 140» is no address.
        self.words = re.findall(r"\d+(?=[хx]\d)|(?<=\d[хx])\d+|\w+", text)

    def has(self, name: str) -> bool:
        return all(self._has(word) for word in re.findall(r"\w+", name))

    def sends_anywhere(self) -> bool:
        return _SENDS.search(self.text) is not None

    def _has(self, word: str) -> bool:
        if word[0].isdigit():
            return any(re.fullmatch(rf"{word}[а-я]?", known) for known in self.words)
        alike = next((names for names in _CITIES if word.startswith(names)), ())
        return any(known.startswith((_cut(word), *alike)) for known in self.words)


def _cut(word: str) -> str:
    """A word without its ending; of a short one no more than a letter goes."""
    return word[: max(3, len(word) - 3)] if len(word) > 4 else word[: max(2, len(word) - 1)]


def _of_the_buyer(clause: Clause, asked: _Known, name: str, span: Span) -> bool:
    if not asked.has(name):
        return False
    return clause.asks or clause.defers or clause.denies(*span) or _only_mentions(clause, name)


def _only_mentions(clause: Clause, name: str) -> bool:
    """Whether a place is named and nothing is said to be there: no house, no «да, в Химках»."""
    affirms = clause.text.lstrip().startswith(("да ", "да,", "в ", "на ", "из "))
    housed = _HOUSED.search(clause.text) is not None
    return not housed and not affirms and not _LOCATES.search(clause.text)


def _is_sure(match: re.Match[str]) -> bool:
    mark = match.groupdict().get("mark")
    return mark is None or _SURE_MARK.fullmatch(mark) is not None


def _is_capital(clause: Clause, folded: Folded, match: re.Match[str]) -> bool:
    written = folded.cut(*clause.place(*match.span("name")))
    if not "А" <= written[0] <= "Я":
        return False
    return not written.isupper() or match["name"] in _LARGE


def _named(clause: Clause, folded: Folded) -> Iterator[tuple[Span, str]]:
    """Places with a word that says so: a street, a house, a station."""
    for pattern in (_AFTER_MARK, _BEFORE_MARK):
        for match in pattern.finditer(clause.text):
            if match["name"] not in _NO_NAME and (
                _is_sure(match) or _is_capital(clause, folded, match)
            ):
                yield match.span(), match["name"]
    for match in _CITY.finditer(clause.text):
        yield match.span(), match["name"]


def _housed(clause: Clause, folded: Folded) -> Iterator[tuple[Span, str]]:
    """Houses, with and without a street."""
    for match in _HOUSE.finditer(clause.text):
        yield match.span(), match["n"]
    for match in _STREET_HOUSE.finditer(clause.text):
        if _MEASURE.match(match["name"]):
            continue
        if _LOCATES.search(clause.text) or "адрес" in match[0]:
            yield match.span(), f"{match['name']} {match['n']}"
    for match in _BARE_HOUSE.finditer(clause.text):
        if not _MEASURE.match(match["name"]) and _is_capital(clause, folded, match):
            yield match.span(), f"{match['name']} {match['n']}"


def _ways(clauses: tuple[Clause, ...], here: _Known) -> Iterator[Span]:
    """«Второй поворот, третий дом с зелёными воротами»: how to get there, unless it is known."""
    for clause in clauses:
        for match in _WAY.finditer(clause.text):
            told = here.has(match["sign"]) if match["sign"] else here.has(match[0])
            if not told and not clause.asks and not clause.defers:
                yield clause.place(*match.span())


def _somewhere(clauses: tuple[Clause, ...]) -> Iterator[Span]:
    """«Рядом с вокзалом», «Мытищи»: where a buyer asks for a place that nothing known tells."""
    if any(clause.defers or clause.asks for clause in clauses):
        return
    words = [word for clause in clauses for word in WORD.findall(clause.text)]
    for clause in clauses:
        if len(words) <= BARE and any(map(is_thing, words)):
            yield clause.place(0, len(clause.text))
        for match in _SPOT.finditer(clause.text):
            if not clause.denies(*match.span()):
                yield clause.place(*match.span())


def _houses(clause: Clause, here: _Known) -> Iterator[Span]:
    """Another house in a street that is known."""
    for match in _HOUSED.finditer(clause.text):
        name, number = match["name"], match["n"]
        stated = any(name.startswith(one) and number == n for one, n in here.houses)
        if name.startswith(here.streets) and not stated:
            yield clause.place(*match.span())


def _capitals(clause: Clause, folded: Folded) -> Iterator[tuple[Span, str]]:
    """Names after «в», «из», «у»: a capital letter in the middle of a sentence."""
    for match in _NEAR.finditer(clause.text):
        if _is_capital(clause, folded, match) and match["name"] not in _PLAIN:
            yield match.span("name"), match["name"]
