"""Small projections made by hand, for tests of what is printed and written."""

import numpy as np

from simulation.demography.population import PopulationProjection
from simulation.result import FundResult, Projection

YEARS = np.array([2022, 2023, 2024, 2025])


def fund(name: str = "unemployment", **measures: object) -> FundResult:
    """A fund published until 2023 whose balance shrinks by 10 (100 million yuan) a year."""
    yearly = {
        "income": np.array([np.nan, 180e8, 170e8, 160e8]),
        "outgo": np.array([np.nan, 190e8, 180e8, 170e8]),
        "annual_balance": np.array([np.nan, -10e8, -10e8, -10e8]),
        "accumulated_balance": np.array([np.nan, 15e8, 5e8, -5e8]),
        "insured": np.array([np.nan, 2.4e8, 2.4e8, 2.4e8]),
        "months_payable": np.array([np.nan, 0.95, 0.33, -0.35]),
    }
    scalars = {"first_deficit_year": 2023, "depletion_year": 2025, "depletion_year_before_subsidy": None}
    return FundResult(
        name=name,
        title={"zh": "失业保险", "en": "Unemployment"},
        measures={**yearly, **scalars, **measures},  # type: ignore[arg-type]
        income_lines={"contributions": yearly["income"]},
        outgo_lines={"benefits": yearly["outgo"]},
        actual_until=2023,
        status=("actual", "estimated", "projected", "projected"),
    )


def projection(*funds: FundResult) -> Projection:
    """Four years, two persons of each sex and age."""
    persons = np.full((YEARS.size, 2, 101), 2.0)
    return Projection(
        scenario="made by hand",
        title={"zh": "手工", "en": "By hand"},
        years=YEARS,
        population=population(persons),
        funds={each.name: each for each in funds or (fund(),)},
        notes=({"zh": "口径", "en": "Scope"},),
        manifest={"seed": 1},
    )


def population(persons: np.ndarray) -> PopulationProjection:
    """Nobody is born, dies or moves."""
    by_sex = np.zeros((YEARS.size, 2))
    by_age = np.zeros_like(persons)
    return PopulationProjection(
        years=YEARS,
        persons=persons,
        death_probability=by_age,
        newborn_death_probability=by_sex,
        births=by_sex,
        deaths=by_sex,
        net_migration=by_sex,
    )
