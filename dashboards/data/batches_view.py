"""The batches: what became of every delivered file, why some were refused, and what to do about them."""

import csv
from collections.abc import Iterable, Sequence
from html import escape
from io import StringIO

import streamlit as st

from dashboards.data.choosing import choose, pick
from dashboards.data.contents import Contents
from dashboards.data.tallies import tally
from dashboards.data.text_column import text_column
from dashboards.downloads import BYTE_ORDER_MARK
from dashboards.figures import MISSING, percent, plain
from dashboards.tables import Cell, Column, Row, table
from dashboards.words import WORDS, say
from datapool.intake.record import DUPLICATE, LANDED, REJECTED, BatchRecord
from datapool.intake.refusal import REASONS

ANY = ""
STATES = (ANY, LANDED, REJECTED, DUPLICATE)
SHOWN = 200
FIELDS = (
    "batch",
    "department",
    "table",
    "delivery",
    "path",
    "state",
    "reason",
    "rows",
    "landed",
    "quarantined",
    "sha256",
)


def draw_batches(contents: Contents, language: str) -> None:
    """Draw the part: rejected ones first, each with what to do, then a list to choose from."""
    counts = tally(contents.batches).batches
    found = say("batches_found", language, **{state: plain(counts[state]) for state in counts})
    st.html(f'<h2 class="al-title" id="batches">{escape(found)}</h2>')
    rejected = [record for record in contents.batches if record.state == REJECTED]
    if rejected:
        st.html(rejected_table(contents, rejected, language))
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        state = pick(
            say("batch_state", language),
            STATES,
            key="data_state",
            title=lambda each: say(f"state_{each}" if each else "any_state", language),
        )
    with right:
        department = choose(
            say("data_department", language),
            [ANY, *contents.departments()],
            key="data_batches_of",
            title=lambda each: contents.department_title(each, language) if each else say("any_department", language),
        )
    st.html(batches_table(contents, chosen(contents.batches, state, department), language))
    if state == DUPLICATE:
        st.caption(say("duplicate_about", language))
    st.download_button(
        say("download_batches", language),
        lambda: as_csv(contents.batches),
        "anlan-batches.csv",
        "text/csv",
        on_click="ignore",
        key="batches_csv",
    )


def chosen(batches: Iterable[BatchRecord], state: str, department: str) -> list[BatchRecord]:
    """Batches of a state and a department, or of any where it is empty; the newest delivery first."""
    kept = [each for each in batches if state in (ANY, each.state) and department in (ANY, each.department)]
    return sorted(kept, key=lambda each: each.delivery, reverse=True)


def rejected_table(contents: Contents, rejected: Sequence[BatchRecord], language: str) -> str:
    """Each refused file with the reason and what to do."""
    rows = [
        Row(
            contents.table_title(record.table, language),
            [
                Cell(record.delivery),
                Cell(reason_title(record.reason, language), css="text"),
                Cell(remedy(record.reason, language), css="text wide"),
                Cell(record.detail or MISSING, css="text wide quiet"),
                Cell(record.path.rpartition("/")[2], css="text file"),
            ],
        )
        for record in sorted(rejected, key=lambda each: each.delivery, reverse=True)
    ]
    texts = [text_column(word, language) for word in ("reason", "what_to_do", "detail", "batch_file")]
    heads = [Column(say("data_delivery", language)), *texts]
    caption = say("batches_rejected_title", language)
    return table(caption, say("data_table", language), heads, rows, css="cards", is_tall=len(rows) > 8)


def batches_table(contents: Contents, batches: Sequence[BatchRecord], language: str) -> str:
    """The first batches of the list with their rows."""
    if not batches:
        return f'<p class="al-sub">{escape(say("no_batches_so", language))}</p>'
    rows = []
    for record in batches[:SHOWN]:
        is_in = record.state == LANDED
        share = percent(record.quarantined / record.rows, digits=2) if is_in and record.quarantined else ""
        cells = [
            Cell(record.delivery),
            Cell(say(f"state_{record.state}", language), css=f"state {record.state}"),
            Cell(plain(record.rows) if is_in else MISSING),
            Cell(plain(record.landed) if is_in else MISSING),
            Cell(plain(record.quarantined) if is_in else MISSING, below=share),
            Cell(record.path.rpartition("/")[2], css="text file"),
        ]
        rows.append(Row(contents.table_title(record.table, language), cells))
    words = ("data_delivery", "batch_state", "rows", "state_landed", "state_quarantined")
    heads = [*(Column(say(word, language)) for word in words), text_column("batch_file", language)]
    caption = say("batches_title", language)
    if len(batches) > SHOWN:
        caption = say("batches_first", language, shown=SHOWN, count=plain(len(batches)))
    return table(caption, say("data_table", language), heads, rows, css="cards", is_tall=len(rows) > 8)


def reason_title(reason: str | None, language: str) -> str:
    """Why a batch was refused; its own word where nobody has named it."""
    if reason is None:
        return MISSING
    return REASONS[reason][language] if reason in REASONS else reason


def remedy(reason: str | None, language: str) -> str:
    """What to do about a refused batch."""
    word = f"remedy_{reason}"
    return say(word if word in WORDS else "remedy_other", language)


def as_csv(batches: Iterable[BatchRecord]) -> bytes:
    """Every batch as a row; UTF-8 with a mark for spreadsheets."""
    text = StringIO()
    write = csv.writer(text, lineterminator="\n")
    write.writerow(FIELDS)
    write.writerows([getattr(record, field) for field in FIELDS] for record in batches)
    return (BYTE_ORDER_MARK + text.getvalue()).encode()
