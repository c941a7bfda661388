"""Fits a country's demographic parameters to the tables of a World Population Prospects download.

`python -m simulation.demography.fitting FOLDER --country 156 --out FILE` writes them as YAML.
"""

import argparse
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.optimize import least_squares

from core.errors import InputError
from simulation.demography.country import CountryDemography, MigrationModel
from simulation.demography.country_file import write_country
from simulation.demography.fertility import fertility_pattern
from simulation.demography.graduation import graduate
from simulation.demography.mortality import LEVEL_ORIGIN, LEVEL_UNIT, MortalityModel, life_expectancy_at_birth
from simulation.demography.population import AGES, Floats
from simulation.demography.wpp import WppCountry, YearTable, read_wpp
from simulation.demography.year_path import YearPath, fitted_path

REFERENCE_ENVIRONMENT = "ANLAN_REFERENCE_DATA"
FIRST_YEAR, FIRST_PERIOD = 2020, 2018
_INERTIA = 0.003
YEAR_KNOTS = np.array([*range(FIRST_YEAR, 2028), *range(2030, 2101, 5)])
MIGRATION_YEARS = np.array([2024, 2030, 2050, 2075, 2100])
MIGRATION_AGES = np.array([0, 5, 10, 14, 16, 18, 20, 22, 24, 26, 28, 30, 35, 40, 50, 60, 70, 80, 100])
# Dense where the young die, then at the middle of each group of the tables.
MORTALITY_AGES = np.array([*(0, 1, 2, 3, 5, 7, 10, 12, 14, 16, 18, 20, 22, 25, 28, 32), *range(37, 98, 5), 100])


def fit_country(tables: WppCountry) -> CountryDemography:
    """Parameters for 2020 to 2100 that give back the tables' medium projection closely."""
    last = int(YEAR_KNOTS[-1])
    death_rate = tables.death_rate.between(FIRST_PERIOD, last)
    shares = tables.fertility_share.between(FIRST_PERIOD, last)
    return CountryDemography(
        country_code=tables.country_code,
        mortality=fit_mortality(death_rate.values),
        life_expectancy=_path(tables.life_expectancy),
        total_fertility_rate=_path(tables.total_fertility_rate),
        fertility_variant=_path(tables.fertility_variant),
        fertility_ages=YearPath(shares.years, fit_fertility_ages(shares.values)),
        sex_ratio_at_birth=_path(tables.sex_ratio_at_birth),
        migration=MigrationModel(_path(tables.net_migration), MIGRATION_AGES, _migration_profile(tables)),
    )


def fit_mortality(death_rate: Floats) -> MortalityModel:
    """The log-quadratic model closest, in log rates by single age, to abridged rates [period, sex, group].

    Where the tables let those above 100 die less than at 99, they die as at 99.
    """
    single = np.array([[graduate(row) for row in period] for period in death_rate])
    single[..., -1] = np.maximum(single[..., -1], single[..., -2])
    level = (life_expectancy_at_birth(single) - LEVEL_ORIGIN) / LEVEL_UNIT
    spline = CubicSpline(MORTALITY_AGES, np.eye(MORTALITY_AGES.size), bc_type="natural")(np.arange(AGES))
    coefficients = []
    for sex in range(2):
        powers = np.vander(level[:, sex], 3, increasing=True)
        by_age = np.linalg.lstsq(powers, np.log(single[:, sex]), rcond=None)[0]
        coefficients.append(np.linalg.lstsq(spline, by_age.T, rcond=None)[0].T)
    bounds = np.stack([level.min(axis=0), level.max(axis=0)], axis=1)
    return MortalityModel(MORTALITY_AGES, np.array(coefficients), bounds)


def fit_fertility_ages(shares: Floats) -> Floats:
    """[period, (mean, deviation, shape)] of the patterns closest to `shares` [period, group 15-19..45-49].

    Each period starts from the one before, and a slight weight on the change keeps the shape from jumping where two
    shapes fit alike.
    """
    middle = np.arange(17.5, 50, 5)
    mean = float(shares[0] @ middle)
    guess = np.array([mean, float(np.sqrt(shares[0] @ (middle - mean) ** 2)), 1.0])
    rows = []
    for number, share in enumerate(shares):
        inertia = _INERTIA if number else 0.0

        def gap(numbers: Floats, share: Floats = share, before: Floats = guess, inertia: float = inertia) -> Floats:
            return np.append(grouped_pattern(numbers) - share, inertia * (numbers[2] - before[2]))

        guess = np.asarray(least_squares(gap, guess, bounds=([15, 1, -6], [45, 12, 6])).x, dtype=np.float64)
        rows.append(guess)
    return np.array(rows)


def grouped_pattern(numbers: Floats) -> Floats:
    """[group] shares of the pattern with mean, deviation and shape `numbers`."""
    pattern = fertility_pattern(*np.asarray(numbers, dtype=np.float64)[:, None])[0]
    return np.asarray(pattern.reshape(7, 5).sum(axis=1), dtype=np.float64)


def _path(table: YearTable) -> YearPath:
    years = table.between(FIRST_YEAR, int(YEAR_KNOTS[-1]))
    return fitted_path(YEAR_KNOTS[years.years[0] <= YEAR_KNOTS], years.years, years.values)


def _migration_profile(tables: WppCountry) -> YearPath:
    ages = _hats(MIGRATION_AGES, np.arange(AGES))
    table = tables.migration_by_age
    by_knot = np.linalg.lstsq(ages, table.values.reshape(-1, AGES).T, rcond=None)[0].T
    rows = np.asarray(by_knot.reshape(-1, 2, MIGRATION_AGES.size), dtype=np.float64)
    return fitted_path(MIGRATION_YEARS, table.years, rows)


def _hats(knots: NDArray[np.int64], points: NDArray[np.int64]) -> Floats:
    return np.stack([np.interp(points, knots, row) for row in np.eye(knots.size)], axis=1)


def reference_folder() -> Path:
    """Where the UN download is kept: under ANLAN_REFERENCE_DATA, else beside the project."""
    return Path(os.environ.get(REFERENCE_ENVIRONMENT, "../shared/data")) / "wpp2024"


def main() -> None:
    """Fit one country and write its file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=reference_folder())
    parser.add_argument("--country", type=int, required=True, help="ISO 3166 numeric code")
    parser.add_argument("--out", type=Path, required=True, help="YAML file to write")
    choice = parser.parse_args()
    try:
        write_country(fit_country(read_wpp(choice.folder, choice.country)), choice.out)
    except InputError as err:
        parser.exit(err.exit_code, f"{err}\n")


if __name__ == "__main__":
    main()
