"""Whom the two medical schemes insure, by sex and age: actives and retirees of the employees' scheme, and residents."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import ValueOutOfRange
from simulation.schemes.context import SchemeContext
from simulation.schemes.parts import AGE, by_age, carried_by_cohort, relative_to_base, stock_years
from simulation.schemes.working_life import retired_share

Floats = NDArray[np.float64]
SETTLED_AGE = 50
PAST_RETIREMENT_AGE = 60


@dataclass(frozen=True, slots=True)
class EmployeeMembers:
    """Insured of the employees' scheme at 31 December, the base year first: [year, sex, age] persons."""

    actives: Floats
    retirees: Floats

    @property
    def all(self) -> Floats:
        """[year, sex, age] actives and retirees."""
        return self.actives + self.retirees


def employee_members(context: SchemeContext) -> EmployeeMembers:
    """Actives follow the coverage of their age; retirees keep the coverage their cohort had when it settled at 50.

    Both are scaled to the published insured of the base year and to assumption `employee_medical.retiree_share`. The
    base year's retirees are covered less than today's actives will be: between ages 50 and 60 the one level passes
    into the other.
    """
    persons, retired = context.persons(), retired_share(context)
    profile = by_age(context, "employee_medical.coverage_profile")
    kept = context.assumptions.number("employee_medical.retained_at_retirement")
    level = relative_to_base(context, "employee_medical.active_coverage")
    insured = context.published.at("employee_medical.insured", context.base_year)
    of_retirees = insured * context.assumptions.array("employee_medical.retiree_share", stock_years(context))[0]
    active_scale = (insured - of_retirees) / (persons[0] * (1.0 - retired[0]) @ profile).sum()
    settled = np.where(AGE < SETTLED_AGE, profile[SETTLED_AGE], profile)
    past = np.clip((AGE - SETTLED_AGE) / (PAST_RETIREMENT_AGE - SETTLED_AGE), 0.0, 1.0)
    by_future = (persons[0] * retired[0] @ ((1.0 - past) * settled)).sum() * active_scale * kept
    retiree_scale = (of_retirees - by_future) / (persons[0] * retired[0] @ (past * settled)).sum()
    if retiree_scale < 0:
        raise ValueOutOfRange(
            "employee_medical.retiree_share leaves nobody over 60 insured.",
            remedy="Raise it, or lower the retained share.",
        )
    at_base = settled * (past * retiree_scale + (1.0 - past) * active_scale * kept)
    kept_coverage = carried_by_cohort(at_base, profile[SETTLED_AGE] * active_scale * kept * level, SETTLED_AGE)
    return EmployeeMembers(
        actives=persons * (1.0 - retired) * (active_scale * level[:, None] * profile)[:, None, :],
        retirees=persons * retired * kept_coverage[:, None, :],
    )


def resident_members(context: SchemeContext, employees: EmployeeMembers) -> Floats:
    """[year, base year first; sex; age] persons insured by the residents' scheme.

    Everyone outside the employees' scheme at one coverage, scaled to the published insured of the base year and moved
    by assumption `resident_medical.coverage`.
    """
    others = np.maximum(context.persons() - employees.all, 0.0)
    insured = context.published.at("resident_medical.insured", context.base_year)
    coverage = insured / others[0].sum() * relative_to_base(context, "resident_medical.coverage")
    return np.asarray(others * np.minimum(coverage, 1.0)[:, None, None])
