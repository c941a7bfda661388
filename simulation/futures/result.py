"""What a simulation yields: fans, probabilities of depletion, depletion years and expected shortfall of every fund."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import UnknownKey, ValueOutOfRange
from simulation.chance.plan import Plan

Singles = NDArray[np.float32]
Floats = NDArray[np.float64]

PERCENTS = (2.5, 10.0, 25.0, 50.0, 75.0, 90.0, 97.5)
DEPLETION_PERCENTS = (5.0, 50.0, 95.0)
SHORTFALL_TAIL = 0.05
WORTH_THREADS = 100_000
MONTHS = 12
FUND_MEASURES = ("accumulated_balance", "annual_balance", "income", "outgo", "months_payable")


@dataclass(frozen=True)
class FundFutures:
    """One fund in every future.

    name, title              the fund and its title {zh, en}
    years                    [year]
    income, outgo, balance   [year, path] yuan of the year, and at its end
    """

    name: str
    title: Mapping[str, str]
    years: NDArray[np.int64]
    income: Singles
    outgo: Singles
    balance: Singles

    def measure(self, name: str) -> Singles:
        """[year, path] one of FUND_MEASURES."""
        match name:
            case "accumulated_balance":
                return self.balance
            case "income":
                return self.income
            case "outgo":
                return self.outgo
            case "annual_balance":
                return self.income - self.outgo
            case "months_payable":
                return np.asarray(self.balance / (self.outgo / MONTHS), dtype=np.float32)
        raise UnknownKey(f"futures have no measure {name!r}.", remedy=f"Choose one of: {', '.join(FUND_MEASURES)}.")

    def quantiles(self, measure: str = "accumulated_balance", percents: Sequence[float] = PERCENTS) -> Floats:
        """[percent, year] the value below which that share of the futures lies, each year by itself."""
        return quantiles(self.measure(measure), percents)

    @cached_property
    def depletion_years(self) -> NDArray[np.int64]:
        """[path] the first year that ends with a balance below zero, 0 where none does."""
        return _first_year(self.years, self.balance < 0)

    @cached_property
    def first_deficit_years(self) -> NDArray[np.int64]:
        """[path] the first year in which outgo is above income, 0 where there is none."""
        return _first_year(self.years, self.income < self.outgo)

    def probability_by_year(self) -> Floats:
        """[year] share of the futures in which the fund has been depleted by the end of that year."""
        found = self.depletion_years[self.depletion_years > 0]
        counts = np.bincount(found - self.years[0], minlength=self.years.size)
        return np.cumsum(counts) / self.depletion_years.size

    def probability_of_depletion(self, by_year: int) -> float:
        """Share of the futures in which the fund is depleted by the end of `by_year`."""
        return float(self.probability_by_year()[self._row(by_year)])

    def depletion_quantiles(self, percents: Sequence[float] = DEPLETION_PERCENTS) -> list[int | None]:
        """The year by which that share of the futures is depleted; None where fewer are by the last year."""
        reached = self.probability_by_year()
        rows = [np.flatnonzero(reached >= percent / 100.0) for percent in percents]
        return [int(self.years[found[0]]) if found.size else None for found in rows]

    def expected_shortfall(self, year: int, tail: float = SHORTFALL_TAIL) -> float:
        """Mean balance, yuan, of the share `tail` of futures with the lowest balance at the end of `year`."""
        if not 0.0 < tail <= 1.0:
            raise ValueOutOfRange(f"a tail of {tail} is no share.", remedy="Give a share above 0, at most 1.")
        balances = np.sort(self.balance[self._row(year)].astype(np.float64))
        return float(balances[: max(1, round(tail * balances.size))].mean())

    def _row(self, year: int) -> int:
        first, last = int(self.years[0]), int(self.years[-1])
        if not first <= year <= last:
            raise ValueOutOfRange(
                f"the futures cover {first} to {last}, not {year}.", remedy="Choose a year they cover."
            )
        return year - first


@dataclass(frozen=True)
class PopulationFutures:
    """The people of every future: [year, path] persons at 31 December."""

    years: NDArray[np.int64]
    total: Singles
    age_65_plus: Singles

    def quantiles(self, measure: str = "total", percents: Sequence[float] = PERCENTS) -> Floats:
        """[percent, year] of `total`, `age_65_plus`, or `share_65_plus`."""
        if measure == "share_65_plus":
            return quantiles(self.age_65_plus / self.total, percents)
        if measure not in ("total", "age_65_plus"):
            raise UnknownKey(
                f"people have no measure {measure!r}.", remedy="Choose total, age_65_plus or share_65_plus."
            )
        return quantiles(getattr(self, measure), percents)


@dataclass(frozen=True)
class Futures:
    """A scenario in many futures.

    funds     the funds by name, then `employees_pension`, both pension funds of employees taken together
    manifest  what the result rests on
    """

    scenario: str
    plan: Plan
    years: NDArray[np.int64]
    funds: Mapping[str, FundFutures]
    population: PopulationFutures
    manifest: Mapping[str, Any]

    @cached_property
    def content_hash(self) -> str:
        """sha256 of every balance, income and outgo, bit by bit."""
        digest = hashlib.sha256()
        for fund in self.funds.values():
            for part in (fund.income, fund.outgo, fund.balance):
                digest.update(np.ascontiguousarray(part).data)
        digest.update(np.ascontiguousarray(self.population.total).data)
        return digest.hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Plain lists and numbers: fans and probabilities; money in yuan, probabilities as shares of one."""
        return {
            "scenario": self.scenario,
            "plan": self.plan.to_json(),
            "years": [int(year) for year in self.years],
            "percents": list(PERCENTS),
            "funds": {name: _fund(fund) for name, fund in self.funds.items()},
            "population": {
                measure: _plain(self.population.quantiles(measure))
                for measure in ("total", "age_65_plus", "share_65_plus")
            },
            "units": {
                "money": "yuan (CNY), nominal, of the calendar year; balances at 31 December",
                "probability": "share of the futures, 0 to 1",
                "persons": "persons at 31 December",
            },
            "manifest": dict(self.manifest),
        }


def quantiles(values: NDArray[Any], percents: Sequence[float]) -> Floats:
    """[percent, year] of values [year, path], linear between the two nearest futures."""
    ordered = _sorted(values)
    place = np.asarray(percents, dtype=np.float64) / 100.0 * (values.shape[1] - 1)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, values.shape[1] - 1)
    low, high = ordered[:, below].astype(np.float64), ordered[:, above].astype(np.float64)
    return np.asarray((low + (high - low) * (place - below)).T)


def _sorted(values: NDArray[Any]) -> NDArray[Any]:
    """Every row in order; rows of many futures are sorted by several threads, a row by one of them."""
    ordered = values.copy()
    if values.size < WORTH_THREADS:
        ordered.sort(axis=1)
        return ordered
    threads = os.cpu_count() or 1
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda rows: rows.sort(axis=1), np.array_split(ordered, 4 * threads)))
    return ordered


def _first_year(years: NDArray[np.int64], is_so: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.where(is_so.any(axis=0), years[np.argmax(is_so, axis=0)], 0)


def _fund(fund: FundFutures) -> dict[str, Any]:
    return {
        "title": dict(fund.title),
        **{measure: _plain(fund.quantiles(measure)) for measure in ("accumulated_balance", "annual_balance")},
        "probability_of_depletion": [float(value) for value in fund.probability_by_year()],
        "depletion_year": {
            f"{percent:g}": year for percent, year in zip(DEPLETION_PERCENTS, fund.depletion_quantiles(), strict=True)
        },
        "first_deficit_probability": float((fund.first_deficit_years > 0).mean()),
        "expected_shortfall": {str(year): fund.expected_shortfall(year) for year in (2035, 2050) if year in fund.years},
    }


def _plain(rows: Floats) -> list[list[float]]:
    return [[float(value) for value in row] for row in rows]
