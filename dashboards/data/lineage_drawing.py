"""The drawing of a lineage: edges as a picture, and over it the boxes as text that can be pointed at and focused."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape

from dashboards.data.contents import Contents
from dashboards.data.lineage_layout import LANE_WIDTH, Box, Layout, Line, Wire
from dashboards.data.lineage_names import (
    column_title,
    full_name,
    stage_title,
    step_title,
    table_title,
    unknown_title,
)
from dashboards.figures import MISSING
from dashboards.tables import Cell, Column, Row, table
from dashboards.words import say
from datapool.lineage.graph import Reached
from datapool.lineage.origin import By

VALUE_COLOUR, INFLUENCE_COLOUR = "#0f6b83", "#8a6d1f"
# Names that are told of columns a line only counts.
NAMED = 6
_ARROW = (
    '<marker id="{by}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0 8 4 0 8z" fill="{colour}"/></marker>'
)


def drawing(contents: Contents, layout: Layout, title: str, language: str) -> str:
    """The boxes over their edges, in a frame that scrolls."""
    boxes = "".join(_box(contents, box, language) for box in layout.boxes)
    picture = b64encode(edges(layout).encode()).decode()
    size = f"width:{layout.width}px;height:{layout.height}px"
    return (
        f'<div class="al-scroll al-graph-frame" tabindex="0" role="group" aria-label="{escape(title)}">'
        f'<div class="al-graph" style="{size}">'
        f'<img class="edges" alt="" src="data:image/svg+xml;base64,{picture}" style="{size}">{boxes}</div></div>'
    )


def edges(layout: Layout) -> str:
    """The edges as SVG: values as whole lines, influences as dashes."""
    colours = {By.VALUE: VALUE_COLOUR, By.INFLUENCE: INFLUENCE_COLOUR}
    arrows = "".join(_ARROW.format(by=by.value, colour=colour) for by, colour in colours.items())
    # What only decides lies below what the content is computed from.
    wires = sorted(layout.wires, key=lambda wire: wire.by is By.VALUE)
    paths = "".join(
        f'<path d="{_curve(wire)}" fill="none" stroke="{colours[wire.by]}" '
        f'{_stroke(wire.by)} marker-end="url(#{wire.by.value})"/>'
        for wire in wires
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{layout.width}" height="{layout.height}" '
        f'viewBox="0 0 {layout.width} {layout.height}"><defs>{arrows}</defs>{paths}</svg>'
    )


def lineage_table(contents: Contents, found: Sequence[tuple[str, Line]], title: str, language: str) -> str:
    """The same lines as a list."""
    if not found:
        return f'<p class="al-sub">{escape(title)}{escape(say("then", language))}{say("lineage_nothing", language)}</p>'
    heads = [
        Column(say(word, language), css="text") for word in ("data_column", "lineage_how", "lineage_way", "unknown_is")
    ]
    rows = []
    for name, line in found:
        cells = [
            Cell(_line_title(contents, line, language), below=_names(contents, line, language), css="text wide"),
            Cell(say(f"by_{line.by.value}" if line.by else "by_none", language), css="text"),
            Cell(_way(contents, line.reached, language), css="text quiet way"),
            Cell(_unknown(line, language) or MISSING, css="text" if line.unknown else "text none"),
        ]
        rows.append(Row(table_title(contents, name, language), cells, unit=stage_title(name, language)))
    return table(title, say("data_table", language), heads, rows, css="cards lineage", is_tall=len(rows) > 8)


def key(language: str) -> str:
    """What the lines of the drawing mean."""
    return (
        '<div class="al-key al-edges">'
        f'<span><i class="edge value"></i>{say("by_value_about", language)}</span>'
        f'<span><i class="edge influence"></i>{say("by_influence_about", language)}</span>'
        f'<span><i class="edge unknown">?</i>{say("unknown_about", language)}</span></div>'
    )


def _curve(wire: Wire) -> str:
    (x, y), (u, v) = wire.start, wire.end
    if u - x < 0:
        # Within one lane, or back: around the right side of the boxes.
        bend = 34
        return f"M{x} {y} C{x + bend} {y} {u + LANE_WIDTH + bend} {v} {u + LANE_WIDTH} {v}"
    half = max((u - x) // 2, 20)
    return f"M{x} {y} C{x + half} {y} {u - half} {v} {u - 1} {v}"


def _stroke(by: By) -> str:
    return 'stroke-width="1.7"' if by is By.VALUE else 'stroke-width="1.2" stroke-dasharray="4 3"'


def _box(contents: Contents, box: Box, language: str) -> str:
    stages = dict.fromkeys(stage_title(name, language) for name in box.tables)
    if len(box.tables) == 1:
        title = table_title(contents, box.tables[0], language)
    else:
        title = say("lineage_tables", language, count=len(box.tables))
    lines = "".join(_line(contents, line, language) for line in box.lines)
    return (
        f'<div class="box" style="left:{box.left}px;top:{box.top}px;width:{LANE_WIDTH}px;height:{box.height}px">'
        f'<div class="head" title="{escape(", ".join(box.tables))}"><b>{escape(title)}</b>'
        f"<span>{escape(say('listed', language).join(stages))}</span></div>{lines}</div>"
    )


def _line(contents: Contents, line: Line, language: str) -> str:
    kind = line.by.value if line.by is not None else "asked"
    mark = '<i class="mark">?</i>' if line.unknown else ""
    title = escape(_line_title(contents, line, language))
    return (
        f'<div class="line {kind}" tabindex="0"><span class="name">{title}</span>{mark}'
        f'<div class="al-tip" role="tooltip">{_tip(contents, line, language)}</div></div>'
    )


def _line_title(contents: Contents, line: Line, language: str) -> str:
    if len(line.columns) == 1:
        return column_title(contents, line.columns[0], language)
    return say("lineage_columns", language, count=len(line.columns))


def _names(contents: Contents, line: Line, language: str) -> str:
    """The names of its columns, the first few of many."""
    names = [full_name(column, contents, language) for column in line.columns]
    more = say("lineage_more", language, count=len(names)) if len(names) > NAMED else ""
    return say("listed", language).join(names[:NAMED]) + more


def _tip(contents: Contents, line: Line, language: str) -> str:
    told = [
        ("data_column", _names(contents, line, language)),
        ("lineage_how", say(f"by_{line.by.value}" if line.by else "by_none", language)),
        ("lineage_way", _way(contents, line.reached, language)),
        ("lineage_steps", _steps(line.reached, language)),
        ("unknown_is", _unknown(line, language)),
    ]
    parts = (f"<dt>{say(word, language)}</dt><dd>{escape(text)}</dd>" for word, text in told if text)
    return f"<dl>{''.join(parts)}</dl>"


def _unknown(line: Line, language: str) -> str:
    return "; ".join(unknown_title(each, language) for each in sorted(line.unknown))


def _way(contents: Contents, reached: Iterable[Reached], language: str) -> str:
    """The columns between; of several, those that the ways have in common name."""
    between = dict.fromkeys(full_name(step, contents, language) for each in reached for step in each.path[1:-1])
    return " · ".join(list(between)[:NAMED]) or say("lineage_direct", language)


def _steps(reached: Iterable[Reached], language: str) -> str:
    steps = dict.fromkeys(step for each in reached for step in each.steps)
    return say("listed", language).join(step_title(step, language) for step in list(steps)[:NAMED])
