"""Futures under a shock of our own, and the deterministic projection under the settings that mean the same."""

import numpy as np

from simulation.chance.plan import Plan
from simulation.futures import kernels
from simulation.futures.blocks import room_for
from simulation.futures.centre import workspace
from simulation.futures.figures import BLOCK, COMPLIANCE_FACTOR, COVERAGE_FACTOR, MEASURES
from simulation.futures.other_funds.figures import FUNDS
from simulation.futures.simulate import task_of
from simulation.projection import project
from simulation.scenario import Scenario

ROWS = 11
Figures = dict[str, dict[str, np.ndarray]]


def carried(rows: dict[int, float], settings: tuple[str, ...] = ()) -> Figures:
    """Fund -> measure -> [year] when the rows of chance hold one value in every uncertain year."""
    task = task_of(Scenario(settings=settings), Plan(paths=1))
    years = task.centre.economy.shape[1]
    chance = np.zeros((ROWS, years - task.centre.first_uncertain, BLOCK))
    chance[[COVERAGE_FACTOR, COMPLIANCE_FACTOR]] = 1.0
    for row, value in rows.items():
        chance[row] = value
    room = room_for(task, 1)
    kernels.carry_block(task.centre, chance, workspace(task.centre), 0, room.funds, room.people)
    return {
        fund: {measure: room.funds[at, number, :, 0].astype(float) for at, measure in enumerate(MEASURES)}
        for number, fund in enumerate(FUNDS)
    }


def projected(*settings: str) -> Figures:
    """Fund -> measure -> [year] of the deterministic projection under settings."""
    projection = project(Scenario(settings=settings))
    ahead = projection.years > 2023
    return {
        fund: {measure: np.asarray(projection.funds[fund].measures[measure])[ahead] for measure in MEASURES}
        for fund in FUNDS
    }
