"""Unemployment insurance (失业保险): a levy on wages, benefits along the cycle, money returned to employers."""

from bisect import bisect_right
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rules.book import RuleBook
from simulation.funds.ledger import FundFlows
from simulation.schemes.context import SchemeContext
from simulation.schemes.insured_workers import insured_workers
from simulation.schemes.parts import lagged_base, law_years, levy, mean_of_year

Yearly = NDArray[np.float64]
MONTHS_PER_YEAR = 12
# Months paid in by a typical claimant of each kind.
CLAIMANTS = {"under_5_years": 36, "5_to_10_years": 84, "over_10_years": 156}


def project_unemployment(context: SchemeContext) -> FundFlows:
    """Claims are insured × unemployment rate × share who claim; each draws part of its entitlement.

    `beneficiaries` is the mean number drawing in the year. Besides the benefit itself the fund pays the medical
    contribution of those who draw; money returned to employers and training are a share of contributions.

    Law: 社会保险法 第四十六条至第四十八条
    """
    insured = insured_workers(context, "unemployment")
    paying = mean_of_year(insured)
    base = lagged_base(context, "unemployment.base_ratio")
    rate = context.rule("unemployment.contribution.employer_rate") + context.rule(
        "unemployment.contribution.employee_rate"
    )
    collection = context.assume("unemployment.collection_rate")
    contributions = levy(paying, base, rate, collection)
    claimants = paying * context.economy_at("unemployment_rate") * context.assume("unemployment.claim_share")
    months = _entitlement(context) * context.assume("unemployment.used_share")
    monthly = monthly_benefit(context)
    benefits = claimants * months * monthly
    return FundFlows(
        name="unemployment",
        years=context.years,
        income={"contributions": contributions},
        outgo={
            "benefits": benefits * (1.0 + context.assume("unemployment.cost_on_top_of_benefit")),
            "other_outgo": contributions * context.assume("unemployment.returned_share"),
        },
        insured=insured[1:],
        contributors=insured[1:],
        beneficiaries=claimants * months / MONTHS_PER_YEAR,
        opening_balance=context.published.at("unemployment.accumulated_balance", context.base_year),
        taxable_base=paying * base,
        measures={
            "base_ratio": context.assume("unemployment.base_ratio"),
            "collection_rate": collection,
            "claimants": claimants,
            "benefit_proper": benefits,
            "benefit_per_beneficiary": monthly * MONTHS_PER_YEAR,
            "replacement_ratio": monthly * MONTHS_PER_YEAR / context.economy_at("wage.full_calibre", lag=1),
        },
    )


def monthly_benefit(context: SchemeContext) -> Yearly:
    """[year] yuan a month: the rule book's share of a minimum wage that keeps its distance from last year's average."""
    minimum_wage = context.economy_at("wage.full_calibre", lag=1) / MONTHS_PER_YEAR
    minimum_wage = minimum_wage * context.assume("unemployment.minimum_wage_ratio")
    return minimum_wage * context.rule("unemployment.benefit.level_share")


def _entitlement(context: SchemeContext) -> Yearly:
    """[year] mean months granted: the scale of the rule book at three lengths of contribution, by who claims."""
    months = _months_granted(context.rules, context.region, law_years(context))
    weights = np.stack([context.assume(f"unemployment.claimants.{name}") for name in CLAIMANTS], axis=1)
    return np.asarray((months * weights).sum(axis=1) / weights.sum(axis=1))


@lru_cache(maxsize=64)
def _months_granted(book: RuleBook, region: str, years: tuple[int, ...]) -> NDArray[np.float64]:
    """[year, claimants] months of benefit on 1 July of each year, never beyond the longest of the law."""
    rows = []
    for year in years:
        law = book.at(f"{year}-07", region)
        starts, months = law.steps("unemployment.benefit.duration")
        rows.append([months[bisect_right(starts, paid) - 1] for paid in CLAIMANTS.values()])
        rows[-1] = [min(granted, law.number("unemployment.benefit.longest")) for granted in rows[-1]]
    return np.array(rows)
