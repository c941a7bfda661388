"""The country's named cases, as the page lays them on the scenario of the levers."""

import streamlit as st

from dashboards.results import scenario_of
from dashboards.words import say
from simulation.stress.cases import Case, country_cases, laid_on
from simulation.stress.reserve import Holding
from simulation.stress.testing import Question, StressTest, stress_test

TOGETHER = "together"
MONTHS_HELD = 6.0
PAYABLE_YEAR = 2035


@st.cache_resource(show_spinner=False)
def named_cases() -> tuple[Case, ...]:
    """The cases on file."""
    return country_cases()


def case_titles(language: str) -> dict[str, str]:
    """Name of a case -> its title; the last is all of them together."""
    titles = {case.name: case_title(case, language) for case in named_cases()}
    return titles | {TOGETHER: sentence(say("all_together", language))}


def case_title(case: Case, language: str) -> str:
    """A case as a heading."""
    return sentence(case.title[language])


def sentence(text: str) -> str:
    """A text that begins with a capital letter, where its script has any."""
    return text[:1].upper() + text[1:]


def stressed_settings(settings: tuple[str, ...], case: str | None, since: int) -> tuple[str, ...]:
    """The settings of the levers with a named case, or all that can be added up, on top."""
    scenario = scenario_of(settings)
    for each in named_cases():
        if each.name == case or (case == TOGETHER and each.is_added):
            scenario = laid_on(scenario, each, since)
    return scenario.settings


@st.cache_resource(max_entries=64, show_spinner=False)
def outcomes_of(settings: tuple[str, ...], fund: str, since: int, until: int) -> StressTest:
    """Every case on the scenario of the levers."""
    holding = Holding(MONTHS_HELD, since, max(until, since))
    return stress_test(scenario_of(settings), named_cases(), Question(fund, since, PAYABLE_YEAR, holding))
