"""The region's own past, as its workbook gives it, laid in front of its projection."""

import numpy as np
from numpy.typing import NDArray

from simulation.countries.china.history import FundHistory
from simulation.countries.china.regions.fallback import Completed
from simulation.countries.china.regions.nation import FIRST_YEAR
from simulation.funds.measures import months_payable

Yearly = NDArray[np.float64]
_MEASURES = ("income", "outgo", "accumulated_balance", "insured", "active", "contributors", "beneficiaries")


def regional_history(completed: Completed) -> FundHistory:
    """Years of the workbook from 2020 on; a base year with an empty cell has the status "fallback"."""
    data = completed.data
    years = np.array([year for year in data.years if year >= FIRST_YEAR])
    fallen = {item.key.split(".")[0] for item in completed.fallbacks if item.year == data.base_year}
    status = {
        fund: tuple("fallback" if fund in fallen and year == data.base_year else "actual" for year in years)
        for fund in completed.funds
    }
    return FundHistory(
        years=years,
        known={fund: _known(completed, fund, years) for fund in completed.funds},
        unverified_years={fund: frozenset() for fund in completed.funds},
        status=status,
    )


def _known(completed: Completed, fund: str, years: NDArray[np.int64]) -> dict[str, Yearly]:
    data = completed.data

    def series(measure: str) -> Yearly:
        key = f"{fund}.{measure}"
        values = [
            completed.values.get((key, data.base_year)) if year == data.base_year else data.value(key, int(year))
            for year in years
        ]
        return np.array([np.nan if value is None else value for value in values])

    known = {measure: series(measure) for measure in _MEASURES}
    if fund.endswith("_pension") and not fund.startswith("resident"):
        known["insured"] = known["active"] + known["beneficiaries"]
        known["support_ratio"] = known["active"] / known["beneficiaries"]
    else:
        del known["active"], known["contributors"]
    balance = known["accumulated_balance"]
    known["annual_balance"] = known["income"] - known["outgo"]
    known["scope_change"] = balance - np.concatenate([[np.nan], balance[:-1]]) - known["annual_balance"]
    known["months_payable"] = months_payable(balance, known["outgo"])
    return known
