"""Fits how far China's net migration strays: `python -m simulation.countries.china.chance.migration_fitting [FOLDER]`.

FOLDER is a World Population Prospects 2024 download; `migration.yaml` is written beside this file.
"""

from pathlib import Path

import numpy as np

from simulation.demography.bands.targets import Bands
from simulation.demography.country_file import number_row
from simulation.demography.fit_command import write_fit
from simulation.demography.population import Floats
from simulation.demography.wpp import read_yearly
from simulation.demography.year_path import fitted_path

MODULE = "simulation.countries.china.chance.migration_fitting"
PARAMETERS = Path(__file__).parent / "migration.yaml"
CHINA = 156
KNOTS = np.array([2024, 2040, 2060, 2080, 2100])
_ENDS = ("mig_80l", "mig_80u", "mig_95l", "mig_95u")

HEADER = f"""\
# How far China's net migration strays from its path, fitted to the 80 and 95 % bands of the United Nations' World
# Population Prospects 2024 (DESA, Population Division, CC BY 3.0 IGO) by
# `python -m {MODULE}`. The project's own numbers; do not edit by hand.
#
# persistence  correlation of one year with the next in the UN's estimates 1950-2023. The bands agree that it is low:
#              they have their full width from the first year on
# scale        standard deviation; straight between the years given; least squares on the mean of what the two bands say
"""


def main() -> None:
    """Fit and write."""
    write_fit(__doc__, PARAMETERS, fitted_text)


def fitted_text(folder: Path) -> str:
    """The file as a fit to the tables in `folder` gives it."""
    estimates = read_yearly(folder, "net_migration_estimates.csv", CHINA, ("mig",)).values[:, 0]
    table = read_yearly(folder, "net_migration_projections.csv", CHINA, _ENDS)
    bands = Bands(table.years, table.values.reshape(-1, 2, 2))
    scale = fitted_path(KNOTS, bands.years, bands.spread().mean(axis=1))
    lines = [HEADER.rstrip("\n"), "status: calibrated", "unit: thousand persons a year"]
    lines += [f"persistence: {first_autocorrelation(estimates):.4g}", "scale:", f"  years: {number_row(scale.years)}"]
    return "\n".join([*lines, f"  values: {number_row(scale.values)}"]) + "\n"


def first_autocorrelation(series: Floats) -> float:
    """The correlation of a series [year] with itself a year later."""
    away = series - series.mean()
    return float(away[1:] @ away[:-1] / (away @ away))


if __name__ == "__main__":
    main()
