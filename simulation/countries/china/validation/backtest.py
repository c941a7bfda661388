"""The back-tests of the employees' pension beside what was published afterwards."""

import numpy as np

from simulation.countries.china.backtest.accuracy import JUDGED_YEARS, outcomes
from simulation.countries.china.backtest.fitting import BASE_YEARS
from simulation.countries.china.backtest.run import BackTest, Mode, backtest
from simulation.countries.china.validation.fits import entered_a_fit
from simulation.validation_case import Figure, ValidationCase

MODES: tuple[Mode, ...] = ("conditional", "blind")
MEASURES = ("retired", "active", "outgo", "income")
_GIVEN = ("conditional", "active")


def backtest_cases() -> tuple[ValidationCase, ...]:
    """Pensioners, members, outgo and income of 2019 to 2023, from the end of 2018, 2017 and 2016."""
    return tuple(
        case for base in sorted(BASE_YEARS, reverse=True) for mode in MODES for case in _cases(backtest(base, mode))
    )


def _cases(run: BackTest) -> list[ValidationCase]:
    return [_case(run, measure, year) for measure in MEASURES for year in JUDGED_YEARS]


def _case(run: BackTest, measure: str, year: int) -> ValidationCase:
    """A figure of 2022 or 2023 that the base projection is fitted to counts as calibrated, though not in this run."""
    series = outcomes().series(f"employees.{measure}")
    is_given = (run.mode, measure) == _GIVEN
    figure = Figure(
        name=f"back-test {run.base_year} {run.mode}: {measure}",
        year=year,
        published=series.at(year),
        calibrated=is_given or entered_a_fit(series.name, year),
        unit=series.unit,
        source=series.source,
        status="unverified" if year in series.unverified else "verified",
        scope="Given to the model from outside." if is_given else "",
    )
    values = getattr(run, measure)
    return figure.beside(float(values[int(np.flatnonzero(run.years == year)[0])]))
