"""The bands of life expectancy under every model of mortality that a plan may choose, side by side."""

from collections.abc import Iterator

import numpy as np

from core.documents import load_document
from simulation.chance.model import load_driver_model
from simulation.countries.china.chance.demography_fitting import FIRST_UNCERTAIN_YEAR, PARAMETERS
from simulation.demography.bands.model_file import MORTALITY_MODELS, SEXES, UNITED_NATIONS, read_spread
from simulation.demography.bands.process_file import JUDGED_YEARS
from simulation.demography.bands.targets import normal_reach
from simulation.demography.country_file import ParameterFile
from simulation.demography.population import Floats

SHOWN = 2050
MODEL_COLUMNS = ("Model", "", *map(str, JUDGED_YEARS), f"Its own 95 %, {SHOWN}", "The same, fitted after the famine")
_NAMES = ("men", "women")
_AT = JUDGED_YEARS.index(SHOWN)


def mortality_model_rows() -> Iterator[tuple[str, ...]]:
    """Model, sex, widths of the 80 and 95 % bands by year, and of the 95 % band it was fitted to; years of life."""
    model = load_driver_model(PARAMETERS.parent)
    span = JUDGED_YEARS[-1] - FIRST_UNCERTAIN_YEAR + 1
    for name in MORTALITY_MODELS:
        widths = model_widths(model.demography_under(name).longevity.spread(span))
        for number, sex in enumerate(_NAMES):
            cells = (f"{narrow:.1f} / {wide:.1f}" for narrow, wide in widths[number])
            own, calm = (f"{width:.1f}" if np.isfinite(width) else "-" for width in _own(name, SEXES[number]))
            yield name, sex, *cells, own, calm


def model_widths(spread: Floats) -> Floats:
    """[sex, judged year, coverage] widths of the bands of a spread [sex, year from the first uncertain one]."""
    rows = [year - FIRST_UNCERTAIN_YEAR for year in JUDGED_YEARS]
    return np.asarray(2.0 * spread[:, rows, None] * normal_reach(), dtype=np.float64)


def _own(name: str, sex: str) -> tuple[float, float]:
    """Widths of the 95 % band of SHOWN: what the process was fitted to, and without the famine (nan where unknown)."""
    wide = 2.0 * normal_reach()[1]
    if name == UNITED_NATIONS:
        fields = ParameterFile(load_document(PARAMETERS))
        return wide * float(fields.numbers("spreads", f"life_expectancy_{sex}", "of_95_percent")[_AT]), float("nan")
    own, calm = (read_spread(PARAMETERS, name, sex, of)[_AT] for of in ("of_95_percent", "after_the_famine"))
    return wide * float(own), wide * float(calm)
