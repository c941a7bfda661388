"""Searches: the board of each, best trial first, as far as it has come."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

import streamlit as st

from dashboards.data.choosing import choose
from dashboards.data.text_column import text_column
from dashboards.figures import plain
from dashboards.tables import Cell, Column, Row, table
from dashboards.words import say
from training.tuning.board import REPORTS, Trial, board

_DIGITS = 4


def draw_searches(folder: Path, language: str) -> None:
    """A choice among the searches that reported, then its board.

    folder  of the registry
    """
    found = sorted(path.parent for path in (folder / "searches").glob(f"*/{REPORTS}"))
    if not found:
        st.info(say("models_searches_none", language))
        return
    names = {path.name: path for path in reversed(found)}
    chosen = choose(say("models_search", language), list(names), key="models_search", title=str)
    trials = board(names[chosen])
    best = plain(trials[0].score, digits=_DIGITS) if trials else ""
    st.html(f'<h2 class="al-title">{escape(say("models_board", language, count=len(trials), best=best))}</h2>')
    st.html(board_table(trials, language))


def board_table(trials: Sequence[Trial], language: str) -> str:
    """One line a trial, best first."""
    rows = [
        Row(
            trial.name,
            [
                Cell(plain(trial.score, digits=_DIGITS)),
                Cell(f"{trial.step}/{trial.of}"),
                Cell(trial.state, css="text"),
                Cell(", ".join(f"{name}={_short(value)}" for name, value in trial.params.items()), css="text wide"),
            ],
        )
        for trial in trials
    ]
    heads = [
        Column(say("models_score", language)),
        Column(say("models_steps", language)),
        text_column("models_trial_state", language),
        text_column("models_params", language),
    ]
    caption = say("models_part_searches", language)
    return table(caption, say("models_trial", language), heads, rows, css="cards", is_tall=len(rows) > 12)


def _short(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
