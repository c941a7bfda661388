"""Textbook annuities and insurances, computed by the life tables that the projections rest on."""

from pathlib import Path

import numpy as np

from simulation.demography.life_table import annuity_due, makeham, whole_life_insurance
from simulation.demography.population import Floats
from simulation.validation_case import ValidationCase, compared, read_figures

FIGURES = Path(__file__).parent / "life_tables.yaml"
# accident, level and growth of the force of mortality, and the rate of interest
_LAWS = {
    "illustrative life table": (0.0007, 0.00005, 10**0.04, 0.06),
    "standard ultimate life table": (0.00022, 2.7e-6, 1.124, 0.05),
}
_AGES = np.arange(0, 141, dtype=np.float64)


def life_table_cases() -> tuple[ValidationCase, ...]:
    """Every textbook figure beside ours."""
    series: dict[str, Floats] = {}
    for name, (accident, level, growth, interest) in _LAWS.items():
        dying = makeham(accident, level, growth, _AGES)
        series |= {
            f"{name}: chance of dying": dying,
            f"{name}: annuity-due": annuity_due(dying, interest),
            f"{name}: insurance": whole_life_insurance(dying, interest),
        }
    return compared(read_figures(FIGURES), {name: values.item for name, values in series.items()})
