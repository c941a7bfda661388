"""`project`: a scenario carried to its last year, and the countries that can be."""

from collections.abc import Mapping

import simulation.countries.china.scenario as china
from core.errors import UnknownKey
from simulation.result import Projection
from simulation.scenario import Scenario

_COUNTRIES = {"china": china}


def project(scenario: Scenario) -> Projection:
    """Carry a scenario to its last year; UnknownKey when no country answers to its name."""
    if scenario.name not in _COUNTRIES:
        known = ", ".join(_COUNTRIES)
        raise UnknownKey(f"no scenario is called {scenario.name!r}.", remedy=f"Known scenarios: {known}.")
    projection: Projection = _COUNTRIES[scenario.name].project(scenario)
    return projection


def countries() -> list[tuple[str, Mapping[str, str]]]:
    """Name and title of every scenario that can be projected."""
    return [(name, module.TITLE) for name, module in _COUNTRIES.items()]
