"""Fits a country's demographic processes to the United Nations' bands.

`python -m simulation.demography.bands [FOLDER] --country 840 --out FILE` writes them as YAML; FOLDER is a World
Population Prospects download of the 2024 revision.
"""

import argparse
from pathlib import Path

from core.errors import InputError
from simulation.demography.bands.fitting import fit_processes
from simulation.demography.bands.process_file import processes_text
from simulation.demography.bands.targets import read_bands
from simulation.demography.fit_command import write_whole
from simulation.demography.fitting import FIRST_PERIOD, fit_mortality, reference_folder
from simulation.demography.wpp import read_wpp

MODULE = "simulation.demography.bands"
FIRST_UNCERTAIN_YEAR, LAST_YEAR = 2026, 2100


def fitted_text(folder: Path, country_code: int, first_year: int = FIRST_UNCERTAIN_YEAR) -> str:
    """The file of a country by its ISO 3166 numeric code, whose first uncertain year is `first_year`."""
    rates = read_wpp(folder, country_code).death_rate.between(FIRST_PERIOD, LAST_YEAR)
    bands = read_bands(folder, country_code)
    return processes_text(fit_processes(bands, first_year, fit_mortality(rates.values).reach), bands, MODULE)


def main() -> None:
    """Fit one country and write its file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=reference_folder())
    parser.add_argument("--country", type=int, required=True, help="ISO 3166 numeric code")
    parser.add_argument("--first-year", type=int, default=FIRST_UNCERTAIN_YEAR, help="first uncertain year")
    parser.add_argument("--out", type=Path, required=True, help="YAML file to write")
    choice = parser.parse_args()
    try:
        write_whole(choice.out, fitted_text(choice.folder, choice.country, choice.first_year))
    except InputError as err:
        parser.exit(err.exit_code, f"{err}\n")


if __name__ == "__main__":
    main()
