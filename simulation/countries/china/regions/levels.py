"""Which assumption of each smaller fund carries the level of its income and outgo in a region's base year."""

from collections.abc import Callable
from dataclasses import dataclass

from simulation.funds.ledger import FundFlows
from simulation.schemes.context import SchemeContext
from simulation.schemes.medical import project_employee_medical, project_resident_medical
from simulation.schemes.resident_pension import project_resident_pension
from simulation.schemes.unemployment import project_unemployment
from simulation.schemes.work_injury import project_work_injury


@dataclass(frozen=True, slots=True)
class Level:
    """One side of a fund's accounts and the rows that are multiplied by one factor until it is met.

    side             "income" or "outgo"
    may_be_negative  the rows are a correction on top of what the law grants, which a region may fall short of
    """

    fund: str
    side: str
    rows: tuple[str, ...]
    may_be_negative: bool = False


PROJECT: dict[str, Callable[[SchemeContext], FundFlows]] = {
    "resident_pension": project_resident_pension,
    "employee_medical": lambda context: project_employee_medical(context).pooled,
    "resident_medical": project_resident_medical,
    "unemployment": project_unemployment,
    "work_injury": project_work_injury,
}
# A number of persons, not a share: it follows the region's insured before anything is fitted.
PERSONS_ROWS = {"work_injury.pensioners": "work_injury.insured"}
# Outgo stands before income, because subsidies follow outgo.
LEVELS = (
    Level("resident_pension", "outgo", ("resident_pension.local_addition",), may_be_negative=True),
    Level(
        "resident_pension",
        "income",
        (
            "resident_pension.contribution",
            "resident_pension.contribution_subsidy",
            "resident_pension.fiscal_share_of_basic",
        ),
    ),
    Level(
        "employee_medical",
        "outgo",
        ("employee_medical.cost_per_unit", "employee_medical.maternity_cost_per_birth"),
    ),
    Level("employee_medical", "income", ("employee_medical.local_rate_ratio",)),
    Level("resident_medical", "outgo", ("resident_medical.cost_per_unit",)),
    Level("resident_medical", "income", ("resident_medical.local_subsidy_ratio",)),
    Level("unemployment", "income", ("unemployment.collection_rate",)),
    Level("unemployment", "outgo", ("unemployment.claim_share", "unemployment.returned_share")),
    Level("work_injury", "outgo", ("work_injury.case_rate", "work_injury.death_rate", "work_injury.pensioners")),
    Level("work_injury", "income", ("work_injury.collection_rate",)),
)
