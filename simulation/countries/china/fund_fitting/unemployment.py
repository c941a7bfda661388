"""Fits unemployment insurance: `python -m simulation.countries.china.fund_fitting.unemployment`."""

from simulation.countries.china.fund_fitting.base_year import FITTED_YEAR, FittedParameter, FundFamily, write_fitted
from simulation.schemes.unemployment import MONTHS_PER_YEAR, project_unemployment

FUND = "unemployment"
FAMILY = FundFamily(
    name="unemployment",
    published=("unemployment_base_2023",),
    project=lambda context: (project_unemployment(context),),
    parameters=(
        FittedParameter(
            key="unemployment.collection_rate",
            title={"zh": "失业保险征缴率", "en": "Contributions collected as a share of those due, unemployment"},
            unit="share",
            reason="Brings income to that of 2023.",
            bounds=(0, 1.5),
            measure=lambda accounts: float(accounts[FUND].income[0]),
            target=lambda published: published.at(f"{FUND}.income", FITTED_YEAR),
        ),
        FittedParameter(
            key="unemployment.claim_share",
            title={"zh": "失业人员领取比例", "en": "Claimants as a share of the insured times the unemployment rate"},
            unit="share",
            reason="Brings the persons who drew to those of 2023.",
            bounds=(0, 3),
            measure=lambda accounts: float(accounts[FUND].flows.measures["claimants"][0]),
            target=lambda published: published.at(f"{FUND}.claimants", FITTED_YEAR),
        ),
        FittedParameter(
            key="unemployment.minimum_wage_ratio",
            title={"zh": "最低工资占平均工资", "en": "Mean minimum wage as a share of last year's average wage"},
            unit="share of the average wage",
            reason="Brings the monthly benefit to that of 2023, at the level that the rule book gives it.",
            bounds=(0, 1),
            measure=lambda accounts: float(accounts[FUND].flows.measures["benefit_per_beneficiary"][0]),
            target=lambda published: published.at(f"{FUND}.monthly_benefit", FITTED_YEAR) * MONTHS_PER_YEAR,
        ),
        FittedParameter(
            key="unemployment.used_share",
            title={"zh": "领取期限使用比例", "en": "Months drawn as a share of months granted"},
            unit="share",
            reason="Brings the benefit paid to that of 2023.",
            bounds=(0, 1),
            measure=lambda accounts: float(accounts[FUND].flows.measures["benefit_proper"][0]),
            target=lambda published: published.at(f"{FUND}.benefit_outgo", FITTED_YEAR),
        ),
        FittedParameter(
            key="unemployment.returned_share",
            title={
                "zh": "稳岗返还和培训支出比例",
                "en": "Returned to employers and spent on training as a share of contributions",
            },
            unit="share of contributions",
            reason="Brings outgo to that of 2023.",
            bounds=(0, 3),
            measure=lambda accounts: float(accounts[FUND].outgo[0]),
            target=lambda published: published.at(f"{FUND}.outgo", FITTED_YEAR),
        ),
    ),
)

if __name__ == "__main__":
    write_fitted(FAMILY)
