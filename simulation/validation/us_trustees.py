"""The published accounts of US Social Security, carried forward by the ledger that carries China's funds."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.documents import Document, load_document
from simulation.funds.ledger import FundAccounts, FundFlows, InterestRates, settle
from simulation.funds.measures import first_year
from simulation.validation_case import ValidationCase, compared, figures_of

FIGURES = Path(__file__).parent / "us_trustees.yaml"
_BILLION, _PER_CENT = 1e9, 0.01

Floats = NDArray[np.float64]


def trustees_cases() -> tuple[ValidationCase, ...]:
    """Trust fund ratios and the year of depletion: A(t+1) = A(1 + i) + (I − C)(1 + i/2)."""
    document = load_document(FIGURES)
    inputs = document.data["inputs"]
    years = np.array(sorted(inputs["cost_rate"]))
    accounts = carried_forward(inputs, _payroll(inputs["taxable_payroll"], years))
    opening = np.concatenate([[accounts.flows.opening_balance], accounts.accumulated_balance[:-1]])
    ratio = dict(zip(years.tolist(), (opening / accounts.outgo_before_borrowing).tolist(), strict=True))
    depleted = first_year(years, accounts.accumulated_balance < 0)
    return compared(
        figures_of(Document(document.path, document.data["figures"], _lines(document))),
        {
            "US trustees 2025: reserves ÷ cost of the year": ratio.__getitem__,
            "US trustees 2025: years until depletion": lambda _year: float((depleted or years[-1] + 1) - years[0] + 1),
        },
    )


def carried_forward(inputs: dict[str, Any], payroll: Floats) -> FundAccounts:
    """OASDI's reserves under the published rates.

    inputs   opening reserves (billion dollars), cost and income rates (% of payroll), rates of interest, by year
    payroll  [year] billion dollars of taxable payroll
    """
    years = np.array(sorted(inputs["cost_rate"]))
    cost, income = (
        np.array([inputs[name][int(year)] for year in years]) * _PER_CENT * payroll * _BILLION
        for name in ("cost_rate", "income_rate")
    )
    known = sorted(inputs["interest"])
    interest = np.interp(years, known, [inputs["interest"][year] for year in known])
    nobody = np.zeros(years.size)
    flows = FundFlows(
        name="oasdi",
        years=years,
        income={"contributions": income},
        outgo={"benefits": cost},
        insured=nobody,
        contributors=nobody,
        beneficiaries=nobody,
        opening_balance=inputs["opening_reserves"] * _BILLION,
        taxable_base=payroll * _BILLION,
    )
    return settle(flows, InterestRates(interest, interest, nobody, interest))


def _payroll(known: dict[int, float], years: NDArray[np.int64]) -> Floats:
    """[year] the published payroll, growing by one rate between two published years."""
    at = sorted(known)
    return np.asarray(np.exp(np.interp(years, at, np.log([known[year] for year in at]))))


def _lines(document: Document) -> dict[tuple[Any, ...], int]:
    return {keys[1:]: line for keys, line in document.lines.items() if keys[:1] == ("figures",)}
