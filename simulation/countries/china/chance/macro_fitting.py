"""Fits how China's economy strays from its path.

`python -m simulation.countries.china.chance.macro_fitting [--out FILE]` reads `history.yaml`, `deposit_rate.yaml` and
the pack's published figures, fits a vector autoregression and writes `macro.yaml` beside this file.
"""

import argparse
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.documents import load_document
from core.errors import DateOutOfRange, InputError
from simulation.chance.economy_fitting import LARGEST_ROOT, MOST_LAGS, economy_text
from simulation.demography.fit_command import write_whole
from simulation.published import PublishedFigures

MODULE = "simulation.countries.china.chance.macro_fitting"
FOLDER = Path(__file__).parent
PUBLISHED = FOLDER.parent / "published"
FIRST_YEAR, LAST_YEAR = 1995, 2024
# The year in which the surveyed unemployment rate takes over from the registered one.
SPLICED_IN = 2018

HEADER = f"""\
# How China's economy strays from its path: a vector autoregression by statsmodels, fitted by
# `python -m {MODULE}`, which reads history.yaml, deposit_rate.yaml and
# ../published/economy_*.yaml. Do not edit by hand; fit again.
#
# Form: of 1 to {MOST_LAGS} lags with a constant or a constant and a straight trend, the one with the smallest Bayesian
# information criterion among those whose largest root is at most {LARGEST_ROOT}. Only deviations from the constant and
# trend are used: the scenario's own path takes their place.
# real_wage_growth   of the average wage of urban non-private units, after consumer prices
# real_interest      mean rate on one-year deposits over the days of the year, less the year's consumer price inflation
# unemployment_rate  surveyed from 2018; before, registered, raised by the difference between the two in 2018
# lags               [lag][variable][variable a lag earlier]
# mean_covariance    of the long-run mean, as uncertain as the sample leaves it
# lowest, highest    the extremes of the sample
"""


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=FOLDER / "macro.yaml")
    choice = parser.parse_args()
    try:
        text = fitted_text()
    except InputError as err:
        parser.exit(err.exit_code, f"{err}\n")
    write_whole(choice.out, text)


def fitted_text() -> str:
    """The file as a fit to the shipped history gives it."""
    return economy_text(history(), first_year=FIRST_YEAR, header=HEADER)


def history(folder: Path = FOLDER) -> NDArray[np.float64]:
    """[year 1995..2024, (real wage growth, CPI, real interest, unemployment rate)] in shares."""
    figures = PublishedFigures.load([folder / "history.yaml", *sorted(PUBLISHED.glob("economy_*.yaml"))])
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    cpi = _complete(figures, "cpi", years)
    wage = _complete(figures, "wage.nonprivate", range(FIRST_YEAR - 1, LAST_YEAR + 1))
    real_wage_growth = wage[1:] / wage[:-1] / (1.0 + cpi) - 1.0
    real_interest = yearly_means(folder / "deposit_rate.yaml", years) - cpi
    return np.column_stack([real_wage_growth, cpi, real_interest, _unemployment(figures)])


def yearly_means(path: Path, years: range) -> NDArray[np.float64]:
    """[year] mean over the days of each year of a rate given by the days from which it held."""
    document = load_document(path)
    changes = document.data["values"]
    days = sorted(changes)
    if not days or days[0] > date(years[0], 1, 1):
        raise DateOutOfRange(
            f"no rate is given for 1 January {years[0]}.",
            path=path,
            line=document.line("values"),
            remedy="Add the rate that held then.",
        )
    starts = np.array([day.toordinal() for day in days])
    rates = np.array([changes[day] for day in days])
    means = []
    for year in years:
        each = np.arange(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
        means.append(rates[np.searchsorted(starts, each, side="right") - 1].mean())
    return np.array(means)


def _unemployment(figures: PublishedFigures) -> NDArray[np.float64]:
    registered = _complete(figures, "registered_unemployment_rate", range(FIRST_YEAR, SPLICED_IN + 1))
    surveyed = _complete(figures, "unemployment_rate", range(SPLICED_IN, LAST_YEAR + 1))
    return np.concatenate([registered[:-1] + surveyed[0] - registered[-1], surveyed])


def _complete(figures: PublishedFigures, name: str, years: range) -> NDArray[np.float64]:
    return np.array([figures.at(name, year) for year in years])


if __name__ == "__main__":
    main()
