"""The retirement of every cohort the projection carries, month by month against the rule book: minutes, not seconds."""

import numpy as np
import pytest

from core.months import Month
from rules.questions import explain
from simulation.countries.china.pack import base_rules
from simulation.schemes.pension.retirement import RetirementChoice, pattern_of
from simulation.schemes.pension.retirement_law import retirement_law

# Those who retired before 1998 did so under rules that the book does not hold.
COHORTS = np.arange(1949, 2045)
YEARS = np.arange(1970, 2121)
NO_CHOICE = RetirementChoice(0.0, 0, 0.0, 0, 0.0, 0)


@pytest.mark.slow
@pytest.mark.parametrize("category", ["male", "female_cadre", "female_worker"])
def test_every_cohort_leaves_in_the_months_of_the_rule_book(category: str) -> None:
    law = retirement_law(base_rules(), "CN", category)
    leaving = pattern_of(law, NO_CHOICE, cohorts=COHORTS, years=YEARS).leaving
    for row, cohort in enumerate(COHORTS.tolist()):
        expected = np.zeros(YEARS.size)
        for month in range(1, 13):
            asked = {"birth": f"{cohort}-{month:02}", "category": category}
            left = Month.parse(explain(base_rules(), "retirement", asked).outputs["statutory_month"])
            expected[left.year - YEARS[0]] += 1 / 12
        assert leaving[row] == pytest.approx(expected, abs=1e-12), cohort
