"""Fits the employees' pension to 2023: coverage near retirement to the year's pensioners, base ratios to its income.

`python -m simulation.countries.china.fund_fitting.employees_pension` writes `fitted/employees_pension.yaml`.
"""

import sys
from dataclasses import replace

import numpy as np
from scipy.optimize import brentq

from simulation.assumptions import AssumptionSet
from simulation.countries.china.fund_fitting.base_year import FITTED, FITTED_YEAR
from simulation.countries.china.pack import base_rules, context_of, population_of, published, structural_assumptions
from simulation.fitted_rows import Fields, row_fields, write_rows
from simulation.schemes.context import SchemeContext
from simulation.schemes.pension.employees import GROUPS, EmployeesProjection, coverage_target, project_members
from simulation.schemes.pension.opening import PublishedMembers, opening_stock

MODULE = "simulation.countries.china.fund_fitting.employees_pension"
READS = ("economy_to_2018.yaml", "economy_2019_2024.yaml", "pension_base_2023.yaml")
_LAST_YEAR = 2026
_OLDER_LEVELS = (0.2, 1.5)
_ENTERPRISE = GROUPS[:2]


def fit() -> dict[str, float]:
    """The fitted value of every row, by key."""
    assumptions = structural_assumptions()
    context = _context(assumptions)
    older = float(brentq(lambda level: _retired_beyond(context, level), *_OLDER_LEVELS, xtol=1e-7))
    rows = {f"pension.{group.name}.older_level": older for group in _ENTERPRISE}
    scale = _base_ratio_scale(context, older)
    rows |= {
        f"pension.{group.name}.base_ratio": scale * assumptions.number(f"pension.{group.name}.base_ratio")
        for group in _ENTERPRISE
    }
    return rows


def _context(assumptions: AssumptionSet) -> SchemeContext:
    """The year 2023 alone, opened by the members of the end of 2022."""
    context = context_of(
        assumptions,
        rules=base_rules(),
        population=population_of(assumptions, _LAST_YEAR),
        figures=published(*READS),
        base_year=FITTED_YEAR - 1,
        last_year=_LAST_YEAR,
    )
    return replace(context, years=np.array([FITTED_YEAR]))


def _year_2023(context: SchemeContext, older: float) -> EmployeesProjection:
    figures = context.published
    rows = {
        key: replace(context.assumptions.row(key), points=((0, older),))
        for key in (f"pension.{group.name}.older_level" for group in _ENTERPRISE)
    }
    context = replace(context, assumptions=context.assumptions.replaced_by(AssumptionSet(rows)))
    before, now = FITTED_YEAR - 1, FITTED_YEAR
    members = PublishedMembers(
        active=figures.at("employees.active", before),
        retired=figures.at("employees.retired", before),
        retired_before=figures.at("employees.retired", before),
        pensions_paid=figures.at("employees.outgo", now),
    )
    stock = opening_stock(context, GROUPS, members)
    target = coverage_target(context, stock.active.sum(axis=(1, 2)))
    target *= figures.at("employees.active", now) / target.sum(axis=0)
    return project_members(context, stock, target)


def _retired_beyond(context: SchemeContext, older: float) -> float:
    """Pensioners at the end of 2023 beyond the published ones."""
    retired = _year_2023(context, older).retired.sum()
    return float(retired - context.published.at("employees.retired", FITTED_YEAR))


def _base_ratio_scale(context: SchemeContext, older: float) -> float:
    """Factor on the base ratios of enterprise members that brings income to that of 2023, interest included."""
    figures, number = context.published, context.assumptions.number
    flows = _year_2023(context, older).flows
    paid = [
        sum(
            float(flows[line][row, 0])
            for line in ("contributions_pooled", "contributions_account", "shortfall_payments")
        )
        for row in range(len(GROUPS))
    ]
    other = 1 + number("pension.enterprise.other_income_share")
    income, outgo = figures.at("employees.income", FITTED_YEAR), figures.at("employees.outgo", FITTED_YEAR)
    opening = figures.at("employees.accumulated_balance", FITTED_YEAR) - income + outgo
    regular = _subsidy(context, outgo) + opening * _mean_return(context)
    return (income - regular - other * paid[2]) / (other * sum(paid[:2]))


def _subsidy(context: SchemeContext, outgo: float) -> float:
    """Yuan of subsidy at the assumed shares, outgo split by pensioners and their relative pensions."""
    number = context.assumptions.number
    weights = [
        number(f"pension.{group.name}.retired_share") * number(f"pension.{group.name}.pension_level")
        for group in GROUPS
    ]
    public = weights[2] / sum(weights)
    enterprise, government = (number(f"pension.{fund}.subsidy_share") for fund in ("enterprise", "government"))
    return outgo * (public * government + (1 - public) * enterprise)


def _mean_return(context: SchemeContext) -> float:
    share, deposit, investment = (
        float(context.assume(f"macro.{row}")[0]) for row in ("entrusted_share", "deposit_rate", "investment_return")
    )
    return share * investment + (1 - share) * deposit


def fitted_rows() -> dict[str, Fields]:
    """The fitted rows as the file holds them, numbers to six digits."""
    structure = structural_assumptions()
    reasons = {
        "older_level": "Brings the pensioners of 2023 to the published ones from those of 2022.",
        "base_ratio": "Brings income to that of 2023.",
    }
    return {
        key: row_fields(
            structure.row(key),
            values=float(f"{value:.6g}"),
            source="fitted to published/pension_base_2023.yaml",
            reason=reasons[key.rsplit(".", 1)[1]],
        )
        for key, value in fit().items()
    }


if __name__ == "__main__":
    path = FITTED / "employees_pension.yaml"
    write_rows(path, fitted_rows(), module=MODULE, reads=READS)
    sys.stdout.write(f"{path.name} written\n")
