"""Fits work injury insurance: `python -m simulation.countries.china.fund_fitting.work_injury`."""

from simulation.countries.china.fund_fitting.base_year import FITTED_YEAR, FittedParameter, FundFamily, write_fitted
from simulation.schemes.work_injury import project_work_injury

FUND = "work_injury"
FAMILY = FundFamily(
    name="work_injury",
    published=("work_injury_base_2023",),
    project=lambda context: (project_work_injury(context),),
    parameters=(
        FittedParameter(
            key="work_injury.collection_rate",
            title={"zh": "工伤保险征缴率", "en": "Contributions collected as a share of those due, work injury"},
            unit="share",
            reason="Brings income to that of 2023.",
            bounds=(0, 2),
            measure=lambda accounts: float(accounts[FUND].income[0]),
            target=lambda published: published.at(f"{FUND}.income", FITTED_YEAR),
        ),
        FittedParameter(
            key="work_injury.treatment_per_case",
            title={"zh": "每例工伤医疗等支出", "en": "Treatment and other cost per case"},
            unit="yuan per case, at the level of the first year given, growing with wages",
            reason="Brings outgo to that of 2023.",
            bounds=(0, 1e6),
            measure=lambda accounts: float(accounts[FUND].outgo[0]),
            target=lambda published: published.at(f"{FUND}.outgo", FITTED_YEAR),
        ),
    ),
)

if __name__ == "__main__":
    write_fitted(FAMILY)
