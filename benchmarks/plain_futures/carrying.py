"""Blocks of futures carried from the opening year to the last in plain NumPy, by threads like the compiled ones."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.plain_futures.cohorts import Members
from benchmarks.plain_futures.draws import chance_of
from benchmarks.plain_futures.economy import figures_of_groups, move_indices, pension_budget
from benchmarks.plain_futures.members import carry_members
from benchmarks.plain_futures.other_funds import Budget, OtherFunds, budgets
from benchmarks.plain_futures.people import advanced, dying_of, weighed
from simulation.futures import figures
from simulation.futures.blocks import Carried, Task, room_for
from simulation.futures.centre import shapes
from simulation.futures.figures import Centre
from simulation.futures.other_funds import figures as rows
from simulation.futures.pension import figures as members
from simulation.futures.ranges import Progress

Floats = NDArray[np.float64]

# Paths that are carried together: few enough for the cache, enough that calls do not cost more than arithmetic.
BLOCK = 256


@dataclass(slots=True)
class State:
    """A block of futures at a year's end; the axes are those of `futures.figures.Workspace`."""

    persons: Floats
    totals: Floats
    balances: Floats
    accounts: Floats
    announced: Floats
    paths: Floats
    cells: Floats
    gained: Floats
    common: Floats


def carry_all(task: Task, *, progress: Progress | None = None) -> Carried:
    """All futures of the task's plan, as `futures.ranges.carry_all` gives them."""
    paths, done = task.plan.paths, 0
    carried = room_for(task, paths)
    firsts = range(0, paths, BLOCK)
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        parts = pool.map(lambda first: carry_range(task, first, min(first + BLOCK, paths)), firsts)
        for first, part in zip(firsts, parts, strict=True):
            done += part.people.shape[-1]
            carried.funds[..., first:done], carried.people[..., first:done] = part
            if progress is not None:
                progress(done, paths)
    return carried


def carry_range(task: Task, first: int, last: int) -> Carried:
    """The futures from `first` until before `last` as one block."""
    carried, centre = room_for(task, last - first), task.centre
    chance = np.concatenate([_certain(centre.first_uncertain, last - first), chance_of(task, first, last)], axis=1)
    state = _opened(centre, last - first)
    for row in range(shapes(centre)[0]):
        _carry_year(centre, row, chance[:, row], state, carried)
    return carried


def _certain(years: int, paths: int) -> Floats:
    """[row, year, path] no deviation: nothing added, factors of 1."""
    chance = np.zeros((figures.MEDICAL_MORE + 1, years, paths))
    chance[[figures.COVERAGE_FACTOR, figures.COMPLIANCE_FACTOR]] = 1.0
    return chance


def _opened(centre: Centre, paths: int) -> State:
    years, groups, _ = shapes(centre)
    opening = centre.opening

    def on_every_path(values: Floats) -> Floats:
        return np.repeat(np.asarray(values)[..., None], paths, axis=-1)

    state = State(
        persons=on_every_path(centre.people.opening),
        totals=on_every_path((centre.weights[0] * centre.people.opening).sum(axis=(1, 2))),
        balances=on_every_path(opening.balances),
        accounts=on_every_path(opening.accounts),
        announced=np.ones((years + 1, paths)),
        paths=np.ones((rows.PATHS, paths)),
        cells=on_every_path(opening.members),
        gained=np.zeros((members.GAINED, groups, paths)),
        common=np.ones((members.COMMON, paths)),
    )
    state.gained[members.HEADS] = opening.insured[:, None]
    state.paths[[rows.WAGE_GAP, rows.MORE_JOBLESS]] = 0.0
    state.paths[rows.PENSIONERS] = opening.injury_pensioners
    return state


def _carry_year(centre: Centre, row: int, chance: Floats, state: State, carried: Carried) -> None:
    """Carry `state` to the end of year `row`, and keep what the year brought."""
    move_indices(centre.economy[:, row], chance, state.paths, state.common)
    state.announced[row + 1] = state.paths[rows.INCOMES]
    dying = dying_of(centre.people, row, chance[figures.LONGER_MEN : figures.LONGER_WOMEN + 1])
    people, more = centre.people, (chance[figures.CHILDREN_MORE], chance[figures.COMING])
    persons = state.persons, advanced(people, row, state.persons, dying, more)
    totals = state.totals, weighed(centre.weights[row + 1], persons[1])
    flows = _members_of_year(centre, row, state, dying, totals[1], persons[1])
    others = OtherFunds(row, centre, state.paths, state.announced, totals, persons, dying, state.accounts)
    public = len(flows) - 1
    pension = (
        pension_budget(centre, row, rows.ENTERPRISE, flows[:public], state.paths),
        pension_budget(centre, row, rows.GOVERNMENT, flows[public:], state.paths),
    )
    shift = chance[figures.PRICES_MORE] + chance[figures.INTEREST_MORE]
    income, outgo = _with_interest(centre.rates[:, :, row], shift, (*pension, *budgets(others)), state.balances)
    state.balances += income - outgo
    state.persons, state.totals = persons[1], totals[1]
    carried.funds[:, :, row] = income, outgo, state.balances
    carried.people[:, row] = totals[1][[rows.EVERYBODY, rows.AGED_65]]


def _members_of_year(centre: Centre, row: int, state: State, dying: Floats, totals: Floats, persons: Floats) -> Floats:
    """[group, flow, path] of the employees' pension."""
    given = Members(
        row=row,
        shift=shapes(centre)[0] - 1 - row,
        law=centre.pension.law,
        cells=state.cells,
        gained=state.gained,
        common=state.common,
        of_group=figures_of_groups(centre.pension, row, totals, state.paths),
        flows=np.zeros((len(state.gained[0]), members.FLOWS, totals.shape[-1])),
    )
    state.common[members.WAGE] = centre.pension.amounts[members.MONTHLY_WAGE, row] * state.paths[rows.WAGES_BEFORE]
    carry_members(given, dying, persons)
    return given.flows


def _with_interest(rates: Floats, shift: Floats, budget: tuple[Budget, ...], balances: Floats) -> Budget:
    """[fund, path] income and outgo with interest as in funds.kernels.carry, at rates [row, fund] moved by `shift`."""
    deposit, investment, entrusted_share, borrowing = rates[..., None]
    income, outgo = (np.stack(part) for part in zip(*budget, strict=True))
    invested = balances + (income - outgo) / 2.0
    held = np.maximum(invested, 0.0)
    entrusted = held * entrusted_share
    income += entrusted * (investment + shift) + (held - entrusted) * (deposit + shift)
    outgo += np.maximum(-invested, 0.0) * np.maximum(0.0, borrowing + shift)
    return income, outgo
