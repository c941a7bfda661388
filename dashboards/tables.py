"""Tables as HTML: figures in columns of equal width, marked where they are estimated or projected."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from dashboards.figures import MISSING, is_negative


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, its status mark, and a smaller second line."""

    text: str
    mark: str = ""
    below: str = ""

    def html(self, label: str) -> str:
        """The cell; `label` names the column where the table is read as cards."""
        mark = f"<i>{self.mark}</i>" if self.mark and self.text != MISSING else ""
        tone = " neg" if is_negative(self.text) else ""
        below = f'<span class="s{_tone(self.below)}">{escape(self.below)}</span>' if self.below else ""
        return f'<td data-label="{escape(label)}"><span class="n{tone}">{escape(self.text)}{mark}</span>{below}</td>'


@dataclass(frozen=True, slots=True)
class Row:
    """A heading and its cells; `css` names what is particular about the row."""

    heading: str
    cells: Sequence[Cell]
    css: str = ""
    unit: str = ""

    def html(self, labels: Sequence[str]) -> str:
        """The row."""
        unit = f' <span class="unit">{escape(self.unit)}</span>' if self.unit else ""
        css = f' class="{self.css}"' if self.css else ""
        cells = "".join(cell.html(label) for cell, label in zip(self.cells, labels, strict=True))
        return f'<tr{css}><th scope="row">{escape(self.heading)}{unit}</th>{cells}</tr>'


def table(
    caption: str, first: str, columns: Sequence[str], rows: Iterable[Row], *, css: str = "", is_tall: bool = False
) -> str:
    """A table with row headings; `is_tall` lets it scroll inside its own frame, `cards` folds it on a phone."""
    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in (first, *columns))
    body = "".join(row.html(columns) for row in rows)
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
