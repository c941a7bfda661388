"""The quarantine: why rows were kept out, of which tables and deliveries, and on which lines."""

from collections import Counter

import streamlit as st

from dashboards.data.choosing import choose
from dashboards.data.contents import Contents
from dashboards.data.quarantined_lines import Line, quarantined_lines
from dashboards.data.tallies import Fault, deliveries_of, faults, tally
from dashboards.data.text_column import text_column
from dashboards.figures import MISSING, percent, plain
from dashboards.tables import Cell, Column, Row, table
from dashboards.words import WORDS, say
from datapool.intake.record import LANDED
from datapool.intake.rows import REASONS

ALL = ""
LINES = 50
# Deliveries across, the newest first, that a desk shows without scrolling.
SHARES = (0.0, 0.001, 0.01)


def draw_quarantine(contents: Contents, language: str) -> None:
    """Draw the part."""
    whole = tally(contents.batches)
    if not whole.quarantined:
        st.success(say("quarantine_none", language))
        return
    found = faults(contents.batches)
    share = percent(whole.quarantined_share, digits=2)
    reason = reason_title(by_reason(found).most_common(1)[0][0], language)
    text = say("quarantine_found", language, rows=plain(whole.quarantined), share=share, reason=reason)
    st.html(f'<h2 class="al-title" id="quarantine">{text}</h2>')
    st.caption(say("originals_about", language))
    st.html(reasons_table(contents, found, language))
    st.html(deliveries_table(contents, language))
    _draw_lines(contents, language)


def reason_title(reason: str, language: str) -> str:
    """What a reason of quarantine is called; its own word where nobody has named it."""
    if f"fault_{reason}" in WORDS:
        return say(f"fault_{reason}", language)
    return REASONS[reason][language] if reason in REASONS else reason


def by_reason(found: Counter[Fault]) -> Counter[str]:
    """[reason] rows."""
    sums: Counter[str] = Counter()
    for fault, rows in found.items():
        sums[fault.reason] += rows
    return sums


def reasons_table(contents: Contents, found: Counter[Fault], language: str) -> str:
    """Every reason with its rows, and the columns it is found in most."""
    sums = by_reason(found)
    total = sum(sums.values())
    rows = []
    for reason, count in sums.most_common():
        most = Counter({fault: rows for fault, rows in found.items() if fault.reason == reason}).most_common(2)
        where = say("between", language).join(_place(contents, fault, rows, language) for fault, rows in most)
        cells = [Cell(plain(count)), Cell(percent(count / total)), Cell(where, css="text wide")]
        rows.append(Row(reason_title(reason, language), cells))
    heads = [Column(say("rows", language)), Column(say("share_of_faults", language)), text_column("most_in", language)]
    return table(say("quarantine_by_reason", language), say("reason", language), heads, rows, css="compact cards")


def deliveries_table(contents: Contents, language: str) -> str:
    """Rows kept out by table and delivery, with their share of what was delivered; the newest delivery first."""
    deliveries = sorted(deliveries_of(contents.batches), reverse=True)
    rows = []
    for name in contents.tables:
        mine = [record for record in contents.batches if record.table == name and record.state == LANDED]
        whole = tally(mine)
        if not whole.quarantined:
            continue
        parts = [tally(record for record in mine if record.delivery == delivery) for delivery in deliveries]
        cells = [
            Cell(
                plain(each.quarantined) if each.rows else MISSING,
                below=percent(each.quarantined_share, digits=2) if each.quarantined else "",
                css=_tint(each.quarantined_share if each.rows else 0.0),
            )
            for each in (whole, *parts)
        ]
        rows.append(Row(contents.table_title(name, language), cells))
    heads = [say("all_rows", language), *deliveries]
    return table(say("quarantine_by_table", language), say("data_table", language), heads, rows, css="compact")


def lines_table(contents: Contents, name: str, lines: list[Line], language: str) -> str:
    """Where each row stands and what is wrong with it, without anything that stands there."""
    rows = [
        Row(
            line.path.rpartition("/")[2],
            [Cell(str(line.line)), Cell(_faults(contents, name, line, language), css="text")],
        )
        for line in lines
    ]
    title = say("quarantine_lines_title", language, table=contents.table_title(name, language), count=len(lines))
    heads = [Column(say("line_numbers", language)), text_column("reason", language)]
    return table(title, say("batch_file", language), heads, rows, css="files", is_tall=True)


def _draw_lines(contents: Contents, language: str) -> None:
    st.html(f'<h2 class="al-h2">{say("quarantine_lines", language)}</h2>')
    kept = [record for record in contents.batches if record.state == LANDED and record.quarantined]
    sums: Counter[str] = Counter()
    for record in kept:
        sums[record.table] += record.quarantined
    left, right = st.columns([2, 1])
    with left:
        name = choose(
            say("data_table", language),
            [name for name, _ in sums.most_common()],
            key="data_quarantine_table",
            title=lambda each: f"{contents.table_title(each, language)} ({plain(sums[each])})",
        )
    deliveries = sorted({record.delivery for record in kept if record.table == name}, reverse=True)
    with right:
        delivery = choose(
            say("data_delivery", language),
            [*deliveries, ALL],
            key="data_quarantine_delivery",
            title=lambda each: each or say("all_deliveries", language),
        )
    lines = quarantined_lines(contents, name, delivery, limit=LINES)
    st.html(lines_table(contents, name, lines, language))


def _faults(contents: Contents, name: str, line: Line, language: str) -> str:
    return say("between", language).join(
        f"{contents.column_title(name, column, language) if column else say('whole_line', language)}"
        f"{say('then', language)}{reason_title(reason, language)}"
        for reason, column in line.faults
    )


def _place(contents: Contents, fault: Fault, rows: int, language: str) -> str:
    column = contents.column_title(fault.table, fault.column, language) if fault.column else say("whole_line", language)
    return f"{contents.table_title(fault.table, language)} · {column} ({plain(rows)})"


def _tint(share: float) -> str:
    return f"q{sum(share > step for step in SHARES)}"
