"""Ranges of futures carried to the last year: the plain function that a thread, a process or a cluster runs."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from simulation.chance.drivers import Centre as EconomyCentre
from simulation.chance.drivers import DriverModel, DriverPaths, driver_paths
from simulation.chance.plan import Plan
from simulation.futures import kernels
from simulation.futures.centre import shapes, workspace
from simulation.futures.figures import (
    BLOCK,
    COMPLIANCE_FACTOR,
    COVERAGE_FACTOR,
    MEASURES,
    PEOPLE,
    Centre,
    Workspace,
)

Singles = NDArray[np.float32]


class Carried(NamedTuple):
    """What a range of futures yields.

    funds   [measure, fund, year, path] yuan, by figures.MEASURES and other_funds.figures.FUNDS
    people  [sum, year, path] persons, by figures.PEOPLE
    """

    funds: Singles
    people: Singles


@dataclass(frozen=True, slots=True)
class Task:
    """All that a range of futures rests on; it can be sent to another machine.

    economy  the centre of the drivers, from the first uncertain year on
    """

    centre: Centre
    model: DriverModel
    economy: EconomyCentre
    plan: Plan


def room_for(task: Task, paths: int) -> Carried:
    """Arrays for `paths` futures, not yet filled."""
    years = shapes(task.centre)[0]
    return Carried(
        np.empty((len(MEASURES), task.centre.opening.balances.size, years, paths), dtype=np.float32),
        np.empty((len(PEOPLE), years, paths), dtype=np.float32),
    )


def bytes_for(task: Task, paths: int) -> int:
    """Bytes that the results of `paths` futures take."""
    years = shapes(task.centre)[0]
    return 4 * paths * years * (len(MEASURES) * task.centre.opening.balances.size + len(PEOPLE))


def carry_range(task: Task, first: int, last: int, *, into: Carried | None = None, at: int = 0) -> Carried:
    """The futures from `first` until before `last` of the plan, written from path `at` on of `into`.

    Every future depends on its number only, so any division of the paths gives the same bits.
    """
    carried = room_for(task, last - first) if into is None else into
    work = workspace(task.centre)
    for start in range(first, last, BLOCK):
        end = min(start + BLOCK, last)
        here = at + start - first
        whole = Carried(carried.funds[..., : here + end - start], carried.people[..., : here + end - start])
        _carry_block(task, start, end, work, whole, here)
    if not np.isfinite(carried.funds[:, :, -1, at : at + last - first]).all():
        raise InputError(
            "a future ended in figures that are no numbers.", remedy="Look for an assumption that is far out of range."
        )
    return carried


def _carry_block(task: Task, start: int, end: int, work: Workspace, whole: Carried, here: int) -> None:
    drawn = driver_paths(task.model, task.plan, task.economy, start, end)
    kernels.carry_block(task.centre, chance_of(drawn), work, here, whole.funds, whole.people)


def chance_of(drawn: DriverPaths) -> NDArray[np.float64]:
    """[row, uncertain year, path] deviations as the kernel reads them; central paths fill up a block."""
    rows = (
        drawn.fertility,
        drawn.life_expectancy[:, :, 0],
        drawn.life_expectancy[:, :, 1],
        drawn.migration * 1000.0,
        drawn.real_wage_growth,
        drawn.cpi,
        drawn.interest,
        drawn.unemployment,
        drawn.coverage,
        drawn.compliance,
        drawn.medical_growth,
    )
    paths, years = drawn.fertility.shape
    chance = np.zeros((len(rows), years, BLOCK))
    chance[[COVERAGE_FACTOR, COMPLIANCE_FACTOR]] = 1.0
    for row, values in enumerate(rows):
        chance[row, :, :paths] = values.T
    return chance
