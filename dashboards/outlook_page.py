"""The page Fund outlook: seven funds at a glance, one fund in depth, and the levers that move them."""

from collections.abc import Callable

import streamlit as st

from core.errors import InputError
from dashboards.choices import remember
from dashboards.files_view import draw_files
from dashboards.findings import finding, payable, soonest, without_subsidy
from dashboards.footnotes import footnote
from dashboards.fund_choice import choose_fund, choose_horizon
from dashboards.fund_view import FundView
from dashboards.fund_views import draw_accounts, draw_lines, draw_ratios
from dashboards.headline import headline
from dashboards.lever_panel import draw_effects, draw_panel, moves_now
from dashboards.marks import MARKS
from dashboards.overview import overview
from dashboards.people_view import draw_people
from dashboards.refusals import draw_refusal
from dashboards.results import first_projected, projection_of, step_effects, year_in_progress
from dashboards.sensitivity_view import draw_sensitivity
from dashboards.words import say
from simulation.result import Projection


def draw_outlook(language: str) -> None:
    """Draw the page; its levers stand in the side bar."""
    base = projection_of(())
    this_year = year_in_progress(base)
    with st.sidebar:
        panel = draw_panel(language, first_start=first_projected(base), default_start=this_year + 1)
    projection = _project(panel.settings, base, language)
    _draw_overview(projection, this_year, language)
    name = choose_fund(projection, language)
    _draw_fund(projection, base, name, panel.settings, language)
    st.html(footnote(projection, language))
    draw_effects(panel, step_effects(name, panel.since), moves_now(), language)


def _project(settings: tuple[str, ...], base: Projection, language: str) -> Projection:
    try:
        return projection_of(settings)
    except InputError as err:
        draw_refusal(err, language)
        return base


def _draw_overview(projection: Projection, this_year: int, language: str) -> None:
    st.html(f'<div class="al-soonest">{soonest(projection, language)}</div>')
    title, chooser = st.columns([5, 2], vertical_alignment="bottom")
    st.session_state.setdefault("overview_year", this_year)
    with chooser:
        year = st.selectbox(
            say("year", language),
            [int(each) for each in projection.years],
            key="overview_year",
            format_func=lambda each: f"{each}{_mark(projection, each)}",
        )
    with title:
        st.html(f'<h2 class="al-h2">{say("overview", language)}</h2>')
    chosen = st.session_state.get("fund", next(iter(projection.funds)))
    st.html(overview(projection, year, chosen, language))


def _mark(projection: Projection, year: int) -> str:
    """The mark of a year that no fund has published yet; the same in every language."""
    at = year - int(projection.years[0])
    return MARKS["projected"] if all(fund.status[at] == "projected" for fund in projection.funds.values()) else ""


@st.fragment
def _draw_fund(projection: Projection, base: Projection, name: str, settings: tuple[str, ...], language: str) -> None:
    remember()
    last = int(projection.years[-1])
    fund = projection.funds[name]
    more = " ".join((payable(fund, projection, language), without_subsidy(fund, last, language)))
    st.html(f'<h2 class="al-title" id="finding">{finding(fund, last, language)}</h2><p class="al-sub">{more}</p>')
    view = FundView(projection, base, name, choose_horizon(language), language)
    st.html(headline(view))
    _draw_open_tab(view, settings)


def _draw_open_tab(view: FundView, settings: tuple[str, ...]) -> None:
    """Only the tab in view is drawn, so that a lever answers at once."""
    draw: dict[str, Callable[[], None]] = {
        "accounts": lambda: draw_accounts(view),
        "lines": lambda: draw_lines(view),
        "ratios": lambda: draw_ratios(view),
        "people": lambda: draw_people(view.projection, settings, year_in_progress(view.base), view.language),
        "sensitivity": lambda: draw_sensitivity(view, settings),
        "downloads": lambda: draw_files(view.projection, settings, view.language),
    }
    tabs = st.tabs([say(f"view_{word}", view.language) for word in draw], on_change="rerun", key="view")
    for tab, draw_it in zip(tabs, draw.values(), strict=True):
        if tab.open:
            with tab:
                draw_it()
