"""The back-tests and the naive forecasts as tables of errors."""

from collections.abc import Iterator, Sequence

import numpy as np

from core.markdown import table_lines
from simulation.countries.china.backtest.accuracy import JUDGED_YEARS, mean_absolute, relative_errors
from simulation.countries.china.backtest.fitting import BASE_YEARS
from simulation.countries.china.backtest.naive import naive_forecasts
from simulation.countries.china.validation.backtest import MEASURES, MODES
from simulation.validation.tables import percent
from simulation.validation_case import ValidationCase

_TITLES = {"retired": "pensioners", "active": "members not drawing", "outgo": "outgo", "income": "income"}
_JUDGED_NAIVELY = ("retired", "outgo")


def backtest_lines(cases: Sequence[ValidationCase]) -> Iterator[str]:
    """A table for each base year and mode: the errors by year, their mean and the largest."""
    for base in sorted(BASE_YEARS, reverse=True):
        for mode in MODES:
            yield f"\n**{mode.capitalize()}, from the end of {base}**\n"
            rows = ((_TITLES[measure], *_cells(errors_of(cases, base, mode, measure))) for measure in MEASURES)
            yield from table_lines(("", *map(str, JUDGED_YEARS), "MAPE", "Largest"), rows)


def naive_lines(cases: Sequence[ValidationCase]) -> Iterator[str]:
    """One row for each base year and measure: the blind run and the two naive forecasts."""
    rows = []
    for base in sorted(BASE_YEARS, reverse=True):
        forecasts = naive_forecasts(base)
        for measure in _JUDGED_NAIVELY:
            blind = mean_absolute(errors_of(cases, base, "blind", measure))
            naive = [
                mean_absolute(relative_errors(getattr(forecast, measure), measure, years=forecast.years))
                for forecast in forecasts
            ]
            cells = (percent(value, decimals=2).lstrip("+") for value in (blind, *naive))
            rows.append((f"{_TITLES[measure]}, from the end of {base}", *cells))
    yield from table_lines(("", "Blind run", "Growth goes on", "Ratios stay"), rows)


def errors_of(cases: Sequence[ValidationCase], base_year: int, mode: str, measure: str) -> np.ndarray:
    """[judged year] the errors of one back-test."""
    name = f"back-test {base_year} {mode}: {measure}"
    by_year = {case.year: case.error for case in cases if case.name == name}
    return np.array([by_year[year] for year in JUDGED_YEARS])


def _cells(errors: np.ndarray) -> list[str]:
    worst = errors[int(np.abs(errors).argmax())]
    mean = percent(mean_absolute(errors), decimals=2).lstrip("+")
    return [*(percent(float(error), decimals=2) for error in errors), mean, percent(float(worst), decimals=2)]
