"""The arrays of the kernel that carries a block of futures: its inputs, its working space and what it yields."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.demography.population import AGES
from simulation.futures.other_funds.figures import PATHS, ResidentRecords
from simulation.futures.pension.figures import COMMON, FLOWS, GAINED, OF_GROUP, Pension
from simulation.futures.people.figures import CHANCES, People

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

# Paths that are carried together: long enough for the processor's vectors, short enough for its cache.
BLOCK = 128
# Rows of scratch: twelve by name in the pension kernel, or nine and two sexes of every age at which people enter.
SCRATCH = 9 + 2 * AGES
# What is kept of every fund, path and year; and of people.
MEASURES = ("income", "outgo", "accumulated_balance")
PEOPLE = ("everybody", "aged_65")

# Rows of `economy` [row, year]: shares; FOLLOWS is how far the increase of pensions follows wages.
REAL_WAGES, PRICES, BEYOND_WAGES, INCREASE, CREDITING, FOLLOWS = range(6)
# Rows of `rates` [row, fund, year].
DEPOSIT, INVESTMENT, ENTRUSTED, BORROWING = range(4)
# Rows of `chance` [row, uncertain year, path]: what is added to the centre, and factors on coverage and compliance.
(
    CHILDREN_MORE, LONGER_MEN, LONGER_WOMEN, COMING, WAGES_MORE, PRICES_MORE, INTEREST_MORE, JOBLESS_MORE,
    COVERAGE_FACTOR, COMPLIANCE_FACTOR, MEDICAL_MORE,
) = range(11)  # fmt: skip


class Opening(NamedTuple):
    """The state at the opening: every array without its axis of paths.

    members    [row, group, sex, column]; insured [group]; balances [fund] yuan
    accounts   [(held, drawn), age] of the residents' pension; injury_pensioners persons
    """

    members: Floats
    insured: Floats
    balances: Floats
    accounts: Floats
    injury_pensioners: float


class Centre(NamedTuple):
    """The scenario's central path, everything that the paths deviate from; rows are named above and in the subpackages.

    first_uncertain  the first row in which chance plays
    economy          [row, year]; rates [row, fund, year]; amounts [row, year]; since [row, year]
    weights          [stock row, weight, sex, age]; span [weight, (first age, one beyond the last)]
    """

    first_uncertain: int
    people: People
    economy: Floats
    pension: Pension
    amounts: Floats
    since: NDArray[np.int64]
    records: ResidentRecords
    rates: Floats
    weights: Floats
    span: NDArray[np.int64]
    opening: Opening


class Workspace(NamedTuple):
    """What the kernel works in, the last axis being the path; kept from block to block.

    persons [before or after, sex, age]; dying [sex, chance]; totals [before or after, weight]
    lines [fund, (income, outgo)]; balances [fund]; announced [stock row]; accounts [(held, drawn), age]
    members, gained, common, of_group, flows: see pension.figures; paths: see other_funds.figures
    """

    persons: Floats
    dying: Floats
    totals: Floats
    lines: Floats
    balances: Floats
    announced: Floats
    accounts: Floats
    members: Floats
    gained: Floats
    common: Floats
    of_group: Floats
    flows: Floats
    paths: Floats
    scratch: Floats


def workspace_for(shape: tuple[int, int, int], opening: Opening, block: int) -> Workspace:
    """Room for `block` paths over `shape` (years, groups, sums over people)."""
    years, groups, sums = shape
    funds = opening.balances.size

    def room(*axes: int) -> Floats:
        return np.zeros((*axes, block))

    return Workspace(
        persons=room(2, 2, AGES),
        dying=room(2, CHANCES),
        totals=room(2, sums),
        lines=room(funds, 2),
        balances=room(funds),
        announced=room(years + 1),
        accounts=room(2, AGES),
        members=room(*opening.members.shape),
        gained=room(GAINED, groups),
        common=room(COMMON),
        of_group=room(OF_GROUP, groups),
        flows=room(groups, FLOWS),
        paths=room(PATHS),
        scratch=room(SCRATCH),
    )
