"""The population of a scenario: the pyramid of a year and the share of the old in it."""

import streamlit as st

from dashboards.drawing import CONFIG
from dashboards.figures import PERSONS_PER_MILLION, PERSONS_PER_YI, percent, plain
from dashboards.pyramid import pyramid
from dashboards.results import activity_of
from dashboards.words import say
from simulation.outlook import aged_share
from simulation.result import Projection

OLD_AGES = (60, 65)
YEAR = "pyramid_year"


def draw_people(projection: Projection, settings: tuple[str, ...], this_year: int, language: str) -> None:
    """A slider over the years, the finding of the year, and its pyramid."""
    people = activity_of(settings)
    st.session_state.setdefault(YEAR, this_year)
    year = st.slider(say(YEAR, language), int(people.years[0]), int(people.years[-1]), key=YEAR)
    text = _finding(projection, year, language)
    st.html(f'<h2 class="al-h2" id="people">{text}</h2>')
    st.plotly_chart(pyramid(people, year, language), theme=None, config=CONFIG, key="pyramid", alt=text)
    st.caption(say("pyramid_note", language))


def _finding(projection: Projection, year: int, language: str) -> str:
    people = projection.population
    at = people.index(year)
    sixty, sixty_five = (percent(float(aged_share(people, age)[at])) for age in OLD_AGES)
    total = float(people.total()[at])
    counts = {"yi": plain(total / PERSONS_PER_YI, digits=2), "million": plain(total / PERSONS_PER_MILLION)}
    return say("pyramid", language, year=year, sixty=sixty, sixty_five=sixty_five, **counts)
