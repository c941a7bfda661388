"""Fits the mortality back-test: `python -m simulation.validation.mortality_fitting [FOLDER] [--out FILE]`.

The coherent model of both sexes, fitted to the five-year periods 1950-1955 to 1995-2000 of each country in a World
Population Prospects 2024 download; nothing of a later period is read.
"""

from pathlib import Path

import numpy as np

from simulation.demography.country_file import number_row
from simulation.demography.fit_command import write_fit
from simulation.demography.wpp import YearTable, read_wpp
from simulation.longevity.coherent import CoherentModel, fit_coherent
from simulation.validation.mortality import COUNTRIES, FITTED, SEXES

MODULE = "simulation.validation.mortality_fitting"
FIRST_YEAR, LAST_YEAR = 1950, 2000
_HEADER = f"""\
# The coherent mortality model (Li and Lee 2005) of five countries, fitted by
# `python -m {MODULE}` to the five-year periods of {FIRST_YEAR}-{LAST_YEAR} in the United
# Nations' World Population Prospects 2024 (DESA, Population Division, CC BY 3.0 IGO). The project's own numbers, for
# the mortality back-test; do not edit by hand, fit again.
# log m[sex, group, t] = average[sex, group] + response[group] index[t] + own_response[sex, group] own_index[sex, t]
# years         middles of the periods
# jump_off      log rates from which the forecast moves on: the fitted ones of the last period, moved along the common
#               response until each sex has the life expectancy of that period's rates
"""


def main() -> None:
    """Fit and write."""
    write_fit(__doc__, FITTED, fitted_text)


def fitted_text(folder: Path) -> str:
    """The file as a fit to the tables in `folder` gives it."""
    lines = ["countries:"]
    for name, code in COUNTRIES.items():
        model = fitted_model(read_wpp(folder, code).death_rate)
        lines += [f"  {name}:", f"    country_code: {code}", *(f"    {line}" for line in _model_lines(model))]
    return _HEADER + "\n".join(lines) + "\n"


def fitted_model(death_rate: YearTable) -> CoherentModel:
    """The model of one country from the periods that end by 2000."""
    rates = death_rate.between(FIRST_YEAR, LAST_YEAR)
    return fit_coherent(rates.values, rates.years.astype(np.float64))


def _model_lines(model: CoherentModel) -> list[str]:
    lines = [f"years: {number_row(model.years)}", f"index: {number_row(model.index)}"]
    lines += [f"response: {number_row(model.response)}"]
    for name in ("own_index", "own_response", "jump_off"):
        rows = getattr(model, name)
        lines += [f"{name}:", *(f"  {sex}: {number_row(rows[number])}" for number, sex in enumerate(SEXES))]
    return lines


if __name__ == "__main__":
    main()
