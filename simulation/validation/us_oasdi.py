"""US OASDI projected from the Social Security area population as given, beside the Trustees' own projection."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.markdown import table_lines
from simulation.projection import project, with_reference_data
from simulation.result import Projection
from simulation.scenario import Scenario
from simulation.validation.tables import case_cells, percent
from simulation.validation_case import ValidationCase, compared, read_figures

FIGURES = Path(__file__).parent / "us_oasdi.yaml"
COUNTRY, FUND = "us-oasdi", "oasdi"
PEOPLE_FILE = Path("us_ssa") / "SSPopJul_TR2024.csv"
CEILING = "retirement.highest_normal_age"
CEILINGS, SWITCH_YEAR = (66, 65), 2050
_BILLION, _MILLION = 1e9, 1e6
_HEAD = """\
<!-- made by `anlan validate` where the reference data are: do not edit -->

# US OASDI beside its Trustees 美国OASDI检验

The country `us-oasdi` is YAML only (see [a new country](a-new-country.md)). Its people are the Social Security area
population of the Trustees Report 2024 as given, which is not part of the project: `anlan validate` writes this page
where the setting `reference_data` names the folder that holds it. Two levels, taxable payroll and cost, are set to the
figures of 2025 and the shapes by age were written down to give that year's workers and beneficiaries; nothing later
entered. In the first ten years the Trustees' payroll grows faster than ours, most likely because they let wages
outpace prices by more at first: ours outpace them by the same 1.13 points in every year.
"""
_COLUMNS = ("Figure", "Year", "Published", "Ours", "Error", "Unit", "Use")


@dataclass(frozen=True, slots=True)
class _Ours:
    projection: Projection

    def yearly(self, measure: str, year: int) -> float:
        """The fund's measure in one year."""
        values = self.projection.funds[FUND].measures[measure]
        assert isinstance(values, np.ndarray)
        return float(values[year - int(self.projection.years[0])])

    def payroll(self, year: int) -> float:
        """Taxable payroll in dollars: income before interest over the income rate."""
        fund, row = self.projection.funds[FUND], year - int(self.projection.years[0])
        earned = sum(fund.income_lines[line][row] for line in ("interest", "entrusted_investment"))
        return (self.yearly("income", year) - float(earned)) / self.yearly("income_rate", year)

    def years_until_depletion(self, _year: int) -> float:
        """Years after the base year, one beyond the last where the fund is never depleted."""
        depleted = self.projection.funds[FUND].measures["depletion_year"]
        years = self.projection.years
        return float((depleted if isinstance(depleted, int) else years[-1] + 1) - years[0] + 1)


def is_there(reference_data: Path | None) -> bool:
    """Whether the folder of reference data holds the people of OASDI."""
    return reference_data is not None and (reference_data / PEOPLE_FILE).is_file()


def us_oasdi_cases(reference_data: Path) -> tuple[ValidationCase, ...]:
    """Cost rate, taxable payroll, workers and beneficiaries beside the Trustees'."""
    ours = _Ours(project(_scenario(reference_data)))
    group = "US OASDI projected: "
    return compared(
        read_figures(FIGURES),
        {
            f"{group}cost rate": lambda year: ours.yearly("cost_rate", year),
            f"{group}taxable payroll": lambda year: ours.payroll(year) / _BILLION,
            f"{group}years until depletion": ours.years_until_depletion,
            f"{group}workers in covered employment": lambda year: ours.yearly("contributors", year) / _MILLION,
            f"{group}beneficiaries": lambda year: ours.yearly("beneficiaries", year) / _MILLION,
        },
    )


def effect_of_later_retirement(reference_data: Path) -> dict[int, float]:
    """Highest normal age kept -> share of payroll by which the cost rate of 2050 is higher than under the law."""
    law = _Ours(project(_scenario(reference_data))).yearly("cost_rate", SWITCH_YEAR)
    kept = {age: _Ours(project(_scenario(reference_data, f"{CEILING}={age}"))) for age in CEILINGS}
    return {age: ours.yearly("cost_rate", SWITCH_YEAR) - law for age, ours in kept.items()}


def us_oasdi_page(reference_data: Path) -> str:
    """The page of the comparison; the same data give the same bytes."""
    cases = us_oasdi_cases(reference_data)
    effects = effect_of_later_retirement(reference_data)
    lines = [
        f"The normal age kept at {age} for those who reach 62 from 2025 on moves the cost rate of {SWITCH_YEAR} by "
        f"{percent(effect, decimals=2).replace(' %', ' points')} of payroll.\n"
        for age, effect in effects.items()
    ]
    return "\n".join([_HEAD, *table_lines(_COLUMNS, map(case_cells, cases)), "", *lines]).rstrip("\n") + "\n"


def _scenario(reference_data: Path, *settings: str) -> Scenario:
    return with_reference_data(Scenario(COUNTRY, settings=settings), reference_data)
