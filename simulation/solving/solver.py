"""`solve`: the least move of a lever that keeps a fund solvent, with what it achieves and how sure that is."""

from dataclasses import dataclass
from typing import Any

from core.errors import InputError, UnknownKey
from simulation.funds.measures import first_year
from simulation.levers import LEVERS, Lever, settings_of
from simulation.scenario import Scenario
from simulation.single_fund import accounts_of, surroundings_of
from simulation.solving.search import Search
from simulation.solving.solvency import Judge, Target

WHOLE_UNITS = ("month", "births")
STEPS_TOLD_APART = 100


@dataclass(frozen=True, slots=True)
class Solution:
    """The least move that meets a target.

    move        in the lever's unit; 0 where the fund meets the target as it is
    settings    what the move stands for
    before      the probability without it
    achieved    the probability with it
    just_below  the nearest smaller move tried, and its probability; None where nothing smaller was needed
    turned      moves tried at which the probability fell although the lever was moved further; usually none
    asked       how many scenarios were asked about
    """

    lever: Lever
    target: Target
    move: float
    settings: tuple[str, ...]
    before: float
    achieved: float
    just_below: tuple[float, float] | None
    turned: tuple[float, ...]
    asked: int

    @property
    def residual(self) -> float:
        """Probability achieved beyond the one asked for."""
        return self.achieved - self.target.probability

    def to_json(self) -> dict[str, Any]:
        """Plain numbers; moves in the lever's unit."""
        return {
            "lever": self.lever.name,
            "unit": self.lever.unit,
            "fund": self.target.fund,
            "until": self.target.until,
            "probability": self.target.probability,
            "move": self.move,
            "settings": list(self.settings),
            "before": self.before,
            "achieved": self.achieved,
            "residual": self.residual,
            "just_below": None
            if self.just_below is None
            else dict(zip(("move", "achieved"), self.just_below, strict=True)),
            "not_monotone_at": list(self.turned),
            "scenarios_asked": self.asked,
        }


def lever_named(name: str) -> Lever:
    """The lever of that name; UnknownKey when there is none."""
    for lever in LEVERS:
        if lever.name == name:
            return lever
    raise UnknownKey(
        f"no lever is called {name!r}.", remedy=f"Levers are: {', '.join(lever.name for lever in LEVERS)}."
    )


def solve(scenario: Scenario, lever: Lever, target: Target, *, judge: Judge, since: int) -> Solution:
    """The least move of a lever, from `since` on, that meets the target.

    InputError for a target that cannot be, or that no move of the lever reaches: it names the nearest.
    """
    target.check(scenario, since)
    search = search_along(scenario, lever, judge=judge, since=since)
    move = search.least(target.probability)
    if move is None:
        raise not_reached(scenario, search, lever, target=target, since=since)
    smaller = [tried for tried in search.answers if tried * move >= 0 and abs(tried) < abs(move)]
    below = max(smaller, key=abs, default=None)
    return Solution(
        lever=lever,
        target=target,
        move=move,
        settings=settings_of(lever, move, since),
        before=search.at(0.0),
        achieved=search.at(move),
        just_below=None if below is None else (below, search.at(below)),
        turned=tuple(search.turns(1 if move >= 0 else -1)),
        asked=len(search.answers),
    )


def search_along(scenario: Scenario, lever: Lever, *, judge: Judge, since: int) -> Search:
    """A search along a lever: the response to a move is the scenario's chance of staying solvent with it."""
    return Search(
        respond=lambda move: judge.solvency(scenario.with_settings(settings_of(lever, move, since))),
        low=lever.low,
        high=lever.high,
        step=1.0 if lever.unit in WHOLE_UNITS else 0.0,
        precision=lever.step / STEPS_TOLD_APART,
        grain=judge.grain,
    )


def not_reached(scenario: Scenario, search: Search, lever: Lever, *, target: Target, since: int) -> InputError:
    """What to say when no move meets the target: the nearest that can be had.

    Where chance tells moves apart no more, because all have none, it is the one that keeps the fund going for longest.
    """
    depleted = {move: _depletion(scenario, lever, move, since=since, fund=target.fund) for move in _ends(search)}
    best = max(search.answers, key=lambda move: (search.answers[move], depleted.get(move, 0), -abs(move)))
    asked = f"{target.fund} solvent to {target.until} with probability {target.probability:g}"
    found = f"the nearest, {best:+g}, achieves {search.at(best):.1%}"
    if best in depleted and depleted[best] <= target.until:
        found += f" and depletes the fund in {depleted[best]} on the central path, against {depleted[0.0]} without it"
    return InputError(
        f"no {lever.name} from {lever.low:g} to {lever.high:g} ({lever.unit}) keeps {asked}; {found}.",
        remedy="Ask for an earlier year or a lower probability, or let a second lever help: --lever2.",
    )


def _ends(search: Search) -> set[float]:
    return {0.0, search.low, search.high} & set(search.answers)


def _depletion(scenario: Scenario, lever: Lever, move: float, *, since: int, fund: str) -> int:
    """The year in which the fund is depleted on the central path; the year after the last where it is not."""
    context = surroundings_of(scenario.with_settings(settings_of(lever, move, since)))
    accounts = accounts_of(context, fund)
    year = first_year(context.years, accounts.accumulated_balance < 0)
    return int(context.years[-1]) + 1 if year is None else year
