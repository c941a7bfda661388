"""The Pareto front of two levers: pairs of moves that keep a fund solvent, none of which asks less of both."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.errors import InputError
from simulation.levers import Lever, settings_of
from simulation.scenario import Scenario
from simulation.solving.search import Search
from simulation.solving.solvency import Judge, Target
from simulation.solving.solver import search_along

GRID = 7


@dataclass(frozen=True, slots=True)
class Pair:
    """A move of either lever, in its unit, and the probability that they achieve together."""

    first: float
    second: float
    achieved: float


@dataclass(frozen=True, slots=True)
class Front:
    """What two levers can do between them.

    pairs        the front, from the least of the first lever to the least of the second
    out_of_reach moves of the first lever on the grid to which no move of the second is enough
    turned       whether the probability fell somewhere although a lever was moved further
    asked        how many scenarios were asked about
    """

    levers: tuple[Lever, Lever]
    target: Target
    pairs: tuple[Pair, ...]
    out_of_reach: tuple[float, ...]
    turned: bool
    asked: int

    def to_json(self) -> dict[str, Any]:
        """Plain numbers; moves in the unit of their lever."""
        first, second = self.levers
        return {
            "levers": [first.name, second.name],
            "units": [first.unit, second.unit],
            "fund": self.target.fund,
            "until": self.target.until,
            "probability": self.target.probability,
            "front": [
                {first.name: pair.first, second.name: pair.second, "achieved": pair.achieved} for pair in self.pairs
            ],
            "out_of_reach": list(self.out_of_reach),
            "is_monotone": not self.turned,
            "scenarios_asked": self.asked,
        }


def pareto_front(scenario: Scenario, levers: tuple[Lever, Lever], target: Target, *, judge: Judge, since: int) -> Front:
    """For moves of the first lever on a grid, the least move of the second; what another pair betters is left out.

    The grid runs from nothing to the move with which the first lever does it alone, or to its end. InputError when the
    two are the same, or when no pair on the grid meets the target.
    """
    target.check(scenario, since)
    first, second = levers
    if first.name == second.name:
        raise InputError("the two levers are the same.", remedy="Name two.")
    along = search_along(scenario, first, judge=judge, since=since)
    grid = _grid(along, target)
    searches, pairs, out = [along], [], []
    for move in grid:
        moved = scenario.with_settings(settings_of(first, move, since))
        search = search_along(moved, second, judge=judge, since=since)
        search.answers[0.0] = along.at(move)
        needed = search.least(target.probability)
        searches.append(search)
        if needed is None:
            out.append(move)
        else:
            pairs.append(Pair(move, needed, search.at(needed)))
    if not pairs:
        raise _out_of_reach(searches[-1], levers, grid[-1], target)
    return Front(
        levers=levers,
        target=target,
        pairs=tuple(undominated(pairs)),
        out_of_reach=tuple(out),
        turned=any(search.turns(sign) for search in searches for sign in (1, -1)),
        asked=sum(len(search.answers) for search in searches) - len(grid),
    )


def undominated(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs that no other betters: one that moves neither lever further and one of them less far."""

    def betters(other: Pair, pair: Pair) -> bool:
        moves = abs(other.first), abs(other.second)
        least = abs(pair.first), abs(pair.second)
        return moves != least and moves[0] <= least[0] and moves[1] <= least[1]

    kept = [pair for pair in pairs if not any(betters(other, pair) for other in pairs)]
    return sorted(kept, key=lambda pair: abs(pair.first))


def _grid(along: Search, target: Target) -> list[float]:
    """Moves of the first lever from nothing to what it does alone, or to the end that achieves more."""
    alone = along.least(target.probability)
    end = alone if alone is not None else max((along.low, along.high), key=along.at)
    moves = np.linspace(0.0, end, GRID)
    if along.step:
        moves = np.round(moves / along.step) * along.step
    return [float(move) for move in dict.fromkeys(moves.tolist())]


def _out_of_reach(search: Search, levers: tuple[Lever, Lever], first: float, target: Target) -> InputError:
    best = search.best()
    return InputError(
        f"{levers[0].name} and {levers[1].name} together do not keep {target.fund} solvent to {target.until} with "
        f"probability {target.probability:g}; the nearest, {first:+g} and {best:+g}, achieves {search.at(best):.1%}.",
        remedy="Ask for an earlier year or a lower probability, or choose other levers.",
    )
