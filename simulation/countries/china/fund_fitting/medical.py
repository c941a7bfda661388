"""Fits the two medical funds: `python -m simulation.countries.china.fund_fitting.medical`."""

from simulation.countries.china.fund_fitting.base_year import (
    FITTED_YEAR,
    Accounts,
    FittedParameter,
    FundFamily,
    write_fitted,
)
from simulation.funds.ledger import FundFlows
from simulation.published import PublishedFigures
from simulation.schemes.context import SchemeContext
from simulation.schemes.medical import project_employee_medical, project_resident_medical

POOLED, ACCOUNTS, RESIDENTS = "employee_medical", "employee_medical_accounts", "resident_medical"


def pooled_outgo(published: PublishedFigures) -> float:
    """Yuan paid by the pooled fund in 2023: its income less what its balance rose by."""
    balance = published.series(f"{POOLED}.accumulated_balance")
    rise = balance.at(FITTED_YEAR) - balance.at(FITTED_YEAR - 1)
    return published.at(f"{POOLED}.income", FITTED_YEAR) - rise


def accounts_income(published: PublishedFigures) -> float:
    """Yuan credited to personal accounts in 2023: what the pooled fund did not receive."""
    return published.at(f"{POOLED}.total_income", FITTED_YEAR) - published.at(f"{POOLED}.income", FITTED_YEAR)


def _project(context: SchemeContext) -> tuple[FundFlows, ...]:
    employees = project_employee_medical(context)
    return employees.pooled, employees.accounts, project_resident_medical(context)


def _pooled_income(accounts: Accounts) -> float:
    """As published: what goes on to the retirees' accounts is not counted as pooled."""
    pooled = accounts[POOLED]
    return float(pooled.income[0] - pooled.outgo_lines["transfers_out"][0])


FAMILY = FundFamily(
    name="medical",
    published=("medical_base_2023",),
    project=_project,
    parameters=(
        FittedParameter(
            key="employee_medical.base_ratio",
            title={
                "zh": "职工医保缴费基数占平均工资",
                "en": "Contribution base as a share of last year's average wage, medical",
            },
            unit="share of the average wage",
            reason="Brings the income of the personal accounts to that of 2023.",
            bounds=(0.2, 3),
            measure=lambda accounts: float(accounts[ACCOUNTS].income[0]),
            target=accounts_income,
        ),
        FittedParameter(
            key="employee_medical.local_rate_ratio",
            title={
                "zh": "各地单位费率与征缴水平",
                "en": "Employers' contributions collected relative to the national rate",
            },
            unit="ratio",
            reason="Brings the pooled income to that of 2023; above one as many places ask for more than 6 %.",
            bounds=(0, 3),
            measure=_pooled_income,
            target=lambda published: published.at(f"{POOLED}.income", FITTED_YEAR),
        ),
        FittedParameter(
            key="employee_medical.maternity_cost_per_birth",
            title={"zh": "每例生育待遇支出", "en": "Maternity cost per birth"},
            unit="yuan per birth in the population, at the level of the first year given",
            reason="Brings maternity outgo to that of 2023.",
            bounds=(0, 1e6),
            measure=lambda accounts: float(accounts[POOLED].flows.measures["maternity_outgo"][0]),
            target=lambda published: published.at(f"{POOLED}.maternity_outgo", FITTED_YEAR),
        ),
        FittedParameter(
            key="employee_medical.cost_per_unit",
            title={"zh": "职工医保单位费用", "en": "Pooled cost per unit of the age profile, employees"},
            unit="yuan a year, at the level of the first year given",
            reason="Brings pooled outgo to that of 2023.",
            bounds=(0, 1e6),
            measure=lambda accounts: float(accounts[POOLED].outgo_lines["benefits"][0]),
            target=pooled_outgo,
        ),
        FittedParameter(
            key="employee_medical.account_spending_share",
            title={"zh": "个人账户当年支出比例", "en": "Account money spent as a share of what is held and credited"},
            unit="share",
            reason="Brings the outgo of the personal accounts to that of 2023.",
            bounds=(0, 1),
            measure=lambda accounts: float(accounts[ACCOUNTS].outgo[0]),
            target=lambda published: published.at(f"{POOLED}.total_outgo", FITTED_YEAR) - pooled_outgo(published),
        ),
        FittedParameter(
            key="resident_medical.local_subsidy_ratio",
            title={"zh": "居民医保财政补助水平", "en": "Subsidy paid relative to the announced amount"},
            unit="ratio",
            reason="Brings the residents' income to that of 2023; above one because places add to the national amount.",
            bounds=(0, 3),
            measure=lambda accounts: float(accounts[RESIDENTS].income[0]),
            target=lambda published: published.at(f"{RESIDENTS}.income", FITTED_YEAR),
        ),
        FittedParameter(
            key="resident_medical.cost_per_unit",
            title={"zh": "居民医保单位费用", "en": "Cost per unit of the age profile, residents"},
            unit="yuan a year, at the level of the first year given",
            reason="Brings the residents' outgo to that of 2023.",
            bounds=(0, 1e6),
            measure=lambda accounts: float(accounts[RESIDENTS].outgo[0]),
            target=lambda published: published.at(f"{RESIDENTS}.outgo", FITTED_YEAR),
        ),
    ),
)

if __name__ == "__main__":
    write_fitted(FAMILY)
