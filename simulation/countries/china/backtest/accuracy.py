"""How far a forecast of 城镇职工 lay from what was published afterwards."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulation.countries.china.pack import FOLDER
from simulation.published import PublishedFigures

Floats = NDArray[np.float64]

OUTCOME_FILES = ("pension_to_2018.yaml", "pension_2019_2022.yaml", "pension_base_2023.yaml")
JUDGED_YEARS = (2019, 2020, 2021, 2022, 2023)


def outcomes(folder: Path = FOLDER) -> PublishedFigures:
    """What was published of the employees' pension up to 2023."""
    return PublishedFigures.load([folder / "published" / name for name in OUTCOME_FILES])


def relative_errors(
    forecast: Floats, measure: str, *, years: NDArray[np.int64], judged: Sequence[int] = JUDGED_YEARS
) -> Floats:
    """[judged year] forecast ÷ published − 1.

    forecast  [year] on `years`
    measure   retired, active, income, outgo or accumulated_balance
    """
    rows = [int(np.flatnonzero(years == year)[0]) for year in judged]
    published = outcomes().series(f"employees.{measure}").array(judged)
    return np.asarray(forecast[rows] / published - 1)


def mean_absolute(errors: Floats) -> float:
    """The mean absolute percentage error (MAPE), as a share."""
    return float(np.abs(errors).mean())
