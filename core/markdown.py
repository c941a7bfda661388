"""Tables of Markdown pages, written the same everywhere."""

from collections.abc import Iterable, Sequence


def markdown_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a line for each row, the last one ended too; a bar in a cell is escaped, a line break a blank."""
    return "".join(f"{line}\n" for line in table_lines(columns, rows))


def table_lines(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The same as a list of lines."""
    ruler = ["---"] * len(columns)
    return ["| " + " | ".join(map(_cell, cells)) + " |" for cells in (columns, ruler, *rows)]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
