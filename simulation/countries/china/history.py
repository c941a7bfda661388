"""The published years before a projection, laid in front of it; splits that nobody publishes are marked estimated."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulation.countries.china.funds import ChinaFlows
from simulation.funds.ledger import FundAccounts
from simulation.funds.measures import months_payable
from simulation.published import PublishedFigures
from simulation.result import FundResult, Measure
from simulation.schemes.context import SchemeContext

Yearly = NDArray[np.float64]
_PUBLISHED = ("income", "outgo", "accumulated_balance", "insured", "beneficiaries")
_SPLIT = {"enterprise_pension": (0, 1), "government_pension": (2,)}


@dataclass(frozen=True, slots=True)
class FundHistory:
    """The published years, which every projection has in common.

    years             [year] published years shown
    known             fund -> measure -> [year] published figures, NaN where none is published
    unverified_years  fund -> years of which a figure was not checked
    status            fund -> [year] status, where it is another than that of a published or split fund
    """

    years: NDArray[np.int64]
    known: Mapping[str, Mapping[str, Yearly]]
    unverified_years: Mapping[str, frozenset[int]]
    status: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def joined(
        self, name: str, title: Mapping[str, str], accounts: FundAccounts, measures: Mapping[str, Measure]
    ) -> FundResult:
        """The fund with its published years in front of the projected ones."""
        known, blank = self.known[name], np.full(self.years.size, np.nan)
        past = ("estimated" if name in _SPLIT else "actual",) * self.years.size
        return FundResult(
            name=name,
            title=title,
            measures={key: _in_front(known.get(key, blank), value) for key, value in measures.items()},
            income_lines={line: np.concatenate([blank, values]) for line, values in accounts.income_lines.items()},
            outgo_lines={line: np.concatenate([blank, values]) for line, values in accounts.outgo_lines.items()},
            actual_until=int(self.years[-1]),
            status=self.status.get(name, past) + ("projected",) * accounts.flows.years.size,
            unverified_years=self.unverified_years[name],
        )


def of_funds(context: SchemeContext, flows: ChinaFlows, years: NDArray[np.int64]) -> FundHistory:
    """The history of every fund in `years`; a split fund has its share of the first projected year."""
    shares = _shares(flows)
    return FundHistory(
        years=years,
        known={name: _known(context.published, name, shares.get(name, {}), years) for name in flows.funds},
        unverified_years={name: _unverified(context.published, name, years) for name in flows.funds},
    )


def _shares(flows: ChinaFlows) -> dict[str, dict[str, float]]:
    """Split fund -> figure -> its share of what is published of both."""
    employees, both = flows.employees, [flows.funds[name] for name in _SPLIT]
    shares = {}
    for name, groups in _SPLIT.items():
        fund, rows = flows.funds[name], list(groups)
        shares[name] = {
            "income": _first_year(fund.income) / sum(_first_year(other.income) for other in both),
            "outgo": _first_year(fund.outgo) / sum(_first_year(other.outgo) for other in both),
            "accumulated_balance": fund.opening_balance / sum(other.opening_balance for other in both),
            "active": float(employees.active_open[rows].sum() / employees.active_open.sum()),
            "beneficiaries": float(employees.retired_open[rows].sum() / employees.retired_open.sum()),
        }
    return shares


def _known(
    figures: PublishedFigures, name: str, shares: Mapping[str, float], years: NDArray[np.int64]
) -> dict[str, Yearly]:
    def series(measure: str) -> Yearly:
        joint = "retired" if measure == "beneficiaries" else measure
        key = f"employees.{joint}" if name in _SPLIT else f"{name}.{measure}"
        if key not in figures:
            return np.full(years.size, np.nan)
        return shares.get(measure, np.nan if name in _SPLIT else 1.0) * figures.series(key).array(years)

    known = {measure: series(measure) for measure in _PUBLISHED}
    known["annual_balance"] = known["income"] - known["outgo"]
    balance = known["accumulated_balance"]
    known["scope_change"] = balance - np.concatenate([[np.nan], balance[:-1]]) - known["annual_balance"]
    known["months_payable"] = months_payable(known["accumulated_balance"], known["outgo"])
    if name in _SPLIT:
        known["active"] = series("active")
        known["insured"] = known["active"] + known["beneficiaries"]
        known["support_ratio"] = known["active"] / known["beneficiaries"]
    return known


def _unverified(figures: PublishedFigures, name: str, years: NDArray[np.int64]) -> frozenset[int]:
    prefix = "employees." if name in _SPLIT else f"{name}."
    keys = [key for key in figures.names() if key.startswith(prefix)]
    return frozenset(int(year) for year in years if any(year in figures.series(key).unverified for key in keys))


def _first_year(lines: Mapping[str, Yearly]) -> float:
    return float(sum(values[0] for values in lines.values()))


def _in_front(past: Yearly, value: Measure) -> Measure:
    if isinstance(value, np.ndarray):
        return np.concatenate([past, value])
    if isinstance(value, Mapping):
        return {key: _in_front(np.full(past.size, np.nan), item) for key, item in value.items()}
    return value
