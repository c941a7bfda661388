"""Drift: whether chances and figures are still those of the time after learning, rule by rule."""

from collections import Counter
from collections.abc import Sequence
from html import escape

import streamlit as st

from casework.alerts.drift import CHANCE, LEAST, Shift, shifts_of
from core.evidence import Reason
from dashboards.data.text_column import text_column
from dashboards.figures import MISSING, plain
from dashboards.risk.ledger_view import title_of
from dashboards.risk.opened import Opened
from dashboards.tables import Cell, Column, Row, table
from dashboards.words import of, say
from training.risk.reasons import sentence

BOX = "□"
_ORDER = ("moved", "moving", "steady", "too_few")


def draw_drift(seen: Opened, language: str) -> None:
    """One sentence, then the table."""
    shifts = shifts_of(seen.cases)
    st.html(f'<h2 class="al-title" id="drift">{escape(finding(shifts, language))}</h2>')
    if shifts:
        st.html(drift_table(shifts, language))


def finding(shifts: Sequence[Shift], language: str) -> str:
    """How many moved, or that it cannot be told."""
    counts = Counter(shift.says for shift in shifts)
    if not any(shift.index is not None for shift in shifts):
        return say("risk_drift_none", language, least=LEAST)
    told = {name: counts[name] for name in ("moved", "moving", "steady")}
    return say("risk_drift_title", language, **told)


def drift_table(shifts: Sequence[Shift], language: str) -> str:
    """One line a rule and figure, what moved most first."""
    ordered = sorted(shifts, key=lambda shift: (_ORDER.index(shift.says), -(shift.index or 0.0), shift.rule))
    rows = [
        Row(
            title_of(shift.typology, language),
            [
                Cell(_figure(shift, language), below=shift.rule.rpartition("/")[2], css="text wide"),
                _middle(shift.middle[0], shift.before, language),
                _middle(shift.middle[1], shift.now, language),
                Cell(MISSING if shift.index is None else plain(shift.index, digits=2)),
                Cell(
                    say(f"risk_drift_{shift.says}", language), css=f"text{' rejected' if shift.says == 'moved' else ''}"
                ),
            ],
        )
        for shift in ordered
    ]
    below = say("risk_drift_middle", language)
    heads = [
        text_column("risk_drift_figure", language),
        Column(f"{say('risk_drift_before', language)} ({below})"),
        Column(f"{say('risk_drift_now', language)} ({below})"),
        Column(say("risk_drift_index", language)),
        text_column("risk_drift_says", language),
    ]
    caption = say("risk_drift_caption", language)
    return table(caption, say("risk_typology", language), heads, rows, css="cards", is_tall=len(rows) > 12)


def _figure(shift: Shift, language: str) -> str:
    """The chance, or the sentence of the reason with a box in place of the figure that is looked at."""
    if shift.figure == CHANCE:
        return say("risk_drift_chance", language)
    code, _, name = shift.figure.partition(".")
    return sentence(Reason(code, {name: BOX}), of(language))


def _middle(value: float, count: int, language: str) -> Cell:
    return Cell(plain(value, digits=2), below=say("risk_drift_alerts", language, count=count))
