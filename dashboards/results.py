"""What the page shows, projected once per scenario and kept by the server for everybody who looks."""

from collections.abc import Callable
from datetime import date
from typing import ParamSpec, TypeVar

import streamlit as st

from simulation.levers import COUNTRY, LEVERS, Lever, settings_of
from simulation.outlook import Activity, activity, effect_after
from simulation.projection import project
from simulation.result import Projection
from simulation.scenario import Scenario
from simulation.sensitivity import Sensitivity, sensitivities

KEPT = 256

P = ParamSpec("P")
R = TypeVar("R")


def _kept(function: Callable[P, R]) -> Callable[P, R]:
    """Keep the latest answers of `function` on the server; they are frozen, so everybody may read the same one."""
    kept: Callable[P, R] = st.cache_resource(max_entries=KEPT, show_spinner=False)(function)
    return kept


def scenario_of(settings: tuple[str, ...]) -> Scenario:
    """The country of this page with the settings of its levers."""
    return Scenario(name=COUNTRY, settings=settings)


@_kept
def projection_of(settings: tuple[str, ...]) -> Projection:
    """The projection of a scenario, shared by all sessions; the first one loads the compiled kernels."""
    return project(scenario_of(settings))


@_kept
def activity_of(settings: tuple[str, ...]) -> Activity:
    """Who works and who has retired under a scenario."""
    return activity(scenario_of(settings))


@_kept
def sensitivities_of(settings: tuple[str, ...]) -> tuple[Sensitivity, ...]:
    """What each shock on file does to each fund, on top of a scenario."""
    return sensitivities(scenario_of(settings))


@_kept
def step_effects(fund: str, since: int) -> dict[str, float]:
    """Lever name -> yuan by which one step from the base moves the fund's balance at the end of the fifth year."""
    return {lever.name: _effect(lever, fund, since) for lever in LEVERS}


def first_projected(projection: Projection) -> int:
    """The first year that no fund has published."""
    return min(fund.actual_until for fund in projection.funds.values()) + 1


def year_in_progress(projection: Projection) -> int:
    """This year by the clock of the server, kept inside the projected years."""
    return min(max(date.today().year, first_projected(projection)), int(projection.years[-1]) - 1)


def _effect(lever: Lever, fund: str, since: int) -> float:
    moved = projection_of(settings_of(lever, lever.unit_step, since))
    return effect_after(moved, projection_of(()), fund, since=since)
