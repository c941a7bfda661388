"""Fits how far China's fertility and life expectancy may stray from the central path.

`python -m simulation.countries.china.chance.demography_fitting [FOLDER] [--out FILE]` reads the 80 and 95 % bands and
the death rates of a World Population Prospects 2024 download and writes `demography.yaml` beside this file.
"""

from pathlib import Path

from simulation.countries.china.bases import FINAL_YEAR, LAST_COUNTED_YEAR, china_demography
from simulation.demography.bands.fitting import fit_longevity, fit_processes
from simulation.demography.bands.model_file import OTHER_MODELS, ModelFit, models_text
from simulation.demography.bands.process_file import processes_text
from simulation.demography.bands.targets import read_bands
from simulation.demography.fit_command import write_fit
from simulation.demography.wpp import YearTable, read_wpp
from simulation.longevity.bands import PATHS, model_bands

MODULE = "simulation.countries.china.chance.demography_fitting"
PARAMETERS = Path(__file__).parent / "demography.yaml"
READS = ("demography/wpp2024.yaml",)
OUTSIDE = (
    "World Population Prospects 2024: 80 and 95 % intervals of fertility and life expectancy, 2026-2100; death rates "
    "by sex and five-year group of ages, 1950-2025"
)
CHINA = 156
FIRST_UNCERTAIN_YEAR = LAST_COUNTED_YEAR + 1
# Middles of five-year periods: the first and last fitted, and the first in which nobody died of the famine of 1959-61.
PERIODS = FIRST_PERIOD, LAST_PERIOD, CALM_PERIOD = 1953, 2023, 1968


def main() -> None:
    """Fit and write."""
    write_fit(__doc__, PARAMETERS, fitted_text)


def fitted_text(folder: Path) -> str:
    """The file as a fit to the tables in `folder` gives it."""
    bands = read_bands(folder, CHINA)
    processes = fit_processes(bands, FIRST_UNCERTAIN_YEAR, china_demography().mortality.reach)
    rates = read_wpp(folder, CHINA).death_rate
    models = {name: fit_model(name, rates) for name in OTHER_MODELS}
    text = models_text(models, FIRST_UNCERTAIN_YEAR, periods=PERIODS, paths=PATHS)
    return processes_text(processes, bands, MODULE) + text


def fit_model(name: str, rates: YearTable) -> ModelFit:
    """The process after a model of mortality fitted to death rates [period, sex, group of the abridged table]."""
    people = china_demography()
    fitted, calm = (
        model_bands(
            name,
            rates.between(first, LAST_PERIOD),
            mortality=people.mortality,
            life_expectancy=people.life_expectancy,
            last_year=FINAL_YEAR,
        )
        for first in (FIRST_PERIOD, CALM_PERIOD)
    )
    uncertain = [bands.since(FIRST_UNCERTAIN_YEAR) for bands in fitted]
    return ModelFit(fit_longevity(uncertain, people.mortality.reach), fitted, calm)


if __name__ == "__main__":
    main()
