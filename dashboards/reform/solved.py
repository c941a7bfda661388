"""What the solver is asked and what it found: each question is answered once."""

from collections.abc import Callable
from dataclasses import dataclass

from dashboards.results import scenario_of
from dashboards.shelf import Shelf
from simulation.futures import Plan
from simulation.scenario import Scenario
from simulation.solving.front import Front, pareto_front
from simulation.solving.solvency import Judge, Solvency, Target, by_chance, central_path
from simulation.solving.solver import Solution, lever_named, solve


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: which levers keep the target, on top of a scenario, from which year on.

    second  the other lever of a front (None: the least move of `first` alone)
    plan    the futures in which it is judged (None: the path without chance)
    """

    target: Target
    first: str
    second: str | None
    since: int
    settings: tuple[str, ...]
    plan: Plan | None


Answer = Solution | Front
# Told how many scenarios have been asked about so far.
Tell = Callable[[int], None]
_ANSWERS: Shelf[Asked, Answer] = Shelf(64)


def answer(asked: Asked, tell: Tell) -> Answer:
    """The least move or the front; InputError for a target that cannot be, or that no move reaches."""
    return _ANSWERS.get(asked, lambda: _found(asked, tell))


def _found(asked: Asked, tell: Tell) -> Answer:
    target = asked.target
    if asked.plan is None:
        judge = central_path(target.fund, target.until)
    else:
        judge = by_chance(target.fund, target.until, asked.plan)
    judge = Judge(_counted(judge.solvency, tell), judge.grain)
    scenario, first = scenario_of(asked.settings), lever_named(asked.first)
    if asked.second is None:
        return solve(scenario, first, target, judge=judge, since=asked.since)
    levers = (first, lever_named(asked.second))
    return pareto_front(scenario, levers, target, judge=judge, since=asked.since)


def _counted(solvency: Solvency, tell: Tell) -> Solvency:
    count = 0

    def counting(scenario: Scenario) -> float:
        nonlocal count
        found = solvency(scenario)
        count += 1
        tell(count)
        return found

    return counting
