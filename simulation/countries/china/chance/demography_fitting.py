"""Fits how far China's fertility and life expectancy may stray from the central path.

`python -m simulation.countries.china.chance.demography_fitting [FOLDER] [--out FILE]` reads the 80 and 95 %
bands of a World Population Prospects 2024 download and writes `demography.yaml` beside this file.
"""

import argparse
from pathlib import Path

from core.errors import InputError
from simulation.countries.china.bases import LAST_COUNTED_YEAR, china_demography
from simulation.demography.bands.fitting import fit_processes
from simulation.demography.bands.process_file import processes_text, write_processes
from simulation.demography.bands.targets import read_bands
from simulation.demography.fitting import reference_folder

MODULE = "simulation.countries.china.chance.demography_fitting"
PARAMETERS = Path(__file__).parent / "demography.yaml"
READS = ("demography/wpp2024.yaml",)
OUTSIDE = "World Population Prospects 2024: 80 and 95 % intervals of fertility and life expectancy, 2026-2100"
CHINA = 156


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=reference_folder())
    parser.add_argument("--out", type=Path, default=PARAMETERS)
    choice = parser.parse_args()
    try:
        text = fitted_text(choice.folder)
    except InputError as err:
        parser.exit(err.exit_code, f"{err}\n")
    write_processes(choice.out, text)


def fitted_text(folder: Path) -> str:
    """The file as a fit to the tables in `folder` gives it."""
    bands = read_bands(folder, CHINA)
    processes = fit_processes(bands, LAST_COUNTED_YEAR + 1, china_demography().mortality.reach)
    return processes_text(processes, bands, MODULE)


if __name__ == "__main__":
    main()
