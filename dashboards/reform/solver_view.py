"""The solver: a target, one lever or two, and what it takes."""

from html import escape

import streamlit as st

from core.errors import InputError
from dashboards.choices import remember
from dashboards.drawing import CONFIG
from dashboards.figures import MISSING, percent, plain, points
from dashboards.lever_panel import kept_scenario
from dashboards.reform.front_chart import axis_title, front_chart
from dashboards.reform.solved import Answer, Asked, answer
from dashboards.refusals import draw_refusal
from dashboards.stress.chances import has_drawn
from dashboards.tables import Cell, Row, cards, table
from dashboards.words import WORDS, say
from simulation.futures import Plan
from simulation.levers import LEVERS, Lever
from simulation.solving.front import Front
from simulation.solving.solvency import Target
from simulation.solving.solver import Solution

PATHS, SEED = 1000, 1
UNTIL, PERCENT = 2050, 90.0
ASKED = "solver_asked"
ALONE = ""
NAMES = tuple(lever.name for lever in LEVERS)


@st.fragment
def draw_solver(fund: str, title: str, default_start: int, language: str) -> None:
    """The form, and below it the answer to what was asked last."""
    remember()
    settings, since = kept_scenario(default_start)
    st.html(f'<h2 class="al-h2">{say("solver", language)}</h2>')
    st.caption(say("solver_about", language))
    with st.form("solver", border=True):
        asked = _ask(fund, settings, since, language)
        is_asked = st.form_submit_button(say("solve", language), type="primary", key="solve")
    if is_asked:
        st.session_state[ASKED] = asked
    last = st.session_state.get(ASKED)
    if last is None:
        st.caption(say("solver_hint", language))
    elif isinstance(last, InputError):
        draw_refusal(last, language, what="target_refused")
    elif last.target.fund == fund:
        _draw_answer(last, title, settings, language)


def _ask(fund: str, settings: tuple[str, ...], since: int, language: str) -> Asked | InputError:
    until, share, paths = st.columns(3)
    for key, value in (("solver_until", UNTIL), ("solver_percent", PERCENT), ("solver_paths", PATHS)):
        st.session_state.setdefault(key, value)
    with until:
        year = st.number_input(say("solver_until", language), step=5, key="solver_until")
    with share:
        chance = st.number_input(say("solver_percent", language), step=5.0, format="%.1f", key="solver_percent")
    with paths:
        count = st.number_input(say("paths", language), step=1000, key="solver_paths")
    one, other = st.columns(2)
    st.session_state.setdefault("solver_lever", "employer_rate")
    st.session_state.setdefault("solver_lever2", ALONE)
    with one:
        first = st.selectbox(
            say("solver_lever", language), NAMES, format_func=lambda name: _title(name, language), key="solver_lever"
        )
    with other:
        second = st.selectbox(
            say("solver_lever2", language),
            (ALONE, *NAMES),
            format_func=lambda name: _title(name, language),
            key="solver_lever2",
        )
    try:
        plan = Plan(paths=int(count), seed=SEED)
    except InputError as err:
        return err
    return Asked(Target(fund, int(year), float(chance) / 100.0), first, second or None, since, settings, plan)


def _title(name: str, language: str) -> str:
    return say(f"lever_{name}", language) if name else say("no_second_lever", language)


def _draw_answer(asked: Asked, title: str, settings: tuple[str, ...], language: str) -> None:
    word = "solving" if has_drawn() else "solving_first"
    place = st.empty()
    try:
        with st.spinner(say(word, language), show_time=True):
            found = answer(asked, lambda count: _tell(place, count, language))
    except InputError as err:
        place.empty()
        draw_refusal(err, language, what="target_refused")
        return
    place.empty()
    st.html(f'<h3 class="al-title" id="solution">{escape(_finding(found, title, language))}</h3>')
    if isinstance(found, Solution):
        _draw_solution(found, language)
    else:
        _draw_front(found, language)
    scenario = "；".join(asked.settings) or say("base_scenario", language)
    plan = asked.plan or Plan()
    st.caption(
        say(
            "solver_note",
            language,
            paths=f"{plan.paths:,}",
            seed=plan.seed,
            asked=found.asked,
            since=asked.since,
            scenario=scenario,
        )
    )
    if asked.settings != settings:
        st.info(say("solver_outdated", language))
    if found.turned:
        st.warning(say("solver_turned", language))


def _tell(place: "st.delta_generator.DeltaGenerator", count: int, language: str) -> None:
    place.caption(say("scenarios_asked", language, count=count))


def _finding(found: Answer, title: str, language: str) -> str:
    target = found.target
    goal = {"fund": title, "until": target.until, "share": percent(target.probability)}
    if isinstance(found, Front):
        return say("front_finding", language, **goal)
    if not found.move:
        return say("nothing_needed", language, **goal)
    lever = say(f"lever_{found.lever.name}", language)
    return say("solution_finding", language, lever=lever, move=move_text(found.lever, found.move, language), **goal)


def _draw_solution(found: Solution, language: str) -> None:
    below = found.just_below
    smaller = (
        MISSING if below is None else f"{move_text(found.lever, below[0], language)} → {percent(below[1], digits=2)}"
    )
    residual = f"{points(found.residual)} {say('points', language)}"
    items = [
        (say("least_move", language), move_text(found.lever, found.move, language), ""),
        (say("probability_before", language), percent(found.before, digits=2), ""),
        (say("probability_achieved", language), percent(found.achieved, digits=2), ""),
        (say("residual", language), residual, escape(say("smaller_move", language, smaller=smaller))),
    ]
    st.html(cards(items))
    if found.settings:
        st.code(" ".join(f"--set '{setting}'" for setting in found.settings), language="bash", wrap_lines=True)


def _draw_front(found: Front, language: str) -> None:
    st.plotly_chart(
        front_chart(found, language), theme=None, config=CONFIG, key="front", alt=say("front_about", language)
    )
    first, second = found.levers
    rows = [
        Row(
            move_text(first, pair.first, language),
            [Cell(move_text(second, pair.second, language)), Cell(percent(pair.achieved, digits=2))],
        )
        for pair in found.pairs
    ]
    heads = [axis_title(second, language), say("probability_achieved", language)]
    st.html(table(say("front_about", language), axis_title(first, language), heads, rows))
    if found.out_of_reach:
        moves = say("listed", language).join(move_text(first, move, language) for move in found.out_of_reach)
        st.caption(say("front_out_of_reach", language, moves=moves))


def move_text(lever: Lever, move: float, language: str) -> str:
    """A move with its unit: whole where it is whole, else to a hundredth."""
    digits = 0 if move == round(move) else 2
    word = f"unit_{lever.unit}"
    one = f"{word}_one"
    unit = say(one if abs(move) == 1 and one in WORDS else word, language)
    return f"{plain(move, digits=digits, signed=True)} {unit}"
