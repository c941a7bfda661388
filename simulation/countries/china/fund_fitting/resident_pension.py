"""Fits the residents' pension: `python -m simulation.countries.china.fund_fitting.resident_pension`."""

from simulation.countries.china.fund_fitting.base_year import FITTED_YEAR, FittedParameter, FundFamily, write_fitted
from simulation.schemes.resident_pension import project_resident_pension

FUND = "resident_pension"
FAMILY = FundFamily(
    name="resident_pension",
    published=("resident_pension_base_2023",),
    project=lambda context: (project_resident_pension(context),),
    parameters=(
        FittedParameter(
            key="resident_pension.local_addition",
            title={"zh": "地方增发基础养老金", "en": "Mean addition of places to the national minimum"},
            unit="yuan a month, at the level of the first year given, growing with urban incomes",
            reason="Brings outgo to that of 2023.",
            bounds=(0, 10000),
            measure=lambda accounts: float(accounts[FUND].outgo[0]),
            target=lambda published: published.at(f"{FUND}.outgo", FITTED_YEAR),
        ),
        FittedParameter(
            key="resident_pension.contribution",
            title={"zh": "人均缴费", "en": "Mean contribution per payer"},
            unit="yuan a year, at the level of the first year given, growing with urban incomes",
            reason="Brings income to that of 2023.",
            bounds=(0, 100000),
            measure=lambda accounts: float(accounts[FUND].income[0]),
            target=lambda published: published.at(f"{FUND}.income", FITTED_YEAR),
        ),
    ),
)

if __name__ == "__main__":
    write_fitted(FAMILY)
