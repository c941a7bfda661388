"""The ledger: how much is open, overdue and at stake, and the cases with the greatest expected loss first."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from casework.alerts.case import Case
from casework.alerts.export import workbook
from casework.alerts.words import word
from dashboards.data.choosing import choose
from dashboards.data.text_column import text_column
from dashboards.figures import percent, plain
from dashboards.risk.opened import WAN, YUAN, Opened, by_loss
from dashboards.tables import Cell, Column, Row, cards, table
from dashboards.words import of, say
from training.risk.typologies import load_typologies

SHOWN = 60
ANY = ""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw_ledger(seen: Opened, language: str) -> None:
    """Headline figures, a choice, the table and the workbook."""
    st.html(headline(seen, language))
    kept = _chosen(seen, language)
    st.html(ledger_table(seen, kept, language))
    st.caption(say("risk_evidence", language))
    st.download_button(
        say("risk_download", language),
        workbook(kept, today=seen.today),
        file_name=f"ledger-{seen.today.isoformat()}.xlsx",
        mime=_XLSX,
        key="xlsx_of_ledger",
    )


def headline(seen: Opened, language: str) -> str:
    """Open, overdue, expected loss, due and recovered."""
    open_ = [case for case in seen.cases if case.is_open]
    overdue = sum(case.is_overdue(seen.today) for case in seen.cases)
    loss = sum(case.expected_loss_fen for case in open_) / WAN
    due, back = (sum(getattr(case, name) for case in seen.cases) / WAN for name in ("due_fen", "recovered_fen"))
    late = f'<b class="neg">{say("risk_overdue", language)}</b>' if overdue else ""
    return cards(
        [
            (say("risk_open", language), plain(len(open_)), say("risk_of_all", language, count=len(seen.cases))),
            (say("risk_overdue", language), plain(overdue), late),
            (say("risk_expected", language), plain(loss, digits=1), escape(say("risk_expected_note", language))),
            (
                say("risk_due", language),
                plain(due, digits=1),
                escape(say("risk_recovered", language, yuan=plain(back, digits=1))),
            ),
        ]
    )


def ledger_table(seen: Opened, cases: Sequence[Case], language: str) -> str:
    """One line a case."""
    rows = [_row(seen, case, language) for case in cases[:SHOWN]]
    heads = [
        text_column("risk_typology", language),
        text_column("risk_subject", language),
        Column(say("risk_months", language)),
        Column(say("risk_paid", language)),
        Column(say("risk_loss", language)),
        text_column("risk_state", language),
        text_column("risk_unit", language),
    ]
    caption = say("risk_caption", language, day=seen.today)
    return table(caption, say("risk_case_no", language), heads, rows, css="cards", is_tall=len(rows) > 12)


def title_of(code: str, language: str) -> str:
    """A typology's title; what only the ledger has stands among its words."""
    known = load_typologies().get(code)
    return word("typologies", code, of(language)) if known is None else known.title.text(of(language))


def _row(seen: Opened, case: Case, language: str) -> Row:
    late = case.is_overdue(seen.today)
    members = say("risk_members", language, count=case.members) if case.members > 1 else case.region
    due = say("risk_due_on", language, day=case.due_on) if case.due_on else ""
    cells = [
        Cell(title_of(case.typology, language), below=word("schemes", case.scheme, of(language)), css="text"),
        Cell(case.masked, below=members, css="text"),
        Cell(
            f"{case.first_month:%Y-%m}–{case.last_month:%Y-%m}",
            below=say("risk_month_count", language, count=case.months),
        ),
        Cell(plain(case.paid_fen / YUAN, digits=2)),
        Cell(
            plain(case.expected_loss_fen / YUAN),
            below=say("risk_chance", language, chance=percent(case.probability, digits=0)),
        ),
        Cell(word("states", case.state, of(language)), below=due, css=f"text{' rejected' if late else ''}"),
        Cell(case.unit or say("risk_nobody", language), below=case.officer, css="text"),
    ]
    return Row(case.id, cells)


def _chosen(seen: Opened, language: str) -> list[Case]:
    kinds = sorted({case.typology for case in seen.cases})
    states = sorted({str(case.state) for case in seen.cases})
    left, middle, right = st.columns([4, 3, 3], vertical_alignment="bottom")
    with left:
        kind = choose(
            say("risk_typology", language),
            [ANY, *kinds],
            key="risk_kind",
            title=lambda code: title_of(code, language) if code else say("risk_any", language),
        )
    with middle:
        state = choose(
            say("risk_state", language),
            [ANY, *states],
            key="risk_state",
            title=lambda code: word("states", code, of(language)) if code else say("risk_any", language),
        )
    with right:
        late = st.toggle(say("risk_only_overdue", language), key="risk_late")
    kept = [
        case
        for case in by_loss(seen.cases)
        if kind in (ANY, case.typology)
        and state in (ANY, str(case.state))
        and (not late or case.is_overdue(seen.today))
    ]
    listed = say("risk_list", language, shown=min(len(kept), SHOWN), count=len(kept))
    st.html(f'<h2 class="al-title" id="ledger">{escape(listed)}</h2>')
    return kept
