"""Work injury insurance (工伤保险): employers pay by industry class, benefits follow incidence, wages and incomes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.funds.ledger import FundFlows
from simulation.schemes.context import SchemeContext
from simulation.schemes.insured_workers import insured_workers
from simulation.schemes.parts import (
    carried_amount,
    lagged_base,
    levy,
    mean_of_year,
    rule_table_by_year,
    stock_years,
)

Yearly = NDArray[np.float64]
MONTHS_PER_YEAR = 12
INDUSTRY_CLASSES = np.arange(1, 9)
DISABILITY_CLASSES = np.arange(1, 11)
PENSION_CLASSES = 4


@dataclass(frozen=True, slots=True)
class Incidents:
    """[year] recognised cases, deaths, and the yearly wage that counts for benefits in yuan."""

    cases: Yearly
    deaths: Yearly
    own_wage: Yearly


def project_work_injury(context: SchemeContext) -> FundFlows:
    """Rates by class as in 人社部发〔2015〕71号; benefits as in 工伤保险条例 第三十条至第三十九条.

    `beneficiaries` are those who draw a disability or dependants' pension at 31 December; treatment and one-off grants
    are counted by case.
    """
    insured = insured_workers(context, "work_injury")
    paying = mean_of_year(insured)
    base = lagged_base(context, "work_injury.base_ratio")
    collection = context.assume("work_injury.collection_rate")
    incidents = incidents_among(context, paying)
    drawing = pensioners(context, incidents)
    pension = base * context.assume("work_injury.pension_level")
    return FundFlows(
        name="work_injury",
        years=context.years,
        income={"contributions": levy(paying, base, average_rate(context), collection)},
        outgo={
            "benefits": treatment(context, incidents)
            + one_off_grants(context, incidents)
            + mean_of_year(drawing) * pension,
            "funeral_and_survivors": on_death(context, incidents),
        },
        insured=insured[1:],
        contributors=insured[1:],
        beneficiaries=drawing[1:],
        opening_balance=context.published.at("work_injury.accumulated_balance", context.base_year),
        taxable_base=paying * base,
        measures={
            "base_ratio": context.assume("work_injury.base_ratio"),
            "collection_rate": collection,
            "average_rate": average_rate(context),
            "cases": incidents.cases,
            "deaths": incidents.deaths,
            "benefit_per_beneficiary": pension,
        },
    )


def average_rate(context: SchemeContext) -> Yearly:
    """[year] share of the wage bill due: class rates weighted by wages, floated and cut for the time being."""
    weights = context.assumptions.array("work_injury.wage_bill_by_class", INDUSTRY_CLASSES)
    by_class = rule_table_by_year(context, "work_injury.contribution.class_rates") @ (weights / weights.sum())
    floated = np.clip(
        context.assume("work_injury.float"),
        context.rule("work_injury.contribution.least_float"),
        context.rule("work_injury.contribution.most_float"),
    )
    return np.asarray(by_class * floated * (1.0 - context.assume("work_injury.staged_cut")))


def incidents_among(context: SchemeContext, insured: Yearly) -> Incidents:
    """Cases and deaths among `insured` [year] persons, and the wage that counts."""
    return Incidents(
        cases=insured * context.assume("work_injury.case_rate"),
        deaths=insured * context.assume("work_injury.death_rate"),
        own_wage=lagged_base(context, "work_injury.base_ratio"),
    )


def treatment(context: SchemeContext, incidents: Incidents) -> Yearly:
    """[year] yuan for treatment: an amount per case, which grows with wages and beyond."""
    return incidents.cases * carried_amount(
        context, "work_injury.treatment_per_case", "wage.full_calibre", beyond="work_injury.excess_cost_growth"
    )


def one_off_grants(context: SchemeContext, incidents: Incidents) -> Yearly:
    """[year] yuan: months of the own wage by disability class (第三十五条至第三十七条)."""
    months = rule_table_by_year(context, "work_injury.disability.one_off_months") @ _cases_by_class(context)
    return np.asarray(incidents.cases * months * incidents.own_wage / MONTHS_PER_YEAR)


def new_pensioners(context: SchemeContext, incidents: Incidents) -> Yearly:
    """[year] persons whose pension begins: classes 1 to 4 and dependants."""
    serious = _cases_by_class(context)[:PENSION_CLASSES].sum()
    dependants = incidents.deaths * context.assume("work_injury.dependants_per_death")
    return np.asarray(incidents.cases * serious + dependants)


def pensioners(context: SchemeContext, incidents: Incidents) -> Yearly:
    """[year, base year first] persons drawing a pension: new ones come, a share leaves."""
    new = new_pensioners(context, incidents)
    staying = 1.0 - context.assume("work_injury.pension_exit_rate")
    stock = np.empty(new.size + 1)
    stock[0] = context.assumptions.array("work_injury.pensioners", stock_years(context)[:1])[0]
    for year in range(new.size):
        stock[year + 1] = stock[year] * staying[year] + new[year]
    return stock


def on_death(context: SchemeContext, incidents: Incidents) -> Yearly:
    """[year] yuan: years of last year's urban income, and funeral months of the average wage (第三十九条)."""
    grant = context.economy_at("income.urban_disposable", lag=1) * context.rule("work_injury.death.grant_years")
    funeral = context.economy_at("wage.full_calibre", lag=1) / MONTHS_PER_YEAR
    return incidents.deaths * (grant + funeral * context.rule("work_injury.death.funeral_months"))


def _cases_by_class(context: SchemeContext) -> Yearly:
    """[disability class] share of recognised cases that end in that class."""
    return context.assumptions.array("work_injury.cases_by_class", DISABILITY_CLASSES)
