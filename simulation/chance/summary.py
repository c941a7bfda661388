"""What paths turn out to be: mean, spread, and correlation over time and between drivers, measured on the paths."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import DateOutOfRange, ValueOutOfRange
from simulation.chance.drivers import DriverPaths

Floats = NDArray[np.float64]

# Fields of the paths by the name under which they are printed; life expectancy has one series per sex.
SERIES = (
    "fertility",
    "life_expectancy_male",
    "life_expectancy_female",
    "migration",
    "real_wage_growth",
    "cpi",
    "interest",
    "unemployment",
    "coverage",
    "compliance",
    "medical_growth",
)


@dataclass(frozen=True)
class PathSummary:
    """Measured over all paths, in the calendar years `years`.

    mean, deviation  [series, year] in the units of DriverPaths
    over_time        [series, year, year] correlation of a series in one year with itself in another
    between          [year, series, series] correlation of two series in the same year
    from_year_to_year  [series] mean correlation of a year with the next, over all years
    """

    years: tuple[int, ...]
    mean: Floats
    deviation: Floats
    over_time: Floats
    between: Floats
    from_year_to_year: Floats

    def to_json(self) -> dict[str, Any]:
        """Plain values by series; `between` by year."""
        rows = {
            name: {
                "mean": self.mean[n].tolist(),
                "deviation": self.deviation[n].tolist(),
                "over_time": self.over_time[n].tolist(),
                "from_year_to_year": float(self.from_year_to_year[n]),
            }
            for n, name in enumerate(SERIES)
        }
        between = {str(year): self.between[n].tolist() for n, year in enumerate(self.years)}
        return {"years": list(self.years), "series": rows, "between": between}


def summarise(paths: DriverPaths, *, first_year: int, years: Sequence[int]) -> PathSummary:
    """The summary of `paths`, whose first column is `first_year`, in `years`."""
    series = series_of(paths)
    columns = np.array(years) - first_year
    if columns.size == 0 or columns.min() < 0 or columns.max() >= paths.fertility.shape[1]:
        last_year = first_year + paths.fertility.shape[1] - 1
        raise DateOutOfRange(
            f"the paths do not cover the years {list(years)}.",
            remedy=f"Choose years from {first_year} to {last_year}.",
        )
    picked = np.stack([values[:, columns] for values in series.values()])
    return PathSummary(
        years=tuple(int(year) for year in years),
        mean=picked.mean(axis=1),
        deviation=picked.std(axis=1),
        over_time=np.stack([correlations(values) for values in picked]),
        between=np.stack([correlations(picked[:, :, n].T) for n in range(columns.size)]),
        from_year_to_year=np.array([autocorrelation_over_time(values, most_years=1)[0] for values in series.values()]),
    )


def series_of(paths: DriverPaths) -> Mapping[str, Floats]:
    """name -> [path, year], in the order of SERIES."""
    life = paths.life_expectancy
    rest = (paths.migration, paths.real_wage_growth, paths.cpi, paths.interest, paths.unemployment)
    walks = (paths.coverage, paths.compliance, paths.medical_growth)
    return dict(zip(SERIES, (paths.fertility, life[:, :, 0], life[:, :, 1], *rest, *walks), strict=True))


def autocorrelation_over_time(values: Floats, *, most_years: int) -> Floats:
    """[distance 1..most_years] mean correlation over paths of values [path, year] that lie so many years apart."""
    if not 1 <= most_years < values.shape[1]:
        raise ValueOutOfRange(
            f"paths of {values.shape[1]} years have no two years {most_years} apart.",
            remedy=f"Ask for 1 to {values.shape[1] - 1} years.",
        )
    standard = _standardised(values)
    return np.array(
        [
            (standard[:, distance:] * standard[:, :-distance]).mean(axis=0).mean()
            for distance in range(1, most_years + 1)
        ]
    )


def correlations(columns: Floats) -> Floats:
    """[column, column] correlation of columns [path, column]; 0 with a column that does not vary, 1 on the diagonal."""
    standard = _standardised(columns)
    matrix = standard.T @ standard / columns.shape[0]
    np.fill_diagonal(matrix, 1.0)
    return np.asarray(matrix, dtype=np.float64)


def _standardised(values: Floats) -> Floats:
    away = values - values.mean(axis=0)
    size = values.std(axis=0)
    return np.asarray(away / np.where(size > 0, size, 1.0), dtype=np.float64)
