"""The driver model of a country: every process and the correlation between their shocks, read from its folder."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.documents import Document, load_document
from core.errors import InputError, UnknownKey, ValueOutOfRange
from core.manifest import content_hash
from simulation.chance.correlation import BadCorrelation, correlation_root
from simulation.chance.driver_names import DRIVERS, ECONOMY, WALKS
from simulation.chance.processes import EconomyProcess, MigrationProcess, WalkProcess
from simulation.demography.bands.model_file import UNITED_NATIONS, check_model, read_models, section
from simulation.demography.bands.process import DemographicProcesses, LongevityProcess
from simulation.demography.bands.process_file import read_processes
from simulation.demography.country_file import ParameterFile

Floats = NDArray[np.float64]

FILES = ("demography.yaml", "migration.yaml", "macro.yaml", "drivers.yaml")
_FIRST_OF_ECONOMY = DRIVERS.index(ECONOMY[0])


@dataclass(frozen=True)
class DriverModel:
    """How far each driver may stray from its centre, and how they stray together.

    demography   fertility and life expectancy, and the first year that is not counted yet
    walks        in the order of driver_names.WALKS
    correlation  [driver, driver] of the shocks of one year, in the order of DRIVERS
    root         [driver, driver] its lower triangular root
    longevity    name -> what takes the place of `demography.longevity` after another model of mortality
    """

    demography: DemographicProcesses
    migration: MigrationProcess
    economy: EconomyProcess
    walks: tuple[WalkProcess, WalkProcess, WalkProcess]
    correlation: Floats
    root: Floats
    longevity: Mapping[str, LongevityProcess] = field(default_factory=dict)

    def demography_under(self, mortality: str) -> DemographicProcesses:
        """The processes of births and deaths when life expectancy has the spread of the model named `mortality`."""
        check_model(mortality)
        if mortality == UNITED_NATIONS:
            return self.demography
        if mortality not in self.longevity:
            raise UnknownKey(
                f"this country has no process of longevity after {mortality!r}.",
                remedy=f"Fit {section(mortality)} into its demography.yaml, or choose {UNITED_NATIONS}.",
            )
        return replace(self.demography, longevity=self.longevity[mortality])

    def as_plain(self, mortality: str = UNITED_NATIONS) -> dict[str, Any]:
        """Every parameter that the paths of a plan with this `mortality` rest on, as plain values, for hashing."""
        economy = self.economy
        return {
            "demography": repr(self.demography_under(mortality)),
            "migration": [self.migration.persistence, *self.migration.scale.values.tolist()],
            "migration_years": self.migration.scale.years.tolist(),
            "economy": {name: _plain(getattr(economy, name)) for name in economy.__slots__},
            "walks": [[walk.step, walk.bound] for walk in self.walks],
            "correlation": self.correlation.tolist(),
        }

    @cached_property
    def content_hash(self) -> str:
        """sha256 of every parameter of the default plan."""
        return self.hash_under(UNITED_NATIONS)

    def hash_under(self, mortality: str) -> str:
        """sha256 of every parameter of a plan with this `mortality`."""
        return content_hash(self.as_plain(mortality))


def load_driver_model(folder: Path) -> DriverModel:
    """Read the four files of a country's chance folder; InputError names the file and line of what is wrong."""
    drivers = load_document(folder / "drivers.yaml")
    economy = _read_economy(load_document(folder / "macro.yaml"), drivers)
    correlation, root = _read_correlation(drivers, economy.residual_correlation)
    coverage, compliance, medical = (_read_walk(drivers, name) for name in WALKS)
    return DriverModel(
        demography=read_processes(folder / "demography.yaml"),
        migration=_read_migration(load_document(folder / "migration.yaml")),
        economy=economy,
        walks=(coverage, compliance, medical),
        correlation=correlation,
        root=root,
        longevity=read_models(folder / "demography.yaml"),
    )


def _read_migration(document: Document) -> MigrationProcess:
    fields = ParameterFile(document)
    persistence = float(fields.numbers("persistence", count=1)[0])
    with _Placed(document, "persistence"):
        return MigrationProcess(persistence, fields.path("scale", "values"))


def _read_walk(document: Document, name: str) -> WalkProcess:
    fields = ParameterFile(document)
    step, bound = (float(fields.numbers("walks", name, field, count=1)[0]) for field in ("step", "bound"))
    with _Placed(document, "walks", name):
        return WalkProcess(step, bound)


def _read_economy(macro: Document, drivers: Document) -> EconomyProcess:
    fields = ParameterFile(macro)
    size = len(ECONOMY)
    order = int(fields.numbers("order", count=1)[0])
    lowest, highest = fields.numbers("lowest", count=size), fields.numbers("highest", count=size)
    with _Placed(macro, "lags"):
        return EconomyProcess(
            lags=np.array([_square(fields, "lags", lag) for lag in range(order)]),
            residual_deviation=fields.numbers("residual_deviation", count=size),
            residual_correlation=_square(fields, "residual_correlation"),
            mean_covariance=_square(fields, "mean_covariance"),
            lowest=lowest,
            highest=highest,
            margin=_share(drivers, "margin_share") * (highest - lowest),
            mean_uncertainty=_share(drivers, "mean_uncertainty"),
        )


def _share(document: Document, name: str) -> float:
    share = float(ParameterFile(document).numbers("economy", name, count=1)[0])
    if not 0 <= share <= 1:
        raise ValueOutOfRange(
            f"economy.{name} is {share:g}.",
            path=document.path,
            line=document.line("economy", name),
            remedy="Give a number from 0 to 1.",
        )
    return share


def _square(fields: ParameterFile, *keys: Any) -> Floats:
    return np.array([fields.numbers(*keys, row, count=len(ECONOMY)) for row in range(len(ECONOMY))])


def _read_correlation(document: Document, economy: Floats) -> tuple[Floats, Floats]:
    """The matrix and its root: the fitted block of the economy, and the pairs the file names."""
    matrix = np.eye(len(DRIVERS))
    block = slice(_FIRST_OF_ECONOMY, _FIRST_OF_ECONOMY + len(ECONOMY))
    matrix[block, block] = economy
    fields = ParameterFile(document)
    lines: dict[frozenset[int], int | None] = {}
    pairs = document.data.get("correlations") or []
    for number in range(len(pairs)):
        line = document.line("correlations", number, "between") or document.line("correlations")
        first, second = _pair(document, pairs[number], line)
        if frozenset((first, second)) in lines:
            raise _refused(document, first, second, line, "stand here twice", "Keep one of them.")
        if {DRIVERS[first], DRIVERS[second]} <= set(ECONOMY):
            raise _refused(document, first, second, line, "are correlated as macro.yaml says", "Take the pair out.")
        lines[frozenset((first, second))] = line
        matrix[first, second] = matrix[second, first] = fields.numbers("correlations", number, "value", count=1)[0]
    line = document.line("correlations")
    return matrix, correlation_root(matrix, DRIVERS, fitted=ECONOMY, path=document.path, line=line)


def _pair(document: Document, entry: Any, line: int | None) -> tuple[int, int]:
    names = entry.get("between") if isinstance(entry, dict) else None
    if not isinstance(names, list) or len(names) != 2:
        raise BadCorrelation(
            "a correlation does not name two drivers.",
            remedy="Write between: [wage, medical].",
            path=document.path,
            line=line,
        )
    for name in names:
        if name not in DRIVERS:
            raise UnknownKey(
                f"no driver is called {name!r}.",
                path=document.path,
                line=line,
                remedy=f"Drivers are: {', '.join(DRIVERS)}.",
            )
    first, second = (DRIVERS.index(name) for name in names)
    if first == second:
        raise _refused(document, first, second, line, "are one driver, always at 1", "Name two different drivers.")
    return first, second


def _refused(document: Document, first: int, second: int, line: int | None, what: str, remedy: str) -> BadCorrelation:
    text = f"{DRIVERS[first]} and {DRIVERS[second]} {what}."
    return BadCorrelation(text, remedy=remedy, path=document.path, line=line)


class _Placed:
    """Gives an InputError that knows no place the file and line of `keys`."""

    def __init__(self, document: Document, *keys: Any) -> None:
        self._path, self._line = document.path, document.line(*keys)

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, InputError) and error.path is None:
            raise type(error)(error.what, remedy=error.remedy, path=self._path, line=self._line) from error


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value
