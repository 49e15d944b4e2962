"""Reads the table in `matrix.md`, which is there to be read by people too."""

from pathlib import Path

_FILE = Path(__file__).with_suffix(".md")


def _tables() -> list[list[list[str]]]:
    """The file's tables as rows of cells, each with its head and without the line under it."""
    found: list[list[list[str]]] = []
    for block in _FILE.read_text("utf-8").split("\n\n"):
        if block.lstrip().startswith("|"):
            lines = [line.strip("| ").split("|") for line in block.strip().splitlines()]
            rows = [[cell.strip() for cell in line] for line in lines]
            found.append([rows[0], *rows[2:]])
    return found


def cells() -> dict[str, dict[str, str]]:
    """What holds, by call and fault."""
    head, *rows = _tables()[0]
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


def short(row: dict[str, str]) -> dict[str, str]:
    """The first fault of each word in a row: what tells one kind of end from another."""
    firsts = {word: fault for fault, word in reversed(row.items())}
    return {fault: word for word, fault in firsts.items()}


def words() -> set[str]:
    """The words that the file explains."""
    return {row[0] for row in _tables()[1][1:]}
