"""The employees' pension as it is published: enterprises and public bodies together."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from simulation.countries.china.funds import EMPLOYEES, EMPLOYEES_TITLE
from simulation.funds.measures import first_year, months_payable
from simulation.result import FundResult, Measure
from simulation.schemes.context import SchemeContext

Yearly = NDArray[np.float64]
EMPLOYEE_FUNDS = ("enterprise_pension", "government_pension")
_ADDED = (
    "income",
    "outgo",
    "annual_balance",
    "annual_balance_before_subsidy",
    "accumulated_balance",
    "scope_change",
    "insured",
    "contributors",
    "beneficiaries",
    "active",
    "new_beneficiaries",
    "recorded_accounts",
    "share_of_gdp",
    "share_of_gdp_subsidy",
)


def employees_total(context: SchemeContext, funds: Mapping[str, FundResult], years: NDArray[np.int64]) -> FundResult:
    """Both funds added, with the published figures of the past, which are published together and need no split.

    Deficit and depletion are of the two balances taken together, as if one could pay for the other.
    """
    parts = [funds[name] for name in EMPLOYEE_FUNDS]
    measures: dict[str, Measure] = {name: _added([_yearly(part.measures[name]) for part in parts]) for name in _ADDED}
    balance, outgo = _yearly(measures["accumulated_balance"]), _yearly(measures["outgo"])
    measures["months_payable"] = months_payable(balance, outgo)
    measures["support_ratio"] = _yearly(measures["active"]) / _yearly(measures["beneficiaries"])
    measures["support_ratio_paying"] = _yearly(measures["contributors"]) / _yearly(measures["beneficiaries"])
    ahead = years > context.base_year
    measures |= {
        "first_deficit_year": first_year(years, ahead & (_yearly(measures["annual_balance"]) < 0)),
        "first_deficit_year_before_subsidy": first_year(
            years, ahead & (_yearly(measures["annual_balance_before_subsidy"]) < 0)
        ),
        "depletion_year": first_year(years, ahead & (balance < 0)),
    }
    return FundResult(
        name=EMPLOYEES,
        title=EMPLOYEES_TITLE,
        measures=measures,
        income_lines={line: _added([part.income_lines[line] for part in parts]) for line in parts[0].income_lines},
        outgo_lines={line: _added([part.outgo_lines[line] for part in parts]) for line in parts[0].outgo_lines},
        actual_until=context.base_year,
        status=tuple("projected" if year > context.base_year else "actual" for year in years),
        unverified_years=parts[0].unverified_years,
    )


def _added(parts: list[Yearly]) -> Yearly:
    return np.asarray(np.sum(parts, axis=0))


def _yearly(measure: Measure) -> Yearly:
    assert isinstance(measure, np.ndarray)
    return measure
