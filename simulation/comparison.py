"""Two scenarios side by side: the key figures of every fund, and by how much they differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import InputError
from simulation.key_figures import NAMES, Difference, key_figures, nested, units_of
from simulation.projection import project
from simulation.result import Projection
from simulation.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Comparison:
    """Scenario b against scenario a.

    funds  fund -> key figure -> its value in a and b, and b − a
    """

    a: Projection
    b: Projection
    funds: Mapping[str, Mapping[str, Difference]]

    def to_json(self) -> dict[str, Any]:
        """Plain numbers; a year that never comes is null, and so is a difference from it."""
        return {
            "a": _described(self.a),
            "b": _described(self.b),
            "funds": {
                fund: {
                    "title": dict(self.a.funds[fund].title),
                    **nested({name: difference.to_json() for name, difference in figures.items()}),
                }
                for fund, figures in self.funds.items()
            },
            "units": units_of(self.a),
        }


def compare(a: Scenario, b: Scenario) -> Comparison:
    """Project both scenarios and set them side by side; InputError for a back-test, which has no such figures."""
    for scenario in (a, b):
        if scenario.start is not None:
            raise InputError("a back-test cannot be compared.", remedy="Leave out the start year.")
    return compare_projections(project(a), project(b))


def compare_projections(a: Projection, b: Projection) -> Comparison:
    """Two projections side by side, in the funds that both have; InputError where the money is not the same."""
    if a.units != b.units:
        raise InputError(
            f"the money of {a.scenario} is not that of {b.scenario}.", remedy="Compare two scenarios of one country."
        )
    funds = {}
    for fund in (name for name in a.funds if name in b.funds):
        before, after = key_figures(a, fund), key_figures(b, fund)
        funds[fund] = {name: Difference(before[name], after[name]) for name in NAMES}
    return Comparison(a, b, funds)


def _described(projection: Projection) -> dict[str, Any]:
    return {"scenario": projection.scenario, "manifest": dict(projection.manifest)}
