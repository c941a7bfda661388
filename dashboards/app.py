"""The page Fund outlook: seven funds at a glance, one fund in depth, and the levers that move them.

Streamlit runs this file from top to bottom whenever somebody moves something; `main` is the table of contents.
"""

import os
from datetime import date
from pathlib import Path

import streamlit as st

from core.errors import InputError
from core.settings import load_settings
from dashboards.downloads import as_csv, as_excel
from dashboards.drawing import CONFIG
from dashboards.figures import percent, plain
from dashboards.findings import finding, payable, soonest, without_subsidy
from dashboards.footnotes import footnote
from dashboards.fund_views import FundView, draw_accounts, draw_headline, draw_lines, draw_ratios
from dashboards.lever_panel import draw_effects, draw_panel, moves_now
from dashboards.overview import overview
from dashboards.pyramid import pyramid
from dashboards.results import activity_of, projection_of, step_effects
from dashboards.words import LANGUAGES, say
from simulation.outlook import aged_share
from simulation.result import Projection

STYLE = Path(__file__).with_name("style.css")
HORIZONS = (2035, 2050, 2075, 2100)
PERSONS_PER_YI = 1e8
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
            f"<p>{say('house', language)} · {projection_of(()).title[language]}</p></header>"
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
            format_func=lambda each: f"{each} · {_status(projection, each, language)}",
        )
    with title:
        st.html(f'<h2 class="al-h2">{say("overview", language)}</h2>')
    chosen = st.session_state.get("fund", next(iter(projection.funds)))
    st.html(overview(projection, year, chosen, language))


def _status(projection: Projection, year: int, language: str) -> str:
    fund = list(projection.funds.values())[-1]
    return say(fund.status[year - int(projection.years[0])], language).strip("*†")


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


def _draw_fund(
    projection: Projection, base: Projection, name: str, settings: tuple[str, ...], language: str
) -> None:
    last = int(projection.years[-1])
    fund = projection.funds[name]
    st.html(
        f'<h2 class="al-title" id="finding">{finding(fund, last, language)}</h2>'
        f'<p class="al-sub">{payable(fund, projection, language)}{without_subsidy(fund, last, language)}</p>'
    )
    until = st.segmented_control(
        say("horizon", language), HORIZONS, key="horizon", default=HORIZONS[1], required=True, width="content"
    )
    view = FundView(projection, base, name, until, language)
    draw_headline(view)
    accounts, lines, ratios, people, files = st.tabs(
        [say(f"view_{word}", language) for word in ("accounts", "lines", "ratios", "people", "downloads")]
    )
    with accounts:
        draw_accounts(view)
    with lines:
        draw_lines(view)
    with ratios:
        draw_ratios(view)
    with people:
        _draw_people(projection, settings, language)
    with files:
        _draw_downloads(projection, settings, language)


def _draw_people(projection: Projection, settings: tuple[str, ...], language: str) -> None:
    people = activity_of(settings)
    first, last = int(people.years[0]), int(people.years[-1])
    year = st.slider(say("pyramid_year", language), first, last, key="pyramid_year")
    at = projection.population.index(year)
    shares = [percent(float(aged_share(projection.population, age)[at])) for age in (60, 65)]
    total = plain(float(projection.population.total()[at]) / PERSONS_PER_YI, digits=2)
    text = say("pyramid", language, year=year, total=total, sixty=shares[0], sixty_five=shares[1])
    st.html(f'<h2 class="al-h2">{text}</h2>')
    st.plotly_chart(pyramid(people, year, language), theme=None, config=CONFIG, key="pyramid", alt=text)
    st.caption(say("pyramid_note", language))


def _draw_downloads(projection: Projection, settings: tuple[str, ...], language: str) -> None:
    name = f"anlan-fund-outlook-{str(projection.manifest['scenario'])[:8]}"
    st.caption(say("download_note", language))
    st.download_button(
        say("download_csv", language),
        lambda: as_csv(projection, settings, language),
        f"{name}.csv",
        "text/csv",
        on_click="ignore",
        key="csv",
    )
    st.download_button(
        say("download_excel", language),
        lambda: as_excel(projection, settings, language),
        f"{name}.xlsx",
        EXCEL,
        on_click="ignore",
        key="excel",
    )


if __name__ == "__main__":
    main()
