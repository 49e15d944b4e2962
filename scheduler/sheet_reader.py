"""Reads a spreadsheet from stdin and writes its rows to stdout as JSON: a program of its own.

A workbook of a few kilobytes can claim a billion cells. Whoever sent it, this process may take so
much memory and time and no more; the bot only sees that there was no answer. See `sheets`.
"""

import json
import resource
import sys
from datetime import date, datetime
from io import BytesIO
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

MOST_MEMORY_BYTES = 512 * 1024 * 1024
MOST_SECONDS = 10
MOST_COLUMNS = 20
LONGEST_CELL = 2000
MOST_ROWS = 1002
"""A head, and one row more than are taken, so that «too many» can be told."""


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        sheet = _first_sheet(CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read())))
        json.dump(_rows(sheet) if sheet else [], sys.stdout)
    except (CalamineError, MemoryError, OSError, ValueError):
        return 1
    return 0


def _first_sheet(book: CalamineWorkbook) -> CalamineSheet | None:
    for sheet in book.sheets_metadata:
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible:
            return book.get_sheet_by_name(sheet.name)
    return None


def _rows(sheet: CalamineSheet) -> list[tuple[int, list[str]]]:
    """The rows that are not empty, with their numbers as a spreadsheet shows them."""
    rows: list[tuple[int, list[str]]] = []
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [_words(cell) for cell in row[:MOST_COLUMNS]]
        if any(cells):
            rows.append((number, cells))
        if len(rows) == MOST_ROWS:
            break
    return rows


def _words(cell: Any) -> str:
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()[:LONGEST_CELL]


if __name__ == "__main__":
    sys.exit(main())
