"""敏感性分析: by how much the key figures of each fund move when one assumption does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.documents import load_document
from core.errors import InputError
from simulation.comparison import compare_projections
from simulation.key_figures import UNITS, Difference, nested
from simulation.projection import project
from simulation.scenario import Scenario

SHOCKS = {"china": Path(__file__).parent / "countries" / "china" / "sensitivity.yaml"}
FIGURES = ("depletion_year", "actuarial_balance.75", "accumulated_balance.2050")


@dataclass(frozen=True, slots=True)
class Shock:
    """One change of the assumptions: a name, a title {zh, en} and the settings that make it."""

    name: str
    title: Mapping[str, str]
    settings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What a shock does to one fund: key figure -> without the shock, with it, and the change."""

    shock: Shock
    fund: str
    changes: Mapping[str, Difference]

    def to_json(self) -> dict[str, Any]:
        """Plain numbers; `a` is without the shock, `b` with it."""
        return {
            "shock": self.shock.name,
            "title": dict(self.shock.title),
            "settings": list(self.shock.settings),
            "fund": self.fund,
            **nested({name: change.to_json() for name, change in self.changes.items()}),
            "units": {name: UNITS[name] for name in dict.fromkeys(figure.partition(".")[0] for figure in FIGURES)},
        }


def shocks(country: str = "china") -> tuple[Shock, ...]:
    """The shocks on file for a country; InputError when there are none."""
    if country not in SHOCKS:
        raise InputError(f"no shocks are on file for {country!r}.", remedy=f"Choose one of: {', '.join(SHOCKS)}.")
    document = load_document(SHOCKS[country])
    return tuple(Shock(name, fields["title"], tuple(fields["settings"])) for name, fields in document.data.items())


def sensitivities(
    scenario: Scenario | None = None, *, chosen: Sequence[Shock] | None = None
) -> tuple[Sensitivity, ...]:
    """One row for each shock and fund; every shock is projected alone, on top of `scenario` (China's base when None).

    InputError for a back-test.
    """
    scenario = scenario or Scenario()
    if scenario.start is not None:
        raise InputError("a back-test takes no shocks.", remedy="Leave out the start year.")
    base = project(scenario)
    rows = []
    for shock in shocks(scenario.name) if chosen is None else chosen:
        moved = compare_projections(base, project(scenario.with_settings(shock.settings)))
        rows += [
            Sensitivity(shock, fund, {name: changes[name] for name in FIGURES}) for fund, changes in moved.funds.items()
        ]
    return tuple(rows)
