"""The page Fund outlook: seven funds at a glance, one fund in depth, and the levers that move them.

Streamlit runs this file from top to bottom whenever somebody moves something; `main` is the table of contents.
"""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import streamlit as st

from core.errors import InputError
from core.settings import load_settings
from dashboards.files_view import draw_files
from dashboards.findings import finding, payable, soonest, without_subsidy
from dashboards.footnotes import footnote
from dashboards.fund_view import FundView
from dashboards.fund_views import draw_accounts, draw_lines, draw_ratios
from dashboards.headline import headline
from dashboards.lever_panel import draw_effects, draw_panel, moves_now
from dashboards.marks import MARKS
from dashboards.overview import overview
from dashboards.people_view import draw_people
from dashboards.results import projection_of, step_effects
from dashboards.sensitivity_view import draw_sensitivity
from dashboards.words import LANGUAGES, say
from simulation.result import Projection

STYLE = Path(__file__).with_name("style.css")
HORIZONS = (2035, 2050, 2075, 2100)


def main() -> None:
    """Draw the page."""
    st.set_page_config(page_title="基金前景 Fund outlook · 安澜 Anlan", page_icon="🌊", layout="wide")
    st.html(STYLE)
    language = _draw_head()
    base = projection_of(())
    this_year = _year_in_progress(base)
    with st.sidebar:
        panel = draw_panel(language, first_start=_first_projected(base), default_start=this_year + 1)
    projection = _project(panel.settings, base, language)
    _draw_overview(projection, this_year, language)
    name = _choose_fund(projection, language)
    _draw_fund(projection, base, name, panel.settings, language)
    st.html(footnote(projection, language))
    draw_effects(panel, step_effects(name, panel.since), moves_now(), language)


def _draw_head() -> str:
    default = load_settings(Path.cwd(), os.environ).language
    st.session_state.setdefault("language", default)
    title, switch = st.columns([5, 2], vertical_alignment="center")
    with switch:
        language: str = st.segmented_control(
            "语言 Language",
            list(LANGUAGES),
            format_func=LANGUAGES.__getitem__,
            key="language",
            required=True,
            label_visibility="collapsed",
        )
    with title:
        st.html(
            f'<header class="al-head"><h1>{say("page", language)}</h1>'
            f"<p>{say('house', language)} · {projection_of(()).title[language]}</p>"
            f'<p class="al-hint">{say("phone_hint", language)}</p></header>'
        )
    return language


def _first_projected(projection: Projection) -> int:
    return min(fund.actual_until for fund in projection.funds.values()) + 1


def _year_in_progress(projection: Projection) -> int:
    """This year by the clock of the server, kept inside the projected years."""
    return min(max(date.today().year, _first_projected(projection)), int(projection.years[-1]) - 1)


def _project(settings: tuple[str, ...], base: Projection, language: str) -> Projection:
    try:
        return projection_of(settings)
    except InputError as err:
        st.error(say("refused", language, why=str(err)))
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


def _choose_fund(projection: Projection, language: str) -> str:
    name: str = st.pills(
        say("fund", language),
        list(projection.funds),
        format_func=lambda each: projection.funds[each].title[language],
        key="fund",
        default=next(iter(projection.funds)),
        required=True,
        label_visibility="collapsed",
    )
    return name


def _draw_fund(projection: Projection, base: Projection, name: str, settings: tuple[str, ...], language: str) -> None:
    last = int(projection.years[-1])
    fund = projection.funds[name]
    more = " ".join((payable(fund, projection, language), without_subsidy(fund, last, language)))
    st.html(f'<h2 class="al-title" id="finding">{finding(fund, last, language)}</h2><p class="al-sub">{more}</p>')
    until = st.segmented_control(
        say("horizon", language), HORIZONS, key="horizon", default=HORIZONS[1], required=True, width="content"
    )
    view = FundView(projection, base, name, until, language)
    st.html(headline(view))
    _draw_open_tab(view, settings)


def _draw_open_tab(view: FundView, settings: tuple[str, ...]) -> None:
    """Only the tab in view is drawn, so that a lever answers at once."""
    draw: dict[str, Callable[[], None]] = {
        "accounts": lambda: draw_accounts(view),
        "lines": lambda: draw_lines(view),
        "ratios": lambda: draw_ratios(view),
        "people": lambda: draw_people(view.projection, settings, _year_in_progress(view.base), view.language),
        "sensitivity": lambda: draw_sensitivity(view, settings),
        "downloads": lambda: draw_files(view.projection, settings, view.language),
    }
    tabs = st.tabs([say(f"view_{word}", view.language) for word in draw], on_change="rerun", key="view")
    for tab, draw_it in zip(tabs, draw.values(), strict=True):
        if tab.open:
            with tab:
                draw_it()


if __name__ == "__main__":
    main()
