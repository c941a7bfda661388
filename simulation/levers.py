"""The levers of a reform: what each moves, in which unit and how far, and the settings that a move stands for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from rules.parameters import ParameterRow
from simulation.assumptions import Assumption
from simulation.countries.china.pack import base_assumptions, base_rules

POINT, ONE, YI = 0.01, 1.0, 1e8
# Cohorts keep the place they have in the reform, so a change of pace holds for all of it.
REFORM = 2025
COUNTRY = "china"
CATEGORIES = ("male", "female_cadre", "female_worker")


@dataclass(frozen=True, slots=True)
class Lever:
    """A change that is added to one or several keys.

    name       the page's words for it are `lever_<name>`, the title, and `about_<name>`, the definition
    keys       assumptions or parameters of the law, all moved by the same amount
    unit       point, month, births, yi or child; `scale` is one of it in the unit of the keys
    low, high  the ends of the lever, in its unit; zero is the base
    step       the smallest move
    unit_step  the move whose effect is printed beside the lever
    holds_from the one year from which it can hold; None where any year may be chosen, 0 where the row has no years
    """

    name: str
    group: str
    keys: tuple[str, ...]
    unit: str
    scale: float
    low: float
    high: float
    step: float
    unit_step: float
    holds_from: int | None = None


@dataclass(frozen=True, slots=True)
class LeverBase:
    """The figure a lever starts from, in the unit of its key, with status and source."""

    value: float
    status: str
    source: str


def _in_points(name: str, group: str, key: str, low: float, high: float, step: float = 0.5) -> Lever:
    return Lever(name, group, (key,), "point", POINT, low, high, step, 1.0)


def _of_retirement(
    name: str, key: str, unit: str, ends: tuple[float, float], steps: tuple[float, float], **more: int
) -> Lever:
    keys = tuple(f"retirement.{key}.{category}" for category in CATEGORIES)
    return Lever(name, "retirement", keys, unit, ONE, *ends, *steps, **more)


LEVERS = (
    _in_points("indexation", "benefits", "pension.indexation", -2.0, 3.0),
    _in_points("employer_rate", "contributions", "pension.contribution.employer_rate", -4.0, 8.0),
    _in_points("base_ratio", "contributions", "pension.employee.base_ratio", -10.0, 20.0, 1.0),
    _in_points("compliance", "contributions", "pension.employee.compliance", -10.0, 15.0, 1.0),
    _of_retirement("delay", "longest_delay", "month", (0.0, 60.0), (3.0, 12.0)),
    _of_retirement("pace", "months_per_step", "births", (-1.0, 4.0), (1.0, -1.0), holds_from=REFORM),
    _in_points("subsidy", "subsidy", "pension.enterprise.subsidy_share", -10.0, 20.0),
    _in_points("subsidy_public", "subsidy", "pension.government.subsidy_share", -20.0, 40.0, 1.0),
    _in_points("investment", "subsidy", "macro.investment_return", -4.0, 4.0),
    Lever("state_capital", "subsidy", ("pension.state_capital",), "yi", YI, 0.0, 5000.0, 100.0, 1000.0),
    Lever("fertility", "people", ("demography.tfr_shift",), "child", ONE, -0.5, 1.0, 0.1, 0.1, holds_from=0),
    _in_points("medical", "medical", "employee_medical.excess_cost_growth", -2.0, 3.0),
    _in_points("medical_residents", "medical", "resident_medical.excess_cost_growth", -2.0, 3.0),
)


def settings_of(lever: Lever, move: float, since: int) -> tuple[str, ...]:
    """The settings that `anlan project --set` takes for a move; none when the lever stands at its base."""
    if move == 0:
        return ()
    start = since if lever.holds_from is None else lever.holds_from
    year = f"@{start}" if start else ""
    return tuple(f"{key}{year}+={_text(move * lever.scale)}" for key in lever.keys)


def scenario_settings(moves: Mapping[str, float], since: int) -> tuple[str, ...]:
    """The settings of all levers, in their order."""
    return tuple(text for lever in LEVERS for text in settings_of(lever, moves.get(lever.name, 0.0), since))


def command_line(settings: tuple[str, ...], act: str = "project", *options: str) -> str:
    """What a person types to get the same projection, or the same futures with the act `simulate`."""
    return " ".join([f"anlan {act} {COUNTRY}", *options, *(f"--set '{setting}'" for setting in settings)])


def base_of(lever: Lever, year: int) -> LeverBase:
    """Where a lever stands in `year`: the figure of its first key."""
    key = lever.keys[0]
    if key in base_assumptions():
        return _of_assumption(base_assumptions().row(key), year)
    return _of_law(base_rules().at(date(year, 1, 1)).row(key))


def _of_assumption(row: Assumption, year: int) -> LeverBase:
    return LeverBase(float(row.array(np.array([year]))[0]), row.status, row.source)


def _of_law(row: ParameterRow) -> LeverBase:
    assert isinstance(row.value, float), f"{row.key} is not one number"
    return LeverBase(row.value, row.status.value, str(row.source))


def _text(number: float) -> str:
    return f"{number:.10f}".rstrip("0").rstrip(".")
