"""One year of the funds beside the employees' pension in many futures in plain NumPy: [path] income and outgo."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.demography.population import AGES
from simulation.futures.figures import Centre
from simulation.futures.other_funds import figures as rows
from simulation.futures.other_funds.figures import DRAWN, HELD

Floats = NDArray[np.float64]
Budget = tuple[Floats, Floats]

MONTHS = 12.0


class OtherFunds(NamedTuple):
    """What these funds see of a year; the axes are those of `futures.figures`, and `paths` and `accounts` are changed.

    totals, persons  (before, after) the year
    """

    row: int
    centre: Centre
    paths: Floats
    announced: Floats
    totals: tuple[Floats, Floats]
    persons: tuple[Floats, Floats]
    dying: Floats
    accounts: Floats

    def mean(self, weight: int) -> Floats:
        """[path] the mean of a sum over people before and after the year."""
        return np.asarray(0.5 * (self.totals[0][weight] + self.totals[1][weight]))

    def covered_mean(self, weight: int) -> Floats:
        """The same of people insured by their work, of whom coverage decides how many there are."""
        first, last = self.paths[rows.COVERED_BEFORE], self.paths[rows.COVERED]
        return np.asarray(0.5 * (first * self.totals[0][weight] + last * self.totals[1][weight]))

    def residents_mean(self, weight: int, yielded: int) -> Floats:
        """The same of residents, of whom more coverage at work takes some."""
        more_before, more = self.paths[rows.COVERED_BEFORE] - 1.0, self.paths[rows.COVERED] - 1.0
        before, after = self.totals
        first = before[weight] - more_before * before[yielded]
        return np.asarray(0.5 * (first + after[weight] - more * after[yielded]))

    def amount(self, name: int) -> float:
        """A central amount of the year."""
        return float(self.centre.amounts[name, self.row])

    def announced_then(self, name: int) -> Floats:
        """[path] the index of incomes in the year that announced an amount."""
        return np.asarray(self.announced[self.centre.since[name, self.row]])


def budgets(given: OtherFunds) -> tuple[Budget, ...]:
    """Income and outgo before interest, in the order of figures.FUNDS from the residents' pension on."""
    return (
        _resident_pension(given),
        _employee_medical(given),
        _resident_medical(given),
        _unemployment(given),
        _work_injury(given),
    )


def _employee_medical(given: OtherFunds) -> Budget:
    amount, paths = given.amount, given.paths
    units = given.covered_mean(rows.MED_ACTIVE_UNITS) + given.mean(rows.MED_RETIRED_UNITS)
    children = given.totals[1][rows.CHILDREN]
    paid = given.covered_mean(rows.MED_ACTIVE) * amount(rows.MEDICAL_CONTRIBUTION)
    care = units * amount(rows.MEDICAL_COST) * paths[rows.MEDICAL] + children * amount(rows.MATERNITY)
    to_accounts = given.mean(rows.MED_RETIRED) * amount(rows.ACCOUNT_TRANSFER)
    return paid * paths[rows.WAGES_BEFORE] * paths[rows.COMPLIANCE], to_accounts + paths[rows.WAGES] * care


def _resident_medical(given: OtherFunds) -> Budget:
    premium = given.amount(rows.PREMIUM) / given.announced_then(rows.PREMIUM_SINCE)
    subsidy = given.amount(rows.SUBSIDY) / given.announced_then(rows.SUBSIDY_SINCE)
    heads = given.residents_mean(rows.RES_HEADS, rows.RES_YIELDED)
    units = given.residents_mean(rows.RES_UNITS, rows.RES_UNITS_YIELDED)
    cost = given.amount(rows.RESIDENT_COST) * given.paths[rows.WAGES] * given.paths[rows.MEDICAL]
    return heads * given.paths[rows.INCOMES] * (premium + subsidy), units * cost


def _unemployment(given: OtherFunds) -> Budget:
    paths, insured = given.paths, given.covered_mean(rows.UNEMPLOYMENT) * given.paths[rows.WAGES_BEFORE]
    income = insured * given.amount(rows.JOBLESS_CONTRIBUTION) * paths[rows.COMPLIANCE]
    rate = np.maximum(0.0, given.amount(rows.UNEMPLOYMENT_RATE) + paths[rows.MORE_JOBLESS])
    return income, insured * rate * given.amount(rows.JOBLESS_BENEFIT) + income * given.amount(rows.JOBLESS_RETURNED)


def _work_injury(given: OtherFunds) -> Budget:
    amount, paths, insured = given.amount, given.paths, given.covered_mean(rows.INJURY)
    wages, opening = paths[rows.WAGES_BEFORE], paths[rows.PENSIONERS].copy()
    paths[rows.PENSIONERS] = opening * amount(rows.INJURY_STAYING) + insured * amount(rows.INJURY_PENSIONERS_NEW)
    each = amount(rows.INJURY_TREATMENT) * paths[rows.WAGES] + amount(rows.INJURY_GRANTS) * wages
    each += amount(rows.INJURY_DEATH) * paths[rows.INCOMES_BEFORE]
    pensions = 0.5 * (opening + paths[rows.PENSIONERS]) * amount(rows.INJURY_PENSION) * wages
    return insured * amount(rows.INJURY_CONTRIBUTION) * wages * paths[rows.COMPLIANCE], insured * each + pensions


def _resident_pension(given: OtherFunds) -> Budget:
    amount, row, rise, records = given.amount, given.row, given.paths[rows.INCOMES], given.centre.records
    paid, (first, last) = amount(rows.PAID) + amount(rows.PAID_SUBSIDY), records.payers_share[row : row + 2]
    before, after = given.totals
    estates, deaths = _left_by_the_dead(given)
    from_accounts = _drawn(given, row, given.persons[0])
    credited = paid * rise * amount(rows.CREDITED_SHARE) * after[rows.PAYING] / after[rows.GRADES]
    _credit_accounts(given, amount(rows.CREDITING_RATE), credited)
    from_accounts += _drawn(given, row + 1, given.persons[1])
    payers = 0.5 * (first * before[rows.PAYING] + last * after[rows.PAYING])
    basic = amount(rows.BASIC) / given.announced_then(rows.BASIC_SINCE) + amount(rows.ADDITION)
    pensions = given.mean(rows.DRAWING) * basic * rise * MONTHS
    outgo = pensions + MONTHS * from_accounts + estates + deaths * amount(rows.FUNERAL_GRANT) * rise
    return payers * paid * rise + pensions * amount(rows.FISCAL_SHARE), outgo


def _left_by_the_dead(given: OtherFunds) -> Budget:
    """[path] yuan in the accounts of the insured who die in the year, and deaths of those who draw."""
    records, old = given.centre.records, given.centre.records.pension_age
    dead = (given.persons[0] * given.dying[:, :AGES]).sum(axis=0)
    saving, drawing = records.insured[:, given.row]
    account = np.concatenate([given.accounts[HELD, :old], given.accounts[DRAWN, old:]])
    factor = np.where(np.arange(AGES) < old, 1.0, records.by_age[1])
    return ((saving + drawing) * factor) @ (dead * account), drawing @ dead


def _drawn(given: OtherFunds, stock_row: int, persons: Floats) -> Floats:
    """[path] yuan a month from accounts, of half the year."""
    old = given.centre.records.pension_age
    drawing = given.centre.records.insured[1, stock_row, old:]
    return np.asarray(0.5 * drawing @ (persons[:, old:].sum(axis=0) * given.accounts[DRAWN, old:]))


def _credit_accounts(given: OtherFunds, rate: float, credited: Floats) -> None:
    """A year older: accounts below the pension age earn and grow, those that reach it turn into a pension."""
    records, old, (held, drawn) = given.centre.records, given.centre.records.pension_age, given.accounts
    drawn[old + 1 :] = drawn[old:-1].copy()
    drawn[old] = held[old - 1] * (1.0 + rate) / records.payout_months
    grade = records.by_age[0, 1:old, None] * (1.0 + rate / 2.0)
    held[1:old] = held[: old - 1] * (1.0 + rate) + credited * grade
