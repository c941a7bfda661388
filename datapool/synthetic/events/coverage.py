"""What the fund pays of medical bills: the rule book's figures month by month, and the year's sums of a person."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.money import FEN_PER_YUAN
from core.months import MONTHS_PER_YEAR, Month
from datapool.synthetic.events import kernels
from datapool.synthetic.events.contacts import Columns, order_of
from datapool.synthetic.events.membership import GROUPS, NONE
from datapool.synthetic.events.rates import by_year, rates
from datapool.synthetic.province import Province
from rules.book import RuleBook

PLACES, LEVELS = ("outpatient", "inpatient"), ("primary", "secondary", "tertiary")
OUTPATIENT, INPATIENT, NOT_COVERED = 0, 1, -1
VISIT_KIND, LONG_KIND, STAY_KIND, PHARMACY_KIND = 11, 12, 21, 41
_NO_RULE = -1.0
_GRADED = 3


@dataclass(frozen=True, slots=True)
class Coverage:
    """deductible, rate   [month, group, place, level] fen a year; share of the covered cost, negative without a rule

    ceiling           [group, year] fen that the fund pays a person at most in a year
    pharmacies_from   month of history from which purchases in pharmacies count as outpatient bills
    """

    deductible: NDArray[np.int64]
    rate: NDArray[np.float64]
    ceiling: NDArray[np.int64]
    pharmacies_from: int


def coverage_of(province: Province, rules: RuleBook) -> Coverage:
    """The figures of the nation's rule book on the first of each month of history."""
    own = rates("coverage")
    shape = (province.months, len(GROUPS), len(PLACES), len(LEVELS))
    deductible, rate = np.zeros(shape, np.int64), np.full(shape, _NO_RULE)
    for month in range(province.months):
        for group, place in np.ndindex(len(GROUPS), len(PLACES)):
            found = _figures(rules, province.first_month.shift(month), GROUPS[group], PLACES[place])
            if found is not None:
                deductible[month, group, place] = np.rint(np.array(found[0]) * FEN_PER_YUAN)
                rate[month, group, place] = found[1]
    employee, resident = (by_year(own["ceiling"][name], province.years) for name in ("employee", "resident"))
    ceiling = np.rint(np.stack([employee, employee, resident]) * FEN_PER_YUAN).astype(np.int64)
    return Coverage(deductible, rate, ceiling, Month.parse(str(own["pharmacies_from"])).since(province.first_month))


def _figures(
    rules: RuleBook, month: Month, group: str, place: str
) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
    """Deductible in yuan and rate by level in force, those before the book where it has none, None where nothing is."""
    now = rules.at(month)
    names = tuple(f"medical.{group}.{place}.{figure}" for figure in ("deductible", "rate"))
    if all(now.has(name) for name in names):
        first, second = (now.mapping(name) for name in names)
        return tuple(first[level] for level in LEVELS), tuple(second[level] for level in LEVELS)
    before = rates("coverage")["before_the_book"].get(group, {}).get(place)
    return None if before is None else (tuple(before["deductible"]), tuple(before["rate"]))


def reimburse(settlements: Columns, groups: NDArray[np.int8], province: Province, coverage: Coverage) -> None:
    """Fill `fund` and `own` of all settlements in the order of their days; the bills stay as they are.

    groups  [person, month] medical scheme; nothing is paid where it is NONE

    The catalogue's share of a bill is that of its main item. A prescription of a long illness (12) is shared as a stay
    is: same rates, one deductible a year with the stays.
    """
    order = order_of(settlements["person"], settlements["admitted"])
    rows = {name: values[order] for name, values in settlements.items()}
    month = np.clip(province.month_of(rows["admitted"]), 0, province.months - 1)
    group = groups[rows["person"], month]
    place = np.where(np.isin(rows["kind"], (LONG_KIND, STAY_KIND)), INPATIENT, OUTPATIENT)
    from_own = (rows["kind"] == PHARMACY_KIND) & (month < coverage.pharmacies_from)
    place = np.where(from_own | (group == NONE), NOT_COVERED, place)
    level = province.providers.level[rows["provider"]]
    fund = np.zeros(order.size, np.int64)
    kernels.pay(
        rows["person"], month // MONTHS_PER_YEAR, month, np.maximum(group - 1, 0), place,
        np.where(level <= _GRADED, level - 1, 0), within_catalogue(rows, province), coverage.deductible, coverage.rate,
        coverage.ceiling, fund,
    )  # fmt: skip
    paid = np.empty_like(fund)
    paid[order] = fund
    settlements["fund"], settlements["own"] = paid, settlements["bill"] - paid


def within_catalogue(rows: Columns, province: Province) -> NDArray[np.int64]:
    """[bill] fen within the medical catalogue."""
    return np.asarray(np.rint(rows["bill"] * province.care.covered[rows["item"]]), np.int64)
