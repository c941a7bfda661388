"""The rows a case rests on as a table each: every column that may be read, by the name of its item."""

from collections.abc import Sequence
from html import escape

from dashboards.figures import MISSING
from dashboards.tables import Cell, Column, Row, table
from dashboards.words import of, say
from datapool.standards.sources import Table, load_sources
from datapool.viewing.case_rows import SeenRow

_SHOWN = 24


def rows_html(rows: Sequence[SeenRow], language: str) -> str:
    """One fold a table; only rows that the case rests on."""
    sources, found = load_sources(), dict[str, list[SeenRow]]()
    for row in rows:
        if row.is_named:
            found.setdefault(row.table, []).append(row)
    parts = []
    for name, mine in sorted(found.items()):
        described = sources[name]
        head = say("risk_rows_of", language, table=described.title.text(of(language)), count=len(mine))
        shown = rows_table(described, mine[:_SHOWN], language)
        parts.append(f"<details><summary>{escape(head)}</summary>{shown}</details>")
    return f'<section class="al-case al-rows">{"".join(parts)}</section>'


def rows_table(described: Table, rows: Sequence[SeenRow], language: str) -> str:
    """One line a row; a column in which nothing may be read, or nothing stands, is left out."""
    columns = [each for each in described.columns if any(each.column in row.values for row in rows)]
    lines = []
    for row in rows:
        cells = []
        for each in columns:
            value = row.values.get(each.column)
            codes = each.item.code_list.codes if each.item.code_list else {}
            text = MISSING if value is None else str(value)
            cells.append(Cell(codes[text].text(of(language)) if text in codes else text, css="text"))
        lines.append(Row(row.name.split(":", 1)[1][-18:], cells))
    heads = [Column(each.item.title.text(of(language)), css="text") for each in columns]
    caption = described.title.text(of(language))
    return table(caption, say("risk_row", language), heads, lines, css="cards", is_tall=len(lines) > 6)
