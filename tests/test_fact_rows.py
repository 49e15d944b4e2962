"""Facts sent as lines or tables are read as their sender meant them."""

from datetime import date

import pytest

from scheduler.fact_rows import (
    MOST_ROWS,
    FactRow,
    NotATableError,
    TooManyRowsError,
    clean,
    of_lines,
    of_table,
    read_day,
    table_of_csv,
)

TODAY = date(2026, 11, 25)


def texts(rows: list[FactRow]) -> list[str]:
    return [row.text for row in rows]


def test_a_line_is_a_fact_without_its_bullet_or_number() -> None:
    sent = """
    • Доставка до Химок 450 ₽
    - Торга нет
    — Самовывоз с 10 до 20
    1. Гарантия 6 месяцев
    2) Есть чек
    (3) Без царапин
    12.Работаем без выходных
    ✅ Оплата при получении
    15.5 тыс за комплект
    2 дивана в наличии
    *

    """
    assert texts(of_lines(sent)) == [
        "Доставка до Химок 450 ₽",
        "Торга нет",
        "Самовывоз с 10 до 20",
        "Гарантия 6 месяцев",
        "Есть чек",
        "Без царапин",
        "Работаем без выходных",
        "Оплата при получении",
        "15.5 тыс за комплект",
        "2 дивана в наличии",
    ]


def test_a_line_keeps_its_number() -> None:
    assert [row.number for row in of_lines("да\n\n\nнет")] == [1, 4]


def test_a_text_is_one_line_with_nothing_invisible() -> None:
    assert clean("  До\u200bставка\n\tдо\u00a0Химок \ufeff450\x00₽ ") == "Доставка до Химок 450 ₽"
    assert clean(" \u200b\n ") == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_with_heads(encoding: str, delimiter: str) -> None:
    lines = [
        ("Знание", "Объявление", "До"),
        ('"Доставка, с подъёмом; 700 р"', "Диван", "30.11"),
        ("Торга нет", "", ""),
        ("", "", ""),
    ]
    content = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    assert of_table(table_of_csv(content)) == [
        FactRow("Доставка, с подъёмом; 700 р", "Диван", "30.11", 2),
        FactRow("Торга нет", number=3),
    ]


def test_heads_may_stand_in_any_order_and_in_english() -> None:
    content = b"until,note,text,listing\n2026-12-01,x,No bargaining,Sofa\n"
    [row] = of_table(table_of_csv(content))
    assert row == FactRow("No bargaining", "Sofa", "2026-12-01", 2, has_more=True)


def test_without_heads_the_first_column_counts_and_a_sentence_keeps_its_commas() -> None:
    sentences = "Доставка по Москве, с подъёмом, 700 ₽\nТорга нет\n"
    assert texts(of_table(table_of_csv(sentences.encode()))) == [
        "Доставка по Москве, с подъёмом, 700 ₽",
        "Торга нет",
    ]
    columns = "Торга нет;ещё что-то\nЕсть чек;\n"
    assert texts(of_table(table_of_csv(columns.encode("cp1251")))) == ["Торга нет", "Есть чек"]


@pytest.mark.parametrize(
    ("listing", "until"),
    [
        ("Для какого объявления", "До какой даты"),
        ("ОБЪЯВЛЕНИЯ:", "Последний день"),
        ("Товар", "Срок"),
        ("Название объявления", "Действует до"),
        ("Item", "Valid until"),
    ],
)
def test_heads_are_known_by_their_other_names(listing: str, until: str) -> None:
    content = f"{until};Заметка;{listing};Факт\n31.12;;Диван;Торга нет\n".encode("cp1251")
    assert of_table(table_of_csv(content)) == [FactRow("Торга нет", "Диван", "31.12", 2)]


@pytest.mark.parametrize("above", ["", "\n\n", ";;\n \n", "Мои знания;;\n;;\n", "sep=;\n"])
def test_a_head_may_have_empty_lines_and_a_title_above_it(above: str) -> None:
    content = f"{above}Знание;Объявление;До\nТорга нет;Диван;31.12\n".encode()
    number = above.count("\n") + 2
    assert of_table(table_of_csv(content)) == [FactRow("Торга нет", "Диван", "31.12", number)]


def test_a_word_of_a_head_in_a_fact_is_no_head() -> None:
    rows = of_table([(1, ["Торга нет"]), (2, ["До"]), (3, ["Есть чек"])])
    assert texts(rows) == ["Торга нет", "До", "Есть чек"]


def test_a_quote_that_is_not_closed_takes_no_other_line() -> None:
    content = 'Знание;До\n"Осло" есть;31.12\n"Торга нет;31.12\nЕсть чек;\n'.encode()
    assert of_table(table_of_csv(content)) == [
        FactRow('"Осло" есть', until="31.12", number=2),
        FactRow('"Торга нет', until="31.12", number=3),
        FactRow("Есть чек", number=4),
    ]


def test_cells_that_are_under_no_known_head_are_told_of() -> None:
    heads = of_table([(1, ["Знание", "Цена", ""]), (2, ["Доставка", "450", ""]), (3, ["Чек"])])
    assert [(row.text, row.has_more) for row in heads] == [("Доставка", True), ("Чек", False)]
    without = of_table([(1, ["Доставка?", "450"]), (2, ["Чек", ""])])
    assert [(row.text, row.has_more) for row in without] == [("Доставка?", True), ("Чек", False)]


def test_a_row_without_a_text_is_kept_to_be_told_of() -> None:
    table = [(3, ["Текст", "До"]), (7, ["", "30.11"])]
    assert of_table(table) == [FactRow("", "", "30.11", 7)]


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"PK\x03\x04\x00", b'"' + b"x" * 200_000])
def test_what_is_no_csv_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(NotATableError):
        table_of_csv(content)


def test_more_rows_than_can_be_looked_through_are_refused() -> None:
    assert len(of_lines("да\n" * MOST_ROWS)) == MOST_ROWS
    with pytest.raises(TooManyRowsError):
        of_lines("да\n" * (MOST_ROWS + 1))
    with pytest.raises(TooManyRowsError):
        of_table([(1, ["да"])] * (MOST_ROWS + 1))


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("30.11", date(2026, 11, 30)),
        ("до 30.11", date(2026, 11, 30)),
        (" 30.11.2027 ", date(2027, 11, 30)),
        ("30.11.27", date(2027, 11, 30)),
        ("30.11.2027 г.", date(2027, 11, 30)),
        ("2026-12-01", date(2026, 12, 1)),
        ("2026-12-01 00:00:00", date(2026, 12, 1)),
        ("31.12.2026 0:00:00", date(2026, 12, 31)),
        ("31.12.2026 00:00", date(2026, 12, 31)),
        ("31-12-2026", date(2026, 12, 31)),
        ("2026/12/31", date(2026, 12, 31)),
        ("2026.12.31", date(2026, 12, 31)),
        ("2026-13-01", None),
        ("30 ноября", date(2026, 11, 30)),
        ("30 November", date(2026, 11, 30)),
        ("1 мая", date(2027, 5, 1)),
        ("1 марта 2027 г.", date(2027, 3, 1)),
        ("15.01", date(2027, 1, 15)),
        ("20.11", date(2026, 11, 20)),  # just over: it is to be refused, not moved by a year
        ("29.02", date(2028, 2, 29)),
        ("31.02", None),
        ("32.01", None),
        ("завтра", None),
        ("", None),
        ("1.2.3.4", None),
        ("9" * 30 + ".11", None),
    ],
)
def test_days(words: str, day: date | None) -> None:
    assert read_day(words, TODAY) == day
