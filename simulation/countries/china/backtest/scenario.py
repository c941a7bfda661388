"""`--from YEAR`: the conditional back-test laid out as a projection of the employees' pension."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.errors import DateOutOfRange
from core.manifest import code_version, content_hash
from simulation.countries.china.backtest.fitting import BASE_YEARS
from simulation.countries.china.backtest.run import LAST_YEAR, BackTest, backtest, population_as_of
from simulation.countries.china.funds import EMPLOYEES, EMPLOYEES_TITLE, TITLES
from simulation.funds.ledger import INCOME_LINES, OUTGO_LINES, FundAccounts
from simulation.funds.measures import months_payable
from simulation.result import FundResult, Projection
from simulation.scenario import Scenario

Yearly = NDArray[np.float64]
TITLE = {"zh": "中国：职工养老保险回测（有条件）", "en": "China: conditional back-test of the employees' pension"}


def project(scenario: Scenario) -> Projection:
    """Run the back-test from the end of the scenario's start year to 2023."""
    start = scenario.start
    if start not in BASE_YEARS:
        raise DateOutOfRange(
            f"the projection cannot start at the end of {start}: no complete state of that year is known.",
            remedy=f"Start from one of {', '.join(map(str, BASE_YEARS))}, or leave --from out for the latest year.",
        )
    if scenario.settings or scenario.overlays:
        raise DateOutOfRange(
            "a back-test takes no settings and no reforms: it repeats what was known then.",
            remedy="Leave out --set and --overlay.",
        )
    run = backtest(start, "conditional")
    return Projection(
        scenario=f"{scenario.name} from {start}",
        title=TITLE,
        years=run.years,
        population=population_as_of(start),
        funds=_results(run),
        totals=_totals(run),
        notes=(_note(start),),
        manifest={
            "scenario": content_hash([scenario.name, start]),
            "parameters": run.parameters_hash,
            "data": run.data_hash,
            "code": code_version(),
            "seed": None,
            "base_year": start,
        },
    )


def _results(run: BackTest) -> dict[str, FundResult]:
    return {name: _result(name, TITLES[name], [accounts], run) for name, accounts in run.accounts.items()}


def _totals(run: BackTest) -> dict[str, FundResult]:
    """城镇职工 as published: both funds together."""
    return {EMPLOYEES: _result(EMPLOYEES, EMPLOYEES_TITLE, list(run.accounts.values()), run)}


def _result(name: str, title: Mapping[str, str], funds: Sequence[FundAccounts], run: BackTest) -> FundResult:
    def total(of: Callable[[FundAccounts], Yearly]) -> Yearly:
        return np.asarray(np.sum([of(fund) for fund in funds], axis=0))

    outgo, balance = total(lambda fund: fund.outgo), total(lambda fund: fund.accumulated_balance)
    beneficiaries = total(lambda fund: fund.flows.beneficiaries)
    active = total(lambda fund: fund.flows.measures["active"])
    return FundResult(
        name=name,
        title=title,
        measures={
            "income": total(lambda fund: fund.income),
            "outgo": outgo,
            "annual_balance": total(lambda fund: fund.annual_balance),
            "annual_balance_before_subsidy": total(lambda fund: fund.annual_balance_before_subsidy),
            "accumulated_balance": balance,
            "months_payable": months_payable(balance, outgo),
            "insured": total(lambda fund: fund.flows.insured),
            "contributors": total(lambda fund: fund.flows.contributors),
            "beneficiaries": beneficiaries,
            "active": active,
            "support_ratio": active / beneficiaries,
            "first_deficit_year": None,
            "first_deficit_year_before_subsidy": None,
            "depletion_year": None,
            "depletion_year_before_subsidy": None,
        },
        income_lines=_lines(INCOME_LINES, [fund.income_lines for fund in funds]),
        outgo_lines=_lines(OUTGO_LINES, [fund.outgo_lines for fund in funds]),
        actual_until=run.base_year,
        status=("projected",) * run.years.size,
    )


def _lines(names: Sequence[str], funds: Sequence[Mapping[str, Yearly]]) -> dict[str, Yearly]:
    return {name: np.asarray(np.sum([lines[name] for lines in funds], axis=0)) for name in names}


def _note(start: int) -> dict[str, str]:
    return {
        "zh": f"有条件回测：{start}年末状态，参数仅用当时及以前数据拟合；"
        f"工资、参保缴费人数、调整比例、记账利率、减免由外部给定；终点{LAST_YEAR}年。",
        "en": f"Conditional back-test: the state of the end of {start}, parameters fitted to data of that date or "
        f"earlier; wages, members, indexation, account rates and relief are given from outside. Ends in {LAST_YEAR}.",
    }
