"""Days, hours and terms as they are said in a text in figures. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ai.fold import skeleton
from ai.morphology import is_counted, is_thing
from ai.rules.patterns import whole

Span = tuple[int, int]
Key = tuple[str, float]

_NUMBER = r"\d{1,4}(?:[.,]\d)?"
_PART = r"(?: (?P<part>утра|дня|вечера|ночи))?"
_CLOCK = whole(
    rf"(?P<h>[01]?\d|2[0-4])(?::|(?<=\d)[-.](?=[0-5]\d(?!\d|[.-]\d)))(?P<m>[0-5]\d){_PART}"
)
_HOUR = whole(
    rf"(?:в|к|ко|до|после|с|со|от|около|часов в|примерно в|не позже|на|часам к|и|–|-"
    rf"|по) ?(?P<n>{_NUMBER})"
    rf"(?: ?(?:-?(?:х|ти|ми)))?(?: ?(?:ч|час|часа|часов|часам|часу))?(?: (?P<m>[0-5][05]))?{_PART}"
)
_HOUR_SURE = whole(
    rf"(?P<n>{_NUMBER})(?: ?-?(?:х|ти|ми))?(?: ?(?:ч|час|часа|часов"
    rf"|часам))? (?P<part>утра|дня|вечера|ночи)"
    rf"|(?<=[вкос] )(?P<n2>[01]?\d|2[0-4]) ?(?:ч|часов)(?! (?:работ|пробег|езд|лет))"
)
_RANGE = re.compile(
    r"(?<![\d.,:×хx])(?:с )?(?P<a>[01]?\d|2[0-4]) ?(?:-|–|—|до|по) ?(?P<b>[01]?\d"
    r"|2[0-4])(?![\d:×хx]|[.,]\d|\s?(?:см|мм|м|кг|шт\w*|дн\w*|ден\w*|р|руб\w*|₽|%|нед\w*"
    r"|мес\w*|лет|год\w*"
    r"|мин\w*|тыс\w*|к|т|сут\w*|час(?!ов вечера|ов утра|ов дня)\w*|л|раб\w*|этаж\w*|чел\w*"
    r"|размер\w*)(?!\w))"
)
_NOON = whole(r"(?:в|до|после|к) ?(?P<w>обеда?|обеду)")
_UNITS = {
    "мин": 1 / 1440,
    "сек": 1 / 86400,
    "час": 1 / 24,
    "ч": 1 / 24,
    "дн": 1.0,
    "ден": 1.0,
    "сут": 1.0,
    "рабоч": 1.0,
    "календ": 1.0,
    "недел": 7.0,
    "мес": 30.0,
    "год": 360.0,
    "лет": 360.0,
}
"""Days in a unit. A year is twelve months: «гарантия год» is «12 месяцев» to a buyer."""
_UNIT = (
    r"(?P<u>минут\w{0,3}|мин|секунд\w{0,2}|час\w{0,3}|ч|дн\w{0,3}|день|денек|сут\w{0,3}"
    r"|недел\w{0,4}|месяц\w{0,3}|мес"
    r"|год\w{0,3}|лет|рабоч\w{2} д\w{2,3}|календарн\w{2} д\w{2,3})"
)
_TERM = whole(
    rf"(?:(?P<a>{_NUMBER}) ?(?:-|–|—|до|или|и|,(?= )) ?)?(?P<b>{_NUMBER})(?:-?(?:х|ти|ми"
    rf"|й))? ?(?:(?:полн|цел)\w{{2}} )?{_UNIT}"
)
_BARE_UNIT = (
    r"(?P<u>час|часа|часик|часок|минуту|минутку|день|дня|денек|сутки|суток|сутки|недел[яюи]"
    r"|недельк[ауи]|месяца?|года?)"
)
_ONE_TERM = whole(
    r"(?:держ(?:им|у|ать)(?: для вас| за вами| вам)?|да[юе]м?|дам|дадим|через|за|на|в течение"
    r"|в пределах|еще|максимум|минимум|не больше|около"
    r"|примерно|где-то|до|спустя|внутри|раз в|не дольше|не более|(?:один|одну|одного|одной"
    rf"|1|целый|целую|срок\w*(?: \w+){{0,2}} [—–-])) (?:целый |целую |1 )?{_BARE_UNIT}"
)
_PER = whole(rf"(?:в|за|/) ?{_BARE_UNIT}")
_PRICED_UNIT = whole(rf"{_BARE_UNIT}(?= [—–-]? ?\d)")
_UNIT_OF_TERM = re.compile(
    rf"(?<!\w)(?:срок\w*|занимает|длится|готов\w*"
    rf"|изготов\w*)(?: \w+)?[ :—–-]{{1,3}}{_BARE_UNIT}(?!\w)"
)
_UNIT_ALONE = re.compile(rf"(?:^|[,;.] ?)(?:около |почти |всего )?{_BARE_UNIT}(?!\w)")
_BARE_UNITS = (_PER, _PRICED_UNIT, _UNIT_ALONE, _UNIT_OF_TERM)
_GUARANTEED = re.compile(
    rf"(?<!\w)(?:гаранти\w+[^.!?\d\n]{{0,30}}?(?<!\w){_BARE_UNIT}(?!\w)"
    rf"|{_BARE_UNIT.replace('?P<u>', '?P<u2>')}(?= (?:на )?(?:гарант|провер|возврат|раздум"
    r"|максимум|макс(?!\w))))"
)
_SO_MANY = whole(
    rf"(?P<u>минут\w?|часов|часик\w{{0,2}}|дней|недель|дня|часа|месяцев) (?:(?:через|за|на"
    rf"|до) )?(?P<n>{_NUMBER})"
)
_PRICED = re.compile(r"(?:\d|₽|р|руб|рублей|тысяч|тыс) ?$")
_DAYS = {
    "понедельник": 0,
    "вторник": 1,
    "сред": 2,
    "четверг": 3,
    "пятниц": 4,
    "суббот": 5,
    "воскресен": 6,
}
_DAY = whole(
    r"(?P<d>понедельник|вторник|сред(?=[уаеы](?!\w)|ам(?!\w))|четверг|пятниц|суббот"
    r"|воскресен)\w{0,3}"
    r"|(?P<s>пн|вт|ср|чт|пт|сб|вс)"
)
_SHORT = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
_DAY_RANGE = re.compile(
    r"(?<!\w)(?P<a>пн|вт|ср|чт|пт|сб|вс|понедельник\w?|вторник\w?|сред\w|четверг\w?"
    r"|пятниц\w|суббот\w|воскресень\w)"
    r" ?(?:-|–|—|по) ?(?P<b>пн|вт|ср|чт|пт|сб|вс|понедельник\w?|вторник\w?|сред\w"
    r"|четверг\w?|пятниц\w|суббот\w|воскресень\w)(?!\w)"
)
_MONTHS = (
    "январ",
    "феврал",
    "март",
    "апрел",
    "ма",
    "июн",
    "июл",
    "август",
    "сентябр",
    "октябр",
    "ноябр",
    "декабр",
)
_MONTH = whole(
    r"(?:(?P<n>\d{1,2}(?:-?(?:го|е))?) )?"
    r"(?P<w>(?:январ|феврал|апрел|июн|июл|сентябр|октябр|ноябр|декабр)[яьюе]м?|(?:март"
    r"|август)(?:а|е|у|ом)?|мая|мае|май(?= 20\d\d)|(?<=\d )(?:янв|фев|апр|авг|сент?|окт|нояб?"
    r"|дек))(?: (?P<y>20\d\d)(?: (?:года|году|г(?!\w)))?)?"
)
_FROM_TO = re.compile(
    r"(?<![\d.,])(?P<n>[0-3]?\d) ?(?:по|до|и|или|-|–|—) ?[0-3]?\d "
    r"(?P<w>числа|числу|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября"
    r"|декабря)"
)
_DATE = whole(
    r"(?P<d>[0-3]?\d)[./](?P<m>0\d|1[0-2])(?:[./](?P<y>(?:20)?\d\d))?(?! ?(?:см|мм|м"
    r"|кг|л|₽|р|тыс|к|млн|дюйм|гб)(?!\w))"
)
_OF_MONTH = whole(
    r"(?P<n>[1-9]|[12]\d|3[01])[ -]?(?:го|ого)? (?:числа|число|числу)|(?P<n2>[1-9]|[12]\d"
    r"|3[01])-?го(?! (?:год|этаж|размер|поколен|уровн))"
)
_VAGUE = {
    "today": r"сегодня|сегодняшн\w+ (?:день|вечер)|сейчас же|прямо сейчас|" + skeleton("today"),
    "tomorrow": r"завтра|завтрашн\w+|на след(?:ующий)? день|" + skeleton("tomorrow"),
    "after": r"послезавтра",
    "morning": r"утром|с утра|поутру|(?:до|к) утр[ау]|по утрам|(?:1-?я|первая) половина дня"
    r"|в перв(?:ой|ую) половин[еу] дня|до обеда",
    "evening": r"вечером|вечерком|к вечеру|до вечера|по вечерам|после работы|под вечер",
    "day": r"днем|среди дня|в течение дня|после обеда|в обед|во второй половине дня"
    r"|в обеденное время|к обеду",
    "night": r"ночью|к ночи|до ночи",
    "weekend": r"(?:в|на|по|к|до|после|перед) (?:\w+ )?выходны[емх]\w?",
    "weekdays": r"(?:в|по|на) (?:\w+ )?буд(?:ни|ням|нях|ний|ние|ень|ничн\w+)|в рабочие дни"
    r"|по рабочим дням",
    "forever": r"вечн\w{2,3}|бессрочн\w+|пожизненн\w+|навсегда|на всю жизнь",
    "always": r"в любое (?:\w+ ){0,3}время|в любой (?:\w+ )?(?:день|час|момент)|когда угодно"
    r"|ежедневно|кажд\w{2} день|без выходных|в любые дни",
    "round": r"круглосуточно|кругл\w+ сутк\w*|24/7",
    "soon": r"на днях|(?:в ближайш\w+|за) (?:\w+ )?(?:дни|дня|часы|пару дней)"
    r"|в скором времени доставим|в кратчайшие сроки|день в день|в (?:тот же"
    r"|этот же) день|(?:в день|сразу в день) (?:заказа|обращения|оплаты|покупки|заявки|звонка)",
    "week": r"(?:на|к|до|в) (?:этой|следующей|будущей|текущей|ближайшей|конц\w|начал\w"
    r"|след|эту|следующую|ближайшую) ?(?:\w+ )?недел\w|на неделе|через недельку|в конце недели"
    r"|к концу недели"
    r"|до конца недели",
    "month": r"(?:в|до|к|на) (?:этом|следующ\w+|будущем|конц\w|начал\w"
    r"|середин\w) (?:\w+ )?(?:месяц\w{0,2}|года?|году)|весной|летом|осенью|зимой"
    r"|до конца (?:дня|месяца|года)",
}
_HOLIDAY = whole(
    r"(?:к|ко|до|после|перед) (?P<day>первома\w+|нов\w+ год\w*|рождеств\w+|пасх\w+"
    r"|маслениц\w+|8 марта|23 феврал\w+)"
)
_PERIOD = whole("|".join(f"(?P<{name}>{words})" for name, words in _VAGUE.items()))
_NO_HOUR = re.compile(
    r"\s*(?:см|мм|м|км|кг|г|шт|штук\w*|лет|год\w*|этаж\w*|размер\w*|мест\w*|человек\w?"
    r"|комнат\w*|%|процент\w*|₽|р|руб\w*|тыс\w*|к|т|раз\w?|минут\w*|мин|дн\w*|день"
    r"|недел\w*|месяц\w*|мес"
    r"|гб|мб|тб|гц|вт|л|литр\w*|мач|вольт|в(?! [а-я])|ампер|штуки|колес\w|вариант\w*|метр\w*"
    r"|градус\w*|поколен\w*|серии?|модел\w*|част[ьи]|экземпляр\w*|стул\w*|предмет\w*|из"
    r"|поколение|-?й|-?я|-?м|-?е)(?!\w)|[.,]\d| \d{3}(?!\d)"
    r"|\s(?:январ|феврал|март|апрел|ма[яе]|июн|июл|август|сентябр|октябр|ноябр|декабр)"
    r"|\s?(?:-|–|до|или|по)\s?\d{1,3}\s?(?:дн|ден|раб|нед|мес|лет|год|час|мин|шт|чел"
    r"|см|кг|р|₽|тыс|%)|\d|-?[хx×*]|[:/]|-\d"
)
_CLOCK_CONTEXT = re.compile(
    r"(?<!\w)(?:(?:при|подъ|подой|выез|заез|въез|за)\w*(?:жа|еж|ед|ез|хо|йд|бир|бер"
    r"|бра)\w*|работ\w*|жд\w+|встре\w+|удобн\w*|завтра|сегодня|послезавтра|утра|вечера"
    r"|дня|час\w*|открыт\w*|смотр\w*|осмотр\w*|покаж\w*|показ\w*"
    r"|врем\w+|буд\w+|дома|на месте|свобод\w*|успе\w+|отправ\w*|достав\w*|привез\w*"
    r"|звон\w*|забр\w*|забер\w*|самовывоз\w*|ровно|до|после|к|понедельник|вторник"
    r"|сред[уаы]|четверг|пятниц\w|суббот\w|воскресень\w|пн|вт|ср|чт|пт|сб|вс|выходн\w+"
    r"|будн\w+|ежедневно|записал\w*|вы|вам|вас|будет|давайте|можно|сможе\w+|могу"
    r"|можем)(?!\w)"
)
_BARE_HOUR = re.compile(r"(?<![\w.,:/×-])(?<!\d )(?:1?\d|2[0-4])(?![\w%:]| ?[×/-]|[.,]\d)")
_NEXT = re.compile(r"(?:\s?[-–—]\s?\d+)? ([^\W\d_]{3,})(?!\w)")
_PART_OF_DAY = re.compile(r"утр|дня|вечер|ноч|час")


@dataclass(frozen=True, slots=True)
class Mention:
    """A time as said: any one of the keys in a fact allows it. `clock`: it is no mere day."""

    start: int
    end: int
    keys: frozenset[Key]
    clock: bool = False
    is_year: bool = False  # «2021 год»: a number of its own, which is judged as one
    exact: frozenset[Key] = frozenset()  # what a fact that says so allows, where that is less

    def in_figures(self, text: str) -> bool:
        """Whether it might be taken for a number."""
        return self.clock or any(map(str.isdigit, text[self.start : self.end]))


def mentions(text: str) -> Iterator[Mention]:
    """Every time in a piece of a text in figures, but for dates that may be numbers."""
    for find in (_clocks, _hours, _terms, _whole_terms, _days, _dates, _periods, _holidays):
        yield from find(text)


def _clocks(text: str) -> Iterator[Mention]:
    context = speaks_of_time(text)
    for match in _CLOCK.finditer(text):
        if ":" in match[0] or context:
            yield _at(match.span(), int(match["h"]), int(match["m"]), match["part"], sure=True)
    for match in _NOON.finditer(text):
        yield Mention(*match.span(), _clock(12, 0, None) | {("day", 0.0)}, clock=True)


def _hours(text: str) -> Iterator[Mention]:
    taken = 0
    context = speaks_of_time(text)
    for match in _RANGE.finditer(text):
        if context and not _counts(text, match.end()):
            taken = match.end()
            first, last = int(match["a"]), int(match["b"])
            yield _at(match.span("a"), first, sure=first < last)
            yield _at(match.span("b"), last, sure=first < last)
    for match in _HOUR_SURE.finditer(text):
        taken = max(taken, match.end())
        yield from _hour(match, match["n"] or match["n2"], match["part"])
    if not context:
        return
    for match in _HOUR.finditer(text, taken):
        if not _NO_HOUR.match(text, match.end()) and not _counts(text, match.end()):
            yield from _hour(match, match["n"], match["part"])


def _counts(text: str, end: int) -> bool:
    """Whether a thing stands after a number: «от 10 кустов» is no hour."""
    following = _NEXT.match(text, end)
    if following is None or _PART_OF_DAY.match(following[1]):
        return False
    return is_thing(following[1]) and is_counted(following[1])


def speaks_of_time(text: str) -> bool:
    """Whether anything is said in it that has an hour or a day: a coming, an opening."""
    return _CLOCK_CONTEXT.search(text) is not None


def rates(text: str) -> Iterator[Mention]:
    """«500 ₽ в день», «неделя 3500»: a unit that a price is for."""
    for match in (found for units in _BARE_UNITS for found in units.finditer(text)):
        yield from _term(match.span(), 1, match["u"])


def bare_hours(text: str, said: frozenset[str]) -> Iterator[Mention]:
    """«19 подойдёт»: a number with no unit, where the buyer asks for a time."""
    for match in _BARE_HOUR.finditer(text):
        if not _NO_HOUR.match(text, match.end()) and match[0] not in said and int(match[0]) > 6:
            yield _at(match.span(), int(match[0]))


def _hour(match: re.Match[str], said: str, part: str | None) -> Iterator[Mention]:
    value = _value(said)
    if value and value == int(value) and 0 < value <= 24:
        minute = int(match.groupdict().get("m") or 0)
        yield _at(match.span(), int(value), minute, part)


def _terms(text: str) -> Iterator[Mention]:
    for match in _TERM.finditer(text):
        for said in filter(None, (match["a"], match["b"])):
            yield from _term(match.span(), _value(said), match["u"])


def _term(span: Span, value: float, unit: str) -> Iterator[Mention]:
    days = next(days for stem, days in _UNITS.items() if unit.startswith(stem))
    if days == _UNITS["год"] and 1900 <= value < 2100:
        yield Mention(*span, frozenset({("year", value % 100)}), is_year=True)
    elif value:
        year = {("year", value)} if days == _UNITS["год"] else set()
        yield Mention(*span, frozenset({("term", round(value * days, 3)), *year}), clock=True)


def _whole_terms(text: str) -> Iterator[Mention]:
    """«Через час», «гарантия год»: one of a unit, said without a number."""
    for match in _SO_MANY.finditer(text):
        yield from _term(match.span(), _value(match["n"]), match["u"])
    for match in _ONE_TERM.finditer(text):
        priced = match[0].startswith("за ") and _PRICED.search(text[: match.start()])
        if not priced:  # «2 900 ₽ за сутки»
            yield from _term(match.span(), 1, match["u"])
    for match in _GUARANTEED.finditer(text):
        yield from _term(match.span(), 1, match["u"] or match["u2"])


def _days(text: str) -> Iterator[Mention]:
    for match in _DAY.finditer(text):
        yield Mention(*match.span(), frozenset({("day_of_week", float(_day(match[0])))}))


def _dates(text: str) -> Iterator[Mention]:
    for match in _MONTH.finditer(text):
        month = _month(match["w"])
        number = _value(match["n"] or "")
        yield Mention(*match.span(), _dated(month, number, match["y"]), clock=bool(number))
    for match in _FROM_TO.finditer(text):
        month = next((n for n, stem in enumerate(_MONTHS, 1) if match["w"].startswith(stem)), 0)
        day = float(match["n"])
        keys = _dated(month, day, None) if month else frozenset({("of_month", day)})
        yield Mention(*match.span("n"), keys, clock=True)
    for match in _OF_MONTH.finditer(text):
        keys = frozenset({("of_month", float(match["n"] or match["n2"]))})
        yield Mention(*match.span(), keys, clock=True)


def _month(word: str) -> int:
    """«Декабря» and «дек» are the twelfth."""
    begins = word if word.startswith("ма") else word[:3]
    return next(
        n for n, stem in enumerate(_MONTHS, 1) if word.startswith(stem) or stem.startswith(begins)
    )


def numbers_of_days(text: str) -> Iterator[Mention]:
    return (one for one, _ in numbered(text, sure=True))


def numbered(text: str, *, sure: bool) -> Iterator[tuple[Mention, bool]]:
    """«14.03», and whether it is a date for certain: with a year, or where times are spoken of."""
    for match in _DATE.finditer(text):
        keys = _dated(int(match["m"]), float(match["d"]), match["y"])
        yield Mention(*match.span(), keys, clock=True), bool(match["y"]) or sure


def _holidays(text: str) -> Iterator[Mention]:
    for match in _HOLIDAY.finditer(text):
        yield Mention(*match.span(), frozenset({(match["day"][:5], 0.0)}))


def _dated(month: int, day: float, year: str | None) -> frozenset[Key]:
    """A day is that day of the year that a fact names; of any, where the fact names none."""
    date = month * 100 + day
    if year:
        return frozenset({("dated", int(year[-2:]) * 10_000 + date), ("date", date)})
    return frozenset({("date", date), ("date_of_any_year", date)})


def _periods(text: str) -> Iterator[Mention]:
    for match in _PERIOD.finditer(text):
        name = str(match.lastgroup)
        more = {("a_weekend_day", 0.0)} if name == "weekend" else set()
        yield Mention(*match.span(), frozenset({(name, 0.0), *more}))


def _at(
    span: Span, hour: int, minute: int = 0, part: str | None = None, *, sure: bool = False
) -> Mention:
    """An hour of the day. A seller's «с 9» is the morning, his «после 6» may be the evening."""
    keys = _clock(hour, minute, part)
    as_written = frozenset({("clock", float(hour % 24 * 60 + minute))})
    return Mention(
        *span, keys, clock=True, exact=as_written if part is None and (sure or hour >= 8) else keys
    )


def _clock(hour: int, minute: int, part: str | None) -> frozenset[Key]:
    """The hour as written and, where «вечера» or nothing is said, twelve later."""
    hours = {hour % 24}
    if part in ("вечера", "дня") and hour < 12:
        hours = {hour + 12}
    elif part == "ночи" and hour == 12:
        hours = {0}
    elif part is None and hour < 12:
        hours.add(hour + 12)
    return frozenset(("clock", float(one * 60 + minute)) for one in hours)


def _value(said: str) -> float:
    digits = re.match(r"\d+(?:[.,]\d)?", said)
    return float(digits[0].replace(",", ".")) if digits else 0.0


def _day(said: str) -> int:
    if said in _SHORT:
        return _SHORT.index(said)
    return next((day for stem, day in _DAYS.items() if said.startswith(stem)), 0)


def day_ranges(text: str) -> Iterator[Key]:
    for match in _DAY_RANGE.finditer(text):
        first, last = _day(match["a"]), _day(match["b"])
        yield from (("day_of_week", float(day)) for day in range(first, last + 1))
