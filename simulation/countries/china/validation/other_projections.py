"""Our fund of enterprise employees beside the projection of CASS of 2019; our spending beside the IMF's."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from simulation.countries.china.backtest.run import backtest
from simulation.countries.china.validation.valued import Valued
from simulation.funds.ledger import FundAccounts
from simulation.validation_case import ValidationCase, compared, read_figures

FIGURES = Path(__file__).parent / "other_projections.yaml"
_FUND, _PENSIONS = "enterprise_pension", ("enterprise_pension", "government_pension", "resident_pension")
_TRILLION, _MILLION = 1e12, 1e6
_CASS_BASE = 2018

OfYear = Callable[[int], float]


def other_projection_cases(valued: Valued) -> tuple[ValidationCase, ...]:
    """Shapes beside the projections of others."""
    past = backtest(_CASS_BASE, "conditional").accounts[_FUND]
    people = _people(valued, past)
    ours: dict[str, OfYear] = {f"CASS: {name}": of_year for name, of_year in (people | _money(valued, past)).items()}
    for name in ("years from 2018 to the first deficit", "years from 2018 to depletion"):
        ours[f"CASS update: {name}"] = ours[f"CASS: {name}"]
    ours["IMF: pension spending ÷ GDP"] = lambda year: sum(valued.at(fund, "share_of_gdp", year) for fund in _PENSIONS)
    return compared(read_figures(FIGURES), ours)


def _people(valued: Valued, past: FundAccounts) -> dict[str, OfYear]:
    """Persons, back-tested in 2019 and projected afterwards."""
    flows = past.flows
    early = {
        "active": flows.measures["active"],
        "contributors": flows.contributors,
        "beneficiaries": flows.beneficiaries,
    }

    def persons(measure: str, year: int) -> float:
        if year <= int(flows.years[-1]):
            return float(early[measure][year - int(flows.years[0])])
        return valued.at(_FUND, measure, year)

    return {
        "insured workers": lambda year: persons("active", year) / _MILLION,
        "contributors": lambda year: persons("contributors", year) / _MILLION,
        "retirees": lambda year: persons("beneficiaries", year) / _MILLION,
        "retirees ÷ insured workers": lambda year: persons("beneficiaries", year) / persons("active", year),
        "retirees ÷ contributors": lambda year: persons("beneficiaries", year) / persons("contributors", year),
    }


def _money(valued: Valued, past: FundAccounts) -> dict[str, OfYear]:
    """Balances in trillions; a year that never comes counts as the last projected one."""
    fund = valued.projection.funds[_FUND]
    balance = valued.series(_FUND, "accumulated_balance")
    highest = int(np.nanargmax(balance))

    def years_to(measure: str) -> OfYear:
        value = fund.measures[measure]
        year = value if isinstance(value, int) else int(valued.projection.years[-1])
        return lambda _year: float(year - _CASS_BASE)

    return {
        "accumulated balance": lambda _year: past.flows.opening_balance / _TRILLION,
        "highest accumulated balance": lambda _year: float(balance[highest]) / _TRILLION,
        "years from 2018 to the highest balance": lambda _year: float(valued.projection.years[highest]) - _CASS_BASE,
        "years from 2018 to the first deficit": years_to("first_deficit_year"),
        "years from 2018 to depletion": years_to("depletion_year"),
        "deficit of the year": lambda year: -valued.at(_FUND, "annual_balance", year) / _TRILLION,
        "deficit of the year before subsidy": lambda year: (
            -valued.at(_FUND, "annual_balance_before_subsidy", year) / _TRILLION
        ),
    }
