"""One fund in thousands of futures: drawn once for each scenario and plan, and what the page reads off them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboards.fund_choice import HORIZONS
from dashboards.results import scenario_of
from dashboards.shelf import Shelf
from simulation.futures import Futures, Plan, simulate
from simulation.futures.ranges import Progress

Floats = NDArray[np.float64]
PERCENTS = (2.5, 10.0, 25.0, 50.0, 75.0, 90.0, 97.5)
MEDIAN = PERCENTS.index(50.0)
# The widest band first: its rows in PERCENTS and the share of futures inside.
BANDS = ((0, 6, 95), (1, 5, 80), (2, 4, 50))
MEASURES = ("accumulated_balance", "annual_balance", "months_payable")
DEPLETION_PERCENTS = (5.0, 50.0, 95.0)
TAIL = 0.05
# Futures of one scenario take some forty megabytes at 5,000 paths; what is read off them takes a few kilobytes.
_DRAWN: Shelf[tuple[tuple[str, ...], Plan], Futures] = Shelf(2)
_READ: "Shelf[tuple[tuple[str, ...], Plan, str], Chances]" = Shelf(256)


@dataclass(frozen=True, slots=True)
class Chances:
    """What a page shows of one fund's futures.

    years        [year] projected years
    measures     measure -> [percent, year] of PERCENTS; money in yuan
    probability  [year] share of the futures depleted by the end of that year
    depletion    the year by which DEPLETION_PERCENTS of the futures are depleted; None: later than the last year
    shortfall    year -> mean accumulated balance, yuan, of the worst twentieth of the futures
    """

    fund: str
    plan: Plan
    years: NDArray[np.int64]
    measures: Mapping[str, Floats]
    probability: Floats
    depletion: tuple[int | None, ...]
    shortfall: Mapping[int, float]
    manifest: Mapping[str, Any]

    def by(self, year: int) -> float:
        """Probability of depletion by the end of `year`."""
        return float(self.probability[year - int(self.years[0])])


def chances_of(settings: tuple[str, ...], plan: Plan, fund: str, progress: Progress | None = None) -> Chances:
    """The futures of a fund under a scenario; InputError where they cannot be drawn."""
    return _READ.get((settings, plan, fund), lambda: _read(_futures(settings, plan, progress), fund))


def has_drawn() -> bool:
    """Whether this server has drawn any futures yet: the first time the kernels are loaded or compiled."""
    return not _DRAWN.is_untouched


def _futures(settings: tuple[str, ...], plan: Plan, progress: Progress | None) -> Futures:
    return _DRAWN.get((settings, plan), lambda: simulate(scenario_of(settings), plan, progress=progress))


def _read(futures: Futures, fund: str) -> Chances:
    found = futures.funds[fund]
    return Chances(
        fund=fund,
        plan=futures.plan,
        years=futures.years,
        measures={measure: found.quantiles(measure, PERCENTS) for measure in MEASURES},
        probability=found.probability_by_year(),
        depletion=tuple(found.depletion_quantiles(DEPLETION_PERCENTS)),
        shortfall={year: found.expected_shortfall(year, TAIL) for year in HORIZONS},
        manifest=futures.manifest,
    )
