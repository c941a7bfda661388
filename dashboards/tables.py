"""Tables as HTML: figures in columns of equal width, marked where they are estimated or projected."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from dashboards.figures import MISSING, is_negative


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; `below` says what the second line of the cells is, `css` what is particular about the column."""

    title: str
    below: str = ""
    css: str = ""

    def html(self) -> str:
        """The heading of the column."""
        below = f'<span class="s">{escape(self.below)}</span>' if self.below else ""
        css = f' class="{self.css}"' if self.css else ""
        return f'<th{css} scope="col">{escape(self.title)}{below}</th>'


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, its status mark, and a smaller second line; `css` names what is particular about the cell."""

    text: str
    mark: str = ""
    below: str = ""
    css: str = ""

    def html(self, column: Column) -> str:
        """The cell; the words of its column go with it where the table is read as cards."""
        mark = f"<i>{self.mark}</i>" if self.mark and self.text != MISSING else ""
        figure = f'<span class="n{_tone(self.text)}">{escape(self.text)}{mark}</span>'
        word = f'<span class="w">{escape(column.below)} </span>' if column.below else ""
        below = f'<span class="s{_tone(self.below)}">{word}{escape(self.below)}</span>' if self.below else ""
        css = f' class="{self.css}"' if self.css else ""
        return f'<td{css} data-label="{escape(column.title)}">{figure}{below}</td>'


@dataclass(frozen=True, slots=True)
class Row:
    """A heading and its cells; `css` names what is particular about the row."""

    heading: str
    cells: Sequence[Cell]
    css: str = ""
    unit: str = ""

    def html(self, columns: Sequence[Column]) -> str:
        """The row."""
        unit = f' <span class="unit">{escape(self.unit)}</span>' if self.unit else ""
        css = f' class="{self.css}"' if self.css else ""
        cells = "".join(cell.html(column) for cell, column in zip(self.cells, columns, strict=True))
        return f'<tr{css}><th scope="row">{escape(self.heading)}{unit}</th>{cells}</tr>'


def table(
    caption: str,
    first: str,
    columns: Sequence[Column | str],
    rows: Iterable[Row],
    *,
    css: str = "",
    is_tall: bool = False,
) -> str:
    """A table with row headings; `is_tall` lets it scroll inside its own frame, `cards` folds it on a phone."""
    named = [Column(column) if isinstance(column, str) else column for column in columns]
    heads = "".join(column.html() for column in (Column(first), *named))
    body = "".join(row.html(named) for row in rows)
    frame = "al-scroll tall" if is_tall else "al-scroll"
    return (
        f'<div class="{frame}" tabindex="0"><table class="al {css}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def cards(items: Iterable[tuple[str, str, str]]) -> str:
    """Headline figures: what, how much, and how it differs from the base (already HTML)."""
    parts = (
        f'<div class="al-card"><div class="k">{escape(what)}</div>'
        f'<div class="v{_tone(value)}">{escape(value)}</div><div class="d">{difference}</div></div>'
        for what, value, difference in items
    )
    return f'<div class="al-cards">{"".join(parts)}</div>'


def _tone(text: str) -> str:
    return " neg" if is_negative(text) else ""
