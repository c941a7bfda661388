"""What is to be kept: a fund that owes nothing in any year to the last one asked for."""

from collections.abc import Callable
from dataclasses import dataclass

from core.errors import DateOutOfRange, ValueOutOfRange
from simulation.futures import Plan, probability_solvent
from simulation.scenario import Scenario
from simulation.single_fund import accounts_of, check_fund, surroundings_of

# A scenario's chance, 0 to 1, of staying solvent. The same draws must stand behind every call: a difference between two
# scenarios is then a difference between them and not of chance.
Solvency = Callable[[Scenario], float]


@dataclass(frozen=True, slots=True)
class Target:
    """The accumulated balance of `fund` is not below zero on any 31 December to `until`, with `probability`."""

    fund: str
    until: int
    probability: float

    def check(self, scenario: Scenario, since: int) -> None:
        """UnknownKey, ValueOutOfRange or DateOutOfRange for a fund, probability or year that cannot be."""
        check_fund(self.fund)
        if not 0.0 < self.probability <= 1.0:
            raise ValueOutOfRange(
                f"a probability of {self.probability:g} cannot be.",
                remedy="Choose one above 0 and at most 1, such as 0.95.",
            )
        years = surroundings_of(scenario).years
        if not years[0] <= since <= self.until <= years[-1]:
            raise DateOutOfRange(
                f"a change in {since} cannot keep a fund solvent to {self.until}.",
                remedy=f"Choose years from {years[0]} to {years[-1]}, the change no later than the target.",
            )


@dataclass(frozen=True, slots=True)
class Judge:
    """How solvency is judged, and the smallest difference between two answers (0: an answer is yes or no)."""

    solvency: Solvency
    grain: float = 0.0


def central_path(fund: str, until: int) -> Judge:
    """Without chance: 1 where the fund is solvent on the central path, 0 where it is not."""

    def solvency(scenario: Scenario) -> float:
        context = surroundings_of(scenario)
        balance = accounts_of(context, fund).accumulated_balance[context.years <= until]
        return 1.0 if (balance >= 0).all() else 0.0

    return Judge(solvency)


def by_chance(fund: str, until: int, plan: Plan) -> Judge:
    """The share of the plan's futures in which the fund is solvent: for every scenario the same draws."""

    def solvency(scenario: Scenario) -> float:
        return round(probability_solvent(scenario, fund, until, plan) * plan.paths) / plan.paths

    return Judge(solvency, grain=1.0 / plan.paths)
