"""The page Stress: how likely one fund is depleted, what named cases do to it, and what the levers do to both."""

from dataclasses import dataclass

import streamlit as st

from core.errors import InputError
from dashboards.choices import remember
from dashboards.drawing import CONFIG
from dashboards.footnotes import footnote
from dashboards.fund_choice import choose_fund, choose_horizon
from dashboards.lever_panel import Panel, draw_effects, draw_panel, moves_now
from dashboards.refusals import draw_refusal
from dashboards.results import first_projected, projection_of, step_effects, year_in_progress
from dashboards.stress.case_tables import alone_table, together_table
from dashboards.stress.cases import TOGETHER, case_title, case_titles, outcomes_of, stressed_settings
from dashboards.stress.chance_cards import chance_cards, chance_finding
from dashboards.stress.chances import MEASURES, chances_of
from dashboards.stress.drawing_futures import drawing_futures
from dashboards.stress.fan_chart import Fan, fan_chart, legend
from dashboards.stress.fan_table import fan_table
from dashboards.stress.files import as_csv
from dashboards.stress.probability_chart import probability_chart
from dashboards.words import say
from simulation.futures import Plan
from simulation.stress.testing import StressTest

PATHS, SEED = 5000, 1
CASE, MEASURE = "stress_case", "stress_measure"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is asked: a fund, to which year, in how many futures, under which levers and which case.

    settings   of the levers
    stressed   the same with the named case on top
    """

    fund: str
    until: int
    plan: Plan
    since: int
    settings: tuple[str, ...]
    stressed: tuple[str, ...]
    case: str | None


def draw_stress(language: str) -> None:
    """Draw the page: the fund is chosen once, the rest is a fragment that a lever redraws by itself."""
    base = projection_of(())
    name = choose_fund(base, language)
    _draw_answers(name, language)
    st.html(f'<div class="al-note"><p>{say("futures_about", language)}</p></div>{footnote(base, language)}')


@st.fragment
def _draw_answers(name: str, language: str) -> None:
    remember()
    base = projection_of(())
    answers, levers = st.columns([2.7, 1], gap="large")
    with levers:
        panel = draw_panel(
            language,
            first_start=first_projected(base),
            default_start=year_in_progress(base) + 1,
            is_folded=True,
            act="simulate",
        )
    try:
        with answers:
            asked = _ask(name, panel, language)
            _draw_futures(asked, language)
        _draw_cases(asked, language)
    except InputError as err:
        with answers:
            draw_refusal(err, language)
    draw_effects(panel, step_effects(name, panel.since), moves_now(), language)


def _ask(name: str, panel: Panel, language: str) -> Asked:
    titles = case_titles(language)
    case: str | None = st.pills(
        say("stress_cases", language, since=panel.since),
        list(titles),
        format_func=titles.__getitem__,
        key=CASE,
        help=say("stress_cases_about", language),
        wrap=True,
    )
    horizon, plan = st.columns([3, 2], vertical_alignment="bottom")
    with horizon:
        until = choose_horizon(language)
    with plan:
        drawn = _choose_plan(language)
    stressed = stressed_settings(panel.settings, case, panel.since)
    return Asked(name, until, drawn, panel.since, panel.settings, stressed, case)


def _choose_plan(language: str) -> Plan:
    """How many futures, and from which seed; a Plan refuses what cannot be drawn."""
    with st.popover(say("plan", language), width="stretch"):
        st.session_state.setdefault("paths", PATHS)
        st.session_state.setdefault("seed", SEED)
        paths = st.number_input(say("paths", language), step=1000, key="paths")
        seed = st.number_input(say("seed", language), step=1, key="seed")
        st.caption(say("plan_about", language))
    return Plan(paths=int(paths), seed=int(seed))


def _draw_futures(asked: Asked, language: str) -> None:
    place = st.container()
    measure = _choose_measure(language)
    chart = st.container()
    with drawing_futures(asked.plan.paths, language) as progress:
        found = chances_of(asked.stressed, asked.plan, asked.fund, progress)
        against = chances_of((), asked.plan, asked.fund, progress) if asked.stressed else None
    projection = projection_of(asked.stressed)
    fan = Fan(found, projection, against, measure, asked.until)
    with place:
        st.html(chance_finding(found, fan.fund, asked.until, language))
        st.html(chance_cards(found, against, asked.until, language))
    with chart:
        alt = say("fan_alt", language, fund=fan.fund.title[language], measure=say(measure, language), until=asked.until)
        st.html(legend(fan, language))
        st.plotly_chart(fan_chart(fan, language), theme=None, config=CONFIG, key="fan", alt=alt)
        likely = probability_chart(found, against, language, until=asked.until)
        st.plotly_chart(likely, theme=None, config=CONFIG, key="likely", alt=say("probability_by", language))
    with st.expander(say("fan_table", language)):
        st.html(fan_table(fan, language))


def _choose_measure(language: str) -> str:
    st.session_state.setdefault(MEASURE, MEASURES[0])
    measure: str = st.segmented_control(
        say("measure", language),
        MEASURES,
        format_func=lambda name: say(name, language),
        key=MEASURE,
        required=True,
        label_visibility="collapsed",
        wrap=True,
    )
    return measure


def _draw_cases(asked: Asked, language: str) -> None:
    """The tables of the named cases, their definitions, and everything as a file."""
    found = outcomes_of(asked.settings, asked.fund, asked.since, asked.until)
    holding = found.question.holding
    st.html(f'<h2 class="al-h2">{say("stress_table", language)}</h2>')
    st.html(alone_table(found, None if asked.case == TOGETHER else asked.case, language))
    st.html(together_table(found, language))
    st.caption(say("needed_about", language, since=holding.since, until=holding.until, months=f"{holding.months:g}"))
    with st.expander(say("cases_about", language)):
        lines = (f"- **{case_title(each.case, language)}** {each.case.about[language]}" for each in found.alone)
        st.markdown("\n".join(lines))
    st.download_button(
        say("download_stress", language),
        lambda: _file(asked, found, language),
        f"anlan-stress-{asked.fund}.csv",
        "text/csv",
        on_click="ignore",
        key="stress_csv",
    )


def _file(asked: Asked, found: StressTest, language: str) -> bytes:
    chances = chances_of(asked.stressed, asked.plan, asked.fund)
    return as_csv(chances, projection_of(asked.stressed), found, asked.stressed, language)
