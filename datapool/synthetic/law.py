"""What the rule book says in each month of the made-up history, as arrays that kernels read."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.months import MONTHS_PER_YEAR, Month
from datapool.synthetic.province import Province
from rules.book import RuleBook
from rules.formulas.unemployment import unemployment_benefit

Floats = NDArray[np.float64]
_WAGE = "wages.average.non_private"
_FEN = 100.0
_RETIREMENT = ("old_age", "start_month", "months_per_step", "longest_delay")
DELAY_IN_FORCE = Month.of(2025, 1)


@dataclass(frozen=True, slots=True)
class Law:
    """Figures in force on the first of each month; amounts in yuan.

    average_wage      [month] the province's average wage a month, of the year before (what bases and pensions rest on)
    current_wage      [month] the province's average wage a month of the year itself (what people earn)
    floor, ceiling    [month] of contribution bases, as shares of the average wage
    accrual, transition   [month] rates of the basic and the transitional pension
    account_rate      [month] share of the base that goes to the personal account
    credit            [year] crediting rate of personal accounts
    share_of_year     [year] part of a year for which contributions earn interest
    increase          [year] rate of the yearly increase of pensions
    payout            [age − 40] months by which an account is divided
    old_age           [male, cadre woman, working woman] old retirement age in months
    start, step, longest   the same for the gradual delay: first month of birth (ordinal), months per step, longest
    minimum_months    [month] contribution months needed for a pension
    resident_minimum  [month] the residents' basic pension; resident_payout months; resident_age in months
    dole_starts, dole_months   thresholds of contribution months and months of benefit
    dole_longest      most months of unemployment benefit
    dole              [month] unemployment benefit a month
    """

    average_wage: Floats
    current_wage: Floats
    floor: Floats
    ceiling: Floats
    accrual: Floats
    transition: Floats
    account_rate: Floats
    credit: Floats
    share_of_year: Floats
    increase: Floats
    payout: Floats
    old_age: NDArray[np.int64]
    start: NDArray[np.int64]
    step: NDArray[np.int64]
    longest: NDArray[np.int64]
    minimum_months: Floats
    resident_minimum: Floats
    resident_payout: float
    resident_age: int
    dole_starts: Floats
    dole_months: Floats
    dole_longest: float
    dole: Floats


def law_of(province: Province, rules: RuleBook) -> Law:
    """The national law over the province's history; its own wages are those of `province.yaml`."""
    months = [province.first_month.shift(number) for number in range(province.months)]
    last = rules.at(months[-1])
    settings = province.settings
    wages = {year: rules.at(f"{year}-06-01").number(_WAGE) for year in range(months[0].year - 1, months[-1].year + 1)}
    wage = {year: amount * settings["wage_over_nation"] / MONTHS_PER_YEAR for year, amount in wages.items()}
    # Dates of birth decide who is delayed, so the newest schedule holds for those who retired before it as well.
    newest = max(months[-1], DELAY_IN_FORCE)
    by_category = {name: _by_category(rules, newest, f"retirement.{name}") for name in _RETIREMENT}
    starts, lengths = last.steps("unemployment.benefit.duration")
    return Law(
        average_wage=np.array([wage[month.year - 1] for month in months]),
        current_wage=np.array([wage[month.year] for month in months]),
        floor=_by_month(rules, months, "contribution.base.floor_share"),
        ceiling=_by_month(rules, months, "contribution.base.ceiling_share"),
        accrual=_by_month(rules, months, "pension.basic.accrual_rate"),
        transition=_by_month(rules, months, "pension.transitional.rate"),
        account_rate=_by_month(rules, months, "pension.contribution.account_rate"),
        credit=_by_year(rules, province, "pension.account.credit_rate", settings["credit_rate_before"]),
        share_of_year=_by_year(rules, province, "pension.account.share_of_year", 0.0),
        increase=_by_year(rules, province, "pension.indexation.increase", 0.0),
        payout=np.array(last.table("pension.payout_months")),
        old_age=by_category["old_age"] * MONTHS_PER_YEAR,
        start=by_category["start_month"],
        step=by_category["months_per_step"],
        longest=by_category["longest_delay"],
        minimum_months=_by_month(rules, months, "pension.minimum_years") * MONTHS_PER_YEAR,
        resident_minimum=_by_month(rules, months, "resident_pension.basic_minimum"),
        resident_payout=last.number("resident_pension.payout_months"),
        resident_age=int(last.number("resident_pension.age") * MONTHS_PER_YEAR),
        dole_starts=np.array(starts),
        dole_months=np.array(lengths),
        dole_longest=last.number("unemployment.benefit.longest"),
        dole=np.array([_dole(rules, month, settings) for month in months]),
    )


def _dole(rules: RuleBook, month: Month, settings: dict[str, Any]) -> float:
    lowest = settings["minimum_wage"][month.year]
    share = rules.at(month).number("unemployment.benefit.level_share")
    benefit = unemployment_benefit(lowest, share, lowest * settings["subsistence_share_of_minimum_wage"])
    return round(benefit * _FEN) / _FEN


def _by_month(rules: RuleBook, months: list[Month], key: str) -> Floats:
    return np.array([rules.at(month).number(key) for month in months])


def _by_year(rules: RuleBook, province: Province, key: str, default: float) -> Floats:
    """[year] the figure in force in December, `default` where the book has none."""
    days = [rules.at(Month.of(year, MONTHS_PER_YEAR)) for year in province.years]
    return np.array([day.number(key) if day.has(key) else default for day in days])


def _by_category(rules: RuleBook, month: Month, key: str) -> NDArray[np.int64]:
    values = [rules.at(month).value(f"{key}.{category}") for category in ("male", "female_cadre", "female_worker")]
    return np.array([_whole(value) for value in values], np.int64)


def _whole(value: Any) -> int:
    return Month.parse(value).ordinal if isinstance(value, str) else int(value)
