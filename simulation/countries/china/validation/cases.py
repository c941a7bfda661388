"""All of China's cases."""

from simulation.countries.china.validation.backtest import backtest_cases
from simulation.countries.china.validation.cass import cass_cases
from simulation.countries.china.validation.funds import fund_cases
from simulation.countries.china.validation.futures_bands import band_cases
from simulation.countries.china.validation.law import law_cases
from simulation.countries.china.validation.other_projections import other_projection_cases
from simulation.countries.china.validation.population import population_cases
from simulation.countries.china.validation.valued import Valued
from simulation.scenario import Scenario
from simulation.validation_case import ValidationCase


def china_cases() -> tuple[ValidationCase, ...]:
    """Back-tests, funds, people, bands, law, and what others have projected."""
    valued = Valued(Scenario())
    return (
        *backtest_cases(),
        *fund_cases(valued),
        *population_cases(),
        *band_cases(),
        *law_cases(),
        *other_projection_cases(valued),
        *cass_cases(),
    )
