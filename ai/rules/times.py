"""Days, hours and terms in a folded text that no fact has. Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache

from ai.fold import Folded, fold
from ai.rules.acts import acts
from ai.rules.clauses import Clause, read_clauses
from ai.rules.moments import (
    Key,
    Mention,
    bare_hours,
    day_ranges,
    mentions,
    numbered,
    numbers_of_days,
    rates,
    speaks_of_time,
)
from ai.rules.patterns import whole
from ai.spoken import figures_of, in_figures

Span = tuple[int, int]

_MORE_GROUNDS = {
    "morning": r"утр",
    "evening": r"вечер|после работы",
    "day": r"днем|после обеда|в обед",
    "always": r"ежедневно|кажд\w{2} день|без выходных|любое время|любой день"
    r"|вс[юе] день|весь день|целый день|круглосуточ|24/7|любые дни|пн ?[–—-] ?вс"
    r"|(?:в|за) день(?! (?:заказ|обращ|оплат|покуп|заяв|в))",
    "round": r"круглосуточ|24/7|кругл\w+ сутк",
    "weekend": r"выходн",
    "weekdays": r"буд|рабочи\w дн",
    "night": r"ноч|круглосуточ|24/7",
    "soon": r"день в день|в тот же день|на днях|в день",
    "tomorrow": r"следующий день|завтра",
    "month": r"месяц|весн|лет|осен|зим",
}
_EVERY = re.compile(
    r"(?<!\w)(?:ежедневно|кажд\w{2} день|без выходных|в любой день|любые дни"
    r"|круглосуточно|7 дней|24/7|всегда на месте)"
)
_WHEN = re.compile(
    r"(?<!\w)(?:когда|во сколько|до скольки|со скольки|со скольких|в какое время"
    r"|сегодня|завтра|через сколько)(?!\w)"
)
_WEEKEND: frozenset[Key] = frozenset({("day_of_week", 5.0), ("day_of_week", 6.0)})
_EVERY_DAY: frozenset[Key] = frozenset(
    [
        *(("day_of_week", float(day)) for day in range(7)),
        *((name, 0.0) for name in ("today", "tomorrow", "after", "weekend", "weekdays", "always")),
    ]
)
_ROUND_THE_CLOCK = re.compile(r"круглосуточ|24/7")
_AFTER_WORK = re.compile(r"(?<!\w)(?:после|с|от|вечер\w*)(?!\w)")
SHORT = 4
_MATTERS = (
    (
        whole(
            r"достав(?:им|лю|ят)|(?:при|под|от|за)вез(?:у|ем|ут)|отправ(?:им|лю|ят)|вы(?:шлем|шлю)"
        ),
        "carry",
    ),
    (whole(r"скид\w*|скин\w*|уступ\w*|сброс\w*|дешевле|(?:сделаем|сделаю|минус) \d+"), "discount"),
)
"""What a time may belong to, and the act that a fact about it names."""
_OF_BUYER = re.compile(r"(?<!\w)(?:вам|вас|вы|ваш\w*|сын\w*|доч\w*|ребен\w*|малыш\w*)(?!\w)")
_BARE = re.compile(r"(?:до|от|с|по|на|около)? ?\d{1,2}")
_VISITS = re.compile(
    r"(?<!\w)(?:при[её]|приез|заход|приход|входит|подъе|заез|заед|работ|жд[уе]|открыт|встре|забр"
    r"|забер|забир|осмотр|смотр|показ|на связи|зво|выезд|заселен|удобн|можн|мож|свобод|утр|вечер"
    r"|дн[её]м|час|врем|завтра|сегодня|приним|запис|достав|привез|отправ|давайте|подойд|буд)"
)
_CLOSED = re.compile(r"(?<!\w)(?:выходной|закрыт\w*|не работаем|не работаю|отдыхаем)(?!\w)")
_AGE = ("мес", "год", "лет")
_FREE_TALK = re.compile(r"(?<!\w)(?:пишите|обращайтесь|спрашивайте|задавайте)(?!\w)")


def find_times(folded: Folded, facts: tuple[str, ...], burst: tuple[str, ...]) -> Iterator[Span]:
    """Where a day, an hour or a term stands that no fact has.

    In a question and in what is put off, days may be the buyer's own: «насчёт завтра уточню».
    """
    return iter(_read(folded.text, facts, burst)[1])


def _about(clause: Clause, text: str, facts: tuple[str, ...]) -> tuple[str, ...]:
    """The facts that may tell when: hours of opening do not say when a thing is brought.

    A clause of a few words («но только сегодня») goes on with what its sentence speaks of.
    """
    begins = max(text.rfind(mark, 0, clause.start) for mark in ".!?\n") + 1
    short = len(clause.text.split()) < SHORT
    around = text[begins : clause.start + len(clause.text)] if short else clause.text
    for spoken_of, done in _MATTERS:
        if spoken_of.search(around):
            of_it = tuple(fact for fact in facts if done in acts((fact,)))
            return of_it or facts
    return facts


def find_stated(folded: Folded, facts: tuple[str, ...], burst: tuple[str, ...]) -> Iterator[Span]:
    """Where a time stands that may: it is no sum, however it is written."""
    return iter(_read(folded.text, facts, burst)[0])


@lru_cache(maxsize=32)
def _read(
    text: str, facts: tuple[str, ...], burst: tuple[str, ...]
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The times of a text in figures that may stand there, and those that may not."""
    asked = read_known(burst)
    hours = any(_WHEN.search(fold(line).text) for line in burst)
    said = frozenset(one for fact in facts for one in re.findall(r"\d+", fact)) if hours else None
    spoken = in_figures(text)
    may: list[Span] = []
    may_not: list[Span] = []
    for clause in read_clauses(spoken.text):
        stated, others = _sorted_out(clause, _about(clause, spoken.text, facts), said)
        free = [one for one in others if _free(clause, one, asked)]
        taken = {place for one in [*stated, *free] for place in range(one.start, one.end)}
        found = [one for one in others if taken.isdisjoint(range(one.start, one.end))]
        figures = [one for one in [*stated, *free] if one.in_figures(clause.text)]
        may += [spoken.back(*clause.place(one.start, one.end)) for one in figures]
        may_not += [spoken.back(*clause.place(one.start, one.end)) for one in found]
    return tuple(may), tuple(may_not)


def _sorted_out(
    clause: Clause, facts: tuple[str, ...], said: frozenset[str] | None
) -> tuple[list[Mention], list[Mention]]:
    """The times of a clause: those that facts have, and the others. `said` are their numbers."""
    known, refused = read_known(facts), read_refused(facts)
    stated: list[Mention] = []
    others: list[Mention] = []
    for one in mentions(clause.text):
        may = known | refused if clause.denies(one.start, one.end) else known
        if one.keys & may:
            stated.append(one)
        elif not one.is_year and not _is_of_things(clause.text, one):
            others.append(one)
    stated, misplaced = _by_day(clause.text, stated, facts)
    others += misplaced
    dates = numbered(clause.text, sure=speaks_of_time(clause.text))
    for one, certain in dates:
        if one.keys & known or certain:
            (stated if one.keys & known else others).append(one)
    if said is not None:
        others += [one for one in bare_hours(clause.text, said) if not one.keys & known]
    return stated, others


def _by_day(
    text: str, stated: list[Mention], facts: tuple[str, ...]
) -> tuple[list[Mention], list[Mention]]:
    """Of the hours that facts have, those that are another day's: «в субботу до 18»."""
    days = _keys(text, "day_of_week")
    hours = frozenset(key for day in days for key in _hours_of(facts).get(day, ()))
    if not hours:
        return stated, []
    wrong = [one for one in stated if _is_hour(one) and not one.keys & hours]
    return [one for one in stated if one not in wrong], wrong


def _is_hour(mention: Mention) -> bool:
    return any(name == "clock" for name, _ in mention.keys)


def _keys(text: str, kind: str) -> set[Key]:
    found = {key for one in mentions(text) for key in one.keys} | set(day_ranges(text))
    return {key for key in found if key[0] == kind}


@lru_cache(maxsize=64)
def _hours_of(facts: tuple[str, ...]) -> dict[Key, set[Key]]:
    """The hours that facts give to single days: «пн–пт 9–18, сб 10–15»."""
    found: dict[Key, set[Key]] = {}
    for fact in facts:
        for part in re.split(r"[,;]\s", figures_of(fact)):
            for day in _keys(part, "day_of_week"):
                found.setdefault(day, set()).update(_keys(part, "clock"))
    return found


def _free(clause: Clause, mention: Mention, asked: frozenset[Key]) -> bool:
    """Said without a promise: the buyer is asked, or it is put off, or talk is always welcome."""
    if _FREE_TALK.search(clause.text) and ("always", 0.0) in mention.keys:
        return True
    if any(name == "day_of_week" for name, _ in mention.keys) and _CLOSED.search(clause.text):
        return True
    if mention.keys & asked:
        aside = clause.defers or clause.denies(mention.start, mention.end)
        if aside or _of_buyer(clause.text, mention):
            return True
    return clause.asks and (bool(mention.keys & asked) or not mention.clock)


def _is_of_things(text: str, mention: Mention) -> bool:
    """«Компания до восьми»: a number where nothing is said that has an hour."""
    bare = _BARE.fullmatch(text[mention.start : mention.end]) is not None
    return bare and not _VISITS.search(text)


def _of_buyer(text: str, mention: Mention) -> bool:
    """«Вам пока 10 месяцев»: what the buyer told of himself."""
    said = text[mention.start : mention.end]
    return _OF_BUYER.search(text) is not None and any(unit in said for unit in _AGE)


@lru_cache(maxsize=256)
def read_known(texts: tuple[str, ...]) -> frozenset[Key]:
    """Every time that the texts have; «ежедневно» is any day, «по воскресеньям нет» none."""
    keys: set[Key] = set()
    for text in texts:
        plain = figures_of(text)
        keys |= _told(plain)
        keys.update(day_ranges(plain))
        if _EVERY.search(plain):
            keys |= _EVERY_DAY
        if _ROUND_THE_CLOCK.search(plain):
            keys.add(("term", 1.0))
    return frozenset(_weekends(keys) - read_refused(texts))


@lru_cache(maxsize=256)
def read_refused(texts: tuple[str, ...]) -> frozenset[Key]:
    """The days on which something is said not to be; who names an hour so draws a line there."""
    clauses = [one for text in texts for one in read_clauses(figures_of(text))]
    return frozenset(
        key
        for clause in clauses
        for one in (*mentions(clause.text), *numbers_of_days(clause.text))
        if not one.clock and clause.denies(one.start, one.end)
        for key in one.keys
    )


def _told(text: str) -> set[Key]:
    """The times of a fact, with what they allow to say instead."""
    found = [*mentions(text), *numbers_of_days(text), *rates(text)]
    keys = {
        key for one in found for key in one.exact or one.keys if one.is_year or key[0] != "year"
    }
    keys |= {("date", month + day) for month in _of(keys, "date") for day in _of(keys, "of_month")}
    for _, date in [key for key in keys if key[0] == "dated"]:
        keys = keys - {("date", date % 10_000)} | {("date_of_any_year", date % 10_000)}
    days = [key[1] for key in keys if key[0].startswith("date")]
    keys |= {("date", date // 100 * 100) for date in days}
    keys |= {("of_month", date % 100) for date in days}
    keys |= {("a_weekend_day", 0.0) for key in keys if key in _WEEKEND}
    minutes = [key[1] for key in keys if key[0] == "clock"]
    late = 17 * 60 if _AFTER_WORK.search(text) else 18 * 60 + 1
    parts = (("morning", 5 * 60, 11 * 60), ("day", 11 * 60, 17 * 60), ("evening", late, 23 * 60))
    keys |= {
        (part, 0.0)
        for part, first, last in parts
        if any(first <= minute <= last for minute in minutes)
    }
    return keys | {
        (name, 0.0)
        for name, more in _MORE_GROUNDS.items()
        if re.search(rf"(?<!\w)(?:{more})", text)
    }


def _of(keys: set[Key], name: str) -> list[float]:
    """The months that keys name alone, «в мае», or their days alone, «20 числа»."""
    numbers = [number for one, number in keys if one == name]
    return [number for number in numbers if name == "of_month" or number % 100 == 0]


def _weekends(keys: set[Key]) -> set[Key]:
    """«По будням» allows Tuesday; Monday to Friday allows «по будням»."""
    for name, days in (("weekdays", range(5)), ("weekend", range(5, 7))):
        all_days = {("day_of_week", float(day)) for day in days}
        if (name, 0.0) in keys:
            keys |= all_days
        elif all_days <= keys:
            keys.add((name, 0.0))
    return keys
