"""`validate`: every published case beside ours."""

from simulation.countries.china.validation.cases import china_cases
from simulation.validation.life_tables import life_table_cases
from simulation.validation.mortality import mortality_cases
from simulation.validation.us_trustees import trustees_cases
from simulation.validation_case import ValidationCase


def validate() -> list[ValidationCase]:
    """Every case, in the order of the report."""
    return [*china_cases(), *life_table_cases(), *mortality_cases(), *trustees_cases()]
