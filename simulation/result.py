"""What a projection returns: people, funds with their measures by year, units and the manifest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.demography.population import PopulationProjection

Yearly = NDArray[np.float64]
Measure = Yearly | float | int | None | Mapping[str, Any]


def units_in(currency: str) -> dict[str, str]:
    """The units of a result whose money is counted in `currency`."""
    return {
        "money": f"{currency}, nominal, of the calendar year; balances at 31 December",
        "persons": "persons at 31 December",
        "months_payable": "months of the year's outgo",
        "ratios": "shares of one",
        "years": "calendar years",
    }


UNITS = units_in("yuan (CNY)")


@dataclass(frozen=True, slots=True)
class FundResult:
    """One fund.

    title          {zh, en}
    measures       name -> [year] numbers on the years of the projection (NaN: not published), or a scalar
    income_lines   budget line -> [year] yuan
    outgo_lines    budget line -> [year] yuan
    actual_until   the last year whose figures are published; later years are projected
    status         [year] "actual", "estimated" (a split or a balance that is not published), "fallback" (a region left
                   a cell empty and the nation's value stands in) or "projected"
    unverified_years  published years of which a figure was not checked against the publication itself
    """

    name: str
    title: Mapping[str, str]
    measures: Mapping[str, Measure]
    income_lines: Mapping[str, Yearly]
    outgo_lines: Mapping[str, Yearly]
    actual_until: int
    status: tuple[str, ...]
    unverified_years: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Projection:
    """A scenario carried to its last year.

    funds    the funds by name, in the order of the state budget
    totals   funds that are published together, such as the employees' pension; never to be added to `funds`
    units    what money, persons and ratios of the result are counted in
    region   of a region: its code, the cells that fell back to the nation, the levels set (None: the nation)
    """

    scenario: str
    title: Mapping[str, str]
    years: NDArray[np.int64]
    population: PopulationProjection
    funds: Mapping[str, FundResult]
    notes: tuple[Mapping[str, str], ...]
    manifest: Mapping[str, Any]
    totals: Mapping[str, FundResult] = field(default_factory=dict)
    region: Mapping[str, Any] | None = None
    units: Mapping[str, str] = field(default_factory=lambda: UNITS)

    def to_json(self) -> dict[str, Any]:
        """Plain lists and numbers; NaN becomes null, `units` says what is counted in what."""
        return {
            "scenario": self.scenario,
            "years": [int(year) for year in self.years],
            "population": {
                "total": plain(self._people(0)),
                "age_60_plus": plain(self._people(60)),
                "age_65_plus": plain(self._people(65)),
            },
            "funds": {name: _fund(fund) for name, fund in self.funds.items()},
            "totals": {name: _fund(fund) for name, fund in self.totals.items()},
            "units": dict(self.units),
            "notes": [dict(note) for note in self.notes],
            "manifest": dict(self.manifest),
            **({} if self.region is None else {"region": dict(self.region)}),
        }

    def _people(self, from_age: int) -> Yearly:
        rows = self.years - int(self.population.years[0])
        return np.asarray(self.population.persons[rows][:, :, from_age:].sum(axis=(1, 2)))


def plain(value: Measure) -> Any:
    """JSON-ready copy of a measure."""
    if isinstance(value, np.ndarray):
        return [None if not np.isfinite(item) else float(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value


def _fund(fund: FundResult) -> dict[str, Any]:
    return {
        "title": dict(fund.title),
        "actual_until": fund.actual_until,
        "status": list(fund.status),
        "unverified_years": sorted(fund.unverified_years),
        **{name: plain(measure) for name, measure in fund.measures.items()},
        "income_lines": {line: plain(values) for line, values in fund.income_lines.items()},
        "outgo_lines": {line: plain(values) for line, values in fund.outgo_lines.items()},
    }
