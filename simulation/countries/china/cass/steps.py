"""The table from our projection to the Academy's, one assumption at a time, and what other readings would give."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from simulation.countries.china.cass.plan import FOLDER, LAST_YEAR, Plan, known_steps, other_readings, whole_plan
from simulation.countries.china.cass.valuation import value
from simulation.funds.ledger import FundAccounts
from simulation.funds.measures import first_year
from simulation.validation_case import read_figures

JUDGED = FOLDER / "judged.yaml"
OURS: Mapping[str, str] = {
    "zh": "本模型：回测接基准假设，现行法规",
    "en": "Ours: the back-test, then the base assumptions, today's law",
}
WHOLE: Mapping[str, str] = {"zh": "全部采用社科院假设", "en": "With all of the Academy's assumptions"}
PUBLISHED: Mapping[str, str] = {"zh": "社科院公布", "en": "As the Academy published"}
_BALANCE_YEAR = 2035
_TRILLION = 1e12


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a projection of the enterprise pension comes to.

    Amounts are in yuan; None where no year to 2050 qualifies, or where nothing is published.
    """

    first_deficit_year: int | None
    depletion_year: int | None
    highest_balance: float
    highest_balance_year: int
    accumulated_balance_2035: float | None
    annual_balance_2050: float
    annual_balance_2050_before_subsidy: float


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: what is assumed (basis: published, derived or own; "" for no change) and what comes of it."""

    name: str
    title: Mapping[str, str]
    basis: str
    outcome: Outcome

    def to_json(self) -> dict[str, Any]:
        """Plain names and numbers."""
        return {"name": self.name, "title": dict(self.title), "basis": self.basis, **asdict(self.outcome)}


@cache
def steps_to_academy() -> tuple[Row, ...]:
    """From ours to theirs: each row takes over one more assumption than the row above it."""
    rows = [Row("ours", OURS, "", outcome_of(value(Plan(()))))]
    taken: tuple[str, ...] = ()
    for step in known_steps():
        taken = (*taken, step.name)
        rows.append(Row(step.name, step.title, step.basis, outcome_of(value(Plan(taken)))))
    return tuple(rows)


@cache
def readings_of_academy() -> tuple[Row, ...]:
    """All of the Academy's assumptions, first as we read them and then with one other reading at a time."""
    rows = [Row("whole", WHOLE, "", outcome_of(value(whole_plan())))]
    rows += [Row(reading.name, reading.title, "own", outcome_of(value(reading.plan))) for reading in other_readings()]
    return tuple(rows)


def published_outcome() -> Row:
    """What the Academy's own projection came to; its balance at the end of 2035 is not published."""
    published = {(figure.name.partition(": ")[2], figure.year): figure.published for figure in read_figures(JUDGED)}
    years = {name: year for name, year in published if name.startswith(("years", "highest"))}
    highest = years["highest accumulated balance"]
    outcome = Outcome(
        first_deficit_year=years["years from 2018 to the first deficit"],
        depletion_year=years["years from 2018 to depletion"],
        highest_balance=published["highest accumulated balance", highest] * _TRILLION,
        highest_balance_year=highest,
        accumulated_balance_2035=None,
        annual_balance_2050=published["balance of the year", LAST_YEAR] * _TRILLION,
        annual_balance_2050_before_subsidy=published["balance of the year before subsidy", LAST_YEAR] * _TRILLION,
    )
    return Row("published", PUBLISHED, "published", outcome)


def outcome_of(accounts: FundAccounts) -> Outcome:
    """The years and balances by which a projection is judged."""
    years, balance = accounts.flows.years, accounts.accumulated_balance
    highest = int(balance.argmax())
    last = LAST_YEAR - int(years[0])
    return Outcome(
        first_deficit_year=first_year(years, accounts.annual_balance < 0),
        depletion_year=first_year(years, balance < 0),
        highest_balance=float(balance[highest]),
        highest_balance_year=int(years[highest]),
        accumulated_balance_2035=float(balance[_BALANCE_YEAR - int(years[0])]),
        annual_balance_2050=float(accounts.annual_balance[last]),
        annual_balance_2050_before_subsidy=float(accounts.annual_balance_before_subsidy[last]),
    )
