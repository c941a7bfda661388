"""Why a figure differs between the base and the levers: split once for each question, factors named as the levers."""

from collections.abc import Mapping
from fnmatch import fnmatchcase

import streamlit as st

from dashboards.figures import MISSING, plain, points, yi
from dashboards.lever_panel import level_text
from dashboards.results import scenario_of
from dashboards.words import say
from simulation.attribution.attribution import Attribution, Method, Part, attribute
from simulation.attribution.factors import Shown
from simulation.attribution.measure import SHARE, YUAN
from simulation.levers import LEVERS, Lever

MEASURES = ("actuarial_balance.75", "accumulated_balance.2035", "accumulated_balance.2050", "outgo.2050")
_FAMILY = {lever.name: f"{lever.keys[0].rpartition('.')[0]}.*" for lever in LEVERS if len(lever.keys) > 1}
_UNITS: Mapping[str, str] = {SHARE: "unit_points_of_base", YUAN: "money_unit"}


@st.cache_resource(max_entries=64, show_spinner=False)
def attributed(settings: tuple[str, ...], fund: str, measure: str) -> Attribution:
    """The change of a figure of a fund from the base to the levers."""
    moved = {setting.partition("=")[0].partition("@")[0].rstrip("+") for setting in settings}
    families = tuple(family for family in _FAMILY.values() if any(fnmatchcase(key, family) for key in moved))
    return attribute(scenario_of(()), scenario_of(settings), fund, measure, method=Method(families))


def lever_of(part: Part) -> Lever | None:
    """The lever behind a factor; None where it has none."""
    keys = {*part.factor.rows, *part.factor.law}
    return next((lever for lever in LEVERS if keys & set(lever.keys)), None)


def part_title(part: Part, language: str) -> str:
    """What a factor is called: as its lever, else as its assumption or article."""
    lever = lever_of(part)
    return part.factor.title[language] if lever is None else say(f"lever_{lever.name}", language)


def measure_title(measure: str, language: str) -> str:
    """What a figure is called, without its unit."""
    name, _, part = measure.partition(".")
    if name == "actuarial_balance":
        return say("actuarial_75_short", language)
    if name == "accumulated_balance":
        return say("at_year", language, year=part)
    return say("outgo_at", language, year=part)


def unit_title(found: Attribution, language: str) -> str:
    """The unit in which the parts are shown."""
    return say(_UNITS[found.measure.unit], language)


def scale(found: Attribution) -> float:
    """What one of the shown unit is in the unit of the figure."""
    return 0.01 if found.measure.unit == SHARE else 1e8


def amount(value: float, found: Attribution, *, signed: bool = False) -> str:
    """A value in the shown unit."""
    if found.measure.unit == SHARE:
        return points(value) if signed else plain(value * 100.0, digits=2)
    return yi(value, signed=signed)


def move_text(part: Part) -> str:
    """From what to what a factor was moved, as its lever is read."""
    lever = lever_of(part)
    return f"{_shown(part.factor.before, lever)} → {_shown(part.factor.after, lever)}"


def _shown(value: Shown, lever: Lever | None) -> str:
    if value is None:
        return MISSING
    if isinstance(value, str):
        return value
    return f"{value:.4g}" if lever is None else level_text(lever, value)
