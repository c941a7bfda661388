"""Fits everything China's demography ships: `python -m simulation.countries.china.fitting [FOLDER] [--out FOLDER]`.

FOLDER is a World Population Prospects 2024 download. Four files are written: `wpp2024.yaml`, the parameters of the
medium path; `wpp2024_base.yaml`, the United Nations' end of 2020 against the census; `as_of_2018.yaml`, what was known
by 2018; `cohorts.yaml`, the cohorts of 1955-1966 calibrated to the statistical office's totals.
"""

import argparse
from pathlib import Path

import numpy as np

from core.errors import InputError
from simulation.countries.china.calibration import FIRST_BIRTH_YEAR, LAST_BIRTH_YEAR, cohort_factors
from simulation.countries.china.census_base import FOLDER
from simulation.countries.china.population import (
    BASE_YEAR,
    BASE_GROUPS,
    LAST_COUNTED_YEAR,
    census_base,
    counted_projection,
)
from simulation.demography.country import CountryDemography
from simulation.demography.country_file import country_text, mortality_lines, number_row, write_country
from simulation.demography.fitting import fit_country, fit_fertility_ages, fit_mortality, reference_folder
from simulation.demography.population import AGES, Floats
from simulation.demography.reconstruction import reconstruct, total_at
from simulation.demography.wpp import WppCountry, read_wpp

CHINA = 156
AS_OF = 2018
_FIRST_EARLY_PERIOD, _LAST_EARLY_PERIOD = 1978, 2013
_FIRST_EARLY_YEAR = 2003


def main() -> None:
    """Fit and write the four files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=reference_folder())
    parser.add_argument("--out", type=Path, default=FOLDER)
    choice = parser.parse_args()
    try:
        fit_china(choice.folder, choice.out)
    except InputError as err:
        parser.exit(err.exit_code, f"{err}\n")
