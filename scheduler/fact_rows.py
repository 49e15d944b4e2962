"""Many facts at once, as a seller sends them: lines of a message, or a table. Pure."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Literal

MOST_ROWS = 1000
MOST_BYTES = 1024 * 1024
MOST_COLUMNS = 20

_MARK = re.compile(
    r"^\s*(?:[-–—−•*·▪◦‣⁃●○■□►➤✓✔✅☑>]+\ufe0f?\s*|\(?\d{1,4}[.)](?:\s+|(?=[^\W\d])))+"
)
_HEADS = {
    "listing": (
        *("объявление", "объявления", "для какого объявления", "для каких объявлений"),
        *("название объявления", "товар", "для каких", "listing", "listings", "item"),
    ),
    "until": (
        *("до", "до какого дня", "до какой даты", "последний день", "срок", "срок до"),
        *("действует до", "верно до", "until", "last day", "valid until", "till"),
    ),
    "text": ("знание", "знания", "факт", "факты", "текст", "fact", "facts", "text"),
}
_DELIMITERS = ";\t,|"
_SEPARATOR = re.compile(r"^sep=(.)(?=\r?\n)")
"""How Excel names the delimiter in the first line."""

LOWEST_HEAD = 5
"""How many rows there may be above a head: a title, or nothing in them."""

_EVER = frozenset(("", "-", "–", "—", "бессрочно", "без срока", "всегда", "нет", "no", "ever"))
_TIME = re.compile(r"[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(r"^(\d{1,2})\s+([a-zа-я]+)(?:\s+(\d{4}))?(?:\s*г\w*\.?)?$")
_DOTTED = re.compile(r"^(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}|\d{2}))?\.?(?:\s*г\w*\.?)?$")
_YEAR_FIRST = re.compile(r"^(\d{4})[./-](\d{1,2})[./-](\d{1,2})$")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact as it was sent, nothing judged: its text, and what its other columns say.

    `number` is that of its line or row, as its sender counts them; `has_more` that there was
    something in columns that say nothing to us.
    """

    text: str
    listing: str = ""
    until: str = ""
    number: int = 0
    has_more: bool = False


Table = Sequence[tuple[int, Sequence[str]]]
"""Rows with their numbers."""


class NotATableError(ValueError):
    """What was sent cannot be read."""


class TooManyRowsError(ValueError):
    """More than a person could look through."""


def clean(text: str) -> str:
    """A fact's text: one line, single spaces, nothing invisible."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    printable = (" " if unicodedata.category(sign) == "Cc" else sign for sign in visible)
    return " ".join("".join(printable).split())


def of_lines(text: str) -> list[FactRow]:
    """One fact a line, without bullets and numbers; empty lines do not count."""
    lines = [clean(_MARK.sub("", line)) for line in text.splitlines()]
    return _bounded([FactRow(line, number=at) for at, line in enumerate(lines, 1) if line])


def of_table(table: Table) -> list[FactRow]:
    """The first column is the text; others count by their heads: «объявление», «до»."""
    rows = [(number, [clean(cell) for cell in cells]) for number, cells in table]
    rows = [(number, cells) for number, cells in rows if any(cells)]
    head = _head(cells for _, cells in rows)
    columns = _columns(rows[head][1]) if head is not None else {"text": 0}
    below = rows if head is None else rows[head + 1 :]
    return _bounded([_row(number, cells, columns) for number, cells in below])


def _row(number: int, cells: Sequence[str], columns: dict[str, int]) -> FactRow:
    known = {"text": 0, **columns}
    return FactRow(
        _cell(cells, known["text"]),
        listing=_cell(cells, known.get("listing")),
        until=_cell(cells, known.get("until")),
        number=number,
        has_more=any(cell for at, cell in enumerate(cells) if at not in known.values()),
    )


def _head(rows: Iterable[Sequence[str]]) -> int | None:
    """Which row is the head; below the first only one that names the text."""
    for at, cells in enumerate(islice(rows, LOWEST_HEAD)):
        columns = _columns(cells)
        if "text" in columns or (columns and at == 0):
            return at
    return None


def table_of_csv(content: bytes) -> Table:
    """The cells of a CSV file in UTF-8 or Windows-1251; NotATableError for what is none."""
    text = decode(content)
    separator = _SEPARATOR.match(text)
    text = _SEPARATOR.sub("", text)
    delimiter = separator[1] if separator else _delimiter(text)
    try:
        return _cells(text, delimiter)
    except csv.Error:
        pass  # quotes that are no quoting: each line is a row of its own
    try:
        return _cells(text, delimiter, quoting=csv.QUOTE_NONE)
    except csv.Error:
        raise NotATableError("not a CSV file") from None


def _cells(text: str, delimiter: str, quoting: Literal[0, 3] = csv.QUOTE_MINIMAL) -> Table:
    lines = io.StringIO(text, newline="")
    rows = csv.reader(lines, delimiter=delimiter, quoting=quoting, strict=True)
    return list(enumerate(rows, 1))


def decode(content: bytes) -> str:
    """A text file in the encoding it was saved with; NotATableError for what is no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\0" in content:
        raise NotATableError("not a text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", "replace")


def read_day(words: str, today: date) -> date | None:
    """«30.11», «30.11.2026», «30 ноября», «2026-11-30»; None for what is no day.

    Without a year the next such day: what a fact holds until lies ahead.
    """
    words = _TIME.sub("", words.strip().lower().removeprefix("до ").strip())
    try:
        if first := _YEAR_FIRST.match(words):
            return date(int(first[1]), int(first[2]), int(first[3]))
        if named := _NAMED.match(words):
            return _ahead(int(named[1]), _month(named[2]), named[3], today)
        if dotted := _DOTTED.match(words):
            return _ahead(int(dotted[1]), int(dotted[2]), dotted[3], today)
    except ValueError:
        pass  # the 31st of February
    return None


def is_ever(words: str) -> bool:
    """Whether a last day is said to be none."""
    return words.strip().lower() in _EVER


def _ahead(day: int, month: int, year: str | None, today: date) -> date:
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    for ahead in range(9):  # 29 February may be eight years away
        found = _maybe(today.year + ahead, month, day)
        if found and found >= today - timedelta(days=_JUST_PASSED):
            return found
    raise ValueError("no such day")


_JUST_PASSED = 60
"""Days: «до 1.11», typed on 20 November, means the one that is over, not the one in a year."""


def _maybe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(word: str) -> int:
    for months in (_MONTHS, _ENGLISH):
        for number, start in enumerate(months, 1):
            if word.startswith(start):
                return number
    raise ValueError("no such month")


def _bounded(rows: list[FactRow]) -> list[FactRow]:
    if len(rows) > MOST_ROWS:
        raise TooManyRowsError
    return rows


def _columns(head: Sequence[str]) -> dict[str, int]:
    """Where each known column stands, if this first row is a head and no fact."""
    found: dict[str, int] = {}
    for at, cell in enumerate(head[:MOST_COLUMNS]):
        for name, words in _HEADS.items():
            if cell.lower().strip(' :"') in words and name not in found:
                found[name] = at
    return found


def _cell(row: Sequence[str], at: int | None) -> str:
    return row[at] if at is not None and at < len(row) else ""


def _delimiter(text: str) -> str:
    """What parts the columns: by a known head, or by its standing in each row equally often.

    A list of sentences with commas in them has one column.
    """
    lines = [line for line in text.splitlines() if line.strip(f" {_DELIMITERS}")]
    for sign in _DELIMITERS:
        if _head(line.split(sign) for line in lines if sign in line) is not None:
            return sign
    alone = "\x1f" if lines else ";"
    return next((sign for sign in _DELIMITERS if _parts_evenly(lines, sign)), alone)


def _parts_evenly(lines: Sequence[str], sign: str) -> bool:
    counts = set(_counts(lines, sign))
    return len(counts) == 1 and 0 not in counts and (len(lines) > 1 or sign in ";\t")


def _counts(lines: Sequence[str], sign: str) -> Iterator[int]:
    for line in lines:
        yield re.sub(r'"[^"]*"', "", line).count(sign)
