"""压力测试 carried out: every case alone, then one added after another, and what each does to one fund."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import DateOutOfRange
from simulation.countries.china.funds import interest_rates
from simulation.funds.measures import deficit_and_depletion, months_payable
from simulation.key_figures import Difference
from simulation.scenario import Scenario
from simulation.single_fund import accounts_of, check_fund, judged_by, surroundings_of
from simulation.stress.cases import Case, laid_on
from simulation.stress.reserve import Holding, ReserveNeed, reserve_need

UNITS = {
    "first_deficit_year": "calendar year; null: later than the last year",
    "depletion_year": "calendar year; null: later than the last year",
    "months_payable": "months of the year's outgo, at 31 December of the year asked for",
    "reserve_need": "yuan (CNY); present_value at 31 December of the base year",
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of every case.

    fund     whose accounts are looked at
    since    the year in which a case begins
    year     the year whose months payable are told
    holding  the months of outgo to be held, and when
    """

    fund: str
    since: int
    year: int
    holding: Holding


@dataclass(frozen=True, slots=True)
class Standing:
    """How a fund stands under one scenario; a year is None where it does not come until the last year."""

    first_deficit_year: int | None
    depletion_year: int | None
    months_payable: float
    reserve: ReserveNeed

    def to_json(self) -> dict[str, Any]:
        """Plain numbers."""
        return {
            "first_deficit_year": self.first_deficit_year,
            "depletion_year": self.depletion_year,
            "months_payable": self.months_payable,
            "reserve_need": self.reserve.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """A fund under a case: the scenario it makes, how the fund stands, and against which standing that is judged."""

    case: Case
    scenario: Scenario
    before: Standing
    after: Standing

    @property
    def changes(self) -> dict[str, Difference]:
        """Figure -> without the case, with it, and the difference."""
        before, after = self.before, self.after
        return {
            "first_deficit_year": Difference(before.first_deficit_year, after.first_deficit_year),
            "depletion_year": Difference(before.depletion_year, after.depletion_year),
            "months_payable": Difference(before.months_payable, after.months_payable),
            "reserve_need": Difference(before.reserve.present_value, after.reserve.present_value),
        }

    def to_json(self) -> dict[str, Any]:
        """Plain numbers; `change` is null where either year lies beyond the last one."""
        return {
            "name": self.case.name,
            "title": dict(self.case.title),
            "about": dict(self.case.about),
            "settings": list(self.scenario.settings),
            "overlays": [str(path) for path in self.scenario.overlays],
            **self.after.to_json(),
            "change": {name: change.difference for name, change in self.changes.items()},
        }


@dataclass(frozen=True, slots=True)
class StressTest:
    """Every case.

    alone     each case by itself, against the scenario
    together  case after case added in order, each row judged against the scenario as well: the last is all together
    """

    question: Question
    last_year: int
    base: Standing
    alone: tuple[Outcome, ...]
    together: tuple[Outcome, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain numbers."""
        asked = self.question
        return {
            "fund": asked.fund,
            "since": asked.since,
            "year": asked.year,
            "holding": {"months": asked.holding.months, "since": asked.holding.since, "until": asked.holding.until},
            "last_year": self.last_year,
            "base": self.base.to_json(),
            "cases": [outcome.to_json() for outcome in self.alone],
            "cumulative": [outcome.to_json() for outcome in self.together],
            "units": UNITS,
        }


def stress_test(scenario: Scenario, cases: Sequence[Case], question: Question) -> StressTest:
    """Lay every case on the scenario, alone and after those before it.

    InputError for an unknown fund, years outside the projection, or a case that cannot be laid on this scenario.
    """
    check_fund(question.fund)
    _check_years(scenario, question)
    base = standing(scenario, question)
    alone = []
    for case in cases:
        moved = laid_on(scenario, case, question.since)
        alone.append(Outcome(case, moved, base, standing(moved, question)))
    together, so_far = [], scenario
    for case in (case for case in cases if case.is_added):
        so_far = laid_on(so_far, case, question.since)
        together.append(Outcome(case, so_far, base, standing(so_far, question)))
    return StressTest(question, scenario.last_year, base, tuple(alone), tuple(together))


def standing(scenario: Scenario, question: Question) -> Standing:
    """How the fund stands under a scenario."""
    context = surroundings_of(scenario)
    accounts = accounts_of(context, question.fund)
    rates = interest_rates(context, question.fund)
    years: Mapping[str, int | None] = deficit_and_depletion(accounts, rates)
    payable = months_payable(accounts.accumulated_balance, accounts.outgo)
    return Standing(
        first_deficit_year=years["first_deficit_year"],
        depletion_year=years["depletion_year"],
        months_payable=float(payable[question.year - int(context.years[0])]),
        reserve=reserve_need(accounts, rates, discount_rate=judged_by(context).discount_rate, holding=question.holding),
    )


def _check_years(scenario: Scenario, question: Question) -> None:
    years = surroundings_of(scenario).years
    first, last = int(years[0]), int(years[-1])
    for name, year in (("since", question.since), ("year", question.year)):
        if not first <= year <= last:
            raise DateOutOfRange(
                f"{name} {year} is not a projected year.", remedy=f"Choose a year from {first} to {last}."
            )
