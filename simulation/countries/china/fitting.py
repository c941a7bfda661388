"""Fits everything China's demography ships: `python -m simulation.countries.china.fitting [FOLDER] [--out FOLDER]`.

FOLDER is a World Population Prospects 2024 download. Four files are written, each resting on those before it:
`wpp2024.yaml`, the parameters of the medium path; `as_of_2018.yaml`, what was known by 2018; `cohorts.yaml`, the
cohorts of 1955-1966 calibrated to the statistical office's totals; `wpp2024_base.yaml`, the United Nations' people at
the end of 2020 against the census.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.optimize import least_squares

from core.errors import InputError
from simulation.countries.china.bases import (
    BASE_GROUPS,
    BASE_YEAR,
    LAST_COUNTED_YEAR,
    census_base,
    census_start,
    china_demography,
)
from simulation.countries.china.calibration import cohort_factors
from simulation.countries.china.census_base import FOLDER
from simulation.demography.country_file import HEADER, country_text, mortality_lines, number_row
from simulation.demography.fitting import fit_country, fit_fertility_ages, fit_mortality, reference_folder
from simulation.demography.population import AGES, BasePopulation, Floats
from simulation.demography.projection import DemographicPath, project_population
from simulation.demography.reconstruction import reconstruct, total_at
from simulation.demography.wpp import WppCountry, read_wpp

MODULE = "simulation.countries.china.fitting"
READS = tuple(
    f"demography/{name}.yaml"
    for name in ("as_of_2018", "bases", "census_2010", "census_2020", "vital_statistics", "wpp2024")
)
# First and last year of the rows read of those United Nations tables that are not read whole.
UN_ROWS = {
    "births": (1950, 2020),
    "deaths": (2020, 2024),
    "population": (2024, 2024),
    "population_change": (2021, 2024),
}
CHINA = 156
_FIRST_EARLY_PERIOD, _LAST_EARLY_PERIOD = 1978, 2013
_FIRST_EARLY_YEAR, _LAST_EARLY_YEAR = 2001, 2018
_OLD = 70
_MATCHED_YEARS = (2021, 2024)

_EARLY_HEADER = """\
# What was known of China by the end of 2018, for back-tests; fitted by `python -m simulation.countries.china.fitting`
# to rows of the United Nations' World Population Prospects 2024 (CC BY 3.0 IGO) that end by then. The project's own
# numbers, not the UN's tables; do not edit by hand.
# mortality        as in wpp2024.yaml, fitted to the five-year periods 1975-1980 to 2010-2015
# life_expectancy  the UN's estimates by year
# fertility_ages   mean, deviation (years) and shape of the pattern of mothers' ages, 2010-2015
"""
_COHORT_HEADER = """\
# Calibrated: factors on the 2020 census cohorts born 1955 to 1966, by `python -m simulation.countries.china.fitting`.
# Least squares: the cohorts change as little as needed (tolerance 4 %) for the persons reaching 60 and 65 in 2021-2025
# and the published totals 60+ and 65+ of 2020-2025 (0.6 %); those born later give or take what keeps the total. The
# published end of 2020 is the census count of 1 November, so the cohort of 1955 stands below its census size.
"""
_BASE_HEADER = """\
# Where the United Nations place the people they count beyond the 2020 census, as factors on the census base by group
# of five ages (the last: 100 and over); fitted by `python -m simulation.countries.china.fitting`.
# Below 70: survivors of the UN's births under the UN's death rates and migration, over the census. From 70 on: what
# the UN's total leaves, tilted by age and sex so that the deaths of 2021-2024 and the sexes of 2024 are the UN's.
"""


def main() -> None:
    """Fit and write the four files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=reference_folder())
    parser.add_argument("--out", type=Path, default=FOLDER)
    choice = parser.parse_args()
    try:
        for name, text in fitted_files(read_wpp(choice.folder, CHINA)):
            (choice.out / name).write_text(text, encoding="utf-8")
    except InputError as err:
        parser.exit(err.exit_code, f"{err}\n")


def fitted_files(tables: WppCountry) -> Iterator[tuple[str, str]]:
    """File names and texts, one after the other: the last two rest on the first two as they then stand on file."""
    yield "wpp2024.yaml", HEADER.format(code=CHINA) + country_text(fit_country(tables))
    yield "as_of_2018.yaml", _EARLY_HEADER + early_text(tables)
    yield "cohorts.yaml", _COHORT_HEADER + cohort_text()
    yield "wpp2024_base.yaml", _BASE_HEADER + base_text(tables, china_demography().path(BASE_YEAR, _MATCHED_YEARS[1]))


def early_text(tables: WppCountry) -> str:
    """What is known from rows that end by 2018."""
    periods = tables.death_rate.between(_FIRST_EARLY_PERIOD, _LAST_EARLY_PERIOD)
    shares = tables.fertility_share.between(_LAST_EARLY_PERIOD, _LAST_EARLY_PERIOD)
    expectancy = tables.life_expectancy.between(_FIRST_EARLY_YEAR, _LAST_EARLY_YEAR)
    ratio = tables.sex_ratio_at_birth.between(_FIRST_EARLY_YEAR, _LAST_EARLY_YEAR)
    lines = mortality_lines(fit_mortality(periods.values))
    lines += ["life_expectancy:", "  unit: years", f"  years: {number_row(expectancy.years)}"]
    lines += [f"  {sex}: {number_row(expectancy.values[:, n])}" for n, sex in enumerate(("male", "female"))]
    lines += [f"fertility_ages: {number_row(fit_fertility_ages(shares.values)[0])}"]
    lines += ["sex_ratio_at_birth:", "  unit: boys per girl", f"  years: {number_row(ratio.years)}"]
    lines += [f"  values: {number_row(ratio.values)}"]
    return "\n".join(lines) + "\n"


def cohort_text() -> str:
    """The calibrated cohorts."""
    start = census_start()
    factors = cohort_factors(project_population(start.base, start.path, LAST_COUNTED_YEAR))
    lines = ["status: calibrated", "first_birth_year: 1955", f"factors: {number_row(factors[:-1])}"]
    return "\n".join(lines) + "\n"


def base_text(tables: WppCountry, path: DemographicPath) -> str:
    """The United Nations' end of 2020 against the census."""
    census = census_base().persons
    persons = united_nations_base(tables, path)
    factors = np.add.reduceat(persons, BASE_GROUPS, axis=1) / np.add.reduceat(census, BASE_GROUPS, axis=1)
    lines = ["status: calibrated", f"persons: {persons.sum():.0f}", f"starts: {number_row(BASE_GROUPS)}", "factors:"]
    lines += [f"  {sex}: {number_row(factors[n])}" for n, sex in enumerate(("male", "female"))]
    return "\n".join(lines) + "\n"


def united_nations_base(tables: WppCountry, path: DemographicPath) -> Floats:
    """[sex, age] the United Nations' people at the end of 2020, shaped inside groups of five ages like the census."""
    census = census_base().persons
    born = reconstruct(tables, BASE_YEAR).persons
    young = np.array([start for start in BASE_GROUPS if start < _OLD])
    known = np.add.reduceat(born[:, :_OLD], young, axis=1) / np.add.reduceat(census[:, :_OLD], young, axis=1)
    below = census[:, :_OLD] * np.repeat(known, 5, axis=1)
    missing = total_at(tables, BASE_YEAR) - below.sum()
    published = tables.population.at(_MATCHED_YEARS[1])
    deaths = tables.deaths.between(*_MATCHED_YEARS).values.sum()

    def people(tilt: float, men: float) -> Floats:
        old = census[:, _OLD:] * np.exp(-tilt * np.arange(AGES - _OLD)) * np.exp([[men], [-men]])
        return np.concatenate([below, old * missing / old.sum()], axis=1)

    def gap(guess: Floats) -> list[float]:
        later = project_population(BasePopulation(BASE_YEAR, people(*guess)), path, _MATCHED_YEARS[1])
        sexes = later.persons[-1].sum(axis=1)
        return [
            float(later.deaths.sum() / deaths - 1.0),
            float(sexes[0] / sexes[1] * published[1] / published[0] - 1.0),
        ]

    return people(*least_squares(gap, (0.0, 0.0), xtol=1e-12, ftol=1e-12).x)


if __name__ == "__main__":
    main()
