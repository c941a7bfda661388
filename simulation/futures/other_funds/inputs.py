"""The funds beside the employees' pension as sums over people and amounts per head, from the deterministic schemes."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.demography.population import AGES
from simulation.funds.ledger import FundFlows
from simulation.futures.other_funds import figures
from simulation.futures.other_funds.figures import AMOUNTS, ANNOUNCED, WEIGHTS, ResidentRecords
from simulation.schemes import work_injury
from simulation.schemes.context import SchemeContext
from simulation.schemes.insured_workers import insured_workers
from simulation.schemes.medical import project_employee_medical, project_resident_medical
from simulation.schemes.medical_members import employee_members, resident_members
from simulation.schemes.parts import (
    AGE,
    announced_since,
    by_age,
    carried_amount,
    mean_of_year,
    relative_to_base,
    stock_years,
)
from simulation.schemes.pension import inputs as pension_inputs
from simulation.schemes.pension.inputs import PensionGroup
from simulation.schemes.resident_accounts import months_left
from simulation.schemes.resident_pension import (
    ResidentMembers,
    basic_pension,
    payout_months_of,
    pension_age_of,
    resident_accounts,
)
from simulation.schemes.resident_pension import resident_members as pension_members
from simulation.schemes.unemployment import project_unemployment
from simulation.schemes.working_life import retired_share

Floats = NDArray[np.float64]
OLD_AGE = 65
_ANNOUNCED_KEYS = {
    "premium": "medical.resident.contribution",
    "subsidy": "medical.resident.subsidy",
    "basic": "resident_pension.basic_minimum",
}


class OtherFunds(NamedTuple):
    """What the kernel needs of these funds: the rows are named in figures.

    amounts        [AMOUNTS, year]; since [ANNOUNCED, year]
    weights        [stock row, WEIGHTS, sex, age]
    accounts       [(held, drawn), age] the residents' accounts at the opening
    injury_pensioners  persons at the opening
    """

    amounts: Floats
    since: NDArray[np.int64]
    records: ResidentRecords
    weights: Floats
    accounts: Floats
    injury_pensioners: float


def other_funds(context: SchemeContext, groups: tuple[PensionGroup, ...]) -> OtherFunds:
    """The central amounts and sums; `groups` are those of the employees' pension, whose people are counted here too."""
    members = pension_members(context)
    weights = _weights(context, groups, members)
    totals = np.einsum("twsa,tsa->wt", weights, context.persons())
    paid = _paid(context)
    accounts = resident_accounts(context, members, paid[0] + paid[1])
    return OtherFunds(
        amounts=_amounts(context, totals, paid),
        since=np.stack([_stock_row(context, _ANNOUNCED_KEYS[name]) for name in ANNOUNCED]),
        records=_records(context, members),
        weights=weights,
        accounts=np.stack([accounts.balance[0], accounts.pension[0]]),
        injury_pensioners=float(
            context.assumptions.array("work_injury.pensioners", np.array([context.base_year]))[0],
        ),
    )


def _weights(context: SchemeContext, groups: tuple[PensionGroup, ...], members: ResidentMembers) -> Floats:
    persons = context.persons()
    employees = employee_members(context)
    active, retired = employees.actives / persons, employees.retirees / persons
    residents = resident_members(context, employees) / persons
    others = np.maximum(persons - employees.all, 0.0) / persons
    coverage = np.divide(residents, others, out=np.zeros_like(residents), where=others > 0.0)
    profile = by_age(context, "employee_medical.cost_profile")
    resident_profile = by_age(context, "resident_medical.cost_profile")
    yielded = coverage * active
    paying, everybody = members.paying_ages / persons, np.ones_like(persons)
    named = {
        "unemployment_insured": _at_work(context, "unemployment"),
        "injury_insured": _at_work(context, "work_injury"),
        "medical_active": active,
        "medical_retired": retired,
        "medical_active_units": active * profile,
        "medical_retired_units": retired * profile,
        "resident_heads": residents,
        "resident_heads_yielded": yielded,
        "resident_units": residents * resident_profile,
        "resident_units_yielded": yielded * resident_profile,
        "resident_paying": paying,
        "resident_grades": paying * by_age(context, "resident_pension.grade_profile"),
        "resident_drawing": members.drawing / persons,
        "children": everybody * (AGE == 0),
        "everybody": everybody,
        "aged_65": everybody * (AGE >= OLD_AGE),
    } | _eligible(context, groups)
    return np.ascontiguousarray(np.stack([named[name] for name in WEIGHTS], axis=1))


def _eligible(context: SchemeContext, groups: tuple[PensionGroup, ...]) -> dict[str, Floats]:
    still = pension_inputs.share_not_yet_retired(context, groups).transpose(0, 2, 1, 3)
    ages = slice(*pension_inputs.WORKING_AGES)
    eligible = {}
    for group, share in zip(groups, still, strict=True):
        eligible[f"eligible_{group.name}"] = np.zeros((*share.shape[:2], AGES))
        eligible[f"eligible_{group.name}"][:, :, ages] = share
    return eligible


def _at_work(context: SchemeContext, fund: str) -> Floats:
    """[stock row, sex, age] share of the persons of that age whom `fund` insures."""
    share = (1.0 - retired_share(context)) * (AGE >= 16)
    at_work = (context.persons()[0] * share[0]).sum()
    insured = context.published.at(f"{fund}.insured", context.base_year)
    return np.asarray(share * (insured / at_work * relative_to_base(context, f"{fund}.coverage"))[:, None, None])


def _paid(context: SchemeContext) -> tuple[Floats, Floats]:
    """[row] yuan a year per payer of the residents' pension: own contribution, and the subsidy to it."""
    income = "income.urban_disposable"
    return (
        carried_amount(
            context,
            "resident_pension.contribution",
            income,
            beyond="resident_pension.contribution_growth_beyond_income",
        ),
        carried_amount(context, "resident_pension.contribution_subsidy", income),
    )


def _amounts(context: SchemeContext, totals: Floats, paid: tuple[Floats, Floats]) -> Floats:
    """Amounts per head: what the deterministic schemes pay and collect, divided by the heads they count."""
    means = {name: mean_of_year(stock) for name, stock in zip(WEIGHTS, totals, strict=True)}
    minimum, addition = basic_pension(context)
    assume = context.assume
    named = {
        "paid": paid[0],
        "paid_subsidy": paid[1],
        "basic": minimum,
        "addition": addition,
        "fiscal_share": assume("resident_pension.fiscal_share_of_basic"),
        "funeral_grant": carried_amount(context, "resident_pension.funeral_grant", "income.urban_disposable"),
        "credited_share": assume("resident_pension.paying_share"),
        "account_rate": context.rule("resident_pension.account_credit_rate")
        + assume("resident_pension.credit_rate_shift"),
    }
    named |= _medical_amounts(context, means, totals[figures.CHILDREN, 1:])
    named |= _amounts_at_work(context, means["injury_insured"])
    return np.stack([named[name] for name in AMOUNTS])


def _medical_amounts(context: SchemeContext, means: dict[str, Floats], children: Floats) -> dict[str, Floats]:
    pooled = project_employee_medical(context).pooled
    residents = project_resident_medical(context)
    maternity = pooled.measures["maternity_outgo"]
    units = means["medical_active_units"] + means["medical_retired_units"]
    heads = means["resident_heads"]
    return {
        "medical_contribution": pooled.income["contributions"] / means["medical_active"],
        "medical_cost": (pooled.outgo["benefits"] - maternity) / units,
        "maternity": maternity / children,
        "account_transfer": pooled.outgo["transfers_out"] / means["medical_retired"],
        "premium": residents.income["contributions"] / heads,
        "subsidy": residents.income["fiscal_subsidy"] / heads,
        "resident_cost": residents.outgo["benefits"] / means["resident_units"],
    }


def _amounts_at_work(context: SchemeContext, injury_insured: Floats) -> dict[str, Floats]:
    jobless = project_unemployment(context)
    insured = mean_of_year(insured_workers(context, "unemployment"))
    contributions, rate = jobless.income["contributions"], context.economy_at("unemployment_rate")
    incidents = work_injury.incidents_among(context, injury_insured)
    injury: FundFlows = work_injury.project_work_injury(context)
    return {
        "jobless_contribution": contributions / insured,
        "jobless_benefit": jobless.outgo["benefits"] / insured / rate,
        "jobless_returned": jobless.outgo["other_outgo"] / contributions,
        "unemployment_rate": rate,
        "injury_contribution": injury.income["contributions"] / injury_insured,
        "injury_treatment": work_injury.treatment(context, incidents) / injury_insured,
        "injury_grants": work_injury.one_off_grants(context, incidents) / injury_insured,
        "injury_death": injury.outgo["funeral_and_survivors"] / injury_insured,
        "injury_pension": injury.measures["benefit_per_beneficiary"],
        "injury_pensioners_new": work_injury.new_pensioners(context, incidents) / injury_insured,
        "injury_staying": 1.0 - context.assume("work_injury.pension_exit_rate"),
    }


def _records(context: SchemeContext, members: ResidentMembers) -> ResidentRecords:
    persons = context.persons()
    age, months = pension_age_of(context), payout_months_of(context)
    return ResidentRecords(
        insured=np.stack([(members.paying_ages / persons)[:, 0], (members.drawing / persons)[:, 0]]),
        payers_share=context.assumptions.array("resident_pension.paying_share", stock_years(context)),
        by_age=np.stack([by_age(context, "resident_pension.grade_profile"), months_left(age, months)]),
        payout_months=months,
        pension_age=age,
    )


def _stock_row(context: SchemeContext, key: str) -> NDArray[np.int64]:
    """[row] the stock row of the year in which the amount in force was announced; 0 where that is past."""
    return np.asarray(np.clip(announced_since(context, key) - context.base_year, 0, None))
