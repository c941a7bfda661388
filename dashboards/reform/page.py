"""The page Reform lab: what it takes to reach a target, and what each moved lever adds to the change."""

import streamlit as st

from core.errors import InputError
from dashboards.choices import remember
from dashboards.footnotes import footnote
from dashboards.fund_choice import choose_fund
from dashboards.fund_view import FundView
from dashboards.headline import headline
from dashboards.lever_panel import draw_effects, draw_panel, moves_now
from dashboards.reform.attribution_view import draw_attribution
from dashboards.reform.solver_view import draw_solver
from dashboards.refusals import draw_refusal
from dashboards.results import first_projected, projection_of, step_effects, year_in_progress
from dashboards.words import say

UNTIL = 2050


def draw_reform(language: str) -> None:
    """Draw the page: the levers redraw what follows from them, the solver only itself."""
    base = projection_of(())
    name = choose_fund(base, language)
    title = base.funds[name].title[language]
    _draw_reform(name, title, language)
    st.html(footnote(base, language))


@st.fragment
def _draw_reform(name: str, title: str, language: str) -> None:
    remember()
    base = projection_of(())
    answers, levers = st.columns([2.7, 1], gap="large")
    with levers:
        panel = draw_panel(
            language, first_start=first_projected(base), default_start=year_in_progress(base) + 1, is_folded=True
        )
    with answers:
        try:
            st.html(f'<h2 class="al-h2">{say("effect_of_levers", language)}</h2>')
            st.html(headline(FundView(projection_of(panel.settings), base, name, UNTIL, language)))
            st.html(f'<h2 class="al-h2">{say("attribution", language)}</h2>')
            draw_attribution(name, title, panel.settings, language)
        except InputError as err:
            draw_refusal(err, language)
        draw_solver(name, title, year_in_progress(base) + 1, language)
    draw_effects(panel, step_effects(name, panel.since), moves_now(), language)
