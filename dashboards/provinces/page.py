"""The page Provinces: who pays whom under national pooling, on a map of tiles, and one's own province."""

import streamlit as st

from core.errors import InputError
from dashboards.choices import remember
from dashboards.drawing import CONFIG
from dashboards.figures import yi
from dashboards.footnotes import footnote
from dashboards.lever_panel import kept_scenario
from dashboards.provinces.figures_of import FIGURES
from dashboards.provinces.files import as_csv
from dashboards.provinces.my_province import draw_my_province
from dashboards.provinces.pooled import pooled
from dashboards.provinces.tiles import tile_map
from dashboards.provinces.transfer_table import checks_table, transfer_table
from dashboards.provinces.transfers_chart import transfers_chart
from dashboards.refusals import draw_refusal
from dashboards.results import projection_of, year_in_progress
from dashboards.words import say
from simulation.regions.fund_data import FundData
from simulation.regions.pooling import Pooling

YEAR, FIGURE = "pooling_year", "pooling_figure"


def draw_provinces(language: str) -> None:
    """Draw the page; the slider over the years redraws the map and nothing else."""
    base = projection_of(())
    this_year = year_in_progress(base)
    settings, _ = kept_scenario(this_year + 1)
    with st.expander(say("my_province", language), key="my_province"):
        workbooks = draw_my_province(settings, language)
    pooling = _pooled(settings, workbooks, language)
    if pooling is not None:
        scenario = "; ".join(settings) or say("base_scenario", language)
        st.html(f'<h2 class="al-h2">{say("pooling_title", language)}</h2>')
        st.caption(f"{say('scenario_line', language)} · {scenario}")
        _draw_pooling(pooling, settings, this_year, language)
    st.html(f'<div class="al-note"><p>{say("pooling_about", language)}</p></div>{footnote(base, language)}')


def _pooled(settings: tuple[str, ...], workbooks: tuple[FundData, ...], language: str) -> Pooling | None:
    try:
        with st.spinner(say("pooling_working", language), show_time=True):
            return pooled(settings, workbooks)
    except InputError as err:
        draw_refusal(err, language)
        return None


@st.fragment
def _draw_pooling(pooling: Pooling, settings: tuple[str, ...], this_year: int, language: str) -> None:
    remember()
    years = pooling.provinces.years
    first, last = int(years[0]), int(years[-1])
    st.session_state.setdefault(FIGURE, next(iter(FIGURES)))
    kept = int(st.session_state.get(YEAR, this_year))
    st.session_state[YEAR] = min(max(kept, first), last)
    figure: str = st.segmented_control(
        say("tile_figure", language),
        list(FIGURES),
        format_func=lambda name: say(name, language),
        key=FIGURE,
        required=True,
        wrap=True,
    )
    year = st.slider(say("pooling_year", language), first, last, key=YEAR)
    st.html(f'<h3 class="al-title" id="pooling">{_finding(pooling, year, language)}</h3>')
    st.html(tile_map(pooling, figure, year, language))
    title = say("transfers_title", language, last=last)
    st.html(f'<h2 class="al-h2">{title}</h2>')
    st.plotly_chart(
        transfers_chart(pooling, language, year=year), theme=None, config=CONFIG, key="transfers", alt=title
    )
    st.html(transfer_table(pooling, year, language))
    checks = checks_table(pooling, language)
    if checks:
        st.html(checks)
    st.download_button(
        say("download_pooling", language),
        lambda: as_csv(pooling, settings, language),
        "anlan-pooling.csv",
        "text/csv",
        on_click="ignore",
        key="pooling_csv",
    )


def _finding(pooling: Pooling, year: int, language: str) -> str:
    at = year - int(pooling.provinces.years[0])
    net = pooling.net_transfer[:, at]
    word = "pooling_found_adjustment" if pooling.is_adjustment[at] else "pooling_found"
    made_up = any(row.is_illustrative for row in pooling.provinces.rows)
    text = say(
        word,
        language,
        year=year,
        payers=int((net < 0).sum()),
        receivers=int((net > 0).sum()),
        moved=yi(float(net[net > 0].sum())),
    )
    mark = f' <b class="al-made-up">{say("illustrative", language)}</b>' if made_up else ""
    return f"{text}{mark}"
