"""The published years before a projection, laid in front of it; splits that nobody publishes are marked estimated."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.countries.china.funds import ChinaFlows
from simulation.funds.ledger import FundAccounts
from simulation.funds.measures import months_payable
from simulation.result import FundResult, Measure
from simulation.schemes.context import SchemeContext

Yearly = NDArray[np.float64]
_PUBLISHED = ("income", "outgo", "accumulated_balance", "insured", "beneficiaries")
_SPLIT = {"enterprise_pension": (0, 1), "government_pension": (2,)}


@dataclass(frozen=True, slots=True)
class FundHistory:
    """Published figures by fund and measure, and the share of a split fund in the joint series."""

    context: SchemeContext
    shares: Mapping[str, Mapping[str, float]]

    def joined(
        self,
        name: str,
        title: Mapping[str, str],
        accounts: FundAccounts,
        measures: Mapping[str, Measure],
        years: NDArray[np.int64],
    ) -> FundResult:
        """The fund on `years`: published measures up to the base year, NaN where none is published, then projected."""
        past = years[years <= self.context.base_year]
        known = self._known(name, past)
        blank = np.full(past.size, np.nan)
        whole = {key: _in_front(known.get(key, blank), value) for key, value in measures.items()}
        estimated = name in _SPLIT
        status = ["estimated" if estimated else "actual"] * past.size + ["projected"] * accounts.flows.years.size
        return FundResult(
            name=name,
            title=title,
            measures=whole,
            income_lines={line: np.concatenate([blank, values]) for line, values in accounts.income_lines.items()},
            outgo_lines={line: np.concatenate([blank, values]) for line, values in accounts.outgo_lines.items()},
            actual_until=self.context.base_year,
            status=tuple(status),
            unverified_years=self._unverified(name, past),
        )

    def _known(self, name: str, past: NDArray[np.int64]) -> dict[str, Yearly]:
        known = {measure: self._series(name, measure, past) for measure in _PUBLISHED}
        known["annual_balance"] = known["income"] - known["outgo"]
        known["months_payable"] = months_payable(known["accumulated_balance"], known["outgo"])
        if name in _SPLIT:
            active = self._series(name, "active", past)
            known["insured"] = active + known["beneficiaries"]
            known["active"] = active
            known["support_ratio"] = active / known["beneficiaries"]
        return known

    def _unverified(self, name: str, past: NDArray[np.int64]) -> frozenset[int]:
        figures = self.context.published
        keys = [key for key in figures.names() if key.startswith("employees." if name in _SPLIT else f"{name}.")]
        return frozenset(year for key in keys for year in figures.series(key).unverified if year in past)

    def _series(self, name: str, measure: str, past: NDArray[np.int64]) -> Yearly:
        figures = self.context.published
        if name in _SPLIT:
            joint = {"beneficiaries": "retired"}.get(measure, measure)
            share = self.shares[name].get(measure, np.nan)
            key = f"employees.{joint}"
            return share * figures.series(key).array(past) if key in figures else np.full(past.size, np.nan)
        key = f"{name}.{measure}"
        return figures.series(key).array(past) if key in figures else np.full(past.size, np.nan)


def of_funds(context: SchemeContext, flows: ChinaFlows) -> FundHistory:
    """The history of every fund; a split fund has its share of the first projected year in the joint series."""
    employees = flows.employees
    shares = {}
    for name, groups in _SPLIT.items():
        fund = flows.funds[name]
        both = [flows.funds[other] for other in _SPLIT]
        rows = list(groups)
        shares[name] = {
            "income": _first_year(fund.income) / sum(_first_year(other.income) for other in both),
            "outgo": _first_year(fund.outgo) / sum(_first_year(other.outgo) for other in both),
            "accumulated_balance": fund.opening_balance / sum(other.opening_balance for other in both),
            "active": float(employees.active_open[rows].sum() / employees.active_open.sum()),
            "beneficiaries": float(employees.retired_open[rows].sum() / employees.retired_open.sum()),
        }
    return FundHistory(context, shares)


def _first_year(lines: Mapping[str, Yearly]) -> float:
    return float(sum(values[0] for values in lines.values()))


def _in_front(past: Yearly, value: Measure) -> Measure:
    if isinstance(value, np.ndarray):
        return np.concatenate([past, value])
    if isinstance(value, Mapping):
        return {key: _in_front(np.full(past.size, np.nan), item) for key, item in value.items()}
    return value
