"""Workbooks are read by a process of their own, as a spreadsheet shows them."""

from datetime import date

import pytest

from scheduler import sheets
from scheduler.fact_rows import NotATableError
from scheduler.sheets import Sheets
from tests.sheets import ods, workbook, xlsx


async def rows(content: bytes) -> list[tuple[int, list[str]]]:
    return [(number, [*cells]) for number, cells in await Sheets().rows(content)]


async def test_texts_numbers_and_days() -> None:
    content = xlsx([["Текст <&>", "До"], ["  Торга нет ", date(2026, 11, 30)], [450, ""]])
    assert await rows(content) == [
        (1, ["Текст <&>", "До"]),
        (2, ["Торга нет", "2026-11-30"]),
        (3, ["450", ""]),
    ]


async def test_an_ods() -> None:
    assert await rows(ods([["Текст", "До"], ["Торга нет", "30.11"]])) == [
        (1, ["Текст", "До"]),
        (2, ["Торга нет", "30.11"]),
    ]


async def test_a_table_may_begin_anywhere_and_keeps_its_row_numbers() -> None:
    cells = '<row r="3"><c r="B3"><v>1</v></c></row><row r="5"><c r="C5"><v>2.5</v></c></row>'
    assert await rows(workbook(cells)) == [(3, ["1", ""]), (5, ["", "2.5"])]


async def test_one_row_too_many_is_told_and_no_more() -> None:
    assert len(await rows(xlsx([["да"]] * 1500))) == 1002


async def test_a_reader_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "PATIENCE_SECONDS", 0.0)
    with pytest.raises(NotATableError):
        await Sheets().rows(xlsx([["да"]]))
