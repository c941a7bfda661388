"""`--from YEAR`: the conditional back-test laid out as a projection of the employees' pension."""

import numpy as np

from core.errors import DateOutOfRange
from core.manifest import code_version, content_hash
from simulation.countries.china.backtest.fitting import BASE_YEARS
from simulation.countries.china.backtest.run import LAST_YEAR, BackTest, backtest, population_as_of
from simulation.countries.china.funds import TITLES
from simulation.funds.measures import months_payable
from simulation.result import FundResult, Projection
from simulation.scenario import Scenario

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
        funds={name: _result(name, run) for name in run.accounts},
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


def _result(name: str, run: BackTest) -> FundResult:
    accounts = run.accounts[name]
    flows = accounts.flows
    return FundResult(
        name=name,
        title=TITLES[name],
        measures={
            "income": accounts.income,
            "outgo": accounts.outgo,
            "annual_balance": accounts.annual_balance,
            "annual_balance_before_subsidy": accounts.annual_balance_before_subsidy,
            "accumulated_balance": accounts.accumulated_balance,
            "months_payable": months_payable(accounts.accumulated_balance, accounts.outgo),
            "insured": flows.insured,
            "contributors": flows.contributors,
            "beneficiaries": flows.beneficiaries,
            "support_ratio": flows.measures["active"] / flows.beneficiaries,
            "first_deficit_year": None,
            "depletion_year": None,
            **flows.measures,
        },
        income_lines=accounts.income_lines,
        outgo_lines=accounts.outgo_lines,
        actual_until=run.base_year,
        status=("projected",) * int(np.size(run.years)),
    )


def _note(start: int) -> dict[str, str]:
    return {
        "zh": f"有条件回测：{start}年末状态，参数仅用当时及以前数据拟合；"
        f"工资、参保缴费人数、调整比例、记账利率、减免由外部给定；终点{LAST_YEAR}年。",
        "en": f"Conditional back-test: the state of the end of {start}, parameters fitted to data of that date or "
        f"earlier; wages, members, indexation, account rates and relief are given from outside. Ends in {LAST_YEAR}.",
    }
