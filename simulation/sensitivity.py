"""敏感性分析: by how much the key figures of each fund move when one assumption does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.documents import load_document
from core.errors import InputError, WrongType
from simulation.comparison import compare_projections
from simulation.countries.configured.fields import Fields
from simulation.countries.configured.folder import SENSITIVITY, folder_of
from simulation.key_figures import UNITS, Difference, nested, units_of
from simulation.projection import project
from simulation.scenario import Scenario

SHOCKS = {"china": Path(__file__).parent / "countries" / "china" / "sensitivity.yaml"}
_SHOCK_REMEDY = "Write `NAME: {title: {zh: …, en: …}, settings: ['macro.cpi=0.03']}`."
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
    fund_title: Mapping[str, str]
    changes: Mapping[str, Difference]
    units: Mapping[str, str] = field(default_factory=lambda: UNITS)

    def to_json(self) -> dict[str, Any]:
        """Plain numbers; `a` is without the shock, `b` with it."""
        return {
            "shock": self.shock.name,
            "title": dict(self.shock.title),
            "settings": list(self.shock.settings),
            "fund": self.fund,
            **nested({name: change.to_json() for name, change in self.changes.items()}),
            "units": {name: self.units[name] for name in dict.fromkeys(figure.partition(".")[0] for figure in FIGURES)},
        }


def shocks(country: str = "china") -> tuple[Shock, ...]:
    """The shocks on file for a country; InputError when there are none."""
    path = SHOCKS.get(country)
    if path is None:
        folder = folder_of(country)
        path = None if folder is None else folder / SENSITIVITY
    if path is None or not path.is_file():
        raise InputError(
            f"no shocks are on file for {country!r}.",
            remedy=f"Countries that have some: {', '.join(SHOCKS)}; a country folder has them in its {SENSITIVITY}.",
        )
    document = load_document(path)
    if not isinstance(document.data, dict):
        raise InputError("this file maps no name to a shock.", path=path, remedy=_SHOCK_REMEDY)
    return tuple(_shock(Fields(document, document.data).part(name)) for name in document.data)


def _shock(fields: Fields) -> Shock:
    settings = fields.only("title", "settings").raw("settings")
    if not isinstance(settings, list) or not all(isinstance(setting, str) for setting in settings):
        raise fields.error(
            f"the settings of {fields.name} are not a list of texts.", _SHOCK_REMEDY, "settings", WrongType
        )
    return Shock(fields.name, fields.titled("title"), tuple(settings))


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
            Sensitivity(shock, fund, base.funds[fund].title, {name: changes[name] for name in FIGURES}, units_of(base))
            for fund, changes in moved.funds.items()
        ]
    return tuple(rows)
